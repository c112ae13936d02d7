"""Estimates from the distance to the k-th neighbour. Nats; columns of shape (n, d), max norm.

Each function returns the local values, one an observation: their mean is the estimate and their
spread its standard error. A neighbour lies *within* a distance when it is strictly nearer.

Where observations share the k-th distance, as those of repeated or evenly spaced values do, mutual
information is averaged over all ways of breaking the tie; see _kernels/ties.py. The average takes the
noise of a variable to be uniform, of whatever many columns: on coarse grids it is about a hundredth of a
nat off, and several where each of five columns has two or three values.
"""

from functools import lru_cache

import numpy as np
from scipy.special import digamma, ndtri

from ..._kernels import line, plane, ties

__all__ = ["kozachenko_leonenko", "ksg", "normal_scores", "ross"]


def kozachenko_leonenko(x: np.ndarray, k: int) -> np.ndarray:
    """h(X) = ψ(n) - ψ(k) + ⟨d ln 2ε⟩, ε the distance to the k-th neighbour (Kraskov et al. 2004, eq. 20)."""
    n, d = x.shape
    distance = _kth_distance(x, k)
    with np.errstate(divide="ignore"):  # ln 0 = -inf: the law has an atom there
        return digamma(n) - digamma(k) + d * (np.log(2) + np.log(distance))


def ksg(x: np.ndarray, y: np.ndarray, k: int) -> np.ndarray:
    """I(X;Y) = ψ(k) + ψ(n) - ⟨ψ(n_x + 1) + ψ(n_y + 1)⟩ (Kraskov et al. 2004, eq. 8)."""
    if not _ascends(x[:, 0]) and _ascends(y[:, 0]):
        x, y = y, x  # so that what is in order already need not be sorted
    x, y = _in_order_of_first(x, y)
    if plain := x.shape[1] == y.shape[1] == 1:
        by_y = np.argsort(y[:, 0])
        strips = plane.strips(x[:, 0], y[:, 0], by_y, k)
        distance = plane.kth_distances(strips, k)
    else:
        by_y, distance = None, _kth_distance(np.hstack([x, y]), k)
    inside, at_most = np.stack([_others_around(x, distance), _others_around(y, distance, by_y)], axis=1)
    psi = _psi(len(x))
    of_x, of_y = psi[1 + inside]
    tied = (at_most - inside).sum(axis=0) != 1  # else the k-th neighbour alone lies that far
    if tied.any():
        if plain:
            shells = plane.shells(strips, distance, tied)[:, tied]
        else:
            shells = _shells_in_space(x, y, distance)[:, tied]
        of_x[tied], of_y[tied] = _psi_of_tied(psi, k, inside[:, tied], at_most[:, tied], shells)
    return psi[k] + psi[len(x)] - (of_x + of_y)  # the same to the last digit with x and y exchanged


def _psi_of_tied(psi, k, inside, at_most, shells):
    nearer, *own, corners = shells
    apart = at_most - inside - own - corners
    return (
        ties.expected_psi(psi, inside[i], k - nearer, sum(own), own[i], corners, apart[i]) for i in (0, 1)
    )


