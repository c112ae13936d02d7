"""Two variables: joint laws p_xy whose last two axes are x and y, leading axes a batch."""

from collections.abc import Callable
from typing import Any

from .._array import namespace, total
from .._check import as_laws, pick
from ..estimate import Unit
from ._terms import divergence_terms, entropy_terms, log_or, log_ratio

__all__ = [
    "conditional_entropy",
    "mutual_information",
    "normalized_mutual_information",
    "pointwise_mutual_information",
    "variation_of_information",
]

_XY = (-2, -1)


def mutual_information(p_xy: Any, *, normalize: bool = False, unit: Unit = "nats") -> Any:
    """I(X;Y) = Σ p(x,y) ln(p(x,y) / p(x)p(y)) = D(p_xy ‖ p_x p_y).

    `p_xy` has shape (..., K_x, K_y) and sums to 1 over the last two axes. Summed term by term >= 0, so
    that nearly independent variables come out right to full precision. Gradients as for
    `kl_divergence`. Raises ValueError where p_xy is no law. Cover & Thomas, equation 2.28.

    >>> mutual_information([[0.2, 0.1, 0.15], [0.1, 0.2, 0.25]]).round(8)
    np.float64(0.04160502)
    """
    _, (p,), answer = as_laws(_XY, normalize=normalize, unit=unit, p_xy=p_xy)
    return answer(information_of(p))


def pointwise_mutual_information(p_xy: Any, *, normalize: bool = False, unit: Unit = "nats") -> Any:
    """ln(p(x,y) / p(x)p(y)) for each pair; -inf where a pair of possible outcomes never meets.

    `p_xy` has shape (..., K_x, K_y) and sums to 1 over the last two axes; the answer has the same shape.
    0 where x or y is itself impossible. Gradients are taken as 0 where p(x,y) = 0. Raises ValueError
    where p_xy is no law. Fano, Transmission of Information (1961), equation 2.3.

    >>> pointwise_mutual_information([[0.5, 0.0], [0.25, 0.25]], unit="bits").round(6)
    array([[ 0.415037,      -inf],
           [-0.584963,  1.      ]])
    """
    xp, (p,), answer = as_laws(_XY, normalize=normalize, unit=unit, p_xy=p_xy)
    p_x, p_y = _marginals(p)
    met = p > 0.0
    product = p_x * p_y
    safe = xp.where(met & (product > 0.0), product, 1.0)
    ratio = log_ratio(xp.where(met, p, 1.0), safe, log_or(p_x, 0.0) + log_or(p_y, 0.0))
    possible = (p_x > 0.0) & (p_y > 0.0)
    return answer(xp.where(met, ratio, xp.where(possible, -xp.inf, 0.0 * p)))


def conditional_entropy(p_xy: Any, *, given: int = -1, normalize: bool = False, unit: Unit = "nats") -> Any:
    """H(X|Y) = -Σ p(x,y) ln(p(x,y) / p(y)); `given` is the axis of what is known, -2 for H(Y|X).

    `p_xy` has shape (..., K_x, K_y) and sums to 1 over the last two axes. The gradient at p = 0 is taken
    as 0. Raises ValueError where p_xy is no law or `given` is none of its last two axes. Cover & Thomas,
    equation 2.10.

    >>> conditional_entropy([[0.5, 0.0], [0.0, 0.5]])
    np.float64(0.0)
    """
    _, (p,), answer = as_laws(_XY, normalize=normalize, unit=unit, p_xy=p_xy)
    summed_over = {-1: -2, -2: -1}.get(given if given < 0 else given - p.ndim)
    if summed_over is None:
        raise ValueError(f"given must be -1 or -2, one of the last two axes; got {given}")
    return answer(_conditional_entropy(p, summed_over))


