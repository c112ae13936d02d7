"""The figure that results are drawn on; no pyplot, so nothing global is touched."""

import io
from typing import Any

from matplotlib.figure import Figure

__all__ = ["Picture", "axes_or_new"]


class Picture(Figure):
    """Shows itself in a notebook, whether or not pyplot was ever imported there."""

    def _repr_png_(self) -> bytes:
        paper = io.BytesIO()
        self.savefig(paper, format="png", bbox_inches="tight")
        return paper.getvalue()


def axes_or_new(axes: Any = None, **options: Any) -> Any:
    """The axes that were given, or those of a new picture.

    >>> axes_or_new().figure.__class__.__name__
    'Picture'
    """
    return Picture(layout="constrained", **options).subplots() if axes is None else axes
