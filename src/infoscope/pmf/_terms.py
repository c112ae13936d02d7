"""Terms of the sums, element by element, for every array library; nats.

No logarithm and no division meets a zero: the arguments are replaced before, the terms after
(a single `where` after the fact lets NaN through to the gradients).
"""

import math
from typing import Any

from .._array import namespace

__all__ = [
    "cross_terms",
    "divergence_terms",
    "entropy_terms",
    "exp_or_inf",
    "exp_remainder",
    "log_one_plus",
    "log_or",
    "log_ratio",
    "log_sum_exp",
    "quotient",
    "root",
]


def log_or(x: Any, at_zero: float) -> Any:
    """ln x, and `at_zero` with gradient 0 where x = 0."""
    xp = namespace(x)
    positive = x > 0.0
    return xp.where(positive, xp.log(xp.where(positive, x, 1.0)), at_zero)


def entropy_terms(p: Any) -> Any:
    return p * (0.0 - log_or(p, 0.0))  # not -p · 0, which prints as -0.0


def cross_terms(p: Any, q: Any) -> Any:
    xp = namespace(p, q)
    return xp.where((p > 0.0) & (q == 0.0), xp.inf, -p * log_or(q, 0.0))


def log_ratio(p: Any, q: Any, log_q: Any = None) -> Any:
    """ln(p / q) to full relative precision, for p, q > 0; `log_q` serves where q itself underflows.

    Near p = q it is 2 atanh((p - q) / (p + q)): the difference of two close floats is exact.
    Elsewhere the logarithms are subtracted, since p / q may overflow.
    """
    xp = namespace(p, q)
    s = (p - q) / (p + q)
    near = xp.abs(s) < 0.5
    apart = xp.log(p) - (xp.log(q) if log_q is None else log_q)
    return xp.where(near, 2.0 * xp.atanh(xp.where(near, s, 0.0)), apart)


def divergence_terms(p: Any, q: Any, log_q: Any = None, impossible: float = math.inf) -> Any:
    """p ln(p / q) - p + q: each term >= 0, and `impossible` where p > 0 and q = 0.

    The sum is D(p‖q) where p and q sum to 1. Where they do so only to rounding, Σ p ln(p / q) is off by
    the difference of the sums, which for close laws exceeds the divergence itself and may turn it
    negative; Σ (p ln(p / q) - p + q) is off from the divergence of the normalised laws only by the
    square of what the sums lack (Csiszár's I-divergence, Annals of Statistics 19 (1991) 2032, eq. 1.5).
    """
    xp = namespace(p, q)
    known = log_q is not None
    both = (p > 0.0) if known else (p > 0.0) & (q > 0.0)
    a, b = xp.where(both, p, 1.0), xp.where(both, q, 1.0)
    s = (a - b) / (a + b)
    near = xp.abs(s) < 0.01
    z = xp.where(near, s, 0.0)
    close = (a + b) * (z * z + (1.0 + z) * _atanh_tail(z))
    safe_b = xp.where(near, a, b)
    apart = a * log_ratio(a, xp.where(safe_b > 0.0, safe_b, 1.0), log_q) - (a - b)
    return xp.where(both, xp.where(near, close, apart), xp.where(p > 0.0, impossible, q - p))


def _atanh_tail(z: Any) -> Any:
    """atanh z - z for |z| < 0.01."""
    u = z * z
    return z * u * (1 / 3 + u * (1 / 5 + u * (1 / 7 + u * (1 / 9 + u / 11))))


def exp_remainder(x: Any) -> Any:
    """e^x - 1 - x, never negative; by its series where the difference would cancel."""
    xp = namespace(x)
    near = xp.abs(x) < 0.1
    z = xp.where(near, x, 0.0)
    series = 1.0 / math.factorial(11) + z / math.factorial(12)
    for n in range(10, 1, -1):
        series = 1.0 / math.factorial(n) + z * series
    return xp.where(near, z * z * series, exp_or_inf(xp.where(near, 1.0, x)) - 1.0 - x)


def exp_or_inf(x: Any) -> Any:
    """e^x, quietly inf where that exceeds the largest number."""
    xp = namespace(x)
    return xp.exp(xp.where(x > math.log(xp.finfo(x.dtype).max), xp.inf, x))


def quotient(a: Any, b: Any) -> Any:
    """a / b for a >= 0, 0 < b <= 1 or so, quietly inf where that exceeds the largest number."""
    xp = namespace(a, b)
    large = a >= b * (0.25 * xp.finfo(b.dtype).max)
    return xp.where(large, xp.inf, a / xp.where(large, 1.0, b))


def root(x: Any) -> Any:
    """√x with gradient 0 at 0, where it would be infinite."""
    xp = namespace(x)
    positive = x > 0.0
    return xp.where(positive, xp.sqrt(xp.where(positive, x, 1.0)), 0.0)


def log_sum_exp(x: Any, axis: int) -> Any:
    """ln Σ e^x over `axis`; -inf where all x are, inf where one is."""
    xp = namespace(x)
    top = xp.max(x, axis=axis, keepdims=True)
    top = xp.where(xp.abs(top) < xp.inf, top, 0.0)
    return log_or(xp.sum(exp_or_inf(x - top), axis=axis), -math.inf) + xp.squeeze(top, axis=axis)


def log_one_plus(x: Any, otherwise: Any) -> Any:
    """ln(1 + x) where |x| < 1/2, `otherwise` (the same number by another way) elsewhere."""
    xp = namespace(x)
    small = xp.abs(x) < 0.5
    return xp.where(small, xp.log1p(xp.where(small, x, 0.0)), otherwise)
