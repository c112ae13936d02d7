"""The front page: the lessons in order, each with a picture drawn from infoscope's own numbers."""

import html
import threading
from functools import cache

from .contents import LESSONS, Lesson

__all__ = ["front_page"]

_IDEA = """Twelve lessons on information in machine learning, to be moved with a hand. Every number on these
pages is computed by infoscope while you watch, and every exercise checks its answer."""


_ONE = threading.Lock()  # who asks while the pictures are being drawn waits for them, and draws none


def front_page(style: str) -> str:
    """The page as HTML, complete: it asks for nothing else.

    >>> "<h1>infoscope</h1>" in front_page("")
    False
    >>> front_page("").count('<a class="card"') == len(LESSONS)
    True
    """
    with _ONE:
        return _page(style)


@cache
def _page(style: str) -> str:
    cards = "".join(map(_card, LESSONS))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>infoscope: the course</title><link rel="icon" href="/static/favicon.ico">'
        f"<style>{style}</style></head><body><main class='scope-page'>"
        f"<h1>See the information</h1><p class='idea'>{_IDEA}</p><div class='cards'>{cards}</div>"
        "</main></body></html>"
    )


def _card(one: Lesson) -> str:
    from .covers import COVERS  # all of infoscope: the server is up before it is read

    cover = COVERS[one.name]()
    return (
        f'<a class="card" href="/{one.name}/"><figure aria-hidden="true">{cover}</figure>'
        f"<span>Lesson {one.number}</span><h2>{html.escape(one.title)}</h2>"
        f"<p>{html.escape(one.promise)}</p></a>"
    )
