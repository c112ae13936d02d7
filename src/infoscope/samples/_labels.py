"""Codes 0 .. K-1 for labels of any type, and for several of them taken jointly."""

from collections import defaultdict
from typing import Any

import numpy as np

__all__ = ["inverse", "joined"]


def inverse(a: np.ndarray, name: str) -> tuple[np.ndarray, int]:
    """Codes 0 .. K-1 of the distinct observations, and K; rows are observations where a has columns."""
    if a.ndim == 2 and a.shape[1] == 1:
        a = a[:, 0]
    if a.ndim == 2:
        return joined([inverse(column, name) for column in a.T])
    if a.dtype.kind == "O":
        return _inverse_of_objects(a, name)
    if a.dtype.kind in "iub" and len(a):
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
    code: defaultdict[Any, int] = defaultdict()
    code.default_factory = code.__len__  # the code of a value is how many came before it
    values = a.tolist()
    if bool in (types := set(map(type, values))) and len(types) > 1:  # True and 1 are one key, and two labels
        values = [(v,) if isinstance(v, bool) else v for v in values]
    try:
        codes = np.fromiter(map(code.__getitem__, values), np.int64, len(a))
    except TypeError as error:
        raise ValueError(
            f"{name} holds values that cannot be labels ({error}); give text or numbers"
        ) from None
    return codes, len(code)
