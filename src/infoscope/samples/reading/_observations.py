"""Observations from whatever holds them: a list, an array, a series, a frame; column by column."""

import numbers
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import numpy as np

from ..._kernels.threads import in_pieces
from ._encoded import Bins
from ._kinds import Reading

if TYPE_CHECKING:
    from ._sorted import Sorted

__all__ = ["Column", "Observations", "align", "complete", "read", "several"]

AT_ONCE = 256  # rows that are turned to columns while the nearest caches hold them
NEVER_MISSING = {str, bytes, int, bool, tuple, np.str_, np.bytes_}


@dataclass(frozen=True, eq=False)
class Column:
    """(n,) values, which of them are missing, and how they are read where that is known before."""

    values: np.ndarray
    gone: np.ndarray
    name: str = ""
    reading: Reading | None = None

    @cached_property
    def whole(self) -> bool:
        """Whether nothing is missing."""
        return not self.gone.any()

    @property
    def present(self) -> np.ndarray:
        """The values that are not missing."""
        return self.values if self.whole else self.values[~self.gone]

    @cached_property
    def in_order(self) -> "Sorted":
        """Of numbers, none of which is missing."""
        from ._sorted import Sorted  # slow to import, and text needs none

        return Sorted.of(self.values.astype(np.float64, copy=False))

    def rows(self, which: Any) -> "Column":
        return replace(self, values=self.values[which], gone=self.gone[which])


@dataclass(frozen=True, eq=False)
class Observations:
    """n observations of a variable: its columns, one or more."""

    columns: tuple[Column, ...]

    @property
    def n(self) -> int:
        return len(self.columns[0].values)

    @property
    def gone(self) -> np.ndarray:
        """(n,): whether anything is missing in a row."""
        return np.any([column.gone for column in self.columns], axis=0)

    def rows(self, which: Any) -> "Observations":
        return Observations(tuple(column.rows(which) for column in self.columns))


def read(data: Any, name: str) -> Observations:
    """The observations in `data`, of shape (n,) or (n, d), a series or a frame."""
    if isinstance(data, Observations):
        return data
    if _is_frame(data):
        return _of_frame(data, name)
    a = _as_array(data, name)
    known = Reading("discrete") if _labelled(data) else None
    if a.dtype.names:
        fields = {field: read(data[field], name).columns for field in a.dtype.names}
        return Observations(tuple(replace(c, name=field) for field, cs in fields.items() for c in cs))
    masked = np.ma.getmaskarray(data) if np.ma.isMaskedArray(data) else None
    if a.ndim == 1:
        return Observations((_column(a, masked, known),))
    masks = [None] * a.shape[1] if masked is None else masked.T
    return Observations(tuple(_column(*pair, known) for pair in zip(_by_columns(a), masks)))


def _by_columns(a: np.ndarray) -> np.ndarray:
    """(d, n) numbers of (n, d), each column in one piece, since it will be read several times.

    Whole numbers in as few bytes as they need, as far as the first rows tell, for what is written is what
    takes the time.
    """
    if a.dtype.kind not in "iuf" or a.flags.f_contiguous:
        return a.T
    if a.dtype.kind == "f":
        return _turned(a, a.dtype)[0]
    columns, bits = _turned(a, _narrowest(_bits(a[:AT_ONCE]), a.dtype))
    fits = _narrowest(bits, a.dtype).itemsize <= columns.itemsize
    return columns if fits else _turned(a, a.dtype)[0]


