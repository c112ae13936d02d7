"""What binds x to y undone, and nothing else: the rows that x is taken from under each null hypothesis."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import ndtri

from ..reading._variables import Variable

__all__ = ["NULLS", "nearest_in", "within"]


def shuffle(n: int, _: Any, rng: np.random.Generator) -> np.ndarray:
    """Rows in any order: the null of independent rows."""
    return rng.permutation(n)


def local(n: int, nearest: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Rows in any order in which each comes from among the `nearest` of its place.

    After Runge 2018, algorithm 1, where some rows come twice and others not at all, which neighbours would
    take for ties; here it is a permutation, the greatest matching (Hopcroft & Karp 1973) of places with rows
    near them, taken at random orders of both.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    k = nearest.shape[1]
    place, name = rng.permutation(n), rng.permutation(n)
    near = rng.permuted(name[nearest[place]], axis=1)
    graph = csr_array((np.ones(n * k, np.int8), near.ravel(), np.arange(0, n * k + 1, k)), shape=(n, n))
    row_of = np.argsort(name)
    rows = np.empty(n, np.int64)
    rows[place] = row_of[maximum_bipartite_matching(graph, perm_type="column")]
    return rows


def circular_shift(n: int, lag: int, rng: np.random.Generator) -> np.ndarray:
    """All rows moved on by one lag, `lag` or more either way around: the null of unrelated series."""
    return (np.arange(n) - int(rng.integers(lag, n - lag + 1))) % n


def within(n: int, codes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Rows in any order that keeps the code of each place: the null given labels."""
    rows = np.empty(n, np.int64)
    rows[np.argsort(codes, kind="stable")] = np.lexsort([rng.random(n), codes])
    return rows


def nearest_in(z: Variable, k: int, rng: np.random.Generator) -> np.ndarray:
    """(n, k): of each row, itself and the k - 1 nearest in z, in max norm on normal scores.

    Those of another label are never near: where fewer than k share a label, the row itself fills up.
    """
    codes = z.codes if len(z.codes) else np.zeros(z.n, np.int64)
    nearest = np.repeat(np.arange(z.n)[:, None], k, axis=1)
    for code in range(int(codes.max()) + 1):
        rows = rng.permutation(np.flatnonzero(codes == code))  # so that chance picks among equal ones
        near = rows[_nearest(z.columns[rows], min(k, len(rows)))]
        alone = (near != rows[:, None]).all(axis=1)
        near[alone, -1] = rows[alone]
        nearest[rows, : near.shape[1]] = near
    return nearest


def _nearest(columns: np.ndarray, k: int) -> np.ndarray:
    from scipy.spatial import KDTree
    from scipy.stats import rankdata

    n = len(columns)
    scores = ndtri((rankdata(columns, axis=0) - 0.5) / n)
    return KDTree(scores).query(scores, k, p=np.inf)[1].reshape(n, k)


NULLS: dict[str, Callable[..., np.ndarray]] = {
    "shuffle": shuffle,
    "local": local,
    "circular_shift": circular_shift,
}
