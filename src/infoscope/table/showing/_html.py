"""A report as one HTML page that asks the network for nothing, and as a short table for notebooks."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

from ..._page import framed, templates
from . import _shapes, _words
from ._headline import headline

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from ..measuring.findings import Findings

_FIRST = 30  # bars in sight before the reader asks for the rest
_PANELS = 12  # panels likewise


def page(report: Findings) -> str:
    """The whole page, as text."""
    target = report.target
    known = target["entropy"] if target and target["kind"] == "discrete" else None
    return framed(
        _templates(),
        "page.html",
        report=report,
        story=[_sentence(template, names) for template, names in headline(report)],
        known=known,
        reasons={e["name"]: e["reason"] for e in report.excluded},
        first=_FIRST,
        first_panels=_PANELS,
        classes=_shapes.classes(report.panels),
        target_axis=_shapes.target_axis(report.panels),
        two_statistics=_words.two_statistics(report),
        alone=_words.ALONE,
        redundancy=_words.REDUNDANCY,
    )


def summary(report: Findings) -> str:
    """What a notebook shows: the headline and the first ten features or pairs, without a script."""
    story = [_sentence(template, names) for template, names in headline(report)]
    rows = report.features if report.target else report.pairs
    return (
        _templates()
        .get_template("notebook.html")
        .render(report=report, story=story, rows=rows[:10], n=len(rows))
    )


@cache
def _templates() -> Environment:
    # Whatever a template prints has its control characters written out, then is escaped.
    environment = templates(
        __package__, finalize=lambda value: _words.visible(value) if type(value) is str else value
    )
    words = [
        _words.brief,
        _words.likeness,
        _words.merging,
        _words.named,
        _words.percent,
        _words.plural,
        _words.probability,
        _words.quantity,
    ]
    environment.filters |= {f.__name__: f for f in [*words, _words.shorten, _words.tells, _length, _sortable]}
    shapes = [_shapes.bars, _shapes.boxes, _shapes.heat_map, _shapes.mosaic, _shapes.staircase]
    environment.globals |= {f.__name__: f for f in shapes}
    return environment


def _sentence(template: str, names: list[str]) -> Markup:
    from markupsafe import Markup, escape

    strong = [Markup("<strong><bdi>{}</bdi></strong>").format(_words.shorten(name, 60)) for name in names]
    template = template.replace(" ± ", "\u00a0±\u00a0")  # a line may not end inside a number
    return Markup(escape(template)).format(*strong)


def _length(value: float) -> str:
    """A coordinate, without digits nobody can see."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _sortable(value: Any) -> str:
    """A number as the page's sorting reads it; nothing where there is none."""
    return (
        "" if value is None else str(value).replace("inf", "Infinity") if math.isinf(value) else repr(value)
    )
