"""Of neighbours in the tree of space.py: how far they are in each variable, and in how many at the edge.

A variable is some of the columns, its distance the max norm over them. It is tied where its distance to a
query is the radius asked about. Columns of variable -1 keep points apart, and are of none.
"""

import numpy as np
from numba import njit

from .threads import in_pieces

__all__ = ["edges", "shells"]

FEW = 1 << 12  # points that are no work for a second thread


def edges(tree, radius, variable, m):
    """(m, n) how far the others that are no farther than radius[i] from point i reach in each variable.

    0 where the radius is negative, at no cost.
    """
    answer, n = np.zeros((m, radius.size)), radius.size
    in_pieces(lambda a, b: _edges(tree, radius, variable, a, b, answer), n, at_least=FEW)
    return answer


def shells(tree, weight, queries, radius, variable, member):
    """(m + 1, s + 1, q) weight of the points no farther from a query than its radius, by what is tied.

    weight     (n,) whole numbers
    variable   (d,) which of the m variables each column is of, or -1
    member     (m,) whether a variable is one of the s of a group

    [t, u] counts those tied in t variables of which u are of the group.
    """
    total = np.append(0, np.cumsum(weight[tree.order]))
    return _shells(tree, total, queries, radius, variable, member)


@njit(cache=True, nogil=True)
def _gap(tree, b, at):
    """No point of box b is nearer to the place: rounding turns no order round."""
    gap = 0.0
    for j in range(at.size):
        gap = max(gap, max(tree.low[b, j] - at[j], at[j] - tree.high[b, j]))
    return gap


@njit(cache=True, nogil=True)
def _reach(tree, b, at):
    """No point of box b is farther from the place."""
    reach = 0.0
    for j in range(at.size):
        reach = max(reach, max(tree.high[b, j] - at[j], at[j] - tree.low[b, j]))
    return reach


@njit(cache=True, nogil=True)
def _width(tree, b):
    width = 0.0
    for j in range(tree.low.shape[1]):
        width = max(width, tree.high[b, j] - tree.low[b, j])
    return width


@njit(cache=True, nogil=True)
def _apart(x, i, at, variable, of):
    """The distance of point i in each variable, into `of`; the greatest of them."""
    of[:] = -1.0
    distance = 0.0
    for j in range(at.size):
        gap = abs(x[j, i] - at[j])
        if variable[j] >= 0:
            of[variable[j]] = max(of[variable[j]], gap)
        distance = max(distance, gap)
    return distance


@njit(cache=True, nogil=True)
def _edges(tree, radius, variable, start, stop, answer):
    boxes, m = tree.first.size, answer.shape[0]
    stack, of = np.empty(128, np.int64), np.empty(m)
    for p in range(start, stop):
        at, row = tree.x[:, p].copy(), tree.order[p]
        stack[0], height = 1, 1
        while height > 0:
            height -= 1
            b = stack[height]
            if _gap(tree, b, at) > radius[row]:
                continue
            equal = _width(tree, b) == 0.0  # then one of them will do
            if 2 * b < boxes and not equal:
                stack[height], stack[height + 1] = 2 * b, 2 * b + 1
                height += 2
                continue
            for i in range(tree.first[b], tree.first[b] + 1 if equal else tree.last[b]):
                if _apart(tree.x, i, at, variable, of) <= radius[row]:
                    for v in range(m):
                        answer[v, row] = max(answer[v, row], of[v])


@njit(cache=True, nogil=True)
def _shells(tree, total, queries, radius, variable, member):
    boxes, m = tree.first.size, member.size
    count = np.zeros((m + 1, member.sum() + 1, radius.size), np.int64)
    stack, of = np.empty(128, np.int64), np.empty(m)
    for q in range(radius.size):
        at, r = queries[q], radius[q]
        stack[0], height = 1, 1
        while height > 0:
            height -= 1
            b = stack[height]
            if _gap(tree, b, at) > r:
                continue
            if _reach(tree, b, at) < r:
                count[0, 0, q] += total[tree.last[b]] - total[tree.first[b]]
            elif 2 * b < boxes:
                stack[height], stack[height + 1] = 2 * b, 2 * b + 1
                height += 2
            else:
                for i in range(tree.first[b], tree.last[b]):
                    if _apart(tree.x, i, at, variable, of) <= r:
                        t, u = 0, 0
                        for v in range(m):
                            t += of[v] == r
                            u += member[v] and of[v] == r
                        count[t, u, q] += total[i + 1] - total[i]
    return count
