"""The run of a profile: a pilot that learns where the variance is, then draws until the budget is spent."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...denoising._reverse import prior_divergence
from ._asking import Asking
from ._baseline import chunks
from ._cells import IN_CELL, MANY_STEPS, Cells, Grid
from ._curve import Curve, Draws
from ._plan import Plan, allocate, plan_draws, shared_out
from ._quantities import Curves, Quantity, Rows, quantities

__all__ = ["Budget", "Measured", "measure"]

_PILOT = (64, 1024)  # draws of the pilot: an eighth of the budget, but in this range
_PILOT_PLACES = 48
_DECODED = 8  # draws of the discretised decoder, at the least
_FIRST = 0.05  # of the draws that are shared by variance, at least to t = 1
_ROUNDS = 4  # at first an eighth of what is left, then twice as many each time, where rtol may end it


@dataclass(frozen=True)
class Budget:
    """Draws at most, and the relative error of the total at which to stop before that."""

    most: int
    rtol: float | None


@dataclass(frozen=True, eq=False)
class Measured:
    """The curves of a run, and the influences of its data on them."""

    asking: Asking
    curves: Curves
    allocation: np.ndarray
    rtol: float | None = None

    @cached_property
    def quantities(self) -> dict[str, Quantity]:
        return quantities(self.curves)

    @property
    def drawn(self) -> dict[str, Curve]:
        """The curves that draws were made for, by the name of their rows."""
        c = self.curves
        found = {"m": c.m, "term": c.term, "cells": None if c.cells is None else c.cells.curve}
        return {name: curve for name, curve in found.items() if curve is not None}

    @property
    def by_draws(self) -> float:
        """About what draws add to the error of the total, in nats; the rest is the scatter of the data."""
        _, slopes = self.curves.reverse.costs(self.curves.m.mean, self.curves.dim)
        return self.curves.m.by_draws(slopes)

    def blocks(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """The data in blocks, one after the other: their numbers, and they themselves."""
        data = self.asking.data
        for index in chunks(data.n, max(data.dim, self.curves.schedule.steps)):
            yield index, data.batch(index)

    def known(self, index: np.ndarray, x: np.ndarray) -> Rows:
        """Influences that need no draws."""
        c, n = self.curves, self.asking.data.n
        return {
            "prior": (prior_of(x, self.asking)[:, None] - c.prior) / n,
            "capacity": self.asking.held.rows(index, x),
        }

    def rows(self) -> Iterator[Rows]:
        """Influences in blocks of data."""
        for index, x in self.blocks():
            yield self.known(index, x) | {
                name: curve.influence(index, x) for name, curve in self.drawn.items()
            }

    def errors(self, names) -> dict[str, np.ndarray]:
        """The standard error of each quantity: the root of the summed squares of the data's influences."""
        of = {name: self.quantities[name] for name in names}
        squares = {name: np.zeros(len(q.value)) for name, q in of.items()}
        for rows in self.rows():
            for name, q in of.items():
                own = q.carry(rows)
                squares[name] += np.einsum("bk,bk->k", own, own)
        n = self.asking.data.n
        return {name: np.sqrt(s * (n / (n - 1))) for name, s in squares.items()}


