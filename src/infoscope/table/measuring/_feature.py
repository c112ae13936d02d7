"""What a column is taken for: its kind, its values to estimate from, and what a person should know."""

from dataclasses import dataclass

import numpy as np

from ...samples.reading._variables import infer_kind
from ..reading._column import SECONDS, Column
from ..reading._errors import TableError, shown

__all__ = ["KINDS", "REASONS", "Feature", "as_feature", "texts_of"]

KINDS = ("discrete", "continuous")
WHOLE = "whole numbers, read as measured: if labels, say kind='discrete'"
REASONS = {
    "constant": "constant: it carries no information",
    "empty": "every value is missing",
    "identifier": "as many values as rows: taken for names of rows and left out; if measured, say its kind",
    "infinite": "it holds infinite values: drop those rows, or declare them missing, as with "
    "--missing inf --missing=-inf, or missing=['inf', '-inf']",
    "unsupported": "its values are neither numbers nor labels",
}
GAPS = "one value or none: measured as whether it is missing"
OFTEN = 0.005  # share of the rows, and five at least, that a number standing for "missing" fills


@dataclass(frozen=True, eq=False)
class Feature:
    """A column to measure.

    kind      "discrete" | "continuous", or a reason to leave it out: a key of REASONS
    values    (n,) float64 where continuous, int64 codes 0 .. K-1 where discrete; any value where missing
    present   (n,) bool
    tally     (distinct values ascending, the place of each present value among them, their counts)
    labels    the text of each code, in order; empty where continuous
    ordered   whether the order of the codes means anything
    dated     whether the values are seconds since 1970-01-01 UTC
    gaps      values missing that are a level of their own, where there is one other
    """

    name: str
    kind: str
    values: np.ndarray
    present: np.ndarray
    tally: tuple[np.ndarray, np.ndarray, np.ndarray]
    labels: list[str]
    ordered: bool
    warnings: tuple[str, ...]
    dated: bool = False
    gaps: int = 0

    @property
    def usable(self) -> bool:
        return self.kind in KINDS

    @property
    def distinct(self) -> int:
        return len(self.tally[0])


def as_feature(column: Column, kind: str | None = None, target: bool = False) -> Feature:
    """Take the column for what it is, or for what `kind` says; a target is never an identifier."""
    present = ~column.missing
    n = int(present.sum())
    if column.type == "unsupported" or n == 0:
        out = "unsupported" if column.type == "unsupported" else "empty"
        nothing = (column.values[:0],) * 3
        return Feature(column.name, out, column.values, present, nothing, [], False, column.notes)
    if column.type in ("boolean", "label"):
        feature = _of_labels(column, kind, present, n, target)
    elif not target and _infinities(column):
        held = (column.values[:0],) * 3
        return Feature(column.name, "infinite", column.values, present, held, [], True, column.notes)
    else:
        feature = _of_numbers(column, kind, present, n, target)
    return feature if target or feature.kind != "constant" or present.all() else _of_gaps(feature)


def _infinities(column: Column) -> int:
    return 0 if column.type == "integer" else int(np.isinf(column.values).sum())


def _of_gaps(constant: Feature) -> Feature:
    """All there is in a column of one value is whether it is there."""
    there = constant.present.astype(np.int64)
    value = constant.labels or texts_of(constant.tally[0], 6, constant.dated)
    return Feature(
        constant.name,
        "discrete",
        there,
        np.ones(len(there), bool),
        (np.arange(2), there, np.bincount(there)),
        ["missing", *value],
        False,
        (*constant.warnings, GAPS),
        gaps=int((1 - there).sum()),
    )


def _of_labels(column: Column, kind: str | None, present, n: int, target: bool) -> Feature:
    if kind == "continuous":
        raise TableError(f"column {shown(column.name)} holds labels, not numbers: it cannot be continuous")
    found = "discrete"
    if len(column.labels) == 1:
        found = "constant"
    elif len(column.labels) == n and kind is None and not target:
        found = "identifier"
    codes = column.values.astype(np.int64)
    held = codes[present]
    tally = (np.arange(len(column.labels)), held, np.bincount(held))
    return Feature(column.name, found, codes, present, tally, column.labels, False, column.notes)


def _of_numbers(column: Column, kind: str | None, present, n: int, target: bool) -> Feature:
    held = column.values[present]
    if _infinities(column):
        raise TableError(
            f"column {shown(column.name)} holds {_infinities(column)} infinite values; "
            "every number must be finite: drop those rows, or declare them missing, as with "
            "--missing inf --missing=-inf, or missing=['inf', '-inf']"
        )
    tally = _tally(held)
    unique, place, count = tally
    notes = (*column.notes, *([] if column.type == "time" else _stand_ins(unique, count)))
    whole = column.type == "integer" or (column.type == "number" and bool((unique == np.rint(unique)).all()))
    if len(unique) == 1:
        kind = "constant"
    elif kind is None and whole and len(unique) == n and not target:
        kind = "identifier"
    elif kind is None and column.type == "time":
        kind = "continuous"
    elif kind is None:
        kind, note = infer_kind(held, len(unique))
        if kind == "continuous" and whole and 2 * len(unique) <= n:
            note = WHOLE
        notes = (*notes, note) if note else notes
    dated = SECONDS in column.notes
    if kind != "discrete":
        values = column.values.astype(np.float64)
        return Feature(column.name, kind, values, present, tally, [], True, notes, dated)
    codes = np.zeros(len(present), np.int64)
    codes[present] = place
    return Feature(column.name, kind, codes, present, tally, texts_of(unique, 6, dated), True, notes, dated)


def _stand_ins(unique: np.ndarray, count: np.ndarray) -> list[str]:
    """A note where the least or the largest number is frequent, and farther off than the others reach."""
    notes = []
    for end, beside, last in ((0, 1, -1), (-1, -2, 0)):
        if len(unique) < 6 or count[end] < max(5, OFTEN * count.sum()):
            continue
        apart, reach = (abs(float(unique[beside]) - float(unique[one])) for one in (end, last))
        if apart > reach:
            (text,) = texts_of(unique[[end]], 6)
            notes.append(
                f"{text} in {count[end]} rows, far from all other values: if it stands for a missing one, "
                f"declare it with --missing={text}"
            )
    return notes


def _tally(held: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`np.unique` with places and counts; whole numbers in a narrow range are counted, not sorted."""
    if held.dtype.kind == "i":
        low, high = int(held.min()), int(held.max())
        if high - low < 4 * len(held):
            count = np.bincount(held - low)
            seen = np.flatnonzero(count)
            place = np.zeros(len(count), np.int64)
            place[seen] = np.arange(len(seen))
            return seen + low, place[held - low], count[seen]
    return np.unique(held, return_inverse=True, return_counts=True)


def texts_of(distinct: np.ndarray, digits: int, dated: bool = False) -> list[str]:
    """The numbers in as many digits, or as few more as tell them apart; seconds since 1970 as dates."""
    if dated:
        times = distinct.astype("datetime64[s]")
        days = times.astype("datetime64[D]")
        return [str(t).replace("T", " ") for t in (days if (days == times).all() else times)]
    numbers = distinct.tolist()
    while True:
        texts = [_text_of(v, digits) for v in numbers]
        if digits == 17 or len(set(texts)) == len(texts):
            return texts
        digits += 1


def _text_of(number: float, digits: int) -> str:
    if isinstance(number, int) or (number == round(number) and abs(number) < 1e15):
        return str(int(number))
    return f"{number:.{digits}g}"
