"""Rows that repeat others exactly: measured again they look like determinism, and information too high."""

from threading import Lock

import numpy as np

from ._feature import Feature
from ._measure import generator

__all__ = ["Repeats"]

FEWEST = 20  # rows to speak of
SHARE = 0.05  # of rows that repeat an earlier one
BEYOND_CHANCE = 10  # times the pairs of equal rows that columns with nothing to do with each other would show


class Repeats:
    """Fingerprints of the rows, a column at a time and from any number of threads.

    A column nearly all of whose values differ settles the question, so most tables cost nothing. Else a
    row's fingerprint is the sum over columns of (place of its value) × (an odd number of 64 bits of the
    column's own), which is the same in whatever order the columns come. Two rows that differ have the
    same one with a chance of about 2⁻⁴⁰.
    """

    def __init__(self, n: int):
        self._print = np.zeros(n, np.uint64)
        self._lock = Lock()
        self._settled = n < FEWEST
        self._measured = False
        self._chance = 0.0  # ln of the chance that two rows agree, were the columns independent

    def add(self, feature: Feature) -> None:
        if self._settled or not feature.usable:
            return
        n = len(self._print)
        distinct, place, count = feature.tally
        if n - len(distinct) < SHARE * n:
            self._settled = True
            return
        odd = generator(0, feature.name).integers(2**63, 2**64, dtype=np.uint64) | np.uint64(1)
        with np.errstate(over="ignore"):
            marks = (place.astype(np.uint64) + np.uint64(1)) * odd
        times = np.append(count, n - len(place)).astype(float)
        with self._lock:
            self._print[feature.present] += marks
            self._measured |= feature.kind == "continuous"
            self._chance += np.log(np.dot(times, times - 1) / (n * (n - 1.0)))

    def note(self) -> list[str]:
        """A sentence where many rows repeat others, and continuous columns are among what they hold."""
        if self._settled or not self._measured:
            return []
        n = len(self._print)
        times = np.unique(self._print, return_counts=True)[1].astype(float)
        repeated = n - len(times)
        pairs = np.dot(times, times - 1) / 2
        if repeated < SHARE * n or pairs < BEYOND_CHANCE * np.exp(self._chance) * n * (n - 1) / 2:
            return []
        share = f"{repeated:,} of {n:,} rows ({repeated / n:.0%})"
        return [
            f"{share} repeat an earlier row exactly: if they are copies and no observations of their own, "
            "what continuous columns tell comes out too high; drop them first"
        ]
