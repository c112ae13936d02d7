"""Neighbours on a line: how far the k-th is, and how many lie within a distance."""

import numpy as np
from numba import njit

__all__ = ["kth_distances", "neighbours_within"]


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


@njit(cache=True, nogil=True)
def neighbours_within(ascending, distance):
    """(2, size): how many other values lie nearer to ascending[i] than distance[i], and how many no farther.

    The test is made on |a - b| itself, as floating point rounds it: comparing b with a ± distance
    would round once more and take in points that lie on the boundary.
    """
    n = ascending.size
    count = np.zeros((2, n), np.int64)
    for i in range(n):
        for step in (-1, 1):
            nearer = _reach(ascending, i, step, 0, distance[i], False)
            count[0, i] += nearer
            count[1, i] += _reach(ascending, i, step, nearer, distance[i], True)
    return count


@njit(cache=True, nogil=True)
def _reach(ascending, i, step, inside, distance, closed):
    """How many steps up or down stay within, knowing that `inside` do: doubling, then halving."""
    a = ascending[i]
    limit = ascending.size - i if step > 0 else i + 1  # the first step off the array
    stride, beyond = 1, inside + 1
    while beyond < limit:
        gap = abs(ascending[i + step * beyond] - a)
        if not (gap < distance or (closed and gap == distance)):
            break
        inside = beyond
        stride *= 2
        beyond += stride
    beyond = min(beyond, limit)
    while beyond - inside > 1:
        middle = (inside + beyond) // 2
        gap = abs(ascending[i + step * middle] - a)
        if gap < distance or (closed and gap == distance):
            inside = middle
        else:
            beyond = middle
    return inside