def measure(asking: Asking, budget: Budget, allocation: np.ndarray | None) -> Measured:
    """All draws: the pilot, then those at the steps, each with one of the same noise between the steps."""
    schedule, discrete = asking.denoiser.schedule, asking.data.levels is not None
    between = asking.denoiser.continuous and schedule.steps < MANY_STEPS
    draws, terms = _pilot(asking, budget.most)
    most, curve = budget.most - len(draws.place), _curve(asking, draws)
    # Where shares are given the pilot is drawn all the same, so that two runs have their draws in common.
    allocation = _allocation(asking, curve) if allocation is None else allocation
    if asking.stopped and discrete:  # before the decoder was ever asked
        raise KeyboardInterrupt
    if discrete:  # known before the draws it will judge
        asking.decoder_variance = asking.reverse.first_variance(curve.mean[0], asking.data.dim)
        terms = terms.only(terms.place > 0)
    measured = Measured(asking, _curves(asking, draws, terms), allocation, budget.rtol)
    apart: Draws | None = None
    if between:  # all but those at t = 1 are two
        most = int(most / (2.0 - allocate(allocation, 1000)[0] / 1000))
        share = asking.baseline.curve(schedule.log_snr) / asking.data.dim  # of the data alone, so that
        grid = Grid(schedule.log_snr, share, most // IN_CELL)  # two networks' draws between can be paired
    for stage, total in enumerate(_rounds(most, budget.rtol), start=2):
        if asking.stopped:
            break
        counts = allocate(allocation, total)
        if discrete:
            _see_first(counts)
        plan = _plan(asking, stage, counts)
        found = _round(asking, stage, plan)
        draws, terms = draws + found[0], terms + found[1]
        if between and not asking.stopped:
            more = _between(asking, stage, plan, found[0], grid)
            apart = more if apart is None else apart + more
        cells = None if apart is None else _cells(asking, apart, grid)
        measured = Measured(asking, _curves(asking, draws, terms, cells), allocation, budget.rtol)
        if budget.rtol is not None and _precise(measured, budget.rtol):
            break
    return measured


def _pilot(asking: Asking, most: int) -> tuple[Draws, Draws]:
    """Draws at a few steps, evenly spread over the log-SNR, the first and the last among them."""
    log_snr = asking.denoiser.schedule.log_snr
    total = int(np.clip(most // 8, *_PILOT))
    wanted = np.linspace(log_snr[0], log_snr[-1], min(_PILOT_PLACES, max(2, total // 8), len(log_snr)))
    places = np.unique(np.abs(log_snr[:, None] - wanted).argmin(axis=0))
    share = np.zeros(len(log_snr))
    share[places] = 1.0 / len(places)
    return _round(asking, 1, _plan(asking, 1, shared_out(share, total)))


def _allocation(asking: Asking, curve: Curve) -> np.ndarray:
    """(T,) the standard deviation of a draw's contribution to the total: where draws are worth most.

    The first step is a term of its own, the reconstruction, and gets enough to know its own error.
    """
    _, slopes = asking.reverse.costs(curve.mean, asking.data.dim)
    shares = np.abs(slopes) * curve.noise
    shares[0] = max(shares[0], _FIRST * shares.sum())
    return shares


def _see_first(counts: np.ndarray) -> None:
    """The discretised decoder's term is drawn itself: a few draws at t = 1, off the step that has most."""
    lacking = max(0, min(_DECODED, counts.max() // 2) - counts[0])
    counts[counts.argmax()] -= lacking
    counts[0] += lacking


def _rounds(total: int, rtol: float | None) -> list[int]:
    """Draws of each round: all at once, or in rounds that double, where rtol may end them early."""
    if rtol is None:
        return [total]
    parts = shared_out(2.0 ** np.arange(_ROUNDS), total)
    return [int(part) for part in parts]


def _plan(asking: Asking, stage: int, counts: np.ndarray) -> Plan:
    return plan_draws(counts, asking.data.n, np.random.default_rng([asking.seed, stage]))


def _round(asking: Asking, stage: int, plan: Plan) -> tuple[Draws, Draws]:
    """Draws at the steps: their errors, and their terms."""
    log_snr = asking.denoiser.schedule.log_snr
    name = "pilot" if stage == 1 else f"steps {stage - 1}"
    values = asking.draws(name, stage, plan, log_snr[plan.place], steps=True)
    place, datum = plan.place[: len(values)], plan.datum[: len(values)]
    return tuple(Draws(place, datum, values[:, c], values[:, 1:4]) for c in (0, 4))  # type: ignore[return-value]


def _between(asking: Asking, stage: int, plan: Plan, steps: Draws, grid: Grid) -> Draws:
    """The same data and noise anywhere between the step and the next cleaner one, in cells."""
    kept, partner, log_snr = grid.partners(plan, np.random.default_rng([asking.seed, stage, 0]))
    values = asking.draws(f"between {stage - 1}", stage, partner, log_snr, steps=False)
    done = slice(len(values))
    return grid.draws(values, steps.only(kept[done]), log_snr[done], partner.place[done], asking.baseline)


def _curve(asking: Asking, draws: Draws) -> Curve:
    log_snr, baseline = asking.denoiser.schedule.log_snr, asking.baseline
    return Curve(draws, log_snr, baseline.curve(log_snr), baseline, asking.data.n)


def _cells(asking: Asking, draws: Draws, grid: Grid) -> Cells | None:
    if not len(draws.place):
        return None
    baseline = asking.baseline
    scale, n = baseline.curve(grid.middle), asking.data.n
    return Cells(Curve(draws, grid.middle, scale, baseline, n, lambda x: grid.given(x, baseline)), grid)


def _curves(asking: Asking, draws: Draws, terms: Draws, cells: Cells | None = None) -> Curves:
    return Curves(
        schedule=asking.denoiser.schedule,
        reverse=asking.reverse,
        baseline=asking.baseline,
        capacity=asking.held.capacity,
        dim=asking.data.dim,
        prior=_prior(asking),
        m=_curve(asking, draws),
        term=_term(asking, terms),
        cells=cells,
    )


def _term(asking: Asking, terms: Draws) -> Curve | None:
    """Terms that are drawn themselves: all, if the variance is learned, or that of the discrete decoder."""
    log_snr, baseline, n = asking.denoiser.schedule.log_snr, asking.baseline, asking.data.n
    if asking.reverse.name == "learned":
        scale = asking.reverse.scale(baseline.curve(log_snr), asking.data.dim)
        return Curve(terms, log_snr, scale, baseline, n)
    if asking.decoder_variance is None:
        return None
    return Curve(terms.only(terms.place == 0), log_snr[:1], np.array([float(asking.data.dim)]), baseline, n)


def _precise(measured: Measured, rtol: float) -> bool:
    total = measured.quantities["total"].value[0]
    return bool(measured.errors(["total"])["total"][0] <= rtol * abs(total))


def _prior(asking: Asking) -> float:
    n, dim = asking.data.n, asking.data.dim
    return sum(prior_of(asking.data.batch(index), asking).sum() for index in chunks(n, dim)) / n


def prior_of(x: np.ndarray, asking: Asking) -> np.ndarray:
    """(b,) the prior term of each datum."""
    flat = x.reshape(len(x), -1)
    squares = np.einsum("bk,bk->b", flat, flat, dtype=float)
    return prior_divergence(squares, asking.data.dim, asking.denoiser.schedule)
