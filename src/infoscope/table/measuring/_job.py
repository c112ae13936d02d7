"""One run over one table: what it reads, in which unit, on which threads."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..._kernels.threads import alone
from ...estimate import Unit
from ..reading import Source
from ._feature import Feature, as_feature
from ._repeats import Repeats

__all__ = ["MOST_LEVELS", "Job", "levels_for"]

MOST_LEVELS = 16  # of a column in the coarse tables
PER_CELL = 5  # rows a cell of a coarse table should hold


@dataclass(frozen=True, eq=False)
class Job:
    source: Source
    kinds: Mapping[str, str]
    unit: Unit
    seed: int
    pool: ThreadPoolExecutor
    progress: Callable[[int, int, str], None]
    repeats: Repeats

    def read(self, name: str, target: bool = False) -> Feature:
        return as_feature(self.source.read(name), self.kinds.get(name), target)

    def read_once(self, name: str, target: bool = False) -> Feature:
        """`read`, of which the rows that repeat others are told; each column counts once."""
        feature = self.read(name, target)
        self.repeats.add(feature)
        return feature

    def each(self, work: Callable[[Any], Any], items: list[Any], what: str) -> list[Any]:
        """work(item) for every item, on all threads; answers in the order of the items."""
        done: list[Any] = []
        self.progress(0, len(items), what)
        for result in self.pool.map(alone(work), items):
            done.append(result)
            self.progress(len(done), len(items), what)
        return done


def levels_for(n: int, axes: int, others: int = 1) -> int:
    """Levels for each of `axes` columns that leave the cells of their table, times `others`, well filled."""
    return int(np.clip((n / (PER_CELL * others)) ** (1 / axes), 2, MOST_LEVELS))
