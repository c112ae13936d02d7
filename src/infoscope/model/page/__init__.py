"""A profile as one HTML page that asks the network for nothing and runs no script."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["Page", "quantity"]


@dataclass(frozen=True)
class Page:
    """What a page shows, in this order: `str(page)` is the HTML.

    story     sentences under the title
    facts     (term, value, small print)
    pictures  (figure of matplotlib, what it shows in words)
    rows      (name, number, what it is), the numbers; a name of a part begins with spaces
    warnings  what to distrust
    methods   (term, explanation)

    >>> page = Page("A <model>", "infoscope", ["It knows."], [], [], [("rate", "1.2 nats", "")], [], [])
    >>> "A &lt;model&gt;" in str(page), "<script" in str(page)
    (True, False)
    """

    title: str
    brand: str
    story: Sequence[str]
    facts: Sequence[tuple[str, str, str]]
    pictures: Sequence[tuple[Any, str]]
    rows: Sequence[tuple[str, str, str]]
    warnings: Sequence[str]
    methods: Sequence[tuple[str, str]]

    def __str__(self) -> str:
        pictures = [(_drawn(figure), words) for figure, words in self.pictures]
        return _template().render(page=self, pictures=pictures)


@cache
def _template() -> "Template":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(__package__, ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")


def _drawn(figure: Any) -> str:
    """The figure as an SVG image in the page itself; the same bytes for the same figure."""
    from matplotlib import rc_context

    paper = io.BytesIO()
    with rc_context({"svg.hashsalt": "infoscope"}):
        figure.savefig(paper, format="svg", metadata={"Date": None})
    return "data:image/svg+xml;base64," + base64.b64encode(paper.getvalue()).decode()


def quantity(value: float, error: float = 0.0) -> str:
    """A number with its error, to the digits that the error leaves.

    >>> quantity(1.41894, 0.0031), quantity(0.80472), quantity(float("inf")), quantity(3e-17)
    ('1.419 ± 0.003', '0.8047', '∞', '0')
    """
    from math import isfinite

    from ...estimate import decimals

    if not isfinite(value):
        return "−∞" if value < 0 else "∞"
    if not 1e-9 * abs(value) < error < float("inf"):
        return f"{value:.4g}" if abs(value) >= 5e-13 else "0"
    places = max(0, min(9, decimals(error)))
    return f"{value:z.{places}f} ± {error:.{places}f}"
