"""Rate–distortion where it is a formula: Gaussian sources under squared error."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..estimate import Unit, nats_per
from ._input import as_number
from ._result import Result

__all__ = ["WaterFilling", "gaussian_rate_distortion"]


@dataclass(frozen=True, eq=False)
class WaterFilling(Result):
    """A Gaussian source coded to a total squared error: what each component is given.

    `components` holds the distortion of each component, min(level, variance): the level of the water.

    >>> from infoscope import channel
    >>> channel.gaussian_rate_distortion(1.0, distortion=0.25, unit="bits")
    rate 1 bits at distortion 0.25 (water level 0.25, 1 of 1 components coded)
    """

    rate: float
    distortion: float
    level: float
    variances: np.ndarray
    components: np.ndarray
    unit: Unit
    gap: float = 0.0

    def __float__(self) -> float:
        return self.rate

    def __repr__(self) -> str:
        coded = int((self.variances > self.level).sum())
        return (
            f"rate {self.rate:.7g} {self.unit} at distortion {self.distortion:.6g} "
            f"(water level {self.level:.6g}, {coded} of {len(self.variances)} components coded)"
        )

    def plot(self, axes: Any = None) -> Any:
        """The variances as columns, filled with distortion up to the level; what stands out is coded."""
        from .._picture import axes_or_new

        axes = axes_or_new(axes)
        places = np.arange(len(self.variances))
        axes.bar(places, self.variances, color="0.85")
        axes.bar(places, self.components, color="tab:blue")
        axes.axhline(self.level, color="tab:blue", linewidth=0.8)
        axes.set(xlabel="component", ylabel="variance", title=f"rate {self.rate:.6g} {self.unit}")
        return axes.figure


def gaussian_rate_distortion(variance: Any, *, distortion: float, unit: Unit = "nats") -> WaterFilling:
    """R(D) = Σ ½ ln(σ_i² / min(θ, σ_i²)), the level θ such that Σ min(θ, σ_i²) = D: reverse water-filling.

    `variance` is a number, an array of shape (k,) of the variances of independent components, or a covariance
    matrix of shape (k, k), of which the eigenvalues are taken; `distortion` is the total squared error, > 0.
    At D >= Σ σ_i² the rate is 0. Raises ValueError where a variance is negative or D is not positive. Cover &
    Thomas, theorem 10.3.3.

    >>> from infoscope import channel
    >>> round(channel.gaussian_rate_distortion([4, 1, 0.25], distortion=3, unit="bits").rate, 6)
    0.596323
    """
    variances, total, per = _variances(variance), as_number(distortion, "distortion"), nats_per(unit)
    if total <= 0:
        raise ValueError(
            f"distortion must be > 0: a real number sent exactly takes infinitely long; got {total:g}"
        )
    level = _water_level(variances, total)
    components = np.minimum(level, variances)
    coded = variances > level
    rate = 0.5 * float(np.log(variances[coded] / level).sum())
    return WaterFilling(rate / per, float(components.sum()), level, variances, components, unit)


def _water_level(variances, total):
    """Where the sum of min(level, variance) is the total: the columns that drown are the smallest ones."""
    ordered = np.sort(variances)
    if total >= ordered.sum():
        return float(ordered[-1])
    drowned = np.concatenate([[0.0], np.cumsum(ordered)[:-1]])
    levels = (total - drowned) / np.arange(len(ordered), 0, -1)
    return float(levels[np.flatnonzero(levels <= ordered)[0]])


def _variances(variance):
    given: np.ndarray = np.atleast_1d(np.asarray(variance, dtype=np.float64))
    if given.size == 0:
        raise ValueError(f"variance must hold at least one component; got shape {given.shape}")
    if given.ndim == 2 and given.shape[0] == given.shape[1]:
        if not np.allclose(given, given.T):
            raise ValueError("a covariance matrix must be symmetric")
        given = np.linalg.eigvalsh(given)
    if given.ndim != 1 or not np.isfinite(given).all() or (given < 0).any():
        raise ValueError(
            f"variance must be numbers >= 0 or a covariance matrix; got shape {np.shape(variance)}, "
            f"smallest value {given.min():g}"
        )
    return given
