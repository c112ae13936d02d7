"""What an estimator found: local values whose mean is the estimate, and what to say of it. Nats."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .._kernels.exact import total
from ..estimate import Estimate, Unit, nats_per
from .reading._variables import Variable

__all__ = ["Found", "cannot_read", "farther", "mean", "mean_and_error", "mean_error_and_skew"]


@dataclass(frozen=True, eq=False)
class Found:
    """One local value an observation, in the order of the rows, or one a cell of equal observations.

    local   (n,), or (cells,) with `weight` rows in each, which `spread` turns into (n,)
    error   the standard error, where it is not that of the mean of `local`; told as no less than `least`
    """

    local: np.ndarray
    method: str
    notes: tuple[str, ...] = ()
    error: float | None = None
    weight: np.ndarray | None = None
    spread: Callable[[np.ndarray], np.ndarray] | None = None
    least: float = 0.0

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
            value, error = self.value, max(self.error, self.least)
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
    return value, _error(total(local, weight, value, power=2), n, weight)


def mean_error_and_skew(local: np.ndarray, weight: np.ndarray | None = None) -> tuple[float, float, float]:
    """The same, and the skew, |third central moment| / variance: n times the slope of the variance of such
    rows on their mean."""
    value, n = mean(local, weight), len(local) if weight is None else int(weight.sum())
    if not np.isfinite(value) or n == 1:
        return value, 0.0, 0.0
    squares = total(local, weight, value, power=2)
    third = abs(total(local, weight, value, power=3)) / squares if 0 < squares < math.inf else 0.0
    return value, _error(squares, n, weight), third


def _error(squares: float, n: int, weight: np.ndarray | None) -> float:
    return math.sqrt(squares / (n - 1 if weight is None else n) / n)


def farther(error: Any, slope: Any, n: Any) -> Any:
    """The standard error of a law one standard error farther off: √(error² + slope · error / n).

    An error found from the same rows is too small where the value is off to the side on which laws have
    less spread. There an interval about the value must still reach the truth, so the spread told is that one
    standard error away; `slope` is n times how the variance moves with the value.

    2 where a first order vanishes, at independence or at uniform laws: 2n times the value, or what the
    entropy lacks, is a noncentral chi-squared, of variance 4 times its noncentrality and more. And the
    skew for any mean. It is of no account once n · error is large.
    """
    return np.sqrt(error**2 + slope * error / n)


def cannot_read(choice, variables: list[Variable], takes: str) -> ValueError:
    """To be raised: what was chosen is for variables of other kinds."""
    given = ", ".join(f"{v.name} ({v.kind})" for v in variables)
    return ValueError(f"{choice} cannot read {given}: it takes {takes}; pass another estimator, or kind=")
