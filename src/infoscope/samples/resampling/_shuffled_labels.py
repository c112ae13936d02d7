"""The plug-in information of labels under every shuffle, from the one sum that a shuffle moves."""

import numpy as np
from scipy.special import xlogy

from ..._kernels.shuffles import shuffled_sums
from ..reading._variables import Variable, joined

__all__ = ["shuffled_informations"]


def shuffled_informations(
    variables: list[Variable], information: float, rounds: int, rng: np.random.Generator
) -> np.ndarray:
    """(rounds,): I(X;Y), or I(X;Y|Z), in nats, had x been shuffled, within z where it is given.

    Only Σ c ln c over the joint cells moves: the margins stay as they are. `information` is that observed.
    """
    x, y = variables[0].codes, variables[1].codes
    z = variables[2].codes if len(variables) > 2 else np.zeros(len(x), np.int64)
    zy, _ = joined([(z, int(z.max()) + 1), (y, variables[1].levels)])
    order = np.lexsort([zy, z])
    groups, strata = _borders(zy[order]), _borders(z[order])
    n, levels = len(x), variables[0].levels
    c = np.arange(n + 1.0)
    cells = np.bincount(joined([(zy, int(zy.max()) + 1), (x, levels)])[0])
    narrow = np.uint8 if levels <= 256 else np.int32  # the narrower they are, the more of them a cache holds
    sums = shuffled_sums(x[order].astype(narrow), levels, groups, strata, xlogy(c, c), rounds, rng)
    return information + (sums - xlogy(cells, cells).sum()) / n


def _borders(runs: np.ndarray) -> np.ndarray:
    """Where runs of equal values begin, and where the last ends."""
    return np.concatenate([[0], np.flatnonzero(np.diff(runs)) + 1, [len(runs)]])
