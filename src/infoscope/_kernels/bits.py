"""Joint tables of many columns of few levels, from bits: a plane a level, one bit a row.

The rows with level a of one column and b of another are counted 64 at a time, by the ones in the AND of
two words. Where a column misses nothing its last level follows from the others and from the margins.
"""

import numpy as np
from numba import njit, types
from numba.extending import intrinsic

from .threads import in_pieces

__all__ = ["margins", "pair_table", "planes"]

_WORDS = 256  # of each plane at a time: those of two columns stay in the nearest cache


@intrinsic
def _ones(typing, word):
    """How many bits of a 64-bit word are set."""

    def generate(context, builder, signature, arguments):
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


def planes(codes, levels):
    """(p, levels, words) bits of (p, n) uint8 codes: whether row r has level a; rows past n have none."""
    packed = np.zeros((codes.shape[0], levels, -(-codes.shape[1] // 64)), np.uint64)
    in_pieces(lambda i, j: _pack(codes[i:j], packed[i:j]), len(codes), at_least=4)
    return packed


@njit(cache=True, nogil=True)
def _pack(codes, packed):
    p, n = codes.shape
    for i in range(p):
        for a in range(packed.shape[1]):
            for w in range(n // 64):
                word = np.uint64(0)
                for b in range(64):
                    word |= np.uint64(codes[i, 64 * w + b] == a) << np.uint64(b)
                packed[i, a, w] = word
            for r in range(n - n % 64, n):
                packed[i, a, r // 64] |= np.uint64(codes[i, r] == a) << np.uint64(r % 64)


@njit(nogil=True)
def _common(u, v):
    total = np.uint64(0)
    for w in range(u.size):
        total += _ones(u[w] & v[w])
    return total


@njit(cache=True, nogil=True)
def margins(planes):
    """(p, levels) how many rows have each level of each column."""
    p, levels, _ = planes.shape
    rows = np.empty((p, levels), np.int64)
    for i in range(p):
        for a in range(levels):
            rows[i, a] = _common(planes[i, a], planes[i, a])
    return rows


@njit(nogil=True)
def pair_table(planes, margins, whole, i, j, table):
    """Fill table[a, b] with the rows where column i has level a and column j level b.

    margins  (p, levels): rows of each level; whole: (p,) whether a column has no missing row
    """
    levels, words = planes.shape[1:]
    table[:] = 0
    of_i, of_j = levels - int(whole[i]), levels - int(whole[j])
    for w in range(0, words, _WORDS):
        for a in range(of_i):
            u = planes[i, a, w : w + _WORDS]
            for b in range(of_j):
                table[a, b] += _common(u, planes[j, b, w : w + _WORDS])
    if whole[i]:
        for b in range(of_j):
            table[of_i, b] = margins[j, b] - table[:of_i, b].sum()
    if whole[j]:
        for a in range(levels):
            table[a, of_j] = margins[i, a] - table[a, :of_j].sum()
