"""Neighbours of n points in the plane under the max norm.

The points come sorted by x and are cut into strips of consecutive x, each strip sorted by y. A
point's neighbours are found by walking up and down its own strip, then the strips beside it, until
the gap in y, then in x, is too large. With strips of √(kn) points the walk meets a few times k
points, so the whole costs n log n, the sorting, and a short scan a point.
"""

import math

import numpy as np
from numba import njit

__all__ = ["kth_distances", "shells", "strips"]


def strips(x, y, by_y, k):
    """The points laid out for the searches below; x ascending, y[by_y] ascending, k a guess.

    (first, strip, strip_x, strip_y, place, x, y, by_y): strip s is at places first[s] .. first[s + 1] - 1.
    """
    n = x.size
    size = max(8, int(math.sqrt(k * n)))
    # No strip ends amid equal x: the points beside it would all be as near as they are in y alone.
    ends = np.append(np.flatnonzero(x[1:] != x[:-1]) + 1, n)
    first = np.unique(np.concatenate([[0], ends[np.searchsorted(ends, np.arange(size, n, size))], [n]]))
    strip = np.repeat(np.arange(first.size - 1), np.diff(first))
    return first, strip, *_deal(first, strip, x, y, by_y), x, y, by_y


def kth_distances(laid_out, k):
    """Max-norm distance of each point to its k-th neighbour; k < n."""
    return _kth_distances(*laid_out, k)


def shells(laid_out, distance, asked):
    """Neighbours no farther than distance[i] of the points asked for: nearer, tied in x, in y, in both."""
    return _shells(*laid_out, distance, asked)


@njit(cache=True, nogil=True)
def _deal(first, strip, x, y, by_y):
    """Dealing the points out in order of y sorts each strip."""
    strip_x, strip_y = np.empty(x.size), np.empty(x.size)
    place = np.empty(x.size, np.int64)
    filled = first.copy()
    for i in by_y:
        s = strip[i]
        place[i] = filled[s]
        strip_x[place[i]], strip_y[place[i]] = x[i], y[i]
        filled[s] += 1
    return strip_x, strip_y, place


@njit(cache=True, nogil=True)
def _kth_distances(first, strip, strip_x, strip_y, place, x, y, by_y, k):
    strips = first.size - 1
    reached = first.copy()  # place in each strip of the first point not before the current one in y
    nearest = np.empty(k)  # ascending
    distance = np.empty(x.size)
    for i in by_y:
        own = strip[i]
        reached[own] += 1
        nearest[:] = np.inf
        _offer(strip_x, strip_y, first[own], place[i] - 1, -1, x[i], y[i], nearest)
        _offer(strip_x, strip_y, first[own + 1], place[i] + 1, 1, x[i], y[i], nearest)
        for side in (-1, 1):
            s = own + side
            while 0 <= s < strips:
                edge = first[s + 1] - 1 if side < 0 else first[s]
                if abs(x[edge] - x[i]) >= nearest[k - 1]:
                    break
                _offer(strip_x, strip_y, first[s], reached[s] - 1, -1, x[i], y[i], nearest)
                _offer(strip_x, strip_y, first[s + 1], reached[s], 1, x[i], y[i], nearest)
                s += side
        distance[i] = nearest[k - 1]
    return distance


@njit(cache=True, nogil=True)
def _offer(strip_x, strip_y, end, start, step, x, y, nearest):
    """Offer a strip's points from `start` on; `end` is its first point downwards, the one past it upwards."""
    k = nearest.size
    j = start
    while (j >= end) if step < 0 else (j < end):
        gap = abs(strip_y[j] - y)
        if gap >= nearest[k - 1]:
            return
        distance = max(gap, abs(strip_x[j] - x))
        if distance < nearest[k - 1]:
            r = k - 1
            while r > 0 and nearest[r - 1] > distance:
                nearest[r] = nearest[r - 1]
                r -= 1
            nearest[r] = distance
        j += step


@njit(cache=True, nogil=True)
def _shells(first, strip, strip_x, strip_y, place, x, y, by_y, distance, asked):
    strips = first.size - 1
    reached = first.copy()
    shell = np.zeros((4, x.size), np.int64)
    for i in by_y:
        own, d = strip[i], distance[i]
        for side in (-1, 1):
            s = own if side < 0 else own + 1
            while asked[i] and 0 <= s < strips:
                edge = first[s + 1] - 1 if side < 0 else first[s]
                if s != own and abs(x[edge] - x[i]) > d:
                    break
                for step in (-1, 1):
                    j = reached[s] - (step < 0)
                    while first[s] <= j < first[s + 1]:
                        in_x, in_y = abs(strip_x[j] - x[i]), abs(strip_y[j] - y[i])
                        if in_y > d:
                            break
                        if in_x <= d and j != place[i]:
                            shell[(in_x == d) + 2 * (in_y == d), i] += 1
                        j += step
                s += side
        reached[own] += 1
    return shell
