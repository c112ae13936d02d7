"""Three variables and more: joint laws in which every axis is a variable.

All but the interaction and O-informations are sums of terms >= 0, each a divergence of the joint law from
one with less dependence, so that nothing is lost where variables are nearly independent.
"""

from itertools import combinations
from math import prod
from typing import Any

from .._array import namespace, total
from .._check import as_laws
from ..estimate import Unit
from ._terms import divergence_terms, entropy_terms, log_or

__all__ = [
    "conditional_mutual_information",
    "dual_total_correlation",
    "interaction_information",
    "joint_entropy",
    "o_information",
    "total_correlation",
]

_XYZ = (-3, -2, -1)


def joint_entropy(p: Any, *, normalize: bool = False, unit: Unit = "nats") -> Any:
    """H(X_1, …, X_n) = -Σ p ln p over all entries.

    `p` has one axis a variable and sums to 1; the answer is a number. The gradient at p = 0 is taken as
    0. Raises ValueError where p is no law. Cover & Thomas, equation 2.8.

    >>> joint_entropy([[0.25, 0.25], [0.25, 0.25]], unit="bits")
    np.float64(2.0)
    """
    _, p, answer = _as_joint(p, normalize, unit)
    return answer(total(entropy_terms(p)))


def conditional_mutual_information(p_xyz: Any, *, normalize: bool = False, unit: Unit = "nats") -> Any:
    """I(X;Y|Z) = Σ p(x,y,z) ln(p(x,y,z) p(z) / p(x,z) p(y,z)).

    `p_xyz` has shape (..., K_x, K_y, K_z) and sums to 1 over the last three axes; leading axes are a
    batch. Raises ValueError where p_xyz is no law. Cover & Thomas, equation 2.61.

    >>> xor = [[[0.25, 0.0], [0.0, 0.25]], [[0.0, 0.25], [0.25, 0.0]]]
    >>> conditional_mutual_information(xor, unit="bits")
    np.float64(1.0)
    """
    _, (p,), answer = as_laws(_XYZ, normalize=normalize, unit=unit, p_xyz=p_xyz)
    return answer(_conditional_mutual_information(p))


def total_correlation(p: Any, *, normalize: bool = False, unit: Unit = "nats") -> Any:
    """TC = Σ_i H(X_i) - H(X_1, …, X_n) = D(p ‖ Π_i p_i), the information that all variables share.

    `p` has one axis a variable and sums to 1; the answer is a number. Also called multi-information.
    Raises ValueError where p is no law. Watanabe, IBM J. Res. Dev. 4 (1960) 66, equation 2.

    >>> total_correlation([[0.5, 0.0], [0.0, 0.5]], unit="bits").round(8)
    np.float64(1.0)
    """
    _, p, answer = _as_joint(p, normalize, unit)
    return answer(_total_correlation(p))


def dual_total_correlation(p: Any, *, normalize: bool = False, unit: Unit = "nats") -> Any:
    """DTC = H(X_1, …, X_n) - Σ_i H(X_i | the others), what at least two variables share.

    `p` has one axis a variable and sums to 1; the answer is a number. Also called binding information.
    Raises ValueError where p is no law. Han, Information and Control 36 (1978) 133; summed here as
    Σ_i I(X_i; X_1 … X_{i-1} | X_{i+1} … X_n), which follows by the chain rule.

    >>> dual_total_correlation([[0.5, 0.0], [0.0, 0.5]], unit="bits").round(8)
    np.float64(1.0)
    """
    _, p, answer = _as_joint(p, normalize, unit)
    return answer(_dual_total_correlation(p))


def o_information(p: Any, *, normalize: bool = False, unit: Unit = "nats") -> Any:
    """Ω = TC - DTC: above 0 where redundancy prevails among the variables, below where synergy does.

    `p` has one axis a variable and sums to 1; the answer is a number, 0 for two variables. Raises
    ValueError where p is no law. Rosas et al., Phys. Rev. E 100 (2019) 032305, equation 3.

    >>> xor = [[[0.25, 0.0], [0.0, 0.25]], [[0.0, 0.25], [0.25, 0.0]]]
    >>> o_information(xor, unit="bits")
    np.float64(-1.0)
    """
    _, p, answer = _as_joint(p, normalize, unit)
    return answer(_total_correlation(p) - _dual_total_correlation(p))


def interaction_information(p: Any, *, normalize: bool = False, unit: Unit = "nats") -> Any:
    """I(X_1;…;X_n), with I(X;Y;Z) = I(X;Y) - I(X;Y|Z): redundancy above 0, synergy below.

    `p` has one axis a variable, at least two, and sums to 1; the answer is a number. This sign is that of
    Cover & Thomas (problem 2.25), under the name of co-information that of Bell (2003), and I(X;Y) itself
    for two variables; McGill (1954) has the opposite for an odd number. Raises ValueError where p is no
    law or has one axis.

    >>> xor = [[[0.25, 0.0], [0.0, 0.25]], [[0.0, 0.25], [0.25, 0.0]]]
    >>> interaction_information(xor, unit="bits")
    np.float64(-1.0)
    """
    xp, p, answer = _as_joint(p, normalize, unit)
    if p.ndim < 2:
        raise ValueError(f"p must have at least two axes, one a variable; got shape {tuple(p.shape)}")
    others = range(2, p.ndim)
    subsets = [s for size in range(p.ndim - 1) for s in combinations(others, size)]
    # Σ over S ⊆ {3 … n} of (-1)^|S| I(X_1; X_2 | X_S), the definition unrolled.
    return answer(sum((-1) ** len(s) * _first_two_given(xp, p, s) for s in subsets))


def _as_joint(p: Any, normalize: bool, unit: str) -> tuple[Any, Any, Any]:
    xp, (p,), answer = as_laws(lambda a: tuple(range(a.ndim)), normalize=normalize, unit=unit, p=p)
    return xp, p, answer


def _conditional_mutual_information(p: Any) -> Any:
    xp = namespace(p)
    p_xz, p_yz = xp.sum(p, axis=-2, keepdims=True), xp.sum(p, axis=-3, keepdims=True)
    p_z = xp.sum(p_xz, axis=-3, keepdims=True)
    log_q = log_or(p_xz, 0.0) + (log_or(p_yz, 0.0) - log_or(p_z, 0.0))
    return total(divergence_terms(p, p_xz / xp.where(p_z > 0.0, p_z, 1.0) * p_yz, log_q), _XYZ)


def _total_correlation(p: Any) -> Any:
    xp = namespace(p)
    axes = range(p.ndim)
    singles = [xp.sum(p, axis=tuple(j for j in axes if j != i), keepdims=True) for i in axes]
    return total(divergence_terms(p, prod(singles), sum(log_or(m, 0.0) for m in singles)))


def _dual_total_correlation(p: Any) -> Any:
    xp = namespace(p)
    shapes = [(prod(p.shape[:i]), p.shape[i], prod(p.shape[i + 1 :])) for i in range(p.ndim)]
    return sum(_conditional_mutual_information(xp.reshape(p, shape)) for shape in shapes)


def _first_two_given(xp: Any, p: Any, given: tuple[int, ...]) -> Any:
    summed_out = tuple(i for i in range(2, p.ndim) if i not in given)
    marginal = xp.sum(p, axis=summed_out) if summed_out else p
    return _conditional_mutual_information(xp.reshape(marginal, (*p.shape[:2], -1)))
