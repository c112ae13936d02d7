"""From observations to counts: how often each x was seen with each y."""

from typing import Any

import numpy as np

__all__ = ["as_levels", "joint_counts"]


def joint_counts(x: Any, y: Any, *, bins: int | None = None) -> np.ndarray:
    """Counts n(x, y), rows and columns in sorted order of the values: what `information_bottleneck` takes.

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
    if (a.dtype.kind == "f" and np.isnan(a).any()) or (
        a.dtype.kind == "O" and any(v is None or v != v for v in a)
    ):
        raise ValueError(f"{name} must hold no missing values; fill them, or give them a level of their own")
    try:
        return np.unique(a, return_inverse=True)
    except TypeError:
        raise ValueError(f"{name} must hold values of one kind, numbers or text; got a mixture") from None


def _cells(column, bins):
    if bins != int(bins) or bins < 1:
        raise ValueError(f"bins must be a whole number >= 1; got {bins!r}")
    edges = np.unique(np.quantile(column.astype(np.float64), np.arange(1, bins) / bins))
    return np.searchsorted(edges, column.astype(np.float64), side="right")
