"""What to say of an estimate from neighbours: where it falls short, and what its error takes for granted."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from scipy.special import digamma

from .._found import Found, mean_and_error
from ..reading._serial import runs

__all__ = ["noted", "of_dimensions", "of_repeats", "of_row_order", "of_smoothing"]

MANY_COLUMNS = 6
NEAR = 0.5  # of the ceiling of KSG: above, it falls short by more than its error
HIGH = 0.25  # of the ceiling, and nats: above both, it falls short where the relation is thin
HIGH_NATS = 1.5
SMOOTHED = 0.25  # of the standard error
REPEATED = 0.01  # share of the rows
LAGS = (1, 2)
ADJACENT = 0.05  # share of the rows, and times as often as chance
TIMES = 5


def noted(
    found: Found,
    columns: Sequence[np.ndarray],
    distance: np.ndarray,
    k: int,
    ascending: Sequence[np.ndarray] = (),
    bounded: bool = False,
) -> Found:
    """The estimate with all that is to be said of its data; `ascending`: the columns, if sorted.

    `bounded`: whether it has the ceiling of KSG. Where rows are copies nothing is said to fall short.
    """
    repeats = list(of_repeats(columns, ascending))
    if bounded:
        found = of_ceiling(found, k, copied=bool(repeats))
    short = () if repeats else of_dimensions(columns)
    return found.noting(*short, *repeats, *of_row_order(columns, distance, k))


def of_ceiling(found: Found, k: int, copied: bool = False) -> Found:
    """What to say, and the error to give, of more information than n points can show.

    Where x and y give each other away, every point has its k neighbours and no others beside it: KSG then
    answers ψ(n) - ψ(k) - 1/k whatever the truth. KSG-1 counts one less beside a point whose k-th neighbour
    is as far off in x as in y, so that of y = x it answers ψ(n) - ψ(k), and with no spread at all.
    """
    value, spread = mean_and_error(found.local)
    ceiling = max(float(digamma(found.n) - digamma(k)) - 1 / k, value)
    limit = f"{found.n} observations cannot show more than {ceiling:.2f} nats with k={k}"
    if value > NEAR * ceiling and spread < 1e-9 * ceiling:
        return replace(found, error=np.inf).noting(
            f"x and y determine each other, as far as can be seen: {limit}, the truth may be inf"
        )
    if copied:
        return found
    if value > NEAR * ceiling:
        return found.noting(f"near its ceiling, so too low: {limit}")
    if value > max(HIGH_NATS, HIGH * ceiling):
        return found.noting(
            f"more than {HIGH_NATS} nats are much for {found.n} observations: neighbours fall short where a "
            "relation is thinner than their distance; see whether LocalNonuniformity() finds more"
        )
    return found


def of_dimensions(columns: Sequence[np.ndarray]) -> Iterator[str]:
    d = sum(c.shape[1] for c in columns)
    if d >= MANY_COLUMNS:
        n = len(columns[0])
        yield f"neighbours in {d} dimensions are far apart at n={n}: the estimate falls short"


def of_smoothing(error: float, n: int, k: int, d: int) -> Iterator[str]:
    """Of the density taken to be even within each ball, which in the plane and on the line hardly matters."""
    order = (k / n) ** (2 / d)
    if np.isfinite(error) and order > SMOOTHED * error:
        yield (
            f"in {d} dimensions {n} observations are few: the bias, of the order (k/n)^(2/d) = {order:.2g}, "
            "is not small beside the standard error"
        )


def of_repeats(columns: Sequence[np.ndarray], ascending: Sequence[np.ndarray] = ()) -> Iterator[str]:
    """Of rows that are copies of others: where equal values of one variable come with those of the others."""
    equal = []
    for in_order in ascending or (np.sort(c[:, 0]) for c in columns):
        if (in_order[1:] != in_order[:-1]).all():
            return
    for c in (*columns, np.hstack(columns)):
        _, times = np.unique(c, axis=0, return_counts=True)
        equal.append((times * (times - 1.0)).sum())
    copies = int(times[times > 1].sum())
    if copies >= REPEATED * len(columns[0]) and equal[-1] > 0.5 * max(equal[:-1]):
        yield (
            f"{copies} rows repeat others in every column: if they are copies, drop them, for they are near "
            "neighbours of each other and the estimate is too high"
        )


def of_row_order(columns: Sequence[np.ndarray], distance: np.ndarray, k: int) -> Iterator[str]:
    """Of rows that are near the rows beside them, as those of a time series are."""
    n = len(distance)
    if any(_ascends(c[:, 0]) or _ascends(c[::-1, 0]) for c in columns):
        return  # the rows have been sorted, which says nothing of how they were drawn
    near, pairs = 0, 0
    every = np.arange(n)
    rows = np.array([every[run] for run in runs(n)])
    some, reach = [column[rows] for c in columns for column in c.T], distance[rows]  # (runs, rows) each
    for lag in LAGS:
        gap = np.max([np.abs(c[:, lag:] - c[:, :-lag]) for c in some], axis=0)
        near += int((gap < reach[:, lag:]).sum() + (gap < reach[:, :-lag]).sum())
        pairs += 2 * gap.size
    if near > pairs * max(ADJACENT / (2 * len(LAGS)), TIMES * k / n):
        yield (
            f"rows beside each other are near neighbours {near * n / (pairs * k):.0f} times as often as by "
            "chance: if the rows are a time series, the standard error is too small; use bootstrap by blocks"
        )


def _ascends(column: np.ndarray) -> bool:
    return bool((column[1:] >= column[:-1]).all())
