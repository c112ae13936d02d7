"""Expectations from draws, a chunk at a time, until the standard error is small enough.

Mixtures are stratified, each component getting its share of the draws; laws with a centre are drawn in
mirrored pairs, which take out of the error all that is odd about the centre. The error is counted
accordingly.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .._laws._law import Law
from ._integral import Integral
from ._tails import distrust

__all__ = ["Drawn", "estimate"]

_NUMBERS = 1 << 20  # in one chunk
_FIRST = 4096
_MOST_STRATA = 64
LOST = 0.01  # of the coverage of an interval, before it is said
_KEPT = 1000  # of the largest values, to judge the tail


@dataclass(frozen=True)
class Drawn:
    """A mean with its standard error, how many draws it took, and what to distrust."""

    value: float
    error: float
    n: int
    warnings: tuple[str, ...]


@dataclass
class _Stratum:
    """Running moments of the values under one law; mirrored pairs count as one value."""

    weight: float
    law: Law
    count: int = 0
    mean: float = 0.0
    squares: float = 0.0
    cubes: float = 0.0
    largest: np.ndarray = field(default_factory=lambda: np.empty(0))

    def add(self, units: np.ndarray) -> None:
        n, mean = len(units), float(units.mean())
        off, total = mean - self.mean, self.count + n
        apart = units - mean
        squares, a, b = float((apart**2).sum()), self.count, n
        # Pébay (2008), equations II.1 to II.3: moments of two parts make those of the whole.
        self.cubes += float((apart**3).sum()) + off**3 * a * b * (a - b) / total**2
        self.cubes += 3.0 * off * (a * squares - b * self.squares) / total
        self.squares += squares + off**2 * a * b / total
        self.mean, self.count = self.mean + off * n / total, total
        kept = np.append(self.largest, np.abs(units))
        self.largest = np.sort(kept)[-_KEPT:]

    def variance(self) -> float:
        """Of its share of the mean."""
        return self.weight**2 * self.squares / max(self.count - 1, 1) / self.count


    def third(self) -> float:
        """The third cumulant of its share of the mean."""
        return self.weight**3 * self.cubes / self.count**3


def estimate(
    integral: Integral,
    p: Law,
    q: Law,
    *,
    rng: np.random.Generator,
    rtol: float,
    atol: float,
    max_samples: int,
    progress: Callable[[int, int], object] | None = None,
) -> Drawn:
    strata = [_Stratum(w, law) for w, law in _flat(integral.strata(p, q))]
    drawn, chunk = 0, max(1, _NUMBERS // p.dim)
    while True:
        ask = min(max(_FIRST, drawn), chunk, max_samples - drawn)
        for s in strata:
            drawn += _draw(s, max(2, round(s.weight * ask)), integral, p, q, rng)
        mean = sum(s.weight * s.mean for s in strata)
        error = float(np.sqrt(sum(s.variance() for s in strata)))
        if progress is not None:
            progress(min(drawn, max_samples), max_samples)
        value, shown = integral.finish(np.float64(mean), np.float64(error))
        if drawn >= max_samples or not np.isfinite(mean) or shown <= max(atol, rtol * abs(value)):
            break
    if not np.isfinite(mean):
        return Drawn(mean, 0.0, drawn, ("a draw of P is impossible under Q: its density there is 0",))
    said = () if integral.bounded else _judged(strata)
    return Drawn(mean, error, drawn, said or _skewed(strata, error))


def _flat(strata: tuple) -> list[tuple[float, Law]]:
    found = []
    for weight, law in strata:
        if 0 < len(law.strata) <= _MOST_STRATA:
            found += [(weight * w, part) for w, part in _flat(law.strata)]
        else:
            found.append((weight, law))
    return found


def _draw(s: _Stratum, n: int, integral: Integral, p: Law, q: Law, rng: np.random.Generator) -> int:
    """Add n draws, n + 1 where they come in pairs and n is odd; how many they were."""
    if s.law.centre is None:
        x = _inside(s.law, s.law.sample(n, rng))
    else:
        half = s.law.sample((n + 1) // 2, rng)
        x = np.concatenate([half, 2.0 * s.law.centre - half])
    with np.errstate(all="ignore"):
        of_p = p.log_density(x)
        of_q = of_p if q is p else q.log_density(x)
        values = integral.values(of_p, of_q)
        values = np.exp(values) if integral.logarithmic else np.asarray(values)
        units = values if s.law.centre is None else 0.5 * (values[: len(half)] + values[len(half) :])
        s.add(units)
    return len(x)


def _inside(law: Law, x: np.ndarray) -> np.ndarray:
    """Draws that rounding put on the edge of the support, where a density may be infinite, moved off it."""
    low, high = law.support
    if law.space != "line" or not np.isfinite([low, high]).any():
        return x
    return np.where(x <= low, np.nextafter(low, np.inf), np.where(x >= high, np.nextafter(high, -np.inf), x))


def _judged(strata: list[_Stratum]) -> tuple[str, ...]:
    """Each stratum alone: a tail is a power within it."""
    said: list[str] = []
    for s in strata:
        most = int(min(0.2 * s.count, 3.0 * np.sqrt(s.count), len(s.largest)))
        said += distrust(s.largest[-most:]) if most else ()
    return tuple(dict.fromkeys(said))[:1]


def _skewed(strata: list[_Stratum], error: float) -> tuple[str, ...]:
    """Where draws are few for how skewed they are. Hall, The Bootstrap and Edgeworth Expansion (1992), (2.66).

    With z = 1.96 the interval covers less by 2 φ(z) z (z⁴ + 2z² - 3) γ²/18, γ the skewness of the mean.
    """
    skewness = sum(s.third() for s in strata) / error**3 if error > 0.0 else 0.0
    lost = 0.247 * skewness**2
    if lost < LOST:
        return ()
    return (
        f"few draws for values so skewed: a 95 % interval covers about {100 * max(0.0, 0.95 - lost):.0f} %; "
        "raise max_samples",
    )
