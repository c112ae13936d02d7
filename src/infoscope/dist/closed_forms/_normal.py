"""The normal law, in one dimension and in many, and its exponential. Nats.

m, s are mean and standard deviation of P, n, t those of Q; L and K Cholesky factors of covariances.
"""

import numpy as np
from scipy.linalg import solve_triangular
from scipy.special import ndtr

from ._arrays import in_blocks

__all__ = ["CROSS_ENTROPY", "ENTROPY", "KL_DIVERGENCE", "RENYI_DIVERGENCE", "TOTAL_VARIATION"]

HALF_LOG_TAU = 0.5 * np.log(2 * np.pi)


def normal_entropy(m, s):
    """½ ln 2πe s². Cover & Thomas, equation 8.9."""
    return 0.5 + HALF_LOG_TAU + np.log(s) + 0.0 * m


def normal_cross_entropy(mean, variance, n, t):
    """Of any law with this mean and variance, coded as N(n, t²): only the square is averaged."""
    return HALF_LOG_TAU + np.log(t) + 0.5 * (variance + (mean - n) ** 2) / t**2


def normal_kl(m, s, n, t):
    """ln t/s + (s² - t² + (m - n)²) / 2t². Soch et al., The Book of Statistical Proofs, P193."""
    return in_blocks(_normal_kl, m, s, n, t)


def _normal_kl(m, s, n, t):
    # s² - t² from the difference, which is exact where the two are close.
    wider, off = (s - t) / t, (m - n) / t
    return 0.5 * (wider * (wider + 2.0) + off * off) - np.log(s / t)


def normal_renyi(m, s, n, t, a):
    """Inf where v = a t² + (1-a) s² <= 0. Gil, Alajaji & Linder, Inf. Sci. 249 (2013), table 2."""
    v = a * t**2 + (1.0 - a) * s**2
    ok = v > 0.0
    v = np.where(ok, v, 1.0)
    finite = np.log(t / s) + 0.5 * np.log(t**2 / v) / (a - 1.0) + 0.5 * a * (m - n) ** 2 / v
    return np.where(ok, finite, np.inf)


def normal_total_variation(m, s, n, t):
    """Φ-differences between the points where the densities cross; one such point where s = t."""
    if s == t:
        return 2.0 * ndtr(abs(m - n) / (2.0 * s)) - 1.0
    # (x-m)²/s² - (x-n)²/t² = 2 ln t/s, in u = (x - m)/s with r = s/t and d = (m - n)/t
    r, d = s / t, (m - n) / t
    a, b, c = 1.0 - r * r, -r * d, -d * d + 2.0 * np.log(r)
    root = np.sqrt(max(b * b - a * c, 0.0))
    low, high = sorted(((-b - root) / a, (-b + root) / a))
    of_p, of_q = ndtr(high) - ndtr(low), ndtr(r * high + d) - ndtr(r * low + d)
    return abs(of_p - of_q)


def multivariate_normal_entropy(m, L):
    """½ ln det 2πeΣ. Cover & Thomas, theorem 8.4.1."""
    d = L.shape[-1]
    return d * (0.5 + HALF_LOG_TAU) + _log_diagonal(L)


def multivariate_normal_kl(m, L, n, K):
    """½ (|K⁻¹L|² - d + |K⁻¹(m - n)|²) + ln |K|/|L|. Soch et al., The Book of Statistical Proofs, P92."""
    if L.ndim > 2 or K.ndim > 2 or m.ndim > 1 or n.ndim > 1:
        return _batch_kl(m, L, n, K)
    spread, off = (solve_triangular(K, b, lower=True) for b in (L, m - n))
    return 0.5 * ((spread**2).sum() - len(K) + off @ off) + _log_diagonal(K) - _log_diagonal(L)


def _batch_kl(m, L, n, K):
    from ..._kernels.gaussian_pairs import kl_of_factors

    d = L.shape[-1]
    batch = np.broadcast_shapes(m.shape[:-1], n.shape[:-1], L.shape[:-2], K.shape[:-2])
    means = (_flat(a, (*batch, d), 1) for a in (m, n))
    factors = (_flat(a, (*batch, d, d), 2) for a in (L, K))
    return kl_of_factors(*means, *factors).reshape(batch)


def _flat(a, shape, axes):
    """With one axis for the batch; what has the shape already is not copied, whatever its order in memory."""
    wide = a if a.shape == shape else np.ascontiguousarray(np.broadcast_to(a, shape))
    return wide.reshape(-1, *shape[-axes:])


def multivariate_normal_renyi(m, L, n, K, a):
    """Inf where aΣ_Q + (1-a)Σ_P is not positive definite. Gil, Alajaji & Linder (2013), table 2."""
    try:
        M = np.linalg.cholesky(a * K @ K.T + (1.0 - a) * L @ L.T)
    except np.linalg.LinAlgError:
        return np.inf
    off = solve_triangular(M, m - n, lower=True)
    logs = _log_diagonal(M) - (1.0 - a) * _log_diagonal(L) - a * _log_diagonal(K)
    return 0.5 * a * off @ off + logs / (1.0 - a)


def _log_diagonal(L):
    return np.log(np.diagonal(L, axis1=-2, axis2=-1)).sum(axis=-1)


def log_normal_entropy(mu, s):
    """That of ln X, plus E ln X. Cover & Thomas, table 17.1."""
    return normal_entropy(mu, s) + mu


ENTROPY = {
    "normal": normal_entropy,
    "multivariate_normal": multivariate_normal_entropy,
    "log_normal": log_normal_entropy,
}

CROSS_ENTROPY = {"normal": normal_cross_entropy}

KL_DIVERGENCE = {
    ("normal", "normal"): normal_kl,
    ("multivariate_normal", "multivariate_normal"): multivariate_normal_kl,
    ("log_normal", "log_normal"): normal_kl,  # ln is one to one: nothing is lost
}

RENYI_DIVERGENCE = {
    ("normal", "normal"): normal_renyi,
    ("multivariate_normal", "multivariate_normal"): multivariate_normal_renyi,
    ("log_normal", "log_normal"): normal_renyi,
}

TOTAL_VARIATION = {
    ("normal", "normal"): normal_total_variation,
    ("log_normal", "log_normal"): normal_total_variation,
}
