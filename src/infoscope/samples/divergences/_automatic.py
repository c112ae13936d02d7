"""What `estimator="auto"` does with two samples: a choice by kind, dimension and shape, and why."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import chdtri

from ..classification import _family as classification
from ..classification.choices import Classification
from ..counts.choices import MillerMadow
from ..neighbours.choices import Ross
from ..parametric.choices import Gaussian
from ._gaussian import Fit, fits
from ._nearest import Sample, kth_distances
from ._pair import Divergence, Pair
from .choices import Poczos, WangKulkarniVerdu

__all__ = ["Chosen", "choose"]

MANY_COLUMNS = 5  # from which on a classifier loses less than neighbours do
K = 3
REFERENCE = 20_000  # rows of Gaussian samples
KURTOSIS, SKEWNESS = 2.5, 0.01  # errors, and chance
ERRORS = 2.0  # by which a sample may differ from a Gaussian one and still be taken for it

OF_NEIGHBOURS = {
    "cross-entropy": WangKulkarniVerdu(),
    "KL divergence": WangKulkarniVerdu(),
    "Jensen-Shannon divergence": Ross(),
    "Rényi divergence": Poczos(),
}


@dataclass(frozen=True)
class Chosen:
    """The choice, words for it, and the error it adds to its own."""

    choice: Any
    why: str = ""
    doubt: float = 0.0


def choose(divergence: Divergence, pair: Pair, rng: np.random.Generator) -> Chosen:
    """Neighbours and classifiers fall short where one law reaches beyond the other, and a Gaussian does not:
    it comes first where nothing speaks against it.
    """
    if pair.kind == "discrete":
        return Chosen(MillerMadow())
    jensen = divergence.name == "Jensen-Shannon divergence"
    cross = divergence.name == "cross-entropy"
    if pair.kind == "mixed":
        return Chosen(OF_NEIGHBOURS[divergence.name] if cross else Classification(), "labels with numbers")
    d = pair.both.columns.shape[1]
    laws = _two_laws(pair)
    if d < MANY_COLUMNS or cross:
        if laws is not None and not jensen and all(map(_looks_gaussian, laws)):
            return Chosen(Gaussian(), "neither sample looks otherwise", _doubt(*laws))
        return Chosen(OF_NEIGHBOURS[divergence.name])
    if laws is None or not _gaussian_tells_better(pair, rng):
        return Chosen(Classification(), f"{d} columns")
    why = "its odds are better than those of trees on rows held out"
    return Chosen(_quadratic(), why) if jensen else Chosen(Gaussian(), why, _doubt(*laws))


def _two_laws(pair: Pair) -> tuple[Fit, Fit] | None:
    if min(pair.n, pair.m) < 2 * (pair.both.columns.shape[1] + 2):
        return None
    p, q, _ = fits(pair)
    return None if p.flat or q.flat else (p, q)


def _doubt(p: Fit, q: Fit) -> float:
    """What the kurtosis of y moves the answer by when it moves by its error, which no test could notice.

    With ln q a Gaussian's plus c L, L the Laguerre polynomial of r² that kurtosis is the mean of.
    """
    d = len(q.mean)
    delta = p.centred + p.mean - q.mean
    r2 = np.einsum("ij,jk,ik->i", delta, q.precision, delta)
    kurtosis = r2**2 - 2 * (d + 2) * r2 + d * (d + 2)
    return float(abs(kurtosis.mean()) / np.sqrt(8 * d * (d + 2) * q.n))


def _looks_gaussian(fit: Fit) -> bool:
    """Whether the Gaussian entropy exceeds that from neighbours, by D(P‖Gaussian), no more than by chance.

    Neighbours are biased, so it is held against Gaussian samples of the size; the same for each size, so
    that no choice hangs on a seed.
    """
    n, d = fit.centred.shape
    gap = _excess(fit.centred)
    if not np.isfinite(gap).all() or not _moments_agree(fit):
        return False
    many = -(-REFERENCE // n)
    usual = np.concatenate([_excess(z) for z in np.random.default_rng([n, d]).normal(size=(many, n, d))])
    error = np.sqrt(gap.var(ddof=1) / n + usual.var(ddof=1) / len(usual))
    return bool(gap.mean() - usual.mean() <= ERRORS * error)


def _moments_agree(fit: Fit) -> bool:
    """Mardia's (1970) skewness, n/6 of it χ² in law, and kurtosis, of variance 8 d(d+2)/n."""
    n, d = fit.centred.shape
    white = fit.centred @ np.linalg.cholesky(fit.precision)
    skewness = n / 6 * (np.einsum("ia,ib,ic->abc", white, white, white, optimize=True) ** 2).sum() / n**2
    kurtosis = ((white**2).sum(axis=1) ** 2).mean() - d * (d + 2)
    usual = abs(kurtosis) <= KURTOSIS * np.sqrt(8 * d * (d + 2) / n)
    return bool(usual and skewness <= chdtri(d * (d + 1) * (d + 2) / 6, SKEWNESS))


def _excess(points: np.ndarray) -> np.ndarray:
    """(n,): -ln of the Gaussian density, less that from neighbours, up to a constant of n and d."""
    n, d = points.shape
    centred = points - points.mean(axis=0)
    root = np.linalg.cholesky(centred.T @ centred / (n - 1))
    white = np.linalg.solve(root, centred.T).T
    sample = Sample(white)
    with np.errstate(divide="ignore"):  # inf where values repeat
        return 0.5 * (white**2).sum(axis=1) - d * np.log(kth_distances(sample, sample, K + 1))


def _gaussian_tells_better(pair: Pair, rng: np.random.Generator) -> bool:
    """Whether the log-odds of two Gaussians tell rows held out apart better than boosted trees do."""
    (seed,) = rng.integers(2**31, size=1)
    bounds = [
        classification.divergence(
            choice,
            "Jensen-Shannon divergence",
            1.0,
            (0.5, 0.5),
            pair.both,
            pair.n,
            np.random.default_rng([seed, 0]),
        ).value
        for choice in (_quadratic(), Classification())
    ]
    return bounds[0] >= bounds[1]


def _quadratic() -> Classification:
    from sklearn.discriminant_analysis import QuadraticDiscriminantAnalysis

    return Classification(QuadraticDiscriminantAnalysis())
