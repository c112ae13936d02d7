"""A column and its order, found once: what normal scores, distances and counts on a line all need."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

import numpy as np
from scipy.special import ndtri

from ..._kernels import line
from ..._kernels.threads import each
from ._variables import Variable

__all__ = ["Sorted", "normal_scores"]

LONG = 1 << 15  # values that are worth a thread to sort
FEW = 1 << 10
SWAPS = 4  # rounds of swapping neighbours before sorting anew


@dataclass(frozen=True, eq=False)
class Sorted:
    """The values in ascending order, and the rows in which they stand; a slice where these ascend."""

    ascending: np.ndarray
    order: np.ndarray | slice

    @staticmethod
    def of(column: np.ndarray) -> "Sorted":
        if (column[1:] >= column[:-1]).all():
            return Sorted(column, slice(None))
        if len(column) < FEW:
            order = np.argsort(column)
            return Sorted(column[order], order)
        return Sorted(*_in_order(column))

    @staticmethod
    def each(variables: Sequence[Variable]) -> list["Sorted"]:
        """Of several variables of one column, side by side where they are long."""
        if variables[0].n < LONG:
            return [v.in_order for v in variables]
        return each(attrgetter("in_order"), variables)

    @property
    def in_order(self) -> bool:
        return isinstance(self.order, slice)

    @property
    def values(self) -> np.ndarray:
        """One a row."""
        return self.to_rows(self.ascending)

    def to_rows(self, found: np.ndarray) -> np.ndarray:
        """What was found for the ascending values, one a row, along the last axis."""
        if self.in_order:
            return found
        answer = np.empty_like(found)
        answer[..., self.order] = found
        return answer

    def normal_scores(self) -> "Sorted":
        """Each value mapped by its rank to a standard normal; equal values share their mean rank."""
        n = len(self.ascending)
        starts = np.append(np.flatnonzero(np.append(True, self.ascending[1:] != self.ascending[:-1])), n)
        if len(starts) == n + 1:
            return Sorted(_quantiles(n), self.order)
        below = starts[:-1] + starts[1:]  # twice what precedes the middle of each run of equal values
        return Sorted(np.repeat(_quantile(below, n), np.diff(starts)), self.order)

    def kth_distances(self, k: int) -> np.ndarray:
        """(n,) from each row to its k-th neighbour."""
        return self.to_rows(line.kth_distances(self.ascending, k))

    def others_within(self, distance: np.ndarray) -> np.ndarray:
        """(2, n): how many others lie nearer to each row than its distance, and how many no farther."""
        return self.to_rows(line.neighbours_within(self.ascending, distance[self.order]))


def normal_scores(x: np.ndarray) -> np.ndarray:
    """(n, d) with each column mapped by its ranks to a standard normal."""
    return np.column_stack([Sorted.of(column).normal_scores().values for column in x.T])


def _in_order(column: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The numbers in ascending order, and their rows.

    A row stands in the last bits of its number while whole numbers are sorted, which takes less time than
    sorting places. Where numbers are alike in all other bits neighbours are swapped, if they are few.
    """
    last = np.int64((1 << len(column).bit_length()) - 1)
    bits = column.view(np.int64)
    order = bits >> 63  # of numbers below 0 all other bits are turned, for those ascend the other way
    order &= np.int64((1 << 63) - 1)
    order ^= bits
    order &= ~last
    order |= np.arange(len(column))
    order.sort()
    order &= last
    ascending = column[order]
    for _ in range(SWAPS):
        swapped = np.flatnonzero(ascending[1:] < ascending[:-1])
        if len(swapped) == 0:
            return ascending, order
        swapped = swapped[np.diff(swapped, prepend=-2) > 1]
        for a in (ascending, order):
            a[swapped], a[swapped + 1] = a[swapped + 1], a[swapped]
    order = np.argsort(column)
    return column[order], order


def _quantile(below: np.ndarray, n: int) -> np.ndarray:
    # Looked up from the nearer end, so that turning the column's sign turns that of the scores alone.
    half = ndtri(np.minimum(below, 2 * n - below) / (2 * n))
    return np.where(below <= n, half, -half)


@lru_cache(maxsize=4)
def _quantiles(n: int) -> np.ndarray:
    """Scores of n distinct values: the same for every column of a table."""
    return _quantile(2 * np.arange(n) + 1, n)
