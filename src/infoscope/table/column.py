"""A column as it comes out of a table, and the one way numbers and labels become one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Column", "TableError", "labelled", "numeric", "shown", "unsupported", "without"]


SECONDS = "dates and times are read as seconds since 1970-01-01 UTC"
DURATION = "durations are read in seconds"
ROUNDED = "whole numbers beyond 64 bits: rounded to the nearest double, good to about 16 digits"


class TableError(ValueError):
    """The table cannot be read; the message says what was expected, what was found, what to do."""


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a table: its values, what is missing, and what a person should know of it.

    type      "number" (float64, NaN where missing), "integer" (int64, 0 where missing), "time"
              (float64: seconds since 1970-01-01 UTC, NaN where missing), "boolean" or "label" (int32
              codes into `labels`, -1 where missing), "unsupported" (all NaN, all missing)
    values    (n,) as the type says
    missing   (n,) bool
    labels    sorted, each seen at least once, so that codes depend neither on the order of the rows
              nor on values that never occur; empty for the other types
    notes     sentences; they may quote the data, escaped
    """

    name: str
    type: str
    values: np.ndarray
    missing: np.ndarray
    labels: list[str]
    notes: tuple[str, ...] = ()


def shown(name: Any, width: int = 60) -> str:
    """The text in quotes, control characters escaped and the middle of a long one left out.

    >>> print(shown("a\\x1b[31m"))
    'a\\x1b[31m'
    """
    text = repr(str(name))
    return text if len(text) <= width else f"{text[: width - 15]}…{text[-14:]}"


def numeric(
    name: str,
    values: np.ndarray,
    missing: np.ndarray | bool = False,
    type: str = "number",
    notes: Sequence[str] = (),
) -> Column:
    """A "number", "integer" or "time" column; a NaN counts as missing."""
    missing = np.broadcast_to(missing, values.shape)
    if type == "integer":
        values = np.where(missing, 0, values).astype(np.int64)
    else:
        missing = missing | np.isnan(values)
        values = np.where(missing, np.nan, values)
    return Column(name, type, values, missing, [], _all_missing(missing, notes))


def labelled(
    name: str, codes: np.ndarray, labels: Sequence[str], type: str = "label", notes: Sequence[str] = ()
) -> Column:
    """A "label" or "boolean" column from codes into `labels`, in any order and with some unseen."""
    counts = np.bincount(codes[codes >= 0], minlength=len(labels))
    order = [i for i in sorted(range(len(labels)), key=labels.__getitem__) if counts[i]]
    position = np.full(len(labels) + 1, -1, dtype=np.int32)  # the last is where -1 looks itself up
    position[order] = np.arange(len(order), dtype=np.int32)
    codes = position[codes]
    kept = [labels[i] for i in order]
    missing = codes < 0
    if type == "label":
        notes = [*notes, *_almost_numbers(kept, counts[order])]
    return Column(name, type, codes, missing, kept, _all_missing(missing, notes))


def unsupported(name: str, n: int, what: str) -> Column:
    """A column that is left out, with the reason why."""
    note = f"left out: {what} values are neither numbers nor labels"
    return Column(name, "unsupported", np.full(n, np.nan), np.ones(n, dtype=bool), [], (note,))


def without(column: Column, tokens: Sequence[str]) -> Column:
    """The column with the values written like one of `tokens` missing.

    Numbers are compared as numbers, labels as text. A label column whose other values are all
    numbers becomes a number: the token was what kept it from being one.
    """
    if not tokens:
        return column
    if column.type in ("number", "integer"):
        sentinels = [float(t) for t in tokens if is_number(t)]
        missing = column.missing | np.isin(column.values, sentinels)
        return numeric(column.name, column.values, missing, column.type, column.notes)
    if column.type != "label" or not any(label.strip() in tokens for label in column.labels):
        return column
    keep = [label.strip() not in tokens for label in column.labels]
    codes = np.where(np.append(keep, False)[column.values], column.values, -1)
    rest = [label for label, kept in zip(column.labels, keep) if kept]
    if not rest or not all(map(is_number, rest)):
        return labelled(column.name, codes, column.labels)
    number = np.array(
        [float(label) if kept else np.nan for label, kept in zip(column.labels, keep)] + [np.nan]
    )
    values = number[codes]
    if all(map(re.compile(r"\s*[+-]?\d{1,15}\s*").fullmatch, rest)):
        return numeric(column.name, np.nan_to_num(values), codes < 0, "integer")
    return numeric(column.name, values, codes < 0)


# What a number looks like as text, for Python's `re` and for RE2 alike. Not a number: an underscore
# (Python and DuckDB both read 1_2 as 12) or a leading zero, which marks an identifier such as 00123.
WHOLE = r"[+-]?(?:0|[1-9][0-9]*)"
NUMBER = rf"(?:{WHOLE}(?:\.[0-9]*)?|[+-]?\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?(?i:inf|infinity)"
LEADING_ZERO = r"[+-]?0[0-9]+"

_NUMBER = re.compile(rf"\s*(?:{NUMBER})\s*")
_LEADING_ZERO = re.compile(rf"\s*{LEADING_ZERO}\s*")


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def _almost_numbers(labels: Sequence[str], counts: np.ndarray) -> list[str]:
    """A note where at least nine values in ten, but not all, are numbers written as text."""
    total, other, coded = int(counts.sum()), 0, ""
    offending: list[int] = []
    for i in np.argsort(-counts, kind="stable"):
        if is_number(labels[i]):
            continue
        if _LEADING_ZERO.fullmatch(labels[i]):
            coded = labels[i]
            continue
        other += int(counts[i])
        offending.append(int(i))
        if other > 0.1 * total:
            return []
    if not total:
        return []
    if coded:
        return [f"numbers with leading zeros, such as {shown(coded)}, are read as labels"]
    if not offending:
        return [
            "every value is a number written as text: read as labels; convert the column to use it as one"
        ]
    return [_offence([labels[i] for i in offending], 1 - other / total)]


def _offence(tokens: list[str], share: float) -> str:
    worst = shown(tokens[0].strip())
    more = f" and {len(tokens) - 1} more" if len(tokens) > 1 else ""
    percent = min(99.9, float(f"{100 * share:.3g}"))
    return (
        f"{percent:g} % of the values are numbers; {worst}{more} "
        f"{'are' if more else 'is'} not: declare {'each' if more else 'it'} missing with --missing {worst}"
    )


def _all_missing(missing: np.ndarray, notes: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*notes, "every value is missing"] if missing.all() else notes))
