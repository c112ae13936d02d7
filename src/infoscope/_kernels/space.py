"""n points in d dimensions in a tree of boxes, and how many lie within a distance under the max norm.

Each box is cut at the median of its widest side until few points are left, then drawn in about its points:
those of a leaf are consecutive in memory, dimension by dimension, so that a whole leaf is measured at once.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from ._lanes import BOXES, POINTS, across_boxes, from_boxes, from_points, lowest
from .threads import in_pieces

__all__ = ["LEAF", "STACK", "Tree", "counts_within", "put_roots", "roots", "tree"]

LEAF = 2 * POINTS  # points at most; whole blocks of them are in all leaves but the last, and one or more
STACK = 256  # boxes that wait, more than 8 for each of the levels of any tree
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
    last[1], low[1], high[1] = n, points.min(axis=0), points.max(axis=0)
    tops = min(TOPS, boxes // 2)
    built = columns, order, first, last, low, high
    _build(*built, 1, tops)
    in_pieces(lambda i, j: [_build(*built, b, boxes) for b in range(tops + i, tops + j)], tops, at_least=1)
    x = np.full((d, -(-n // POINTS) * POINTS), np.inf)
    np.take(columns, order, axis=1, out=x[:, :n])
    _bound(x, first, last, low, high)
    blocks, lows, highs = _in_blocks(x, POINTS), _in_blocks(low.T, BOXES), _in_blocks(high.T, BOXES)
    return Tree(order, x[:, :n], first, last, low, high, blocks, lows, highs)


def _in_blocks(x, size):
    """(blocks, d, size) of (d, n)."""
    return np.ascontiguousarray(x.reshape(len(x), -1, size).transpose(1, 0, 2))


def counts_within(tree, distance):
    """(2, n): how many others lie nearer to each point than its distance, and how many no farther."""
    n = tree.order.size
    answer = np.empty((2, n), np.int64)
    in_pieces(lambda a, b: _counts(tree, a, b, distance, answer), n, at_least=1 << 10)
    return answer


@njit(cache=True, nogil=True)
def _build(x, order, first, last, low, high, root, end):
    """The boxes below one, itself among them, of numbers below `end`: each a half of its parent."""
    level = 1
    while root < end:
        for b in range(root, min(root + level, end, first.size // 2)):
            side = np.argmax(high[b] - low[b])
            blocks = -(-(last[b] - first[b]) // POINTS)
            middle = first[b] + POINTS * ((blocks + 1) // 2)
            _select(x[side], order, first[b], last[b], middle)
            first[2 * b], last[2 * b] = first[b], middle
            first[2 * b + 1], last[2 * b + 1] = middle, last[b]
            for half in (2 * b, 2 * b + 1):
                low[half], high[half] = low[b], high[b]
            high[2 * b, side] = low[2 * b + 1, side] = x[side, order[middle]]
        root, level = 2 * root, 2 * level


@njit(cache=True, nogil=True)
def _bound(x, first, last, low, high):
    """Draw every box in to the least and greatest coordinates of its points."""
    for b in range(first.size - 1, 0, -1):
        for j in range(x.shape[0]):
            if 2 * b < first.size:
                low[b, j] = min(low[2 * b, j], low[2 * b + 1, j])
                high[b, j] = max(high[2 * b, j], high[2 * b + 1, j])
            else:
                some = x[j, first[b] : last[b]]
                low[b, j], high[b, j] = some.min(), some.max()


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
def roots(tree):
    """How many boxes of one level there are, and the first of them, whence steps of three lead to leaves."""
    boxes = tree.first.size // 2
    while boxes >= 8:
        boxes //= 8
    return boxes


@njit(cache=True, nogil=True)
def put_roots(top, stack):
    """Put the `top` boxes of the level where every walk begins on the stack: how many wait there."""
    for b in range(top):
        stack[b] = top + b
    return top


@njit(cache=True, nogil=True)
def _counts(tree, start, stop, distance, answer):
    boxes, top = tree.first.size, roots(tree)
    at, apart, stack = np.empty(tree.x.shape[0]), np.empty(POINTS), np.empty(STACK, np.int64)
    gaps, reach = np.empty(BOXES), np.empty(BOXES)
    for p in range(start, stop):
        at[:] = tree.x[:, p]
        r = distance[tree.order[p]]
        beyond = np.nextafter(r, np.inf)
        nearer, within = (-1 if r > 0.0 else 0), -1  # not itself
        height = put_roots(top, stack)
        while height > 0:
            height -= 1
            b = stack[height]
            if 8 * b >= boxes:
                less, most = _counts_in_leaf(tree, b, at, r, apart)
                nearer += less
                within += most
                continue
            some = from_boxes(tree.lows, tree.highs, b, at, False, beyond, gaps)
            across_boxes(tree.lows, tree.highs, b, at, r, reach)
            while some != 0:
                i = lowest(some)
                some &= some - 1
                if reach[i] < r or gaps[i] == reach[i]:  # all within, or all at one distance, as equal points
                    size = tree.last[8 * b + i] - tree.first[8 * b + i]
                    nearer += size if reach[i] < r else 0
                    within += size
                else:
                    stack[height] = 8 * b + i
                    height += 1
        answer[0, tree.order[p]] = nearer
        answer[1, tree.order[p]] = within


@njit(cache=True, nogil=True)
def _counts_in_leaf(tree, b, at, r, apart):
    less, most = 0, 0
    for block in range(tree.first[b] // POINTS, -(-tree.last[b] // POINTS)):
        from_points(tree.points, block, at, False, r, apart)
        for i in range(POINTS):
            less += apart[i] < r
            most += apart[i] <= r
    return less, most
