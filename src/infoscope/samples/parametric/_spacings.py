"""Differential entropy from the gaps between ordered values. Nats."""

import numpy as np

from .choices import Spacings

__all__ = ["spacings"]


def spacings(x: np.ndarray, choice: Spacings) -> tuple[np.ndarray, int]:
    """Local values, (n,), of one column, and the window m: ln (n/2m) (x_(i+m) - x_(i-m)), plus a constant.

    Beyond the ends stand the least and the greatest (Vasicek 1976, eq. 2.1). Where some gap is 0 every
    value is -inf.
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
    local[order] = np.log(n / (2 * m)) + np.log(gaps)
    value = float(differential_entropy(x, window_length=m, method=choice.method))
    return local - local.mean() + value, m
