"""Divergences between the Gaussian laws of two samples, corrected for their finite size. Nats.

S and T are the covariances of x and y with divisors n - 1 and m - 1. Where both laws are Gaussian, the mean
of T⁻¹ is (m-1)/(m-d-2) that of the truth, (n-1) S and (m-1) T are Wishart, and the means are independent of
them; so cross-entropy and D(P‖Q) below are unbiased at every n > d, m > d + 2.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma

from ...estimate import Estimate
from ..parametric.choices import Gaussian
from ._nearest import clouds
from ._pair import Divergence, Pair

__all__ = ["Fit", "cross_entropy", "fits", "kl_divergence", "renyi_divergence"]

FLAT = 1e-12  # of the pooled variance: below, a sample has no extent in some direction


@dataclass(frozen=True, eq=False)
class Fit:
    """A sample about its mean, its covariance, the inverse, and an unbiased ln det."""

    centred: np.ndarray
    mean: np.ndarray
    covariance: np.ndarray
    precision: np.ndarray
    log_det: float
    flat: bool

    @property
    def n(self) -> int:
        return len(self.centred)

    def influence(self, slope: np.ndarray, curve: np.ndarray) -> np.ndarray:
        """(n,): slope·u + ½ u'(curve)u, u an observation about the mean."""
        return self.centred @ slope + 0.5 * np.einsum("ij,jk,ik->i", self.centred, curve, self.centred)


def kl_divergence(choice: Gaussian, divergence: Divergence, pair: Pair, rng: np.random.Generator) -> Estimate:
    """½ (tr T⁻¹S + δ'T⁻¹δ - d + ln det T - ln det S), δ the difference of the means."""
    p, q, _ = fits(pair)
    if p.flat or q.flat:
        return _infinite(pair)
    delta, d = p.mean - q.mean, len(p.mean)
    value = 0.5 * (_misfit(p, q, delta) - d + q.log_det - p.log_det)
    of_x = p.influence(q.precision @ delta, q.precision - p.precision)
    return _estimate(pair, value, of_x, _of_y(p, q, delta))


def cross_entropy(choice: Gaussian, divergence: Divergence, pair: Pair, rng: np.random.Generator) -> Estimate:
    """½ (d ln 2π + ln det T + tr T⁻¹S + δ'T⁻¹δ)."""
    p, q, log_scale = fits(pair)
    if q.flat:
        return _infinite(pair)
    delta, d = p.mean - q.mean, len(p.mean)
    value = 0.5 * (d * np.log(2 * np.pi) + q.log_det + _misfit(p, q, delta)) + log_scale
    return _estimate(pair, value, p.influence(q.precision @ delta, q.precision), _of_y(p, q, delta))


def renyi_divergence(
    choice: Gaussian, divergence: Divergence, pair: Pair, rng: np.random.Generator
) -> Estimate:
    """a/2 δ'W⁻¹δ - (ln det W - (1-a) ln det S - a ln det T) / 2(a-1), W = a T + (1-a) S (Gil et al. 2013).

    inf where W is not positive definite: the integral of p^a q^(1-a) diverges. Only ln det S and ln det T
    are corrected.
    """
    a = divergence.order
    p, q, _ = fits(pair)
    if p.flat or q.flat:
        return _infinite(pair)
    widths, _ = np.linalg.eigh(mixed := a * q.covariance + (1 - a) * p.covariance)
    if widths[0] <= 0:
        says = f"p^a q^(1-a) of the fitted laws has no finite integral at order={a:g}"
        return Estimate(np.inf, 0.0, method="Gaussian", n=pair.n, warnings=(says,))
    delta = p.mean - q.mean
    value = 0.5 * a * delta @ np.linalg.solve(mixed, delta)
    value -= 0.5 * (np.log(widths).sum() - (1 - a) * p.log_det - a * q.log_det) / (a - 1)
    # p^a q^(1-a) is a Gaussian too, and the derivative of ln ∫ is the mean under it of that of ln p, ln q.
    between = np.linalg.inv(a * p.precision + (1 - a) * q.precision)
    mean = between @ (a * p.precision @ p.mean + (1 - a) * q.precision @ q.mean)
    of_x = a / (a - 1) * p.influence(*_pull(p, mean - p.mean, between))
    return _estimate(pair, value, of_x, -q.influence(*_pull(q, mean - q.mean, between)))


def fits(pair: Pair) -> tuple[Fit, Fit, float]:
    c = clouds(pair)
    n, m, d = len(c.x), len(c.y), c.x.shape[1]
    if n <= d or m <= d + 2:
        raise ValueError(
            f"in {d} dimensions Gaussian needs more than {d} observations of x, {d + 2} of y; got {n} and {m}"
        )
    return _fit(c.x), _fit(c.y), c.log_scale if not c.lost else -np.inf


def _fit(points: np.ndarray) -> Fit:
    n, d = points.shape
    mean = points.mean(axis=0)
    covariance = (points - mean).T @ (points - mean) / (n - 1)
    widths = np.linalg.eigvalsh(covariance)
    if flat := bool(widths[0] <= FLAT):
        return Fit(points - mean, mean, covariance, np.zeros((d, d)), -np.inf, flat)
    # E ln det of a Wishart matrix is ln det Σ + d ln 2 + Σ ψ((n - i)/2).
    log_det = np.log(widths * (n - 1) / 2).sum() - digamma((n - np.arange(1, d + 1)) / 2).sum()
    return Fit(points - mean, mean, covariance, np.linalg.inv(covariance), float(log_det), flat)


def _misfit(p: Fit, q: Fit, delta: np.ndarray) -> float:
    """tr T⁻¹S + δ'T⁻¹δ, unbiased."""
    n, m, d = p.n, q.n, len(delta)
    shrunk = (m - d - 2) / (m - 1) * q.precision
    spread = np.trace(shrunk @ p.covariance)
    return float(spread + delta @ shrunk @ delta - spread / n - d / m)


def _of_y(p: Fit, q: Fit, delta: np.ndarray) -> np.ndarray:
    slope, curve = _pull(q, delta, p.covariance)
    return -q.influence(slope, curve)


def _pull(fit: Fit, delta: np.ndarray, covariance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What -ln of the fitted density feels of a change in the sample, under a law delta off, so wide."""
    about = covariance + np.outer(delta, delta)
    return fit.precision @ delta, fit.precision @ about @ fit.precision - fit.precision


def _estimate(pair: Pair, value: float, of_x: np.ndarray, of_y: np.ndarray) -> Estimate:
    error = np.sqrt(of_x.var(ddof=1) / pair.n + of_y.var(ddof=1) / pair.m)
    return Estimate(float(value), float(error), method="Gaussian", n=pair.n)


def _infinite(pair: Pair) -> Estimate:
    says = "x or y does not extend in some direction in which the other does: there one law has no density"
    return Estimate(np.inf, 0.0, method="Gaussian", n=pair.n, warnings=(says,))
