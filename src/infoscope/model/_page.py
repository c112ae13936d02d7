"""One self-contained HTML page: pictures, tables of numbers, what was assumed; nothing is fetched."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from .._page import framed, templates

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["Page", "Picture", "Table", "as_notebook", "as_page", "pictured"]


@dataclass(frozen=True)
class Picture:
    """An SVG element, and what it shows in words."""

    svg: str
    caption: str


@dataclass(frozen=True)
class Table:
    """A title, a head (may be empty), rows of text, and how to read them (may be empty)."""

    title: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]
    caption: str = ""


@dataclass(frozen=True)
class Page:
    """What is shown, from top to bottom; every word is escaped, pictures are as they were drawn."""

    title: str
    lead: str
    pictures: tuple[Picture, ...]
    tables: list[Table]
    notes: dict[str, str]
    warnings: tuple[str, ...] = ()
    facts: tuple[tuple[str, str, str], ...] = ()  # what, how much, small print
    heading: str = "What was assumed"  # of the notes


def as_page(page: Page) -> str:
    return framed(_templates(), "page.html", inline=True, page=page)


def as_notebook(page: Page) -> str:
    """The pictures and the first table, for a notebook."""
    return _templates().get_template("notebook.html").render(page=page)


def pictured(figure: Any, name: str, caption: str) -> Picture:
    """A figure as an SVG element, the same from run to run; no two of a page share a name, nor an id."""
    import matplotlib

    paper = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": "infoscope", "svg.fonttype": "none"}):
        figure.savefig(paper, format="svg", metadata={"Date": None})
    text = paper.getvalue()
    drawn = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{name}-", text[text.index("<svg") :].strip())
    return Picture(drawn.replace("<svg ", '<svg role="img" ', 1), caption)


@cache
def _templates() -> Environment:
    return templates("infoscope.model")
