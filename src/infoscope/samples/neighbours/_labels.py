"""Mutual information of columns and labels. Nats, one value a row."""

import numpy as np

from ..._kernels import classes, space, ties
from ..reading._sorted import Sorted
from ._alone import kth_distances
from ._psi import psi_table

__all__ = ["members", "others_within", "ross"]


def ross(x: np.ndarray | Sorted, labels: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """I(X;Y) = ψ(n) + ⟨ψ(k) - ψ(n_y) - ψ(m)⟩ for labels Y (Ross 2014, eq. 7).

    ε reaches to the k-th neighbour of the same label, of which there are n_y, and m observations of
    any label, itself included, lie within it. A label seen k times or fewer takes k = n_y - 1; each
    is seen twice or more.

    x: (n, d), or a single column in order. Also how each value moves as its ball grows, in any order: 1 where
    many others lie within it, 0 where none do.
    """
    if not isinstance(x, Sorted):
        if x.shape[1] > 1:
            return _ross(x, labels, k)
        x = Sorted.of(x[:, 0])
    local, slope = _ross(x.ascending[:, None], labels[x.order], k)
    return x.to_rows(local), slope


def _ross(x: np.ndarray, labels: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    n, psi, size = len(x), psi_table(len(x)), np.bincount(labels)
    k_of = np.minimum(k, np.maximum(size - 1, 1))  # of labels that do not occur, anything
    distance, rows = np.empty(n), members(labels, size)
    for mine in rows:
        distance[mine] = kth_distances(np.take(x, mine, axis=0), k_of[labels[mine[0]]])
    count = others_within(x, distance)
    constant = psi[n] + psi[k_of] - psi[size]
    local, slope, tied = classes.local_values(psi, constant, k_of, labels, count)
    if tied.any():
        inside, at_most = count
        nearer, shell = np.empty((2, n), np.int64)
        for mine in rows:
            nearer[mine], at_most_here = others_within(x[mine], distance[mine])
            shell[mine] = at_most_here - nearer[mine]
        apart = at_most - inside - shell
        r, own, none = (k_of[labels] - nearer)[tied], shell[tied], np.zeros(tied.sum(), np.int64)
        of_m = ties.expected_psi(psi, inside[tied], r, own, own, none, apart[tied])
        local[tied] = constant[labels[tied]] - of_m
    return local, slope


def members(labels: np.ndarray, size: np.ndarray | None = None) -> list[np.ndarray]:
    """The rows of each label that occurs; `size`: how many, if known."""
    size = np.bincount(labels) if size is None else size
    return [m for m in np.split(classes.gathered(labels, size), np.cumsum(size)[:-1]) if len(m)]


def others_within(x: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """(2, n): how many others lie nearer to each row than its distance, and how many no farther."""
    if x.shape[1] == 1:
        return Sorted.of(x[:, 0]).others_within(distance)
    return space.counts_within(space.tree(x), distance)
