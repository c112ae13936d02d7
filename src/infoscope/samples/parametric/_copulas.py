"""Copulas fitted to normal scores: Gaussian and Student's t. Nats.

To compare them on rows left out, take `scores = normal_scores(columns)` of all rows, fit on some of them,
and average `log_density(fit, scores[others])`: the ln of the copula density of each row, of all columns
together. `local_values(fit, scores, terms)` are those of a quantity, Σ c · -ln density of the group.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, gammaln, ndtr, stdtrit

from ._ellipsoid import Ellipsoid, ellipsoid, triangle
from ._groups import Terms

__all__ = ["Copula", "entropy_of", "fit_gaussian", "fit_student", "local_values", "log_density"]

LEAST, MOST = 0.3, 1000.0  # degrees of freedom: beyond the upper end no sample tells t from Gaussian
ROUNDS = 4  # of reweighting for each number of degrees of freedom tried, from where the last one ended
ROUNDING = 1e-12  # of scores: no ranks but equal ones, or reversed, come so near a linear function


@dataclass(frozen=True, eq=False)
class Copula:
    """Of a multivariate t with `dof` degrees of freedom, inf for a Gaussian, and correlation TᵀT."""

    triangle: np.ndarray
    dof: float = np.inf

    def of(self, columns: np.ndarray) -> Ellipsoid:
        return ellipsoid(self.triangle[:, columns], ROUNDING)


def fit_gaussian(scores: np.ndarray) -> Copula:
    return Copula(_correlation(triangle(scores)))


def fit_student(scores: np.ndarray) -> Copula:
    """Maximum pseudo-likelihood: for each ν tried, a few rounds of reweighting find the correlation."""
    from scipy.optimize import minimize_scalar

    levels, place = np.unique(np.abs(scores), return_inverse=True)
    sign, place = np.sign(scores), place.reshape(scores.shape)
    t = _correlation(triangle(scores))

    def misfit(log_dof: float) -> float:
        nonlocal t
        dof = float(np.exp(log_dof))
        quantiles = _quantiles(levels, dof)
        y = sign * quantiles[place]
        for _ in range(ROUNDS):
            t = _reweighted(y, t, dof)
        whole = ellipsoid(t, ROUNDING)
        margins = _log_t(quantiles**2, 1, 0.0, dof)[place].sum(axis=1)
        return -float((_log_t(whole.squares(y), whole.rank, whole.log_det, dof) - margins).mean())

    bounds = (np.log(LEAST), np.log(MOST))
    best = minimize_scalar(misfit, bounds=bounds, method="bounded", options={"xatol": 1e-3})
    misfit(best.x)
    return Copula(t, float(np.exp(best.x)))


def log_density(fit: Copula, scores: np.ndarray) -> np.ndarray:
    """(n,): ln of the copula density at rows of normal scores (n, D)."""
    y = _as_t(scores, fit.dof)
    whole = fit.of(np.arange(scores.shape[1]))
    return _log_t(whole.squares(y), whole.rank, whole.log_det, fit.dof) - _log_t(y * y, 1, 0.0, fit.dof).sum(
        1
    )


def local_values(fit: Copula, scores: np.ndarray, terms: Terms) -> np.ndarray:
    """(n,): Σ c · -ln density of the group, at rows of normal scores."""
    y = _as_t(scores, fit.dof)
    local = np.zeros(len(scores))
    for columns, c in terms:
        group = fit.of(columns)
        local -= c * _log_t(group.squares(y[:, columns]), group.rank, group.log_det, fit.dof)
    return local


def entropy_of(fit: Copula, terms: Terms) -> float:
    """Σ c · h(group) of the law fitted."""
    return sum(c * _entropy(fit.of(columns), fit.dof) for columns, c in terms)


def _entropy(group: Ellipsoid, dof: float) -> float:
    """Guerrero-Cusumano 1996: h of a multivariate t is ½ ln det + a function of ν and d."""
    d = group.rank
    if dof == np.inf:
        return 0.5 * (group.log_det + d * np.log(2 * np.pi * np.e))
    above = (dof + d) / 2
    shape = gammaln(dof / 2) - gammaln(above) + above * (digamma(above) - digamma(dof / 2))
    return float(0.5 * (group.log_det + d * np.log(dof * np.pi)) + shape)


def _log_t(squares: np.ndarray, d: int, log_det: float, dof: float) -> np.ndarray:
    """ln density of a multivariate t, or Gaussian, at squared Mahalanobis lengths."""
    if dof == np.inf:
        return -0.5 * (d * np.log(2 * np.pi) + log_det + squares)
    above = (dof + d) / 2
    constant = gammaln(above) - gammaln(dof / 2) - 0.5 * (d * np.log(dof * np.pi) + log_det)
    return constant - above * np.log1p(squares / dof)


def _reweighted(y: np.ndarray, t: np.ndarray, dof: float) -> np.ndarray:
    """One round of expectation-maximisation for the scatter, brought back to variances of 1."""
    now = ellipsoid(t, ROUNDING)
    return _correlation(triangle(y, (dof + now.rank) / (dof + now.squares(y))))


def _correlation(t: np.ndarray) -> np.ndarray:
    return t / np.sqrt((t * t).sum(axis=0))


def _as_t(scores: np.ndarray, dof: float) -> np.ndarray:
    if dof == np.inf:
        return scores
    levels, place = np.unique(np.abs(scores), return_inverse=True)
    return np.sign(scores) * _quantiles(levels, dof)[place].reshape(scores.shape)


def _quantiles(scores: np.ndarray, dof: float) -> np.ndarray:
    """Of t, for normal scores >= 0: from the lower tail, where probabilities are exact."""
    return -stdtrit(dof, ndtr(-scores))
