"""Neighbours on a line: how far the k-th is, and how many lie within a distance."""

import numpy as np
from numba import njit

from ._lanes import POINTS, of_line
from .threads import in_pieces

__all__ = ["kth_distances", "neighbours_within"]

FEW = 1 << 14  # points that are no work for a second thread
WINDOWS, AT_ONCE = 8, 1024  # that hold a point; points, so that the nearest cache holds them
CELLS = 2  # for each value
SOME = 64
_NONE = np.zeros(1, np.int32), 0.0
BEFORE = 2  # of them, so many before the cell that it should lie in


def kth_distances(ascending, k):
    """Distance of each value to its k-th neighbour; k < size.

    It is the least reach of the windows of k + 1 consecutive values that hold the point. From one point
    to the next the best window never moves back, so one pass finds them all, whatever k; few windows are
    sooner looked at one and all, many points at a time.
    """
    distance = np.full(ascending.size, np.inf)
    (_kth_of_few if k <= WINDOWS else _kth_distances)(ascending, k, distance)
    return distance


def neighbours_within(ascending, distance):
    """(2, size): how many other values lie nearer to ascending[i] than distance[i], and how many no farther.

    The test is made on |a - b| itself, as floating point rounds it: comparing b with a ± distance
    would round once more and take in points that lie on the boundary.
    """
    count = np.zeros((2, ascending.size), np.int64)
    cells = _NONE if _mostly_near(ascending, distance) else _cells(ascending)
    in_pieces(lambda a, b: _within(ascending, *cells, distance, a, b, count), ascending.size, at_least=FEW)
    return count


def _mostly_near(ascending, distance):
    """Whether of some values most have so few within that they need not be looked for."""
    some = np.arange(0, ascending.size - POINTS, 1 + ascending.size // SOME)
    apart = ascending[some + POINTS] - ascending[some]
    return bool(2 * (apart > distance[some]).sum() > some.size)


def _cells(ascending):
    """(first, scale): the first value in each of many cells of equal width, or beyond it."""
    n = ascending.size
    with np.errstate(over="ignore"):
        width = ascending[-1] - ascending[0]
        scale = CELLS * n / width if 0.0 < width < np.inf else 0.0
    first = np.empty(CELLS * n, np.int32)
    in_pieces(lambda a, b: _fill_cells(ascending, scale, a, b, first), n, at_least=FEW)
    return first, scale


@njit(cache=True, nogil=True)
def _kth_of_few(ascending, k, distance):
    windows = ascending.size - k
    for start in range(0, windows, AT_ONCE):
        stop = min(start + AT_ONCE, windows)
        low, high = ascending[start:stop], ascending[start + k : stop + k]
        for j in range(k + 1):
            points, least = ascending[start + j : stop + j], distance[start + j : stop + j]
            for i in range(low.size):
                below, above = points[i] - low[i], high[i] - points[i]
                reach = below if below > above else above
                least[i] = reach if reach < least[i] else least[i]


@njit(cache=True, nogil=True)
def _kth_distances(ascending, k, distance):
    first, last = 0, ascending.size - 1 - k
    for i in range(ascending.size):
        v, first = ascending[i], first if first > i - k else i - k
        below, above = v - ascending[first], ascending[first + k] - v
        while first < i and first < last:
            next_below, next_above = v - ascending[first + 1], ascending[first + 1 + k] - v
            if (next_below if next_below > next_above else next_above) > (below if below > above else above):
                break
            first, below, above = first + 1, next_below, next_above
        distance[i] = below if below > above else above


@njit(cache=True, nogil=True)
def _fill_cells(ascending, scale, start, stop, first):
    """The cells up to those of the values start .. stop-1 from where the values before leave off."""
    low, cells = ascending[0], first.size
    cell = 0 if start == 0 else _cell(ascending[start - 1] - low, scale, cells) + 1
    for i in range(start, stop):
        own = _cell(ascending[i] - low, scale, cells)
        while cell <= own:
            first[cell] = i
            cell += 1
    if stop == ascending.size:
        first[cell:] = stop


@njit(cache=True, nogil=True)
def _cell(above, scale, cells):
    place = above * scale
    return (int(place) if place < cells else cells - 1) if place > 0.0 else 0


@njit(cache=True, nogil=True)
def _within(ascending, first, scale, distance, start, stop, count):
    n, low, up = ascending.size, ascending[0], np.int64(1)  # a plain 1 would be compiled for, and -1 again
    for i in range(start, stop):
        v, reach = ascending[i], distance[i]
        s = i + 1
        if s + POINTS > n or ascending[s + POINTS - 1] - v <= reach:
            s = max(s, first[_cell(v + reach - low, scale, first.size)] - BEFORE)
        nearer = within = np.int64(POINTS)
        if s + POINTS <= n and (s == i + 1 or ascending[s - 1] - v < reach):
            nearer, within = of_line(ascending, s, v, reach)
        if within < POINTS:
            nearer, within = nearer + s - i - 1, within + s - i - 1
        else:
            nearer, within = _walked(ascending, i, up, reach)
        count[0, i], count[1, i] = nearer, within
        s = i - POINTS
        if s < 0 or v - ascending[s] <= reach:
            s = min(s, first[_cell(v - reach - low, scale, first.size)] - BEFORE)
        nearer = within = np.int64(POINTS)
        if s >= 0 and (s == i - POINTS or v - ascending[s + POINTS] < reach):
            nearer, within = of_line(ascending, s, v, reach)
        if within < POINTS:
            nearer, within = nearer + i - s - POINTS, within + i - s - POINTS
        else:
            nearer, within = _walked(ascending, i, -up, reach)
        count[0, i] += nearer
        count[1, i] += within


@njit(cache=True, nogil=True)
def _walked(ascending, i, step, reach):
    """How many values up or down from i lie nearer and no farther, in steps that double."""
    none, closed = np.int64(0), reach < 0.0
    nearer = _reach(ascending, i, step, none, reach, closed) if reach > 0.0 else none
    return nearer, _reach(ascending, i, step, nearer, reach, not closed)


@njit(cache=True, nogil=True)
def _reach(ascending, i, step, inside, distance, closed):
    """How many steps up or down from i stay within, of which the first `inside` do."""
    beyond = ascending.size - i if step > 0 else i + 1  # the first step off the array
    stride = 1
    while beyond - inside > 1:
        j = min(inside + stride, (inside + beyond) // 2)
        gap = abs(ascending[i + step * j] - ascending[i])
        if gap < distance or (closed and gap == distance):
            inside, stride = j, 2 * stride
        else:
            beyond = j
    return inside
