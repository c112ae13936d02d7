"""Mutual information of two single columns: KSG in the plane, in n log n. Nats, one value a row.

A neighbour lies *within* a distance when it is strictly nearer. Where observations share the k-th
distance, as those of repeated or evenly spaced values do, ψ is averaged over all ways of breaking the tie
by noise smaller than any gap; see _kernels/ties.py.
"""

import numpy as np

from ..._kernels import line, plane, ties
from ..reading._sorted import Sorted
from ._psi import psi_table

__all__ = ["ksg"]


def ksg(x: Sorted, y: Sorted, k: int) -> tuple[np.ndarray, np.ndarray]:
    """I(X;Y) = ψ(k) + ψ(n) - ⟨ψ(n_x + 1) + ψ(n_y + 1)⟩ (Kraskov et al. 2004, eq. 8), and the distances."""
    if y.in_order and not x.in_order:
        x, y = y, x  # what is in order already need not be gathered
    n = len(x.ascending)
    by_y = _places(y, x)  # the points are numbered in order of x from here on
    y_by_x = np.empty(n)
    y_by_x[by_y] = y.ascending
    strips = plane.strips(x.ascending, y_by_x, by_y, k)
    distance = plane.kth_distances(strips, k)
    of_x = line.neighbours_within(x.ascending, distance)
    of_y = line.neighbours_within(y.ascending, distance[by_y])
    psi = psi_table(n)
    local, tied = plane.local_values(psi, k, of_x, of_y, by_y)
    if tied.any():
        shells, of_y_by_x = plane.shells(strips, distance, tied)[:, tied], np.empty_like(of_y)
        of_y_by_x[:, by_y] = of_y
        psi_x = _psi_of_tied(psi, k, of_x[:, tied], shells, 0)
        psi_y = _psi_of_tied(psi, k, of_y_by_x[:, tied], shells, 1)
        local[tied] = psi[k] + psi[n] - (psi_x + psi_y)
    return x.to_rows(local), x.to_rows(distance)


def _places(y: Sorted, x: Sorted) -> np.ndarray:
    """Where the rows stand in ascending x, in ascending order of y."""
    n = len(x.ascending)
    place = np.arange(n)
    if not x.in_order:
        place[x.order] = np.arange(n)
    return place[y.order]


def _psi_of_tied(psi, k, counts, shells, axis):
    nearer, *own, corners = shells
    inside, at_most = counts
    apart = at_most - inside - own[axis] - corners
    return ties.expected_psi(psi, inside, k - nearer, sum(own), own[axis], corners, apart)
