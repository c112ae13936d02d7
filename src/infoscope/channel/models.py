"""Channels of the textbook, as row-stochastic matrices."""

from typing import Any

import numpy as np

from ..estimate import Estimate, Unit, nats_per
from ._input import as_channel, as_count, as_matrix, between

__all__ = ["awgn_capacity", "bec", "bsc", "cascade", "from_counts", "symmetric", "typewriter", "z_channel"]


def bsc(f: float) -> np.ndarray:
    """The binary symmetric channel: a bit is flipped with probability f.

    Shape (2, 2). Capacity 1 - h(f) bits. Raises ValueError where f is no probability. Cover & Thomas,
    section 7.1.4.

    >>> bsc(0.1)
    array([[0.9, 0.1],
           [0.1, 0.9]])
    """
    f = between(f, 0.0, 1.0, "f")
    return np.array([[1.0 - f, f], [f, 1.0 - f]])


def bec(e: float) -> np.ndarray:
    """The binary erasure channel: a bit is lost with probability e, and one sees that it is.

    Shape (2, 3); outputs 0, lost, 1. Capacity 1 - e bits. Raises ValueError where e is no probability.
    Cover & Thomas, section 7.1.5.

    >>> bec(0.25)
    array([[0.75, 0.25, 0.  ],
           [0.  , 0.25, 0.75]])
    """
    e = between(e, 0.0, 1.0, "e")
    return np.array([[1.0 - e, e, 0.0], [0.0, e, 1.0 - e]])


def z_channel(f: float) -> np.ndarray:
    """The Z channel: 0 arrives as sent, 1 turns into 0 with probability f.

    Shape (2, 2). Capacity log(1 + (1-f) f^(f/(1-f))). Raises ValueError where f is no probability. Cover &
    Thomas, problem 7.8.

    >>> z_channel(0.5)
    array([[1. , 0. ],
           [0.5, 0.5]])
    """
    f = between(f, 0.0, 1.0, "f")
    return np.array([[1.0, 0.0], [f, 1.0 - f]])


def symmetric(size: int, f: float) -> np.ndarray:
    """The symmetric channel: a letter turns into one of the others with probability f, all alike.

    Shape (size, size). Capacity log(size) - h(f) - f log(size - 1). Raises ValueError where f is no
    probability or size < 2. Cover & Thomas, section 7.2.

    >>> symmetric(3, 0.2)
    array([[0.8, 0.1, 0.1],
           [0.1, 0.8, 0.1],
           [0.1, 0.1, 0.8]])
    """
    f, size = between(f, 0.0, 1.0, "f"), as_count(size, "size", 2)
    w = np.full((size, size), f / (size - 1))
    np.fill_diagonal(w, 1.0 - f)
    return w


def typewriter(size: int = 26, f: float = 0.5) -> np.ndarray:
    """The noisy typewriter: a letter turns into the next one with probability f, the last into the first.

    Shape (size, size). Capacity log(size) - h(f): log(size / 2) at f = ½. Raises ValueError where f is no
    probability or size < 2. Cover & Thomas, section 7.1.3.

    >>> typewriter(3)
    array([[0.5, 0.5, 0. ],
           [0. , 0.5, 0.5],
           [0.5, 0. , 0.5]])
    """
    f, size = between(f, 0.0, 1.0, "f"), as_count(size, "size", 2)
    return (1.0 - f) * np.eye(size) + f * np.roll(np.eye(size), 1, axis=1)


def awgn_capacity(snr: Any, *, unit: Unit = "nats") -> Estimate:
    """C = ½ ln(1 + snr) a real symbol: white Gaussian noise, power snr times that of the noise.

    `snr` is a number or an array of any shape, each >= 0; the value has its shape. Raises ValueError where
    one is negative or NaN. Cover & Thomas, equation 9.17.

    >>> awgn_capacity(3.0, unit="bits")
    1 bits (closed form)
    """
    ratio = np.asarray(snr, dtype=np.float64)
    if not (ratio >= 0.0).all():
        raise ValueError(f"snr must be >= 0, a ratio of powers and no decibels; got {snr!r}")
    value = 0.5 * np.log1p(ratio) / nats_per(unit)
    return Estimate(value[()], np.zeros_like(value)[()], unit, "closed form")


def from_counts(counts: Any) -> np.ndarray:
    """The channel that was seen: row x holds the shares of the outputs when x was sent.

    `counts` has shape (inputs, outputs), entries >= 0; so has the answer. The maximum-likelihood estimate of
    p(y|x). Raises ValueError where a row holds nothing or a count is negative.

    >>> from_counts([[3, 1], [0, 5]])
    array([[0.75, 0.25],
           [0.  , 1.  ]])
    """
    n = as_matrix(counts, "counts")
    if (n < 0).any():
        raise ValueError(f"counts must be >= 0; got {n.min():g}")
    sums = n.sum(axis=1)
    if (sums == 0).any():
        x = int(np.flatnonzero(sums == 0)[0])
        raise ValueError(f"row {x} of counts is all zero: nothing was seen of input {x}; drop it")
    return n / sums[:, None]


def cascade(w: Any, *more: Any) -> np.ndarray:
    """One channel after another: the matrix product, p(z|x) = Σ_y p(y|x) p(z|y).

    Each `w` has as many rows as the one before has columns. What arrives at the end tells no more than what
    arrives on the way: I(X;Z) <= I(X;Y). Raises ValueError where one is no channel or the sizes do not meet.
    Cover & Thomas, theorem 2.8.1 (data processing).

    >>> cascade(bsc(0.1), bsc(0.1)).round(4)
    array([[0.82, 0.18],
           [0.18, 0.82]])
    """
    end = as_channel(w)
    for step in more:
        following = as_channel(step)
        if end.shape[1] != len(following):
            raise ValueError(f"{end.shape[1]} outputs meet a channel of {len(following)} inputs")
        end = end @ following
    return end
