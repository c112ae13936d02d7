"""Tables in memory: data frames through narwhals, and mappings of names to arrays or lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ._column import DURATION, SECONDS, Column, labelled, numeric, unsupported
from ._errors import TableError, distinct, not_empty, shown
from ._objects import from_objects, integers
from ._strings import from_strings
from .source import Source

_EXPECTED = "a path, a data frame (pandas, Polars, PyArrow, …) or a mapping of names to 1-D arrays"


def open_frame(data: Any, missing: tuple[str, ...]) -> Source:
    import narwhals as nw

    if isinstance(data, Mapping):
        return from_mapping(data, missing=missing)
    try:
        frame: Any = nw.from_native(data)
    except TypeError:
        raise TableError(f"expected {_EXPECTED}; got {type(data).__name__}") from None
    except nw.exceptions.DuplicateError:
        distinct(getattr(data, "column_names", data.columns), "the frame")
        raise
    label = f"{frame.implementation.name.lower()} frame"
    if isinstance(frame, nw.LazyFrame):
        if frame.implementation.is_duckdb():  # narwhals keeps one of the two
            distinct(data.columns, label)
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
    lengths = [len(column) for column in values]
    not_empty(len(names), max(lengths, default=0), label)
    if min(lengths) < max(lengths):
        short, long = lengths.index(min(lengths)), lengths.index(max(lengths))
        raise TableError(
            f"columns must have one length; {shown(names[short])} has {lengths[short]} rows, "
            f"{shown(names[long])} has {lengths[long]}"
        )
    return Source(label, names, lengths[0], lambda i: _from_any(names[i], values[i]), missing, aliases or {})


def _one_dimensional(name: str, values: Any) -> Any:
    """A list, a narwhals series or a one-dimensional array."""
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


def _from_any(name: str, values: Any) -> Column:
    if isinstance(values, list):
        return from_objects(name, values)
    return from_array(name, values) if isinstance(values, np.ndarray) else from_series(name, values)


def from_array(name: str, array: np.ndarray) -> Column:
    missing = np.ma.getmaskarray(array)
    array = np.ma.getdata(array)
    match array.dtype.kind:
        case "f":
            return numeric(name, array.astype(np.float64), missing)
        case "i" | "u":
            return integers(name, array, missing)
        case "b":
            return labelled(name, np.where(missing, -1, array), ["false", "true"], "boolean")
        case "M":
            microseconds = array.astype("datetime64[us]").astype(np.int64)
            return numeric(name, microseconds / 1e6, missing | np.isnat(array), "time", [SECONDS])
        case "m":
            microseconds = array.astype("timedelta64[us]").astype(np.int64)
            return numeric(name, microseconds / 1e6, missing | np.isnat(array), notes=[DURATION])
        case "O" | "U" | "T":
            return from_objects(name, [None if m else v for v, m in zip(array.tolist(), missing)])
        case _:
            return unsupported(name, missing, str(array.dtype))


def from_series(name: str, series: Any) -> Column:
    """A narwhals series, whichever library holds it."""
    import narwhals as nw

    dtype = series.dtype
    missing = series.is_null().to_numpy().astype(bool)
    if dtype == nw.Boolean:
        codes = series.cast(nw.Int8).fill_null(-1).to_numpy()
        return labelled(name, codes, ["false", "true"], "boolean")
    if dtype in (nw.Int128, nw.UInt128):  # of which NumPy has none
        return from_objects(name, series.to_list())
    if dtype.is_integer():
        return integers(name, series.fill_null(0).to_numpy(), missing)
    if dtype.is_float() or dtype == nw.Decimal:
        return numeric(name, series.cast(nw.Float64).to_numpy().astype(np.float64), missing)
    if dtype in (nw.Date, nw.Datetime):
        microseconds = series.dt.timestamp("us").fill_null(0).to_numpy()
        return numeric(name, microseconds / 1e6, missing, "time", [SECONDS])
    if dtype == nw.Duration:
        microseconds = series.dt.total_microseconds().fill_null(0).to_numpy()
        return numeric(name, microseconds / 1e6, missing, notes=[DURATION])
    if dtype in (nw.Categorical, nw.Enum):
        return from_strings(name, series, doubt=False)
    if dtype == nw.String:
        return from_strings(name, series, doubt=True)
    if dtype in (nw.Object, nw.Time, nw.Unknown):
        return from_objects(name, series.to_list())
    return unsupported(name, missing, str(dtype))
