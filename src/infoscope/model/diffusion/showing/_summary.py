"""A profile in words and numbers, as plain text."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np

from ....estimate import Estimate, Unit
from ..._number import number

if TYPE_CHECKING:
    from ..result import DiffusionProfile

__all__ = ["rows_along", "scalars", "summary", "title"]

_ROWS = 8
_LIKELIHOODS = {
    "i_mmse": ("I-MMSE", "information and reconstruction, without the prior term"),
    "probability_flow": ("probability flow", "−log p(x₀) along its ODE, from {n} of the data"),
}


def title(profile: DiffusionProfile) -> str:
    dims = "1 dimension" if profile.dim == 1 else f"{profile.dim} dimensions"
    return f"{profile.schedule.name}; {profile.n} data in {dims}; {profile.calls} draws"


def scalars(profile: DiffusionProfile, unit: Unit) -> list[tuple[str, str, str]]:
    """`(name, number, what it is)`."""
    per = profile.bits_per_dim
    return [
        (
            "total",
            number(profile.total, unit),
            f"−log p(x₀) is at most this: {number(per, 'bits')} bits a dimension",
        ),
        ("  prior", number(profile.prior, unit), "D(q(x_T|x₀) ‖ p(x_T))"),
        (
            "  denoising",
            number(profile.denoising_sum, unit),
            "Σ_t D(q(x_{t−1}|x_t,x₀) ‖ p(x_{t−1}|x_t)), t = 2 … T",
        ),
        ("  reconstruction", number(profile.reconstruction, unit), "−E log p(x₀|x₁)"),
        ("as T → ∞", number(profile.continuous, unit), "the bound in continuous time"),
        ("finite T costs", number(profile.finite_steps, unit), "the denoising terms less their limit"),
        *(
            (words, number(profile.likelihoods[name], unit), what.format(n=profile.likelihoods[name].n))
            for name, (words, what) in _LIKELIHOODS.items()
            if name in profile.likelihoods
        ),
    ]


def rows_along(profile: DiffusionProfile, unit: Unit, count: int = _ROWS) -> list[tuple[str, ...]]:
    """A head and rows for steps evenly spread over the log-SNR."""
    log_snr = profile.schedule.log_snr
    wanted = np.linspace(log_snr[0], log_snr[-1], count)
    places = np.unique(np.abs(log_snr[:, None] - wanted).argmin(axis=0))
    head = ("t", "log-SNR", "I(x₀;x_t)", "at least", "at most", "h(x_t)", "error / Gaussian")
    ratio = profile.mmse.value / profile.gaussian_mmse
    found = [
        (
            str(i + 1),
            f"{log_snr[i]:.2f}",
            number(_at(profile.information, i), unit),
            number(_at(profile.information_lower, i), unit),
            number(_at(profile.information_upper, i), unit),
            number(_at(profile.entropy, i), unit),
            f"{ratio[i]:.3f}",
        )
        for i in places
    ]
    return [head, *found]


def summary(profile: DiffusionProfile, unit: Unit, width: int) -> str:
    lines = [f"Diffusion profile in {unit}: {title(profile)}", ""]
    table = scalars(profile, unit)
    lines += _columns([(name, value, what) for name, value, what in table])
    lines += ["", *_columns(rows_along(profile, unit))]
    said = [f"{name}: {what}" for name, what in profile.conventions.items()]
    said += [f"warning: {w}" for w in profile.warnings]
    lines += ["", *(part for line in said for part in wrap(line, width, subsequent_indent="  "))]
    return "\n".join(line.rstrip() for line in lines)


def _at(e: Estimate, i: int) -> Estimate:
    return Estimate(e.value[i], e.std_error[i], e.unit)


def _columns(rows) -> list[str]:
    widths = [max(len(row[c]) for row in rows) for c in range(len(rows[0]))]
    return ["  ".join(cell.ljust(w) for cell, w in zip(row, widths)) for row in rows]
