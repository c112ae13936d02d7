"""The run of a profile: a pilot that learns where the variance is, then draws until the budget is spent."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ...denoising._reverse import prior_divergence
from ._asking import Asking
from ._baseline import chunks
from ._cells import MANY_STEPS, Cells, cell_edges, cell_values
from ._curve import Curve, Draws
from ._plan import allocate, plan_draws, shared_out
from ._quantities import Curves, Quantity, Rows, quantities

__all__ = ["Budget", "Measured", "measure"]

_PILOT = (64, 1024)  # draws of the pilot: an eighth of the budget, but in this range
_PILOT_PLACES = 48
_DECODED = 8  # draws of the discretised decoder, at the least
_FIRST = 0.05  # of the draws that are shared by variance, at least to t = 1
_CELLS = 0.4  # of the budget, where draws are made between the steps too
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

    @cached_property
    def quantities(self) -> dict[str, Quantity]:
        return quantities(self.curves)

    @property
    def drawn(self) -> dict[str, Curve]:
        """The curves that draws were made for, by the name of their rows."""
        c = self.curves
        found = {"m": c.m, "term": c.term, "cells": None if c.cells is None else c.cells.curve}
        return {name: curve for name, curve in found.items() if curve is not None}

    def blocks(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """The data in blocks, one after the other: their numbers, and they themselves."""
        data = self.asking.data
        for index in chunks(data.n, max(data.dim, self.curves.schedule.steps)):
            yield index, data.batch(index)

    def known(self, x: np.ndarray) -> Rows:
        """Influences that need no draws."""
        c, n = self.curves, self.asking.data.n
        of_information = c.baseline.of_information(x, c.schedule.log_snr[-1])
        return {
            "prior": (prior_of(x, self.asking)[:, None] - c.prior) / n,
            "known": of_information[:, None] / n,
        }

    def rows(self) -> Iterator[Rows]:
        """Influences in blocks of data."""
        for index, x in self.blocks():
            yield self.known(x) | {name: curve.influence(index, x) for name, curve in self.drawn.items()}

    def errors(self, names) -> dict[str, np.ndarray]:
        """The standard error of each quantity: the root of the summed squares of the data's influences."""
        of = {name: self.quantities[name] for name in names}
        squares = {name: np.zeros(len(q.value)) for name, q in of.items()}
        for rows in self.rows():
            for name, q in of.items():
                squares[name] += (q.carry(rows) ** 2).sum(axis=0)
        n = self.asking.data.n
        return {name: np.sqrt(s * (n / (n - 1))) for name, s in squares.items()}


def measure(asking: Asking, budget: Budget, allocation: np.ndarray | None) -> Measured:
    """All draws: the pilot, those at the steps, and those between them."""
    between = asking.denoiser.continuous and asking.denoiser.schedule.steps < MANY_STEPS
    discrete = asking.levels is not None
    draws, terms = _pilot(asking, budget.most)
    most, curve = budget.most - len(draws.place), _curve(asking, draws)
    # Where shares are given the pilot is drawn all the same, so that two runs have their draws in common.
    allocation = _allocation(asking, curve) if allocation is None else allocation
    if asking.stopped and discrete:  # before the decoder was ever asked
        raise KeyboardInterrupt
    if discrete:  # known before the draws it will judge
        asking.decoder_variance = asking.reverse.first_variance(curve.mean[0], asking.data.dim)
        terms = terms.only(terms.place > 0)
    measured = Measured(asking, _curves(asking, draws, terms), allocation)
    at_steps = most - int(_CELLS * most) if between else most
    for stage, total in enumerate(_rounds(at_steps, budget.rtol), start=2):
        if asking.stopped:
            break
        counts = allocate(allocation, total)
        if discrete:
            _see_first(counts)
        found = _round(asking, stage, counts)
        draws, terms = draws + found[0], terms + found[1]
        measured = Measured(asking, _curves(asking, draws, terms), allocation)
        if budget.rtol is not None and _precise(measured, budget.rtol):
            break
    if between and not asking.stopped:
        measured = replace(
            measured,
            curves=replace(measured.curves, cells=_cells(asking, measured.curves.m, most - at_steps)),
        )
    return measured


def _pilot(asking: Asking, most: int) -> tuple[Draws, Draws]:
    """Draws at a few steps, evenly spread over the log-SNR, the first and the last among them."""
    log_snr = asking.denoiser.schedule.log_snr
    total = int(np.clip(most // 8, *_PILOT))
    wanted = np.linspace(log_snr[0], log_snr[-1], min(_PILOT_PLACES, max(2, total // 8), len(log_snr)))
    places = np.unique(np.abs(log_snr[:, None] - wanted).argmin(axis=0))
    share = np.zeros(len(log_snr))
    share[places] = 1.0 / len(places)
    return _round(asking, 1, shared_out(share, total))


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


def _round(asking: Asking, stage: int, counts: np.ndarray) -> tuple[Draws, Draws]:
    """Draws at the steps: their errors, and their terms."""
    log_snr = asking.denoiser.schedule.log_snr
    plan = plan_draws(counts, asking.data.n, np.random.default_rng([asking.seed, stage]))
    name = "pilot" if stage == 1 else f"steps {stage - 1}"
    values = asking.draws(name, stage, plan, log_snr[plan.place], steps=True)
    place, datum = plan.place[: len(values)], plan.datum[: len(values)]
    return tuple(Draws(place, datum, values[:, c], values[:, 1:4]) for c in (0, 4))  # type: ignore[return-value]


def _cells(asking: Asking, curve: Curve, total: int) -> Cells:
    """Draws anywhere between the steps, in cells that share them by what each adds to the error."""
    baseline, schedule = asking.baseline, asking.denoiser.schedule
    edges, per_step = cell_edges(schedule.log_snr)
    middle = 0.5 * (edges[1:] + edges[:-1])
    rng = np.random.default_rng([asking.seed, 0])
    spread = -np.diff(edges) * np.interp(-middle, -schedule.log_snr, curve.noise)
    plan = plan_draws(allocate(spread, total), asking.data.n, rng)
    log_snr = edges[plan.place] + rng.random(len(plan)) * np.diff(edges)[plan.place]
    values = asking.draws("between", 0, plan, log_snr, steps=False)
    done = slice(len(values))
    place, datum = plan.place[done], plan.datum[done]
    freed = cell_values(values[:, 0], log_snr[done], place, edges, baseline)
    draws = Draws(place, datum, freed, values[:, 1:4])
    return Cells(Curve(draws, middle, baseline.curve(middle), baseline, asking.data.n), edges, per_step)


def _curve(asking: Asking, draws: Draws) -> Curve:
    log_snr, baseline = asking.denoiser.schedule.log_snr, asking.baseline
    return Curve(draws, log_snr, baseline.curve(log_snr), baseline, asking.data.n)


def _curves(asking: Asking, draws: Draws, terms: Draws) -> Curves:
    return Curves(
        schedule=asking.denoiser.schedule,
        reverse=asking.reverse,
        baseline=asking.baseline,
        dim=asking.data.dim,
        prior=_prior(asking),
        m=_curve(asking, draws),
        term=_term(asking, terms),
        cells=None,
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
    squares = (x.reshape(len(x), -1).astype(float) ** 2).sum(axis=1)
    return prior_divergence(squares, asking.data.dim, asking.denoiser.schedule)
