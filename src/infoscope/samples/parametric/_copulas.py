"""Copulas fitted to scores of ranks: Gaussian and Student's t. Nats.

The Gaussian is a multivariate t of infinitely many degrees of freedom; _student.py fits the others. To
compare them on rows left out, take `scores = rank_scores(columns)` of all rows, fit on some of them,
and average `log_density(fit, scores[others])`: the ln of the copula density of each row, of all columns
together. `local_values(fit, scores, terms)` are those of a quantity, Σ c · -ln density of the group.
"""

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicHermiteSpline
from scipy.special import digamma, gammaln, ndtr, ndtri, stdtrit

from ..reading._sorted import normal_scores
from ._ellipsoid import Ellipsoid, ellipsoid, triangle
from ._groups import Terms

__all__ = [
    "ROUNDING",
    "Copula",
    "as_t",
    "correlation",
    "entropy_of",
    "fit_gaussian",
    "local_values",
    "log_density",
    "log_t",
    "rank_scores",
]

NODES = 1000
DIGITS = 13  # that no order of the rows moves
ROUNDING = 1e-7  # of a direction in which columns of variance 1 do not extend: 16 nats of information


@dataclass(frozen=True, eq=False)
class Copula:
    """Of a multivariate t with `dof` degrees of freedom, inf for a Gaussian, and correlation TᵀT."""

    triangle: np.ndarray
    dof: float = np.inf

    def of(self, columns: np.ndarray) -> Ellipsoid:
        return ellipsoid(self.triangle[:, columns], ROUNDING)


def rank_scores(x: np.ndarray) -> np.ndarray:
    """Each column mapped to the normal quantiles of rank / (n + 1), equal values sharing their mean rank.

    Likelihoods of heavy tails are less biased by these than by (rank - ½) / n (Genest et al. 1995).
    """
    n, middle = len(x), normal_scores(x)
    tail = (n * ndtr(-np.abs(middle)) + 0.5) / (n + 1)
    return -np.sign(middle) * ndtri(tail)


def fit_gaussian(scores: np.ndarray) -> Copula:
    return Copula(np.round(correlation(triangle(scores)), DIGITS))


def log_density(fit: Copula, scores: np.ndarray) -> np.ndarray:
    """(n,): ln of the copula density at rows of scores (n, D)."""
    y, whole = as_t(scores, fit.dof), fit.of(np.arange(scores.shape[1]))
    margins = log_t(y * y, 1, 0.0, fit.dof).sum(axis=1)
    return log_t(whole.squares(y), whole.rank, whole.log_det, fit.dof) - margins


def local_values(fit: Copula, scores: np.ndarray, terms: Terms) -> np.ndarray:
    """(n,): Σ c · -ln density of the group, at rows of scores."""
    y = as_t(scores, fit.dof)
    local = np.zeros(len(scores))
    for columns, c in terms:
        group = fit.of(columns)
        local -= c * log_t(group.squares(y[:, columns]), group.rank, group.log_det, fit.dof)
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


def log_t(squares: np.ndarray, d: int, log_det: float, dof: float) -> np.ndarray:
    """ln density of a multivariate t, or Gaussian, at squared Mahalanobis lengths."""
    if dof == np.inf:
        return -0.5 * (d * np.log(2 * np.pi) + log_det + squares)
    above = (dof + d) / 2
    constant = gammaln(above) - gammaln(dof / 2) - 0.5 * (d * np.log(dof * np.pi) + log_det)
    return constant - above * np.log1p(squares / dof)


def correlation(t: np.ndarray) -> np.ndarray:
    return t / np.sqrt((t * t).sum(axis=0))


def as_t(scores: np.ndarray, dof: float) -> np.ndarray:
    """The quantiles of t with `dof` degrees of freedom that are as likely as normal ones, to 1e-9 of them.

    arcsinh of them is a smooth function of the scores with a slope that is known, so that a thousand of them
    tell all others (cubic Hermite interpolation).
    """
    if dof == np.inf or scores.size == 0:
        return scores
    size = np.abs(scores)
    node = np.linspace(0.0, max(float(size.max()), 1.0), NODES)
    at_node = -stdtrit(dof, ndtr(-node))  # from the lower tail, where probabilities are exact
    steepness = log_t(node**2, 1, 0.0, np.inf) - log_t(at_node**2, 1, 0.0, dof)
    slope = np.exp(steepness) / np.sqrt(1 + at_node**2)
    return np.sign(scores) * np.sinh(CubicHermiteSpline(node, np.arcsinh(at_node), slope)(size))
