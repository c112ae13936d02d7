"""Does one column rise, or shift, with another? Tests of ranks, which see the weak trends that bins lose."""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

__all__ = ["Trend", "kruskal_wallis", "spearman"]

SMALLEST = 5e-324  # a p-value is never 0


@dataclass(frozen=True)
class Trend:
    """The share of the variance of the ranks that is explained, and how often chance explains as much.

    >>> Trend(0.04, 0.045, "Spearman").p_value
    0.045
    """

    explained: float
    p_value: float
    method: str


def spearman(x: np.ndarray, y: np.ndarray) -> Trend:
    """Spearman's test (1904) of codes in the order of the values, equal where those are: (n - 1) r² is χ²₁.

    The variance of r over the permutations is 1 / (n - 1) whatever the ties. No digit depends on the
    order of the rows: all sums are of whole numbers.

    >>> import numpy as np
    >>> spearman(np.arange(101), np.arange(101) ** 3).explained
    1.0
    """
    a, b = _ranks(x), _ranks(y)
    of_a, of_b = _dot(a, a), _dot(b, b)
    if not (of_a and of_b):
        return Trend(0.0, 1.0, "Spearman")
    return _trend(_dot(a, b) ** 2 / (of_a * of_b), len(x), 1, "Spearman")


def kruskal_wallis(x: np.ndarray, labels: np.ndarray) -> Trend:
    """Kruskal & Wallis's test (1952) of codes in the order of the values among K labels: χ² with K - 1.

    With two labels it is Mann and Whitney's.

    >>> import numpy as np
    >>> kruskal_wallis(np.arange(100), np.arange(100) % 2).p_value > 0.5
    True
    """
    ranks = _ranks(x)
    whole, count = _dot(ranks, ranks), np.bincount(labels)
    seen = count > 0
    if not whole or seen.sum() < 2:
        return Trend(0.0, 1.0, "Kruskal–Wallis")
    between = (np.bincount(labels, ranks)[seen] ** 2 / count[seen]).sum()
    return _trend(float(between / whole), len(x), int(seen.sum()) - 1, "Kruskal–Wallis")


def _trend(explained: float, n: int, degrees: int, method: str) -> Trend:
    return Trend(explained, max(float(chdtrc(degrees, (n - 1) * explained)), SMALLEST), method)


def _ranks(codes: np.ndarray) -> np.ndarray:
    """Twice the distance of each rank from the middle one, equal codes sharing theirs: whole numbers."""
    count = np.bincount(codes)
    return (2 * np.cumsum(count) - count - len(codes))[codes]


def _dot(a: np.ndarray, b: np.ndarray) -> int:
    """Σ a b of numbers no larger than n, exact: in runs that 64 bits hold."""
    step = max(1, 2**62 // max(1, len(a)) ** 2)
    return sum(int(np.dot(a[i : i + step], b[i : i + step])) for i in range(0, len(a), step))
