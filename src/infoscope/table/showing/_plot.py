"""A report as one matplotlib figure; no pyplot, so nothing global is touched."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from matplotlib import font_manager, rcParams
from matplotlib.figure import Figure

from ..._picture import Picture
from ._shapes import Z95, start_of
from ._words import percent, shorten, tells

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..measuring.findings import Findings

_BARS = 30  # more could not be read
# Tried, where installed, for what the reader's own font lacks.
_FALLBACK = [
    "Noto Sans CJK JP",
    "Noto Sans CJK SC",
    "Microsoft YaHei",
    "Hiragino Sans",
    "Noto Sans",
    "Noto Emoji",
]
_INK, _FAINT, _BEFORE = "#1f6fb2", "#8390a0", "#c3d6e6"


def figure(report: Findings) -> Figure:
    """Bars with their 95 % intervals, and the selection; without a target the redundancy of the columns."""
    if report.target is None:
        return _redundancy(report)
    features, steps = report.features[:_BARS], report.selection
    heights = [max(1, len(features)), *([len(steps)] if steps else [])]
    picture = Picture(figsize=(7.5, 1.6 * len(heights) + 0.27 * sum(heights)), layout="constrained")
    axes = picture.subplots(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
    _bars(axes[0], features, report)
    if steps:
        _staircase(axes[1], steps, report)
    return picture


def _bars(axes: Axes, features: list[dict[str, Any]], report: Findings) -> None:
    assert report.target is not None
    values = [f["information"] for f in features]
    colours = [_INK if tells(f) else _FAINT for f in features]
    _rows(axes, [f["name"] for f in features])
    axes.barh(range(len(features)), _finite(values), color=colours, height=0.7)
    _whiskers(axes, values, [f["std_error"] for f in features])
    rest = len(report.features) - len(features)
    title = f"What each column tells about {shorten(report.target['name'], 40)}"
    _titled(axes, title + (f" (first {len(features)} of {rest + len(features)})" if rest else ""))
    _labelled(axes, f"I(X;Y) in {report.unit}, with its 95 % interval; grey: cannot be told from chance")


def _staircase(axes: Axes, steps: list[dict[str, Any]], report: Findings) -> None:
    assert report.target is not None
    totals = [s["cumulative"] for s in steps]
    starts = [start_of(s) for s in steps]
    _rows(axes, [s["name"] for s in steps])
    axes.barh(range(len(steps)), _finite(starts), color=_BEFORE, height=0.2)
    colours = [_INK if s["pays"] else _FAINT for s in steps]
    axes.barh(
        range(len(steps)),
        _finite([s["gain"] for s in steps]),
        left=_finite(starts),
        color=colours,
        height=0.7,
    )
    ends = [start + s["gain"] for start, s in zip(starts, steps)]
    _whiskers(axes, ends, [s["std_error"] for s in steps])
    known = report.target["entropy"] if report.target["kind"] == "discrete" else None
    if known:
        axes.axvline(known, color="0.3", linestyle=":", linewidth=1)
        for place, total in enumerate(totals):
            note = f" {percent(total / known)}"
            axes.annotate(note, (1, place), xycoords=("axes fraction", "data"), va="center", fontsize=8)
    _titled(axes, "Which columns to keep")
    _labelled(axes, f"{report.unit} told together; grey: does not pay" + ("; dotted: H(Y)" if known else ""))


def _redundancy(report: Findings) -> Figure:
    names, matrix = report.redundancy["names"], report.redundancy["matrix"]
    size = max(3.5, min(12.0, 1.8 + 0.28 * len(names)))
    picture = Picture(figsize=(size + 0.8, size), layout="constrained")
    axes = picture.subplots()
    _titled(axes, "What repeats what")
    if not names:
        axes.set_axis_off()
        return picture
    image = axes.imshow(matrix, vmin=0.0, vmax=1.0, cmap="Blues")
    labels = [shorten(name, 24) for name in names]
    small = max(4.0, min(9.0, 300.0 / len(names)))
    axes.set_xticks(range(len(names)), labels, rotation=90, fontsize=small, **_as_found())
    axes.set_yticks(range(len(names)), labels, fontsize=small, **_as_found())
    picture.colorbar(image, ax=axes, shrink=0.7, label="I(X;Y) / min(H(X), H(Y))")
    return picture


def _rows(axes: Axes, names: list[str]) -> None:
    """One name a row from the top down, no frame but the line at zero."""
    axes.set_yticks(range(len(names)), [shorten(name, 32) for name in names], **_as_found())
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.axvline(0.0, color="0.3", linewidth=0.8)


def _whiskers(axes: Axes, values: list[float], errors: list[float | None]) -> None:
    reach = [Z95 * e if e is not None and math.isfinite(e) else 0.0 for e in errors]
    axes.errorbar(
        _finite(values), range(len(values)), xerr=reach, fmt="none", ecolor="0.1", elinewidth=1, capsize=2
    )


def _finite(values: list[float]) -> list[float]:
    """Infinite bars as long as the longest finite one: a figure has to end somewhere."""
    longest = max((abs(v) for v in values if math.isfinite(v)), default=1.0)
    return [v if math.isfinite(v) else math.copysign(longest, v) for v in values]


def _as_found() -> dict[str, Any]:
    """How text from the table is set: `$` and `_` mean nothing, and any script may occur."""
    installed = set(font_manager.get_font_names())
    family = [*rcParams["font.family"], *(name for name in _FALLBACK if name in installed)]
    return {"parse_math": False, "usetex": False, "fontfamily": family}


def _titled(axes: Axes, words: str) -> None:
    axes.set_title(words, loc="left", fontsize=11, **_as_found())


def _labelled(axes: Axes, words: str) -> None:
    axes.set_xlabel(words, fontsize=8, **_as_found())
