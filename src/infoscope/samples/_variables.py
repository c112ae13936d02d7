"""What a variable is: its kind, its codes or its numbers, read once from any array of observations."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .._check import pick

__all__ = ["FEW", "Variable", "as_variables", "infer_kind", "inverse", "joined", "several"]

FEW = 20  # distinct values that are always few
PER_VALUE = 100  # observations a value that make any number of distinct values few
MISSING = "holds missing values; drop those rows with missing='drop', or fill them with a label"


def _none() -> np.ndarray:
    return np.empty(0, np.int64)


@dataclass(frozen=True, eq=False)
class Variable:
    """n observations: `codes` 0 .. levels-1 where discrete, `columns` (n, d) floats where continuous.

    A mixed variable has both: its labels taken jointly, and its numbers. Two observations of it are apart
    by the distance of their numbers where the labels agree, and infinitely far where they do not.
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

    @property
    def constant(self) -> bool:
        return self.levels <= 1 and bool((self.columns == self.columns[:1]).all())


def as_variables(
    data: dict[str, Any], kind: Any, missing: str = "raise", default: str | None = None
) -> list[Variable]:
    """One variable for each name, of as many rows; `default` is the kind where none is given."""
    pick(missing, {"raise": None, "drop": None}, "missing")
    kinds = as_kinds(kind, tuple(data))
    if missing == "drop":
        data = _complete(data)
    variables = [as_variable(given, k or default, name) for (name, given), k in zip(data.items(), kinds)]
    _align({v.name: v.n for v in variables})
    return variables


def several(x: Any, *more: Any) -> dict[str, Any]:
    """Two variables or more by name: the arguments, or the columns of the only one."""
    if more:
        given = [x, *more]
    else:
        columns = _as_array(x, "x")
        given = list(columns.T) if columns.ndim == 2 else [columns]
    if len(given) < 2:
        raise ValueError(
            f"expected two variables or more: columns of x of shape (n, m), or several arguments; "
            f"got x of shape {np.shape(x)}"
        )
    names = ["x", "y", *(f"variable {i}" for i in range(3, len(given) + 1))] if more else None
    return dict(zip(names or [f"column {i} of x" for i in range(len(given))], given))


def _complete(data: dict[str, Any]) -> dict[str, np.ndarray]:
    """The rows in which no variable is missing."""
    arrays = {name: _as_array(given, name) for name, given in data.items()}
    _align({name: len(a) for name, a in arrays.items()})
    gone = np.any([_missing(given, arrays[name]) for name, given in data.items()], axis=0)
    if gone.all():
        raise ValueError("every row has a missing value: nothing is left with missing='drop'")
    return {name: a[~gone] for name, a in arrays.items()}


def as_variable(data: Any, kind: str | None, name: str) -> Variable:
    """The Variable in `data`, of shape (n,) or (n, d); `kind` None infers it and says what it assumed."""
    if kind is not None:
        pick(kind, {"discrete": None, "continuous": None}, "kind")
    a = _as_array(data, name)
    if a.dtype.kind == "f":
        _refuse_not_finite(a, name)
    if np.ma.is_masked(data) or (a.dtype.kind in "mM" and np.isnat(a).any()):
        raise ValueError(f"{name} {MISSING}")
    numeric = a.dtype.kind in "iuf"
    notes: tuple[str, ...] = ()
    if kind is None and str(getattr(data, "dtype", "")) == "category":  # of pandas, whatever its values
        kind = "discrete"
    if kind is None:
        kind, note = infer_kind(a)
        notes = (f"{name}: {note}",) if note else ()
    if kind == "discrete":
        codes, levels = inverse(a, name)
        return Variable(name, "discrete", codes=codes, levels=levels, notes=notes)
    if not numeric:
        raise ValueError(f"{name} cannot be continuous: its values are {a.dtype}; use kind='discrete'")
    return Variable(name, "continuous", columns=a.reshape(len(a), -1).astype(np.float64), notes=notes)


def _as_array(data: Any, name: str) -> np.ndarray:
    expected = f"{name} must hold observations in shape (n,) or (n, d)"
    try:
        a = np.asarray(data)
    except ValueError:
        raise ValueError(f"{expected}; got rows of different lengths") from None
    if a.ndim not in (1, 2) or a.size == 0:
        raise ValueError(f"{expected}; got {type(data).__name__} of shape {a.shape}")
    if a.dtype.kind in "US" and isinstance(data, (list, tuple)):
        a = np.asarray(data, dtype=object)  # numpy has made text of the numbers, and of NaN
    if a.dtype.kind == "c":
        raise ValueError(f"{name} holds complex numbers; give their parts as two columns")
    return a


