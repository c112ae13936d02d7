"""Which columns say the same: the information every two share, and the groups that share most."""

from concurrent.futures import Executor
from typing import Any

import numpy as np

from ..._kernels.pairs import all_pairs

__all__ = ["redundancy_of"]

SAME = 0.5  # of the smaller entropy, shared on average within a group


def redundancy_of(
    names: list[str], columns: list[np.ndarray], levels: int, pool: Executor
) -> tuple[np.ndarray, list[list[str]], dict[str, Any]]:
    """(I(X;Y) of every two in nats, groups of names, {"names", "matrix"} in order of likeness)."""
    if not columns:
        return np.zeros((0, 0)), [], {"names": [], "matrix": []}
    information, redundancy = _shared(np.stack(columns), levels, pool)
    order, groups = _cluster(redundancy)
    matrix = redundancy[np.ix_(order, order)].tolist()
    in_order = {"names": [names[i] for i in order], "matrix": matrix}
    return information, [[names[i] for i in group] for group in groups], in_order


def _shared(codes: np.ndarray, levels: int, pool: Executor) -> tuple[np.ndarray, np.ndarray]:
    """(information, redundancy), each (p, p): I(X;Y) less its bias in nats, and over min(H(X), H(Y))."""
    p = len(codes)
    codes = np.minimum(codes, np.uint8(levels))  # MISSING becomes the level that is left out
    plug_in, bias, smaller, _ = all_pairs(codes, levels, pool)
    information = plug_in - bias
    redundancy = np.divide(information, smaller, where=smaller > 0, out=np.zeros((p, p)))
    information, redundancy = information + information.T, redundancy + redundancy.T
    np.fill_diagonal(redundancy, 1.0)
    return information, redundancy


def _cluster(redundancy: np.ndarray) -> tuple[list[int], list[list[int]]]:
    """(order, groups) by average linkage: neighbours in the order are alike; groups of two or more."""
    from scipy.cluster.hierarchy import fcluster, leaves_list, linkage
    from scipy.spatial.distance import squareform

    if len(redundancy) < 2:
        return list(range(len(redundancy))), []
    distance = np.clip(1 - redundancy, 0, None)  # a distance, for the drawing only
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance, checks=False), "average", optimal_ordering=len(redundancy) <= 200)
    label = fcluster(tree, 1 - SAME, "distance")
    order = leaves_list(tree).tolist()
    groups = [[i for i in order if label[i] == one] for one in np.unique(label)]
    return order, sorted((g for g in groups if len(g) > 1), key=lambda g: (-len(g), g))
