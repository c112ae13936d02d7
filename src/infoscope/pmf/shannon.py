"""The entropy of a law and its relatives.

Gradients: d(-p ln p)/dp is +inf at p = 0; there it is taken as 0, so that an impossible outcome stays
impossible under gradient steps and no NaN spreads.
"""

from typing import Any

from .._check import as_laws
from ..estimate import Unit
from ._over_axis import over_axis, summed
from ._terms import cross_terms, entropy_terms, log_or

__all__ = ["cross_entropy", "entropy", "perplexity", "self_information"]


def self_information(p: Any, *, axis: int = -1, normalize: bool = False, unit: Unit = "nats") -> Any:
    """The surprise of each outcome, -ln p; inf where p = 0 (gradient 0 there).

    `p` has shape (..., K) and sums to 1 along `axis`; so has the answer. Also called surprisal or
    information content. Raises ValueError where p is no law. Cover & Thomas, Elements of Information
    Theory, 2nd ed., section 2.1.

    >>> self_information([0.5, 0.25, 0.25], unit="bits")
    array([1., 2., 2.])
    """
    xp, (p,), answer = as_laws(axis, normalize=normalize, unit=unit, p=p)
    return answer(-log_or(p, -xp.inf) + 0.0)


def entropy(p: Any, *, axis: int = -1, normalize: bool = False, unit: Unit = "nats") -> Any:
    """Shannon's entropy H(p) = -Σ p ln p, with 0 ln 0 = 0.

    `p` has shape (..., K) and sums to 1 along `axis`, which the answer lacks. `normalize=True` divides
    by the sums first. In nats unless `unit` says otherwise. The gradient at p = 0 is taken as 0.
    Raises ValueError where p is negative, NaN or does not sum to 1. Cover & Thomas, equation 2.1.

    >>> entropy([0.5, 0.25, 0.25], unit="bits")
    np.float64(1.5)
    """
    return over_axis("ENTROPY", entropy_terms, axis=axis, normalize=normalize, unit=unit, p=p)


def perplexity(p: Any, *, axis: int = -1, normalize: bool = False) -> Any:
    """exp H(p): the number of equally likely outcomes with the same entropy.

    `p` has shape (..., K) and sums to 1 along `axis`, which the answer lacks. A number of outcomes has
    no unit. Also called the Hill number of order 1. Raises ValueError where p is no law.

    >>> perplexity([0.25, 0.25, 0.25, 0.25])
    np.float64(4.0)
    """
    xp, nats, answer = summed("ENTROPY", entropy_terms, axis=axis, normalize=normalize, p=p)
    return answer(xp.exp(nats))


def cross_entropy(p: Any, q: Any, *, axis: int = -1, normalize: bool = False, unit: Unit = "nats") -> Any:
    """H(p, q) = -Σ p ln q = H(p) + D(p‖q); inf where p > 0 and q = 0.

    `p` and `q` have shape (..., K), broadcast over the leading axes, and sum to 1 along `axis`. Gradients
    are those of the finite terms: 0 for q where q = 0. For training losses see
    `categorical_cross_entropy`. Raises ValueError where p or q is no law or their outcomes differ in
    number. Cover & Thomas, section 5.4.

    >>> cross_entropy([0.5, 0.5], [0.25, 0.75], unit="bits").round(6)
    np.float64(1.207519)
    """
    return over_axis("CROSS_ENTROPY", cross_terms, axis=axis, normalize=normalize, unit=unit, p=p, q=q)
