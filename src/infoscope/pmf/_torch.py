"""Gradients for torch tensors whose sums the fused kernels found.

The kernel's sums enter the graph with the derivatives worked out by hand: one pass over the laws back,
where the plain route would keep a dozen temporaries. The conventions at p = 0 are those of the terms.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch

__all__ = ["with_gradient"]

_FAR_FROM_ZERO = 1e-30  # no ratio of such numbers overflows, in single precision either


def with_gradient(
    value: torch.Tensor, quantity: str, laws: Sequence[torch.Tensor], axis: int, weights: Sequence[float]
) -> torch.Tensor:
    """`value`, the sum of the terms of `quantity` over `axis`, as a function of the laws."""
    return _Sum.apply(value, quantity, axis, weights, *torch.broadcast_tensors(*laws))


class _Sum(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, value: Any, quantity: str, axis: int, weights: Any, *laws: Any) -> Any:
        ctx.save_for_backward(*laws)
        ctx.quantity, ctx.axis, ctx.weights = quantity, axis, weights
        return value.clone()

    @staticmethod
    def backward(ctx: Any, upstream: Any) -> Any:
        laws = ctx.saved_tensors
        inside = all(bool(p.amin() > _FAR_FROM_ZERO) for p in laws)
        slopes = (_INSIDE if inside else _ANYWHERE)[ctx.quantity]
        upstream = upstream.unsqueeze(ctx.axis)
        wanted = zip(slopes, ctx.needs_input_grad[4:])
        found = (upstream * slope(laws, ctx.weights) if needed else None for slope, needed in wanted)
        return None, None, None, None, *found


def _mixture(laws: Sequence[Any], weights: Sequence[float]) -> Any:
    return weights[0] * laws[0] + weights[1] * laws[1]


# The mixture minimises the Jensen-Shannon divergence (the compensation identity), so its slope vanishes.
_INSIDE: dict[str, tuple[Callable, ...]] = {
    "CROSS_ENTROPY": (lambda laws, _: -torch.log(laws[1]), lambda laws, _: -laws[0] / laws[1]),
    "ENTROPY": (lambda laws, _: -1.0 - torch.log(laws[0]),),
    "JENSEN_SHANNON": (
        lambda laws, w: w[0] * torch.log(laws[0] / _mixture(laws, w)),
        lambda laws, w: w[1] * torch.log(laws[1] / _mixture(laws, w)),
    ),
    "KL_DIVERGENCE": (lambda laws, _: torch.log(laws[0] / laws[1]), lambda laws, _: 1.0 - laws[0] / laws[1]),
}


def _log(x: Any) -> Any:
    return torch.log(torch.where(x > 0.0, x, 1.0))


def _over(p: Any, q: Any) -> Any:
    return p / torch.where(q > 0.0, q, 1.0)


def _where_finite(laws: Sequence[Any], slope: Any) -> Any:
    p, q = laws
    return torch.where((q == 0.0) & (p > 0.0), 0.0, slope)


def _log_ratio(p: Any, q: Any) -> Any:
    return torch.where(p > 0.0, _log(p) - _log(q), -1.0)


def _towards(law: Any, laws: Sequence[Any], weights: Sequence[float], weight: float) -> Any:
    mixture = _mixture(laws, weights)
    return weight * torch.where(mixture > 0.0, _log_ratio(law, mixture), 0.0)


_ANYWHERE: dict[str, tuple[Callable, ...]] = {
    "CROSS_ENTROPY": (
        lambda laws, _: -_log(laws[1]),
        lambda laws, _: torch.where(laws[1] > 0.0, -_over(*laws), 0.0),
    ),
    "ENTROPY": (lambda laws, _: torch.where(laws[0] > 0.0, -1.0 - _log(laws[0]), 0.0),),
    "JENSEN_SHANNON": (
        lambda laws, w: _towards(laws[0], laws, w, w[0]),
        lambda laws, w: _towards(laws[1], laws, w, w[1]),
    ),
    "KL_DIVERGENCE": (
        lambda laws, _: _where_finite(laws, _log_ratio(*laws)),
        lambda laws, _: _where_finite(laws, 1.0 - _over(*laws)),
    ),
}
