"""A VAE profile as one matplotlib figure; no pyplot, so nothing global is touched."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..._picture import Picture

if TYPE_CHECKING:
    from .result import VAEProfile

__all__ = ["figure", "panels"]

_INK, _SOFT, _GOLD, _GREEN, _GREY = "#0072b2", "#56b4e9", "#e69f00", "#009e73", "#8a8f98"
_UNITS = 60  # more could not be read
_SIZE = (4.4, 3.1)  # inches, of a panel alone: its letters can be read on a telephone


def figure(p: "VAEProfile") -> Picture:
    picture = Picture(figsize=(9.5, 6.6), layout="constrained")
    for (draw, _), axes in zip(_PANELS.values(), picture.subplots(2, 2).flat):
        draw(p, axes)
        axes.spines[["top", "right"]].set_visible(False)
    return picture


def panels(p: "VAEProfile") -> dict[str, tuple[Picture, str]]:
    """Each panel as a figure of its own, with what it shows in words, by name."""
    found = {}
    for name, (draw, words) in _PANELS.items():
        picture = Picture(figsize=_SIZE, layout="constrained")
        draw(p, axes := picture.subplots())
        axes.spines[["top", "right"]].set_visible(False)
        found[name] = picture, words
    return found


def _code(p: "VAEProfile", axes: Any) -> None:
    """The length of the code in its parts."""
    parts = {"distortion": p.distortion, "information, at least": p.mutual_information}
    if p.total_correlation is not None and p.dimension_wise_kl is not None:
        parts |= {"dependence, at most": p.total_correlation}
        parts |= {"misfit of each z_j": replace(p.dimension_wise_kl, value=p.dimension_wise_kl.value.sum())}
    else:
        parts |= {"misfit, at most": p.marginal_kl}
    names, lengths = list(parts), [float(value) for value in parts.values()]
    drawn = [length if np.isfinite(length) else 0.0 for length in lengths]
    axes.barh(names, drawn, color=[_GREY, _INK, _GOLD, _SOFT][: len(parts)])
    reach = max(map(abs, drawn)) or 1.0
    for i, (length, end) in enumerate(zip(lengths, drawn)):
        axes.text(max(end, 0.0) + 0.015 * reach, i, f"{length:.3g}", va="center", fontsize="small")
    axes.invert_yaxis()
    axes.axvline(0.0, color="black", lw=0.8)
    axes.set_xlim(right=1.15 * reach)
    axes.set_title(f"-ELBO = {-float(p.elbo):.4g} {p.unit}, in parts", fontsize="medium", loc="left")
    axes.set_xlabel(f"{p.unit} a datum")


def _bounds(p: "VAEProfile", axes: Any) -> None:
    """What each bound closes of the gap."""
    sizes = sorted(p.gaps)
    values = [float(p.gaps[k]) for k in sizes]
    axes.set_title(
        f"Bounds on E log p(x), up to {float(p.log_likelihood):.4g} {p.unit}", fontsize="medium", loc="left"
    )
    if not np.isfinite(p.elbo.value):
        _nothing(axes, f"the ELBO is {float(p.elbo)}")
        return
    errors = [1.96 * float(p.gaps[k].std_error) for k in sizes]
    axes.errorbar([1, *sizes], [0.0, *values], yerr=[0.0, *errors], color=_INK, marker="o", capsize=3, lw=1.2)
    axes.set_xscale("log")
    axes.set_xticks([1, *sizes], ["ELBO", *(f"IWAE-{k}" for k in sizes)], fontsize="small")
    axes.minorticks_off()
    axes.set_ylim(bottom=min(0.0, *values) - 0.05 * (max(values) or 1.0), top=1.12 * (max(values) or 1.0))
    axes.set_ylabel(f"above the ELBO, {p.unit}")


def _nothing(axes: Any, why: str) -> None:
    axes.text(0.5, 0.5, why, ha="center", transform=axes.transAxes)
    axes.set_axis_off()


def _units(p: "VAEProfile", axes: Any) -> None:
    """What each number of z tells, and what it costs beyond; the costliest first."""
    axes.set_title("Each number of z: what it costs and tells", fontsize="medium", loc="left")
    if p.rate_per_dimension is None or p.dimension_wise_kl is None or p.information_per_dimension is None:
        _nothing(axes, "not known for this posterior or prior")
        return
    order = np.argsort(-p.rate_per_dimension.value, kind="stable")[:_UNITS]
    known, rest = p.information_per_dimension.value[order], p.dimension_wise_kl.value[order]
    places = np.arange(len(order))
    axes.bar(places, known, color=_INK, label="I(x;z_j)")
    shown = np.where((rest > 0.0) & np.isfinite(rest), rest, 0.0)
    axes.bar(places, shown, bottom=known, color=_SOFT, label="D(q(z_j)‖p(z_j))")
    few = len(order) <= 30
    axes.set_xticks(places if few else [], [str(j) for j in order] if few else [], fontsize="x-small")
    axes.set_xlabel("j" if few else f"the {len(order)} costliest of {len(p.rate_per_dimension.value)}")
    axes.set_ylabel(p.unit)
    axes.legend(frameon=False, fontsize="small")


def _draws(p: "VAEProfile", axes: Any) -> None:
    sizes = p.effective_sample_size
    axes.hist(sizes, bins=np.linspace(0.0, p.draws, 26), color=_GREEN)
    axes.set_xlim(0.0, p.draws)
    axes.set_xlabel(f"effective sample size of {p.draws} draws")
    axes.set_ylabel("data")
    axes.set_title("Draws that count in log p(x)", fontsize="medium", loc="left")


_PANELS = {  # what draws it, and what it shows
    "code": (
        _code,
        "The length of the code for one datum: what x costs given z, and the parts of what z costs.",
    ),
    "bounds": (_bounds, "How far each bound on the log-likelihood lies above the ELBO, with 95 % intervals."),
    "units": (_units, "Each number of z, the costliest first: what it tells of x, and what it costs beyond."),
    "draws": (_draws, "On how many draws the log-likelihood of each datum rests; few are to be distrusted."),
}
