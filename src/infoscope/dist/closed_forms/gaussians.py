"""Many pairs of Gaussians at once, from arrays of means and covariances."""

from typing import Any

import numpy as np

from ...estimate import Unit, nats_per
from ._normal import multivariate_normal_kl

__all__ = ["multivariate_normal_kl_divergence"]


def multivariate_normal_kl_divergence(
    mean_p: Any, covariance_p: Any, mean_q: Any, covariance_q: Any, *, unit: Unit = "nats"
) -> np.ndarray:
    """D(N(m, S) ‖ N(n, T)) = ½ (tr T⁻¹S - d + (m-n)ᵀ T⁻¹ (m-n) + ln |T|/|S|), pair by pair.

    Means have shape (..., d) and covariances (..., d, d); leading axes broadcast, and the answer has their
    shape. By Cholesky factors, compiled, on all cores. Raises ValueError where shapes do not fit or a matrix
    is not positive definite, naming it and its smallest eigenvalue. Cover & Thomas, equation 8.46.

    >>> q = [1.0, -1.0], [[2.0, 0.5], [0.5, 1.0]]
    >>> multivariate_normal_kl_divergence([[0.0, 0.0]], [np.diag([1.0, 2.0])], *q)
    array([1.50466288])
    """
    per = nats_per(unit)
    m, n = (np.asarray(a, dtype=float) for a in (mean_p, mean_q))
    S, T = (np.asarray(a, dtype=float) for a in (covariance_p, covariance_q))
    d = m.shape[-1] if m.ndim else 0
    if not (m.ndim and n.ndim and n.shape[-1] == d and S.shape[-2:] == T.shape[-2:] == (d, d)):
        said = ", ".join(str(a.shape) for a in (m, S, n, T))
        raise ValueError(f"means must have shape (..., d) and covariances (..., d, d); got {said}")
    try:
        np.broadcast_shapes(m.shape[:-1], n.shape[:-1], S.shape[:-2], T.shape[:-2])
    except ValueError:
        said = ", ".join(str(a.shape) for a in (m, S, n, T))
        raise ValueError(f"leading axes of means and covariances must broadcast; got {said}") from None
    found = multivariate_normal_kl(m, _factors(S, "covariance_p"), n, _factors(T, "covariance_q"))
    return found if per == 1.0 else found / per


def _factors(covariances: np.ndarray, name: str) -> np.ndarray:
    from ..._kernels.gaussian_pairs import factors

    flat = np.ascontiguousarray(covariances).reshape(-1, *covariances.shape[-2:])
    found, bad = factors(flat)
    if bad >= 0:
        least = np.linalg.eigvalsh(flat[bad])[0]
        raise ValueError(
            f"{name} must be positive definite; matrix {bad} has the smallest eigenvalue {least:.6g}"
        )
    return found.reshape(covariances.shape)
