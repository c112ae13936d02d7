"""How many outcomes were seen how often: all that an estimator of entropy may look at."""

from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Answer", "Tally", "beside", "second_order", "tally"]


@dataclass(frozen=True, eq=False)
class Tally:
    """`times` outcomes were seen `n` >= 1 times each; n ascends. Few entries, however many outcomes.

    n, times   (..., D); an entry of which there are none has times 0
    size       outcomes that can occur, seen or not; may be inf
    """

    n: np.ndarray
    times: np.ndarray
    size: float

    @property
    def total(self) -> np.ndarray:
        """(..., 1): observations."""
        return (self.n * self.times).sum(-1, keepdims=True)

    @property
    def seen(self) -> np.ndarray:
        return self.times.sum(-1, keepdims=True)

    @property
    def share(self) -> np.ndarray:
        """(..., D): of the observations, those in each entry."""
        return self.n * self.times / self.total

    @property
    def unrepeated(self) -> np.ndarray:
        """(...,): whether nothing was seen twice. Any spread is then nil, and no bound on what is unseen."""
        return self.total[..., 0] == self.seen[..., 0]

    def seen_exactly(self, n: int) -> np.ndarray:
        return self.times.sum(-1, keepdims=True, where=self.n == n)

    def mean(self, of_entry: np.ndarray) -> np.ndarray:
        """(...,): the mean over the observations."""
        return (self.share * of_entry).sum(-1)

    def error(self, of_entry: np.ndarray) -> np.ndarray:
        """(...,): the spread over the observations, by the root of their number."""
        spread = of_entry - self.mean(of_entry)[..., None]
        return np.sqrt((self.share * spread**2).sum(-1) / self.total[..., 0])

    def skew(self, of_entry: np.ndarray) -> np.ndarray:
        """(...,): |third central moment| / variance over the observations."""
        spread = of_entry - self.mean(of_entry)[..., None]
        variance, third = ((self.share * spread**power).sum(-1) for power in (2, 3))
        return np.divide(np.abs(third), variance, out=np.zeros_like(third), where=variance > 0)

    def cells(self, of_entry: np.ndarray, count: np.ndarray) -> np.ndarray:
        """To each cell what the entry of its count has; for one tally."""
        if not _near(self.n[-1], len(count)):
            return of_entry[np.searchsorted(self.n, count)]
        of_count = np.zeros(int(self.n[-1]) + 1)
        of_count[self.n.astype(np.int64)] = of_entry
        return of_count[count]


@dataclass(frozen=True, eq=False)
class Answer:
    """What an estimator says of a group of variables, nats.

    value       (...,)
    influence   (..., D), or None for that of the plug-in: what one observation does to the value, up to a
                constant; its spread over the observations is √n standard errors
    of_joint    the same on the entries of the tally of all variables, to be added
    deviation   (...,): posterior standard deviation
    """

    value: np.ndarray
    influence: np.ndarray | None = None
    of_joint: np.ndarray | None = None
    deviation: np.ndarray | None = None


def second_order(freedom: np.ndarray | float, n: np.ndarray | float) -> Any:
    """What is left of the standard error where the first order vanishes: at independence, at uniform laws.

    2n times the plug-in is there chi-squared with `freedom` degrees, of variance 2 |freedom|.
    """
    return np.sqrt(np.abs(freedom) / 2) / n


def beside(first: np.ndarray | float, second: np.ndarray | float) -> Any:
    """The standard error from the spread found, of which chance has made as much as the second order is."""
    return np.sqrt(np.maximum(first**2 - second**2, second**2))


def tally(counts: np.ndarray, size: float) -> Tally:
    """Of counts (..., K), by value for one, sorted for several, so that order moves no digit."""
    if counts.ndim > 1:
        rows = np.sort(np.ascontiguousarray(counts, np.float64), axis=-1)
        return Tally(np.maximum(rows, 1.0), (rows > 0).astype(np.float64), size)
    if _near(counts.max(), len(counts)):
        times = np.bincount(counts.astype(np.int64, copy=False))
        times[0] = 0
        n = np.flatnonzero(times)
        times = times[n]
    else:
        n, times = np.unique(counts[counts > 0], return_counts=True)
    return Tally(n.astype(np.float64), times.astype(np.float64), size)


def _near(greatest: float, entries: int) -> bool:
    """Whether a table up to the greatest count is no larger than what it is for."""
    return greatest < 4 * entries + 1024
