"""Tables in memory: data frames through narwhals, and mappings of names to arrays or lists."""

from __future__ import annotations

import datetime
import decimal
import numbers
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from .column import DURATION, ROUNDED, SECONDS, Column, TableError, labelled, numeric, shown, unsupported
from .source import Source, distinct, not_empty

_EXPECTED = "a path, a data frame (pandas, Polars, PyArrow, …) or a mapping of names to 1-D arrays"


def open_frame(data: Any, missing: tuple[str, ...]) -> Source:
    import narwhals as nw

    if isinstance(data, Mapping):
        return from_mapping(data, missing=missing)
    columns = getattr(data, "column_names", getattr(data, "columns", ()))
    if isinstance(columns, Iterable):  # said here, for the libraries that narwhals refuses for it
        distinct(columns, "the frame")
    try:
        frame: Any = nw.from_native(data)
    except TypeError:
        raise TableError(f"expected {_EXPECTED}; got {type(data).__name__}") from None
    label = f"{frame.implementation.name.lower()} frame"
    if isinstance(frame, nw.LazyFrame):
        from ._files import open_lazy

        return open_lazy(frame, label, missing)
    names = distinct(frame.columns, label)
    not_empty(len(names), len(frame), label)
    return Source(label, names, len(frame), lambda i: from_series(names[i], frame[:, i]), missing)


def from_mapping(
    columns: Mapping[Any, Any],
    *,
    label: str = "mapping",
    missing: tuple[str, ...] = (),
    aliases: Mapping[str, str] | None = None,
) -> Source:
    names = distinct(columns, label)
    values = [_one_dimensional(name, column) for name, column in zip(names, columns.values())]
    lengths = {name: len(column) for name, column in zip(names, values)}
    not_empty(len(names), max(lengths.values(), default=0), label)
    if len(set(lengths.values())) > 1:
        short, long = min(lengths, key=lengths.__getitem__), max(lengths, key=lengths.__getitem__)
        raise TableError(
            f"columns must have one length; {shown(short)} has {lengths[short]} rows, "
            f"{shown(long)} has {lengths[long]}"
        )
    n = len(values[0])
    return Source(label, names, n, lambda i: from_values(names[i], values[i]), missing, aliases or {})


def _one_dimensional(name: str, values: Any) -> Any:
    if isinstance(values, (list, tuple)):
        return list(values)
    import narwhals as nw

    series = nw.from_native(values, series_only=True, pass_through=True)
    if isinstance(series, nw.Series):
        return series
    array = values if isinstance(values, np.ma.MaskedArray) else np.asarray(values)
    if array.ndim != 1:
        raise TableError(f"column {shown(name)} must be one-dimensional; it has shape {array.shape}")
    return array


def from_values(name: str, values: Any) -> Column:
    if isinstance(values, list):
        return from_objects(name, values)
    return from_array(name, values) if isinstance(values, np.ndarray) else from_series(name, values)


def from_array(name: str, array: np.ndarray) -> Column:
    missing = np.array(np.ma.getmaskarray(array))
    array = np.ma.getdata(array)
    match array.dtype.kind:
        case "f":
            return numeric(name, array.astype(np.float64), missing)
        case "i" | "u":
            return _integers(name, array, missing)
        case "b":
            return labelled(name, np.where(missing, -1, array), ["false", "true"], "boolean")
        case "M":
            missing = missing | np.isnat(array)
            return _times(name, array.astype("datetime64[us]").astype(np.int64), missing)
        case "m":
            missing = missing | np.isnat(array)
            return _durations(name, array.astype("timedelta64[us]").astype(np.int64), missing)
        case "O" | "U" | "T":
            return from_objects(name, [None if m else v for v, m in zip(array.tolist(), missing)])
        case _:
            return unsupported(name, len(array), str(array.dtype))


