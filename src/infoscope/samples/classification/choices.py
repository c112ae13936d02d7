"""The choice of estimating by classification, passed as `estimator=`."""

from dataclasses import dataclass
from numbers import Integral
from typing import Any

__all__ = ["CHOICES", "Classification"]


@dataclass(frozen=True)
class Classification:
    """Lower bounds from a classifier that tells samples of P from samples of Q, on rows held out of its fit.

    classifier  any of scikit-learn's that gives probabilities; None is its gradient boosting. It gets numbers
                as they are, and labels as categories (None) or one column a label
    folds       the rows are held out in so many parts

    Its log-odds, less those of the sample sizes, are g ≈ ln p/q. Whatever g, and so whatever the classifier
    misses, on rows it was not fitted to

        D(P‖Q) >= 1 + E_P g - E_Q e^g                        Nguyen, Wainwright & Jordan 2010
        JS     >= H(w) - cross-entropy of the classifier     Reid & Williamson 2011; Goodfellow et al. 2014
        Rényi  >= a/(a-1) ln E_P e^((a-1)g) - ln E_Q e^(ag)  Birrell et al. 2021

    for the expectations, which the averages over held-out rows estimate (the last with a bias of order 1/n,
    since it takes their logarithms). Mutual information is D of the rows from rows whose variables are
    shuffled. Variables may be of any kinds. None can show much more than ln m (McAllester & Stratos 2020).

    >>> Classification(folds=3)
    Classification(classifier=None, folds=3)
    """

    classifier: Any = None
    folds: int = 5

    def __post_init__(self):
        if isinstance(self.folds, bool) or not isinstance(self.folds, Integral) or self.folds < 2:
            raise ValueError(f"folds must be a whole number >= 2; got {self.folds!r}")
        scikit = all(hasattr(self.classifier, name) for name in ("fit", "get_params"))
        if self.classifier is not None and (not scikit or isinstance(self.classifier, type)):
            raise ValueError(
                f"classifier must be None or a classifier of scikit-learn; got {self.classifier!r}"
            )


CHOICES = {"classification": Classification()}
