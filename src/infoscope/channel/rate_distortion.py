"""How many nats a source needs if it may come back a little wrong: the whole curve, between bounds."""

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from ..estimate import Unit, nats_per
from ._input import as_count, as_law, as_matrix, as_number, as_tolerance
from ._interior import interior_minimum
from ._result import Result

__all__ = ["RateDistortion", "RatePoint", "rate_distortion"]

NARROW = 60  # halvings of a stretch of the curve, after which rounding is all that is left


@dataclass(frozen=True, eq=False)
class RatePoint(Result, float):
    """A point of the curve; as a number, its rate. `rate - gap` is a lower bound, `slope` is -dR/dD.

    >>> from infoscope import channel
    >>> coin = channel.rate_distortion([0.5, 0.5], [[0, 1], [1, 0]], unit="bits")
    >>> point = coin.at(distortion=0.11)
    >>> round(point.rate, 6), point.gap < 1e-9
    (0.500084, True)
    """

    rate: float
    distortion: float
    slope: float
    gap: float
    unit: Unit

    def __new__(cls, rate, distortion, slope, gap, unit):
        return super().__new__(cls, rate)

    def __repr__(self) -> str:
        gap = f"at most {self.gap:.0e} less"
        return f"rate {self.rate:.7g} {self.unit} at distortion {self.distortion:.6g}, {gap}"

    def plot(self, axes: Any = None) -> Any:
        """The point, its gap, and its slope as a line."""
        from .._picture import axes_or_new

        axes = axes_or_new(axes)
        axes.errorbar(self.distortion, self.rate, [[self.gap], [0.0]], fmt="o", color="tab:blue")
        axes.axline((self.distortion, self.rate - self.gap), slope=-self.slope, color="0.6", linestyle=":")
        wide = self.distortion + (self.rate / self.slope if 0.0 < self.slope < np.inf else 1.0)
        axes.set_xlim(0.0, 1.05 * wide)  # to where the line meets the axis, not as narrow as the gap
        axes.set_ylim(0.0, 1.4 * self.rate or 1.0)
        axes.set(xlabel="distortion", ylabel=f"rate / {self.unit}", title=repr(self))
        return axes.figure


@dataclass(frozen=True, eq=False)
class RateDistortion(Result):
    """The curve R(D) of a source and a distortion, as points from the largest distortion to the least.

    Arrays of one shape: `distortion` falls, `rate` (achieved) rises, `slope` is -dR/dD, `gap` bounds how far
    the rate lies above the curve. `reproductions` has a row for each point: the law of what comes back.

    >>> from infoscope import channel
    >>> coin = channel.rate_distortion([0.5, 0.5], [[0, 1], [1, 0]], points=9, unit="bits")
    >>> coin
    R(D) at 9 distortions from 0 to 0.5: 1 to 0 bits, gaps at most 0e+00
    """

    distortion: np.ndarray
    rate: np.ndarray
    slope: np.ndarray
    gap: np.ndarray
    reproductions: np.ndarray
    unit: Unit
    converged: bool
    _points: list = field(repr=False)
    _source: Any = field(repr=False)
    _tol: float = field(repr=False)

    def at(self, *, distortion: float) -> RatePoint:
        """R(D) at one distortion, within the tolerance: 0 beyond the largest; ValueError below the least."""
        d, least = as_number(distortion, "distortion"), self.distortion[-1]
        if d < least:
            raise ValueError(f"no code reaches a distortion of {d:g}: the least there is is {least:.10g}")
        if d >= self.distortion[0]:
            return RatePoint(0.0, d, 0.0, 0.0, self.unit)
        place = bisect_left(self._points, -d, key=lambda p: -p.distortion)
        above, below = self._points[place - 1 : place + 1]
        rate, slope, gap = _between(self._source, above, below, d, self._tol)
        per = nats_per(self.unit)
        return RatePoint(rate / per, d, slope / per, gap / per, self.unit)

    def __repr__(self) -> str:
        missed = "" if self.converged else "; NOT converged: a gap is larger than the tolerance"
        return (
            f"R(D) at {len(self.rate)} distortions from {self.distortion[-1]:.6g} to "
            f"{self.distortion[0]:.6g}: {self.rate[-1]:.6g} to {self.rate[0]:.6g} {self.unit}, "
            f"gaps at most {self.gap.max():.0e}{missed}"
        )

    def plot(self, axes: Any = None) -> Any:
        """The curve: what lies below it cannot be done."""
        from .._picture import axes_or_new

        axes = axes_or_new(axes)
        axes.plot(self.distortion, self.rate, ".-")
        axes.set(xlabel="distortion", ylabel=f"rate / {self.unit}", title="rate–distortion")
        return axes.figure


