"""Neighbours on a line: how far the k-th is, and how many lie within a distance."""

import math

import numpy as np
from numba import njit

from .threads import in_pieces

__all__ = ["kth_distances", "neighbours_within"]

FEW = 1 << 14  # points that are no work for a second thread

AT_ONCE = 48  # values compared without a branch


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
    in_pieces(lambda a, b: _neighbours_within(ascending, distance, a, b, count), ascending.size, at_least=FEW)
    return count


@njit(cache=True, nogil=True)
def _neighbours_within(ascending, distance, first, last, count):
    n = ascending.size
    density = 0.0  # of values around the last one: where to look first around the next
    for i in range(first, last):
        expected = density * distance[i]
        guess = int(expected) if expected < n else 0  # not where it is infinite, or no number
        for step in (-1, 1):
            nearer = _reach(ascending, i, step, 0, guess, distance[i], False) if distance[i] > 0.0 else 0
            count[0, i] += nearer
            if _is_within(ascending, i, step, nearer + 1, distance[i], True):
                nearer = _reach(ascending, i, step, nearer, 0, distance[i], True)
            count[1, i] += nearer
        if distance[i] > 0.0:
            density = count[0, i] / (2.0 * distance[i])


@njit(cache=True, nogil=True)
def _reach(ascending, i, step, inside, guess, distance, closed):
    """How many steps up or down from i stay within, of which the first `inside` do.

    From the guess on, or back, by strides that double, since counts stray from it by about its root; then
    by halving; and the last few all at once.
    """
    limit = ascending.size - i if step > 0 else i + 1  # the first step off the array
    j, stride, beyond = max(guess, inside + 1), 1 + int(math.sqrt(guess)), limit
    if _is_within(ascending, i, step, j, distance, closed):
        while _is_within(ascending, i, step, j, distance, closed):
            inside = j
            j += stride
            stride *= 2
        beyond = min(j, limit)
    else:
        while j > inside and not _is_within(ascending, i, step, j, distance, closed):
            beyond = min(j, limit)
            j -= stride
            stride *= 2
        inside = max(inside, j)
    while beyond - inside > AT_ONCE:
        middle = (inside + beyond) // 2
        if _is_within(ascending, i, step, middle, distance, closed):
            inside = middle
        else:
            beyond = middle
    low, high = (i + inside + 1, i + beyond) if step > 0 else (i - beyond + 1, i - inside)
    more = 0
    for j in range(low, high):
        gap = abs(ascending[j] - ascending[i])
        more += (gap < distance) | (closed & (gap == distance))
    return inside + more


@njit(cache=True, nogil=True)
def _is_within(ascending, i, step, steps, distance, closed):
    """Whether the value so many steps up or down is on the array and within."""
    j = i + step * steps
    if j < 0 or j >= ascending.size:
        return False
    gap = abs(ascending[j] - ascending[i])
    return gap < distance or (closed and gap == distance)
