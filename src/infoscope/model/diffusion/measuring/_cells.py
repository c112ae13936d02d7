"""Between the steps: the error averaged over cells of log-SNR, for denoisers that can be asked anywhere.

A draw lies anywhere between step t and the next cleaner one, so the integral ½ ∫ m dλ has no error of
discretisation. It has the datum and the noise of a draw at t, and what is kept is e(λ) − g e(t): were the
data isotropic and Gaussian, with share μ = m_t / d of the noise unknown at t, an error would grow from there
as m_t + dm at t makes m(λ) + g dm, g = e^x / (1 + (e^x − 1) μ)² with x = λ − λ_t. A step's cost is, of those
data, ½ d ln(1 + (e^x − 1) μ) = ½ ∫ m dλ: what finite steps cost rests on the differences alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ._baseline import Baseline
from ._curve import Curve, Draws
from ._plan import Plan

if TYPE_CHECKING:
    from ._quantities import Quantity

__all__ = ["IN_CELL", "MANY_STEPS", "Cells", "Grid"]

_WIDEST = 0.25  # of a cell, in log-SNR
IN_CELL = 32  # draws in a cell, about
MANY_STEPS = 200  # from which the steps are so close that cells would add nothing


@dataclass(frozen=True, eq=False)
class Grid:
    """Cells between the steps at log_snr (T,), at most `count` where that is no fewer than one a step.

    share (T,) is μ at each step, as Gaussian data would have it; any would do.
    """

    log_snr: np.ndarray
    share: np.ndarray
    count: int

    @cached_property
    def per_step(self) -> np.ndarray:
        """(T − 1,) cells from t to t + 1."""
        gaps = -np.diff(self.log_snr)
        return np.ceil(gaps / max(_WIDEST, gaps.sum() / max(self.count, 1)) - 1e-9).astype(int)

    @cached_property
    def edges(self) -> np.ndarray:
        """(C + 1,) from clean to noisy."""
        ends = zip(self.log_snr, self.log_snr[1:], self.per_step)
        cuts = [np.linspace(a, b, k, endpoint=False) for a, b, k in ends]
        return np.append(np.concatenate(cuts), self.log_snr[-1])

    @cached_property
    def step(self) -> np.ndarray:
        """(C,) the place of each cell's noisier step."""
        return np.repeat(np.arange(1, len(self.log_snr)), self.per_step)

    @property
    def middle(self) -> np.ndarray:
        return 0.5 * (self.edges[1:] + self.edges[:-1])

    def gain(self, log_snr: np.ndarray, step: np.ndarray) -> np.ndarray:
        """g of draws at log_snr (M,), in the step whose noisier end has place `step` (M,)."""
        rise = log_snr - self.log_snr[step]
        return np.exp(rise) / (1.0 + np.expm1(rise) * self.share[step]) ** 2

    @cached_property
    def mean_gain(self) -> np.ndarray:
        """(C,) g averaged over each cell: its integral is (e^x − 1) / (1 + (e^x − 1) μ)."""
        low, high = (np.expm1(e - self.log_snr[self.step]) for e in (self.edges[1:], self.edges[:-1]))
        share = self.share[self.step]
        return (high / (1.0 + high * share) - low / (1.0 + low * share)) / -np.diff(self.edges)

    def partners(self, plan: Plan, rng: np.random.Generator) -> tuple[np.ndarray, Plan, np.ndarray]:
        """Which draws of the plan, all at t > 1, have partners; these, their places cells; their log-SNR.

        The partners of a step are spread evenly over the log-SNR from it to the next cleaner one.
        """
        kept = np.flatnonzero(plan.place > 0)
        order = kept[np.lexsort((rng.random(len(kept)), plan.place[kept]))]
        step = plan.place[order]
        many = np.bincount(step, minlength=len(self.log_snr))
        rank = np.arange(len(order)) - (np.cumsum(many) - many)[step]
        share = np.empty(len(plan.place))
        share[order] = (rank + rng.random(len(order))) / many[step]  # from the cleaner end
        step, share = plan.place[kept], share[kept]
        cells, first = self.per_step[step - 1], np.append(0, np.cumsum(self.per_step))[step - 1]
        cell = first + np.minimum((share * cells).astype(int), cells - 1)
        at = self.log_snr[step - 1] + share * (self.log_snr[step] - self.log_snr[step - 1])
        return kept, Plan(cell, plan.datum[kept], plan.pair[kept], plan.sign[kept]), at

    def draws(self, here: np.ndarray, there: Draws, at: np.ndarray, cell: np.ndarray, baseline: Baseline):
        """What is kept of answers `here` (M, 5) at log-SNR `at` and of their partners' at the steps.

        Both less what the baseline has there, so that it matters little where in its cell a draw lies.
        """
        step = self.step[cell]
        gain = self.gain(at, step)
        at_step = there.value - baseline.curve(self.log_snr)[step]
        value = here[:, 0] - baseline.curve(at) - gain * at_step
        return Draws(cell, there.datum, value, here[:, 1:4] - gain[:, None] * there.controls)

    def given(self, x: np.ndarray, baseline: Baseline) -> np.ndarray:
        """(b, C) what each datum has to do with the value kept, as the baseline has it."""
        excess = baseline.excess(x)
        at_step = baseline.of_data(excess, self.log_snr)[:, self.step]
        return baseline.of_data(excess, self.middle) - self.mean_gain * at_step


@dataclass(frozen=True, eq=False)
class Cells:
    """`curve` has a place for each cell, from clean to noisy: E[e(λ) − g e(t)], less the baseline's."""

    curve: Curve
    grid: Grid

    def refined(self, steps: Quantity, m: Curve) -> Quantity:
        """I(x_0; x_t) from the cells; at t = T, where they end, from the steps."""
        grid, baseline = self.grid, self.curve.baseline
        half = -0.5 * np.diff(grid.edges)
        starts = np.concatenate([[0], np.cumsum(grid.per_step)[:-1]])
        known = baseline.information(grid.log_snr) - baseline.information(grid.log_snr[-1])

        def along(cells, errors, last):
            whole = cells + grid.mean_gain * errors[..., grid.step]
            gained = np.add.reduceat(half * whole, starts, axis=-1)
            return np.concatenate([np.cumsum(gained[..., ::-1], -1)[..., ::-1] + last, last], axis=-1)

        own = along(self.curve.mean, m.mean - baseline.curve(grid.log_snr), steps.value[-1:])
        return type(steps)(
            own + known, lambda rows: along(rows["cells"], rows["m"], steps.carry(rows)[:, -1:])
        )
