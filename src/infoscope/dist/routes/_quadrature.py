"""Integrals over the line: adaptive Gauss-Legendre panels between support edges, modes and quantiles.

Next to an edge e the variable is x = e ± h e^(-s), in a tail x = m ± h (e^s - 1): a density that is a power
there, of whatever exponent, falls off exponentially in s. Each panel is integrated with 12 and with 25 nodes;
their difference is the error of the coarser, hence a safe one for the finer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Integrated", "integrate"]

_COARSE, _FINE = np.polynomial.legendre.leggauss(12), np.polynomial.legendre.leggauss(25)
_ROUNDS, _MOST_PANELS = 60, 4000
_FARTHEST = {"edge": 700.0, "tail": 345.0}  # e^345 still has a square
_STEPS = np.array([0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 700.0])

Terms = Callable[[Any, Any], tuple[Any, Any]]  # of x and ln dx/ds: the integrand, and the density alone


@dataclass(frozen=True)
class Integrated:
    """An integral, its error, the integral of the density alone, and how often that was looked at."""

    value: float
    error: float
    mass: float
    evaluations: int


@dataclass(frozen=True)
class _Stretch:
    """A change of variable: kind "edge", "tail" or "middle", where it is anchored, which way, how wide."""

    kind: str
    anchor: float
    sign: float
    width: float

    def at(self, s: Any) -> tuple[Any, Any]:
        """x and ln |dx/ds|."""
        if self.kind == "middle":
            return s, np.zeros_like(s)
        if self.kind == "edge":
            return self.anchor + self.sign * self.width * np.exp(-s), np.log(self.width) - s
        return self.anchor + self.sign * self.width * np.expm1(s), np.log(self.width) + s

    def end(self) -> float:
        if self.kind == "edge":  # no closer than numbers lie there
            closest = max(4.0 * np.spacing(abs(self.anchor)), 1e-300)
            return max(1.0, min(_FARTHEST["edge"], np.log(self.width) - np.log(closest)))
        return _FARTHEST[self.kind]


def integrate(terms: Terms, edges: Any, marks: Any, rtol: float, atol: float) -> Integrated:
    """∫ between the first and the last of the `edges`, which are sorted and may be infinite."""
    stretches, breaks = _stretches(edges, marks)
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
    return Integrated(float(total[0] + rest), float(wrong[0] + abs(rest)), float(total[1]), evaluations)


def _panels(terms: Terms, stretches: list, which: Any, low: Any, high: Any) -> tuple[Any, Any]:
    """(panels, 2) each: the integrals of integrand and density, and their errors."""
    half, centre = 0.5 * (high - low), 0.5 * (high + low)
    found = []
    for nodes, weights in (_COARSE, _FINE):
        s = centre[:, None] + half[:, None] * nodes
        x, log_step = np.empty_like(s), np.empty_like(s)
        for i in np.unique(which):
            x[which == i], log_step[which == i] = stretches[i].at(s[which == i])
        parts = terms(x.ravel(), log_step.ravel())
        found.append(np.stack([half * (part.reshape(s.shape) @ weights) for part in parts], axis=1))
    with np.errstate(invalid="ignore"):
        return found[1], np.abs(found[1] - found[0])


def _rest(terms: Terms, stretch: _Stretch) -> float:
    """What lies past the last s, where the integrand falls off exponentially; inf where it does not fall."""
    end = stretch.end()
    x, log_step = stretch.at(np.array([end - 1.0, end]))
    before, last = terms(x, log_step)[0]
    if last == 0.0:
        return 0.0
    if abs(last) >= 0.999 * abs(before):
        return float(np.copysign(np.inf, last))
    return float(last / np.log(abs(before / last)))


def _stretches(edges: Any, marks: Any) -> tuple[list[_Stretch], list[Any]]:
    """The changes of variable from the first edge to the last, and the breaks between panels of each."""
    stretches, breaks = [], []
    for low, high in zip(edges[:-1], edges[1:]):
        inner = _inner(low, high, marks)
        width = max(inner[-1] - inner[0], 1e-3 * max(abs(inner[0]), abs(inner[-1])), np.finfo(float).tiny)
        for end, mark, sign in ((low, inner[0], 1.0), (high, inner[-1], -1.0)):
            if np.isfinite(end):
                s = _Stretch("edge", float(end), sign, float(abs(mark - end)))
            else:
                s = _Stretch("tail", float(mark), -sign, float(width if len(inner) > 1 else 1.0))
            stretches.append(s)
            breaks.append(np.append(_STEPS[s.end() > _STEPS], s.end()))
        if len(inner) > 1:
            stretches.append(_Stretch("middle", 0.0, 1.0, 1.0))
            breaks.append(inner)
    return stretches, breaks


def _inner(low: float, high: float, marks: Any) -> Any:
    """The marks strictly between two edges; at least one."""
    inner = marks[(marks > low) & (marks < high)]
    if len(inner):
        return inner
    if np.isfinite([low, high]).all():
        return np.array([low + 0.5 * (high - low)])
    return np.array([low + 1.0 if np.isfinite(low) else high - 1.0 if np.isfinite(high) else 0.0])
