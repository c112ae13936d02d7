"""Each measure as an integral, in nats.

With x = ln p/q the mixture of P and Q gives bounded averages: its density
m = (p + q)/2 has p/m = 2 / (1 + e^-x) and q/m = 2 / (1 + e^x).
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from .._array import namespace
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

FAR = 600.0  # ln p/q beyond which one of the two is nothing beside the other


def _root(square: Any, error: Any) -> tuple[Any, Any]:
    root = (square * (square > 0.0)) ** 0.5  # a quadrature of 0 may end below it
    apart = root > 0.0
    return root, apart * error / (2.0 * root + ~apart) + ~apart * error**0.5


def _one_less(value: Any, error: Any) -> tuple[Any, Any]:
    return value - 1.0, error


def _difference(p: Any, q: Any, xp: Any) -> Any:
    """ln p/q, and 0 where both densities are 0."""
    return xp.where(p == q, xp.zeros_like(p), p - q)


def _jeffreys(p: Any, q: Any) -> Any:
    """(p - q) (ln p - ln q) / m, whose mean under the mixture is Jeffreys's divergence."""
    xp = namespace(p)
    x = _difference(p, q, xp)
    return 2.0 * x * xp.tanh(0.5 * x)


def _hellinger(p: Any, q: Any) -> Any:
    """1 - 1/cosh(x/2), without the difference: tanh(x/2) tanh(x/4)."""
    xp = namespace(p)
    x = _difference(p, q, xp)
    return xp.tanh(0.5 * x) * xp.tanh(0.25 * x)


def _total_variation(p: Any, q: Any) -> Any:
    xp = namespace(p)
    return xp.abs(xp.tanh(0.5 * _difference(p, q, xp)))


ENTROPY = Integral("P", lambda p, q: -p)
CROSS_ENTROPY = Integral("P", lambda p, q: -q)
KL_DIVERGENCE = Integral("P", lambda p, q: p - q)
JEFFREYS = Integral("M", _jeffreys)
HELLINGER = Integral("M", _hellinger, finish=_root, bounded=True)
TOTAL_VARIATION = Integral("M", _total_variation, bounded=True)
CHI_SQUARED = Integral("P", lambda p, q: p - q, logarithmic=True, finish=_one_less)


def renyi(order: float) -> Integral:
    def finish(mean: Any, error: Any) -> tuple[Any, Any]:
        xp = namespace(mean) if hasattr(mean, "shape") else np
        with np.errstate(divide="ignore", invalid="ignore"):
            value = xp.log(mean) / (order - 1.0)
            return value, xp.where(mean > 0.0, error / mean / abs(order - 1.0), 0.0 * error)

    return Integral("P", lambda p, q: (order - 1.0) * (p - q), logarithmic=True, finish=finish)


def jensen_shannon(u: float, v: float) -> Integral:
    def values(p: Any, q: Any) -> Any:
        xp = namespace(p)
        x = xp.clip(_difference(p, q, xp), -FAR, FAR) + np.log(u / v)
        # the chances that a draw is from P or from Q, and their logarithms without a difference
        nothing = xp.zeros_like(x)
        of_p, of_q = -xp.logaddexp(nothing, -x), -xp.logaddexp(nothing, x)
        return xp.exp(of_p) * (of_p - np.log(u)) + xp.exp(of_q) * (of_q - np.log(v))

    return Integral("M", values, weights=(u, v), bounded=True)


def f_divergence(generator: Callable, at_zero: float, slope: float) -> Integral:
    def values(p: Any, q: Any) -> Any:
        xp = namespace(p)
        x = _difference(p, q, xp)
        inside = xp.abs(x) < FAR
        near = xp.where(inside, x, xp.zeros_like(x))
        share = 2.0 * xp.exp(-xp.logaddexp(xp.zeros_like(near), near))  # q/m
        far = xp.where(x > 0.0, xp.full_like(x, _times(2.0, slope)), xp.full_like(x, _times(2.0, at_zero)))
        return xp.where(inside, share * generator(xp.exp(near)), far)

    return Integral("M", values)


def _times(mass: float, weight: float) -> float:
    return mass * weight if weight else 0.0
