"""p ∝ exp Σ λ_j f_j(x) with given means, by the convex dual on quadrature nodes, or on whole numbers.

An unbounded support is cut where the law has died out: cuts grow until it has, and until the answer stays.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Tilted", "solve"]

Feature = tuple[Callable, float]

_PANELS, _NODES = 256, 16
_STEPS, _CLOSE = 200, 1e-12
_DEAD = -40.0  # ln of the density at a cut, less its greatest
_REACHES = 4.0 ** np.arange(-3, 12)


@dataclass(frozen=True)
class Tilted:
    """λ, the features with their scales, ln of the normalizer, and the interval that holds all the mass."""

    multipliers: np.ndarray
    functions: tuple[Callable, ...]
    log_norm: float
    support: tuple[float, float]
    cut: tuple[float, float]
    discrete: bool

    def log_density(self, x: Any) -> np.ndarray:
        x = np.asarray(x, dtype=float)
        low, high = self.support
        inside = (x >= low) & (x <= high)
        safe = np.where(inside, x, 0.5 * (self.cut[0] + self.cut[1]))
        exponent = sum((a * f(safe) for a, f in zip(self.multipliers, self.functions)), np.zeros_like(safe))
        return np.where(inside, exponent - self.log_norm, -np.inf)


def solve(low: float, high: float, features: Sequence[Feature], discrete: bool) -> Tilted:
    if np.isfinite([low, high]).all():
        found = _on(low, high, (low, high), features, discrete)
        if found is None:
            raise ValueError("no law on this support satisfies the constraints, or only one at its edge does")
        return found
    before = None
    for reach in _REACHES:
        cut = _cut(low, high, reach, discrete)
        found = _on(*cut, (low, high), features, discrete)
        if found is None or not _died_out(found):
            continue
        if before is not None and np.allclose(found.multipliers, before.multipliers, rtol=1e-9, atol=1e-12):
            return found
        before = found
    raise ValueError(
        "no law of greatest entropy was found: on an unbounded support the constraints must hold its tails, "
        "for example mean and variance on the line, or the mean on a half line"
    )


def _cut(low: float, high: float, reach: float, discrete: bool) -> tuple[float, float]:
    first = low if np.isfinite(low) else (high if np.isfinite(high) else 0.0) - reach
    last = high if np.isfinite(high) else (low if np.isfinite(low) else 0.0) + reach
    return (float(np.ceil(first)), float(np.floor(last))) if discrete else (first, last)


def _died_out(found: Tilted) -> bool:
    ends = [c for c, e in zip(found.cut, found.support) if not np.isfinite(e)]
    x = np.linspace(*found.cut, 2001)[1:-1]
    return bool(np.all(found.log_density(np.array(ends)) - found.log_density(x).max() < _DEAD))


def _nodes(low: float, high: float, discrete: bool) -> tuple[Any, Any]:
    if discrete:
        return np.arange(low, high + 1.0), np.zeros(int(high - low) + 1)
    z, w = np.polynomial.legendre.leggauss(_NODES)
    ends = np.linspace(low, high, _PANELS + 1)
    half = 0.5 * (ends[1] - ends[0])
    x = (0.5 * (ends[1:] + ends[:-1])[:, None] + half * z).ravel()
    return x, np.log(np.tile(half * w, _PANELS))


def _on(
    low: float, high: float, support: tuple, features: Sequence[Feature], discrete: bool
) -> Tilted | None:
    """The law on (low, high), or None where the dual has no minimum there."""
    x, log_weights = _nodes(low, high, discrete)
    functions, wanted = tuple(f for f, _ in features), np.array([c for _, c in features])
    values = np.array([np.broadcast_to(f(x), x.shape) for f in functions]).reshape(len(functions), len(x))
    if not np.isfinite(values).all():
        raise ValueError("a constraint's function must be finite within the support; got inf or NaN")
    scale = np.ptp(values, axis=1)
    scale = np.where(scale > 0.0, scale, 1.0)
    centred = (values - wanted[:, None]) / scale[:, None]
    weights = _newton(centred, log_weights)
    if weights is None:
        return None
    multipliers = weights / scale
    exponent = multipliers @ values + log_weights
    top = exponent.max()
    log_norm = float(top + np.log(np.exp(exponent - top).sum()))
    return Tilted(multipliers, functions, log_norm, support, (low, high), discrete)


def _newton(centred: Any, log_weights: Any) -> Any:
    weights = np.zeros(len(centred))
    p, height = _law(weights, centred, log_weights)
    for _ in range(_STEPS):
        gradient = centred @ p
        if np.abs(gradient).max(initial=0.0) <= _CLOSE:
            return weights
        spread = centred - gradient[:, None]
        step = np.linalg.lstsq((spread * p) @ spread.T, -gradient, rcond=1e-14)[0]
        descent, length = -float(gradient @ step), 1.0
        trial = _law(weights + step, centred, log_weights)
        while descent > 1e-9 and not trial[1] <= height - 1e-4 * length * descent and length > 1e-12:
            length *= 0.5
            trial = _law(weights + length * step, centred, log_weights)
        weights, (p, height) = weights + length * step, trial
    return weights if np.abs(centred @ p).max() <= 1e3 * _CLOSE else None


def _law(weights: Any, centred: Any, log_weights: Any) -> tuple[Any, float]:
    exponent = weights @ centred + log_weights
    top = exponent.max()
    mass = np.exp(exponent - top)
    return mass / mass.sum(), float(top + np.log(mass.sum()))
