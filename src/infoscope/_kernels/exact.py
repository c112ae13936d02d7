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

_LEVELS = 2
_BLOCK = 512
_MAGNITUDE = np.int64(0x7FFFFFFFFFFFFFFF)  # all bits but the sign
_EXTREME = 900  # binary exponents beyond which a unit would leave the range of floats


def total(values, weights=None):
    """Σ values, or Σ weights · values: the same to the last digit in any order, on any number of threads."""
    values = np.ascontiguousarray(values, np.float64)
    weights = np.ones(1) if weights is None else np.ascontiguousarray(weights, np.float64)
    found = in_pieces(lambda i, j: _greatest(values, weights, i, j), values.size)
    greatest = float(np.int64(max(found)).view(np.float64))
    if greatest == 0.0:
        return 0.0
    exponent = math.frexp(greatest)[1]
    if not math.isfinite(greatest) or abs(exponent) > _EXTREME:
        return _plainly(values * weights)
    bits = max(2, values.size.bit_length())
    rounders = np.array([1.5 * 2.0 ** (exponent + bits + (bits - 53) * j) for j in range(_LEVELS)])
    found = in_pieces(lambda i, j: _cut_and_add(values, weights, rounders, i, j), values.size)
    return math.fsum(np.concatenate(found))


def _plainly(values):
    if np.isfinite(values).all():
        return math.fsum(values)
    with np.errstate(invalid="ignore"):
        return float(values.sum())


@njit(cache=True, nogil=True, error_model="numpy")
def _greatest(values, weights, first, last):
    """The bits of the greatest absolute value; of inf or NaN where there is one."""
    greatest, block = np.int64(0), np.empty(_BLOCK)
    for start in range(first, last, _BLOCK):
        size = _read(values, weights, start, last, block)
        bits = np.int64(0)
        for v in block[:size].view(np.int64):
            bits = max(bits, v & _MAGNITUDE)  # in the order of the absolute values, NaN above all
        greatest = max(bits, greatest)
    return greatest


@njit(nogil=True, error_model="numpy")
def _read(values, weights, start, last, block):
    """The next terms, into the block; how many there are."""
    stop = min(start + _BLOCK, last)
    some, of_some = values[start:stop], weights[start:stop]
    if weights.size == values.size:
        for i in range(stop - start):
            block[i] = some[i] * of_some[i]
    else:
        for i in range(stop - start):
            block[i] = some[i]
    return stop - start


@njit(cache=True, nogil=True, error_model="numpy")
def _cut_and_add(values, weights, rounders, first, last):
    """The sum of the multiples of each unit, 2^-52 of the power of two below its rounder."""
    a, b = rounders
    block, parts, sums = np.empty(_BLOCK), np.empty((_LEVELS, _BLOCK)), np.zeros(_LEVELS)
    for start in range(first, last, _BLOCK):
        size = _read(values, weights, start, last, block)
        coarse, fine = parts
        for i in range(size):
            v = block[i]
            p = (v + a) - a
            v -= p
            coarse[i], fine[i] = p, (v + b) - b
        for level in range(_LEVELS):
            sums[level] += _added(parts[level, :size])
    return sums


@njit(nogil=True, error_model="numpy", fastmath={"reassoc"})
def _added(whole):
    """In any order, as befits multiples of one unit; the rounding above must stay in its own."""
    added = 0.0
    for v in whole:
        added += v
    return added
