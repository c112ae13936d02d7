"""Neighbours of n points in d dimensions under the max norm, by a tree of boxes.

Each box is cut at the median of its widest side until few points are left: a leaf, whose points are
consecutive in memory, dimension by dimension, so that a whole leaf is measured at once. All the points of a
leaf look for their neighbours together: they walk the boxes once, nearest first, and leave out those that
lie farther from their own box than any of them still has to look.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from .threads import in_pieces

__all__ = ["Tree", "counts_within", "kth_distances", "tree"]

LEAF = 64  # points at most


class Tree(NamedTuple):
    """Boxes in heap order, box 1 around all: those below box b are 2b and 2b + 1, the last half are leaves.

    order  (n,): the points in order of their leaves
    x      (d, n): their coordinates in that order
    first  (boxes + 1,): box b holds places first[b] .. last[b] - 1
    low    (boxes, d) and high: the least and greatest coordinates there
    """

    order: np.ndarray
    x: np.ndarray
    first: np.ndarray
    last: np.ndarray
    low: np.ndarray
    high: np.ndarray


def tree(points):
    """The tree of (n, d) points."""
    n, d = points.shape
    depth = max(0, (-(-n // LEAF) - 1).bit_length())
    boxes = 2 << depth
    order, first, last = np.arange(n), np.zeros(boxes, np.int64), np.zeros(boxes, np.int64)
    low, high = np.empty((2, boxes, d))
    columns = np.ascontiguousarray(points.T)
    _build(columns, order, first, last, low, high)
    return Tree(order, columns[:, order], first, last, low, high)


def kth_distances(tree, k):
    """(n,) distance of each point to its k-th neighbour; k < n."""
    leaves = tree.first.size // 2
    answer = np.empty(tree.order.size)
    in_pieces(lambda a, b: _kth_distances(tree, leaves + a, leaves + b, k, answer), leaves, at_least=16)
    return answer


def counts_within(tree, distance):
    """(2, n): how many others lie nearer to each point than its distance, and how many no farther."""
    leaves = tree.first.size // 2
    answer = np.empty((2, tree.order.size), np.int64)
    in_pieces(lambda a, b: _counts(tree, leaves + a, leaves + b, distance, answer), leaves, at_least=16)
    return answer


@njit(cache=True, nogil=True)
def _build(x, order, first, last, low, high):
    d, n = x.shape
    boxes = first.size
    last[1] = n
    for b in range(1, boxes):
        start, stop = first[b], last[b]
        side, widest = 0, -1.0
        for j in range(d):
            least = greatest = x[j, order[start]]
            for i in range(start + 1, stop):
                v = x[j, order[i]]
                least, greatest = min(least, v), max(greatest, v)
            low[b, j], high[b, j] = least, greatest
            if greatest - least > widest:
                side, widest = j, greatest - least
        if 2 * b < boxes:
            middle = (start + stop) // 2
            _select(x[side], order, start, stop, middle)
            first[2 * b], last[2 * b] = start, middle
            first[2 * b + 1], last[2 * b + 1] = middle, stop


@njit(cache=True, nogil=True)
def _select(v, order, start, stop, middle):
    """Rearrange order[start:stop] so that no value before `middle` is greater than one from there on."""
    low, high = start, stop - 1
    while low < high:
        pivot = v[order[(low + high) // 2]]
        i, j = low, high
        while i <= j:
            while v[order[i]] < pivot:
                i += 1
            while v[order[j]] > pivot:
                j -= 1
            if i <= j:
                order[i], order[j] = order[j], order[i]
                i, j = i + 1, j - 1
        if middle <= j:
            high = j
        elif middle >= i:
            low = i
        else:
            return


@njit(cache=True, nogil=True)
def _box_gap(low, high, a, b):
    """Least distance between the points of two boxes."""
    gap = 0.0
    for j in range(low.shape[1]):
        gap = max(gap, max(low[a, j] - high[b, j], low[b, j] - high[a, j]))
    return gap


@njit(cache=True, nogil=True)
def _point_gap(x, i, low, high, b):
    gap = 0.0
    for j in range(low.shape[1]):
        gap = max(gap, max(low[b, j] - x[j, i], x[j, i] - high[b, j]))
    return gap


@njit(cache=True, nogil=True)
def _measure(x, i, start, stop, apart):
    """Distances of point i to those at start .. stop-1, one dimension of all of them at a time."""
    m = stop - start
    q = x[0, i]
    row = x[0, start:stop]
    for p in range(m):
        apart[p] = abs(row[p] - q)
    for j in range(1, x.shape[0]):
        q = x[j, i]
        row = x[j, start:stop]
        for p in range(m):
            gap = abs(row[p] - q)
            apart[p] = gap if gap > apart[p] else apart[p]


@njit(cache=True, nogil=True)
def _kth_distances(tree, leaf, end, k, answer):
    order, x, first, last, low, high = tree
    boxes = first.size
    apart = np.empty(LEAF)
    nearest = np.empty((LEAF, k))  # of each point of the leaf, ascending
    stack, gaps = np.empty(128, np.int64), np.empty(128)
    for own in range(leaf, end):
        start, m = first[own], last[own] - first[own]
        nearest[:] = np.inf
        for p in range(m):
            _measure(x, start + p, start, last[own], apart)
            apart[p] = np.inf  # itself
            _insert(apart, m, nearest[p], k)
        farthest = nearest[:m, k - 1].max()
        stack[0], gaps[0], height = 1, 0.0, 1
        while height > 0:
            height -= 1
            b = stack[height]
            if gaps[height] >= farthest or b == own:
                continue
            if 2 * b < boxes:
                left, right = _box_gap(low, high, own, 2 * b), _box_gap(low, high, own, 2 * b + 1)
                near = 1 if right < left else 0
                stack[height], gaps[height] = 2 * b + 1 - near, max(left, right)
                stack[height + 1], gaps[height + 1] = 2 * b + near, min(left, right)
                height += 2
                continue
            for p in range(m):
                if _point_gap(x, start + p, low, high, b) < nearest[p, k - 1]:
                    _measure(x, start + p, first[b], last[b], apart)
                    _insert(apart, last[b] - first[b], nearest[p], k)
            farthest = nearest[:m, k - 1].max()
        for p in range(m):
            answer[order[start + p]] = nearest[p, k - 1]


@njit(cache=True, nogil=True)
def _insert(apart, m, nearest, k):
    """The k least of `nearest` and of apart[:m], ascending."""
    for p in range(m):
        gap = apart[p]
        if gap < nearest[k - 1]:
            i = k - 1
            while i > 0 and nearest[i - 1] > gap:
                nearest[i] = nearest[i - 1]
                i -= 1
            nearest[i] = gap


@njit(cache=True, nogil=True)
def _counts(tree, leaf, end, distance, answer):
    order, x, first, last, low, high = tree
    boxes = first.size
    apart = np.empty(LEAF)
    stack = np.empty(128, np.int64)
    for i in range(first[leaf], last[end - 1]):
        r = distance[order[i]]
        nearer, within = (-1 if r > 0.0 else 0), -1  # not itself
        stack[0], height = 1, 1
        while height > 0:
            height -= 1
            b = stack[height]
            gap, reach = _gap_and_reach(x, i, low, high, b)
            if gap > r:
                continue
            size = last[b] - first[b]
            if reach < r or gap == reach:  # all within, or all at one distance, as equal points are
                nearer += size if reach < r else 0
                within += size
            elif 2 * b < boxes:
                stack[height], stack[height + 1] = 2 * b, 2 * b + 1
                height += 2
            else:
                _measure(x, i, first[b], last[b], apart)
                less, most = 0, 0
                for q in range(size):
                    less += apart[q] < r
                    most += apart[q] <= r
                nearer += less
                within += most
        answer[0, order[i]] = nearer
        answer[1, order[i]] = within


@njit(cache=True, nogil=True)
def _gap_and_reach(x, i, low, high, b):
    """Least and greatest distance of point i to the places in a box."""
    gap, reach = 0.0, 0.0
    for j in range(low.shape[1]):
        below, above = x[j, i] - low[b, j], high[b, j] - x[j, i]
        gap = max(gap, -min(below, above))
        reach = max(reach, max(below, above))
    return gap, reach
