"""The components of a block as x_t shows them, and what is integrated over them."""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, logsumexp

__all__ = ["View", "between", "told"]


@dataclass(frozen=True, eq=False)
class View:
    """Σ_k w_k N(m_k, diag v_k) in r coordinates y.

    A coordinate of copies n > 1 is the length of n dimensions in which every component has mean 0 and one v.
    weights (K,), means (K, r), variances (K, r), copies (r,); a score g in these coordinates makes an
    E[ε | x_t] of squared length gᵀ metric g, metric (r, r).
    """

    weights: np.ndarray
    means: np.ndarray
    variances: np.ndarray
    copies: np.ndarray
    metric: np.ndarray

    @property
    def dim(self) -> int:
        return len(self.copies)

    def at(self, y):
        """`(log_density, log_ratio, scores)` at y (r, b): ln p(y), (b,); ln p_k(y)/p(y), (K, b); and
        (y − m_k)/v_k, (K, r, b).
        """
        away = y - self.means[:, :, None]
        scores = away / self.variances[:, :, None]
        spent = np.log(2.0 * np.pi * self.variances) @ self.copies
        log_each = -0.5 * (spent[:, None] + (away * scores).sum(axis=1))
        log_density = logsumexp(log_each, axis=0, b=self.weights[:, None])
        return log_density, log_each - log_density, scores

    def log_volume(self, y):
        """(b,) of what a coordinate that is a length stands for: ln of the surface of its sphere."""
        n, radius = self.copies[self.copies > 1], y[self.copies > 1]
        surface = np.log(2.0) + 0.5 * n * np.log(np.pi) - gammaln(0.5 * n)
        return surface.sum() + (n - 1) @ np.log(radius)

    def moments(self):
        """`(mean, covariance)` of y, (r,) and (r, r); of a length, those of each of its dimensions."""
        mean = self.weights @ self.means
        away = self.means - mean
        return mean, np.diag(self.weights @ self.variances) + (away.T * self.weights) @ away


def told(view: View, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """ln p(y); D(p(k|y) ‖ w), whose mean is I(k; y); and its control.

    A control is the same of the Gaussian φ of the same moments in the place of p, less its mean, a closed
    form: here Σ_k p(k|y) ln p_k(y)/φ(y).
    """
    log_density, log_ratio, _ = view.at(y)
    each = np.exp(log_ratio) * log_ratio
    # Σ w r ln r as Σ w (r ln r − r + 1), never below 0: no digit is lost where y tells little.
    value = view.weights @ (each - np.expm1(log_ratio))
    mean, covariance = view.moments()
    away = y - mean[:, None]
    squares = (np.linalg.solve(covariance, away) * away).sum(axis=0)
    size = np.linalg.slogdet(2.0 * np.pi * covariance)[1]
    size += (view.copies - 1) @ np.log(2.0 * np.pi * np.diag(covariance))
    expected = 0.5 * (size - view.weights @ np.log(2.0 * np.pi * view.variances) @ view.copies)
    control = view.weights @ each + log_density + 0.5 * (squares + size)
    return log_density, value, control - expected


def between(view: View, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """ln p(y); the variance of E[ε | x_t, k] over p(k|y), all dimensions; and its control."""
    log_density, log_ratio, scores = view.at(y)
    shares = view.weights[:, None] * np.exp(log_ratio)
    mean = (shares[:, None] * scores).sum(axis=0)
    value = (shares * _squares(scores - mean, view.metric)).sum(axis=0)
    centre, covariance = view.moments()
    precision = np.linalg.inv(covariance)
    control = (shares * _squares(scores, view.metric)).sum(axis=0)
    control -= _squares(precision @ (y - centre[:, None]), view.metric)
    each = np.diag(view.weights @ (1.0 / view.variances)) - precision
    copies = np.sqrt(np.outer(view.copies, view.copies))
    return log_density, value, control - (view.metric * each * copies).sum()


def _squares(vectors, metric):
    return ((metric @ vectors) * vectors).sum(axis=-2)
