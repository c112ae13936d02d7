"""Python objects to a column: numbers, booleans or times where all are, else labels."""

from __future__ import annotations

import datetime
import numbers
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from ._column import DURATION, ROUNDED, SECONDS, Column, labelled, numeric, unsupported

_KINDS: dict[str, tuple[type, ...]] = {
    "boolean": (bool, np.bool_),
    "duration": (datetime.timedelta, np.timedelta64),  # before integer: NumPy derives it from one
    "integer": (numbers.Integral,),
    "number": (numbers.Real, Decimal),
    "time": (datetime.date, datetime.time, np.datetime64),
    "nested": (list, tuple, dict, set, frozenset, bytes, bytearray, memoryview, np.ndarray, complex),
}
_MISSING = ("NoneType", "NAType", "NaTType", "MaskedConstant")  # by name: pandas may not be installed
_EPOCH = datetime.datetime(1970, 1, 1)


def from_objects(name: str, values: list[Any]) -> Column:
    """The column of objects of any types; text mixed with numbers makes labels, and a note."""
    kinds = {t: _kind(t) for t in set(map(type, values))}
    missing = _missing(values, kinds)
    present = [v for v, m in zip(values, missing) if not m] if missing.any() else values
    match sorted({kinds[t] for t in set(map(type, present))}):
        case ["boolean"]:
            codes = _filled(missing, present, -1, np.int32)
            return labelled(name, codes, ["false", "true"], "boolean")
        case ["integer"]:
            return integers(name, _filled(missing, present, 0, object), missing)
        case [] | ["number"] | ["integer", "number"]:
            return numeric(name, _filled(missing, [float(v) for v in present], np.nan, np.float64))
        case ["time"]:
            seconds = _filled(missing, [_seconds(v) for v in present], np.nan, np.float64)
            return numeric(name, seconds, type="time", notes=[SECONDS])
        case ["duration"]:
            seconds = _filled(missing, [_length(v) for v in present], np.nan, np.float64)
            return numeric(name, seconds, notes=[DURATION])
        case kinds_seen if "nested" in kinds_seen:
            return unsupported(name, len(values), "nested or binary")
        case ["label"]:
            return as_labels(name, values, missing)
    return as_labels(name, values, missing, ["values of more than one type: all are read as labels"])


def as_labels(
    name: str, values: list[Any], missing: np.ndarray, notes: Sequence[str] = (), doubt: bool = True
) -> Column:
    """The column of the values' texts."""
    present = [v for v, m in zip(values, missing) if not m] if missing.any() else values
    texts = present if set(map(type, present)) <= {str} else [_text(v) for v in present]
    codes_of: defaultdict[str, int] = defaultdict()
    codes_of.default_factory = codes_of.__len__  # the code of a text is how many came before it
    codes = np.fromiter(map(codes_of.__getitem__, texts), np.int64, len(texts))
    return labelled(name, _filled(missing, codes, -1, np.int64), list(codes_of), notes=notes, doubt=doubt)


def integers(name: str, values: np.ndarray, missing: np.ndarray) -> Column:
    """An "integer" column where all fit 64 bits, else a "number"."""
    whole, limits = np.where(missing, 0, values), np.iinfo(np.int64)
    if limits.min <= whole.min() and whole.max() <= limits.max:
        return numeric(name, whole, missing, "integer")
    return numeric(name, whole.astype(np.float64), missing, notes=[ROUNDED])


def _kind(type_: type) -> str:
    if type_.__name__ in _MISSING:
        return "missing"
    return next((kind for kind, types in _KINDS.items() if issubclass(type_, types)), "label")


def _missing(values: list[Any], kinds: dict[type, str]) -> np.ndarray:
    if not {"missing", "number"} & set(kinds.values()):
        return np.zeros(len(values), dtype=bool)
    # A NaN is the only number that differs from itself.
    gone = (kinds[type(v)] == "missing" or (kinds[type(v)] == "number" and v != v) for v in values)
    return np.fromiter(gone, bool, len(values))


def _filled(missing: np.ndarray, present: Any, filler: Any, dtype: Any) -> np.ndarray:
    filled = np.full(len(missing), filler, dtype=dtype)
    filled[~missing] = present
    return filled


def _text(value: Any) -> str:
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))  # 1 and 1.0 are one label
    return str(value)


def _seconds(value: Any) -> float:
    if isinstance(value, datetime.time):
        return value.hour * 3600.0 + value.minute * 60.0 + value.second + value.microsecond / 1e6
    if isinstance(value, np.datetime64):
        return float(value.astype("datetime64[us]").astype(np.int64)) / 1e6
    if isinstance(value, datetime.datetime):
        return value.timestamp() if value.tzinfo else (value - _EPOCH).total_seconds()
    return float(value.toordinal() - _EPOCH.toordinal()) * 86400.0


def _length(value: Any) -> float:
    if isinstance(value, np.timedelta64):
        return float(value.astype("timedelta64[us]").astype(np.int64)) / 1e6
    return value.total_seconds()
