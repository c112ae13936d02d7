"""The information that every two of many columns of labels share, from their joint tables."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from numba import njit

from .bits import margins, pair_table, planes
from .threads import threads

__all__ = ["all_pairs"]

FEW = 8  # levels up to which bits are faster than counters
PARTS = 32
TABULATED = 1 << 20  # rows up to which c ln c is looked up


def all_pairs(codes, levels, pool=None):
    """(I, bias, smaller entropy, cells), each (p, p) and filled below the diagonal, of (p, n) uint8 codes.

    Plug-in I(X;Y), (K_x - 1)(K_y - 1) / 2n and min(H(X), H(Y)) in nats over the rows that have both, and
    how many cells of their table occur. Codes are 0 .. levels-1, and `levels` where the value is missing.
    The work is shared out in the pool given, else among all threads.
    """
    p, n = codes.shape
    c_log_c = np.arange(min(n, TABULATED) + 1, dtype=np.float64)
    c_log_c[1:] *= np.log(c_log_c[1:])
    out = np.zeros((4, p, p))
    if levels <= FEW:
        packed = planes(codes, levels)
        rows = margins(packed)
        run = partial(_by_bits, packed, rows, rows.sum(axis=1) == n)
    else:
        run = partial(_in_tables, codes, levels)
    # Column i meets i others: cut so that every part has about as many pairs.
    cuts = np.unique(np.sqrt(np.linspace(0, p * p, PARTS + 1)).astype(int))
    with nullcontext(pool) if pool else ThreadPoolExecutor(threads()) as workers:
        list(workers.map(lambda cut: run(*cut, c_log_c, out), pairwise(cuts)))
    return out


@njit(cache=True, nogil=True)
def _by_bits(packed, rows, whole, first, last, c_log_c, out):
    levels = packed.shape[1]
    table = np.empty((levels, levels), np.int64)
    for i in range(first, last):
        for j in range(i):
            pair_table(packed, rows, whole, i, j, table)
            _tell(table, levels, c_log_c, out[:, i, j])


def _in_tables(codes, levels, first, last, c_log_c, out):
    _by_counters(codes, np.empty((levels + 1, levels + 1), np.int64), first, last, c_log_c, out)


@njit(cache=True, nogil=True)
def _by_counters(codes, table, first, last, c_log_c, out):
    levels, n = table.shape[0] - 1, codes.shape[1]
    for i in range(first, last):
        for j in range(i):
            table[:] = 0
            for r in range(n):
                table[codes[i, r], codes[j, r]] += 1
            _tell(table, levels, c_log_c, out[:, i, j])


@njit(inline="always", nogil=True)
def _tell(table, levels, c_log_c, out):
    """What all_pairs says, of the first `levels` rows and columns of a table."""
    total, kx, ky, cells, of_x, of_y, both = 0, 0, 0, 0, 0.0, 0.0, 0.0
    for a in range(levels):
        row: Any = np.int64(0)  # a plain 0 would be compiled for besides
        column: Any = row
        for b in range(levels):
            both += _c_log_c(table[a, b], c_log_c)
            cells += table[a, b] > 0
            row += table[a, b]
            column += table[b, a]
        total += row
        kx += row > 0
        ky += column > 0
        of_x += _c_log_c(row, c_log_c)
        of_y += _c_log_c(column, c_log_c)
    if total > 0:
        out[0] = (both - of_x - of_y) / total + np.log(total)
        out[1] = (kx - 1) * (ky - 1) / (2 * total)
        out[2] = np.log(total) - max(of_x, of_y) / total
        out[3] = cells


@njit(nogil=True)
def _c_log_c(c, table):
    return table[c] if c < table.size else c * np.log(c)
