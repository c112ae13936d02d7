"""One self-contained HTML page: a picture, tables of numbers, what was assumed; nothing is fetched."""

import io
from dataclasses import dataclass
from typing import Any

__all__ = ["Page", "Table", "as_page", "as_section", "svg"]


@dataclass(frozen=True)
class Table:
    """A title, a head (may be empty) and rows of text."""

    title: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]


@dataclass(frozen=True)
class Page:
    """What is shown, from top to bottom; every word is escaped but for the picture."""

    title: str
    lead: str
    picture: str
    tables: list[Table]
    notes: dict[str, str]
    warnings: tuple[str, ...] = ()
    facts: tuple[tuple[str, str, str], ...] = ()  # what, how much, small print
    heading: str = "What was assumed"  # of the notes


def as_page(page: Page) -> str:
    return _template("page.html").render(page=page, section=as_section(page))


def as_section(page: Page) -> str:
    """The page's inside, for a notebook."""
    return _template("section.html").render(page=page)


def svg(figure: Any) -> str:
    """A figure as an SVG element, the same from run to run."""
    import matplotlib

    paper = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": "infoscope", "svg.fonttype": "none"}):
        figure.savefig(paper, format="svg", metadata={"Date": None})
    text = paper.getvalue()
    return text[text.index("<svg") :]


def _template(name: str) -> Any:
    from jinja2 import Environment, PackageLoader

    loader = PackageLoader("infoscope.model", "templates")
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template(
        name
    )
