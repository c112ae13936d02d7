"""Distortions, as matrices: what it costs that one thing comes back as another."""

from typing import Any

import numpy as np

from .._check import pick
from ._input import as_count

__all__ = ["distortion_matrix", "hamming"]


def hamming(size: int) -> np.ndarray:
    """d(x, y) = 1 where y is not x: the probability of error as a distortion.

    Shape (size, size). Raises ValueError where size is no whole number >= 1. Cover & Thomas, section 10.2.

    >>> hamming(2)
    array([[0., 1.],
           [1., 0.]])
    """
    return 1.0 - np.eye(as_count(size, "size", 1))


def distortion_matrix(x: Any, codebook: Any = None, *, measure: str = "squared") -> np.ndarray:
    """d(x_i, y_j) of samples and the words they may come back as.

    `x` has shape (n,) or (n, d), `codebook` (m,) or (m, d), and is x itself by default; the answer has shape
    (n, m). `measure` is "squared" (Σ (x - y)²), "absolute" (Σ |x - y|) or "hamming" (the number of
    coordinates that differ). With the law 1/n it makes a source for `rate_distortion`. Raises ValueError on
    an unknown measure, on NaN, or where the dimensions differ.

    >>> distortion_matrix([0.0, 1.0, 3.0], [0.0, 2.0])
    array([[0., 4.],
           [1., 1.],
           [9., 1.]])
    """
    each = pick(measure, MEASURES, "measure")
    sample, words = _rows(x, "x"), _rows(x if codebook is None else codebook, "codebook")
    if sample.shape[1] != words.shape[1]:
        raise ValueError(f"x has {sample.shape[1]} columns, codebook {words.shape[1]}")
    if measure != "hamming" and not all(a.dtype.kind in "biuf" for a in (sample, words)):
        raise ValueError(
            f"x and codebook must hold numbers; measure={measure!r} has none for labels; use 'hamming'"
        )
    return each(sample[:, None, :], words[None, :, :]).sum(axis=-1)


def _rows(values, name):
    a = np.asarray(values)
    a = a[:, None] if a.ndim == 1 else a
    if a.ndim != 2 or a.size == 0:
        raise ValueError(f"{name} must have shape (n,) or (n, d); got {np.shape(values)}")
    if a.dtype.kind == "f" and np.isnan(a).any():
        raise ValueError(f"{name} must hold no NaN; drop or fill the missing entries")
    return a


MEASURES = {
    "squared": lambda x, y: np.square(x - y, dtype=np.float64),
    "absolute": lambda x, y: np.abs(x - y, dtype=np.float64),
    "hamming": lambda x, y: (x != y).astype(np.float64),
}
