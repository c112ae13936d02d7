"""The multivariate normal law from mean and covariance, and the check of a covariance."""

from typing import Any

import numpy as np
from scipy.linalg import solve_triangular

from ._law import Law

__all__ = ["factor_of", "gaussian_law"]

_LOG_TAU = np.log(2 * np.pi)
_REACH = np.array([-8.0, -4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0, 8.0])


def factor_of(covariance: Any, name: str) -> np.ndarray:
    """The lower Cholesky factor of a matrix (d, d), or an error with its smallest eigenvalue."""
    matrix = np.atleast_2d(np.asarray(covariance, dtype=float))
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError(f"the covariance of {name} must be square; got shape {matrix.shape}")
    if not np.isfinite(matrix).all() or not np.allclose(matrix, matrix.T, rtol=1e-8, atol=0.0):
        raise ValueError(f"the covariance of {name} must be finite and symmetric")
    try:
        factor = np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        factor = None
    scale = np.abs(np.diagonal(matrix)).max()
    # Rounding lets a singular matrix pass with a diagonal of this order.
    if factor is None or np.diagonal(factor).min() ** 2 <= 4e-16 * len(matrix) * scale:
        least = np.linalg.eigvalsh(matrix)[0]
        raise ValueError(
            f"the covariance of {name} must be positive definite; its smallest eigenvalue is {least:.6g}. "
            "Leave out the columns that depend on others"
        )
    return factor


def gaussian_law(mean: Any, covariance: Any, name: str, source: Any = None) -> Law:
    """N(mean, covariance) with mean (d,) and covariance (d, d); in one dimension a law of numbers."""
    return from_factor(
        np.atleast_1d(np.asarray(mean, dtype=float)), factor_of(covariance, name), name, source
    )


def from_factor(mean: np.ndarray, factor: np.ndarray, name: str, source: Any = None) -> Law:
    if mean.shape != factor.shape[:1]:
        raise ValueError(f"{name} has a mean of {mean.size} and a covariance of {len(factor)} dimensions")
    if len(mean) == 1:
        return _on_the_line(float(mean[0]), float(factor[0, 0]), name, source)
    constant = -0.5 * len(mean) * _LOG_TAU - np.log(np.diagonal(factor)).sum()

    def log_density(x: Any) -> np.ndarray:
        z = solve_triangular(factor, (np.asarray(x) - mean).T, lower=True)
        return constant - 0.5 * (z * z).sum(axis=0)

    return Law(
        label=name,
        log_density=log_density,
        sample=lambda n, rng: mean + rng.standard_normal((n, len(mean))) @ factor.T,
        space="vectors",
        dim=len(mean),
        family="multivariate_normal",
        parameters=(mean, factor),
        centre=mean,
        source=source,
    )


def _on_the_line(mean: float, std: float, name: str, source: Any) -> Law:
    constant = -0.5 * _LOG_TAU - np.log(std)
    return Law(
        label=name,
        log_density=lambda x: constant - 0.5 * ((np.asarray(x) - mean) / std) ** 2,
        sample=lambda n, rng: mean + std * rng.standard_normal(n),
        landmarks=lambda rng: mean + std * _REACH,
        family="normal",
        parameters=(mean, std),
        centre=mean,
        source=source,
    )
