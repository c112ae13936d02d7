"""Entropies with an order: Rényi's and Tsallis's families, and the extropy.

All are finite sums over the outcomes that can happen; at p = 0 gradients are taken as 0.
"""

import math
from typing import Any

from .._array import namespace, total
from .._check import as_laws, as_order
from ..estimate import Unit
from ._terms import entropy_terms, exp_or_inf, log_one_plus, log_or, log_sum_exp

__all__ = ["extropy", "min_entropy", "renyi_entropy", "tsallis_entropy"]


def renyi_entropy(
    p: Any, order: float, *, axis: int = -1, normalize: bool = False, unit: Unit = "nats"
) -> Any:
    """Rényi's entropy H_a(p) = ln(Σ p^a) / (1 - a); a = 0, 1, ∞ are its limits.

    They are ln of the number of possible outcomes, Shannon's entropy, and -ln max p. `p` has shape
    (..., K) and sums to 1 along `axis`, which the answer lacks. Raises ValueError where `order` < 0 or p
    is no law. Rényi, On measures of entropy and information, Proc. 4th Berkeley Symposium (1961) 547,
    equation 1.21.

    >>> renyi_entropy([0.5, 0.25, 0.25], 2).round(8)
    np.float64(0.98082925)
    """
    a = as_order(order)
    if a < 0.0:
        raise ValueError(f"order must be >= 0; got {order!r}")
    xp, (p,), answer = as_laws(axis, normalize=normalize, unit=unit, p=p)
    if a == 0.0:
        return answer(xp.log(total(xp.where(p > 0.0, 1.0, 0.0 * p), axis)))
    if a == 1.0:
        return answer(total(entropy_terms(p), axis))
    if a == math.inf:
        return answer(-xp.log(xp.max(p, axis=axis)))
    # ln Σ p^a as ln(1 + Σ (p^a - p)): no difference of near-equal numbers as a nears 1.
    excess = total(_power_less_p(p, a), axis)
    direct = log_sum_exp(a * log_or(p, -xp.inf), axis)
    return answer(log_one_plus(excess, direct) / (1.0 - a))


def min_entropy(p: Any, *, axis: int = -1, normalize: bool = False, unit: Unit = "nats") -> Any:
    """H_∞(p) = -ln max p: how hard the likeliest outcome is to guess.

    `p` has shape (..., K) and sums to 1 along `axis`, which the answer lacks. Raises ValueError where p
    is no law. Rényi's entropy of infinite order.

    >>> min_entropy([0.5, 0.25, 0.25], unit="bits")
    np.float64(1.0)
    """
    return renyi_entropy(p, math.inf, axis=axis, normalize=normalize, unit=unit)


def tsallis_entropy(
    p: Any, order: float, *, axis: int = -1, normalize: bool = False, unit: Unit = "nats"
) -> Any:
    """Tsallis's entropy S_a(p) = (1 - Σ p^a) / (a - 1) over the outcomes with p > 0; Shannon's at a = 1.

    `p` has shape (..., K) and sums to 1 along `axis`, which the answer lacks; any finite `order` goes. Not
    additive, hence in no true unit: `unit` scales it as it scales Shannon's. Raises ValueError where p
    is no law or `order` infinite. Tsallis, J. Stat. Phys. 52 (1988) 479, equation 1.

    >>> tsallis_entropy([0.5, 0.5], 2)
    np.float64(0.5)
    """
    a = as_order(order)
    if math.isinf(a):
        raise ValueError(f"order must be finite; got {order!r}")
    _, (p,), answer = as_laws(axis, normalize=normalize, unit=unit, p=p)
    terms = entropy_terms(p) if a == 1.0 else _power_less_p(p, a) / (1.0 - a)
    return answer(total(terms, axis))


def extropy(p: Any, *, axis: int = -1, normalize: bool = False, unit: Unit = "nats") -> Any:
    """J(p) = -Σ (1 - p) ln(1 - p), the complementary dual of entropy.

    `p` has shape (..., K) and sums to 1 along `axis`, which the answer lacks. Raises ValueError where p
    is no law. Lad, Sanfilippo & Agrò, Statistical Science 30 (2015) 40, equation 1.

    >>> extropy([0.5, 0.5], unit="bits")
    np.float64(1.0)
    """
    _, (p,), answer = as_laws(axis, normalize=normalize, unit=unit, p=p)
    return answer(total(complement_terms(p), axis))


def complement_terms(p: Any) -> Any:
    """-(1 - p) ln(1 - p), with gradient 0 at p = 1."""
    xp = namespace(p)
    open_ = p < 1.0
    safe = xp.where(open_, p, 0.0)
    return xp.where(open_, -(1.0 - safe) * xp.log1p(-safe), 0.0)


def _power_less_p(p: Any, a: float) -> Any:
    """p^a - p where p > 0, else 0."""
    xp = namespace(p)
    log_p = log_or(p, 0.0)
    step = (a - 1.0) * log_p
    small = step < 1.0
    near = p * xp.expm1(xp.where(small, step, 0.0))
    return xp.where(small, near, exp_or_inf(a * log_p) - p)
