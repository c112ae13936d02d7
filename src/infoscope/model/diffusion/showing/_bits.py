"""What is asked of a profile first: bits a dimension by each likelihood, and where they are learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ....estimate import Estimate, Unit
from ..._number import number
from ..._page import Table

if TYPE_CHECKING:
    from ..result import DiffusionProfile

__all__ = ["likelihood_table", "places_of", "saved", "where", "where_table"]

_NAMES = {
    "variational": ("variational bound", "an upper bound, T steps"),
    "i_mmse": ("I-MMSE", "the bound as T → ∞, without the prior term"),
    "probability_flow": ("probability flow", "of the ODE's own density"),
}
_WIDTH = 2.0  # of a range of log-SNR, about
_BAR = 24
_HOW = (
    "I(x₀; x_t) at one end of a range less that at the other: the {unit} that the network must supply there, "
    "from much noise to little. The ranges are equally wide in the log-SNR, to the nearest step. "
    "x_t is as noisy as x₀ + σ ε."
)


def likelihood_table(profile: DiffusionProfile, *others: tuple[str, Estimate, str]) -> Table:
    """−log p in bits a dimension, by each likelihood and by `others`: (name, total, remark)."""
    rows = [(*_NAMES[name][:1], e, _NAMES[name][1], e.n) for name, e in profile.likelihoods.items()]
    rows += [(name, e, remark, e.n) for name, e, remark in others]
    lines: list[tuple[str, ...]] = [
        (name, number(_each(e, profile.dim), "bits"), f"{remark}, {n} data") for name, e, remark, n in rows
    ]
    return Table("−log p, bits a dimension", (), lines)


def saved(profile: DiffusionProfile, surprise: np.ndarray) -> Estimate:
    """How much less the bound is than `surprise` (n,), −ln p of the same data by another model, on average.

    The error is that of the difference, datum by datum: far less than that of either.
    """
    q, n = profile.measured.quantities["total"], profile.n
    own = np.concatenate([q.carry(rows)[:, 0] for rows in profile.measured.rows()])
    rest = (surprise - surprise.mean()) / n - own
    error = np.sqrt((rest**2).sum() * n / (n - 1))
    return Estimate(surprise.mean() - q.value[0], error, "nats", "difference, paired by datum", n)


def places_of(log_snr: np.ndarray) -> np.ndarray:
    """Steps nearest to the ends of ranges of one width, from the first step to the last."""
    count = max(1, round((log_snr[0] - log_snr[-1]) / _WIDTH))
    ends = np.linspace(log_snr[0], log_snr[-1], count + 1)
    return np.unique(np.abs(log_snr[:, None] - ends).argmin(axis=0))


def where(profile: DiffusionProfile, places: np.ndarray) -> Estimate:
    """I(x_0; x_s) − I(x_0; x_t) in nats between places s < t that follow each other, learned there."""
    q = profile.measured.quantities["information"]
    squares = np.zeros(len(places) - 1)
    for rows in profile.measured.rows():
        influence = q.carry(rows)[:, places]
        squares += ((influence[:, :-1] - influence[:, 1:]) ** 2).sum(axis=0)
    error = np.sqrt(squares * profile.n / (profile.n - 1))
    return Estimate(-np.diff(q.value[places]), error, "nats", "information between two steps", profile.n)


def where_table(profile: DiffusionProfile, unit: Unit = "bits") -> Table:
    """Ranges of the log-SNR with what is learned in them, from much noise to little."""
    log_snr = profile.schedule.log_snr
    places = places_of(log_snr)
    amount = where(profile, places).to(unit)
    noise = np.exp(-0.5 * log_snr[places])  # σ of x_0 + σ ε
    whole, rows = amount.value.sum(), list[tuple[str, ...]]()
    for i in reversed(range(len(amount.value))):
        share = amount.value[i] / whole
        bar = "█" * round(_BAR * max(0.0, share) / (amount.value / whole).max())
        cell = number(Estimate(amount.value[i], amount.std_error[i], unit), unit)
        span = f"{log_snr[places[i + 1]]:z.1f} to {log_snr[places[i]]:z.1f}"
        rows.append((span, f"{noise[i + 1]:.3g} to {noise[i]:.3g}", cell, f"{share:.1%}", bar))
    head = ("log-SNR", "noise σ", unit, "share", "")
    return Table(f"Where the {unit} are learned", head, rows, _HOW.format(unit=unit))


def _each(e: Estimate, dim: int) -> Estimate:
    bits = e.to("bits")
    return Estimate(bits.value / dim, bits.std_error / dim, "bits")
