"""Means over data, each datum with several draws: the datum is the independent unit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["Mean", "Moments", "freed", "mean", "mean_of_some", "moments"]


@dataclass(frozen=True, eq=False)
class Mean:
    """A mean over data and its standard error; arrays where there are several numbers."""

    value: np.ndarray
    error: np.ndarray


@dataclass(frozen=True, eq=False)
class Moments:
    """Of values and control of some data: means over draws (n, …) and (n,), sums of products inside."""

    values: np.ndarray
    control: np.ndarray
    product: np.ndarray
    square: float


def moments(values: np.ndarray, control: np.ndarray) -> Moments:
    """Of values (draws, n, …) and control (draws, n)."""
    with np.errstate(invalid="ignore"):
        apart = control - control.mean(axis=0)
        product = np.tensordot(apart, values, axes=([0, 1], [0, 1]))
    return Moments(values.mean(axis=0), control.mean(axis=0), product, float((apart**2).sum()))


def freed(parts: Sequence[Moments]) -> np.ndarray:
    """Means over draws, freed of what the control is known to get wrong: one row a datum.

    The control has mean 0 over the law that was drawn from. The least-squares slope b, one for all data, is
    taken inside the data: the mean of values - b · control has the same expectation and less noise. It is
    linear in the values, so that what adds up before adds up after; the control itself becomes 0. Owen,
    Monte Carlo theory, methods and examples (2013), section 8.9.
    """
    values = np.concatenate([part.values for part in parts])
    control = np.concatenate([part.control for part in parts])
    square = sum(part.square for part in parts)
    if not (np.isfinite(values).all() and 0.0 < square < np.inf):
        return values
    slope = sum(part.product for part in parts) / square
    return values - slope * control.reshape(-1, *[1] * (values.ndim - 1))


def mean(values: np.ndarray) -> Mean:
    """Over the first axis, one row a datum."""
    return mean_of_some(values, None, None)


def mean_of_some(values: np.ndarray, helps: np.ndarray | None, of_all: np.ndarray | None) -> Mean:
    """The mean over all data of what is known of some, by regression on what is known of all of them.

    `values` (r, …) and `helps` (r,) of the same data, `of_all` (n,) what helps of all. With r = n it is the
    plain mean. Linear in the values, and of `helps` itself it gives the mean over all. Cochran, Sampling
    techniques (1977), section 12.6: double sampling with regression.
    """
    r = len(values)
    with np.errstate(invalid="ignore"):
        centre = values.mean(axis=0)
        variance = values.var(axis=0, ddof=1)
        if helps is None or of_all is None or r == len(of_all) or not np.isfinite(of_all).all():
            return Mean(centre, _error(variance / r, centre))
        apart = helps - helps.mean()
        spread = (apart**2).sum()
        slope = np.tensordot(apart, values, axes=(0, 0)) / spread if spread > 0.0 else 0.0 * centre
        centre = centre + slope * (of_all.mean() - helps.mean())
        left = variance - slope**2 * helps.var(ddof=1)
        squared = left * (1.0 / r - 1.0 / len(of_all)) + variance / len(of_all)
    return Mean(centre, _error(squared, centre))


def _error(squared: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """An infinite mean has an infinite error; a variance below 0 is rounding."""
    return np.where(np.isfinite(centre), np.sqrt(np.where(squared > 0.0, squared, 0.0)), np.inf)
