"""Cross-entropies as machine learning trains on them, from probabilities or from logits.

Targets of weight 0 do not look at their logits, so that a mask of -inf leaves no NaN behind; nothing is
clipped, and a target that the prediction calls impossible costs inf.
"""

from collections.abc import Callable
from typing import Any

from .._array import is_traced, namespace, place, size, total
from .._check import as_numbers, check_laws, in_unit_interval, no_nan, on_simplex, pick
from ..estimate import Unit
from ._terms import log_or, log_sum_exp

__all__ = ["binary_cross_entropy", "categorical_cross_entropy"]


def binary_cross_entropy(
    y: Any,
    q: Any,
    *,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    positive_weight: float = 1.0,
    weight: Any = None,
    reduction: str = "mean",
    unit: Unit = "nats",
) -> Any:
    """-y ln q - (1 - y) ln(1 - q), element by element, then reduced: the code length of y under q.

    `y` (targets in [0, 1]) and `q` (probabilities, or logits of any size with `from_logits=True`) have
    shapes that broadcast, and so has `weight`, which multiplies each element; `positive_weight` multiplies
    the first term. `label_smoothing` s moves y to (1 - s) y + s / 2. `reduction` is "mean", "sum" or
    "none". Raises ValueError where y or a probability lies outside [0, 1] or a logit is NaN. Bishop,
    Pattern Recognition and Machine Learning (2006), equation 4.90.

    >>> binary_cross_entropy([1.0, 0.0], [0.8, 0.4]).round(6)
    np.float64(0.366985)
    """
    reduce = pick(reduction, REDUCTIONS, "reduction")
    xp, (y, q, w), answer = as_numbers(unit, y=y, q=q, weight=1.0 if weight is None else weight)
    in_unit_interval(xp, y, "y")
    smoothing = _smoothing(label_smoothing)
    y = y * (1.0 - smoothing) + 0.5 * smoothing
    if from_logits:
        _check_logits(xp, q)
        surprise_1, surprise_0 = _softplus(-q), _softplus(q)
    else:
        in_unit_interval(xp, q, "q")
        surprise_1, surprise_0 = -log_or(q, -xp.inf), -_log_complement(q)
    loss = _weighted(positive_weight * y, surprise_1) + _weighted(1.0 - y, surprise_0)
    return answer(reduce(_weighted(w, loss), None))


def categorical_cross_entropy(
    y: Any,
    q: Any,
    *,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    class_weights: Any = None,
    axis: int = -1,
    reduction: str = "mean",
    unit: Unit = "nats",
) -> Any:
    """-Σ_k y_k ln q_k for each observation, then reduced: the negative log-likelihood.

    `q` has shape (..., K): probabilities that sum to 1 along `axis`, or logits with `from_logits=True`,
    where -inf masks a class out. `y` holds class indices of shape (...), or probabilities of the shape of
    q. `label_smoothing` s moves y to (1 - s) y + s / K; `class_weights` has shape (K,). `reduction` is
    "sum", "none" or "mean", which for class indices divides by the sum of the weights of the classes
    seen, as torch does. Raises ValueError where y or q is no law or an index is out of range. Bishop
    (2006), equation 4.108.

    >>> categorical_cross_entropy([0, 1], [[0.5, 0.5], [0.25, 0.75]]).round(6)
    np.float64(0.490415)
    """
    reduce = pick(reduction, REDUCTIONS, "reduction")
    smoothing = _smoothing(label_smoothing)
    given = {"q": q} if class_weights is None else {"q": q, "class_weights": class_weights}
    xp, (q, *weights), answer = _as_laws_or_logits(axis, from_logits, unit, given)
    q = xp.moveaxis(q, axis, -1)
    indices, target = _target(answer, y, q, axis)
    share = weights[0] if weights else 1.0
    if weights and weights[0].shape != (q.shape[-1],):
        raise ValueError(f"class_weights must have shape ({q.shape[-1]},); got {tuple(weights[0].shape)}")
    softened = share * (target * (1.0 - smoothing) + smoothing / q.shape[-1])
    log_q = q - log_sum_exp(q, -1)[..., None] if from_logits else log_or(q, -xp.inf)
    loss = total(_weighted(softened, -log_q), -1)
    return answer(reduce(loss, total(share * target) if indices and weights else None))


def _as_laws_or_logits(axis: int, logits: bool, unit: str, given: dict[str, Any]) -> Any:
    xp, arrays, answer = as_numbers(unit, **given)
    q = arrays[0]
    if not logits:
        check_laws(answer, axis, q=q)
    else:
        _check_logits(xp, q)
        if not is_traced(q) and size(q) and not bool(xp.all(xp.max(q, axis=axis) > -xp.inf)):
            raise ValueError("q must leave at least one class with a logit above -inf in each row")
    return xp, arrays, answer


def _target(answer: Any, y: Any, q: Any, axis: int) -> tuple[bool, Any]:
    """Whether y holds class indices, and y as probabilities along the last axis."""
    xp, classes = answer.xp, q.shape[-1]
    _, (_, y), _ = as_numbers(q=q, y=y)
    if y.ndim == q.ndim:
        y = xp.moveaxis(y, axis, -1)
        if y.shape != q.shape:
            raise ValueError(f"y must have the shape of q; got {tuple(y.shape)} and {tuple(q.shape)}")
        on_simplex(answer, "y", y, -1)
        return False, y
    if y.shape != q.shape[:-1]:
        raise ValueError(
            f"y must hold class indices of shape {tuple(q.shape[:-1])} or probabilities of shape "
            f"{tuple(q.shape)}; got shape {tuple(y.shape)}"
        )
    labels = xp.arange(classes, dtype=q.dtype, **place(q))
    one_hot = xp.astype(y[..., None] == labels, q.dtype)
    if not is_traced(y) and not bool(xp.all(xp.sum(one_hot, axis=-1) == 1.0)):
        raise ValueError(f"y must hold whole numbers from 0 to {classes - 1}; got another class index")
    return True, one_hot


def _smoothing(value: float) -> float:
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"label_smoothing must lie between 0 and 1; got {value!r}")
    return float(value)


def _check_logits(xp: Any, logits: Any) -> None:
    no_nan(xp, "q", logits)
    if not is_traced(logits) and bool(xp.any(logits == xp.inf)):
        raise ValueError("q must hold logits below +inf")


def _weighted(weight: Any, x: Any) -> Any:
    """weight · x, and 0 where the weight is 0, whatever x is."""
    xp = namespace(x)
    weight = weight + xp.zeros_like(x)
    used = weight > 0.0
    return xp.where(used, weight * xp.where(used, x, 0.0), 0.0)


def _softplus(x: Any) -> Any:
    """ln(1 + e^x)."""
    xp = namespace(x)
    return xp.maximum(x, 0.0 * xp.where(xp.abs(x) < xp.inf, x, 0.0)) + xp.log1p(xp.exp(-xp.abs(x)))


def _log_complement(q: Any) -> Any:
    """ln(1 - q), and -inf with gradient 0 at q = 1."""
    xp = namespace(q)
    open_ = q < 1.0
    return xp.where(open_, xp.log1p(-xp.where(open_, q, 0.0)), -xp.inf)


def _mean(loss: Any, weight: Any) -> Any:
    return total(loss) / (max(size(loss), 1) if weight is None else weight)


REDUCTIONS: dict[str, Callable] = {
    "mean": _mean,
    "none": lambda loss, weight: loss,
    "sum": lambda loss, weight: total(loss),
}
