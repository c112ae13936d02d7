"""Laws of torch: its own registry of closed forms, else draws, so that gradients pass through either.

Draws are reparameterised where the law allows; where it does not, the score of the law carries the gradient.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from .._rng import as_generator
from ..estimate import Estimate, Unit
from . import _integrals
from ._laws import as_law, as_pair
from ._laws._torch import is_torch
from ._routes import Effort, Integral, answer
from .closed_forms import _table
from .closed_forms._normal import multivariate_normal_kl

__all__ = ["cross_entropy", "entropy", "kl_divergence", "stays"]

_FIRST, _NUMBERS = 4096, 1 << 20


def stays(*things: Any) -> bool:
    """Whether all are torch's, so that the answer is a tensor."""
    return all(is_torch(thing) for thing in things)


def entropy(P: Any, effort: Effort, unit: Unit) -> Estimate:
    return _answer("entropy", _integrals.ENTROPY, lambda: P.entropy(), _table.entropy, (P,), effort, unit)


def cross_entropy(P: Any, Q: Any, effort: Effort, unit: Unit) -> Estimate:
    from torch.distributions import kl_divergence as registered

    def closed() -> Any:
        return registered(P, Q) + P.entropy()

    return _answer(
        "cross-entropy", _integrals.CROSS_ENTROPY, closed, _table.cross_entropy, (P, Q), effort, unit
    )


def kl_divergence(P: Any, Q: Any, effort: Effort, unit: Unit) -> Estimate:
    from torch.distributions import kl_divergence as registered

    return _answer(
        "KL divergence",
        _integrals.KL_DIVERGENCE,
        lambda: _gaussians(P, Q) if _compiled(P, Q) else registered(P, Q),
        _table.kl_divergence,
        (P, Q),
        effort,
        unit,
    )


def _answer(
    measure: str,
    integral: Integral,
    closed: Callable,
    table: Callable,
    laws: tuple,
    effort: Effort,
    unit: Unit,
) -> Estimate:
    _same_events(laws)
    if effort.method in (None, "closed_form"):
        found = _from_registry(closed)
        if found is not None:
            return found.to(unit)
    attached = any(_awaits_gradient(law) for law in laws)
    if attached or any(tuple(law.batch_shape) for law in laws):
        return _by_draws(measure, integral, laws, effort, attached).to(unit)
    if effort.method == "monte_carlo":
        return _by_draws(measure, integral, laws, effort, attached).to(unit)
    return _as_tensor(_by_numbers(measure, integral, table, laws, effort, unit))


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


def _from_registry(closed: Callable) -> Estimate | None:
    import torch

    try:
        value = closed()
    except NotImplementedError:
        return None
    return Estimate(value, torch.zeros_like(value, requires_grad=False), method="closed_form")


def _by_numbers(
    measure: str, integral: Integral, table: Callable, laws: tuple, effort: Effort, unit: Unit
) -> Estimate:
    if len(laws) == 1:
        p = as_law(laws[0])
        return answer(measure, lambda: table(p), integral, p, None, effort, unit)
    p, q = as_pair(*laws)
    return answer(measure, lambda: np.inf if p.leaves(q) else table(p, q), integral, p, q, effort, unit)


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


def _by_draws(measure: str, integral: Integral, laws: tuple, effort: Effort, attached: bool) -> Estimate:
    """Until the standard error is small enough; with gradients all draws are kept for the way back."""
    import torch
    from torch.random import fork_rng

    if effort.method not in (None, "monte_carlo"):
        why = "numbers would cut the gradient" if attached else "laws in a batch"
        raise ValueError(
            f"the {measure} of {' and '.join(type(law).__name__ for law in laws)} has no route "
            f"{effort.method!r} ({why}); there is: 'monte_carlo'"
        )
    p, rng = laws[0], as_generator(effort.rng)
    tolerances = effort.tolerances(1e-3, 1e-6)
    total: Any = 0.0
    squares: Any = 0.0
    n = 0
    chunk = max(1, _NUMBERS // max(1, p.batch_shape.numel() * p.event_shape.numel()))
    with fork_rng(devices=[]):
        torch.manual_seed(int(rng.integers(2**63)))
        while True:
            values = _values(integral, laws, min(max(_FIRST, n), chunk, effort.max_samples - n), attached)
            n += len(values)
            total, squares = total + values.sum(0), squares + (values.detach().double() ** 2).sum(0)
            if effort.progress is not None:
                effort.progress(n, effort.max_samples)
            mean = total / n
            spread = squares / n - mean.detach().double() ** 2
            error = (spread.clamp(min=0.0) / max(n - 1, 1)) ** 0.5
            allowed = (tolerances["rtol"] * mean.detach().abs()).clamp(min=tolerances["atol"])
            if n >= effort.max_samples or bool((error <= allowed).all()):
                return Estimate(mean, error.to(mean.dtype), method="monte_carlo", n=n)


def _values(integral: Integral, laws: tuple, n: int, attached: bool) -> Any:
    """(n, …batch): ln p, ln q or their difference at draws of P, as functions of the parameters."""
    import torch

    p, q = laws[0], laws[-1]
    with torch.set_grad_enabled(attached):
        x = p.rsample((n,)) if p.has_rsample else p.sample((n,))
        of_p = p.log_prob(x)
        of_q = of_p if q is p else q.log_prob(x)
        values = integral.values(of_p, of_q)
        if attached and not p.has_rsample and of_p.requires_grad:
            values = values + values.detach() * (of_p - of_p.detach())
    return values
