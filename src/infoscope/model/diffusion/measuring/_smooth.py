"""Products with weights that are smooth in the log-SNR, by way of Chebyshev points.

With s the log-SNR and any v, 1 / (1 + v eˢ) has its poles at a distance of π from the real line, so that the
polynomial through K Chebyshev points on an interval of width L errs by about ρ^−K of the largest value,
ln ρ = asinh(2π / L) (Trefethen, Approximation Theory and Approximation Practice (2013), theorem 8.2).
"""

from collections.abc import Callable

import numpy as np
from numpy.polynomial.chebyshev import chebinterpolate, chebvander

__all__ = ["smooth_product"]

_DIGITS = 40.0  # −ln of the error: 10⁻¹⁶, and what poles of the second order take


def smooth_product(x: np.ndarray, weights: Callable[[np.ndarray], np.ndarray], log_snr: np.ndarray):
    """(b, T) = x (b, d) times the transpose of weights(log_snr), (T, d); from fewer points where they do."""
    dim, steps = x.shape[1], len(log_snr)
    half = 0.5 * (log_snr.max() - log_snr.min())
    count = int(np.ceil(_DIGITS / np.arcsinh(np.pi / half))) if half > 0.0 else 1
    if count * (dim + steps) >= dim * steps:
        return x @ weights(log_snr).T
    middle = log_snr.min() + half
    series = chebinterpolate(lambda points: weights(middle + half * points) @ x.T, count - 1)
    return series.T @ chebvander((log_snr - middle) / half, count - 1).T
