"""The order of a few neighbouring values of a series: ordinal patterns."""

from math import factorial
from numbers import Integral
from typing import Any

import numpy as np

from ._line import as_line

__all__ = ["ordinal_patterns"]

LONGEST = 20  # 20! still fits 64 bits


def ordinal_patterns(x: Any, order: int = 3, lag: int = 1) -> np.ndarray:
    """Codes 0 .. order! - 1 of the order that x_t, x_{t+lag}, … stand in (Bandt & Pompe 2002).

    x      (n,) numbers, one after another in time
    order  values in a pattern
    lag    steps between them

    Returns (n - (order - 1) lag,) codes, the first of the pattern that starts at t = 0. Code 0 rises and
    order! - 1 falls; equal values count as rising, in the order of their appearance. The entropy of the
    codes is the permutation entropy of the series; pass kind="discrete" where order is 4 or more.

    Raises ValueError for missing or infinite values and for a series shorter than a pattern.

    >>> ordinal_patterns([1.0, 2.0, 3.0, 2.5, 0.0])
    array([0, 1, 5])
    """
    values = as_line(x)
    for name, number, least, most in (("order", order, 2, LONGEST), ("lag", lag, 1, len(values))):
        if isinstance(number, bool) or not isinstance(number, Integral) or not least <= number <= most:
            raise ValueError(f"{name} must be a whole number from {least} to {most}; got {number!r}")
    n = len(values) - (order - 1) * lag
    if n < 1:
        span = (order - 1) * lag + 1
        raise ValueError(f"a pattern of order {order} and lag {lag} spans {span} values; got {len(values)}")
    held = [values[i * lag : i * lag + n] for i in range(order)]
    codes = np.zeros(n, np.int64)
    for i, one in enumerate(held):  # the place of the pattern among all, in lexicographic order
        smaller = sum(((later < one).astype(np.int64) for later in held[i + 1 :]), np.zeros(n, np.int64))
        codes += smaller * factorial(order - 1 - i)
    return codes