def rate_distortion(
    p: Any, d: Any, *, points: int = 33, tol: float = 1e-10, unit: Unit = "nats"
) -> RateDistortion:
    """R(D) = min I(X;Y) over p(y|x) with E d(X, Y) <= D: the whole curve, evenly resolved.

    `p` has shape (K,), the law of the source; `d` has shape (K, M), entries >= 0: what it costs that x comes
    back as y. For each slope s the reproduction law r that minimises -Σ p ln Σ r e^(-s d) is found by Newton
    steps along an interior path; the problem is convex, so one start is enough, and max_y Σ p e^(-s d) / Σ r
    e^(-s d) certifies it. The next slope is that of the longest chord there is. Raises ValueError where p is
    no law or a distortion is negative. Blahut (1972), theorems 5 and 6; Csiszár (1974).

    >>> from infoscope import channel
    >>> curve = channel.rate_distortion([0.3, 0.7], [[0, 1], [1, 0]], unit="bits")
    >>> round(curve.at(distortion=0.1).rate, 6)
    0.412295
    """
    law, costs, per = as_law(p), as_matrix(d, "d"), nats_per(unit)
    if costs.shape[0] != law.size:
        raise ValueError(f"d must have a row for each of the {law.size} outcomes; got shape {costs.shape}")
    if (costs < 0).any():
        raise ValueError(f"d must be >= 0; got {costs.min():g}")
    points, tol = as_count(points, "points", 2), as_tolerance(tol)
    source = _Source(law[law > 0], costs[law > 0], tol)
    found = _chords(source, points)
    columns = [np.array(c) for c in zip(*((f.distortion, f.rate, f.slope, f.gap) for f in found))]
    distortion, rate, slope, gap = columns
    return RateDistortion(
        distortion, rate / per, slope / per, gap / per, np.array([f.law for f in found]), unit,
        bool(gap.max() <= tol), found, source, tol,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Point:
    """Nats: the point where a line of this slope touches the curve."""

    distortion: float
    rate: float
    slope: float
    gap: float
    law: np.ndarray


class _Source:
    def __init__(self, p, costs, tol):
        self.p, self.costs, self.tol = p, costs, tol
        self.nearest = costs.min(axis=1)
        self.extra = costs - self.nearest[:, None]

    def silent(self):
        """Nothing is sent: the one reproduction that is cheapest on average."""
        costs = self.p @ self.costs
        law = np.zeros(len(costs))
        law[costs.argmin()] = 1.0
        return _Point(float(costs.min()), 0.0, 0.0, 0.0, law)

    def point(self, slope):
        weights = np.exp(-slope * self.extra) if np.isfinite(slope) else (self.extra == 0).astype(float)
        size = weights.shape[1]

        def derivatives(r):
            mixed = weights @ r
            return -(self.p / mixed) @ weights, (weights * (np.sqrt(self.p) / mixed)[:, None]).T

        def excess(r, _):
            r = r / r.sum()
            return np.log(((self.p / (weights @ r)) @ weights).max())

        start = np.full(size, 1.0 / size)
        rows, one = np.ones((1, size)), np.ones(1)
        r, _, _ = interior_minimum(
            derivatives, excess, weights, start, rows, one, tol=0.1 * self.tol, steps=100
        )
        r = r / r.sum()
        return self._touching(slope, weights, r, max(float(excess(r, None)), 0.0))

    def _touching(self, slope, weights, r, gap):
        mixed = weights @ r
        more = float((self.p / mixed) @ (weights * self.extra) @ r)
        free = 0.0 - float(self.p @ np.log(mixed))
        rate = free - slope * more if np.isfinite(slope) else free
        return _Point(float(self.p @ self.nearest) + more, rate, slope, gap, r)


def _chords(source, points):
    """Points of the curve: each new one touches it where it is farthest from the longest chord."""
    found = [source.silent(), source.point(np.inf)]
    if found[0].distortion <= found[1].distortion or found[1].rate <= 0.0:
        return found
    width, height = found[0].distortion - found[1].distortion, found[1].rate
    straight: set[int] = set()
    while len(found) < points:
        lengths = [
            0.0
            if id(b) in straight
            else np.hypot((a.distortion - b.distortion) / width, (b.rate - a.rate) / height)
            for a, b in pairwise(found)
        ]
        longest = int(np.argmax(lengths))
        if lengths[longest] == 0.0:
            break
        a, b = found[longest : longest + 2]
        new = source.point(_chord_slope(a, b))
        if a.distortion > new.distortion > b.distortion:
            found.insert(longest + 1, new)
        else:
            straight.add(id(b))
    return found


def _chord_slope(a, b):
    return (b.rate - a.rate) / (a.distortion - b.distortion)


def _between(source, a, b, distortion, tol):
    """`(rate, slope, gap)`: above, the chord between two points that are achieved; below, a tangent."""
    slope, bound = 0.0, 0.0
    for _ in range(NARROW):
        slope = _chord_slope(a, b)
        rate = a.rate + slope * (a.distortion - distortion)
        new = source.point(slope)
        bound = max(bound, new.rate + slope * (new.distortion - distortion) - new.gap)
        if rate - bound <= tol or not a.distortion > new.distortion > b.distortion:
            break
        a, b = (new, b) if new.distortion >= distortion else (a, new)
    return rate, slope, max(rate - bound, 0.0)
