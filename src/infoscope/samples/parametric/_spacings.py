"""Differential entropy from the gaps between ordered values. Nats."""

import numpy as np

from .choices import Spacings

__all__ = ["spacings"]


def spacings(x: np.ndarray, choice: Spacings) -> tuple[np.ndarray, int]:
    """Local values, (n,), of one column, and the window m: ln n (x_(i+m) - x_(i-m)) / 2m, plus a constant.

    Beyond the ends stand the least and the greatest, and fewer than 2m gaps are counted (Ebrahimi et al.
    1994, eq. 3), without which the spread would be too small. Where some gap is 0 every value is -inf.
    """
    from scipy.stats import differential_entropy

    n = len(x)
    m = choice.window_length or int(np.sqrt(n) + 0.5)
    if 2 * m >= n:
        raise ValueError(f"window_length={m} needs more than {2 * m} observations; got {n}")
    order = np.argsort(x, kind="stable")
    places = np.arange(n)
    above, below = np.minimum(places + m, n - 1), np.maximum(places - m, 0)
    gaps = x[order[above]] - x[order[below]]
    if not gaps.all():
        return np.full(n, -np.inf), m
    local = np.empty(n)
    local[order] = np.log(n * gaps / (above - below))
    value = float(differential_entropy(x, window_length=m, method=choice.method))
    return local - local.mean() + value, m
