"""No word of a picture hangs over its edge, and little room is left, as matplotlib itself measures them."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from infoscope.learn.layout import lay_out


def _measured(**drawn):
    """How far what is drawn lies from the left, lower, right and upper edge, in points."""
    figure = Figure(figsize=(4.6, 2.8), dpi=72)
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    axes.set(**drawn)
    lay_out(axes)
    figure.canvas.draw()
    box = axes.get_tightbbox(FigureCanvasAgg(figure).get_renderer())
    return axes, np.array([box.x0, box.y0, 72 * 4.6 - box.x1, 72 * 2.8 - box.y1])


@pytest.mark.parametrize(
    "drawn",
    [
        {},
        {"title": "a title", "xlabel": "bits", "ylabel": "nats"},
        {"xlim": (0, 1e5), "ylim": (0, 1e5), "xlabel": "n"},
        {"xticks": [], "yticks": [], "xlabel": "x"},
        {"xticks": [], "yticks": []},
        {"yticks": [0, 1], "yticklabels": ["training\ndraws", "exact"], "xlim": (-0.2, 2)},
        {"xscale": "log", "xticks": [10, 1e4], "xticklabels": ["10", "10000"], "xlim": (10, 1e4)},
        {"xlim": (6, -6), "ylim": (-2000, 2000), "ylabel": "turned about"},
    ],
)  # fmt: skip
def test_words_lie_inside_and_near_the_edges(drawn):
    _, edges = _measured(**drawn)
    assert edges.min() > 0
    assert edges.max() < 15  # words of narrow letters, such as "training", leave most


def test_only_ticks_in_view_are_left():
    axes, _ = _measured(xticks=[0, 0.25, 0.5, 2], xlim=(0.1, 0.9), ylim=(0, 1))
    assert [float(one) for one in axes.get_xticks()] == [0.25, 0.5]
    assert [one.get_text() for one in axes.get_xticklabels()] == ["0.25", "0.50"]
