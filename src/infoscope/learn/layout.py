"""Where the axes of a picture lie: words stand beside them, and they take the room that is left.

`tight_layout` has matplotlib set every word to see how far it reaches, several times over, which takes as
long as the drawing itself; and the reader's browser sets them in a face of its own. Here letters are counted.
"""

from typing import Any

import numpy as np

__all__ = ["lay_out"]

# Room in points: outside all, under a tick's word, a label, a title.
_EDGE, _TICK, _LABEL, _TITLE = 2.0, 7.0, 4.0, 6.0
_LETTER, _LINE = 0.62, 1.2  # width and height of a letter, in sizes of its font
_AXES = 0.8  # of the picture, at least


def lay_out(axes: Any) -> None:
    """Fix the ticks of the axes, the places of their labels, and the place of the axes in the figure.

    >>> from matplotlib.figure import Figure
    >>> axes = Figure(figsize=(4, 3)).subplots()
    >>> _ = axes.set(ylabel="height", ylim=(0, 1000)), lay_out(axes)
    >>> edge, label, words, tick = 2, 12 + 4, 4 * 6.2, 7  # points, of 4 * 72
    >>> bool(np.isclose(axes.get_position().x0 * 4 * 72, edge + label + words + tick))
    True
    """
    from matplotlib.transforms import blended_transform_factory as blended

    width, height = 72 * axes.figure.get_size_inches()
    (x, x_words), (y, y_words) = _fixed_ticks(axes.xaxis), _fixed_ticks(axes.yaxis)
    below, beside = _EDGE + _room(axes.xaxis.label, _LABEL), _EDGE + _room(axes.yaxis.label, _LABEL)
    above = _EDGE + max(_room(one, _TITLE) for one in (axes.title, axes._left_title))
    bottom = max(below + _deepest(x_words[:, 1]), _beyond(y_words[:, 1], y, height))
    left = max(beside + _deepest(y_words[:, 0]), _beyond(x_words[:, 0], x, width))
    top = max(above, _beyond(y_words[:, 1], 1 - y, height))
    right = _beyond(x_words[:, 0], 1 - x, width)

    figure, own = axes.figure.transFigure, axes.transAxes
    axes.xaxis.set_label_coords(0.5, (below - _LABEL) / height, blended(own, figure))
    axes.yaxis.set_label_coords((beside - _LABEL) / width, 0.5, blended(figure, own))
    axes.set_position(
        (left / width, bottom / height, 1 - (left + right) / width, 1 - (bottom + top) / height)
    )


def _fixed_ticks(axis: Any) -> tuple[np.ndarray, np.ndarray]:
    """Where the ticks in view are on their axis, 0 to 1, and the sizes of their words; no others are left."""
    from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

    ticks = np.asarray(axis.get_majorticklocs(), float)
    words = axis.get_major_formatter().format_ticks(ticks)
    scale = axis.get_transform()
    start, end = scale.transform(axis.get_view_interval())
    places = (scale.transform(ticks) - start) / (end - start)
    seen = np.flatnonzero((places > -1e-9) & (places < 1 + 1e-9))
    words = [words[one] for one in seen]
    axis.set_major_locator(FixedLocator(list(ticks[seen])))
    axis.set_major_formatter(FixedFormatter(words))
    axis.set_minor_locator(NullLocator())
    return places[seen], np.array([_size(one) for one in words]).reshape(-1, 2)


def _size(words: str, font: float = 10.0) -> tuple[float, float]:
    lines = words.split("\n")
    return font * _LETTER * max(map(len, lines)), font * _LINE * (len(lines) if words else 0)


def _room(text: Any, pad: float) -> float:
    return _size(text.get_text(), text.get_size())[1] + pad if text.get_text() else 0.0


def _deepest(words: np.ndarray) -> float:
    return words.max() + _TICK if words.any() else 0.0


def _beyond(words: np.ndarray, places: np.ndarray, whole: float) -> float:
    """How far words that stand about their ticks reach past that end of the axis where places are 0."""
    return _EDGE + np.max(words / 2 - _AXES * whole * places, initial=0.0)
