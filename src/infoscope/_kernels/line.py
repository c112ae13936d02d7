"""Neighbours on a line: how far the k-th is, and how many lie within a distance."""

import numpy as np
from numba import njit

__all__ = ["kth_distances", "neighbours_within"]


@njit(cache=True, nogil=True)
def kth_distances(ascending, k):
    """Distance of each value to its k-th neighbour; k < size.

    The k nearest lie among the k before and the k after, so the distance is the least reach of the
    k + 1 windows of k + 1 consecutive values that hold the point.
    """
    n = ascending.size
    distance = np.empty(n)
    for i in range(n):
        best = np.inf
        for first in range(max(0, i - k), min(i, n - 1 - k) + 1):
            best = min(best, max(ascending[i] - ascending[first], ascending[first + k] - ascending[i]))
        distance[i] = best
    return distance


@njit(cache=True, nogil=True)
def neighbours_within(ascending, distance, closed):
    """How many values, itself included, lie nearer to ascending[i] than distance[i], or, where
    closed[i], no farther.

    The test is made on |a - b| itself, as floating point rounds it: comparing b with a ± distance
    would round once more and take in points that lie on the boundary.
    """
    n = ascending.size
    count = np.empty(n, np.int64)
    for i in range(n):
        low = _reach(ascending, i, -1, distance[i], closed[i])
        high = _reach(ascending, i, 1, distance[i], closed[i])
        count[i] = low + 1 + high
    return count


@njit(cache=True, nogil=True)
def _reach(ascending, i, step, distance, closed):
    """How many steps up or down from i stay within: doubling, then halving."""
    a = ascending[i]
    limit = ascending.size - i if step > 0 else i + 1  # the first step off the array
    inside, beyond = 0, 1
    while beyond < limit:
        gap = abs(ascending[i + step * beyond] - a)
        if not (gap < distance or (closed and gap == distance)):
            break
        inside, beyond = beyond, 2 * beyond
    beyond = min(beyond, limit)
    while beyond - inside > 1:
        middle = (inside + beyond) // 2
        gap = abs(ascending[i + step * middle] - a)
        if gap < distance or (closed and gap == distance):
            inside = middle
        else:
            beyond = middle
    return inside
