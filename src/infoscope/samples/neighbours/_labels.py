"""Mutual information of columns and labels. Nats, one value a row."""

import numpy as np

from ..._kernels import space, ties
from ._alone import kth_distances
from ._columns import Sorted, psi_table

__all__ = ["members", "others_within", "ross"]


def ross(x: np.ndarray, labels: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """I(X;Y) = ψ(n) + ⟨ψ(k) - ψ(n_y) - ψ(m)⟩ for labels Y (Ross 2014, eq. 7).

    ε reaches to the k-th neighbour of the same label, of which there are n_y, and m observations of
    any label, itself included, lie within it. A label seen k times or fewer takes k = n_y - 1; each
    is seen twice or more.

    Also how each value moves as its ball grows: 1 where many others lie within it, 0 where none do.
    """
    n, size = len(x), np.bincount(labels)
    of_label = size[labels]
    k_each = np.minimum(k, of_label - 1)
    distance = np.empty(n)
    nearer, shell = np.empty((2, n), np.int64)
    for mine in members(labels):
        distance[mine] = kth_distances(x[mine], k_each[mine[0]])
        nearer[mine], at_most = others_within(x[mine], distance[mine])
        shell[mine] = at_most - nearer[mine]
    inside, at_most = others_within(x, distance)
    none, apart = np.zeros(n, np.int64), at_most - inside - shell
    psi = psi_table(n)
    of_m = ties.expected_psi(psi, inside, k_each - nearer, shell, shell, none, apart)
    slope = np.maximum(1 - k_each / (inside + 1), 0)
    return psi[n] + psi[k_each] - psi[of_label] - of_m, slope


def members(labels: np.ndarray) -> list[np.ndarray]:
    """The rows of each label that occurs."""
    size = np.bincount(labels)
    return [m for m in np.split(np.argsort(labels, kind="stable"), np.cumsum(size)[:-1]) if len(m)]


def others_within(x: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """(2, n): how many others lie nearer to each row than its distance, and how many no farther."""
    if x.shape[1] == 1:
        return Sorted.of(x[:, 0]).others_within(distance)
    return space.counts_within(space.tree(x), distance)
