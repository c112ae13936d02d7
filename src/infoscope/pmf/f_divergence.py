"""Csiszár's f-divergences, from the generator."""

from collections.abc import Callable
from typing import Any

from .._array import double, quiet, total
from .._check import compare
from ..estimate import Unit
from ._terms import quotient

__all__ = ["f_divergence"]


def f_divergence(
    p: Any,
    q: Any,
    generator: Callable,
    *,
    at_zero: float | None = None,
    slope: float | None = None,
    axis: int = -1,
    normalize: bool = False,
    unit: Unit = "nats",
) -> Any:
    """D_f(p‖q) = Σ q f(p / q), for a convex `generator` f with f(1) = 0 that maps arrays to arrays.

    `p` and `q` have shape (..., K), broadcast over the leading axes, and sum to 1 along `axis`. Where
    p = 0 the term is q `at_zero`, where q = 0 it is p `slope`: by default f(0⁺) and the limit of f(t) / t,
    both read off f far out. `unit` scales a generator made of natural logarithms. Close laws are as
    precise as f is near 1: the named divergences are better there. Raises ValueError where p or q is no
    law. Csiszár, Studia Sci. Math. Hungar. 2 (1967) 299, equations 1.1-1.3.

    >>> f_divergence([0.5, 0.5], [0.25, 0.75], lambda t: (t - 1) ** 2).round(8)
    np.float64(0.33333333)
    """
    xp, p, q, answer = compare(axis, normalize=normalize, unit=unit, p=p, q=q)
    ratio = quotient(p, xp.where(q > 0.0, q, 1.0))
    within = (p > 0.0) & (q > 0.0) & (ratio < xp.inf)
    inside = q * generator(xp.where(within, ratio, 1.0))
    with quiet():
        low = _limit(xp, [generator(t) for t in _far(xp, p, -1)]) if at_zero is None else at_zero
        high = _limit(xp, [generator(t) / t for t in _far(xp, p, 1)]) if slope is None else slope
    on_edge = _times(xp, q, low, ~within & (p <= 0.0)) + _times(xp, p, high, ~within & (p > 0.0))
    return answer(total(xp.where(within, inside, on_edge), axis))


def _far(xp: Any, like: Any, sign: int) -> list[Any]:
    """Three numbers towards infinity, or towards 0, as far as the precision at hand reaches."""
    dtype = double(xp, like)
    powers = (30, 60, 90) if dtype == xp.float64 else (12, 24, 36)
    return [xp.asarray(10.0 ** (sign * n), dtype=dtype) for n in powers]


def _limit(xp: Any, values: list[Any]) -> Any:
    """Where values far out settle; a convex f that has not settled grows without bound."""
    before, last = (xp.where(xp.abs(v) < xp.inf, v, 0.0) for v in values[1:])
    settled = (xp.abs(last - before) <= 1e-6 * (1.0 + xp.abs(last))) & (xp.abs(values[2]) < xp.inf)
    return xp.where(settled, last, xp.inf)


def _times(xp: Any, mass: Any, weight: Any, where: Any) -> Any:
    """mass · weight where asked and mass > 0, else 0."""
    used = where & (mass > 0.0)
    return xp.where(used, xp.where(used, mass, 1.0) * xp.asarray(weight, dtype=mass.dtype), 0.0)
