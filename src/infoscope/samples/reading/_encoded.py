"""Measurements put in bins: the codes, and where the bins end."""

from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Bins"]


@dataclass(frozen=True, eq=False)
class Bins:
    """Bin of each observation; taken wherever observations are, and read as labels.

    codes  (n,): 0 .. K-1
    edges  (K + 1,): bin i holds edges[i] <= x < edges[i + 1], the last one its right edge too

    >>> bins = Bins(np.array([0, 1, 1]), np.array([0.0, 0.5, 1.0]))
    >>> bins.encode([0.4, 0.5, 7.0])
    array([0, 1, 1])
    """

    codes: np.ndarray
    edges: np.ndarray

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array(self.codes, dtype=dtype) if copy else np.asarray(self.codes, dtype=dtype)

    def __len__(self) -> int:
        return len(self.codes)

    def encode(self, x: Any) -> np.ndarray:
        """Codes (m,) of other observations (m,) in the same bins; beyond the ends, those at the ends."""
        return np.searchsorted(self.edges[1:-1], np.asarray(x, dtype=np.float64), side="right")
