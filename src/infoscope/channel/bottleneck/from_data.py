"""What a curve found on data is worth: bands by resampling, and prediction on data held out."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..._rng import as_generator
from ...estimate import Unit, nats_per
from .._input import as_betas, as_count, as_joint, between
from .._result import Result
from .curve import BottleneckCurve
from .solve import information_bottleneck

__all__ = ["BottleneckBands", "bootstrap_bands", "held_out_information"]


@dataclass(frozen=True, eq=False)
class BottleneckBands(Result):
    """How far the curve strays from sample to sample: quantiles at each β, arrays of shape (B, 2).

    `central` is I(Z;Y) of the counts themselves, shape (B,): below the middle of the band by about `bias`.
    `bias` is the mean of I(Z;Y) over the resamples less that of the data: about what the data's own exceeds
    the truth by. See `bootstrap_bands` for an example.

    >>> BottleneckBands.__dataclass_fields__["level"].type
    <class 'float'>
    """

    beta: np.ndarray
    central: np.ndarray
    information_x: np.ndarray
    information_y: np.ndarray
    bias: np.ndarray
    level: float
    rounds: int
    unit: Unit

    def __repr__(self) -> str:
        width = np.ptp(self.information_y, axis=1)
        return (
            f"{100 * self.level:g} % bands at {len(self.beta)} β of {self.rounds} resamples: I(Z;Y) to "
            f"{self.central.max():.6g} {self.unit}, bands at most {width.max():.3g} wide"
        )

    def plot(self, axes: Any = None) -> Any:
        """I(Z;Y) of the counts over β, and the band of the resamples."""
        from ..._picture import axes_or_new

        axes = axes_or_new(axes)
        order = np.argsort(self.beta)
        beta, band = self.beta[order], self.information_y[order]
        axes.fill_between(beta, *band.T, color="tab:blue", alpha=0.3, linewidth=0, label="resamples")
        axes.plot(beta, self.central[order], color="tab:blue", label="counts")
        axes.legend(frameon=False, loc="lower right")
        axes.set(xlabel="β", ylabel=f"I(Z;Y) / {self.unit}", title=f"{100 * self.level:g} % bands")
        return axes.figure


def bootstrap_bands(
    counts: Any,
    betas: Any,
    *,
    rounds: int = 100,
    level: float = 0.95,
    tol: float = 1e-6,
    rng: int | np.random.Generator | None = None,
    unit: Unit = "nats",
) -> BottleneckBands:
    """The curve on `rounds` resamples of the counts: where it lies in the middle `level` of them.

    `counts` has shape (x, y), whole numbers; `betas` (B,). Resamples of counts have more information than the
    counts, as those have more than the truth: the bands show the spread, `bias` that excess. Raises
    ValueError where counts are no counts. Efron & Tibshirani, An introduction to the bootstrap (1993),
    section 13.3.

    >>> from infoscope import channel
    >>> bands = channel.bootstrap_bands([[40, 5], [6, 49]], [3.0], rounds=20, rng=0)
    >>> bool(bands.information_y[0, 0] < bands.information_y[0, 1])
    True
    """
    law, n = as_joint(counts, "counts")
    if n is None:
        raise ValueError("counts must be whole numbers: a law has no sample to resample")
    beta, inside, generator = as_betas(betas), between(level, 0.0, 1.0, "level"), as_generator(rng)
    if not 0.0 < inside < 1.0:
        raise ValueError(f"level must lie between 0 and 1, both excluded; got {level!r}")
    rounds = as_count(rounds, "rounds", 2)
    points = []
    for _ in range(rounds):
        again = generator.multinomial(n, law.ravel()).reshape(law.shape)
        curve = information_bottleneck(again[again.any(axis=1)], beta, tol=tol, unit=unit)
        points.append((curve.information_x, curve.information_y))
    own = information_bottleneck(np.asarray(counts), beta, tol=tol, unit=unit)
    x, y = np.array(points).transpose(1, 0, 2)
    tails = [0.5 - inside / 2, 0.5 + inside / 2]
    low_x, low_y = np.quantile(x, tails, axis=0).T, np.quantile(y, tails, axis=0).T
    centre = own.information_y
    return BottleneckBands(beta, centre, low_x, low_y, y.mean(axis=0) - centre, inside, rounds, unit)


def held_out_information(curve: BottleneckCurve, train: Any, test: Any, *, unit: Unit = "nats") -> np.ndarray:
    """What each Z of the curve says about Y on counts that it has not seen: the judge of how much to keep.

    `train` and `test` have shape (x, y), counts over the same values; the answer has shape (B,): the mean of
    ln p̂(y|z) / p̂(y) over the test counts, Z drawn from the encoder, p̂ the training counts with half a
    count added to each cell (Krichevsky & Trofimov 1981). An x that was never trained on may not occur in
    `test`. Below I(Z;Y) on average, and negative where what was learnt does harm. Raises ValueError where the
    shapes differ.

    >>> from infoscope import channel
    >>> train, test = [[40, 5], [6, 49]], [[30, 8], [7, 35]]
    >>> curve = channel.information_bottleneck(train, [1.0, 4.0])
    >>> channel.held_out_information(curve, train, test) > 0.1
    array([False,  True])
    """
    seen, new = np.asarray(train, dtype=np.float64), np.asarray(test, dtype=np.float64)
    if seen.ndim != 2 or seen.shape != new.shape or len(seen) != len(curve.encoders[0]):
        raise ValueError(
            f"train and test must be counts over the x and y of the curve; got {seen.shape} and {new.shape}"
        )
    if not new.sum() > 0:
        raise ValueError("test must hold at least one observation")
    alone = seen.sum(axis=0) + 0.5
    gains = []
    for encoder in curve.encoders:
        together = encoder.T @ seen + 0.5
        says = np.log(together / together.sum(axis=1, keepdims=True)) - np.log(alone / alone.sum())
        gains.append(((encoder.T @ new) * says).sum() / new.sum())
    return np.array(gains) / nats_per(unit)