def from_series(name: str, series: Any) -> Column:
    """A narwhals series, whichever library holds it."""
    import narwhals as nw

    dtype = series.dtype
    missing = series.is_null().to_numpy().astype(bool)
    if dtype == nw.Boolean:
        codes = series.cast(nw.Int8).fill_null(-1).to_numpy()
        return labelled(name, np.where(missing, -1, codes), ["false", "true"], "boolean")
    if dtype.is_integer():
        return _integers(name, series.fill_null(0).to_numpy(), missing)
    if dtype.is_float() or dtype == nw.Decimal:
        values = series.cast(nw.Float64).to_numpy().astype(np.float64)
        return numeric(name, values, missing)
    if dtype in (nw.Date, nw.Datetime):
        return _times(name, series.dt.timestamp("us").fill_null(0).to_numpy(), missing)
    if dtype == nw.Duration:
        return _durations(name, series.dt.total_microseconds().fill_null(0).to_numpy(), missing)
    if dtype in (nw.String, nw.Categorical, nw.Enum, nw.Object, nw.Time, nw.Unknown):
        return from_objects(name, series.to_list())
    return unsupported(name, len(series), str(dtype))


def from_objects(name: str, values: list[Any]) -> Column:
    """Any Python objects: numbers, booleans or times where all are, else their text."""
    kinds = {t: _kind(t) for t in set(map(type, values))}
    missing = np.array(
        [kinds[type(v)] == "missing" or (kinds[type(v)] == "number" and v != v) for v in values]
    )
    present = [v for v, m in zip(values, missing) if not m]
    kinds_seen = {kinds[type(v)] for v in present}
    if "nested" in kinds_seen:
        return unsupported(name, len(values), "nested or binary")
    match sorted(kinds_seen):
        case ["boolean"]:
            codes = [-1 if m else int(v) for v, m in zip(values, missing)]
            return labelled(name, np.array(codes), ["false", "true"], "boolean")
        case ["integer"]:
            return _integers(
                name, np.array([0 if m else int(v) for v, m in zip(values, missing)], "O"), missing
            )
        case [] | ["number"] | ["integer", "number"]:
            return numeric(
                name, np.array([np.nan if m else float(v) for v, m in zip(values, missing)]), missing
            )
        case ["time"]:
            seconds = [np.nan if m else _seconds(v) for v, m in zip(values, missing)]
            return numeric(name, np.array(seconds), missing, "time", [SECONDS])
    mixed = ["text and other values are mixed: all are read as labels"] if len(kinds_seen) > 1 else []
    codes_of: defaultdict[str, int] = defaultdict()
    codes_of.default_factory = codes_of.__len__
    texts = present if kinds_seen == {"label"} and set(map(type, present)) == {str} else map(_text, present)
    codes = np.full(len(values), -1)
    codes[~missing] = np.fromiter(map(codes_of.__getitem__, texts), np.int64, len(present))
    return labelled(name, codes, list(codes_of), notes=mixed)


def _kind(type_: type) -> str:
    if type_.__name__ in ("NoneType", "NAType", "NaTType", "MaskedConstant"):
        return "missing"
    for kind, types in _KINDS.items():
        if issubclass(type_, types):
            return kind
    return "label"


_KINDS: dict[str, tuple[type, ...]] = {
    "boolean": (bool, np.bool_),
    "integer": (numbers.Integral,),
    "number": (numbers.Real, decimal.Decimal),
    "time": (datetime.date, datetime.time, np.datetime64),
    "nested": (list, tuple, dict, set, frozenset, bytes, bytearray, np.ndarray, complex),
}


def _text(value: Any) -> str:
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return str(value)


def _seconds(value: Any) -> float:
    if isinstance(value, datetime.time):
        return value.hour * 3600.0 + value.minute * 60 + value.second + value.microsecond / 1e6
    return float(np.datetime64(value, "us").astype(np.int64)) / 1e6


def _integers(name: str, values: np.ndarray, missing: np.ndarray) -> Column:
    """int64 where all fit, else the nearest doubles."""
    whole = np.where(missing, 0, values)
    if whole.max() <= np.iinfo(np.int64).max and whole.min() >= np.iinfo(np.int64).min:
        return numeric(name, whole, missing, "integer")
    return numeric(name, whole.astype(np.float64), missing, notes=[ROUNDED])


def _times(name: str, microseconds: np.ndarray, missing: np.ndarray) -> Column:
    return numeric(name, microseconds / 1e6, missing, "time", [SECONDS])


def _durations(name: str, microseconds: np.ndarray, missing: np.ndarray) -> Column:
    return numeric(name, microseconds / 1e6, missing, notes=[DURATION])