def _turned(a: np.ndarray, dtype: np.dtype) -> tuple[np.ndarray, int]:
    """(columns, bits): the rows as columns of that type, and any bit set in any whole number."""
    columns = np.empty(a.shape[::-1], dtype)

    def copy(first: int, last: int) -> int:
        bits = 0
        for i in range(first, last, AT_ONCE):
            some = a[i : min(i + AT_ONCE, last)]
            if dtype != a.dtype:
                bits |= _bits(some)
                some = some.astype(dtype)
            columns[:, i : min(i + AT_ONCE, last)] = some.T
        return bits

    found = in_pieces(copy, len(a), at_least=max(1, (1 << 20) // a.shape[1]))
    return columns, reduce(or_, found)


def _bits(a: np.ndarray) -> int:
    return int(np.bitwise_or.reduce(a, axis=None))


def _narrowest(bits: int, dtype: np.dtype) -> np.dtype:
    """The smallest type for numbers that have no other bits set, as signed as theirs."""
    if bits < 0:
        return dtype
    sizes = (np.dtype(f"{dtype.kind}{size}") for size in (1, 2, 4))
    return next((one for one in sizes if one < dtype and bits <= np.iinfo(one).max), dtype)


def several(x: Any, *more: Any) -> dict[str, Any]:
    """Two variables or more by name: the arguments, or the columns of the only one."""
    if more:
        names = ["x", "y", *(f"variable {i}" for i in range(3, len(more) + 2))]
        return dict(zip(names, [x, *more]))
    columns = read(x, "x").columns
    if len(columns) < 2:
        raise ValueError(
            f"expected two variables or more: columns of x of shape (n, m), or several arguments; "
            f"got x of shape {np.shape(x)}"
        )
    return {_place(i, column): Observations((column,)) for i, column in enumerate(columns)}


def _place(i: int, column: Column) -> str:
    return f"x[{column.name!r}]" if column.name else f"column {i} of x"


def align(data: dict[str, Observations]) -> None:
    """ValueError where the variables are not of as many rows."""
    lengths = {name: observed.n for name, observed in data.items()}
    if len(set(lengths.values())) < 2:
        return
    said = " and ".join(f"{n} ({name})" for name, n in lengths.items())
    lying = [
        name
        for name, observed in data.items()
        if any(len(observed.columns) == n for other, n in lengths.items() if other != name)
    ]
    hint = f"; did you pass {lying[0]} as (d, n)?" if lying else ""
    raise ValueError(f"rows are observations, as many of each variable: got lengths {said}{hint}")


def complete(data: dict[str, Observations]) -> dict[str, Observations]:
    """The rows in which nothing is missing."""
    gone = np.any([observed.gone for observed in data.values()], axis=0)
    if not gone.any():
        return data
    if gone.all():
        raise ValueError("every row has a missing value: nothing is left with missing='drop'")
    return {name: observed.rows(~gone) for name, observed in data.items()}


def _is_frame(data: Any) -> bool:
    return not isinstance(data, (np.ndarray, list, tuple)) and hasattr(type(data), "columns")


def _of_frame(data: Any, name: str) -> Observations:
    import narwhals as nw

    try:
        frame = nw.from_native(data, eager_only=True)
    except TypeError:
        raise ValueError(
            f"{name} must hold observations in shape (n,) or (n, d), or be a data frame held in memory; "
            f"got {type(data).__name__}"
        ) from None
    except nw.exceptions.DuplicateError as twice:
        why = " ".join(str(twice).split())
        raise ValueError(f"{name} must hold columns of different names; {why}") from None
    if 0 in frame.shape:
        raise ValueError(
            f"{name} must hold observations in shape (n,) or (n, d); "
            f"got {type(data).__name__} of shape {frame.shape}"
        )
    columns = []
    for series in frame.iter_columns():
        (column,) = read(series.to_native(), name).columns
        labels = series.dtype in (nw.Categorical, nw.Enum)
        columns.append(
            replace(column, name=str(series.name), reading=Reading("discrete") if labels else None)
        )
    return Observations(tuple(columns))


def _labelled(data: Any) -> bool:
    """Whether its type says that the values are labels: categories, or the codes of bins."""
    return isinstance(data, Bins) or str(getattr(data, "dtype", "")) == "category"


def _as_array(data: Any, name: str) -> np.ndarray:
    expected = f"{name} must hold observations in shape (n,) or (n, d)"
    try:
        a = np.asarray(data)
    except ValueError:
        raise ValueError(f"{expected}; got rows of different lengths") from None
    except (TypeError, RuntimeError) as refusal:  # of a tensor on a device, or one that records gradients
        why = " ".join(str(refusal).split())
        raise ValueError(f"{expected}, which numpy can read; of {type(data).__name__}: {why}") from None
    if isinstance(data, Mapping):
        raise ValueError(f"{expected}; make a data frame of this {type(data).__name__} of columns")
    if a.ndim not in (1, 2) or a.size == 0:
        raise ValueError(f"{expected}; got {type(data).__name__} of shape {a.shape}")
    if a.dtype.kind in "US" and isinstance(data, (list, tuple)):
        a = np.asarray(data, dtype=object)  # numpy has made text of the numbers, and of NaN
    if a.dtype.kind == "c":
        raise ValueError(f"{name} holds complex numbers; give their parts as two columns")
    return a


def _column(values: np.ndarray, masked: np.ndarray | None, known: Reading | None) -> Column:
    gone = None
    if values.dtype.kind in "iuf":
        values = np.ascontiguousarray(values)  # it will be read several times
    if values.dtype.kind == "f":
        gone = np.isnan(values)
    elif values.dtype.kind in "mM":
        gone = np.isnat(values)
    elif values.dtype.kind == "O":
        held = values.tolist()
        if not set(map(type, held)) <= NEVER_MISSING:
            gone = np.fromiter(map(_is_missing, held), bool, len(held))
    if gone is not None and not gone.any():
        gone = None
    column = Column(values, _either(gone, masked, len(values)), "", known)
    if gone is None and masked is None:
        vars(column)["whole"] = True  # which need not be looked for
    if values.dtype.kind == "O":
        return replace(column, values=_of_one_type(values, column.gone))
    return column


def _either(a: np.ndarray | None, b: np.ndarray | None, n: int) -> np.ndarray:
    if a is None or b is None:
        none = np.broadcast_to(np.False_, n)  # which takes no memory
        return next((one for one in (a, b) if one is not None), none)
    return a | b


def _is_missing(value: Any) -> bool:
    try:
        return value is None or bool(value != value)
    except TypeError:  # pandas.NA is neither equal to itself nor unequal
        return True
    except ValueError:  # an array, which is no label either
        return False


def _of_one_type(values: np.ndarray, gone: np.ndarray) -> np.ndarray:
    """Numbers or truth values where all objects that are not missing are; else the objects."""
    present = values[~gone].tolist()
    types = set(map(type, present))
    for kinds, dtype, fill in (
        ((bool, np.bool_), bool, False),
        ((numbers.Integral,), None, 0),
        ((numbers.Real, Decimal), np.float64, np.nan),
    ):
        truth = {bool, np.bool_} & types
        if not types or (truth and dtype is not bool) or not all(issubclass(t, kinds) for t in types):
            continue
        numeric = np.array(present, dtype=dtype)
        if numeric.dtype.kind not in "biuf":  # whole numbers beyond 64 bits
            return values
        answer = np.full(len(values), fill, dtype=numeric.dtype)
        answer[~gone] = numeric
        return answer
    return values