def _missing(data: Any, a: np.ndarray) -> np.ndarray:
    """(n,): whether a row has a missing value."""
    if a.dtype.kind == "f":
        gone = np.isnan(a)
    elif a.dtype.kind in "mM":
        gone = np.isnat(a)
    elif a.dtype.kind == "O":
        gone = np.array([_is_missing(v) for v in a.ravel()]).reshape(a.shape)
    else:
        gone = np.zeros(a.shape, bool)
    return (gone | np.ma.getmaskarray(data) if np.ma.isMaskedArray(data) else gone).reshape(len(a), -1).any(1)


def _align(lengths: dict[str, int]) -> None:
    if len(set(lengths.values())) > 1:
        raise ValueError(
            f"variables must have one observation each per row; got lengths {list(lengths.values())}"
        )


def as_kinds(kind: Any, names: tuple[str, ...]) -> tuple[str | None, ...]:
    """One kind for each variable, from one for all or a sequence."""
    if kind is None or isinstance(kind, str):
        return (kind,) * len(names)
    kinds = tuple(kind) if isinstance(kind, (tuple, list)) else ()
    if len(kinds) != len(names):
        raise ValueError(f"kind must be one kind, or one for each of {', '.join(names)}; got {kind!r}")
    return kinds


def infer_kind(a: np.ndarray, distinct: int | None = None) -> tuple[str, str]:
    """("discrete" | "continuous", what to say of it): labels and few whole numbers are discrete."""
    if a.dtype.kind not in "iuf" or (a == a.ravel()[0]).all():
        return "discrete", ""
    whole = a.dtype.kind != "f" or bool((a == np.rint(a)).all())
    if distinct is None:
        distinct = max(len(np.unique(column)) for column in a.reshape(len(a), -1).T)
    few = distinct <= FEW or distinct * PER_VALUE <= len(a)
    if whole and few:
        note = "a few distinct whole numbers, read as categories: if measured, say kind='continuous'"
        return "discrete", note if a.dtype.kind == "f" else ""
    if few and 2 * distinct <= len(a):
        return "continuous", "a few distinct values, read as measured: if labels, say kind='discrete'"
    return "continuous", ""


def inverse(a: np.ndarray, name: str) -> tuple[np.ndarray, int]:
    """Codes 0 .. K-1 of the distinct observations, and K; rows are observations where a has columns."""
    if a.ndim == 2 and a.shape[1] == 1:
        a = a[:, 0]
    if a.ndim == 2:
        return joined([inverse(column, name) for column in a.T])
    if a.dtype.kind == "O":
        return _inverse_of_objects(a, name)
    if a.dtype.kind in "iub":
        low, high = int(a.min()), int(a.max())
        if high - low < max(1024, 4 * a.size):
            return _inverse_of_range(a, low, high)
    values, codes = np.unique(a, return_inverse=True)
    return codes, len(values)


def joined(columns: list[tuple[np.ndarray, int]]) -> tuple[np.ndarray, int]:
    """Codes of the joint observations of columns of (codes, levels), and how many there are."""
    codes, seen = columns[0]
    for other, levels in columns[1:]:
        codes, seen = inverse(codes * levels + other, "")
    return codes, seen


def _inverse_of_range(a: np.ndarray, low: int, high: int) -> tuple[np.ndarray, int]:
    # Unsigned numbers may lie beyond the signed ones, and never below their lowest.
    shifted = (a - a.dtype.type(low)).astype(np.int64) if a.dtype.kind == "u" else a.astype(np.int64) - low
    seen = np.bincount(shifted, minlength=high - low + 1) > 0
    if seen.all():
        return shifted, len(seen)
    return (np.cumsum(seen) - 1)[shifted], int(seen.sum())


def _inverse_of_objects(a: np.ndarray, name: str) -> tuple[np.ndarray, int]:
    code: dict[Any, int] = {}
    try:
        codes = np.fromiter((code.setdefault(v, len(code)) for v in a.tolist()), np.int64, len(a))
    except TypeError as error:
        raise ValueError(
            f"{name} holds values that cannot be labels ({error}); give text or numbers"
        ) from None
    if any(map(_is_missing, code)):
        raise ValueError(f"{name} {MISSING}")
    return codes, len(code)


def _is_missing(value: Any) -> bool:
    try:
        return value is None or bool(value != value)
    except TypeError:  # pandas.NA is neither equal to itself nor unequal
        return True


def _refuse_not_finite(a: np.ndarray, name: str) -> None:
    if np.isfinite(a).all():
        return
    missing, infinite = int(np.isnan(a).sum()), int(np.isinf(a).sum())
    what = " and ".join(
        filter(None, [f"{missing} NaN" * (missing > 0), f"{infinite} infinite values" * (infinite > 0)])
    )
    raise ValueError(
        f"{name} holds {what}; every observation must be finite: drop those rows"
        + " with missing='drop'" * (infinite == 0)
    )
