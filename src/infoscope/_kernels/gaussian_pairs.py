"""Divergence of one Gaussian from another, pair by pair, from Cholesky factors of their covariances."""

import math

import numpy as np
from numba import njit

from .threads import in_pieces

__all__ = ["factors", "kl_of_factors"]


def factors(covariances):
    """`(L, bad)`: lower factors of matrices (n, d, d), and the number of the first without one, or -1."""
    out = np.empty(covariances.shape)
    bad = in_pieces(lambda i, j: _factors(covariances[i:j], out[i:j], i), len(out), at_least=1024)
    return out, next((b for b in bad if b >= 0), -1)


def kl_of_factors(m, n, L, K):
    """(pairs,): D(N(m, LLᵀ) ‖ N(n, KKᵀ)) in nats; means (pairs, d), factors (pairs, d, d) in any order."""
    out = np.empty(len(m))
    in_pieces(lambda i, j: _divergences(m[i:j], n[i:j], L[i:j], K[i:j], out[i:j]), len(m), at_least=1024)
    return out


@njit(cache=True, nogil=True)
def _factors(covariances, out, first):
    d = covariances.shape[1]
    for b in range(len(covariances)):
        for i in range(d):
            for j in range(i + 1):
                s = covariances[b, i, j]
                for k in range(j):
                    s -= out[b, i, k] * out[b, j, k]
                if i > j:
                    out[b, i, j] = s / out[b, j, j]
                elif s > 0.0:
                    out[b, i, i] = math.sqrt(s)
                else:
                    return first + b
            for j in range(i + 1, d):
                out[b, i, j] = 0.0
    return -1


@njit(cache=True, nogil=True)
def _divergences(m, n, L, K, out):
    d = m.shape[1]
    z = np.empty((d, d + 1))  # K⁻¹L, lower, and K⁻¹(m - n) in the last column
    for b in range(len(m)):
        squares, logs = 0.0, 0.0
        for i in range(d):
            for j in range(i + 1):
                z[i, j] = L[b, i, j]
            for j in range(i + 1, d):
                z[i, j] = 0.0
            z[i, d] = m[b, i] - n[b, i]
            for k in range(i):
                factor = K[b, i, k]
                for j in range(k + 1):
                    z[i, j] -= factor * z[k, j]
                z[i, d] -= factor * z[k, d]
            inverse = 1.0 / K[b, i, i]
            for j in range(i + 1):
                z[i, j] *= inverse
                squares += z[i, j] * z[i, j]
            z[i, d] *= inverse
            squares += z[i, d] * z[i, d]
            logs -= math.log(L[b, i, i] * inverse)
        out[b] = 0.5 * (squares - d) + logs
