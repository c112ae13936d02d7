"""Which points in the tree of space.py lie within Euclidean balls about other points.

As in space_nearest.py the balls of a leaf walk the boxes together; what is compared are squares.
"""

import numpy as np
from numba import njit

from .space import LEAF
from .space_nearest import box_gap, measure, point_gaps
from .threads import in_pieces

__all__ = ["within"]

_ROOM = 1 << 14  # pairs, to begin with


def within(tree, own, reach):
    """(farthest, ball, member): pairs of a point of `own` and one of the tree no farther than its reach.

    farthest   (n,) distance of the farthest of the tree in each ball, 0 where there is none
    ball       (pairs,) the number of a point of `own`, as often as its ball holds points
    member     (pairs,) which of the tree that is
    """
    leaves = own.first.size // 2
    farthest = np.zeros(own.order.size)

    def search(a, b):
        return _search(tree, own, leaves + a, leaves + b, reach * reach, farthest)

    found = in_pieces(search, leaves, at_least=16)
    ball, member = (np.concatenate(parts) for parts in zip(*found))
    return np.sqrt(farthest), ball, member


@njit(cache=True, nogil=True)
def _search(tree, own, leaf, end, squares, farthest):
    ball, member, pairs = np.empty(_ROOM, np.int64), np.empty(_ROOM, np.int64), 0
    for mine in range(leaf, end):
        found = _of_leaf(tree, own, mine, squares, farthest, ball, member, pairs)
        while found < 0:
            ball, member = np.append(ball, ball), np.append(member, member)
            found = _of_leaf(tree, own, mine, squares, farthest, ball, member, pairs)
        pairs = found
    return ball[:pairs], member[:pairs]


@njit(cache=True, nogil=True)
def _of_leaf(tree, own, mine, squares, farthest, ball, member, pairs):
    """Write the pairs of one leaf after the first `pairs`: how many there are then; -1: no room."""
    apart, gap, limit = np.empty(LEAF), np.empty(LEAF), np.empty(LEAF)
    stack = np.empty(128, np.int64)
    start, m = own.first[mine], own.last[mine] - own.first[mine]
    for p in range(m):
        limit[p] = squares[own.order[start + p]]
    widest = limit[:m].max()
    stack[0], height = 1, 1
    while height > 0:
        height -= 1
        b = stack[height]
        if box_gap(tree, b, own, mine, True) > widest:
            continue
        if 2 * b < tree.first.size:
            stack[height], stack[height + 1] = 2 * b, 2 * b + 1
            height += 2
            continue
        first, size = tree.first[b], tree.last[b] - tree.first[b]
        point_gaps(tree, b, own.x, start, m, True, gap)
        for p in range(m):
            if gap[p] <= limit[p]:
                if pairs + size > ball.size:
                    return -1
                measure(tree.x, first, size, own.x, start + p, True, apart)
                row = own.order[start + p]
                for q in range(size):
                    if apart[q] <= limit[p]:
                        ball[pairs], member[pairs] = row, tree.order[first + q]
                        farthest[row] = max(farthest[row], apart[q])
                        pairs += 1
    return pairs
