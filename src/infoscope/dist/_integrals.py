"""Each measure as an integral, in nats.

With x = ln p/q the mixture of P and Q gives bounded averages: its density
m = (p + q)/2 has p/m = 2 / (1 + e^-x) and q/m = 2 / (1 + e^x).
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from ._routes import Integral

__all__ = [
    "CHI_SQUARED",
    "CROSS_ENTROPY",
    "ENTROPY",
    "HELLINGER",
    "JEFFREYS",
    "KL_DIVERGENCE",
    "TOTAL_VARIATION",
    "f_divergence",
    "jensen_shannon",
    "renyi",
]


def _root(square: float, error: float) -> tuple[float, float]:
    root = np.sqrt(max(square, 0.0))  # a quadrature of 0 may end below it
    return float(root), float(error / (2.0 * root) if root > 0.0 else np.sqrt(error))


def _one_less(value: float, error: float) -> tuple[float, float]:
    return value - 1.0, error


def _tilted(x: Any) -> Any:
    """(p - q) (ln p - ln q) / 2m, whose mean under the mixture is half of Jeffreys's divergence."""
    return np.where(x == 0.0, 0.0, x * np.tanh(0.5 * x))


ENTROPY = Integral("P", lambda p, q: -p)
CROSS_ENTROPY = Integral("P", lambda p, q: -q)
KL_DIVERGENCE = Integral("P", lambda p, q: p - q)
JEFFREYS = Integral("M", lambda p, q: 2.0 * _tilted(p - q))
HELLINGER = Integral("M", lambda p, q: _hellinger(0.5 * (p - q)), finish=_root, bounded=True)
TOTAL_VARIATION = Integral("M", lambda p, q: np.abs(np.tanh(0.5 * (p - q))), bounded=True)
CHI_SQUARED = Integral("P", lambda p, q: p - q, logarithmic=True, finish=_one_less)


def _hellinger(half: Any) -> Any:
    """1 - 1/cosh, without the difference: 2 sinh²(x/2) / cosh x = tanh x tanh x/2."""
    return np.tanh(half) * np.tanh(0.5 * half)


def renyi(order: float) -> Integral:
    def finish(mean: float, error: float) -> tuple[float, float]:
        if mean == 0.0:
            return np.inf, 0.0
        return float(np.log(mean) / (order - 1.0)), float(error / mean / abs(order - 1.0))

    return Integral("P", lambda p, q: (order - 1.0) * (p - q), logarithmic=True, finish=finish)


def jensen_shannon(u: float, v: float) -> Integral:
    def values(p: Any, q: Any) -> Any:
        x = np.where(p == q, 0.0, p - q) + np.log(u / v)
        # the chances that a draw is from P or from Q, and their logarithms without a difference
        of_p, of_q = -np.logaddexp(0.0, -x), -np.logaddexp(0.0, x)
        return _gain(of_p, u) + _gain(of_q, v)

    return Integral("M", values, weights=(u, v), bounded=True)


def _gain(log_chance: Any, prior: float) -> Any:
    chance = np.exp(log_chance)
    return np.where(chance > 0.0, chance * (log_chance - np.log(prior)), 0.0)


def f_divergence(generator: Callable, at_zero: float, slope: float) -> Integral:
    def values(p: Any, q: Any) -> Any:
        x = np.where(p == q, 0.0, p - q)
        share = 2.0 * np.exp(-np.logaddexp(0.0, x))  # q/m
        inside = np.abs(x) < 600.0
        ratio = np.exp(np.where(inside, x, 0.0))
        far = np.where(x > 0.0, _times(2.0, slope), _times(2.0, at_zero))
        return np.where(inside, share * generator(ratio), far)

    return Integral("M", values)


def _times(mass: float, weight: float) -> float:
    return mass * weight if weight else 0.0
