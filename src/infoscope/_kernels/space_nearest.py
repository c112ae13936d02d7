"""The nearest neighbours of points in the tree of space.py, of its own or of other points, in two norms.

All the points of a leaf look for their neighbours together: they walk the boxes once, nearest first, and
leave out those that lie farther from their own box than any of them still has to look. In the Euclidean norm
distances are compared by their squares.
"""

import numpy as np
from numba import njit

from .space import LEAF
from .threads import in_pieces

__all__ = ["box_gap", "kth_distances", "measure", "nearest", "point_gaps"]

_SIDE_BY_SIDE = 8  # distances that are compared at once


def kth_distances(tree, k):
    """(n,) max-norm distance of each point to its k-th neighbour; k < n."""
    return nearest(tree, k, last=1)[0][:, 0]


def nearest(tree, k, *, of=None, last=None, euclidean=False):
    """(distance, which), (n, last) each: the last of the k nearest points of the tree, ascending.

    of    the tree of the points whose neighbours are asked for, k <= n; None: each of this one, not counting
          itself, k < n
    last  how many of the k are told; None: all
    """
    own = tree if of is None else of
    leaves, last = own.first.size // 2, k if last is None else last
    distance = np.empty((own.order.size, last))
    which = np.empty(distance.shape, np.int64)

    def search(a, b):
        _search(tree, own, of is None, euclidean, leaves + a, leaves + b, k, distance, which)

    in_pieces(search, leaves, at_least=16)
    return np.sqrt(distance) if euclidean else distance, which


@njit(cache=True, nogil=True)
def _search(tree, own, itself, euclidean, leaf, end, k, distance, which):
    """Those of the points in some leaves of `own`."""
    apart, gap, bound = np.empty(LEAF), np.empty(LEAF), np.empty(LEAF)
    near, who = np.empty((LEAF, k)), np.empty((LEAF, k), np.int64)  # of each point of the leaf, ascending
    stack, gaps = np.empty(128, np.int64), np.empty(128)
    for mine in range(leaf, end):
        start, m = own.first[mine], own.last[mine] - own.first[mine]
        near[:] = np.inf
        bound[:] = np.inf
        gap[:] = 0.0
        if itself:
            _meet(tree, mine, own.x, start, m, True, euclidean, gap, bound, near, who, apart)
        farthest = bound[:m].max()
        stack[0], gaps[0], height = 1, 0.0, 1
        while height > 0:
            height -= 1
            b = stack[height]
            if gaps[height] >= farthest or (itself and b == mine):
                continue
            if 2 * b < tree.first.size:
                left = box_gap(tree, 2 * b, own, mine, euclidean)
                right = box_gap(tree, 2 * b + 1, own, mine, euclidean)
                turn = 1 if right < left else 0
                stack[height], gaps[height] = 2 * b + 1 - turn, max(left, right)
                stack[height + 1], gaps[height + 1] = 2 * b + turn, min(left, right)
                height += 2
                continue
            point_gaps(tree, b, own.x, start, m, euclidean, gap)
            _meet(tree, b, own.x, start, m, False, euclidean, gap, bound, near, who, apart)
            farthest = bound[:m].max()
        rows, last = own.order[start : start + m], distance.shape[1]
        for p in range(m):
            for r in range(last):
                distance[rows[p], r] = near[p, k - last + r]
                which[rows[p], r] = tree.order[who[p, k - last + r]]


@njit(cache=True, nogil=True)
def _meet(tree, b, x, start, m, itself, euclidean, gap, bound, near, who, apart):
    """Offer the points of box b to those at start .. start+m-1 that lie nearer to it than they must look."""
    first, size = tree.first[b], tree.last[b] - tree.first[b]
    for p in range(m):
        if gap[p] < bound[p]:
            measure(tree.x, first, size, x, start + p, euclidean, apart)
            if itself:
                apart[p] = np.inf
            bound[p] = _offer(apart, first, size, near[p], who[p])


@njit(cache=True, nogil=True)
def box_gap(tree, b, own, a, euclidean):
    """Least distance between the points of two boxes."""
    most, squares = 0.0, 0.0
    for j in range(tree.low.shape[1]):
        apart = max(0.0, max(tree.low[b, j] - own.high[a, j], own.low[a, j] - tree.high[b, j]))
        most = max(most, apart)
        squares += apart * apart
    return squares if euclidean else most


@njit(cache=True, nogil=True)
def point_gaps(tree, b, x, start, m, euclidean, gap):
    """Least distance of each of some points to box b, one dimension of all of them at a time."""
    gap[:m] = 0.0
    for j in range(x.shape[0]):
        row, low, high = x[j, start : start + m], tree.low[b, j], tree.high[b, j]
        if euclidean:
            for p in range(m):
                apart = max(0.0, max(low - row[p], row[p] - high))
                gap[p] += apart * apart
        else:
            for p in range(m):
                apart = max(low - row[p], row[p] - high)
                gap[p] = apart if apart > gap[p] else gap[p]


@njit(cache=True, nogil=True)
def measure(x, first, size, y, i, euclidean, apart):
    """Distances of point i of y to those of x from `first` on, one dimension of all of them at a time."""
    apart[:size] = 0.0
    for j in range(x.shape[0]):
        row, at = x[j, first : first + size], y[j, i]
        if euclidean:
            for p in range(size):
                apart[p] += (row[p] - at) * (row[p] - at)
        else:
            for p in range(size):
                gap = abs(row[p] - at)
                apart[p] = gap if gap > apart[p] else apart[p]


@njit(cache=True, nogil=True)
def _offer(apart, first, size, near, who):
    """Keep the least of `near` and of apart[:size], ascending; the greatest of them."""
    k = near.size
    for start in range(0, size, _SIDE_BY_SIDE):
        some = False
        if start + _SIDE_BY_SIDE <= size:
            for p in range(start, start + _SIDE_BY_SIDE):
                some |= apart[p] < near[k - 1]
            if not some:
                continue
        for p in range(start, min(start + _SIDE_BY_SIDE, size)):
            gap = apart[p]
            if gap < near[k - 1]:
                r = k - 1
                while r > 0 and near[r - 1] > gap:
                    near[r], who[r] = near[r - 1], who[r - 1]
                    r -= 1
                near[r], who[r] = gap, first + p
    return near[k - 1]
