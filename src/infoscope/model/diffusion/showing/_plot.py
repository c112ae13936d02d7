"""A profile as a figure of four panels, or each for itself; no pyplot, so nothing global is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import LogLocator, NullFormatter

from ...._picture import Picture
from ....estimate import Estimate, Unit, nats_per

if TYPE_CHECKING:
    from ..result import DiffusionProfile

__all__ = ["figure", "panels"]

_INK, _FAINT = "#1f6fb2", "#8390a0"
_Z95 = 1.959964
_MANY = 30  # steps that want a logarithmic axis
_SIZE = (4.4, 3.1)  # inches, of a panel alone: its letters can be read on a telephone


def figure(profile: DiffusionProfile, unit: Unit) -> Picture:
    picture = Picture(figsize=(10.0, 7.0), layout="constrained")
    for (draw, _), ax in zip(_PANELS.values(), picture.subplots(2, 2).flat):
        more = draw(ax, profile, unit)
        ax.set_title(f"{ax.get_title(loc='left')}\n", loc="left", fontsize=11)
        ax.text(0.0, 1.02, more, transform=ax.transAxes, fontsize=8, color=_FAINT)
    return picture


def panels(profile: DiffusionProfile, unit: Unit) -> dict[str, tuple[Picture, str]]:
    """Each panel as a figure of its own, with what it shows in words, by name."""
    found = {}
    for name, (draw, words) in _PANELS.items():
        picture = Picture(figsize=_SIZE, layout="constrained")
        found[name] = picture, words.format(more=draw(picture.subplots(), profile, unit), unit=unit)
    return found


def _terms(ax: Any, profile: DiffusionProfile, unit: Unit) -> str:
    e = profile.denoising.to(unit)
    t = np.arange(2, profile.schedule.steps + 1)
    _band(ax, t, e)
    ax.plot(t, e.value, color=_INK, lw=1.5)
    ax.set(xlabel="step t", ylabel=f"{unit} a step")
    if len(t) > _MANY:
        ax.set_xscale("log")
        ax.xaxis.set_major_locator(LogLocator(subs=(1.0, 3.0)))
        ax.xaxis.set_major_formatter("{x:g}")
        ax.xaxis.set_minor_formatter(NullFormatter())
    if (e.value > 0).all() and e.value.max() > 30 * e.value.min():
        ax.set_yscale("log")
        ax.set_ylim(bottom=0.5 * max(e.value.min(), 1e-6 * e.value.max()))  # what is less is nothing
    ends = [f"{n} {getattr(profile, n).to(unit).value:.3g}" for n in ("prior", "reconstruction")]
    return _titled(ax, "What each step has to restore", f"beside them: {', '.join(ends)} {unit}")


def _information(ax: Any, profile: DiffusionProfile, unit: Unit) -> str:
    e, log_snr = profile.information.to(unit), profile.schedule.log_snr
    scale = profile.information.value[0] / e.value[0] if e.value[0] else 1.0
    low, high = profile.information_lower.to(unit).value, profile.information_upper.to(unit).value
    ax.fill_between(log_snr, low, high, color=_INK, alpha=0.2, lw=0, label="between the bounds")
    _band(ax, log_snr, e)
    ax.plot(log_snr, e.value, color=_INK, lw=1.5, label="I(x₀; x_t)")
    ax.plot(log_snr, profile.gaussian_information / scale, "--", color=_FAINT, lw=1.2, label="if Gaussian")
    _by_log_snr(ax, unit)
    ax.legend(frameon=False, fontsize=8)
    return _titled(ax, "What x_t still knows of x₀", "to the right less noise")


def _error(ax: Any, profile: DiffusionProfile, unit: Unit) -> str:
    log_snr = profile.schedule.log_snr
    scale = np.exp(log_snr) / profile.dim
    e = Estimate(profile.mmse.value * scale, profile.mmse.std_error * scale)
    _band(ax, log_snr, e)
    ax.plot(log_snr, e.value, color=_INK, lw=1.5, label="the network")
    ax.plot(log_snr, profile.gaussian_mmse * scale, "--", color=_FAINT, lw=1.2, label="best linear denoiser")
    _by_log_snr(ax, "E‖ε − ε̂‖² / d")
    ax.set_ylim(bottom=0.0)
    ax.legend(frameon=False, fontsize=8)
    part = f"{0.5 / nats_per(unit):.3g} × the area to its left"
    return _titled(ax, "Error of the noise", f"{part} is the information, in {unit} a dimension")


def _entropy(ax: Any, profile: DiffusionProfile, unit: Unit) -> str:
    e, log_snr = profile.entropy.to(unit), profile.schedule.log_snr
    _band(ax, log_snr, e)
    ax.plot(log_snr, e.value, color=_INK, lw=1.5)
    peak = int(np.argmax(e.value))
    inside = 0 < peak < len(log_snr) - 1 and e.value[peak] - e.value[-1] > 4.0 * e.std_error[peak]
    if inside:
        ax.plot(log_snr[peak], e.value[peak], "o", color=_INK, ms=4)
    _by_log_snr(ax, unit)
    more = f"highest at t = {peak + 1}: it rises, then falls" if inside else "to the right less noise"
    return _titled(ax, "Entropy h(x_t)", more)


def _band(ax: Any, x: np.ndarray, e: Estimate) -> None:
    reach = _Z95 * e.std_error
    ax.fill_between(x, e.value - reach, e.value + reach, color=_INK, alpha=0.25, lw=0)


def _by_log_snr(ax: Any, label: str) -> None:
    ax.set(xlabel="log-SNR", ylabel=label)


def _titled(ax: Any, words: str, more: str) -> str:
    ax.set_title(words, loc="left", fontsize=11)
    ax.spines[["top", "right"]].set_visible(False)
    return more


_PANELS = {  # what draws it, and what it shows
    "terms": (
        _terms,
        "Divergence of each step t, in {unit}; {more}. Steps close to each other share their draws.",
    ),
    "information": (
        _information,
        "I(x₀; x_t) in {unit} along the log-SNR, {more}; shaded: between its bounds.",
    ),
    "error": (
        _error,
        (
            "E‖ε − ε̂‖² a dimension along the log-SNR: {more}. Its kinks are chance: each is the mean of the "
            "draws nearby, with a 95 % interval, and nothing is smoothed."
        ),
    ),
    "entropy": (_entropy, "Of x_t itself, in {unit}, along the log-SNR: {more}."),
}
