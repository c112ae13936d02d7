"""Neighbours on a line: how far the k-th is, and how many lie within a distance."""

import numpy as np
from numba import njit

from .threads import in_pieces

__all__ = ["kth_distances", "neighbours_within"]

FEW = 1 << 14  # points that are no work for a second thread
CELLS = 2  # for each value
FEW_AT_ONCE, HALVES = 15, (8, 4, 2, 1)  # values among which an end is found by halves, without a branch
SOME = 64
_NONE = np.zeros(1, np.int32), 0.0
BEFORE = 2  # of them, so many before the cell that it should lie in


@njit(cache=True, nogil=True)
def kth_distances(ascending, k):
    """Distance of each value to its k-th neighbour; k < size.

    It is the least reach of the windows of k + 1 consecutive values that hold the point. From one point
    to the next the best window never moves back, so one pass finds them all, whatever k.
    """
    n = ascending.size
    distance = np.empty(n)
    first = 0
    for i in range(n):
        first = max(first, i - k)
        reach = max(ascending[i] - ascending[first], ascending[first + k] - ascending[i])
        while first < min(i, n - 1 - k):
            further = max(ascending[i] - ascending[first + 1], ascending[first + 1 + k] - ascending[i])
            if further > reach:
                break
            first, reach = first + 1, further
        distance[i] = reach
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
    some = np.arange(0, ascending.size - FEW_AT_ONCE, 1 + ascending.size // SOME)
    apart = ascending[some + FEW_AT_ONCE] - ascending[some]
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
        if not _ends_in(ascending, v, reach, i + 1, s):
            s = max(s, first[_cell(v + reach - low, scale, first.size)] - BEFORE)
        if _ends_in(ascending, v, reach, i + 1, s):
            end = s
            for half in HALVES:
                end = end + half if ascending[end + half - 1] - v < reach else end
            count[0, i] = end - i - 1
            while end < n and ascending[end] - v <= reach:
                end += 1
            count[1, i] = end - i - 1
        else:
            count[0, i], count[1, i] = _walked(ascending, i, up, reach)
        s = i - FEW_AT_ONCE
        if not _begins_in(ascending, v, reach, i, s):
            s = min(s, first[_cell(v - reach - low, scale, first.size)] - BEFORE)
        if _begins_in(ascending, v, reach, i, s):
            begin = s
            for half in HALVES:
                begin = begin + half if v - ascending[begin + half - 1] >= reach else begin
            count[0, i] += i - begin
            while begin > 0 and v - ascending[begin - 1] <= reach:
                begin -= 1
            count[1, i] += i - begin
        else:
            nearer, within = _walked(ascending, i, -up, reach)
            count[0, i] += nearer
            count[1, i] += within


@njit(cache=True, nogil=True)
def _ends_in(ascending, v, reach, start, s):
    """Whether the values from `start` on that lie within end among the few from place s on."""
    n = ascending.size
    if s + FEW_AT_ONCE > n:
        return False
    whole = s == start or ascending[s - 1] - v < reach
    return whole and (s + FEW_AT_ONCE == n or ascending[s + FEW_AT_ONCE] - v > reach)


@njit(cache=True, nogil=True)
def _begins_in(ascending, v, reach, stop, s):
    """Whether the values before `stop` that lie within begin among the few from place s on."""
    if s < 0:
        return False
    whole = s + FEW_AT_ONCE == stop or v - ascending[s + FEW_AT_ONCE] < reach
    return whole and (s == 0 or v - ascending[s - 1] > reach)


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
