"""A profile as one figure; no pyplot, so nothing global is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...._picture import Picture
from ....estimate import Estimate, Unit

if TYPE_CHECKING:
    from ..result import DiffusionProfile

__all__ = ["figure"]

_INK, _FAINT = "#1f6fb2", "#8390a0"
_Z95 = 1.959964
_MANY = 30  # steps that want a logarithmic axis


def figure(profile: DiffusionProfile, unit: Unit) -> Picture:
    picture = Picture(figsize=(10.0, 7.0), layout="constrained")
    axes = picture.subplots(2, 2)
    _terms(axes[0, 0], profile, unit)
    _information(axes[0, 1], profile, unit)
    _error(axes[1, 0], profile)
    _entropy(axes[1, 1], profile, unit)
    for one in axes.flat:
        one.spines[["top", "right"]].set_visible(False)
    return picture


def _terms(ax: Any, profile: DiffusionProfile, unit: Unit) -> None:
    e = profile.denoising.to(unit)
    t = np.arange(2, profile.schedule.steps + 1)
    _band(ax, t, e)
    ax.plot(t, e.value, color=_INK, lw=1.5)
    ax.set(xlabel="step t", ylabel=f"{unit} a step")
    if len(t) > _MANY:
        ax.set_xscale("log")
    if (e.value > 0).all() and e.value.max() > 30 * e.value.min():
        ax.set_yscale("log")
    ends = [f"{n} {getattr(profile, n).to(unit).value:.3g}" for n in ("prior", "reconstruction")]
    _title(ax, "What each step has to restore", f"beside them: {', '.join(ends)} {unit}")


def _information(ax: Any, profile: DiffusionProfile, unit: Unit) -> None:
    e, log_snr = profile.information.to(unit), profile.schedule.log_snr
    scale = profile.information.value[0] / e.value[0] if e.value[0] else 1.0
    low, high = profile.information_lower.to(unit).value, profile.information_upper.to(unit).value
    ax.fill_between(log_snr, low, high, color=_INK, alpha=0.2, lw=0, label="between the bounds")
    _band(ax, log_snr, e)
    ax.plot(log_snr, e.value, color=_INK, lw=1.5, label="I(x₀; x_t)")
    ax.plot(log_snr, profile.gaussian_information / scale, "--", color=_FAINT, lw=1.2, label="if Gaussian")
    _by_log_snr(ax, unit)
    ax.legend(frameon=False, fontsize=8)
    _title(ax, "What x_t still knows of x₀", "to the right less noise")


def _error(ax: Any, profile: DiffusionProfile) -> None:
    log_snr = profile.schedule.log_snr
    scale = np.exp(log_snr) / profile.dim
    e = Estimate(profile.mmse.value * scale, profile.mmse.std_error * scale)
    _band(ax, log_snr, e)
    ax.plot(log_snr, e.value, color=_INK, lw=1.5, label="the network")
    ax.plot(log_snr, profile.gaussian_mmse * scale, "--", color=_FAINT, lw=1.2, label="best linear denoiser")
    _by_log_snr(ax, "E‖ε − ε̂‖² / d")
    ax.set_ylim(bottom=0.0)
    ax.legend(frameon=False, fontsize=8)
    _title(ax, "Error of the noise", "half the area to its left is the information, in nats a dimension")


def _entropy(ax: Any, profile: DiffusionProfile, unit: Unit) -> None:
    e, log_snr = profile.entropy.to(unit), profile.schedule.log_snr
    _band(ax, log_snr, e)
    ax.plot(log_snr, e.value, color=_INK, lw=1.5)
    peak = int(np.argmax(e.value))
    inside = 0 < peak < len(log_snr) - 1 and e.value[peak] - e.value[-1] > 4.0 * e.std_error[peak]
    if inside:
        ax.plot(log_snr[peak], e.value[peak], "o", color=_INK, ms=4)
    _by_log_snr(ax, unit)
    _title(ax, "Entropy h(x_t)", f"highest at t = {peak + 1}: it rises, then falls" if inside else "")


def _band(ax: Any, x: np.ndarray, e: Estimate) -> None:
    reach = _Z95 * e.std_error
    ax.fill_between(x, e.value - reach, e.value + reach, color=_INK, alpha=0.25, lw=0)


def _by_log_snr(ax: Any, label: str) -> None:
    ax.set(xlabel="log-SNR", ylabel=label)


def _title(ax: Any, words: str, more: str) -> None:
    ax.set_title(words + ("\n" if more else ""), loc="left", fontsize=11)
    if more:
        ax.text(0.0, 1.02, more, transform=ax.transAxes, fontsize=8, color=_FAINT)
