"""A column as it comes out of a table, and the one way numbers and labels become one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ._written import doubts, is_number, is_whole

SECONDS = "dates and times are read as seconds since 1970-01-01 UTC"
DURATION = "durations are read in seconds"
ROUNDED = "whole numbers beyond 64 bits are rounded to the nearest double, good to about 16 digits"

TOO_FINE = "whole numbers beyond 64 bits, some of which are one double: read as labels, as names are"


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a table: its values, what is missing, and what a person should know of it.

    type      "number" (float64, NaN where missing), "integer" (int64, 0 where missing), "time"
              (float64: seconds since 1970-01-01 UTC, NaN where missing), "boolean" or "label" (int32
              codes into `labels`, -1 where missing), "unsupported" (all NaN)
    values    (n,) as the type says; an infinity is left in place
    missing   (n,) bool
    labels    sorted, each seen at least once, so that codes depend neither on the order of the rows
              nor on values that never occur; empty for the other types
    notes     sentences; what they quote from the data is escaped

    >>> from infoscope.table import open_table
    >>> colour = open_table({"colour": ["red", None, "blue", "red"]}).read("colour")
    >>> colour.type, colour.labels, colour.values.tolist()
    ('label', ['blue', 'red'], [1, -1, 0, 1])
    """

    name: str
    type: str
    values: np.ndarray
    missing: np.ndarray
    labels: list[str]
    notes: tuple[str, ...] = ()


def numeric(
    name: str,
    values: np.ndarray,
    missing: np.ndarray | bool = False,
    type: str = "number",
    notes: Sequence[str] = (),
) -> Column:
    """A "number", "integer" or "time" column; a NaN counts as missing."""
    gone = np.broadcast_to(missing, values.shape)
    if type == "integer":
        values, gone = np.where(gone, 0, values).astype(np.int64), gone.copy()
    else:
        values = np.where(gone, np.nan, values) if gone.any() else values
        gone = np.isnan(values)
    return Column(name, type, values, gone, [], _remarks(gone, notes))


def labelled(
    name: str,
    codes: np.ndarray,
    labels: Sequence[str],
    type: str = "label",
    notes: Sequence[str] = (),
    doubt: bool = True,
) -> Column:
    """A "label" or "boolean" column from codes into `labels`, in any order and with some unseen.

    Without `doubt` labels that look like numbers are taken to be meant as labels. Labels none of which
    is seen say nothing of a type: all missing, they make a "number".
    """
    if type == "label" and (codes < 0).all():
        return numeric(name, np.full(len(codes), np.nan), notes=notes)
    counts = np.bincount(codes[codes >= 0], minlength=len(labels))
    order = [i for i in sorted(range(len(labels)), key=labels.__getitem__) if counts[i]]
    position = np.full(len(labels) + 1, -1, dtype=np.int32)  # the last is where -1 looks itself up
    position[order] = np.arange(len(order), dtype=np.int32)
    codes = position[codes]
    seen = [labels[i] for i in order]
    if doubt and type == "label":
        notes = [*notes, *doubts(seen, counts[order])]
    return Column(name, type, codes, codes < 0, seen, _remarks(codes < 0, notes))


def unsupported(name: str, missing: np.ndarray, what: str) -> Column:
    """A column that is left out, with the reason why."""
    note = f"left out: {what} values are neither numbers nor labels"
    return Column(name, "unsupported", np.full(len(missing), np.nan), missing, [], (note,))


def without(column: Column, tokens: Sequence[str]) -> Column:
    """The column with every value that is written like one of `tokens` missing.

    Numbers are compared as numbers, labels as text. A column of labels whose other values are all
    numbers becomes one of numbers: the token was what kept it from being one.
    """
    if column.type in ("number", "integer"):
        missing = column.missing | np.isin(column.values, [float(t) for t in tokens if is_number(t)])
        return numeric(column.name, column.values, missing, column.type, column.notes)
    keep = np.array([label.strip() not in tokens for label in column.labels], dtype=bool)
    if column.type != "label" or keep.all():
        return column
    codes = np.where(np.append(keep, False)[column.values], column.values, -1)
    rest = [label for label, kept in zip(column.labels, keep) if kept]
    if not rest or not all(map(is_number, rest)):
        return labelled(column.name, codes, column.labels)
    number = np.full(len(keep) + 1, np.nan)
    number[:-1][keep] = [float(label) for label in rest]
    values = number[codes]
    if all(map(is_whole, rest)) and np.nanmax(np.abs(values)) < 2**53:
        return numeric(column.name, np.nan_to_num(values), codes < 0, "integer")
    return numeric(column.name, values)


def _remarks(missing: np.ndarray, notes: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*notes, "every value is missing"] if missing.all() else notes))
