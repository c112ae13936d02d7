"""The bottleneck's answer: a curve of points, each with its encoder."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...estimate import Unit
from .._result import Result

__all__ = ["BottleneckCurve", "Knee"]

SQUARED = "squared functional, closed form"
STRAIGHT = 1e-9  # of what is told in the end: a curve no higher above its chord has no knee


@dataclass(frozen=True, eq=False)
class Knee(Result):
    """The point of a curve that is farthest above the chord from nothing kept to its last.

    Where none is, as on a straight line, it is the last, and `reason` says that there is none.

    >>> from infoscope import channel
    >>> curve = channel.information_bottleneck([[0.45, 0.05], [0.05, 0.45]], [1.0, 2.0, 9.0], unit="bits")
    >>> curve.knee.index, curve.knee.reason
    (1, 'farthest above the chord: 70 % of the last I(X;Z) buys 77 % of the last I(Z;Y)')
    """

    index: int
    beta: float
    information_x: float
    information_y: float
    reason: str
    unit: Unit

    def __repr__(self) -> str:
        return (
            f"knee at β = {self.beta:.4g}: I(X;Z) {self.information_x:.6g}, I(Z;Y) {self.information_y:.6g} "
            f"{self.unit}; {self.reason}"
        )


@dataclass(frozen=True, eq=False)
class BottleneckCurve(Result):
    """What is kept of X and what that tells of Y, at each β of min I(X;Z) - β I(Z;Y).

    `beta` (no unit), `information_x` and `information_y` have shape (B,), in the order in which β was given.
    `encoders[i]` has shape (x, z): row x is p(z|x). `excess[i]` is how much lower the objective could be as
    far as a search from every row finds: 0 at the optimum, NaN where nothing bounds it, as with hard clusters
    and where more clusters than allowed would pay. `transitions` are the β at which a cluster more pays:
    halfway between the two β that show it; the first, of soft clusters, is sought between them, and is 1 / ρ²
    at the latest. `n` is the number of observations where counts were given.

    >>> from infoscope import channel
    >>> channel.information_bottleneck([[0.45, 0.05], [0.05, 0.45]], [1.0, 2.0, 3.0], unit="bits")
    3 β from 1 to 3 (soft clusters), bits: I(X;Z) to 0.948951 of 1, I(Z;Y) to 0.516595 of 0.531004
    """

    beta: np.ndarray
    information_x: np.ndarray
    information_y: np.ndarray
    encoders: tuple[np.ndarray, ...]
    excess: np.ndarray
    entropy_x: float
    total_information: float
    transitions: tuple[float, ...]
    unit: Unit
    method: str
    n: int | None = None
    warnings: tuple[str, ...] = ()

    @property
    def clusters(self) -> np.ndarray:
        """How many values Z takes at each β."""
        return np.array([e.shape[1] for e in self.encoders])

    def decoder(self, index: int, p_xy: Any) -> np.ndarray:
        """p(y|z) of the encoder at `index`, shape (z, y): what a value of Z says about Y."""
        p = np.asarray(p_xy, dtype=np.float64)
        if not -len(self.encoders) <= index < len(self.encoders):
            raise IndexError(f"index must be that of one of the {len(self.encoders)} β; got {index!r}")
        if p.ndim != 2 or len(p) != len(self.encoders[index]):
            raise ValueError(
                f"p_xy must be the law of the curve, {len(self.encoders[index])} rows; got {p.shape}"
            )
        joint = self.encoders[index].T @ p
        return joint / joint.sum(axis=1, keepdims=True)

    def hull(self) -> tuple[np.ndarray, np.ndarray]:
        """`(I_x, I_y)` of the corners of the concave hull, from (0, 0)."""
        order = np.lexsort((-self.information_y, self.information_x))
        corners = [(0.0, 0.0)]
        for x, y in zip(self.information_x[order], self.information_y[order]):
            if y <= corners[-1][1] or x <= corners[-1][0]:
                continue
            while len(corners) > 1 and _turns_up(corners[-2], corners[-1], (x, y)):
                corners.pop()
            corners.append((float(x), float(y)))
        xs, ys = zip(*corners)
        return np.array(xs), np.array(ys)

    @property
    def knee(self) -> Knee:
        """Where keeping more begins to tell little more, and why it is there."""
        x, y = self.information_x, self.information_y
        last = int(np.argmax(x))
        if x[last] <= 0.0 or y[last] <= 0.0:
            return Knee(last, float(self.beta[last]), 0.0, 0.0, "nothing is kept at any β", self.unit)
        above = self._above()
        i = int(np.argmax(above))
        if above[i] <= STRAIGHT:
            why = "there is none: no point lies above the line from nothing kept to the last"
            return Knee(last, float(self.beta[last]), float(x[last]), float(y[last]), why, self.unit)
        kept, told = 100 * x[i] / x[last], 100 * y[i] / y[last]
        share = f"{kept:.0f} % of the last I(X;Z) buys {told:.0f} % of the last I(Z;Y)"
        return Knee(
            i, float(self.beta[i]), float(x[i]), float(y[i]), f"farthest above the chord: {share}", self.unit
        )

    def _above(self):
        """How far each point lies above the line from nothing kept to the last, as a share of its I(Z;Y)."""
        x, y = self.information_x, self.information_y
        last = int(np.argmax(x))
        return y / y[last] - x / x[last] if x[last] > 0.0 and y[last] > 0.0 else np.zeros_like(x)

    def __repr__(self) -> str:
        of_beta = f" {self.unit}" if self.method == SQUARED else ""  # else β is a pure number
        head = (
            f"{len(self.beta)} β from {self.beta.min():.4g} to {self.beta.max():.4g}{of_beta} "
            f"({self.method}), {self.unit}: "
            f"I(X;Z) to {self.information_x.max():.6g} of {self.entropy_x:.6g}, "
            f"I(Z;Y) to {self.information_y.max():.6g} of {self.total_information:.6g}"
        )
        return "\n".join([head, *(f"  warning: {w}" for w in self.warnings)])

    def plot(self, axes: Any = None) -> Any:
        """I(Z;Y) over I(X;Z): the points, their hull, the bounds, and the knee."""
        from ..._picture import axes_or_new

        axes = axes_or_new(axes)
        total = self.total_information
        axes.plot([0.0, total, max(self.entropy_x, total)], [0.0, total, total], ":", color="0.6")
        axes.plot(*self.hull(), color="tab:blue", linewidth=1)
        axes.plot(self.information_x, self.information_y, ".", color="tab:blue")
        if self._above().max() > STRAIGHT:
            knee = self.knee
            axes.plot(knee.information_x, knee.information_y, "o", color="tab:orange")
            axes.annotate(
                f"β = {knee.beta:.3g}",
                (knee.information_x, knee.information_y),
                (6, -12),
                textcoords="offset points",
            )
        axes.set(
            xlabel=f"I(X;Z) / {self.unit}", ylabel=f"I(Z;Y) / {self.unit}", title="information bottleneck"
        )
        return axes.figure


def _turns_up(a, b, c):
    """Whether b lies on or below the line from a to c."""
    return (b[1] - a[1]) * (c[0] - a[0]) <= (c[1] - a[1]) * (b[0] - a[0])
