"""An exponential that vectorises, for arguments that are not positive: bit operations and a polynomial."""

import numpy as np
from numba import njit

__all__ = ["exp"]

_LEAST = -708.0  # below it the exponential is no normal number, and given as 0
_LOG2_E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_MAGIC = 1.5 * 2.0**52  # added and taken away it leaves the nearest whole number


@njit(error_model="numpy", fastmath={"contract"})
def exp(x):
    """e^x, x <= 0, to within three units in the last place: e^x = 2^k e^f with f in ±½ ln 2, by Taylor."""
    inside = max(x, _LEAST)
    k = (inside * _LOG2_E + _MAGIC) - _MAGIC
    f = (inside - k * _LN2_HIGH) - k * _LN2_LOW
    p = 1.0 / 479001600.0
    p = p * f + 1.0 / 39916800.0
    p = p * f + 1.0 / 3628800.0
    p = p * f + 1.0 / 362880.0
    p = p * f + 1.0 / 40320.0
    p = p * f + 1.0 / 5040.0
    p = p * f + 1.0 / 720.0
    p = p * f + 1.0 / 120.0
    p = p * f + 1.0 / 24.0
    p = p * f + 1.0 / 6.0
    p = p * f + 0.5
    p = p * f + 1.0
    p = p * f + 1.0
    power = np.int64((np.int64(k) + 1023) << 52).view(np.float64)
    return p * power if x >= _LEAST else 0.0
