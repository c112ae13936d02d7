"""A kept sweep as a picture: a line for the bias, a band for the spread of one answer."""

import io
from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure

from ._sweep import Sweep

__all__ = ["drawn"]

STYLE = {
    "svg.hashsalt": "infoscope",  # the same numbers make the same file
    "svg.fonttype": "path",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "font.size": 10,
}
AUTO = "auto"
NAMED = {AUTO: "#1f6fb2", "plug-in": "#d1495b", "Miller-Madow": "#3a8f5c"}  # the same in every picture
OTHERS = ("#d1495b", "#3a8f5c", "#8f5fbf", "#c98a1b", "#5b6675", "#2f9e9e")


def drawn(sweep: Sweep, kept: dict, path: Path) -> None:
    with rc_context(STYLE):
        figure = Figure(figsize=(6.0, 3.6), layout="constrained")
        axes = figure.add_subplot()
        axes.axhline(0.0, color="0.4", lw=0.8)
        colours = coloured(list(kept["estimators"]))
        truth = dict(zip(kept["x"], kept["truth"]))
        for label, found in kept["estimators"].items():
            colour = colours[label]
            bias = [m - truth[x] for x, m in zip(found["x"], found["mean"])]
            low, high = ([b + s * sd for b, sd in zip(bias, found["sd"])] for s in (-1, 1))
            width = 3.2 if label == AUTO else 1.4  # seen beneath the estimator that it chose
            axes.plot(found["x"], bias, color=colour, marker="o", ms=3, lw=width, label=label)
            axes.fill_between(found["x"], low, high, color=colour, alpha=0.13, lw=0)
        if sweep.log:
            axes.set_xscale("log")
            axes.set_xticks(sweep.xs, [f"{x:,}" for x in sweep.xs])
            axes.minorticks_off()
        else:
            axes.xaxis.get_major_locator().set_params(integer=True)
        if sweep.height:
            axes.set_ylim(*sweep.height)
        axes.set_title(sweep.title, loc="left", fontsize=11)
        axes.set(xlabel=sweep.xlabel, ylabel="estimate − truth, nats")
        axes.legend(frameon=False, fontsize=9)
        paper = io.StringIO()
        figure.savefig(paper, format="svg", metadata={"Date": None})
        path.write_text("\n".join(line.rstrip() for line in paper.getvalue().splitlines()) + "\n", "utf-8")


def coloured(labels: list[str]) -> dict[str, str]:
    free = (c for c in OTHERS if c not in {NAMED.get(label) for label in labels})
    return {label: NAMED.get(label) or next(free) for label in labels}
