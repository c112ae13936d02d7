"""One measure of two laws, whoever made them: tensors where both are torch's, else numbers."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ..estimate import Estimate, Unit
from . import _torch_routes
from ._laws import as_pair
from ._routes import Effort, Integral, answer

__all__ = ["between", "infinite_or", "leaves"]


def between(
    measure: str,
    integral: Integral,
    closed: Callable[..., Any],
    P: Any,
    Q: Any,
    effort: Effort,
    unit: Unit = "nats",
    *,
    registered: Callable[..., Any] | None = None,
    others: Callable[..., dict] | None = None,
    pure: bool = False,
) -> Estimate:
    """`closed(p, q)` and `others(p, q)` are of laws as read, `registered(P, Q)` of torch's as they are."""
    if _torch_routes.stays(P, Q):
        return _torch_routes.answer_torch(measure, integral, registered, closed, (P, Q), effort, unit, pure)
    p, q = as_pair(P, Q)
    more = others(p, q) if others else None
    return answer(measure, lambda: closed(p, q), integral, p, q, effort, unit, more, pure)


def leaves(p: Any, q: Any) -> bool:
    """Whether p gives mass to what is impossible under q; not asked of arrays of laws."""
    return not (p.batch or q.batch) and p.leaves(q)


def infinite_or(formula: Callable) -> Callable:
    """The formula, and inf where p leaves q."""
    return lambda p, q: np.inf if leaves(p, q) else formula(p, q)
