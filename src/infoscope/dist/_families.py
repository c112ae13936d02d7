"""Families of laws that a target can be projected on: how their parameters are coded in free numbers.

A member is coded by an array θ; `transport` turns fixed nodes of the base law into nodes of the member, so
that an average under it is smooth in θ.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.linalg import solve_triangular
from scipy.special import betaln, logsumexp, ndtri, stdtrit

__all__ = ["FAMILIES", "Family", "Shape"]

_LOG_TAU = np.log(2 * np.pi)
_LEGENDRE, _SPHERE = 200, 2048


@dataclass(frozen=True)
class Shape:
    """What the caller chose: dimension, "full" or "diagonal" covariance, how many components."""

    dim: int
    covariance: str
    components: int

    @property
    def of_factor(self) -> int:
        """How many numbers code a Cholesky factor."""
        return self.dim * (self.dim + 1) // 2 if self.covariance == "full" else self.dim


@dataclass(frozen=True)
class Family:
    """`law(θ)` is an object people know, `transport(θ)` gives (weights, x), `code(mean, factor)` a start."""

    name: str
    law: Callable[[Any, Shape], Any]
    log_density: Callable[[Any, Shape, Any], Any]
    transport: Callable[[Any, Shape], tuple[Any, Any]]
    code: Callable[[Any, Any, Shape], Any]


def _factor(numbers: Any, shape: Shape) -> Any:
    """exp on the diagonal, so that every code is a covariance."""
    d = shape.dim
    diagonal = np.diag(np.exp(np.clip(numbers[:d], -300.0, 300.0)))
    if shape.covariance == "full":
        diagonal[np.tril_indices(d, -1)] = numbers[d:]
    return diagonal


def _coded(factor: Any, shape: Shape) -> Any:
    logs = np.log(np.diagonal(factor))
    return np.append(logs, factor[np.tril_indices(shape.dim, -1)]) if shape.covariance == "full" else logs


def _panels(ends: Any) -> tuple[Any, Any]:
    """Gauss-Legendre in each panel: a target may bend where no rule for the whole line looks."""
    s, w = np.polynomial.legendre.leggauss(8)
    half, centre = 0.5 * np.diff(ends)[:, None], 0.5 * (ends[1:] + ends[:-1])[:, None]
    return (half * w).ravel(), (centre + half * s).ravel()


@lru_cache(maxsize=8)
def _normal_nodes(dim: int) -> tuple[Any, Any]:
    """Panels on the line; in more dimensions points of Sobol, each with its mirror image."""
    if dim == 1:
        w, z = _panels(np.linspace(-9.0, 9.0, 49))
        w = w * np.exp(-0.5 * z * z)
        return w / w.sum(), z[:, None]
    from scipy.stats import qmc

    z = ndtri(qmc.Sobol(dim, scramble=False).random(_SPHERE)[1:])
    return np.full(2 * len(z), 0.5 / len(z)), np.vstack([z, -z])


@lru_cache(maxsize=1)
def _exponential_nodes() -> tuple[Any, Any]:
    w, z = _panels(np.append(np.linspace(0.0, 8.0, 25), np.geomspace(9.0, 45.0, 12)))
    return w * np.exp(-z), z


@lru_cache(maxsize=1)
def _quantiles() -> tuple[Any, Any]:
    s, w = np.polynomial.legendre.leggauss(_LEGENDRE)
    half = 0.25 * (s + 1.0)  # 0 … ½
    return 3.0 * half**2 * w, 4.0 * half**3


def _from_nodes(mean: Any, factor: Any, dim: int) -> tuple[Any, Any]:
    w, z = _normal_nodes(dim)
    x = mean + z @ factor.T
    return w, x[:, 0] if dim == 1 else x


def _log_normal_density(mean: Any, factor: Any, x: Any) -> Any:
    off = np.asarray(x).reshape(len(x), -1) - mean
    z = solve_triangular(factor, off.T, lower=True, check_finite=False)
    return -0.5 * (z * z).sum(axis=0) - np.log(np.diagonal(factor)).sum() - 0.5 * len(mean) * _LOG_TAU


def _one_normal(mean: Any, factor: Any) -> Any:
    from scipy.stats import multivariate_normal, norm

    if len(mean) == 1:
        return norm(mean[0], factor[0, 0])
    return multivariate_normal(mean, factor @ factor.T)


def _normal_law(theta: Any, shape: Shape) -> Any:
    return _one_normal(theta[: shape.dim], _factor(theta[shape.dim :], shape))


def _normal_density(theta: Any, shape: Shape, x: Any) -> Any:
    return _log_normal_density(theta[: shape.dim], _factor(theta[shape.dim :], shape), x)


def _normal_transport(theta: Any, shape: Shape) -> tuple[Any, Any]:
    return _from_nodes(theta[: shape.dim], _factor(theta[shape.dim :], shape), shape.dim)


def _normal_code(mean: Any, factor: Any, shape: Shape) -> Any:
    return np.concatenate([mean, _coded(factor, shape)])


def _laplace_law(theta: Any, shape: Shape) -> Any:
    from scipy.stats import laplace

    return laplace(theta[0], np.exp(theta[1]))


def _laplace_density(theta: Any, shape: Shape, x: Any) -> Any:
    return -np.abs(x - theta[0]) * np.exp(-theta[1]) - np.log(2.0) - theta[1]


def _laplace_transport(theta: Any, shape: Shape) -> tuple[Any, Any]:
    w, z = _exponential_nodes()
    scale = np.exp(theta[1]) * z
    return 0.5 * np.append(w, w), np.append(theta[0] + scale, theta[0] - scale)


def _laplace_code(mean: Any, factor: Any, shape: Shape) -> Any:
    return np.array([mean[0], np.log(factor[0, 0] / np.sqrt(2.0))])


def _student_law(theta: Any, shape: Shape) -> Any:
    from scipy.stats import t

    return t(np.exp(theta[2]), theta[0], np.exp(theta[1]))


def _student_density(theta: Any, shape: Shape, x: Any) -> Any:
    v, z = np.exp(theta[2]), (x - theta[0]) * np.exp(-theta[1])
    constant = -betaln(0.5, 0.5 * v) - 0.5 * theta[2] - theta[1]
    return constant - 0.5 * (v + 1.0) * np.log1p(z * z / v)


def _student_transport(theta: Any, shape: Shape) -> tuple[Any, Any]:
    """Legendre nodes on quantiles, drawn together towards both ends where those of heavy tails run off."""
    w, u = _quantiles()
    z = stdtrit(np.exp(theta[2]), u) * np.exp(theta[1])
    return np.append(w, w), np.append(theta[0] + z, theta[0] - z)


def _student_code(mean: Any, factor: Any, shape: Shape) -> Any:
    return np.array([mean[0], np.log(factor[0, 0]), np.log(5.0)])


def _split(theta: Any, shape: Shape) -> tuple[Any, list[tuple[Any, Any]]]:
    """Log weights, and (mean, factor) of each component; the last weight's code is 0."""
    k, size = shape.components, shape.dim + shape.of_factor
    logits = np.append(theta[: k - 1], 0.0)
    parts = theta[k - 1 :].reshape(k, size)
    return logits - logsumexp(logits), [(p[: shape.dim], _factor(p[shape.dim :], shape)) for p in parts]


