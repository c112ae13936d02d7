"""A sum of terms along one axis: fused and compiled for large arrays in host memory, plain elsewhere."""

from collections.abc import Callable
from typing import Any

import numpy as np

from .._array import awaits_gradient, in_host_memory, size, total
from .._check import as_laws, on_simplex, same_outcomes, tolerance

__all__ = ["over_axis", "summed"]

_FUSED_FROM = 1 << 16  # below, the plain route is quick and needs no compiler
_COPIED_AT_ONCE = 1 << 20


def over_axis(quantity: str, terms: Callable, **given: Any) -> Any:
    """`terms(*laws)` summed over `axis`; the kernel `quantity` gives the same in one pass."""
    _, value, answer = summed(quantity, terms, **given)
    return answer(value)


def summed(
    quantity: str,
    terms: Callable,
    *,
    axis: int,
    normalize: bool,
    unit: str = "nats",
    weights: tuple[float, ...] = (0.5, 0.5),
    **named: Any,
) -> tuple[Any, Any, Callable]:
    """`(xp, sum in nats, answer)`."""
    xp, laws, answer = as_laws(axis, normalize=normalize, unit=unit, check=False, **named)
    same_outcomes(axis, **dict(zip(named, laws)))
    fused = _fused(quantity, laws, axis, weights)
    if fused is None or not _valid(fused, tolerance(answer)):
        for name, p in zip(named, laws):
            on_simplex(answer, name, p, axis)
    if fused is None:
        return xp, total(terms(*laws), axis), answer
    value = xp.asarray(fused[0], dtype=laws[0].dtype)[()]
    if any(awaits_gradient(p) for p in laws):
        from ._torch import with_gradient

        value = with_gradient(value, quantity, laws, axis, weights)
    return xp, value, answer


def _fused(quantity: str, laws: list[Any], axis: int, weights: tuple[float, ...]) -> Any:
    """(value, totals of the laws, misfits), or None where the plain route serves."""
    if max(size(p) for p in laws) < _FUSED_FROM:
        return None
    hosted = [h for h in map(in_host_memory, laws) if h is not None and h.dtype in (np.float32, np.float64)]
    if len(hosted) < len(laws):
        return None
    return _in_blocks(quantity, weights, *(np.moveaxis(p, axis, -1) for p in np.broadcast_arrays(*hosted)))


def _in_blocks(quantity: str, weights: tuple[float, ...], *laws: np.ndarray) -> np.ndarray:
    """Sums over the last axis, shape (4, ...); what is not contiguous is halved, and copied when small."""
    shape = laws[0].shape
    if laws[0].size <= _COPIED_AT_ONCE or all(p.flags.c_contiguous for p in laws):
        from .._kernels import sums

        rows = [np.ascontiguousarray(p).reshape(-1, shape[-1]) for p in laws]
        found = sums.sum_rows(getattr(sums, quantity), rows[0], rows[-1], weights)
        return np.reshape(found, (4, *shape[:-1]))
    if shape[0] == 1:
        return _in_blocks(quantity, weights, *(p[0] for p in laws))[:, None]
    middle = shape[0] // 2
    halves = [
        _in_blocks(quantity, weights, *(p[part] for p in laws)) for part in (np.s_[:middle], np.s_[middle:])
    ]
    return halves[0] + halves[1] if len(shape) == 1 else np.concatenate(halves, axis=1)


def _valid(fused: np.ndarray, allowed: float) -> bool:
    _, *totals, misfits = fused
    return not np.any(misfits) and all(bool(np.all(np.abs(t - 1.0) <= allowed)) for t in totals)
