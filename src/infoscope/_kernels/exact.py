"""Sums that no order moves: what is added up are whole multiples of one unit, and so without rounding.

Each number is cut into a multiple of a unit so coarse that no sum of the multiples needs more than 53 bits,
and one of a finer unit of what is left. What is beyond moves the mean of n numbers by less than 2^-106 n² of
the greatest: 1e-18 of it for ten million (Rump, Ogita & Oishi 2008, algorithm 3.2: ExtractScalar).
"""

import math

import numpy as np
from numba import njit

from .threads import in_pieces

__all__ = ["total"]

LANES = 256  # numbers that are cut at a time
_EXTREME = 900  # binary exponents beyond which a unit would leave the range of floats
_ONCE = np.empty(0, np.int64)
_NO_SIGN = np.int64((1 << 63) - 1)


def total(values, weights=None, about=0.0, power=1):
    """Σ weights · (values - about)^power, power <= 3: the same to the last digit in any order.

    And on any number of threads.
    """
    values = np.ascontiguousarray(values, np.float64)
    weights = _ONCE if weights is None else np.ascontiguousarray(weights)
    terms = values, weights, about, power
    bits = max(in_pieces(lambda i, j: _greatest(values[i:j], weights[i:j], about, power), values.size))
    greatest = float(np.int64(bits).view(np.float64))
    exponent = math.frexp(greatest)[1]
    if greatest == 0.0 or not math.isfinite(greatest) or abs(exponent) > _EXTREME:
        return _plainly(*terms)
    bits = max(2, values.size.bit_length())
    units = [1.5 * 2.0 ** (exponent + bits + (bits - 53) * j) for j in range(2)]

    def run(first, last):
        sums = np.zeros((2, LANES))
        _cut_and_add(values[first:last], weights[first:last], about, power, *units, *sums)
        return sums.sum(axis=1)

    return math.fsum(np.concatenate(in_pieces(run, values.size)))


def _plainly(values, weights, about, power):
    with np.errstate(invalid="ignore", over="ignore"):
        terms = (values - about) ** power * (weights if weights.size else 1.0)
        return math.fsum(terms) if np.isfinite(terms).all() else float(terms.sum())


@njit(cache=True, nogil=True, error_model="numpy")
def _greatest(values, weights, about, power):
    """The bits of the greatest magnitude, which ascend as it does; what is no number is beyond all."""
    bits = np.int64(0)
    for i in range(values.size):
        term = _term(values[i], np.float64(weights[i]) if weights.size else 1.0, about, power)
        bits = max(bits, np.float64(term).view(np.int64) & _NO_SIGN)
    return bits


@njit(cache=True, nogil=True, error_model="numpy")
def _cut_and_add(values, weights, about, power, a, b, coarse, fine):
    """Add the multiples of each unit, 2^-52 of the power of two below its rounder a or b, to sums.

    coarse, fine  (LANES,): as many sums, of which none waits for another
    """
    for first in range(0, values.size, LANES):
        some, often = values[first : first + LANES], weights[first : first + LANES]
        for j in range(some.size):
            term = _term(some[j], np.float64(often[j]) if weights.size else 1.0, about, power)
            multiple = (term + a) - a
            coarse[j] += multiple
            fine[j] += ((term - multiple) + b) - b


@njit(inline="always")
def _term(value, weight, about, power):
    d = value - about
    return weight * (d * (d if power > 1 else 1.0) * (d if power > 2 else 1.0))
