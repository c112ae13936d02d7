"""Python objects to a column: numbers, booleans or times where all are, else labels."""

from __future__ import annotations

import datetime
import numbers
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np

from ._column import DURATION, ROUNDED, SECONDS, TOO_FINE, Column, labelled, numeric, unsupported

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
    """The column of objects of any types; text mixed with anything else makes labels, and a note."""
    kinds = {t: _kind(t) for t in set(map(type, values))}
    if "nested" in kinds.values():
        missing = np.fromiter((_is_missing(v, kinds) for v in values), bool, len(values))
        return unsupported(name, missing, "nested or binary")
    if "label" in kinds.values():
        return as_labels(name, values)
    missing = np.fromiter((_is_missing(v, kinds) for v in values), bool, len(values))
    present = [v for v, gone in zip(values, missing) if not gone]
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
    return as_labels(name, values)


def as_labels(name: str, values: list[Any], doubt: bool = True) -> Column:
    """The column of the values' texts."""
    kinds = {t: _kind(t) for t in set(map(type, values))}
    codes, keys = _factorised(values)
    present = set(kinds.values()) - {"missing"}
    if all(_is_missing(key, kinds) for key in keys if kinds[type(key)] == "number"):
        present -= {"number"}
    if len(present) > 1:  # 1 and True, which are one key, must be told apart
        codes, texts = _factorised([None if _is_missing(v, kinds) else _text(v) for v in values])
        notes = ["values of more than one type: all are read as labels"]
    else:
        texts, notes = [None if _is_missing(key, kinds) else _text(key) for key in keys], []
    merged, labels = _factorised(texts)  # 1 and 1.0 have one text
    codes = np.where(np.array([text is None for text in labels])[merged], -1, merged)[codes]
    return labelled(name, codes, [text or "" for text in labels], notes=notes, doubt=doubt)


def _factorised(values: list[Any]) -> tuple[np.ndarray, list[Any]]:
    """Codes, and the distinct values they stand for, in the order they are met."""
    codes: defaultdict[Any, int] = defaultdict()
    codes.default_factory = codes.__len__  # the code of a value is how many came before it
    return np.fromiter(map(codes.__getitem__, values), np.int64, len(values)), list(codes)


def integers(name: str, values: np.ndarray, missing: np.ndarray) -> Column:
    """An "integer" column where all fit 64 bits, else a "number"; labels where doubles would merge some."""
    whole, limits = np.where(missing, 0, values), np.iinfo(np.int64)
    if limits.min <= whole.min() and whole.max() <= limits.max:
        return numeric(name, whole, missing, "integer")
    rounded = whole.astype(np.float64)
    if len(np.unique(rounded)) == len(np.unique(whole)):
        return numeric(name, rounded, missing, notes=[ROUNDED])
    texts = [None if gone else str(value) for value, gone in zip(whole.tolist(), missing)]
    column = as_labels(name, texts, doubt=False)
    return replace(column, notes=(*column.notes, TOO_FINE))


def _kind(type_: type) -> str:
    if type_.__name__ in _MISSING:
        return "missing"
    return next((kind for kind, types in _KINDS.items() if issubclass(type_, types)), "label")


def _is_missing(value: Any, kinds: dict[type, str]) -> bool:
    kind = kinds[type(value)]
    return kind == "missing" or (kind == "number" and value != value)  # a NaN differs from itself


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
