"""What a variable is: its kind, its codes or its numbers, read once from any array of observations."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..._check import pick
from ._kinds import FEW, KINDS, Reading, as_kinds, infer_kind, reading
from ._labels import counted, inverse, joined, times
from ._observations import Column, Observations, align, complete, read, several

if TYPE_CHECKING:
    from ._sorted import Sorted

__all__ = [
    "FEW",
    "KINDS",
    "Variable",
    "as_variable",
    "as_variables",
    "infer_kind",
    "inverse",
    "joined",
    "observed",
    "settled",
    "several",
]

MISSING = ("raise", "drop", "label")


def _none() -> np.ndarray:
    return np.empty(0, np.int64)


@dataclass(frozen=True, eq=False)
class Variable:
    """n observations: `codes` 0 .. levels-1 where discrete, `columns` (n, d) floats where continuous.

    A mixed variable has both: its labels taken jointly, and its numbers. Two observations of it are apart
    by the distance of their numbers where the labels agree, and infinitely far where they do not. A column
    that is constant among the rows of a label is an atom there, and no dimension of its density.
    """

    name: str
    kind: str
    codes: np.ndarray = field(default_factory=_none)
    levels: int = 0
    columns: np.ndarray = field(default_factory=_none)
    notes: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        return len(self.columns if self.kind == "continuous" else self.codes)

    @cached_property
    def count(self) -> np.ndarray:
        """(levels,): how many observations have each label."""
        return times(self.codes, self.levels)

    @cached_property
    def in_order(self) -> "Sorted":
        """The numbers of the only column, in order."""
        from ._sorted import Sorted

        return Sorted.of(self.columns[:, 0])

    @property
    def constant(self) -> bool:
        return self.levels <= 1 and bool((self.columns == self.columns[:1]).all())


def as_variables(
    data: dict[str, Any],
    kind: Any,
    missing: str = "raise",
    default: str | None = None,
    in_units: Collection[int] = (),
) -> list[Variable]:
    """One variable for each name, of as many rows; `default` is the kind where none is given.

    `in_units`: numbers of the variables of which an entropy is asked for; see `reading`.
    """
    kinds = as_kinds(kind, tuple(data))
    given = observed(data, missing)
    return [
        as_variable(one, k or default, name, in_units=i in in_units)
        for i, ((name, one), k) in enumerate(zip(given.items(), kinds))
    ]


def observed(data: dict[str, Any], missing: str) -> dict[str, Observations]:
    """The observations by name, of as many rows, with what is missing dealt with as asked."""
    pick(missing, dict.fromkeys(MISSING), "missing")
    given = {name: read(one, name) for name, one in data.items()}
    if missing == "raise":
        for name, one in given.items():
            _refuse_missing(one, name)
    align(given)
    return complete(given) if missing == "drop" else given


def settled(given: Observations, kind: str | None, name: str) -> Observations:
    """The same, each column told how it is to be read, in whatever rows of it."""
    places = _places(given, name)
    read_as = [_reading(column, kind, place) for column, place in zip(given.columns, places)]
    return Observations(tuple(replace(c, reading=r) for c, r in zip(given.columns, read_as)))


def as_variable(
    given: Observations, kind: str | None, name: str, *, in_units: bool = False, narrow: bool = False
) -> Variable:
    """The variable of some observations; what is missing still is a label of its own.

    `narrow`: its codes may be of few bytes, in which products of them have no room.
    """
    labels: list[tuple[np.ndarray, int, np.ndarray | None]] = []
    columns: list[np.ndarray] = []
    notes: dict[str, list[str]] = {}
    for column, place in zip(given.columns, _places(given, name)):
        read_as = _reading(column, kind, place, in_units)
        if read_as.note:
            notes.setdefault(read_as.note, []).append(place)
        found = _codes(column, read_as, place, narrow)
        if found[1] > 1 or read_as.kind == "discrete":
            labels.append(found)
        if read_as.kind != "discrete":
            columns.append(_numbers(column))
    codes, levels = joined([found[:2] for found in labels]) if labels else (_none(), 0)
    if columns and levels <= 1:
        codes, levels = _none(), 0
    is_of = "continuous" if not levels else "mixed" if columns else "discrete"
    said = tuple(f"{_shortened(places)}: {note}" for note, places in notes.items())
    said += _unlikely(given, name)
    numbers = columns[0][:, None] if len(columns) == 1 else np.column_stack(columns) if columns else _none()
    variable = Variable(name, is_of, codes, levels, numbers, said)
    if levels and len(labels) == 1 and labels[0][2] is not None:
        vars(variable)["count"] = labels[0][2]  # so that it is not counted again
    if columns and len(given.columns) == 1 and "in_order" in vars(given.columns[0]):
        vars(variable)["in_order"] = given.columns[0].in_order  # nor sorted
    return variable


def _reading(column: Column, kind: str | None, place: str, in_units: bool = False) -> Reading:
    if column.values.dtype.kind == "f":
        _refuse_infinite(column, place)
    if column.reading is not None and kind in (None, "mixed"):
        return column.reading
    if kind == "continuous" and column.values.dtype.kind not in "iuf":
        raise ValueError(
            f"{place} cannot be continuous: its values are {column.values.dtype}; use kind='discrete'"
        )
    ascending = (lambda: column.in_order.ascending) if column.whole else None
    return reading(column.present, kind, in_units=in_units, ascending=ascending)


def _codes(
    column: Column, read_as: Reading, name: str, narrow: bool
) -> tuple[np.ndarray, int, np.ndarray | None]:
    """The labels in a column: its values, or which atom a number is; a missing one is one more.

    The last are the counts of the labels, where they were counted on the way.
    """
    if read_as.kind == "discrete" and column.whole:
        if (found := counted(column.values, narrow)) is not None:
            return found[0], len(found[1]), found[1]
        return *inverse(column.values, name), None
    present = ~column.gone
    if read_as.kind == "discrete":
        codes, levels = np.zeros(len(present), np.int64), 0
        if present.any():
            codes[present], levels = inverse(column.values[present], name)
    else:
        atoms = read_as.atoms
        codes, levels = np.full(len(present), len(atoms)), len(atoms) + 1
        if len(atoms):
            place = np.minimum(np.searchsorted(atoms, column.values), len(atoms) - 1)
            codes = np.where(atoms[place] == column.values, place, codes)
    codes[column.gone] = levels
    return codes, levels + int(not column.whole), None


def _numbers(column: Column) -> np.ndarray:
    """The numbers, and where none is one that is there: it lies infinitely far from all of them."""
    if column.whole:
        return column.values.astype(np.float64, copy=False)
    numbers = column.values.astype(np.float64)
    numbers[column.gone] = np.median(numbers[~column.gone]) if not column.gone.all() else 0.0
    return numbers


def _places(given: Observations, name: str) -> list[str]:
    if len(given.columns) == 1:
        return [name]
    return [
        f"{name}[{column.name!r}]" if column.name else f"column {i} of {name}"
        for i, column in enumerate(given.columns)
    ]


def _shortened(places: list[str]) -> str:
    return ", ".join(places[:3]) + f" and {len(places) - 3} more" * (len(places) > 3)


def _unlikely(given: Observations, name: str) -> tuple[str, ...]:
    if len(given.columns) <= given.n or given.n == 1:
        return ()
    return (
        f"{name} has more columns than rows ({len(given.columns)}, {given.n}): "
        "rows are observations; did you pass (d, n)?",
    )


def _refuse_missing(given: Observations, name: str) -> None:
    gone = sum(int(column.gone.sum()) for column in given.columns if not column.whole)
    if gone == 0:
        return
    raise ValueError(
        f"{name} holds {gone} missing values, such as NaN or None; drop those rows with missing='drop', "
        "or read them as a label of their own with missing='label'"
    )


def _refuse_infinite(column: Column, name: str) -> None:
    infinite = int(np.isinf(column.values).sum())
    if infinite:
        raise ValueError(
            f"{name} holds {infinite} infinite values; every one must be finite: drop those rows"
        )
