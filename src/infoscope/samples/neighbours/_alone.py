"""Entropy of one group of columns from the distance to the k-th neighbour. Nats, one value a row."""

import numpy as np
from scipy.special import digamma

from ..._kernels import space, space_nearest
from ..reading._sorted import Sorted

__all__ = ["kozachenko_leonenko", "kth_distances"]


def kozachenko_leonenko(x: np.ndarray, k: int) -> np.ndarray:
    """h(X) = ψ(n) - ψ(k) + ⟨d ln 2ε⟩, ε the distance to the k-th neighbour (Kraskov et al. 2004, eq. 20)."""
    n, d = x.shape
    with np.errstate(divide="ignore"):  # ln 0 = -inf: the law has an atom there
        return digamma(n) - digamma(k) + d * (np.log(2) + np.log(kth_distances(x, k)))


def kth_distances(x: np.ndarray, k: int) -> np.ndarray:
    if x.shape[1] == 1:
        return Sorted.of(x[:, 0]).kth_distances(k)
    return space_nearest.kth_distances(space.tree(x), k)
