"""The joint cells of several variables of labels: which occur, and how often."""

from collections.abc import Callable
from dataclasses import dataclass
from math import prod

import numpy as np

from ..reading._variables import Variable, joined

__all__ = ["Cells", "joint_cells"]


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells that occur.

    label  of each variable, (cells,): its label there
    count  (cells,): the rows there
    times  of each variable, (levels,): the rows of each label
    place  () -> (n,): the cell of each row
    """

    label: list[np.ndarray]
    count: np.ndarray
    times: list[np.ndarray]
    place: Callable[[], np.ndarray]

    def rows(self, of_cell: np.ndarray) -> np.ndarray:
        """(n,) from (cells,): to each row what its cell has."""
        return of_cell[self.place()]

    def of_group(self, group: list[int]) -> tuple[np.ndarray | slice, np.ndarray]:
        """(place, count): of the cells of some of the variables, which each joint cell lies in."""
        if len(group) == len(self.label):
            return slice(None), self.count
        if len(group) == 1:
            return self.label[group[0]], self.times[group[0]]
        place, levels = joined([(self.label[i], int(self.label[i].max()) + 1) for i in group])
        return place, np.bincount(place, self.count, levels).astype(np.int64)


def joint_cells(variables: list[Variable]) -> Cells:
    """By a dense table where it is small, by sorting where it is not."""
    levels, times = [v.levels for v in variables], [v.count for v in variables]
    if prod(levels) > max(1 << 16, 4 * variables[0].n):
        code, seen = joined([(v.codes, v.levels) for v in variables])
        label = [np.empty(seen, np.int64) for _ in variables]
        for of, v in zip(label, variables):
            of[code] = v.codes
        return Cells(label, np.bincount(code), times, lambda: code)
    table = _table(variables, levels)
    cell = np.flatnonzero(table != 0)
    label, rest = [], cell
    for size in reversed(levels[1:]):
        rest, last = np.divmod(rest, size)
        label.insert(0, last)

    def place() -> np.ndarray:
        position = np.zeros(len(table), np.int64)
        position[cell] = np.arange(len(cell))
        return position[_code(variables)]

    return Cells([rest, *label], table[cell], times, place)


def _table(variables: list[Variable], levels: list[int]) -> np.ndarray:
    """(product of the levels,) rows of each cell."""
    from ..._kernels.counting import pair_counts

    *rest, last = variables
    if not rest:
        return last.count
    return pair_counts(_code(rest), 0, prod(levels[:-1]), last.codes, 0, last.levels).ravel()


def _code(variables: list[Variable]) -> np.ndarray:
    """(n,): where each row falls in a table with an axis a variable."""
    code = variables[0].codes
    for v in variables[1:]:
        code = code * v.levels + v.codes
    return code