def variation_of_information(p_xy: Any, *, normalize: bool = False, unit: Unit = "nats") -> Any:
    """H(X|Y) + H(Y|X), a metric on variables.

    `p_xy` has shape (..., K_x, K_y) and sums to 1 over the last two axes. Raises ValueError where p_xy is
    no law. Meilă, J. Multivariate Analysis 98 (2007) 873, equation 15.

    >>> variation_of_information([[0.25, 0.25], [0.25, 0.25]], unit="bits")
    np.float64(2.0)
    """
    _, (p,), answer = as_laws(_XY, normalize=normalize, unit=unit, p_xy=p_xy)
    return answer(_conditional_entropy(p, -1) + _conditional_entropy(p, -2))


def normalized_mutual_information(
    p_xy: Any, *, normalization: str = "arithmetic", normalize: bool = False
) -> Any:
    """I(X;Y) as a share, between 0 and 1, of a number that bounds it.

    `normalization` names the number: "x" is H(X), which makes Theil's uncertainty coefficient U(X|Y), "y"
    is H(Y); "arithmetic", "geometric", "min" and "max" are means of the two; "joint" is H(X,Y), which
    makes one minus the normalised variation of information. 0 where that number is 0: nothing was to be
    known. `p_xy` has shape (..., K_x, K_y) and sums to 1 over the last two axes. Raises ValueError where
    p_xy is no law. Vinh, Epps & Bailey, JMLR 11 (2010) 2837, table 2.

    >>> normalized_mutual_information([[0.5, 0.0], [0.25, 0.25]], normalization="y").round(6)
    np.float64(0.383689)
    """
    mean = pick(normalization, _MEANS, "normalization")
    xp, (p,), answer = as_laws(_XY, normalize=normalize, p_xy=p_xy)
    entropies = [total(entropy_terms(m), _XY) for m in _marginals(p)]
    bound = mean(xp, *entropies, total(entropy_terms(p), _XY))
    known = bound > 0.0
    return answer(xp.where(known, information_of(p) / xp.where(known, bound, 1.0), 0.0))


def _marginals(p: Any) -> tuple[Any, Any]:
    xp = namespace(p)
    return xp.sum(p, axis=-1, keepdims=True), xp.sum(p, axis=-2, keepdims=True)


def information_of(p: Any) -> Any:
    p_x, p_y = _marginals(p)
    return total(divergence_terms(p, p_x * p_y, log_or(p_x, 0.0) + log_or(p_y, 0.0)), _XY)


def _conditional_entropy(p: Any, axis: int) -> Any:
    """Σ p ln(Σ p / p), sums over `axis`, each term >= 0.

    Where one outcome outweighs all others, ln(Σ p / p) is lost in the rounding of the sum: there it is
    ln(1 + rest / p), the rest added up without it.
    """
    xp = namespace(p)
    whole = xp.sum(p, axis=axis, keepdims=True)
    heavy = p > 0.5 * whole
    light = xp.where(heavy, 0.0, p)
    rest = xp.sum(light, axis=axis, keepdims=True)
    alone = p * xp.log1p(rest / xp.where(heavy, p, 1.0))
    among = light * (log_or(whole, 0.0) - log_or(light, 0.0))
    return total(xp.where(heavy, alone, among), _XY)


_MEANS: dict[str, Callable] = {
    "arithmetic": lambda xp, x, y, xy: 0.5 * (x + y),
    "geometric": lambda xp, x, y, xy: _geometric(xp, x, y),
    "joint": lambda xp, x, y, xy: xy,
    "max": lambda xp, x, y, xy: xp.maximum(x, y),
    "min": lambda xp, x, y, xy: xp.minimum(x, y),
    "x": lambda xp, x, y, xy: x,
    "y": lambda xp, x, y, xy: y,
}


def _geometric(xp: Any, x: Any, y: Any) -> Any:
    both = (x > 0.0) & (y > 0.0)
    return xp.where(both, xp.sqrt(xp.where(both, x, 1.0)) * xp.sqrt(xp.where(both, y, 1.0)), 0.0)
