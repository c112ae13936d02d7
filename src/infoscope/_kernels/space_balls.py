"""Which points in the tree of space.py lie within Euclidean balls about other points.

Each ball walks the boxes, eight of one parent at a time; what is compared are squares.
"""

import numpy as np
from numba import njit

from ._lanes import BOXES, POINTS, from_boxes, from_points, lowest
from .space import STACK, put_roots, roots
from .threads import in_pieces

__all__ = ["within"]

_ROOM = 1 << 14  # pairs, to begin with


def within(tree, own, reach):
    """(farthest, ball, member): pairs of a point of `own` and one of the tree no farther than its reach.

    farthest   (n,) distance of the farthest of the tree in each ball, 0 where there is none
    ball       (pairs,) the number of a point of `own`, as often as its ball holds points
    member     (pairs,) which of the tree that is
    """
    farthest, n = np.zeros(own.order.size), own.order.size
    found = in_pieces(lambda a, b: _search(tree, own, a, b, reach * reach, farthest), n, at_least=1 << 10)
    ball, member = (np.concatenate(parts) for parts in zip(*found))
    return np.sqrt(farthest), ball, member


@njit(cache=True, nogil=True)
def _search(tree, own, start, stop, squares, farthest):
    ball, member, pairs = np.empty(_ROOM, np.int64), np.empty(_ROOM, np.int64), 0
    boxes, top = tree.first.size, roots(tree)
    at, apart, gaps = np.empty(own.x.shape[0]), np.empty(POINTS), np.empty(BOXES)
    stack = np.empty(STACK, np.int64)
    for p in range(start, stop):
        at[:] = own.x[:, p]
        row = own.order[p]
        beyond = np.nextafter(squares[row], np.inf)
        height = put_roots(top, stack)
        while height > 0:
            height -= 1
            b = stack[height]
            if 8 * b < boxes:
                near = from_boxes(tree.lows, tree.highs, b, at, True, beyond, gaps)
                while near != 0:
                    stack[height] = 8 * b + lowest(near)
                    near &= near - 1
                    height += 1
                continue
            for block in range(tree.first[b] // POINTS, -(-tree.last[b] // POINTS)):
                held = from_points(tree.points, block, at, True, beyond, apart)
                if pairs + POINTS > ball.size:
                    ball, member = np.append(ball, ball), np.append(member, member)
                while held != 0:
                    i = lowest(held)
                    held &= held - 1
                    ball[pairs], member[pairs] = row, tree.order[block * POINTS + i]
                    farthest[row] = max(farthest[row], apart[i])
                    pairs += 1
    return ball[:pairs], member[:pairs]
