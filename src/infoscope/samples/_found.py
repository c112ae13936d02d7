"""What an estimator found: local values whose mean is the estimate, and what to say of it. Nats."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ..estimate import Estimate, Unit, nats_per
from ._variables import Variable

__all__ = ["Found", "cannot_read", "mean_and_error"]


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
        return mean_and_error(self.local, self.weight)[0]

    def noting(self, *notes: str) -> "Found":
        return replace(self, notes=self.notes + notes)

    def estimate(self, unit: Unit) -> Estimate:
        value, error = mean_and_error(self.local, self.weight)
        if self.error is not None:
            error = self.error
        return Estimate(value, error, method=self.method, n=self.n, warnings=self.notes).to(unit)

    def pointwise(self, unit: Unit) -> np.ndarray:
        """(n,): one value a row."""
        return (self.local if self.spread is None else self.spread(self.local)) / nats_per(unit)


def mean_and_error(local: np.ndarray, weight: np.ndarray | None = None) -> tuple[float, float]:
    """Mean, and standard error from the spread; sorted first, so that row order moves no digit."""
    if weight is None:
        local = np.sort(local)
        n, mean = len(local), float(local.mean())
    else:
        order = np.lexsort([weight, local])
        local, weight = local[order], weight[order]
        n = int(weight.sum())
        mean = float((weight * local).sum() / n)
    if not np.isfinite(mean) or n == 1:
        return mean, 0.0
    if weight is None:
        return mean, float(np.sqrt(((local - mean) ** 2).sum() / (n - 1) / n))
    return mean, float(np.sqrt((weight * (local - mean) ** 2).sum() / n / n))  # the delta method's


def cannot_read(choice, variables: list[Variable], takes: str) -> ValueError:
    """To be raised: what was chosen is for variables of other kinds."""
    given = ", ".join(f"{v.name} ({v.kind})" for v in variables)
    return ValueError(f"{choice} cannot read {given}: it takes {takes}; pass another estimator, or kind=")
