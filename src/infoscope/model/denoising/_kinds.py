"""Numbers as arrays of the kind, the precision and the place of those that a network is given."""

import sys
from typing import Any

import numpy as np

__all__ = ["as_times", "in_kind_of", "per_example"]


def per_example(values: np.ndarray, like: Any) -> Any:
    """(b,) numbers as an array of the kind, precision and place of `like`, to be multiplied with it."""
    return in_kind_of(np.asarray(values, dtype=float).reshape(-1, *[1] * (like.ndim - 1)), like)


def in_kind_of(values: np.ndarray, like: Any) -> Any:
    return values if isinstance(like, np.ndarray) else _tensor(values, like, like.dtype)


def as_times(times: np.ndarray, like: Any) -> Any:
    if isinstance(like, np.ndarray):
        return times
    return _tensor(times, like, None if np.issubdtype(times.dtype, np.integer) else like.dtype)


def _tensor(values: np.ndarray, like: Any, dtype: Any) -> Any:
    return sys.modules["torch"].as_tensor(values, dtype=dtype, device=like.device)
