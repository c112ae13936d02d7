"""Pictures of the lessons: small drawings whose words are text and whose colours are the page's own."""

import html
import io
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .layout import lay_out

__all__ = ["BLUE", "GREEN", "INK", "ORANGE", "PINK", "Picture", "RED", "SKY", "SOFT", "picture"]

# Okabe and Ito's colours, which most colour-blind readers tell apart. In the page each becomes a variable,
# so that a dark page has its own.
BLUE, ORANGE, GREEN, RED = "#0072b2", "#e69f00", "#009e73", "#d55e00"
PINK, SKY, INK, SOFT = "#cc79a7", "#56b4e9", "#22262d", "#8390a0"
_VARIABLES = {
    **{BLUE: "--blue", ORANGE: "--orange", GREEN: "--green", RED: "--red"},
    **{PINK: "--pink", SKY: "--sky", INK: "--text", SOFT: "--soft"},
}
_STYLE: Any = {
    "svg.fonttype": "none",  # words stay words: they scale, can be found, and are read aloud
    "svg.hashsalt": "infoscope",
    "font.size": 10,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titley": 1.0,  # or matplotlib would look for what a title could touch
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "text.color": INK,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.grid": False,
    "legend.frameon": False,
    "legend.fontsize": 9.5,
    "legend.handlelength": 1.4,
    "lines.linewidth": 2.0,
}
_DRAWING = threading.RLock()  # matplotlib's settings are global, and each open lesson has a thread


class Picture:
    """Axes to draw in; after its `with` block they are an SVG that a page can show.

    >>> with picture("a line that rises") as drawn:
    ...     _ = drawn.axes.plot([0, 1], [0, 1], color=BLUE)
    >>> "var(--blue" in str(drawn), 'aria-label="a line that rises"' in str(drawn)
    (True, True)
    """

    def __init__(self, alternative: str, width: float, height: float) -> None:
        from matplotlib.figure import Figure

        self.alternative = alternative
        self.figure = Figure(figsize=(width, height))
        self.axes: Any = self.figure.subplots()
        self.svg = ""

    def close(self) -> None:
        """Turn the figure into SVG."""
        paper = io.StringIO()
        lay_out(self.axes)
        self.figure.savefig(paper, format="svg", transparent=True, metadata={"Date": None})
        self.svg = _for_page(paper.getvalue(), self.alternative)

    def __str__(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        return self.svg


@contextmanager
def picture(alternative: str, *, width: float = 4.6, height: float = 2.8) -> Iterator[Picture]:
    """Draw: `with picture("what it shows, in words") as drawn: drawn.axes.plot(...)`.

    `alternative` is read to those who do not see it. `width` and `height` are in inches at the size of a
    telephone; a wider page enlarges them.

    >>> with picture("nothing yet", width=2, height=1) as drawn:
    ...     pass
    >>> 'viewBox="0 0 144 72"' in str(drawn)
    True
    """
    import matplotlib

    with _DRAWING, matplotlib.rc_context(_STYLE):
        drawn = Picture(alternative, width, height)
        yield drawn
        drawn.close()


def _for_page(svg: str, alternative: str) -> str:
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'<svg .*?viewBox="([^"]*)"[^>]*>', _opening(alternative), svg, count=1, flags=re.DOTALL)
    svg = re.sub(r"font: ([\d.]+px|(?:\w+ )+[\d.]+px) [^;\"]*", r"font: \1 var(--sans, sans-serif)", svg)
    for colour, variable in _VARIABLES.items():
        svg = svg.replace(colour, f"var({variable}, {colour})")
    return svg


def _opening(alternative: str) -> str:
    label = html.escape(alternative).replace("\\", r"\\")
    return rf'<svg class="picture" role="img" aria-label="{label}" viewBox="\1">'
