"""Laws of torch: its own registry of closed forms, else draws, so that gradients pass through either."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from ..estimate import Estimate, Unit
from ._laws import as_law, as_pair
from ._laws._torch import is_torch
from ._routes import Effort, Integral, answer
from ._torch_draws import by_draws
from .closed_forms._normal import multivariate_normal_kl

__all__ = ["answer_torch", "cross_entropy", "entropy", "jeffreys", "kl_divergence", "of_tensors", "stays"]


def stays(*things: Any) -> bool:
    """Whether all are torch's, so that the answer is a tensor."""
    return all(is_torch(thing) for thing in things)


def answer_torch(
    measure: str,
    integral: Integral,
    registered: Callable[..., Any] | None,
    closed: Callable[..., Any],
    laws: tuple,
    effort: Effort,
    unit: Unit,
    pure: bool = False,
) -> Estimate:
    """The measure of torch's laws, as a tensor: from torch's registry, by numbers, or by draws.

    Numbers go where no gradient is awaited and there is no batch. `registered(*laws)` raises NotImplementedError where torch knows none; `closed` is the closed form of
    infoscope's own laws, which cuts gradients.
    """
    Estimate(0.0, unit=unit)
    _same_events(laws)
    found = _from_registry(registered, laws) if effort.method in (None, "closed_form") else None
    if found is None:
        attached = any(_awaits_gradient(law) for law in laws)
        batch = any(tuple(law.batch_shape) for law in laws)
        if attached or batch or effort.method == "monte_carlo":
            _only_draws(measure, laws, effort, attached)
            found = by_draws(integral, laws[0], laws[-1], effort, attached)
        else:
            found = _as_tensor(_by_numbers(measure, integral, closed, laws, effort))
    return found if pure else found.to(unit)


def entropy(P: Any) -> Any:
    return P.entropy()


def cross_entropy(P: Any, Q: Any) -> Any:
    from torch.distributions import kl_divergence as registered

    return registered(P, Q) + P.entropy()


def kl_divergence(P: Any, Q: Any) -> Any:
    from torch.distributions import kl_divergence as registered

    return _gaussians(P, Q) if _compiled(P, Q) else registered(P, Q)


def jeffreys(P: Any, Q: Any) -> Any:
    return kl_divergence(P, Q) + kl_divergence(Q, P)


def of_tensors(function: Callable) -> Callable:
    """A function of tensors as one of arrays too."""
    import torch

    def both(t: Any) -> Any:
        return np.asarray(function(torch.from_numpy(t))) if isinstance(t, np.ndarray) else function(t)

    return both


def _compiled(P: Any, Q: Any) -> bool:
    """Normal laws of vectors, in host memory and away from gradients: there is a kernel for these."""
    if {type(P).__name__, type(Q).__name__} != {"MultivariateNormal"}:
        return False
    parts = (P.loc, P.scale_tril, Q.loc, Q.scale_tril)
    return all(t.device.type == "cpu" and not t.requires_grad for t in parts)


def _gaussians(P: Any, Q: Any) -> Any:
    import torch

    parts = [t.detach().double().numpy() for t in (P.loc, P.scale_tril, Q.loc, Q.scale_tril)]
    return torch.as_tensor(np.asarray(multivariate_normal_kl(*parts))).to(P.loc.dtype)


def _same_events(laws: tuple) -> None:
    shapes = [tuple(law.event_shape) for law in laws]
    if len(set(shapes)) > 1:
        raise ValueError(
            f"P and Q must have the same dimension; got event shapes {shapes[0]} and {shapes[1]}"
        )


def _from_registry(registered: Callable | None, laws: tuple) -> Estimate | None:
    import torch

    if registered is None:
        return None
    try:
        value = registered(*laws)
    except NotImplementedError:
        return None
    return Estimate(value, torch.zeros_like(value, requires_grad=False), method="closed_form")


def _only_draws(measure: str, laws: tuple, effort: Effort, attached: bool) -> None:
    if effort.method not in (None, "monte_carlo"):
        why = "numbers would cut the gradient" if attached else "laws in a batch"
        raise ValueError(
            f"the {measure} of {' and '.join(type(law).__name__ for law in laws)} has no route "
            f"{effort.method!r} ({why}); there is: 'monte_carlo'"
        )


def _by_numbers(measure: str, integral: Integral, closed: Callable, laws: tuple, effort: Effort) -> Estimate:
    if len(laws) == 1:
        p = as_law(laws[0])
        return answer(measure, lambda: closed(p), integral, p, None, effort, "nats")
    p, q = as_pair(*laws)
    return answer(measure, lambda: closed(p, q), integral, p, q, effort, "nats")


def _as_tensor(found: Estimate) -> Estimate:
    import torch

    value, error = (torch.tensor(float(x), dtype=torch.float64) for x in (found.value, found.std_error))
    return replace(found, value=value, std_error=error)


def _awaits_gradient(law: Any) -> bool:
    """Whether a parameter, of the law or of one it is made of, waits for a gradient."""
    import torch

    if not torch.is_grad_enabled():
        return False
    parts = vars(law).values()
    return any(
        part.requires_grad if isinstance(part, torch.Tensor) else is_torch(part) and _awaits_gradient(part)
        for part in parts
    )
