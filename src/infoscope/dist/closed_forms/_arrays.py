"""Formulas over long arrays, a block at a time, so that what lies between stays in the nearest cache."""

from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["in_blocks"]

_BLOCK = 1 << 14


def in_blocks(formula: Callable, *parameters: Any) -> Any:
    """`formula(*parameters)` over parameters that broadcast; long flat ones are taken block by block."""
    shape = np.broadcast_shapes(*(np.shape(p) for p in parameters))
    if len(shape) != 1 or shape[0] <= _BLOCK:
        return formula(*parameters)
    from ..._kernels.threads import in_pieces

    arrays = [np.broadcast_to(p, shape) for p in parameters]
    out = np.empty(shape)

    def run(first: int, last: int) -> None:
        for start in range(first, last, _BLOCK):
            block = slice(start, min(start + _BLOCK, last))
            out[block] = formula(*(a[block] for a in arrays))

    in_pieces(run, shape[0])
    return out
