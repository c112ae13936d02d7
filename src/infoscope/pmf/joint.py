"""Two variables: joint laws p_xy whose last two axes are x and y, leading axes a batch."""

from typing import Any

from .._array import namespace, total
from .._check import as_laws
from ..estimate import Unit
from ._terms import divergence_terms, log_or

__all__ = ["conditional_entropy", "mutual_information"]

_XY = (-2, -1)


def mutual_information(p_xy: Any, *, normalize: bool = False, unit: Unit = "nats") -> Any:
    """I(X;Y) = Σ p(x,y) ln(p(x,y) / p(x)p(y)) = D(p_xy ‖ p_x p_y).

    `p_xy` has shape (..., K_x, K_y) and sums to 1 over the last two axes. Summed term by term >= 0, so
    that nearly independent variables come out right to full precision. Gradients as for
    `kl_divergence`. Raises ValueError where p_xy is no law. Cover & Thomas, equation 2.28.

    >>> mutual_information([[0.2, 0.1, 0.15], [0.1, 0.2, 0.25]]).round(8)
    np.float64(0.04160502)
    """
    xp, (p,), answer = as_laws(_XY, normalize=normalize, unit=unit, p_xy=p_xy)
    p_x, p_y = xp.sum(p, axis=-1, keepdims=True), xp.sum(p, axis=-2, keepdims=True)
    log_product = log_or(p_x, 0.0) + log_or(p_y, 0.0)
    return answer(total(divergence_terms(p, p_x * p_y, log_product), _XY))


def conditional_entropy(p_xy: Any, *, given: int = -1, normalize: bool = False, unit: Unit = "nats") -> Any:
    """H(X|Y) = -Σ p(x,y) ln(p(x,y) / p(y)), `given` the axis of what is known: -1 for H(X|Y), -2 for H(Y|X).

    `p_xy` has shape (..., K_x, K_y) and sums to 1 over the last two axes. The gradient at p = 0 is taken
    as 0. Raises ValueError where p_xy is no law or `given` is none of its last two axes. Cover & Thomas,
    equation 2.10.

    >>> conditional_entropy([[0.5, 0.0], [0.0, 0.5]])
    np.float64(0.0)
    """
    _, (p,), answer = as_laws(_XY, normalize=normalize, unit=unit, p_xy=p_xy)
    other = {-1: -2, -2: -1}.get(given if given < 0 else given - p.ndim)
    if other is None:
        raise ValueError(f"given must be -1 or -2, one of the last two axes; got {given}")
    return answer(total(conditional_terms(p, other), _XY))


def conditional_terms(p: Any, axis: int) -> Any:
    """-p ln(p / Σ p) along `axis`, each >= 0.

    Where one outcome outweighs all others, ln(p / Σ p) is lost in the rounding of the sum: there it is
    -ln(1 + rest / p), the rest added up without it.
    """
    xp = namespace(p)
    whole = xp.sum(p, axis=axis, keepdims=True)
    heavy = p > 0.5 * whole
    rest = xp.sum(xp.where(heavy, 0.0, p), axis=axis, keepdims=True)
    safe = xp.where(heavy, p, 1.0)
    light = xp.where(heavy, 0.0, p)
    return xp.where(heavy, p * xp.log1p(rest / safe), light * (log_or(whole, 0.0) - log_or(light, 0.0)))
