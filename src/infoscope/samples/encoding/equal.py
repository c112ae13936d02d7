"""Bins of equal width, and bins that hold equally many observations."""

from typing import Any

import numpy as np

from ..reading._encoded import Bins
from ._line import as_line, between, binned
from ._rules import as_many

__all__ = ["equal_frequency", "equal_width"]


def equal_width(x: Any, bins: int | str = "freedman_diaconis") -> Bins:
    """Bins of one width from the least to the greatest of x, (n,) numbers.

    bins  how many, or the rule that says: "sturges", "doane", "freedman_diaconis", which for data with
          far outliers is held to n bins

    A bin may be empty. A constant x has one bin. Raises ValueError for missing or infinite values.

    >>> equal_width([0.0, 1.0, 2.0, 10.0], bins=2).codes
    array([0, 0, 0, 1])
    """
    values = as_line(x)
    many = as_many(bins, values)
    low, high = values.min(), values.max()
    if low == high:
        return binned(values, np.empty(0))
    t = np.arange(1, many) / many
    return binned(values, low * (1 - t) + high * t)


def equal_frequency(x: Any, bins: int | str = "freedman_diaconis") -> Bins:
    """Bins with n / bins of the observations each, as nearly as equal values, kept together, allow.

    x     (n,) numbers
    bins  how many, or the rule that says; options as for `equal_width`

    Bins that ties would leave empty are not made: `edges` tells how many there are. The cuts lie half way
    between neighbouring values. Raises ValueError for missing or infinite values.

    >>> equal_frequency([0.0, 1.0, 2.0, 10.0], bins=2).codes
    array([0, 0, 1, 1])
    """
    values = as_line(x)
    many = as_many(bins, values)
    distinct, count = np.unique(values, return_counts=True)
    # 0, then how many lie below the end of each distinct value; the nearest to each i n / bins is its cut.
    below = np.concatenate([[0], np.cumsum(count)])
    wanted = np.arange(1, many) * len(values) / many
    right = np.searchsorted(below, wanted)
    nearest = np.where(below[right] - wanted < wanted - below[right - 1], right, right - 1)
    cuts = np.unique(nearest[(nearest > 0) & (nearest < len(distinct))])
    return binned(values, between(distinct, cuts - 1))
