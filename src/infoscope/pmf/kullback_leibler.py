"""Relative entropy, and the divergences made of it."""

from typing import Any

from .._array import total
from .._check import as_laws, same_outcomes
from ..estimate import Unit
from ._over_axis import over_axis
from ._terms import divergence_terms

__all__ = ["jeffreys_divergence", "kl_divergence"]


def kl_divergence(p: Any, q: Any, *, axis: int = -1, normalize: bool = False, unit: Unit = "nats") -> Any:
    """Relative entropy D(p‖q) = Σ p ln(p / q); 0 ln 0 = 0, inf where p > 0 and q = 0.

    `p` and `q` have shape (..., K), broadcast over the leading axes, and sum to 1 along `axis`. Summed as
    Σ (p ln(p/q) - p + q), term by term >= 0: the same where both sum to 1, never negative, and right
    to full precision for nearly equal laws; its gradient differs from that of Σ p ln(p/q) by a constant,
    which no step inside the simplex feels. At p = 0 the gradient of p ln p is taken as 0, at q = 0 < p
    that of the infinite term. Raises ValueError where p or q is no law or their outcomes differ in
    number. Cover & Thomas, equation 2.26.

    >>> kl_divergence([0.2, 0.2, 0.6], [0.1, 0.4, 0.5]).round(8)
    np.float64(0.10939293)
    """
    return over_axis("KL_DIVERGENCE", divergence_terms, axis=axis, normalize=normalize, unit=unit, p=p, q=q)


def jeffreys_divergence(
    p: Any, q: Any, *, axis: int = -1, normalize: bool = False, unit: Unit = "nats"
) -> Any:
    """J(p, q) = D(p‖q) + D(q‖p), the symmetric divergence; inf where one support leaves the other.

    `p` and `q` have shape (..., K), broadcast over the leading axes, and sum to 1 along `axis`. Raises
    ValueError where p or q is no law. Jeffreys, Proc. R. Soc. A 186 (1946) 453, equation 1.

    >>> jeffreys_divergence([0.5, 0.5], [0.25, 0.75]).round(6)
    np.float64(0.274653)
    """
    _, (p, q), answer = as_laws(axis, normalize=normalize, unit=unit, p=p, q=q)
    same_outcomes(axis, p=p, q=q)
    return answer(total(divergence_terms(p, q) + divergence_terms(q, p), axis))
