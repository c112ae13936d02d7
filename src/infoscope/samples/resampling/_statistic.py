"""A statistic as it was given, and the tables it is asked of."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...estimate import Estimate, Unit

__all__ = ["Evaluation", "as_table", "taken"]


def as_table(given: Any) -> Any:
    """Something whose rows can be taken: what pandas and numpy hold as it is, else an array."""
    if hasattr(given, "iloc") or isinstance(given, np.ndarray):
        table = given
    else:
        try:
            table = np.asarray(given)
        except ValueError:
            raise ValueError("data must be of shape (n,) or (n, d); got rows of different lengths") from None
        if table.dtype.kind in "US" and isinstance(given, (list, tuple)):
            table = np.asarray(given, dtype=object)  # numpy has made text of the numbers, and of NaN
    if len(np.shape(table)) not in (1, 2) or len(table) < 2:
        raise ValueError(
            "data must hold two observations or more in shape (n,) or (n, d); "
            f"got {type(given).__name__} of shape {np.shape(table)}"
        )
    return table


def taken(table: Any, rows: np.ndarray) -> Any:
    return table.iloc[rows] if hasattr(table, "iloc") else table[rows]


@dataclass(frozen=True)
class Evaluation:
    """The statistic of tables, as an Estimate of one number in one unit."""

    statistic: Callable[..., Any]
    unit: Unit | None

    def __call__(self, tables: list[Any], rng: np.random.Generator) -> Estimate:
        drawing = {"rng": rng} if self._draws else {}
        found = self.statistic(*tables, **drawing)
        if not isinstance(found, Estimate):
            found = Estimate(found, np.inf)  # nothing is known of its error
        found = found if self.unit is None else found.to(self.unit)
        try:
            value = float(found)
        except (TypeError, ValueError):
            raise ValueError(
                f"statistic must return one number or an Estimate of one; got {found.value!r}"
            ) from None
        if np.isnan(value):
            raise ValueError("statistic must return a number; got NaN")
        return replace(found, value=value)

    @property
    def _draws(self) -> bool:
        try:
            return "rng" in inspect.signature(self.statistic).parameters
        except (TypeError, ValueError):  # of some functions written in C, or no function
            return False
