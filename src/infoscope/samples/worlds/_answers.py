"""What the worlds know of themselves: I(X;Y) in nats, in closed form or by a sum that converges fast."""

from collections.abc import Callable

import numpy as np
from scipy.special import digamma, gammaln, ndtr

from ._laws import CENTRES, WEIGHTS


def gaussian(correlation: np.ndarray) -> float:
    """½ ln(|Σ_x| |Σ_y| / |Σ|)."""
    d = len(correlation) // 2
    logdet = [np.linalg.slogdet(c)[1] for c in (correlation[:d, :d], correlation[d:, d:], correlation)]
    return float(logdet[0] + logdet[1] - logdet[2]) / 2


def student(correlation: np.ndarray, dof: float) -> float:
    """The Gaussian's, and what the shared scale tells (Arellano-Valle, Contreras-Reyes & Genton 2013)."""
    d = len(correlation) // 2
    return gaussian(correlation) + 2 * _entropy_of_student(d, dof) - _entropy_of_student(2 * d, dof)


def _entropy_of_student(d: int, dof: float) -> float:
    """h of d columns of dispersion I, less ½ d ln(dof π), which cancels."""
    half = (dof + d) / 2
    return float(gammaln(dof / 2) - gammaln(half) + half * (digamma(half) - digamma(dof / 2)))


def additive_uniform(noise: float) -> float:
    """I(X; X + N), X uniform on [0, 1] and N on [-noise, noise]."""
    return 0.25 / noise if noise > 0.5 else noise - float(np.log(2 * noise))


def curved(mean: Callable, spread: Callable) -> float:
    """h(Y) - ⟨ln spread⟩ - ½ ln 2πe."""
    x, weight = _normal_grid()
    m, s = mean(x), spread(x)
    reach = 9 * s
    low, high = (m - reach).min(), (m + reach).max()
    # Even steps in arcsinh y: fine where y is small, wide where it is large.
    t = np.linspace(np.arcsinh(low / 0.05), np.arcsinh(high / 0.05), 8001)
    y, step = 0.05 * np.sinh(t), 0.05 * np.cosh(t) * (t[1] - t[0])
    density = np.array([(weight * _normal((v - m) / s) / s).sum() for v in y])
    h_y = _entropy(density, step)
    return h_y - float((weight * np.log(s)).sum()) - 0.5 * np.log(2 * np.pi * np.e)


def _normal_grid(size: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    # An even number of midpoints: 0 and 1, where some laws jump, lie between two of them.
    x = (np.arange(size) + 0.5) / (size // 20) - 10
    weight = _normal(x)
    return x, weight / weight.sum()


def _normal(z: np.ndarray) -> np.ndarray:
    return np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)


def _entropy(density: np.ndarray, step: np.ndarray | float) -> float:
    some = density > 0
    return -float((density * np.log(density, where=some, out=np.zeros_like(density)) * step).sum())


def annulus(inner: float) -> float:
    """h(X) + h(Y) - ln area."""
    area = np.pi * (1 - inner**2)
    # x = sin t: the density ends like a square root, and so do the insides at ±inner.
    t = np.linspace(-np.pi / 2, np.pi / 2, 400_001)
    x = np.sin(t)
    density = 2 * (np.cos(t) - np.sqrt(np.maximum(inner**2 - x**2, 0))) / area
    return 2 * _entropy(density, np.cos(t) * (t[1] - t[0])) - float(np.log(area))


def mixture() -> float:
    """h(X) + h(Y) - h(X, Y), on a grid."""
    grid = np.linspace(-12, 13, 1001)
    step = grid[1] - grid[0]
    of_x, of_y = (_normal(grid - c[:, None]) for c in CENTRES.T)  # (4, 1001)
    joint = np.einsum("c,ci,cj->ij", WEIGHTS, of_x, of_y)
    return _entropy(WEIGHTS @ of_x, step) + _entropy(WEIGHTS @ of_y, step) - _entropy(joint, step**2)


def product(noise: float) -> float:
    """h(Y) - h(N) for Y = X₁ X₂ + N: given X₂ = s, Y is Gaussian of variance s² + noise²."""
    s, weight = _normal_grid()
    return _scale_mixture_entropy(np.hypot(s, noise), weight) - 0.5 * np.log(2 * np.pi * np.e * noise**2)


def _scale_mixture_entropy(scale: np.ndarray, weight: np.ndarray) -> float:
    y = np.linspace(0, 60, 12_001)
    density = np.array([(weight * _normal(v / scale) / scale).sum() for v in y])
    step = np.full_like(y, y[1])
    step[0] /= 2
    return 2 * _entropy(density, step)


def rounded(rho: float, step: float) -> float:
    """H(Y) - H(Y|X), y in cells of width `step`."""
    x, weight = _normal_grid()
    edges = step * (np.arange(-int(10 / step), int(10 / step) + 2) - 0.5)
    of_y = np.diff(ndtr(edges))
    given_x = np.diff(ndtr((edges - rho * x[:, None]) / np.sqrt(1 - rho**2)), axis=1)  # (x, cells)
    return _entropy(of_y, 1.0) - float(weight @ np.array([_entropy(p, 1.0) for p in given_x]))