def _mixture_law(theta: Any, shape: Shape) -> Any:
    from .mixtures import mixture

    log_weights, parts = _split(theta, shape)
    order = np.argsort([float(mean[0]) for mean, _ in parts], kind="stable")
    weights = np.exp(log_weights)[order]
    return mixture([_one_normal(*parts[i]) for i in order], weights / weights.sum())


def _mixture_density(theta: Any, shape: Shape, x: Any) -> Any:
    log_weights, parts = _split(theta, shape)
    return logsumexp([a + _log_normal_density(*part, x) for a, part in zip(log_weights, parts)], axis=0)


def _mixture_transport(theta: Any, shape: Shape) -> tuple[Any, Any]:
    log_weights, parts = _split(theta, shape)
    each = [_from_nodes(mean, factor, shape.dim) for mean, factor in parts]
    weights = np.concatenate([np.exp(a) * w for a, (w, _) in zip(log_weights, each)])
    return weights, np.concatenate([x for _, x in each])


def _mixture_code(mean: Any, factor: Any, shape: Shape) -> Any:
    """Components side by side along the widest axis, narrower than the whole."""
    k = shape.components
    axis = factor[:, np.argmax((factor**2).sum(axis=0))]
    places = np.linspace(-1.0, 1.0, k) if k > 1 else np.zeros(1)
    parts = [np.concatenate([mean + a * axis, _coded(factor / k, shape)]) for a in places]
    return np.concatenate([np.zeros(k - 1), *parts])


_NORMAL = Family("normal", _normal_law, _normal_density, _normal_transport, _normal_code)

FAMILIES: dict[str, Family] = {
    "normal": _NORMAL,
    "multivariate_normal": _NORMAL,
    "laplace": Family("laplace", _laplace_law, _laplace_density, _laplace_transport, _laplace_code),
    "student": Family("student", _student_law, _student_density, _student_transport, _student_code),
    "mixture": Family("mixture", _mixture_law, _mixture_density, _mixture_transport, _mixture_code),
}
