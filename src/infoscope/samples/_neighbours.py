"""Estimates from the distance to the k-th neighbour. Nats; columns of shape (n, d), max norm.

Each function returns the local values, one an observation: their mean is the estimate and their
spread its standard error. A neighbour lies *within* a distance when it is strictly nearer.

Ties, in data with repeated values, are never broken by noise; see _kernels/ties.py for the rule on a
line and in the plane, which averages over all ways of breaking them. In more dimensions, where several
observations share the k-th distance, the ball is closed: k becomes the number of observations no
farther, itself included, and within means no farther; at distance 0 this is the rule for atoms of Gao,
Kannan, Oh & Viswanath (2017, algorithm 1).
"""

from functools import lru_cache

import numpy as np
from scipy.spatial import KDTree
from scipy.special import digamma, ndtri

from .._kernels import line, plane
from .._kernels import ties as ties_kernel

__all__ = ["kozachenko_leonenko", "ksg", "mean_and_error", "normal_scores", "ross"]


def kozachenko_leonenko(x: np.ndarray, k: int) -> np.ndarray:
    """h(X) = ψ(n) - ψ(k) + ⟨d ln 2ε⟩, ε the distance to the k-th neighbour (Kraskov et al. 2004, eq. 20)."""
    n, d = x.shape
    distance = line.kth_distances(np.sort(x[:, 0]), k) if d == 1 else _kth_distance(x, k)
    with np.errstate(divide="ignore"):  # ln 0 = -inf: the law has an atom there
        return digamma(n) - digamma(k) + d * np.log(2 * distance)


def ksg(x: np.ndarray, y: np.ndarray, k: int) -> np.ndarray:
    """I(X;Y) = ψ(k) + ψ(n) - ⟨ψ(n_x + 1) + ψ(n_y + 1)⟩ (Kraskov et al. 2004, eq. 8)."""
    if x.shape[1] == y.shape[1] == 1:
        return _ksg_in_the_plane(x[:, 0], y[:, 0], k)
    joint = np.hstack([x, y])
    distance = _kth_distance(joint, k)
    k_each, closed = np.full(len(x), k), np.zeros(len(x), bool)
    if _has_ties(x) or _has_ties(y):
        no_farther = _within(joint, distance, ~closed)
        closed = (no_farther > k + 1) | (distance == 0)
        k_each = np.where(closed, no_farther, k)
    psi = _psi(len(x))
    return psi[k_each] + psi[len(x)] - psi[_within(x, distance, closed)] - psi[_within(y, distance, closed)]


def _ksg_in_the_plane(x, y, k):
    order = np.argsort(x)
    x, y = x[order], y[order]
    by_y = np.argsort(y)
    distance = plane.kth_distances(x, y, by_y, k)
    psi = _psi(len(x))
    ties = _has_ties(x[:, None]) or _has_ties(y[:, None])
    shells = plane.shells(x, y, by_y, k, distance) if ties else None
    local = np.full(len(x), psi[k] + psi[len(x)])
    for axis, values, order in ((0, x, slice(None)), (1, y, by_y)):
        shells_in_order = None if shells is None else shells[:, order]
        local[order] -= _psi_in_strip(psi, values[order], distance[order], k, shells_in_order, axis)
    return local


def _psi_in_strip(psi, ascending, distance, k, shells, axis):
    """ψ(n_x + 1), or of y, on ascending values; averaged over the ties where `shells` counts them."""
    inside, at_most = _counts_on_line(ascending, distance, shells is not None)
    if shells is None:
        return psi[1 + inside]
    nearer, *tied, corners = shells
    apart = at_most - inside - tied[axis] - corners
    return ties_kernel.expected_psi(psi, inside, k - nearer, tied[0] + tied[1], tied[axis], corners, apart)


