"""How many bins: rules of thumb by name. Each takes (n,) finite floats, not all equal."""

import math
from numbers import Integral
from typing import Any

import numpy as np

from ..._check import nearest

__all__ = ["as_many", "doane", "freedman_diaconis", "sturges"]


def as_many(bins: Any, x: np.ndarray) -> int:
    """The number of bins asked for, 1 where all values are equal; never more than observations."""
    if isinstance(bins, Integral) and not isinstance(bins, bool) and int(bins) >= 1:
        return int(bins)
    if not isinstance(bins, str) or bins not in RULES:
        raise ValueError(
            f"bins must be a whole number >= 1 or one of {', '.join(RULES)}; got {bins!r}"
            + nearest(bins, RULES)
        )
    scale = np.abs(x).max()  # so that no range or power overflows
    return 1 if x.min() == x.max() else min(max(1, RULES[bins](x / scale)), len(x))


def sturges(x: np.ndarray) -> int:
    """⌈log₂ n + 1⌉ (Sturges 1926)."""
    return math.ceil(math.log2(len(x)) + 1)


def doane(x: np.ndarray) -> int:
    """⌈1 + log₂ n + log₂(1 + |g|/σ_g)⌉, g the skewness (Doane 1976); as Sturges at n <= 2."""
    n = len(x)
    if n <= 2:
        return sturges(x)
    spread = math.sqrt(6.0 * (n - 2) / ((n + 1.0) * (n + 3)))
    skewness = float((((x - x.mean()) / x.std()) ** 3).mean())
    return math.ceil(1.0 + math.log2(n) + math.log2(1.0 + abs(skewness) / spread))


def freedman_diaconis(x: np.ndarray) -> int:
    """⌈range / (2 IQR n^(-1/3))⌉ (Freedman & Diaconis 1981); as Sturges where the IQR is 0."""
    low, high = np.percentile(x, [25, 75])
    width = 2.0 * (high - low) / len(x) ** (1 / 3)
    ratio = float(np.ptp(x)) / width if width > 0 else 0.0
    return math.ceil(min(ratio, len(x))) if width > 0 else sturges(x)


RULES = {f.__name__: f for f in (sturges, doane, freedman_diaconis)}
