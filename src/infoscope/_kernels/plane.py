"""Neighbours of n points in the plane under the max norm.

The points come sorted by x and are cut into strips of consecutive x, each strip sorted by y. A
point's neighbours are found by walking up and down its own strip, then the strips beside it, until
the gap in y, then in x, is too large. With strips of √(kn) points the walk meets a few times k
points, so the whole costs n log n, the sorting, and a short scan a point. Strip by strip, and up each,
the walks stay within memory that was just read.
"""

import math

import numpy as np
from numba import njit

from .threads import in_pieces

__all__ = ["kth_distances", "local_values", "shells", "strips"]

FEW = 1 << 14  # points that are no work for a second thread


def strips(x, y, by_y, k):
    """The points laid out for the searches below; x ascending, y[by_y] ascending, k a guess.

    (first, x, y, point): strip s is at places first[s] .. first[s + 1] - 1, and point[j] is at place j.
    """
    n = x.size
    size = max(8, int(math.sqrt(k * n)))
    # No strip ends amid equal x: the points beside it would all be as near as they are in y alone.
    ends = np.append(np.flatnonzero(x[1:] != x[:-1]) + 1, n)
    first = np.unique(np.concatenate([[0], ends[np.searchsorted(ends, np.arange(size, n, size))], [n]]))
    point = np.empty_like(by_y)
    _deal(first[:-1].copy(), np.repeat(np.arange(first.size - 1), np.diff(first)), by_y, point)
    return first, x[point], y[point], point


def kth_distances(laid_out, k):
    """Max-norm distance of each point to its k-th neighbour; k < n."""
    first, edges, distance = laid_out[0], _edges(*laid_out), np.empty(laid_out[1].size)

    def run(low, high):
        some = np.searchsorted(first, (low, high))  # strips that begin there
        _kth_distances(*laid_out, *edges, *some, *_unreached(first), np.empty(k), distance)

    in_pieces(run, distance.size, at_least=FEW)
    return distance


def local_values(psi, k, of_x, of_y, by_y):
    """ψ(k) + ψ(n) - (ψ(n_x + 1) + ψ(n_y + 1)), and whether more than one neighbour ends the ball: (n,) each.

    of_x  (2, n) neighbours nearer in x, and no farther, by x; of_y: in y, by y; by_y: as above
    """
    local, tied = np.empty(by_y.size), np.empty(by_y.size, np.bool_)

    def run(a, b):
        _local_values(psi, k, of_x, of_y, by_y, a, b, local, tied)

    in_pieces(run, by_y.size, at_least=FEW)
    return local, tied


def shells(laid_out, distance, asked):
    """Neighbours no farther than distance[i] of the points asked for: nearer, tied in x, in y, in both."""
    shell = np.zeros((4, distance.size), np.int64)
    _shells(*laid_out, *_edges(*laid_out), distance, asked, *_unreached(laid_out[0]), shell)
    return shell


def _edges(first, x, y, point):
    """The least and the greatest x of each strip."""
    return np.minimum.reduceat(x, first[:-1]), np.maximum.reduceat(x, first[:-1])


def _unreached(first):
    """(reached, since) of `_reach` before the first point."""
    return first.copy(), np.full(first.size, -1)


@njit(cache=True, nogil=True)
def _local_values(psi, k, of_x, of_y, by_y, first, last, local, tied):
    for p in range(first, last):
        i = by_y[p]
        # The same to the last digit with x and y exchanged.
        local[i] = psi[k] + psi[by_y.size] - (psi[1 + of_x[0, i]] + psi[1 + of_y[0, p]])
        tied[i] = of_x[1, i] - of_x[0, i] + of_y[1, p] - of_y[0, p] != 1


@njit(cache=True, nogil=True)
def _deal(filled, strip, by_y, point):
    """Dealing the points out in order of y sorts each strip; `filled`: where each begins."""
    for i in by_y:
        point[filled[strip[i]]] = i
        filled[strip[i]] += 1


@njit(cache=True, nogil=True)
def _kth_distances(first, x, y, point, least, greatest, low, high, reached, since, nearest, distance):
    """Those of the strips low .. high - 1; nearest: (k,) to hold distances in ascending order."""
    strips, k = first.size - 1, nearest.size
    up = np.int64(1)  # a plain 1 would be compiled for, and -1 again
    for own in range(low, high):
        for p in range(first[own], first[own + 1]):
            for j in range(k):
                nearest[j] = np.inf
            _offer(x, y, first[own], p - 1, -up, x[p], y[p], nearest)
            _offer(x, y, first[own + 1], p + 1, up, x[p], y[p], nearest)
            for side in (-1, 1):
                s = own + side
                while 0 <= s < strips:
                    gap = x[p] - greatest[s] if side < 0 else least[s] - x[p]
                    if gap >= nearest[k - 1]:
                        break
                    start = _reach(y, first, s, own, y[p], reached, since)
                    _offer(x, y, first[s], start - 1, -up, x[p], y[p], nearest)
                    _offer(x, y, first[s + 1], start, up, x[p], y[p], nearest)
                    s += side
            distance[point[p]] = nearest[k - 1]


@njit(cache=True, nogil=True)
def _reach(y, first, s, own, value, reached, since):
    """The first place in strip s not below `value`, which ascends while `own` stays: from the last one on."""
    low = reached[s] if since[s] == own else first[s]
    since[s] = own
    stride, high = 1, low
    while high < first[s + 1] and y[high] < value:
        low = high + 1
        high += stride
        stride *= 2
    high = min(high, first[s + 1])
    while low < high:
        middle = (low + high) // 2
        if y[middle] < value:
            low = middle + 1
        else:
            high = middle
    reached[s] = low
    return low


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
def _shells(first, x, y, point, least, greatest, distance, asked, reached, since, shell):
    strips = first.size - 1
    for own in range(strips):
        for p in range(first[own], first[own + 1]):
            i = point[p]
            for side in (-1, 1):
                s = own if side < 0 else own + 1
                while asked[i] and 0 <= s < strips:
                    gap = x[p] - greatest[s] if side < 0 else least[s] - x[p]
                    if s != own and gap > distance[i]:
                        break
                    start = p if s == own else _reach(y, first, s, own, y[p], reached, since)
                    for step in (-1, 1):
                        j = start - (step < 0)
                        while first[s] <= j < first[s + 1]:
                            in_x, in_y = abs(x[j] - x[p]), abs(y[j] - y[p])
                            if in_y > distance[i]:
                                break
                            if in_x <= distance[i] and j != p:
                                shell[(in_x == distance[i]) + 2 * (in_y == distance[i]), i] += 1
                            j += step
                    s += side
