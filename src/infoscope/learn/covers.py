"""The pictures of the front page, one a lesson: what its panel shows, without words."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from .. import pmf
from .picture import BLUE, ORANGE, Picture, picture

__all__ = ["COVERS"]


@contextmanager
def _cover() -> Iterator[tuple[Picture, Any]]:
    with picture("", width=3.2, height=1.7) as drawn:
        drawn.axes.set(xticks=[], yticks=[])
        drawn.axes.spines[:].set_visible(False)
        drawn.axes.margins(0.04, 0.08)
        yield drawn, drawn.axes


def entropy() -> Picture:
    """The entropy of a coin."""
    p = np.linspace(0, 1, 201)
    with _cover() as (drawn, axes):
        axes.fill_between(p, pmf.binary_entropy(p), color=BLUE, alpha=0.18, linewidth=0)
        axes.plot(p, pmf.binary_entropy(p), color=BLUE, linewidth=2.5)
        axes.plot(0.5, pmf.binary_entropy(0.5), "o", color=ORANGE, markersize=8)
    return drawn


COVERS: dict[str, Callable[[], Picture]] = {"entropy": entropy}
