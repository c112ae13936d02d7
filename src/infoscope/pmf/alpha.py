"""Divergences with an order: the alpha family, and Rényi's and Tsallis's as functions of it.

With d_a = Σ (p^a q^(1-a) - a p + (a-1) q) / (a (a-1)), each term >= 0, Tsallis's divergence is a d_a and
Rényi's ln(1 + a (a-1) d_a) / (a-1): nothing cancels as laws or orders come close.
"""

import math
from typing import Any

from .._array import namespace, total
from .._check import as_order, compare
from ..estimate import Unit
from ._terms import divergence_terms, exp_or_inf, log_one_plus, log_or, log_ratio, log_sum_exp

__all__ = ["alpha_divergence", "renyi_divergence", "tsallis_divergence"]


def alpha_divergence(
    p: Any, q: Any, alpha: float, *, axis: int = -1, normalize: bool = False, unit: Unit = "nats"
) -> Any:
    """(Σ p^α q^(1-α) - 1) / (α (α - 1)); D(p‖q) at α = 1, D(q‖p) at α = 0.

    `p` and `q` have shape (..., K), broadcast over the leading axes, and sum to 1 along `axis`. At α = 2
    it is half of χ², at α = ½ four times the squared Hellinger distance. inf where an outcome of p is
    impossible under q and α >= 1, or the reverse and α <= 0. Raises ValueError where p or q is no law or
    `alpha` infinite. Cichocki & Amari, Entropy 12 (2010) 1532, equation 9.

    >>> alpha_divergence([0.5, 0.5], [0.25, 0.75], 2).round(8)
    np.float64(0.16666667)
    """
    _, p, q, answer = compare(axis, normalize=normalize, unit=unit, p=p, q=q)
    return answer(total(_alpha_terms(p, q, _finite(alpha, "alpha")), axis))


def tsallis_divergence(
    p: Any, q: Any, order: float, *, axis: int = -1, normalize: bool = False, unit: Unit = "nats"
) -> Any:
    """(Σ p^a q^(1-a) - 1) / (a - 1); D(p‖q) at a = 1.

    `p` and `q` have shape (..., K), broadcast over the leading axes, and sum to 1 along `axis`. Raises
    ValueError where p or q is no law or `order` is infinite or not positive. Tsallis, Phys. Rev. E 58
    (1998) 1442, equation 8.

    >>> tsallis_divergence([0.5, 0.5], [0.25, 0.75], 2).round(8)
    np.float64(0.33333333)
    """
    a = _finite(order, "order")
    if a <= 0.0:
        raise ValueError(f"order must be > 0; got {order!r}")
    _, p, q, answer = compare(axis, normalize=normalize, unit=unit, p=p, q=q)
    return answer(a * total(_alpha_terms(p, q, a), axis))


def renyi_divergence(
    p: Any, q: Any, order: float, *, axis: int = -1, normalize: bool = False, unit: Unit = "nats"
) -> Any:
    """Rényi's divergence ln(Σ p^a q^(1-a)) / (a - 1); a = 0, 1, ∞ are its limits.

    They are -ln q(p > 0), D(p‖q) and ln max p/q. `p` and `q` have shape (..., K), broadcast over the
    leading axes, and sum to 1 along `axis`. Raises ValueError where p or q is no law or `order` < 0.
    van Erven & Harremoës, IEEE Trans. Inf. Theory 60 (2014) 3797, definition 2 and theorems 4-6.

    >>> renyi_divergence([0.1, 0.5, 0.2, 0.2], [0.3, 0.3, 0.2, 0.2], 2, unit="bits").round(8)
    np.float64(0.34103692)
    """
    a = as_order(order)
    if a < 0.0:
        raise ValueError(f"order must be >= 0; got {order!r}")
    xp, p, q, answer = compare(axis, normalize=normalize, unit=unit, p=p, q=q)
    if a == 0.0:
        missed = total(xp.where(p > 0.0, 0.0, q), axis)
        kept = total(xp.where(p > 0.0, q, 0.0), axis)
        return answer(-log_one_plus(-missed, log_or(kept, -math.inf)))
    if a == 1.0:
        return answer(total(divergence_terms(p, q), axis))
    ratio = _log_ratio_on_support(p, q)
    if a == math.inf:
        return answer(xp.max(ratio, axis=axis))
    excess = a * (a - 1.0) * total(_alpha_terms(p, q, a), axis)
    direct = log_sum_exp(log_or(p, -math.inf) + xp.where(p > 0.0, (a - 1.0) * ratio, 0.0), axis)
    return answer(log_one_plus(excess, direct) / (a - 1.0))


def _finite(order: float, name: str) -> float:
    value = as_order(order, name)
    if math.isinf(value):
        raise ValueError(f"{name} must be finite; got {order!r}")
    return value


def _log_ratio_on_support(p: Any, q: Any) -> Any:
    """ln(p / q): inf where p > 0 = q, -inf where p = 0."""
    xp = namespace(p, q)
    both = (p > 0.0) & (q > 0.0)
    ratio = log_ratio(xp.where(both, p, 1.0), xp.where(both, q, 1.0))
    return xp.where(both, ratio, xp.where(p > 0.0, xp.inf, 0.0 * p - xp.inf))


def _alpha_terms(p: Any, q: Any, a: float) -> Any:
    if a == 1.0:
        return divergence_terms(p, q)
    if a < 0.5:  # so that nothing below divides by an a near 0
        return _alpha_terms(q, p, 1.0 - a)
    xp = namespace(p, q)
    both = (p > 0.0) & (q > 0.0)
    safe_p, safe_q = xp.where(both, p, 1.0), xp.where(both, q, 1.0)
    ratio = log_ratio(safe_p, safe_q)
    near = xp.abs(ratio) * max(1.0, a) < 0.1
    close = safe_q * _alpha_series(xp.where(near, ratio, 0.0), a)
    apart = _power_step(safe_p, xp.where(near, 1.0, ratio), a - 1.0) / a - (safe_p - safe_q) / a
    only_p = math.inf if a > 1.0 else p / (1.0 - a)
    return xp.where(both, xp.where(near, close, apart), xp.where(p > 0.0, only_p, q / a))


def _alpha_series(x: Any, a: float) -> Any:
    """Σ_{n>=2} x^n / n! · (a^n - a) / (a (a-1)); the last factor is 1 + a + … + a^(n-2)."""
    factors, factor = [], 1.0
    for n in range(2, 13):
        factors.append(factor / math.factorial(n))
        factor = 1.0 + a * factor
    series = factors[-1] + 0.0 * x
    for c in reversed(factors[:-1]):
        series = c + x * series
    return x * x * series


def _power_step(p: Any, ratio: Any, e: float) -> Any:
    """p (e^(e·ratio) - 1) / e, where the power itself may exceed the largest number."""
    xp = namespace(p)
    step = e * ratio
    large = step > 500.0
    small = p * xp.expm1(xp.where(large, 0.0, step))
    return xp.where(large, exp_or_inf(xp.log(p) + step) - p, small) / e
