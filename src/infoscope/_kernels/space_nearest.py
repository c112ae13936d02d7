"""The nearest neighbours of points in the tree of space.py, of its own or of other points, in two norms.

Each point begins in the leaf where the one before it found its nearest, so that it knows how far it has to
look; then it walks the boxes, eight of one parent at a time, nearest first. In the Euclidean norm distances
are compared by their squares.
"""

import numpy as np
from numba import njit

from ._lanes import BOXES, POINTS, from_boxes, from_points, lowest
from .space import STACK, put_roots, roots
from .threads import in_pieces

__all__ = ["kth_distances", "nearest"]


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

    in_pieces(search, leaves, at_least=64)
    return np.sqrt(distance) if euclidean else distance, which


@njit(cache=True, nogil=True)
def _search(tree, own, itself, euclidean, leaf, end, k, distance, which):
    """Those of the points in some leaves of `own`."""
    boxes, last, top = tree.first.size, distance.shape[1], roots(tree)
    at, near, who = np.empty(own.x.shape[0]), np.empty(k), np.empty(k, np.int64)  # ascending
    apart, gaps = np.empty(POINTS), np.empty(BOXES)
    stack, gap = np.empty(STACK, np.int64), np.empty(STACK)
    for mine in range(leaf, end):
        begin = mine if itself else _beside(tree, own, mine)
        for p in range(own.first[mine], own.last[mine]):
            me = p if itself else -1
            at[:] = own.x[:, p]
            near[:] = np.inf
            bound = _meet(tree, begin, at, me, euclidean, apart, near, who)
            height = put_roots(top, stack)
            gap[:height] = 0.0
            while height > 0:
                height -= 1
                b = stack[height]
                if gap[height] >= bound or b == begin:
                    continue
                if 8 * b >= boxes:
                    bound = _meet(tree, b, at, me, euclidean, apart, near, who)
                    continue
                near_enough = from_boxes(tree.lows, tree.highs, b, at, euclidean, bound, gaps)
                height = _push(near_enough, 8 * b, gaps, stack, gap, height)
            for r in range(last):
                distance[own.order[p], r] = near[k - last + r]
                which[own.order[p], r] = tree.order[who[k - last + r]]
            if not itself:
                begin = _leaf_of(tree, who[0])


@njit(cache=True, nogil=True)
def _meet(tree, b, at, me, euclidean, apart, near, who):
    """Offer the points of a leaf, but for `me`, to the nearest of a place: how far the last of them is."""
    k = near.size
    for block in range(tree.first[b] // POINTS, -(-tree.last[b] // POINTS)):
        nearer = from_points(tree.points, block, at, euclidean, near[k - 1], apart)
        while nearer != 0:
            i = lowest(nearer)
            nearer &= nearer - 1
            if apart[i] < near[k - 1] and block * POINTS + i != me:
                r = k - 1
                while r > 0 and near[r - 1] > apart[i]:
                    near[r], who[r] = near[r - 1], who[r - 1]
                    r -= 1
                near[r], who[r] = apart[i], block * POINTS + i
    return near[k - 1]


@njit(cache=True, nogil=True)
def _push(which, first, gaps, stack, gap, height):
    """Put boxes on the stack, the nearest on top; its height."""
    bottom = height
    while which != 0:
        i = lowest(which)
        which &= which - 1
        r = height
        while r > bottom and gap[r - 1] < gaps[i]:
            gap[r], stack[r] = gap[r - 1], stack[r - 1]
            r -= 1
        gap[r], stack[r] = gaps[i], first + i
        height += 1
    return height


@njit(cache=True, nogil=True)
def _beside(tree, own, a):
    """A leaf near the middle of box a of the other tree."""
    b = 1
    while 2 * b < tree.first.size:
        left, right = 0.0, 0.0
        for j in range(own.low.shape[1]):
            middle = 0.5 * own.low[a, j] + 0.5 * own.high[a, j]
            left = max(left, abs(middle - 0.5 * tree.low[2 * b, j] - 0.5 * tree.high[2 * b, j]))
            right = max(right, abs(middle - 0.5 * tree.low[2 * b + 1, j] - 0.5 * tree.high[2 * b + 1, j]))
        b = 2 * b + (1 if right < left else 0)
    return b


@njit(cache=True, nogil=True)
def _leaf_of(tree, place):
    b = 1
    while 2 * b < tree.first.size:
        b = 2 * b + (1 if place >= tree.first[2 * b + 1] else 0)
    return b
