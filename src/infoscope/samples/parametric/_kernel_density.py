"""Kernel density that leaves out the observation it judges. Nats."""

import numpy as np

from ._ellipsoid import Ellipsoid, ellipsoid, triangle
from ._groups import Terms
from .choices import KernelDensity

__all__ = ["bandwidth_of", "kernel_density"]

BLOCK = 500_000  # distances held at once
FARTHEST = -600.0  # ln of a sum that is still a number
WIDEST, NARROWEST = 2.0, 0.01  # bandwidths tried by likelihood, in widths of the data


def kernel_density(
    z: np.ndarray, log_scale: np.ndarray, terms: Terms, rounding: float, bandwidth: float
) -> tuple[np.ndarray, int]:
    """Local values Σ c · -ln f̂(group), and Σ c · (columns of the group that depend on others)."""
    t = triangle(z)
    local, flat = np.zeros(len(z)), 0
    for columns, c in terms:
        group = ellipsoid(t[:, columns], rounding)
        flat += c * group.flat
        local += c * (log_scale[columns].sum() - log_others(z[:, columns], group, bandwidth))
    return local, flat


def bandwidth_of(choice: KernelDensity, z: np.ndarray, rounding: float) -> float:
    """In widths of the data, for all columns together."""
    if not (choice.bandwidth is None or isinstance(choice.bandwidth, str)):
        return float(choice.bandwidth)
    n, d = z.shape
    if choice.bandwidth == "likelihood":
        return _most_likely(z, rounding)
    observations = n * (d + 2) / 4 if choice.bandwidth == "silverman" else n
    return float(observations ** (-1 / (d + 4)))


def _most_likely(z: np.ndarray, rounding: float) -> float:
    from scipy.optimize import minimize_scalar

    whole = ellipsoid(triangle(z), rounding)
    bounds = (np.log(NARROWEST), np.log(WIDEST))
    best = minimize_scalar(
        lambda log_b: -log_others(z, whole, np.exp(log_b)).mean(),
        bounds=bounds,
        method="bounded",
        options={"xatol": 0.01},
    )
    return float(np.exp(best.x))


def log_others(z: np.ndarray, group: Ellipsoid, bandwidth: float) -> np.ndarray:
    """(n,): ln of the density of the others at each row, kernels of `bandwidth`² times the covariance."""
    n = len(z)
    width = bandwidth * np.sqrt(n / (n - 1))  # the covariance of the ellipsoid is that of divisor n
    points = z @ group.root / width
    near = -0.5 * np.einsum("ij,ij->i", points, points)[:, None]
    one = np.ones((n, 1))
    left, right = np.hstack([points, near, one]), np.hstack([points, one, near])  # left rightᵀ: -½ distance²
    with np.errstate(divide="ignore"):
        log_sum = np.log(_sums(left, right))
    for i in np.flatnonzero(log_sum < FARTHEST):  # too far from all others for a sum of their kernels
        exponent = np.delete(right @ left[i], i)
        log_sum[i] = exponent.max() + np.log(np.exp(exponent - exponent.max()).sum())
    volume = group.rank * (0.5 * np.log(2 * np.pi) + np.log(width)) + 0.5 * group.log_det
    return log_sum - np.log(n - 1) - volume


def _sums(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """(n,): Σ exp(left_i · right_j) over j other than i, each pair once, a block of rows at a time."""
    n = len(left)
    sums = np.zeros(n)
    rows = max(1, BLOCK // n)
    for start in range(0, n, rows):
        kernel = left[start : start + rows] @ right[start:].T
        own = np.arange(len(kernel))
        kernel[own, own] = -np.inf
        np.exp(kernel, out=kernel)
        sums[start : start + rows] += kernel.sum(axis=1)
        sums[start + rows :] += kernel[:, rows:].sum(axis=0)
    return sums
