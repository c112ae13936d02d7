"""Between the steps: the error averaged over cells of log-SNR, for denoisers that can be asked anywhere.

Draws lie anywhere in a cell, so the integral ½ ∫ m dλ has no error of discretisation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ._baseline import Baseline
from ._curve import Curve

if TYPE_CHECKING:
    from ._quantities import Quantity

__all__ = ["Cells", "cell_edges", "cell_values"]

_WIDEST = 0.25  # of a cell, in log-SNR
MANY_STEPS = 200  # from which the steps are so close that cells would add nothing


@dataclass(frozen=True, eq=False)
class Cells:
    """`curve` has a place for each cell, from clean to noisy; edges (C + 1,); per_step (T − 1,) cells."""

    curve: Curve
    edges: np.ndarray
    per_step: np.ndarray

    def refined(self, steps: Quantity) -> Quantity:
        """I(x_0; x_t) from the cells; at t = T, where they end, from the steps."""
        half = -0.5 * np.diff(self.edges)
        starts = np.concatenate([[0], np.cumsum(self.per_step)[:-1]])

        def gained(values):
            return np.add.reduceat(half * values, starts, axis=-1)

        def along(values, last):
            return np.concatenate([np.cumsum(gained(values)[..., ::-1], -1)[..., ::-1] + last, last], axis=-1)

        value = along(self.curve.mean, steps.value[-1:])
        return type(steps)(value, lambda rows: along(rows["cells"], steps.carry(rows)[:, -1:]))


def cell_edges(log_snr: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`(edges, per_step)`: every step from t to t + 1 cut evenly in cells at most `_WIDEST` wide."""
    per_step = np.ceil(-np.diff(log_snr) / _WIDEST).astype(int)
    cuts = [np.linspace(a, b, k, endpoint=False) for a, b, k in zip(log_snr, log_snr[1:], per_step)]
    return np.append(np.concatenate(cuts), log_snr[-1]), per_step


def cell_values(
    error: np.ndarray, log_snr: np.ndarray, cell: np.ndarray, edges: np.ndarray, baseline: Baseline
) -> np.ndarray:
    """Errors of draws at log_snr (M,), freed of where in its cell each lies, as the baseline has it."""
    known = 2.0 * baseline.information(edges)
    mean = np.diff(known) / np.diff(edges)
    return error - baseline.curve(log_snr) + mean[cell]
