"""D(P‖Q) of mixtures of normal laws: what surely lies below and above it, and quick approximations.

P = Σ a_i f_i and Q = Σ b_j g_j. Everything is made of the divergences D(f_i‖g_j) and the overlaps ∫ f_i g_j.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.special import logsumexp

from ..estimate import Estimate
from ._laws._law import Law
from .closed_forms._normal import multivariate_normal_entropy, multivariate_normal_kl

__all__ = ["APPROXIMATIONS", "Normals", "approximations", "between"]

_SWEEPS = 200
_NORMAL = ("normal", "multivariate_normal", "normal_mixture")


@dataclass(frozen=True)
class Normals:
    """Weights (K,), means (K, d) and Cholesky factors (K, d, d) of normal components."""

    weights: np.ndarray
    means: np.ndarray
    factors: np.ndarray

    def covariances(self) -> np.ndarray:
        return self.factors @ np.swapaxes(self.factors, -1, -2)


def between(p: Law, q: Law) -> tuple[Estimate, Estimate]:
    """A lower and an upper bound on D(P‖Q), each the best of those known here."""
    if not {p.family, q.family} <= set(_NORMAL):
        raise ValueError(f"bounds are for normal laws and mixtures of them; got {p.label} and {q.label}")
    of_p, of_q = _normals(p), _normals(q)
    lower = {"zero": 0.0, "durrieu_lower": durrieu_lower(of_p, of_q)}
    upper = {"durrieu_upper": durrieu_upper(of_p, of_q), "matched_upper": matched_upper(of_p, of_q)}
    return _best(lower, max), _best(upper, min)


def approximations(p: Law, q: Law) -> dict[str, Callable[[], Estimate]]:
    """The named approximations that go for P and Q, as routes; none where there is no mixture."""
    families = {p.family, q.family}
    if not families <= set(_NORMAL) or "normal_mixture" not in families:
        return {}
    return {name: partial(_approximate, name, p, q) for name in APPROXIMATIONS}


def _approximate(name: str, p: Law, q: Law) -> Estimate:
    said = ("an approximation, whose error is not known: bounds=True gives what surely holds",)
    value = APPROXIMATIONS[name](_normals(p), _normals(q))
    return Estimate(value, np.nan, method=name, warnings=said)


def _best(bounds: dict[str, float], choice: Callable) -> Estimate:
    name = choice(bounds, key=bounds.__getitem__)
    return Estimate(float(bounds[name]), 0.0, method=name)


def _normals(law: Law) -> Normals:
    if law.family == "normal_mixture":
        weights, means, covariances = law.parameters
        return Normals(np.asarray(weights), means, np.linalg.cholesky(covariances))
    mean, factor = law.parameters
    return Normals(np.ones(1), np.atleast_1d(mean)[None], np.atleast_2d(factor)[None])


def durrieu_lower(p: Normals, q: Normals) -> float:
    """A lower bound on E ln p less an upper one on E ln q. Durrieu, Thiran & Kelly (2012), equation 19."""
    within = logsumexp(np.log(p.weights) - _divergences(p, p), axis=1)
    across = logsumexp(np.log(q.weights) + _log_overlaps(p, q), axis=1)
    return float(p.weights @ (within - across - multivariate_normal_entropy(p.means, p.factors)))


def durrieu_upper(p: Normals, q: Normals) -> float:
    """An upper bound on E ln p less a lower one on E ln q. Durrieu, Thiran & Kelly (2012), equation 20."""
    within = logsumexp(np.log(p.weights) + _log_overlaps(p, p), axis=1)
    across = logsumexp(np.log(q.weights) - _divergences(p, q), axis=1)
    return float(p.weights @ (within - across + multivariate_normal_entropy(p.means, p.factors)))


def matched_upper(p: Normals, q: Normals) -> float:
    """Components split among those they are matched with. Hershey & Olsen (2007), section 8.

    D(φ‖ψ) + Σ φ_ij D(f_i‖g_j), where Σ_j φ_ij = a_i and Σ_i ψ_ij = b_j; each in turn is made the best for the
    other. It holds after every sweep.
    """
    apart = _divergences(p, q)
    log_a, log_b = np.log(p.weights)[:, None], np.log(q.weights)
    log_phi = log_a + log_b
    bound = np.inf
    for _ in range(_SWEEPS):
        log_psi = log_b + log_phi - logsumexp(log_phi, axis=0)
        log_phi = log_psi - apart
        log_phi += log_a - logsumexp(log_phi, axis=1, keepdims=True)
        phi = np.exp(log_phi)
        costs = np.where(phi > 0.0, log_phi - log_psi + apart, 0.0)
        better = float((phi * costs).sum())
        if better >= bound - 1e-12 * max(1.0, bound):
            return min(better, bound)
        bound = better
    return bound


def variational(p: Normals, q: Normals) -> float:
    """Σ a_i ln (Σ a_k e^-D(f_i‖f_k) / Σ b_j e^-D(f_i‖g_j)). Hershey & Olsen (2007), equation 20."""
    within = logsumexp(np.log(p.weights) - _divergences(p, p), axis=1)
    across = logsumexp(np.log(q.weights) - _divergences(p, q), axis=1)
    return float(p.weights @ (within - across))


def unscented(p: Normals, q: Normals) -> float:
    """ln p/q at 2d points a component, √d standard deviations out. Hershey & Olsen (2007), section 3."""
    d = p.means.shape[1]
    steps = np.sqrt(d) * np.swapaxes(p.factors, 1, 2)
    points = np.concatenate([p.means[:, None] + steps, p.means[:, None] - steps], axis=1).reshape(-1, d)
    ratio = _log_density(p, points) - _log_density(q, points)
    return float(p.weights @ ratio.reshape(len(p.weights), 2 * d).mean(axis=1))


def _log_density(p: Normals, points: np.ndarray) -> np.ndarray:
    spread = np.linalg.solve(p.factors, (points[None] - p.means[:, None]).swapaxes(1, 2))
    logs = np.log(np.diagonal(p.factors, axis1=1, axis2=2)).sum(axis=1)
    constant = np.log(p.weights) - logs - 0.5 * points.shape[1] * np.log(2 * np.pi)
    return logsumexp(constant[:, None] - 0.5 * (spread**2).sum(axis=1), axis=0)


def _divergences(p: Normals, q: Normals) -> np.ndarray:
    """(K_p, K_q): D(f_i‖g_j)."""
    return multivariate_normal_kl(p.means[:, None], p.factors[:, None], q.means[None], q.factors[None])


def _log_overlaps(p: Normals, q: Normals) -> np.ndarray:
    """(K_p, K_q): ln ∫ f_i g_j, the density of one mean about the other with both covariances."""
    both = np.linalg.cholesky(p.covariances()[:, None] + q.covariances()[None])
    off = np.linalg.solve(both, (p.means[:, None] - q.means[None])[..., None])[..., 0]
    logs = np.log(np.diagonal(both, axis1=-2, axis2=-1)).sum(axis=-1)
    return -0.5 * (off**2).sum(axis=-1) - logs - 0.5 * p.means.shape[1] * np.log(2 * np.pi)


APPROXIMATIONS = {"unscented": unscented, "variational": variational}
