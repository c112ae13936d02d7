"""The joint cells of several variables of labels: which occur, and how often."""

from dataclasses import dataclass
from math import prod

import numpy as np

from .._variables import Variable, joined

__all__ = ["Cells", "joint_cells"]


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells that occur.

    label  (m, cells): the label each variable has there
    count  (cells,): the rows there
    code   (n,): position[code] is the cell of each row
    """

    label: np.ndarray
    count: np.ndarray
    code: np.ndarray
    position: np.ndarray

    def rows(self, of_cell: np.ndarray) -> np.ndarray:
        """(n,) from (cells,): to each row what its cell has."""
        return of_cell[self.position][self.code]

    def of_group(self, group: list[int]) -> tuple[np.ndarray, np.ndarray]:
        """(place, count): of the cells of some of the variables, which each joint cell lies in."""
        if len(group) == len(self.label):
            return np.arange(len(self.count)), self.count
        place, levels = joined([(self.label[i], int(self.label[i].max()) + 1) for i in group])
        return place, np.bincount(place, self.count, levels).astype(np.int64)


def joint_cells(variables: list[Variable]) -> Cells:
    """By a dense table where it is small, by sorting where it is not."""
    levels = [v.levels for v in variables]
    if prod(levels) > max(1 << 16, 4 * variables[0].n):
        code, seen = joined([(v.codes, v.levels) for v in variables])
        label = np.empty((len(variables), seen), np.int64)
        for i, v in enumerate(variables):
            label[i, code] = v.codes
        return Cells(label, np.bincount(code), code, np.arange(seen))
    code = variables[0].codes
    for v in variables[1:]:
        code = code * v.levels + v.codes
    table = np.bincount(code, minlength=prod(levels))
    cell = np.flatnonzero(table)
    position = np.zeros(len(table), np.int64)
    position[cell] = np.arange(len(cell))
    return Cells(np.array(np.unravel_index(cell, levels)), table[cell], code, position)
