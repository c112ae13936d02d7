"""Grey levels, evenly spaced from -1 to 1."""

from numbers import Integral
from typing import Any

import numpy as np

__all__ = ["OFF", "level_count", "off_the_grid"]

OFF = 0.01  # of a step, that a level in single precision may be off


def level_count(levels: Any) -> int:
    """How many there are; ValueError unless a whole number >= 2."""
    if not isinstance(levels, Integral) or levels < 2:
        raise ValueError(f"levels must be a whole number >= 2; got {levels!r}")
    return int(levels)


def off_the_grid(x: np.ndarray, levels: int) -> np.ndarray:
    """By how much of a step each value is off its level; NaN of NaN.

    >>> off_the_grid(np.array([-1.0, 0.5, 3.0]), 3)
    array([0. , 0.5, 2. ])
    """
    place = (x + 1.0) * (0.5 * (levels - 1))
    return np.abs(place - np.clip(np.round(place), 0, levels - 1))
