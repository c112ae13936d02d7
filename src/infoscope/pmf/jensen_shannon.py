"""Jensen-Shannon divergence: how far laws lie, on average, from their mixture."""

import math
from collections.abc import Sequence
from typing import Any

from .._array import total
from .._check import as_laws, same_outcomes
from ..estimate import Unit
from ._over_axis import over_axis
from ._terms import divergence_terms

__all__ = ["jensen_shannon_distance", "jensen_shannon_divergence"]


def jensen_shannon_divergence(
    p: Any,
    q: Any,
    *more: Any,
    weights: Sequence[float] | None = None,
    axis: int = -1,
    normalize: bool = False,
    unit: Unit = "nats",
) -> Any:
    """JS = Σ_i w_i D(p_i‖m) with the mixture m = Σ_i w_i p_i: the information a draw from m gives on i.

    Two or more laws of shape (..., K), broadcast over the leading axes, sum to 1 along `axis`; `weights`
    (one a law, equal by default) sum to 1. It lies between 0 and H(w), and is summed term by term >= 0.
    Raises ValueError where a law or the weights are none. Lin, IEEE Trans. Inf. Theory 37 (1991) 145,
    equation 5.1.

    >>> jensen_shannon_divergence([0.5, 0.5, 0.0], [0.0, 0.5, 0.5], unit="bits")
    np.float64(0.5)
    """
    shares = _shares(weights, 2 + len(more))
    given: dict[str, Any] = {"axis": axis, "normalize": normalize, "unit": unit}
    if not more:
        return over_axis(
            "JENSEN_SHANNON", lambda *laws: _terms(laws, shares), weights=shares, **given, p=p, q=q
        )
    named = {"p": p, "q": q} | {f"law {i}": law for i, law in enumerate(more, start=3)}
    _, laws, answer = as_laws(**given, **named)
    same_outcomes(axis, **dict(zip(named, laws)))
    return answer(total(_terms(laws, shares), axis))


def jensen_shannon_distance(
    p: Any,
    q: Any,
    *more: Any,
    weights: Sequence[float] | None = None,
    axis: int = -1,
    normalize: bool = False,
) -> Any:
    """√JS in √nats: for two laws of equal weight a metric.

    Arguments as for `jensen_shannon_divergence`. The gradient where the laws agree is that of the root
    at 0. Raises ValueError where a law or the weights are none. Endres & Schindelin, IEEE Trans. Inf.
    Theory 49 (2003) 1858.

    >>> jensen_shannon_distance([1.0, 0.0], [0.0, 1.0]).round(8)
    np.float64(0.83255461)
    """
    divergence = jensen_shannon_divergence(p, q, *more, weights=weights, axis=axis, normalize=normalize)
    return divergence**0.5


def _terms(laws: Sequence[Any], weights: Sequence[float]) -> Any:
    mixture = sum(w * p for w, p in zip(weights, laws))
    # The mixture is 0 under p > 0 only where w p underflows, and then the term does too.
    return sum(w * divergence_terms(p, mixture, impossible=0.0) for w, p in zip(weights, laws) if w > 0.0)


def _shares(weights: Sequence[float] | None, count: int) -> tuple[float, ...]:
    if weights is None:
        return (1.0 / count,) * count
    shares = tuple(float(w) for w in weights)
    if len(shares) != count or not all(w >= 0.0 for w in shares) or abs(math.fsum(shares) - 1.0) > 1e-9:
        raise ValueError(f"weights must be {count} numbers >= 0 that sum to 1, one a law; got {shares}")
    return shares
