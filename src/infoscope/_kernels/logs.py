"""A logarithm that vectorises: bit operations and a polynomial, no branch, no call.

x = 2^k m with m in [√½, √2); s = (m - 1) / (m + 1); ln m = 2 atanh s = 2 (s + s³ P(s²)), where P
interpolates Σ u^j / (2j + 3) at the seven Chebyshev nodes of its interval. Contraction to fused
multiply-adds is allowed, reordering is not: the order is the proof.

Arguments are trusted to be >= 0. Zero gives some finite number, so that 0 · log 0 is 0 without a test.
"""

import numpy as np
from numba import njit

__all__ = ["gap", "log"]

_FLAGS = {"contract"}
_LEAST_NORMAL = 2.0**-1022
_LIFT, _LIFTED_BY = 2.0**54, 54.0  # takes a subnormal number into the normal range
_ONE = np.int64(0x3FF0000000000000)
_EXPONENT = np.int64(0x7FF0000000000000)
_HALF_EXPONENT = np.int64(0x0008000000000000)
_ROOT_HALF = np.int64(0x3FE6A09E667F3BCD)
_MAGIC, _MAGIC_BITS = 1.5 * 2.0**52, np.int64(0x4338000000000000)  # small integer to float, by its bits
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_LN2 = 0.6931471805599453


@njit(error_model="numpy", fastmath=_FLAGS)
def _short_tail(u):
    """P(u) for u up to 0.0295; 5e-18 off at most, times u."""
    p = 0.07665849816771929 + u * 0.07308360589930908
    p = 0.09091444893095521 + u * p
    p = 0.11111105562861405 + u * p
    p = 0.14285714313015532 + u * p
    p = 0.1999999999994969 + u * p
    return 0.3333333333333335 + u * p


@njit(error_model="numpy", fastmath=_FLAGS)
def _long_tail(u):
    """P(u) for u up to 0.0404; 6e-17 off at most, times u."""
    p = 0.07641053934677049 + u * 0.07566458533012033
    p = 0.09092337937517805 + u * p
    p = 0.11111090772721045 + u * p
    p = 0.1428571442317718 + u * p
    p = 0.1999999999965225 + u * p
    return 0.33333333333333476 + u * p


@njit(error_model="numpy", fastmath=_FLAGS)
def log(x):
    """ln x to within one unit in the last place.

    After Tang, Table-driven implementation of the logarithm function, ACM TOMS 16 (1990): the
    rounding of s is kept off the leading term f by ln(1 + f) = f - (f²/2 - s (f²/2 + 2 s² P)).
    """
    low = x < _LEAST_NORMAL
    bits = np.float64(x * _LIFT if low else x).view(np.int64)
    k = (bits - _ROOT_HALF) >> 52
    f = np.int64(bits - (k << 52)).view(np.float64) - 1.0
    power = np.int64(k + _MAGIC_BITS).view(np.float64) - _MAGIC
    power = power - _LIFTED_BY if low else power
    s = f / (2.0 + f)
    half_square = 0.5 * f * f
    tail = s * (half_square + 2.0 * s * s * _short_tail(s * s)) + power * _LN2_LOW
    return power * _LN2_HIGH - ((half_square - tail) - f)


@njit(error_model="numpy", fastmath=_FLAGS)
def gap(p, q):
    """p ln(p / q) - p + q, never negative; finite at q = 0, where the caller knows better.

    With p / q = 2^k (1 + s) / (1 - s) it is 2 p s³ P(s²) + p (k ln 2 + 2 s) - (p - q), one division for
    both numbers. At k = 0, where p - q = s (p + q), the last two terms cancel to (p + q) s².
    """
    low_p, low_q = p < _LEAST_NORMAL, q < _LEAST_NORMAL
    bits_p = np.float64(p * _LIFT if low_p else p).view(np.int64)
    bits_q = np.float64(q * _LIFT if low_q else q).view(np.int64)
    # The bits of a positive float are its log2, linear between powers of two: k is right to within
    # rounding, and the ratio of what is left lies in [2/3, 3/2].
    k = (bits_p - bits_q + _HALF_EXPONENT) >> 52
    exponent_q = bits_q & _EXPONENT
    a = np.int64(bits_p - (exponent_q - _ONE) - (k << 52)).view(np.float64)
    b = np.int64(bits_q - (exponent_q - _ONE)).view(np.float64)
    power = np.int64(k + _MAGIC_BITS).view(np.float64) - _MAGIC
    power = power - _LIFTED_BY if low_p else power
    power = power + _LIFTED_BY if low_q else power
    s = (a - b) / (a + b)
    square = s * s
    tail = s * square * _long_tail(square)
    near = (p + q) * square
    far = p * (power * _LN2 + 2.0 * s) - (p - q)
    return 2.0 * p * tail + (near if power == 0.0 else far)
