"""From observations to counts: how often each x was seen with each y."""

from typing import Any

import numpy as np

__all__ = ["as_levels", "joint_counts", "missing", "none_missing"]


def joint_counts(x: Any, y: Any, *, bins: int | None = None) -> np.ndarray:
    """Counts n(x, y), rows and columns in sorted order: what `channel.information_bottleneck` takes.

    `x` has shape (n,) or (n, d), numbers or labels; rows of d columns are one value each. `y` has shape (n,).
    With `bins`, each column of x is first cut into so many cells of equal frequency. Raises ValueError where
    the lengths differ, on NaN, or where there is no observation.

    >>> joint_counts(["a", "b", "a"], [0, 1, 1])
    array([[1, 1],
           [0, 1]])
    """
    columns = np.asarray(x)
    columns = columns[:, None] if columns.ndim == 1 else columns
    if columns.ndim != 2 or len(columns) == 0 or len(columns) != len(np.asarray(y)):
        raise ValueError(
            f"x must have shape (n,) or (n, d), y (n,), n >= 1; got {np.shape(x)} and {np.shape(y)}"
        )
    codes = np.zeros(len(columns), dtype=np.int64)
    for column in columns.T:
        values = column if bins is None else _cells(column, bins)
        levels, place = as_levels(values, "x")
        codes = np.unique(codes * len(levels) + place, return_inverse=True)[1]
    targets, target = as_levels(y, "y")
    counts = np.zeros((codes.max() + 1, len(targets)), dtype=np.int64)
    np.add.at(counts, (codes, target), 1)
    return counts


def as_levels(values: Any, name: str) -> tuple[np.ndarray, np.ndarray]:
    """`(sorted distinct values, the place of each value among them)`; ValueError on NaN or None.

    >>> as_levels(["b", "a", "b"], "x")
    (array(['a', 'b'], dtype='<U1'), array([1, 0, 1]))
    """
    a = np.asarray(values)
    if a.ndim != 1 or a.size == 0:
        raise ValueError(f"{name} must have shape (n,), n >= 1; got {a.shape}")
    try:
        return np.unique(none_missing(a, name), return_inverse=True)
    except TypeError:
        raise ValueError(f"{name} must hold values of one kind, numbers or text; got a mixture") from None


def none_missing(a: np.ndarray, name: str) -> np.ndarray:
    """The array itself, shape (n,); ValueError where a value is missing.

    >>> none_missing(np.array(["a", "b"]), "x")
    array(['a', 'b'], dtype='<U1')
    """
    if missing(a).any():
        raise ValueError(f"{name} must hold no missing values; fill them, or give them a level of their own")
    return a


def missing(a: np.ndarray) -> np.ndarray:
    """Where an array of one axis has no value: NaN, NaT, None, or the NA of pandas.

    >>> missing(np.array(["a", None, float("nan")], dtype=object))
    array([False,  True,  True])
    """
    if a.dtype.kind in "fcmM":
        return np.isnan(a)
    if a.dtype.kind != "O":
        return np.zeros(len(a), dtype=bool)
    return np.array([v is None or _unlike_itself(v) for v in a], dtype=bool)


def _unlike_itself(value):
    unlike = value != value
    return bool(unlike) if isinstance(unlike, bool | np.bool_) else type(value).__name__ == "NAType"


def _cells(column, bins):
    if not isinstance(bins, int | np.integer) or bins < 1:
        raise ValueError(f"bins must be a whole number >= 1; got {bins!r}")
    edges = np.unique(np.quantile(column.astype(np.float64), np.arange(1, bins) / bins))
    return np.searchsorted(edges, column.astype(np.float64), side="right")
