"""Codes 0 .. K-1 for labels of any type, and for several of them taken jointly."""

from collections import defaultdict
from typing import Any

import numpy as np

__all__ = ["all_differ", "counted", "inverse", "joined", "occurring", "rises", "times"]


def occurring(a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(distinct, count): the distinct values of (n,) numbers, ascending, and how often each occurs."""
    found = _tally(a)
    if found is None:
        return np.unique(a, return_counts=True)
    low, count = found
    seen = np.flatnonzero(count)
    wide = np.uint64 if a.dtype.kind == "u" else np.int64
    return seen.astype(wide) + wide(low), count[seen]


def times(codes: np.ndarray, levels: int) -> np.ndarray:
    """(levels,): how often each code occurs; there is one or more."""
    found = _tally(codes)
    assert found is not None
    low, count = found
    return np.pad(count, (low, levels - low - len(count)))


def inverse(a: np.ndarray, name: str) -> tuple[np.ndarray, int]:
    """Codes 0 .. K-1 of the distinct observations, and K; rows are observations where a has columns."""
    if a.ndim == 2 and a.shape[1] == 1:
        a = a[:, 0]
    if a.ndim == 2:
        if a.dtype.kind in "iuf" and all_differ(a[:, 0]):
            return np.arange(len(a)), len(a)
        return joined([inverse(column, name) for column in a.T])
    if a.dtype.kind == "O":
        return _inverse_of_objects(a, name)
    found = counted(a)
    if found is not None:
        return found[0], len(found[1])
    values, codes = np.unique(a, return_inverse=True)
    return codes, len(values)


def counted(a: np.ndarray, narrow: bool = False) -> tuple[np.ndarray, np.ndarray] | None:
    """(codes, count): of whole numbers that lie close to each other, and how often each occurs; else None.

    `narrow`: the codes may be of as few bytes as the numbers are.
    """
    found = _tally(a)
    if found is None:
        return None
    low, count = found
    seen = count > 0
    codes = a - a.dtype.type(low) if narrow and low > 0 else a if narrow and low == 0 else _from(low, a)
    return (codes, count) if seen.all() else ((np.cumsum(seen) - 1)[codes], count[seen])


def all_differ(numbers: np.ndarray) -> bool:
    """Whether no two numbers are equal."""
    return rises(np.sort(numbers))


def rises(ascending: np.ndarray) -> bool:
    """Whether no two numbers in order are equal."""
    return bool((ascending[1:] != ascending[:-1]).all())


def joined(columns: list[tuple[np.ndarray, int]]) -> tuple[np.ndarray, int]:
    """Codes of the joint observations of columns of (codes, levels), and how many there are."""
    codes, seen = columns[0]
    for other, levels in columns[1:]:
        codes, seen = inverse(codes * levels + other, "")
    return codes, seen


def _tally(a: np.ndarray) -> tuple[int, np.ndarray] | None:
    """(low, counts) of whole numbers that lie close to each other; None of any others."""
    if a.dtype.kind not in "iub" or len(a) == 0:
        return None
    from ..._kernels.counting import tally  # slow to import, and text needs none

    return tally(_native(a), max(1024, 4 * a.size))


def _native(a: np.ndarray) -> np.ndarray:
    a = a.view(np.uint8) if a.dtype.kind == "b" else a
    return np.ascontiguousarray(a, a.dtype.newbyteorder("="))


def _from(low: int, a: np.ndarray) -> np.ndarray:
    """How far the numbers are above the lowest: the numbers themselves where that is 0."""
    if low == 0 and a.dtype == np.int64:
        return a
    if a.dtype.kind == "u":  # unsigned numbers may lie beyond the signed ones, and never below their lowest
        return (a - a.dtype.type(low)).astype(np.int64)
    return a.astype(np.int64) - low if low else a.astype(np.int64)


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
