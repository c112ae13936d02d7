"""Integrals over the line: adaptive Gauss-Legendre panels between support edges, modes and quantiles.

Next to an edge e the variable is x = e ± h e^(-s), in a tail x = m ± h (e^s - 1): a density that is a power
there, of whatever exponent, falls off exponentially in s. Each panel is integrated with 12 and with 25 nodes;
their difference is the error of the coarser, hence a safe one for the finer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

__all__ = ["Integrated", "integrate", "nodes"]

_COARSE, _FINE = np.polynomial.legendre.leggauss(12), np.polynomial.legendre.leggauss(25)
_ROUNDS, _MOST_PANELS = 60, 4000
_NOTHING = 1e-20
_EDGE, _TAIL = 700.0, 345.0  # the farthest s; what is e^345 away still has a square
_STEPS = np.array([0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 700.0])

# of x, ln dx/ds and, next to an edge, (that edge, which way, how far): the integrand, and the density alone
Terms = Callable[[Any, Any, Any], tuple[Any, Any]]


@dataclass(frozen=True)
class Integrated:
    """An integral, its error, the integral of the density alone, and how often that was looked at."""

    value: float
    error: float
    mass: float
    evaluations: int


@dataclass(frozen=True)
class _Stretch:
    """A change of variable: "edge", "tail" or "middle", where anchored, which way, how wide, how far."""

    kind: str
    anchor: float = 0.0
    sign: float = 1.0
    width: float = 1.0
    end: float = np.inf

    def terms(self, terms: Terms, s: Any) -> tuple[Any, Any]:
        if self.kind == "middle":
            return terms(s, 0.0, None)
        if self.kind == "edge":
            far = self.width * np.exp(-s)
            return terms(self.anchor + self.sign * far, np.log(self.width) - s, (self.anchor, self.sign, far))
        return terms(self.anchor + self.sign * self.width * np.expm1(s), np.log(self.width) + s, None)


def integrate(
    terms: Terms, edges: Any, marks: Any, rtol: float, atol: float, sharp: Callable = lambda edge, sign: False
) -> Integrated:
    """∫ between the first and the last of the `edges`, which are sorted and may be infinite.

    `sharp(edge, sign)` tells whether the terms can go by the distance from an edge; where they cannot, the
    way there ends where numbers are too far apart, and what is left is extrapolated.
    """
    stretches, breaks = _stretches(edges, marks, sharp)
    rests = [_rest(terms, s) for s in stretches if s.kind != "middle"]
    if any(np.isinf(r) for r in rests):
        return Integrated(float(sum(rests)), 0.0, 1.0, 2 * len(rests))
    which = np.concatenate([np.full(len(b) - 1, i) for i, b in enumerate(breaks)])
    low, high = (np.concatenate([b[cut] for b in breaks]) for cut in (slice(None, -1), slice(1, None)))
    value, error = _panels(terms, stretches, which, low, high)
    seen, evaluations = len(low), 0
    for _ in range(_ROUNDS):
        total, wrong = value.sum(axis=0), error.sum(axis=0)
        evaluations += 37 * seen
        allowed = np.maximum(atol, rtol * np.abs(total))
        if not np.isfinite(total[0]) or (wrong <= allowed).all() or len(low) > _MOST_PANELS:
            break
        halved = (error > 0.25 * allowed / len(low)).any(axis=1)
        middle = 0.5 * (low[halved] + high[halved])
        new = (np.tile(which[halved], 2), np.append(low[halved], middle), np.append(middle, high[halved]))
        found, missed = _panels(terms, stretches, *new)
        which, low, high = (np.append(old[~halved], more) for old, more in zip((which, low, high), new))
        value, error = np.vstack([value[~halved], found]), np.vstack([error[~halved], missed])
        seen = len(found)
    total, wrong = value.sum(axis=0), error.sum(axis=0)
    rest = sum(rests)
    if np.isinf(total[0]):
        return Integrated(float(total[0]), 0.0, 1.0, evaluations)
    return Integrated(float(total[0] + rest), float(wrong[0] + abs(rest)), float(total[1]), evaluations)


def nodes(edges: Any, marks: Any) -> tuple[Any, Any]:
    """Fixed points x and ln of their weights, for integrands that are smooth between the marks."""
    stretches, breaks = _stretches(edges, marks, lambda edge, sign: False)
    points, log_weights = [], []

    def note(x: Any, log_step: Any, edge: Any) -> tuple[Any, Any]:
        points.append(x)
        return x, log_step + np.zeros_like(x)

    for stretch, ends in zip(stretches, breaks):
        half, centre = 0.5 * np.diff(ends)[:, None], 0.5 * (ends[1:] + ends[:-1])[:, None]
        _, log_steps = stretch.terms(note, (centre + half * _FINE[0]).ravel())
        log_weights.append(log_steps + np.log(half * _FINE[1]).ravel())
    return np.concatenate(points), np.concatenate(log_weights)


def _panels(terms: Terms, stretches: list, which: Any, low: Any, high: Any) -> tuple[Any, Any]:
    """(panels, 2) each: the integrals of integrand and density, and their errors."""
    half, centre = 0.5 * (high - low), 0.5 * (high + low)
    found = []
    for nodes, weights in (_COARSE, _FINE):
        s = centre[:, None] + half[:, None] * nodes
        sums = np.empty((len(low), 2))
        for i in np.unique(which):
            own = which == i
            for j, part in enumerate(stretches[i].terms(terms, s[own].ravel())):
                sums[own, j] = half[own] * (part.reshape(-1, len(nodes)) @ weights)
        found.append(sums)
    with np.errstate(invalid="ignore"):
        return found[1], np.abs(found[1] - found[0])


def _rest(terms: Terms, stretch: _Stretch) -> float:
    """What lies past the last s, where the integrand falls off exponentially; inf where it does not fall."""
    before, last = stretch.terms(terms, np.array([stretch.end - 1.0, stretch.end]))[0]
    if abs(last) < _NOTHING:  # rounding, or as good as gone
        return 0.0
    if abs(last) >= (1.0 - 1e-9) * abs(before):
        return float(np.copysign(np.inf, last))
    return float(last / np.log(abs(before / last)))


def _stretches(edges: Any, marks: Any, sharp: Callable) -> tuple[list[_Stretch], list[Any]]:
    """The changes of variable from the first edge to the last, and the breaks between panels of each.

    The marks between two edges belong to the nearer half: to that edge's variable, or to x itself.
    """
    stretches, breaks = [], []
    for low, high in pairwise(edges):
        inner = _inner(low, high, marks)
        left = inner[: len(inner) // 2 + 1] if np.isfinite(low) else inner[:1]
        right = inner[len(inner) // 2 :] if np.isfinite(high) else inner[-1:]
        width = inner[-1] - inner[0] if len(inner) > 1 else 1.0
        for end, side, start, sign in ((low, left, left[-1], 1.0), (high, right, right[0], -1.0)):
            stretch = _towards(float(end), float(start), sign, float(width), sharp)
            within = np.log(stretch.width) - np.log(np.abs(side - end)) if stretch.kind == "edge" else _STEPS
            steps = np.unique(np.concatenate([_STEPS, within, [stretch.end]]))
            stretches.append(stretch)
            breaks.append(steps[(steps >= 0.0) & (steps <= stretch.end)])
        between = inner[(inner >= left[-1]) & (inner <= right[0])]
        if len(between) > 1:
            stretches.append(_Stretch("middle"))
            breaks.append(between)
    return stretches, breaks


def _towards(end: float, start: float, sign: float, width: float, sharp: Callable) -> _Stretch:
    if not np.isfinite(end):
        return _Stretch("tail", start, -sign, width, max(1.0, min(_TAIL, _TAIL - np.log(width))))
    closest = 1e-300 if sharp(end, sign) else max(64.0 * np.spacing(abs(end)), 1e-300)
    own = abs(start - end)
    return _Stretch("edge", end, sign, own, max(1.0, min(_EDGE, np.log(own) - np.log(closest))))


def _inner(low: float, high: float, marks: Any) -> Any:
    """The marks strictly between two edges; at least one."""
    inner = marks[(marks > low) & (marks < high)]
    if len(inner):
        return inner
    if np.isfinite([low, high]).all():
        return np.array([low + 0.5 * (high - low)])
    return np.array([low + 1.0 if np.isfinite(low) else high - 1.0 if np.isfinite(high) else 0.0])
