"""Two samples read together: one alphabet, one kind, whatever their lengths."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np

from ..reading._kinds import as_kinds
from ..reading._observations import Column, Observations
from ..reading._variables import Variable, as_variable, observed

__all__ = ["Divergence", "Pair", "as_pair"]


TYPES = 1000  # observations that show of what types they are
TYPE_NAMES: dict[str, Any] = {
    "text": (str, bytes),
    "truth values": (bool, np.bool_),
    "numbers": (Real, Decimal),
    "times": (date, timedelta, np.datetime64, np.timedelta64),
}


@dataclass(frozen=True)
class Divergence:
    """What is asked: its name, and the order or the weights where it has them."""

    name: str
    order: float = 1.0
    weights: tuple[float, float] = (0.5, 0.5)


@dataclass(frozen=True, eq=False)
class Pair:
    """Observations of x, then of y, as one variable.

    both   the variable, of n + m rows, so that equal labels have equal codes
    n, m   rows of x, of y
    given  the observations as they were given, to show a label by its code
    """

    both: Variable
    n: int
    m: int
    given: Observations

    @property
    def kind(self) -> str:
        return self.both.kind

    @property
    def columns(self) -> tuple[np.ndarray, np.ndarray]:
        return self.both.columns[: self.n], self.both.columns[self.n :]

    @property
    def shared(self) -> int:
        """Rows of x that are in y too, where each row is like few others: of measurements, none should be."""
        x, y = self.columns
        if self.kind != "continuous" or not np.intersect1d(x[:, 0], y[:, 0]).size:
            return 0
        x, y = np.unique(x, axis=0), np.unique(y, axis=0)
        again = len(x) + len(y) - len(np.unique(np.vstack([x, y]), axis=0))
        return again if 2 * len(x) > self.n and 2 * len(y) > self.m else 0

    @property
    def counts(self) -> tuple[np.ndarray, np.ndarray]:
        """(K,) each: how often each label was seen."""
        codes = self.both.codes
        x, y = (np.bincount(c, minlength=self.both.levels) for c in (codes[: self.n], codes[self.n :]))
        return x, y

    def label(self, code: int) -> str:
        row = int(np.argmax(self.both.codes == code))
        shown = ["missing" if c.gone[row] else repr(c.values[[row]].tolist()[0]) for c in self.given.columns]
        return ", ".join(shown)


def as_pair(x: Any, y: Any, kind: Any, missing: str, default: str | None, in_units: bool) -> Pair:
    """Each is read alone first, so that a message names the one at fault; then both as one."""
    kinds = {k for k in as_kinds(kind, ("x", "y")) if k is not None}
    if len(kinds) > 1:
        raise ValueError(f"x and y must be of one kind to be compared; got kind={kind!r}")
    read_as = kinds.pop() if kinds else default
    alone = []
    for name, data in (("x", x), ("y", y)):
        alone.append(observed({name: data}, missing)[name])
        as_variable(alone[-1], read_as, name)
    a, b = alone
    if len(a.columns) != len(b.columns):
        raise ValueError(f"x and y must have the same columns; got {len(a.columns)} and {len(b.columns)}")
    for i, columns in enumerate(zip(a.columns, b.columns)):
        _refuse_other_types(*columns, f" in column {i}" * (len(a.columns) > 1))
    given = Observations(tuple(_stacked(*columns) for columns in zip(a.columns, b.columns)))
    return Pair(as_variable(given, read_as, "x and y", in_units=in_units), a.n, b.n, given)


def _refuse_other_types(a: Column, b: Column, where: str) -> None:
    """ValueError where no observation of one can equal any of the other, as text never equals a number."""
    if {a.values.dtype.kind, b.values.dtype.kind} <= set("iuf"):
        return
    first, second = ({_type_of(v) for v in c.present[:TYPES].tolist()} for c in (a, b))
    if first & second or not first or not second:
        return
    shown = " and ".join(
        f"{' and '.join(sorted(types))}, {c.present[[0]].tolist()[0]!r} among them{where} ({name})"
        for name, types, c in (("x", first, a), ("y", second, b))
    )
    raise ValueError(f"got {shown}: nothing can be in both; give x and y as values of one type")


def _type_of(value: Any) -> str:
    for name, types in TYPE_NAMES.items():
        if isinstance(value, types):
            return name
    return type(value).__name__


def _stacked(a: Column, b: Column) -> Column:
    values, kinds = [a.values, b.values], {a.values.dtype.kind, b.values.dtype.kind}
    if len(kinds) > 1 and not kinds <= set("iuf"):
        values = [v.astype(object) for v in values]  # numpy would make text of numbers
    return replace(
        a,
        values=np.concatenate(values),
        gone=np.concatenate([a.gone, b.gone]),
        reading=a.reading if a.reading is not None else b.reading,
    )