def _shells_in_space(x, y, distance):
    """As plane.shells; on distinct rows, since equal ones have equal neighbours and may be many."""
    rows, first, place, weight = np.unique(
        np.hstack([x, y]), axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    n, distance = len(rows), distance[first]
    balls = _tree(rows).query_ball_point(rows, distance, p=np.inf)
    i = np.repeat(np.arange(n), [len(ball) for ball in balls])
    j = np.concatenate(balls)
    gap = np.abs(rows[i] - rows[j])
    in_x, in_y = (part.max(axis=1) == distance[i] for part in np.split(gap, [x.shape[1]], axis=1))
    shells = np.bincount((in_x + 2 * in_y) * n + i, weight[j], 4 * n).reshape(4, n).astype(np.int64)
    shells[np.where(distance == 0, 3, 0), np.arange(n)] -= 1  # itself
    return shells[:, place.ravel()]


def ross(x: np.ndarray, labels: np.ndarray, k: int) -> np.ndarray:
    """I(X;Y) = ψ(n) + ⟨ψ(k) - ψ(n_y) - ψ(m)⟩ for labels Y (Ross 2014, eq. 7).

    ε reaches to the k-th neighbour of the same label, of which there are n_y, and m observations of
    any label, itself included, lie within it. A label seen k times or fewer takes k = n_y - 1; each
    is seen twice or more.
    """
    x, labels = _in_order_of_first(x, labels)  # so that the values of each label are in order too
    size = np.bincount(labels)
    of_label = size[labels]
    k_each = np.minimum(k, of_label - 1)
    members = [m for m in np.split(np.argsort(labels, kind="stable"), np.cumsum(size)[:-1]) if len(m)]
    distance = np.empty(len(x))
    nearer, shell = np.empty((2, len(x)), np.int64)
    for mine in members:
        distance[mine] = _kth_distance(x[mine], k_each[mine[0]])
        nearer[mine], at_most = _others_around(x[mine], distance[mine])
        shell[mine] = at_most - nearer[mine]
    inside, at_most = _others_around(x, distance)
    none, apart = np.zeros(len(x), np.int64), at_most - inside - shell
    psi = _psi(len(x))
    of_m = ties.expected_psi(psi, inside, k_each - nearer, shell, shell, none, apart)
    return psi[len(x)] + psi[k_each] - psi[of_label] - of_m


def normal_scores(x: np.ndarray) -> np.ndarray:
    """Each column mapped by its ranks to a standard normal; equal values share their mean rank."""
    scores = np.empty_like(x)
    for j, column in enumerate(x.T):
        ascending, order = _sorted(column)
        starts = np.append(np.flatnonzero(np.append(True, ascending[1:] != ascending[:-1])), len(x))
        below = starts[:-1] + starts[1:]  # twice what precedes the middle of each run of equal values
        # Looked up from the nearer end, so that turning the column's sign turns that of the scores alone.
        half = ndtri(np.minimum(below, 2 * len(x) - below) / (2 * len(x)))
        scores[:, j] = _unsorted(np.repeat(np.where(below <= len(x), half, -half), np.diff(starts)), order)
    return scores


def mean_and_error(local: np.ndarray) -> tuple[float, float]:
    """Mean, and standard error from the spread; sorted first, so that row order moves no digit."""
    local = np.sort(local)
    mean = float(local.mean())
    if not np.isfinite(mean):
        return mean, 0.0
    return mean, float(np.sqrt(((local - mean) ** 2).sum() / (len(local) - 1) / len(local)))


def _kth_distance(points: np.ndarray, k: int) -> np.ndarray:
    if points.shape[1] > 1:
        return _tree(points).query(points, [k + 1], p=np.inf)[0][:, 0]
    ascending, order = _sorted(points[:, 0])
    return _unsorted(line.kth_distances(ascending, k), order)


def _tree(points: np.ndarray):
    from scipy.spatial import KDTree  # slow to import, and a single column needs none

    return KDTree(points)


def _others_around(points: np.ndarray, distance: np.ndarray, order: np.ndarray | None = None) -> np.ndarray:
    """(2, n): how many others lie nearer to each than its distance, and how many no farther.

    `order` is that of a single column, where it is known.
    """
    if points.shape[1] == 1:
        ascending, rows = _sorted(points[:, 0]) if order is None else (points[order, 0], order)
        return _unsorted(line.neighbours_within(ascending, distance[rows]), rows)
    tree = _tree(points)
    # No farther than the float just below is exactly nearer, since the tree compares differences.
    radii = (np.nextafter(distance, 0), distance)
    around = [tree.query_ball_point(points, r, p=np.inf, return_length=True) - 1 for r in radii]
    return np.array([np.where(distance > 0, around[0], 0), around[1]])


def _ascends(column: np.ndarray) -> bool:
    return bool((column[1:] >= column[:-1]).all())


def _in_order_of_first(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows of both in ascending order of the first column of x."""
    _, order = _sorted(x[:, 0])
    return x[order], y[order]


def _sorted(column: np.ndarray) -> tuple[np.ndarray, np.ndarray | slice]:
    """The column in ascending order, and that order; nothing is done where it is so already."""
    if _ascends(column):
        return column, slice(None)
    order = np.argsort(column)
    return column[order], order


def _unsorted(values: np.ndarray, order: np.ndarray | slice) -> np.ndarray:
    """Values in the order of the rows, from values in the order `order` has put them in."""
    if isinstance(order, slice):
        return values
    answer = np.empty_like(values)
    answer[..., order] = values
    return answer


@lru_cache(maxsize=4)
def _psi(n: int) -> np.ndarray:
    """ψ(0 .. n + 1), to be indexed by counts; ψ(0) is never asked for."""
    return np.concatenate([[np.nan], digamma(np.arange(1.0, n + 2))])
