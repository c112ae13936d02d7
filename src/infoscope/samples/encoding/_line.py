"""One column of numbers, and the bins between cuts of it."""

from typing import Any

import numpy as np

from ..reading._encoded import Bins
from ..reading._observations import read

__all__ = ["as_line", "between", "binned"]


def as_line(x: Any, name: str = "x") -> np.ndarray:
    """(n,) finite floats, or ValueError."""
    columns = read(x, name).columns
    values = columns[0].values
    if len(columns) > 1:
        raise ValueError(
            f"{name} must be one column of numbers; got {len(columns)} columns: encode each alone"
        )
    if values.dtype.kind not in "iuf":
        raise ValueError(f"{name} must be numbers; got {values.dtype}, which are labels already")
    if gone := int(columns[0].gone.sum()):
        raise ValueError(f"{name} holds {gone} missing values, such as NaN or None; drop those rows first")
    values = values.astype(np.float64)
    if infinite := int(np.isinf(values).sum()):
        raise ValueError(
            f"{name} holds {infinite} infinite values; every one must be finite: drop those rows"
        )
    return values


def between(distinct: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Cuts half way from distinct[i] to the next, for i in `after`; a value on a cut lies above it."""
    low, high = distinct[after], distinct[np.add(after, 1)]
    middle = low / 2 + high / 2
    return np.where((middle > low) & (middle <= high), middle, high)  # rounding may reach either end


def binned(x: np.ndarray, cuts: np.ndarray) -> Bins:
    edges = np.concatenate([[x.min()], cuts, [x.max()]])
    return Bins(np.searchsorted(cuts, x, side="right"), edges)
