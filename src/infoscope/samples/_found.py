"""What an estimator found: local values whose mean is the estimate, and what to say of it. Nats."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from .._kernels.exact import total
from ..estimate import Estimate, Unit, nats_per
from ._variables import Variable

__all__ = ["Found", "cannot_read", "mean", "mean_and_error"]


@dataclass(frozen=True, eq=False)
class Found:
    """One local value an observation, in the order of the rows, or one a cell of equal observations.

    local   (n,), or (cells,) with `weight` rows in each, which `spread` turns into (n,)
    error   the standard error, where it is not that of the mean of `local`
    """

    local: np.ndarray
    method: str
    notes: tuple[str, ...] = ()
    error: float | None = None
    weight: np.ndarray | None = None
    spread: Callable[[np.ndarray], np.ndarray] | None = None

    @property
    def n(self) -> int:
        return len(self.local) if self.weight is None else int(self.weight.sum())

    @property
    def value(self) -> float:
        return mean(self.local, self.weight)

    def noting(self, *notes: str) -> "Found":
        return replace(self, notes=self.notes + notes)

    def estimate(self, unit: Unit) -> Estimate:
        if self.error is None:
            value, error = mean_and_error(self.local, self.weight)
        else:
            value, error = self.value, self.error
        return Estimate(value, error, method=self.method, n=self.n, warnings=self.notes).to(unit)

    def pointwise(self, unit: Unit) -> np.ndarray:
        """(n,): one value a row."""
        return (self.local if self.spread is None else self.spread(self.local)) / nats_per(unit)


def mean(local: np.ndarray, weight: np.ndarray | None = None) -> float:
    """Of local values, or of those of cells of so many rows each; no order of them moves a digit."""
    return total(local, weight) / (len(local) if weight is None else int(weight.sum()))


def mean_and_error(local: np.ndarray, weight: np.ndarray | None = None) -> tuple[float, float]:
    """Mean, and standard error from the spread.

    With weights, rows of each cell, the error is the delta method's.
    """
    n = len(local) if weight is None else int(weight.sum())
    value = mean(local, weight)
    if not np.isfinite(value) or n == 1:
        return value, 0.0
    freedom = n - 1 if weight is None else n
    return value, math.sqrt(total((local - value) ** 2, weight) / freedom / n)


def cannot_read(choice, variables: list[Variable], takes: str) -> ValueError:
    """To be raised: what was chosen is for variables of other kinds."""
    given = ", ".join(f"{v.name} ({v.kind})" for v in variables)
    return ValueError(f"{choice} cannot read {given}: it takes {takes}; pass another estimator, or kind=")
