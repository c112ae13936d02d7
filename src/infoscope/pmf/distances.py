"""Distances between laws that are not made of logarithms; none has a unit of information but one."""

from typing import Any

from .._array import namespace, total
from .._check import as_numbers, compare
from ..estimate import Unit
from ._terms import log_one_plus, log_or, quotient, root

__all__ = [
    "bhattacharyya_distance",
    "chi_squared_divergence",
    "hellinger_distance",
    "total_variation_distance",
    "wasserstein_distance",
]


def hellinger_distance(p: Any, q: Any, *, axis: int = -1, normalize: bool = False) -> Any:
    """√(½ Σ (√p - √q)²), a metric between 0 and 1.

    `p` and `q` have shape (..., K), broadcast over the leading axes, and sum to 1 along `axis`. Infinite
    gradients, at p = 0 and at p = q, are taken as 0. Raises ValueError where p or q is no law. Tsybakov,
    Introduction to Nonparametric Estimation (2009), section 2.4.

    >>> hellinger_distance([0.1, 0.5, 0.2, 0.2], [0.3, 0.3, 0.2, 0.2]).round(8)
    np.float64(0.19873748)
    """
    _, p, q, answer = compare(axis, normalize=normalize, p=p, q=q)
    return answer(root(total(_hellinger_terms(p, q), axis)))


def bhattacharyya_distance(
    p: Any, q: Any, *, axis: int = -1, normalize: bool = False, unit: Unit = "nats"
) -> Any:
    """-ln Σ √(p q); inf where the supports are disjoint.

    `p` and `q` have shape (..., K), broadcast over the leading axes, and sum to 1 along `axis`. Half of
    Rényi's divergence of order ½. Raises ValueError where p or q is no law. Bhattacharyya, Bull. Calcutta
    Math. Soc. 35 (1943) 99.

    >>> bhattacharyya_distance([0.5, 0.5], [0.25, 0.75]).round(8)
    np.float64(0.03466823)
    """
    xp, p, q, answer = compare(axis, normalize=normalize, unit=unit, p=p, q=q)
    overlap = total(root(p) * root(q), axis)
    # Close laws: 1 - overlap is the squared Hellinger distance, which does not cancel.
    return answer(-log_one_plus(-total(_hellinger_terms(p, q), axis), log_or(overlap, -xp.inf)))


def total_variation_distance(p: Any, q: Any, *, axis: int = -1, normalize: bool = False) -> Any:
    """½ Σ |p - q|: the largest difference in the chance of any event.

    `p` and `q` have shape (..., K), broadcast over the leading axes, and sum to 1 along `axis`. Raises
    ValueError where p or q is no law. Cover & Thomas, equation 11.131.

    >>> total_variation_distance([0.1, 0.5, 0.2, 0.2], [0.3, 0.3, 0.2, 0.2]).round(8)
    np.float64(0.2)
    """
    xp, p, q, answer = compare(axis, normalize=normalize, p=p, q=q)
    return answer(0.5 * total(xp.abs(p - q), axis))


def chi_squared_divergence(p: Any, q: Any, *, axis: int = -1, normalize: bool = False) -> Any:
    """Pearson's χ²(p‖q) = Σ (p - q)² / q; inf where p > 0 and q = 0.

    `p` and `q` have shape (..., K), broadcast over the leading axes, and sum to 1 along `axis`. Raises
    ValueError where p or q is no law. Tsybakov (2009), section 2.4.

    >>> chi_squared_divergence([0.1, 0.5, 0.2, 0.2], [0.3, 0.3, 0.2, 0.2]).round(8)
    np.float64(0.26666667)
    """
    xp, p, q, answer = compare(axis, normalize=normalize, p=p, q=q)
    possible = q > 0.0
    difference = xp.abs(p - q)
    terms = difference * quotient(difference, xp.where(possible, q, 1.0))
    return answer(total(xp.where(possible, terms, xp.where(p > 0.0, xp.inf, 0.0 * p)), axis))


def wasserstein_distance(
    p: Any, q: Any, positions: Any = None, *, axis: int = -1, normalize: bool = False
) -> Any:
    """W_1 = ∫ |F_p - F_q|: the least mass times way that turns p into q on a line.

    `p` and `q` have shape (..., K), broadcast over the leading axes, and sum to 1 along `axis`;
    `positions`, of shape (K,), says where the outcomes lie, 0 … K-1 by default, in any order. In units of
    the positions. Raises ValueError where p or q is no law or `positions` does not fit. Villani, Topics
    in Optimal Transportation (2003), remark 2.19.

    >>> wasserstein_distance([1.0, 0.0, 0.0], [0.0, 0.5, 0.5])
    np.float64(1.5)
    """
    xp, p, q, answer = compare(axis, normalize=normalize, p=p, q=q)
    difference = xp.moveaxis(p - q, axis, -1)
    size = difference.shape[-1]
    if positions is None:
        gaps = 1.0
    else:
        _, (_, positions), _ = as_numbers(p=p, positions=positions)
        if positions.shape != (size,):
            raise ValueError(f"positions must have shape ({size},); got {tuple(positions.shape)}")
        order = xp.argsort(positions)
        positions, difference = xp.take(positions, order), xp.take(difference, order, axis=-1)
        gaps = positions[1:] - positions[:-1]
    surplus = xp.cumulative_sum(difference, axis=-1)[..., :-1]  # F_p - F_q between the positions
    return answer(total(xp.abs(surplus) * gaps, -1))


def _hellinger_terms(p: Any, q: Any) -> Any:
    """½ (√p - √q)² as ½ ((p - q) / (√p + √q))²: the difference of two close floats is exact."""
    xp = namespace(p, q)
    sum_of_roots = root(p) + root(q)
    way = (p - q) / xp.where(sum_of_roots > 0.0, sum_of_roots, 1.0)
    return 0.5 * way * way
