"""Neighbours of n points in the plane under the max norm.

The points come sorted by x and are cut into strips of consecutive x, each strip sorted by y. A
point's neighbours are found by walking up and down its own strip, then the strips beside it, until
the gap in y, then in x, is too large. With strips of √(kn) points the walk meets a few times k
points, so the whole costs n log n, the sorting, and a short scan a point.
"""

import math

import numpy as np
from numba import njit

__all__ = ["kth_distances", "shells"]


def kth_distances(x, y, by_y, k):
    """Max-norm distance of each point to its k-th neighbour; x ascending, y[by_y] ascending, k < n."""
    return _kth_distances(*_strips(x, y, by_y, k), x, y, by_y, k)


def shells(x, y, by_y, k, distance, asked=None):
    """Neighbours no farther than distance[i] of the points asked for: nearer, tied in x, in y, in both."""
    asked = np.ones(x.size, np.bool_) if asked is None else asked
    return _shells(*_strips(x, y, by_y, k), x, y, by_y, distance, asked)


def _strips(x, y, by_y, k):
    size = max(8, min(x.size, int(math.sqrt(k * x.size))))
    return size, *_deal(x, y, by_y, size)


@njit(cache=True, nogil=True)
def _deal(x, y, by_y, size):
    """(x, y, place): strip s fills size * s onwards; dealing points in order of y sorts each strip."""
    n = x.size
    strip_x, strip_y = np.empty(n), np.empty(n)
    place = np.empty(n, np.int64)
    filled = np.zeros((n + size - 1) // size, np.int64)
    for i in by_y:
        s = i // size
        place[i] = s * size + filled[s]
        strip_x[place[i]], strip_y[place[i]] = x[i], y[i]
        filled[s] += 1
    return strip_x, strip_y, place


@njit(cache=True, nogil=True)
def _kth_distances(size, strip_x, strip_y, place, x, y, by_y, k):
    n = x.size
    strips = (n + size - 1) // size
    passed = np.zeros(strips, np.int64)  # points of each strip that precede the current one in y
    nearest = np.empty(k)  # ascending
    distance = np.empty(n)
    for i in by_y:
        own = i // size
        passed[own] += 1
        nearest[:] = np.inf
        _offer(strip_x, strip_y, own * size, place[i] - 1, -1, x[i], y[i], nearest)
        _offer(strip_x, strip_y, min(n, own * size + size), place[i] + 1, 1, x[i], y[i], nearest)
        for side in (-1, 1):
            s = own + side
            while 0 <= s < strips:
                edge = s * size + size - 1 if side < 0 else s * size
                if abs(x[edge] - x[i]) >= nearest[k - 1]:
                    break
                start = s * size + passed[s]
                _offer(strip_x, strip_y, s * size, start - 1, -1, x[i], y[i], nearest)
                _offer(strip_x, strip_y, min(n, s * size + size), start, 1, x[i], y[i], nearest)
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
def _shells(size, strip_x, strip_y, place, x, y, by_y, distance, asked):
    n = x.size
    strips = (n + size - 1) // size
    passed = np.zeros(strips, np.int64)
    shell = np.zeros((4, n), np.int64)
    for i in by_y:
        own, d = i // size, distance[i]
        if not asked[i]:
            passed[own] += 1
            continue
        for side in (-1, 1):
            s = own if side < 0 else own + 1
            while 0 <= s < strips:
                end = min(n, s * size + size)
                edge = end - 1 if side < 0 else s * size
                if s != own and abs(x[edge] - x[i]) > d:
                    break
                for step in (-1, 1):
                    j = s * size + passed[s] - (step < 0)
                    while s * size <= j < end:
                        in_x, in_y = abs(strip_x[j] - x[i]), abs(strip_y[j] - y[i])
                        if in_y > d:
                            break
                        if in_x <= d and j != place[i]:
                            shell[(in_x == d) + 2 * (in_y == d), i] += 1
                        j += step
                s += side
        passed[own] += 1
    return shell
