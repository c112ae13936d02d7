"""The quantities of a profile, each with its value and the way an influence on the curves carries to it.

Influences come in blocks of data: "m" (b, T) on E‖ε − ε̂‖² at each step, "prior" (b, 1), "capacity" (b, T)
on the most that x_t can know, "term" (b, T or 1) on terms that are no function of m, "cells" (b, C) on
what m has between the steps. A quantity's error is the root of the sum over data of its squared influences,
so two profiles' difference is had from theirs.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, log_expit

from ...denoising._reverse import Reverse
from ...denoising.schedules import Schedule
from ._baseline import Baseline
from ._cells import Cells
from ._curve import Curve
from ._information import Flow, carried, information_flow

__all__ = ["Curves", "Quantity", "quantities"]

Rows = dict[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class Quantity:
    """A value (k,) in nats, and its influence (b, k) from those on the curves."""

    value: np.ndarray
    carry: Callable[[Rows], np.ndarray]

    def __add__(self, other: "Quantity") -> "Quantity":
        return Quantity(self.value + other.value, lambda rows: self.carry(rows) + other.carry(rows))

    def __sub__(self, other: "Quantity") -> "Quantity":
        return Quantity(self.value - other.value, lambda rows: self.carry(rows) - other.carry(rows))

    def __getitem__(self, part: slice) -> "Quantity":
        return Quantity(self.value[part], lambda rows: self.carry(rows)[:, part])

    def sum(self) -> "Quantity":
        total = self.value.sum(keepdims=True)
        return Quantity(total, lambda rows: self.carry(rows).sum(axis=1, keepdims=True))


@dataclass(frozen=True, eq=False)
class Curves:
    """What the draws say: m at each step; `term`, where drawn, at every step or at t = 1 alone; cells."""

    schedule: Schedule
    reverse: Reverse
    baseline: Baseline
    capacity: np.ndarray
    dim: int
    prior: float
    m: Curve
    term: Curve | None
    cells: Cells | None


def quantities(curves: Curves) -> dict[str, Quantity]:
    """Every quantity by name; arrays are over t = 1 … T, "denoising" and "restored" over t = 2 … T."""
    prior = Quantity(np.array([curves.prior]), lambda rows: rows["prior"])
    terms = _terms(curves)
    denoising, reconstruction = terms[1:], terms[:1]
    information, flow = _information(curves)
    integral = information[:1] - information[-1:]
    flat = {
        "prior": prior,
        "reconstruction": reconstruction,
        "denoising": denoising,
        "denoising_sum": denoising.sum(),
        "total": prior + denoising.sum() + reconstruction,
        "continuous": prior + integral + reconstruction,
        "finite_steps": denoising.sum() - integral,
        "i_mmse": information[:1] + reconstruction,
    }
    return flat | _along(curves, information, flow)


def _terms(curves: Curves) -> Quantity:
    """(T,) the reconstruction, then D_t."""
    term = curves.term
    if term is not None and len(term.log_snr) > 1:
        return Quantity(term.mean, lambda rows: rows["term"])
    values, slopes = curves.reverse.costs(curves.m.mean, curves.dim)
    if term is None:
        return Quantity(values, lambda rows: slopes * rows["m"])
    values = np.concatenate([term.mean, values[1:]])
    return Quantity(values, lambda rows: np.concatenate([rows["term"], (slopes * rows["m"])[:, 1:]], axis=1))


def _information(curves: Curves) -> tuple[Quantity, Flow]:
    log_snr, baseline = curves.schedule.log_snr, curves.baseline
    flow = information_flow(curves.m.mean, log_snr, curves.dim, baseline)
    found = Quantity(flow.value, lambda rows: carried(rows["m"], log_snr, baseline))
    if curves.cells is not None:
        found = curves.cells.refined(found, curves.m)

    def carry(rows: Rows) -> np.ndarray:  # once for all that rests on it
        if "information" not in rows:
            rows["information"] = found.carry(rows)
        return rows["information"]

    return Quantity(found.value, carry), flow


def _least(capacity: np.ndarray, flow: Flow) -> Quantity:
    """The smaller of two upper bounds: by the network's errors, and by the covariance of the data."""
    by_network = flow.upper + capacity[-1]
    whole = capacity < by_network

    def carry(rows: Rows) -> np.ndarray:
        most = rows["capacity"]
        return np.where(whole, most, flow.carry_upper(rows["m"]) + most[:, -1:])

    return Quantity(np.where(whole, capacity, by_network), carry)


def _along(curves: Curves, information: Quantity, flow: Flow) -> dict[str, Quantity]:
    m, log_snr, dim = curves.m.mean, curves.schedule.log_snr, curves.dim
    given = 0.5 * dim * (np.log(2.0 * np.pi) + 1.0 + log_expit(-log_snr))  # h(x_t | x_0)
    back = np.exp(-log_snr)
    fisher = np.exp(-log_expit(-log_snr))
    lower = Quantity(flow.lower, lambda rows: flow.carry_lower(rows["m"]))
    upper = _least(curves.capacity, flow)
    return {
        "information": information,
        "information_lower": lower,
        "information_upper": upper,
        "above": upper - information,
        "below": information - lower,
        "restored": information[:-1] - information[1:],
        "entropy": Quantity(information.value + given, information.carry),
        "entropy_rate": Quantity(0.5 * (m - dim * expit(log_snr)), lambda rows: 0.5 * rows["m"]),
        "fisher_information": Quantity((dim - m) * fisher, lambda rows: -fisher * rows["m"]),
        "mmse": Quantity(back * m, lambda rows: back * rows["m"]),
        "noise_error": Quantity(m, lambda rows: rows["m"]),
    }
