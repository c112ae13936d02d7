"""What every page of the course has in common: its head and foot, a panel to play with, exercises."""

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .contents import LESSONS, lesson
from .exercise import Choice, Exercise, shown

__all__ = ["answers", "closing", "panel", "proof", "quiz", "slider", "table", "title"]


def title(name: str, idea: str) -> Any:
    """The head of a lesson: where it stands in the course, its title, its idea in three sentences.

    >>> "Lesson 1 of" in title("entropy", "Rare things surprise.").text
    True
    """
    import marimo as mo

    one = lesson(name)
    return mo.Html(
        f'<header class="scope-head"><nav><a href="../">All lessons</a>'
        f"<span>Lesson {one.number} of {len(LESSONS)}</span></nav>"
        f"<h1>{html.escape(one.title)}</h1>{mo.md(idea).text}</header>"
    )


def closing(name: str, more: str = "") -> Any:
    """The foot of a lesson: where to read on, and how to take the lesson's code home.

    >>> "lessons/entropy.py" in closing("entropy").text
    True
    """
    import marimo as mo

    one = lesson(name)
    near = [(one.number - 2, "← ", ""), (one.number, "", " →")]
    links = "".join(
        f'<a href="../{LESSONS[i].name}/">{before}{html.escape(LESSONS[i].title)}{after}</a>'
        if 0 <= i < len(LESSONS)
        else "<span></span>"
        for i, before, after in near
    )
    code = "Every number on this page is computed by infoscope while you read, in a plain Python file: "
    return mo.Html(
        f'<footer class="scope-foot">{mo.md(more).text if more else ""}'
        f"<p>{code}<code>infoscope/learn/lessons/{one.name}.py</code>.</p><nav>{links}</nav></footer>"
    )


def panel(controls: Sequence[Any], numbers: Mapping[str, Any], *pictures: Any, say: str = "") -> Any:
    """Something to play with: controls above, pictures below, and the numbers that belong to them.

    `numbers`: label -> (value, unit), or a text; the values are also in the page as `data-value`.

    >>> 'data-value="1.5"' in panel([], {"H": (1.5, "bits")}).text
    True
    """
    import marimo as mo

    knobs = "".join(f'<div class="knob">{control}</div>' for control in controls)
    cards = "".join(_card(label, value) for label, value in numbers.items())
    drawn = "".join(f"<figure>{one}</figure>" for one in pictures)
    return mo.Html(
        f'<section class="scope-panel"><div class="knobs">{knobs}</div>'
        f'<div class="numbers" aria-live="polite">{cards}</div>'
        f'<div class="pictures">{drawn}</div>{mo.md(say).text if say else ""}</section>'
    )


def _card(label: str, value: Any) -> str:
    if isinstance(value, tuple):
        number, unit = value
        text, data = shown(float(number), unit), f' data-value="{float(number)!r}"'
    else:
        text, data = html.escape(str(value)), ""
    name = html.escape(label)
    return f'<div class="number" data-name="{name}"{data}><span>{name}</span><strong>{text}</strong></div>'


def slider(
    label: str,
    start: float | None = None,
    stop: float | None = None,
    *,
    value: float,
    step: float | None = None,
    steps: Sequence[float] | None = None,
) -> Any:
    """A slider with its label above and its value beside it: from start to stop, or over given steps.

    >>> slider("p", 0, 1, step=0.1, value=0.5).value, slider("n", steps=[10, 100], value=100).value
    (0.5, 100)
    """
    import marimo as mo

    return mo.ui.slider(
        start, stop, step=step, steps=steps, value=value, label=label, show_value=True, full_width=True
    )


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A small table as HTML; cells are escaped, `such` ones are shown as code.

    >>> table(["x", "p"], [["a", 0.5]])
    '<table class="table"><tr><th>x</th><th>p</th></tr><tr><td>a</td><td>0.5</td></tr></table>'
    """
    head = "".join(f"<th>{html.escape(str(one))}</th>" for one in heads)
    body = "".join("<tr>" + "".join(f"<td>{_cell(str(one))}</td>" for one in row) + "</tr>" for row in rows)
    return f'<table class="table"><tr>{head}</tr>{body}</table>'


def _cell(text: str) -> str:
    safe = html.escape(text)
    return f"<code>{safe[1:-1]}</code>" if safe[:1] == safe[-1:] == "`" and len(safe) > 2 else safe


def proof(summary: str, text: str) -> Any:
    """A text that opens on demand: a proof, a derivation.

    >>> "<summary>Why</summary>" in proof("Why", "Because.").text
    True
    """
    import marimo as mo

    return mo.Html(_details(mo, summary, text, "proof"))


def _details(mo: Any, summary: str, text: str, kind: str = "") -> str:
    return (
        f'<details class="scope-details {kind}"><summary>{html.escape(summary)}</summary>'
        f"<div>{mo.md(text).text}</div></details>"
    )


def answers(exercises: Sequence[Any]) -> Any:
    """One place to answer for each `Exercise` and `Choice`: its value is what `quiz` checks.

    >>> answers([Exercise("1 + 1?", 2.0, "", "", "")]).value
    ['']
    """
    import marimo as mo

    return mo.ui.array([_place(mo, number, one) for number, one in enumerate(exercises, 1)])


def _place(mo: Any, number: int, one: Exercise | Choice) -> Any:
    if isinstance(one, Choice):
        return mo.ui.radio(list(one.options), label=f"Choice {number}")
    unit = f" in {one.unit}" if one.unit else ""
    return mo.ui.text(placeholder=f"your answer{unit}", label=f"Answer {number}{unit}", full_width=True)


def quiz(exercises: Sequence[Any], places: Any) -> Any:
    """The exercises with what became of the answers, their hints and worked solutions.

    >>> sums = [Exercise("1 + 1?", 2.0, "", "", "")]
    >>> "0 of 1 solved" in quiz(sums, answers(sums)).text
    True
    """
    import marimo as mo

    boxes = [
        _box(mo, number, one, place) for number, (one, place) in enumerate(zip(exercises, places.elements), 1)
    ]
    solved = sum(bool(one.check(place.value).right) for one, place in zip(exercises, places.elements))
    done = f"{solved} of {len(exercises)} solved"
    return mo.Html(f'<section class="scope-quiz">{"".join(boxes)}<p class="solved">{done}</p></section>')


def _box(mo: Any, number: int, one: Exercise | Choice, place: Any) -> str:
    verdict = one.check(place.value)
    mood = {True: "right", False: "wrong", None: "open"}[verdict.right]
    kind = " choice" if isinstance(one, Choice) else ""
    # The field sends what it holds when it loses the focus, which a click on this button takes away.
    button = "" if isinstance(one, Choice) else '<button type="button" class="check">Check</button>'
    return (
        f'<article class="exercise {mood}{kind}"><h3>Exercise {number}</h3>{mo.md(one.question).text}'
        f'<div class="place">{place}{button}</div>'
        f'<p class="verdict" role="status">{html.escape(verdict.message)}</p>'
        f"{_details(mo, 'Hint', one.hint)}{_details(mo, 'Worked solution', one.solution)}</article>"
    )
