"""Bins whose number and widths the data choose: Bayesian blocks."""

import math
from typing import Any

import numpy as np

from ..reading._encoded import Bins
from ._line import as_line, between, binned

__all__ = ["bayesian_blocks"]

MOST = 4096  # places where a block may end


def bayesian_blocks(x: Any, p0: float = 0.05) -> Bins:
    """Blocks of constant density, as many and as wide as the data call for (Scargle et al. 2013).

    x   (n,) numbers
    p0  how often, about, a block too many may be found where the density is constant (eq. 21)

    The blocks maximise Σ N (ln N - ln width) less 4 - ln(73.53 p0 n^-0.478) for each (eqs. 19, 21), by
    dynamic programming over the ends they may have: half way between neighbouring values. Its time grows
    with the square of those, so beyond 4096 only as many are tried, equally many values apart.

    Equal values must be few: a value seen often is a block of its own. Raises ValueError for missing or
    infinite values, and where p0 is not between 0 and 1.

    >>> bayesian_blocks([0.0, 1.0, 2.0, 3.0, 100.0, 200.0, 300.0]).edges
    array([  0. ,   2.5, 300. ])
    """
    values = as_line(x)
    if not 0 < p0 < 1:
        raise ValueError(f"p0 must lie between 0 and 1; got {p0!r}")
    distinct, count = np.unique(values, return_counts=True)
    if len(distinct) < 2:
        return binned(values, np.empty(0))
    after = np.arange(len(distinct) - 1)
    if len(after) > MOST:
        after = np.unique(np.linspace(0, len(after) - 1, MOST).round().astype(np.int64))
    scale = np.abs(distinct).max()  # so that no width overflows; ratios of widths are all that counts
    ends = np.concatenate([[distinct[0]], between(distinct, after), [distinct[-1]]]) / scale
    below = np.concatenate([[0], np.cumsum(count)[after], [len(values)]])
    # The paper's eq. 21 lacks the logarithm.
    price = 4 - math.log(73.53 * p0 * len(values) ** -0.478)
    return binned(values, between(distinct, after)[_chosen(ends, below, price)])


def _chosen(ends: np.ndarray, below: np.ndarray, price: float) -> np.ndarray:
    """Numbers of the inner ends (0 for the first) at which the best blocks part."""
    cells = len(ends) - 1
    best, last = np.zeros(cells + 1), np.zeros(cells, np.int64)
    for r in range(1, cells + 1):
        rows = below[r] - below[:r]
        with np.errstate(divide="ignore"):  # a block without width has no bound on its density
            fitness = rows * (np.log(rows) - np.log(ends[r] - ends[:r])) - price + best[:r]
        last[r - 1] = np.argmax(fitness)
        best[r] = fitness[last[r - 1]]
    cuts = []
    r = int(last[-1])
    while r > 0:
        cuts.append(r - 1)
        r = int(last[r - 1])
    return np.array(cuts[::-1], dtype=np.int64)
