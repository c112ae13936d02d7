"""Rows of classes: gathered class by class, and Ross's local values from what was counted about each."""

import numpy as np
from numba import njit

__all__ = ["gathered", "local_values"]


def gathered(labels, size):
    """The rows in order of their labels, as they follow each other within one; `size` rows of each."""
    rows = np.empty(labels.size, np.int64)
    _gather(labels, np.cumsum(size) - size, rows)
    return rows


def local_values(psi, constant, k, labels, count):
    """(local, slope, tied), (n,) each, with constant[c] - ψ(1 + inside) in class c.

    constant, k  one for each class
    count        (2, n): others nearer than the k-th neighbour in the class, and others no farther
    slope        how the value moves as its ball grows: 1 where many others lie within, 0 where none do
    tied         whether any but that neighbour lies as far
    """
    n = labels.size
    local, slope, tied = np.empty(n), np.empty(n), np.empty(n, np.bool_)
    _local_values(psi, constant, k, labels, count, local, slope, tied)
    return local, slope, tied


@njit(cache=True, nogil=True)
def _gather(labels, place, rows):
    for i in range(labels.size):
        rows[place[labels[i]]] = i
        place[labels[i]] += 1


@njit(cache=True, nogil=True, error_model="numpy")
def _local_values(psi, constant, k, labels, count, local, slope, tied):
    for i in range(labels.size):
        c, inside = labels[i], count[0, i]
        local[i] = constant[c] - psi[1 + inside]
        farther = 1.0 - k[c] / (inside + 1.0)
        slope[i] = farther if farther > 0.0 else 0.0
        tied[i] = count[1, i] - inside != 1
