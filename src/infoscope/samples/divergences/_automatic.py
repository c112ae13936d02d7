"""What `estimator="auto"` does with two samples: a choice by kind, dimension and shape, and why."""

from typing import Any

import numpy as np

from ..classification import _family as classification
from ..classification.choices import Classification
from ..counts.choices import MillerMadow
from ..neighbours.choices import Ross
from ..parametric.choices import Gaussian
from ._gaussian import Fit, fits
from ._nearest import kth_distances
from ._pair import Divergence, Pair
from .choices import Poczos, WangKulkarniVerdu

__all__ = ["choose"]

MANY_COLUMNS = 5  # from which on a classifier loses less than neighbours do
K = 3
REFERENCE = 20_000  # rows of Gaussian samples
ERRORS = 2.0  # by which a sample may differ from a Gaussian one and still be taken for it

OF_NEIGHBOURS = {
    "cross-entropy": WangKulkarniVerdu(),
    "KL divergence": WangKulkarniVerdu(),
    "Jensen-Shannon divergence": Ross(),
    "Rényi divergence": Poczos(),
}


def choose(divergence: Divergence, pair: Pair, rng: np.random.Generator) -> tuple[Any, str]:
    """The choice, and words for it.

    Neighbours and classifiers fall short where one law reaches beyond the other, and a Gaussian does not: it
    comes first where nothing speaks against it.
    """
    if pair.kind == "discrete":
        return MillerMadow(), ""
    cross = divergence.name == "cross-entropy"
    if pair.kind == "mixed" and not cross:
        return Classification(), "labels with numbers"
    d = pair.both.columns.shape[1]
    if d < MANY_COLUMNS or cross:
        if divergence.name != "Jensen-Shannon divergence" and _both_gaussian(pair):
            return Gaussian(), "neither sample looks otherwise"
        return OF_NEIGHBOURS[divergence.name], ""
    if not _gaussian_tells_better(pair, rng):
        return Classification(), f"{d} columns"
    why = "its odds are better than those of trees on rows held out"
    return (Gaussian() if divergence.name != "Jensen-Shannon divergence" else _quadratic()), why


def _both_gaussian(pair: Pair) -> bool:
    d = pair.both.columns.shape[1]
    if pair.n <= d + K or pair.m <= d + K:
        return False
    p, q, _ = fits(pair)
    return not (p.flat or q.flat) and _looks_gaussian(p) and _looks_gaussian(q)


def _looks_gaussian(fit: Fit) -> bool:
    """Whether the Gaussian entropy exceeds that from neighbours, by D(P‖Gaussian), no more than by chance.

    Neighbours are biased, so it is held against Gaussian samples of the size; the same for each size, so
    that no choice hangs on a seed.
    """
    n, d = fit.centred.shape
    gap = _excess(fit.centred)
    if not np.isfinite(gap).all():
        return False
    many = -(-REFERENCE // n)
    usual = np.concatenate([_excess(z) for z in np.random.default_rng([n, d]).normal(size=(many, n, d))])
    error = np.sqrt(gap.var(ddof=1) / n + usual.var(ddof=1) / len(usual))
    return bool(gap.mean() - usual.mean() <= ERRORS * error)


def _excess(points: np.ndarray) -> np.ndarray:
    """(n,): -ln of the Gaussian density, less that from neighbours, up to a constant of n and d."""
    n, d = points.shape
    centred = points - points.mean(axis=0)
    root = np.linalg.cholesky(centred.T @ centred / (n - 1))
    white = np.linalg.solve(root, centred.T).T
    with np.errstate(divide="ignore"):  # inf where values repeat
        return 0.5 * (white**2).sum(axis=1) - d * np.log(kth_distances(white, white, K + 1))


def _gaussian_tells_better(pair: Pair, rng: np.random.Generator) -> bool:
    """Whether the log-odds of two Gaussians tell rows held out apart better than boosted trees do."""
    d = pair.both.columns.shape[1]
    if min(pair.n, pair.m) < 2 * (d + 2):
        return False
    p, q, _ = fits(pair)
    if p.flat or q.flat:
        return False
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