def ross(x: np.ndarray, labels: np.ndarray, k: int) -> np.ndarray:
    """I(X;Y) = ψ(n) + ⟨ψ(k) - ψ(n_y) - ψ(m)⟩ for labels Y (Ross 2014, eq. 7).

    ε reaches to the k-th neighbour of the same label, of which there are n_y, and m observations of
    any label, itself included, lie within it. A label seen k times or fewer takes k = n_y - 1; each
    is seen twice or more.
    """
    order = np.argsort(x[:, 0])
    x, labels = x[order], labels[order]
    size = np.bincount(labels)
    of_label = size[labels]
    k_each = np.minimum(k, of_label - 1)
    members = [m for m in np.split(np.argsort(labels, kind="stable"), np.cumsum(size)[:-1]) if len(m)]
    psi = _psi(len(x))
    count_psi = _ross_on_line if x.shape[1] == 1 else _ross_in_space
    of_k, of_m = count_psi(x, members, k_each, psi)
    return psi[len(x)] + of_k - psi[of_label] - of_m


def _ross_on_line(x, members, k_each, psi):
    values, ties = x[:, 0], _has_ties(x)
    distance = np.empty(len(x))
    nearer, shell = np.zeros(len(x), np.int64), np.zeros(len(x), np.int64)
    for mine in members:
        distance[mine] = line.kth_distances(values[mine], k_each[mine[0]])
        if ties:
            nearer[mine], at_most = _counts_on_line(values[mine], distance[mine], True)
            shell[mine] = at_most - nearer[mine]
    inside, at_most = _counts_on_line(values, distance, ties)
    if not ties:
        return psi[k_each], psi[1 + inside]
    none = np.zeros(len(x), np.int64)
    r = k_each - nearer
    return psi[k_each], ties_kernel.expected_psi(psi, inside, r, shell, shell, none, at_most - inside - shell)


def _ross_in_space(x, members, k_each, psi):
    distance = np.empty(len(x))
    k_each, closed = k_each.copy(), np.zeros(len(x), bool)
    ties = _has_ties(x)
    for mine in members:
        k = k_each[mine[0]]
        distance[mine] = _kth_distance(x[mine], k)
        if ties:
            no_farther = _within(x[mine], distance[mine], np.ones(len(mine), bool))
            closed[mine] = (no_farther > k + 1) | (distance[mine] == 0)
            k_each[mine] = np.where(closed[mine], no_farther, k)
    return psi[k_each], psi[_within(x, distance, closed)]


def normal_scores(x: np.ndarray) -> np.ndarray:
    """Each column mapped by its ranks to a standard normal; equal values share their mean rank."""
    scores = np.empty_like(x)
    for j, column in enumerate(x.T):
        _, place, count = np.unique(column, return_inverse=True, return_counts=True)
        scores[:, j] = ndtri((np.cumsum(count) - count / 2) / len(x))[place]
    return scores


def mean_and_error(local: np.ndarray) -> tuple[float, float]:
    """Mean, and standard error from the spread; sorted first, so that row order moves no digit."""
    local = np.sort(local)
    mean = float(local.mean())
    if not np.isfinite(mean):
        return mean, 0.0
    return mean, float(np.sqrt(((local - mean) ** 2).sum() / (len(local) - 1) / len(local)))


def _has_ties(x: np.ndarray) -> bool:
    return any((np.diff(np.sort(column)) == 0).any() for column in x.T)


def _counts_on_line(ascending, distance, at_most):
    """How many others lie nearer than the distance, and, if asked, how many at most that far."""
    none = np.zeros(len(ascending), bool)
    nearer = np.where(distance > 0, line.neighbours_within(ascending, distance, none) - 1, 0)
    return nearer, line.neighbours_within(ascending, distance, ~none) - 1 if at_most else nearer


def _kth_distance(points, k):
    return KDTree(points).query(points, [k + 1], p=np.inf)[0][:, 0]


def _within(points, distance, closed):
    # ≤ the float just below is exactly <, since the tree compares differences.
    radius = np.where(closed, distance, np.nextafter(distance, 0))
    return KDTree(points).query_ball_point(points, radius, p=np.inf, return_length=True)


@lru_cache(maxsize=4)
def _psi(n: int) -> np.ndarray:
    """ψ(0 .. n + 1), to be indexed by counts; ψ(0) is never asked for."""
    return np.concatenate([[np.nan], digamma(np.arange(1.0, n + 2))])
