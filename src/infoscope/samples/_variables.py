"""What a variable is: its kind, its codes or its numbers, read once from any array of observations."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .._check import pick

__all__ = ["FEW", "Variable", "align", "as_kinds", "as_variable", "infer_kind", "inverse"]

FEW = 20  # distinct values that are always few
PER_VALUE = 100  # observations a value that make any number of distinct values few
MISSING = "holds missing values; drop those rows, or fill them with a label, first"


@dataclass(frozen=True, eq=False)
class Variable:
    """n observations: `codes` 0 .. levels-1 where discrete, `columns` (n, d) floats where continuous."""

    kind: str
    codes: np.ndarray | None = None
    levels: int = 0
    columns: np.ndarray | None = None
    notes: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        held = self.codes if self.codes is not None else self.columns
        return len(held)  # type: ignore[arg-type]

    @property
    def constant(self) -> bool:
        if self.codes is not None:
            return self.levels == 1
        return bool((self.columns == self.columns[0]).all())  # type: ignore[index]


def as_variable(data: Any, kind: str | None, name: str) -> Variable:
    """The Variable in `data`, of shape (n,) or (n, d); `kind` None infers it and says what it assumed."""
    if kind is not None:
        pick(kind, {"discrete": None, "continuous": None}, "kind")
    a = _as_array(data, name)
    numeric = a.dtype.kind in "iuf"
    notes: tuple[str, ...] = ()
    if kind is None and str(getattr(data, "dtype", "")) == "category":  # of pandas, whatever its values
        kind = "discrete"
    if kind is None:
        kind, note = infer_kind(a)
        notes = (f"{name}: {note}",) if note else ()
    if kind == "discrete":
        codes, levels = inverse(a, name)
        return Variable("discrete", codes=codes, levels=levels, notes=notes)
    if not numeric:
        raise ValueError(f"{name} cannot be continuous: its values are {a.dtype}; use kind='discrete'")
    return Variable("continuous", columns=a.reshape(len(a), -1).astype(np.float64), notes=notes)


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
    if a.dtype.kind == "f":
        _refuse_not_finite(a, name)
    if np.ma.is_masked(data) or (a.dtype.kind in "mM" and np.isnat(a).any()):
        raise ValueError(f"{name} {MISSING}")
    return a


def align(*variables: Variable) -> None:
    lengths = [v.n for v in variables]
    if len(set(lengths)) > 1:
        raise ValueError(f"variables must have one observation each per row; got lengths {lengths}")


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
        codes = np.zeros(len(a), np.int64)
        for column in a.T:
            one, levels = inverse(column, name)
            codes, _ = inverse(codes * levels + one, name)
        return codes, int(codes.max()) + 1
    if a.dtype.kind == "O":
        return _inverse_of_objects(a, name)
    if a.dtype.kind in "iub":
        low, high = int(a.min()), int(a.max())
        if high - low < max(1024, 4 * a.size):
            return _inverse_of_range(a, low, high)
    values, codes = np.unique(a, return_inverse=True)
    return codes, len(values)


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
    raise ValueError(f"{name} holds {what}; every observation must be finite: drop those rows first")
