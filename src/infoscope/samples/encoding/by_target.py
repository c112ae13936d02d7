"""Bins that tell of a target: cut where it changes, as long as the cut is worth its description."""

from typing import Any

import numpy as np
from scipy.special import xlogy

from ..reading._encoded import Bins
from ..reading._variables import as_variables
from ._line import as_line, between, binned

__all__ = ["mdl_bins"]


def mdl_bins(x: Any, y: Any) -> Bins:
    """Bins of x by the minimum description length of the labels y (Fayyad & Irani 1993).

    x  (n,) numbers
    y  (n,) or (n, d) labels, row by row

    A set S of N rows with k labels is cut where the entropy left, Σ |S_i|/N Ent(S_i), is least, when that
    gains more than (log2(N - 1) + log2(3^k - 2) - k Ent(S) + k_1 Ent(S_1) + k_2 Ent(S_2)) / N bits (their
    eq. for the MDLPC criterion); then each part is cut in turn. One bin means that x tells nothing of y
    that is worth a cut. The bins have seen y: information measured on the same rows is too high.

    Raises ValueError for missing or infinite values, and for unequal lengths.

    >>> mdl_bins([1.0, 2.0, 3.0, 4.0] * 5, ["a", "a", "b", "b"] * 5).edges
    array([1. , 2.5, 4. ])
    """
    values = as_line(x)
    _, labels = as_variables({"x": values, "y": y}, (None, "discrete"))
    distinct, place = np.unique(values, return_inverse=True)
    cells = np.bincount(place * labels.levels + labels.codes, minlength=len(distinct) * labels.levels)
    below = np.zeros((len(distinct) + 1, labels.levels), np.int64)
    np.cumsum(cells.reshape(len(distinct), -1), axis=0, out=below[1:])
    return binned(values, between(distinct, np.array(_cuts(below), dtype=np.int64)))


def _cuts(below: np.ndarray) -> list[int]:
    """Numbers of the distinct values after which to cut; `below` counts each label up to each value."""
    cuts, parts = [], [(0, len(below) - 1)]
    while parts:
        a, b = parts.pop()
        if b - a < 2:
            continue
        left, right = below[a + 1 : b] - below[a], below[b] - below[a + 1 : b]
        after = np.argmin(_bits_of(left) + _bits_of(right))
        if _worth_it(below[b] - below[a], left[after], right[after]):
            cut = a + 1 + int(after)
            cuts.append(cut - 1)
            parts += [(a, cut), (cut, b)]
    return sorted(cuts)


def _worth_it(whole: np.ndarray, left: np.ndarray, right: np.ndarray) -> bool:
    rows = whole.sum()
    k = (whole > 0).sum()
    gain = _bits_of(whole) - _bits_of(left) - _bits_of(right)
    change = sum(
        sign * (part > 0).sum() * _bits_of(part) / part.sum()
        for sign, part in ((1, whole), (-1, left), (-1, right))
    )
    # log2(3^k - 2) = k log2 3 + log2(1 - 2 / 3^k), which does not overflow
    of_labels = k * np.log2(3.0) + np.log1p(-2.0 * 3.0**-k) / np.log(2.0)
    return bool(gain > np.log2(rows - 1.0) + of_labels - change)


def _bits_of(counts: np.ndarray) -> np.ndarray:
    """N Ent(S), over the last axis."""
    total = counts.sum(-1)
    return (xlogy(total, total) - xlogy(counts, counts).sum(-1)) / np.log(2.0)
