"""The t copula that fits normal scores best, and how sure a quantity of it is. Nats."""

import numpy as np

from ._copulas import (
    ROUNDING,
    Copula,
    as_t,
    correlation,
    entropy_of,
    fit_gaussian,
    log_density,
    log_t,
)
from ._ellipsoid import ellipsoid
from ._groups import Terms
from ._ranks import rank_influence

__all__ = ["fit_student", "influence", "thinned"]

LEAST, MOST = 0.3, 1000.0  # degrees of freedom: beyond the upper end no sample tells t from Gaussian
ROUNDS = 2  # of reweighting for each number of degrees of freedom tried, from where the last one ended
MORE_ROUNDS = 8  # where slopes are told by them
MANY = 20_000  # rows, of which so many tell where ν lies, and the spread of an influence
NEAR = 0.3  # of ln ν
STEP = 0.05  # of ln ν, to tell slopes by


def fit_student(scores: np.ndarray) -> Copula:
    """Maximum pseudo-likelihood: a search over ν, and rounds of reweighting for the correlation.

    Shape and tail of a multivariate t are told apart by the data, so a few rounds are enough at each ν. Of
    many rows some tell where to look.
    """
    some = thinned(scores)
    low, high = np.log(LEAST), np.log(MOST)
    copula, at = _best_between(low, high, 0.01, some, fit_gaussian(some))
    if len(some) == len(scores):
        return copula
    return _best_between(max(low, at - NEAR), min(high, at + NEAR), 0.003, scores, copula)[0]


def _best_between(
    low: float, high: float, within: float, scores: np.ndarray, fit: Copula
) -> tuple[Copula, float]:
    """The best fit of ln ν in between, from `fit` on, and that ln ν."""
    from scipy.optimize import minimize_scalar

    def misfit(log_dof: float) -> float:
        nonlocal fit
        dof = float(np.exp(log_dof))
        y = as_t(scores, dof)
        for _ in range(ROUNDS):
            fit = Copula(_reweighted(y, fit.triangle, dof), dof)
        whole = ellipsoid(fit.triangle, ROUNDING)
        margins = log_t(y * y, 1, 0.0, dof).sum(axis=1)
        return float((margins - log_t(whole.squares(y), whole.rank, whole.log_det, dof)).mean())

    best = minimize_scalar(misfit, bounds=(low, high), method="bounded", options={"xatol": within})
    misfit(best.x)
    return fit, float(best.x)


def thinned(scores: np.ndarray) -> np.ndarray:
    """All rows, or some MANY of them, evenly along the first column."""
    step = len(scores) // MANY
    if step < 2:
        return scores
    return scores[np.argsort(scores[:, 0], kind="stable")[step // 2 :: step]]


def _refitted(fit: Copula, scores: np.ndarray, dof: float) -> Copula:
    """The correlation that goes with another number of degrees of freedom."""
    y, t = as_t(scores, dof), fit.triangle
    for _ in range(MORE_ROUNDS):
        t = _reweighted(y, t, dof)
    return Copula(t, dof)


def _reweighted(y: np.ndarray, t: np.ndarray, dof: float) -> np.ndarray:
    """One round of expectation-maximisation for the scatter, brought back to variances of 1."""
    now = ellipsoid(t, ROUNDING)
    weighted = y * ((dof + now.rank) / (dof + now.squares(y)))[:, None]
    values, vectors = np.linalg.eigh(weighted.T @ y / len(y))
    return correlation(np.sqrt(np.where(values > 0, values, 0.0))[:, None] * vectors.T)


def influence(fit: Copula, scores: np.ndarray, terms: Terms) -> np.ndarray:
    """(n,) influence function of Σ c · h(group) of the law fitted, but for a constant.

    That of the shape is that of the scatter of a t (Lange, Little & Taylor 1989), where scales cancel; that
    of ν is its score over its information. To both belongs what the ranks of the margins add.
    """
    less, more = (_refitted(fit, scores, fit.dof * np.exp(step)) for step in (-STEP, STEP))
    slope = (entropy_of(more, terms) - entropy_of(less, terms)) / (2 * STEP)
    score = (log_density(more, scores) - log_density(less, scores)) / (2 * STEP)
    score_slopes = (_slopes(more, scores) - _slopes(less, scores)) / (2 * STEP)
    shape, shape_slopes = _shape(fit, scores, terms)
    of_dof = slope / (score**2).mean()
    return shape + of_dof * score + rank_influence(scores, shape_slopes + of_dof * score_slopes)


def _shape(fit: Copula, scores: np.ndarray, terms: Terms) -> tuple[np.ndarray, np.ndarray]:
    """Influence of the scatter at known margins, (n,), and its slopes by the probabilities, (n, D)."""
    y, root = as_t(scores, fit.dof), fit.of(np.arange(scores.shape[1])).root
    rank = root.shape[1]
    outward = y @ root @ root.T
    reach = fit.dof + np.einsum("ij,ij->i", outward, y)
    pull = np.zeros_like(y)
    for columns, c in terms:
        root = fit.of(columns).root
        pull[:, columns] += c * (y[:, columns] @ root @ root.T)
    weight = (fit.dof + rank + 2) / reach
    size = np.einsum("ij,ij->i", pull, y)
    slopes = (
        weight[:, None] * (pull - (size / reach)[:, None] * outward) / np.exp(log_t(y * y, 1, 0.0, fit.dof))
    )
    return 0.5 * weight * size, slopes


def _slopes(fit: Copula, scores: np.ndarray) -> np.ndarray:
    """(n, D): slopes of the ln copula density by the probability of each column."""
    y, whole = as_t(scores, fit.dof), fit.of(np.arange(scores.shape[1]))
    outward = y @ whole.root @ whole.root.T
    reach = fit.dof + np.einsum("ij,ij->i", outward, y)[:, None]
    joint, alone = (fit.dof + whole.rank) * outward / reach, (fit.dof + 1) * y / (fit.dof + y * y)
    return (alone - joint) / np.exp(log_t(y * y, 1, 0.0, fit.dof))
