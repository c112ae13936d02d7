"""How long a series remembers: what blocks must be long enough for, and shifts large enough.

From the autocorrelation of each column, as Politis & White (2004), with the correction of Patton, Politis
& White (2009). Labels are read as one column of zeros and ones each. What remembers longest counts.
"""

import math
from typing import Any

import numpy as np

__all__ = ["as_series", "block_length", "indicators", "memory"]

BOUND = 2.0  # standard errors, the c of Politis & White
VAST = 1e100  # whose squares may overflow in sums
RUN = 5  # lags, their max(5, √log10 n)
LEVELS = 20  # labels looked at, the commonest ones


def block_length(*columns: np.ndarray) -> int:
    """Mean block of the stationary bootstrap: (2 G² / D)^⅓ n^⅓, D = 2 g² (Patton et al. 2009).

    g = Σ λ(k/M) R(k) and G = Σ λ(k/M) |k| R(k) over lags |k| <= M = 2 m, R the autocovariance, m the
    memory, and λ flat to ½ and falling to 0 at 1; at most min(3 √n, n / 3).
    """
    return max(map(_block_length, columns))


def memory(*columns: np.ndarray) -> int:
    """The least m after which 5 autocorrelations are all below 2 √(log10 n / n)."""
    return max(_memory(_autocovariance(column)) for column in columns)


def _block_length(column: np.ndarray) -> int:
    n = len(column)
    covariance = _autocovariance(column)
    k = np.arange(min(2 * _memory(covariance), n - 1) + 1)
    share = k / max(k[-1], 1)
    weight = np.where(share <= 0.5, 1.0, 2.0 * (1.0 - share)) * covariance[k]
    sides = np.where(k == 0, 1, 2)
    level, slope = float((sides * weight).sum()), float((sides * k * weight).sum())
    longest = math.ceil(min(3 * math.sqrt(n), n / 3))
    if level == 0.0:  # nothing varies, or no law can be read from so few
        return 1
    return min(max(1, round(((slope / level) ** 2 * n) ** (1 / 3))), longest)


def _memory(covariance: np.ndarray) -> int:
    n = len(covariance)
    if not covariance[0] > 0.0:
        return 0
    log_n = math.log10(n) if n > 1 else 0.0
    large = np.flatnonzero(np.abs(covariance[1:] / covariance[0]) >= BOUND * math.sqrt(log_n / n)) + 1
    ends = np.concatenate([[0], large])
    gaps = np.diff(np.append(ends, n + RUN))
    return int(ends[np.argmax(gaps > RUN)])


def _autocovariance(column: np.ndarray) -> np.ndarray:
    """(n,): R(k) = Σ (x_t - mean)(x_t+k - mean) / n."""
    n = len(column)
    if (most := np.abs(column).max(initial=0.0)) > VAST:
        column = column / most  # only ratios of the answer are looked at
    power = np.abs(np.fft.rfft(column - column.mean(), 2 * n)) ** 2
    return np.fft.irfft(power)[:n] / n


def as_series(given: Any) -> list[np.ndarray]:
    """The columns of a table as numbers; of labels, their indicators."""
    a = np.asarray(given)
    columns = list(a.reshape(len(a), -1).T)
    if a.dtype.kind in "iufb":
        return [c.astype(np.float64) for c in columns]
    codes = (np.unique(column.astype(str), return_inverse=True)[1] for column in columns)
    return [of_label for each in codes for of_label in indicators(each)]


def indicators(codes: np.ndarray) -> list[np.ndarray]:
    """Zeros and ones of each of the commonest codes."""
    commonest = np.argsort(-np.bincount(codes), kind="stable")[:LEVELS]
    return [(codes == label).astype(np.float64) for label in commonest]
