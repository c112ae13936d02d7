"""n points in d dimensions in a tree of boxes, and how many lie within a distance under the max norm.

Each box is cut at the median of its widest side until few points are left: a leaf, whose points are
consecutive in memory, dimension by dimension, so that a whole leaf is measured at once.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from ._lanes import BOXES, POINTS
from .threads import in_pieces

__all__ = ["LEAF", "Tree", "counts_within", "tree"]

LEAF = 2 * POINTS  # points at most; whole blocks of them are in all leaves but the last, and one or more
TOPS = 8  # boxes that are cut before the rest is shared out among threads


class Tree(NamedTuple):
    """Boxes in heap order, box 1 around all: those below box b are 2b and 2b + 1, the last half are leaves.

    order  (n,): the points in order of their leaves
    x      (d, n): their coordinates in that order
    first  (boxes + 1,): box b holds places first[b] .. last[b] - 1
    low    (boxes, d) and high: the least and greatest coordinates there
    points (blocks, d, POINTS): x once more, as _lanes.py takes them; beyond the last they are infinite
    lows   (blocks, d, BOXES) and highs: those of boxes 8i .. 8i + 7
    """

    order: np.ndarray
    x: np.ndarray
    first: np.ndarray
    last: np.ndarray
    low: np.ndarray
    high: np.ndarray
    points: np.ndarray
    lows: np.ndarray
    highs: np.ndarray


def tree(points):
    """The tree of (n, d) points."""
    n, d = points.shape
    depth = (-(-n // LEAF) - 1).bit_length()
    boxes = 2 << depth
    order, first, last = np.arange(n), np.zeros(boxes, np.int64), np.zeros(boxes, np.int64)
    low, high = np.empty((2, max(boxes, BOXES), d))
    columns = np.ascontiguousarray(points.T)
    last[1] = n
    tops = min(TOPS, boxes // 2)
    built = columns, order, first, last, low, high
    _build(*built, 1, tops)
    in_pieces(lambda i, j: [_build(*built, b, boxes) for b in range(tops + i, tops + j)], tops, at_least=1)
    x = np.full((d, -(-n // POINTS) * POINTS), np.inf)
    np.take(columns, order, axis=1, out=x[:, :n])
    blocks, lows, highs = _in_blocks(x, POINTS), _in_blocks(low.T, BOXES), _in_blocks(high.T, BOXES)
    return Tree(order, x[:, :n], first, last, low, high, blocks, lows, highs)


def _in_blocks(x, size):
    """(blocks, d, size) of (d, n)."""
    return np.ascontiguousarray(x.reshape(len(x), -1, size).transpose(1, 0, 2))


def counts_within(tree, distance):
    """(2, n): how many others lie nearer to each point than its distance, and how many no farther."""
    leaves = tree.first.size // 2
    answer = np.empty((2, tree.order.size), np.int64)
    in_pieces(lambda a, b: _counts(tree, leaves + a, leaves + b, distance, answer), leaves, at_least=16)
    return answer


@njit(cache=True, nogil=True)
def _build(x, order, first, last, low, high, root, end):
    """The boxes below one, itself among them, of which the numbers are below `end`."""
    level = 1
    while root < end:
        for b in range(root, min(root + level, end)):
            side = _bound(x, order, first[b], last[b], low[b], high[b])
            if 2 * b < first.size:
                blocks = -(-(last[b] - first[b]) // POINTS)
                middle = first[b] + POINTS * ((blocks + 1) // 2)
                _select(x[side], order, first[b], last[b], middle)
                first[2 * b], last[2 * b] = first[b], middle
                first[2 * b + 1], last[2 * b + 1] = middle, last[b]
        root, level = 2 * root, 2 * level


@njit(cache=True, nogil=True)
def _bound(x, order, start, stop, low, high):
    """Tell the least and greatest coordinates; the widest side."""
    side, widest = 0, -1.0
    for j in range(low.size):
        least = greatest = x[j, order[start]]
        for i in range(start + 1, stop):
            v = x[j, order[i]]
            least, greatest = min(least, v), max(greatest, v)
        low[j], high[j] = least, greatest
        if greatest - least > widest:
            side, widest = j, greatest - least
    return side


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
def _counts(tree, leaf, end, distance, answer):
    order, x, first, last, low, high = tree[:6]
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
