"""Sums over a lattice: all of it where it ends, else until what is left has a bound below the tolerance.

The bound: where ln |t_k| is concave in ln k from K on, with slope -s there, t_k <= t_K (k/K)^(-s) and what is
left is at most t_K K / (s - 1). Log-concave terms are such, those of the Poisson, geometric and negative
binomial laws times a logarithm, and so are powers and powers times a logarithm (zeta, logarithmic laws).
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from ._quadrature import Integrated

__all__ = ["add_up", "over_points"]

_ALL_OF = 1 << 22  # a lattice that ends is added up whole up to here
_MOST = 1 << 24
_FAR = 1 << 16

Terms = Callable[[Any], tuple[Any, Any]]


def over_points(terms: Terms, points: Any) -> Integrated:
    found, masses = terms(points)
    return Integrated(float(found.sum()), 0.0, float(masses.sum()), len(points))


def add_up(terms: Terms, low: float, high: float, start: float, rtol: float, atol: float) -> Integrated:
    """Σ over low, low + 1, … high, either of which may be infinite; `start` lies in the bulk."""
    if high - low < _ALL_OF:
        return over_points(terms, low + np.arange(high - low + 1.0))
    parts = [_one_way(terms, start, high, 1.0, rtol, atol)]
    if start - low < _ALL_OF:
        parts.append(over_points(terms, np.arange(low, start)))
    else:
        parts.append(_one_way(terms, start - 1.0, low, -1.0, rtol, atol))
    return Integrated(
        sum(p.value for p in parts),
        sum(p.error for p in parts),
        sum(p.mass for p in parts),
        sum(p.evaluations for p in parts),
    )


def _one_way(terms: Terms, start: float, end: float, sign: float, rtol: float, atol: float) -> Integrated:
    total, mass, count, size = 0.0, 0.0, 0, 1024
    most = min(_MOST, abs(end - start) + 1.0)
    while True:
        steps = np.arange(count, min(count + size, most))
        found, masses = terms(start + sign * steps)
        with np.errstate(over="ignore"):
            total, mass, count = total + float(found.sum()), mass + float(masses.sum()), int(steps[-1]) + 1
        left = 0.0 if count > abs(end - start) else _left(terms, start, sign, count)
        if np.isinf(total) or (np.isinf(left) and left < 0.0):
            return Integrated(float(np.copysign(np.inf, total)), 0.0, mass, count)
        if left <= max(atol, rtol * abs(total)) or count >= most:
            return Integrated(total, left, mass, count)
        size = count


def _left(terms: Terms, start: float, sign: float, count: int) -> float:
    """The bound on what lies past `count` terms; inf where it cannot be given, -inf where there is none.

    There is none where far out the terms still fall no faster than 1/k.
    """
    k = np.array([count // 4, count // 2, count]) - 1.0
    found, masses = terms(start + sign * k)
    if found[-1] == 0.0:
        return 0.0 if masses[-1] == 0.0 else np.inf
    with np.errstate(divide="ignore", invalid="ignore"):
        slopes = np.diff(np.log(np.abs(found))) / np.diff(np.log(k + 1.0))
    if count >= _FAR and slopes.min() >= -1.0:
        return -np.inf
    if not slopes[1] <= slopes[0] + 1e-9 or slopes[1] >= -1.0:
        return np.inf
    return float(np.abs(found[-1]) * count / (-slopes[1] - 1.0))
