"""Total correlation from rectangles: KSG's second estimator. Nats, one value a row."""

from collections.abc import Sequence

import numpy as np

from ..._kernels import space, space_nearest, space_shells
from ._labels import others_within
from ._psi import psi_table

__all__ = ["rectangle"]


def rectangle(columns: Sequence[np.ndarray], k: int) -> tuple[np.ndarray, np.ndarray]:
    """ψ(k) - (m - 1)/k + (m - 1) ψ(n) - ⟨ψ(n_1) + … + ψ(n_m)⟩ (Kraskov et al. 2004, eq. 9, 24); distances.

    The smallest rectangle about a row that holds its k neighbours reaches ε_i in variable i, in which n_i
    others lie no farther. Neighbours that share the k-th distance are all taken, and k is their number.
    """
    m, n = len(columns), len(columns[0])
    tree = space.tree(np.hstack(columns))
    distance = space_nearest.kth_distances(tree, k)
    held = space.counts_within(tree, distance)[1]
    variable = np.repeat(np.arange(m), [c.shape[1] for c in columns])
    reach = space_shells.edges(tree, distance, variable, m)
    psi = psi_table(n)
    counts = [psi[others_within(c, r)[1]] for c, r in zip(columns, reach)]
    local = psi[held] - (m - 1) / held + (m - 1) * psi[n] - np.sort(counts, axis=0).sum(axis=0)
    return local, distance
