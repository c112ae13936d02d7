"""How often each whole number, and each pair of them, occurs: any width of integer, in one pass.

Equal numbers one after the other would wait for each other at the same counter: small tables are filled
in four copies in turn, which are added up at the end. Counters are 32 bits wide, since fewer bytes fit
nearer to the core: no piece of work is longer. The numbers are asked for from memory well before they are
needed: stores to counters keep the core from looking as far ahead by itself.
"""

import numpy as np
from numba import njit

from ._prefetch import prefetch
from .threads import in_pieces

__all__ = ["extremes", "pair_counts", "tally"]

_COPIED = 14  # bits that count the counters of a table filled in copies: they stay in the nearest cache
_LOOKED_AT, _SLACK = 1024, 64
_LONGEST = (1 << 32) - 1
_AT_ONCE, _AHEAD = 8, 512  # numbers


def extremes(a):
    """(least, greatest) of a, which is not empty, as Python integers."""
    found = in_pieces(lambda first, last: (a[first:last].min(), a[first:last].max()), a.size)
    return int(min(low for low, _ in found)), int(max(high for _, high in found))


def tally(a, widest):
    """(low, counts): how often low, low + 1, … occur in a, which is not empty, up to its greatest number.

    None where that is more than `widest` counters. Nothing need be known of a: a few of its numbers say
    where the rest are likely to lie, and only where one lies outside is a read for its extremes.
    """
    some = a[:: a.size // _LOOKED_AT + 1]
    low, high = int(some.min()), int(some.max())
    slack = (high - low) // 4 + _SLACK
    low, reach = low - slack, high - low + 2 * slack
    found = _counts(a, low, reach) if reach < widest else None
    if found is None:
        low, high = extremes(a)
        found = _counts(a, low, high - low) if high - low < widest else None
    if found is None:
        return None
    seen = np.flatnonzero(found)
    return low + int(seen[0]), found[seen[0] : seen[-1] + 1]


def _counts(a, low, reach):
    """How often low, low + 1, … occur in a; None where a number lies beyond low + reach."""
    bits = reach.bit_length()
    origin = np.uint64(low % (1 << 64))  # numbers wrap around: what lies below is far above

    def run(first, last):
        tables = _tables(1 << bits)
        beyond = _fill(a[first:last], origin, np.uint64((1 << bits) - 1), tables)
        return np.append(_in_all(tables), np.uint32(beyond))

    table = _added(run, a.size, 1 << bits)
    return table[:-1] if table[-1] == 0 else None


def pair_counts(x, x_low, x_size, y, y_low, y_size):
    """(x_size, y_size) how often each pair occurs of numbers from x_low and from y_low on."""
    x_low, y_low, size = x.dtype.type(x_low), y.dtype.type(y_low), x_size * y_size

    def run(first, last):
        tables = _tables(size)
        _pair_counts(x[first:last], x_low, y[first:last], y_low, np.uint64(y_size), tables)
        return _in_all(tables)

    return _added(run, x.size, size).reshape(x_size, y_size)


def _tables(size):
    return np.zeros((4 if size < 1 << _COPIED else 1, size), np.uint32)


def _in_all(tables):
    return tables[0] if len(tables) == 1 else tables.sum(axis=0, dtype=np.uint32)


def _added(run, n, size):
    # A table of its own for each thread pays where it is filled several times over.
    found = in_pieces(run, n, at_least=max(1 << 18, 2 * size), at_most=_LONGEST)
    total = found[0].astype(np.int64)
    for table in found[1:]:
        total += table
    return total


@njit(cache=True, nogil=True)
def _fill(a, origin, inside, tables):
    """Count in the tables in turn; whether a number lay beyond `inside`, all ones: told by an OR of all."""
    met, turn = np.uint64(0), np.uint64(tables.shape[0] - 1)
    whole = a.size - a.size % _AT_ONCE  # a plain expression: else numba looks out for indices below 0
    for i in range(0, whole, _AT_ONCE):
        prefetch(a, i + _AHEAD)
        for j in range(_AT_ONCE):
            u = np.uint64(a[i + j]) - origin
            met |= u
            tables[np.uint64(j) & turn, u & inside] += np.uint32(1)
    for i in range(whole, a.size):
        u = np.uint64(a[i]) - origin
        met |= u
        tables[0, u & inside] += np.uint32(1)
    return met > inside


@njit(cache=True, nogil=True)
def _pair_counts(x, x_low, y, y_low, width, tables):
    turn = np.uint64(tables.shape[0] - 1)
    whole = x.size - x.size % _AT_ONCE
    for i in range(0, whole, _AT_ONCE):
        prefetch(x, i + _AHEAD)
        prefetch(y, i + _AHEAD)
        for j in range(_AT_ONCE):
            cell = np.uint64(x[i + j] - x_low) * width + np.uint64(y[i + j] - y_low)
            tables[np.uint64(j) & turn, cell] += np.uint32(1)
    for i in range(whole, x.size):
        tables[0, np.uint64(x[i] - x_low) * width + np.uint64(y[i] - y_low)] += np.uint32(1)
