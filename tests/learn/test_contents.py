"""The list of lessons and the notebooks agree; a lesson takes only what a reader could take."""

import ast
import re

import pytest

from house.source import ROOT
from infoscope import learn
from infoscope.learn import Choice, Exercise
from infoscope.learn.contents import LESSONS
from infoscope.learn.covers import COVERS
from learn.lessons import run

NAMES = [one.name for one in LESSONS]
ROOTS = {"functools", "infoscope", "marimo", "matplotlib", "numpy", "scipy.stats"}


def foreign(text):
    """What a lesson imports beyond infoscope's public names, numpy, matplotlib and scipy's distributions."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name not in ROOTS]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or "."
            parts = [*module.split("."), *(alias.name for alias in node.names)]
            known = module in ROOTS or module.startswith("infoscope.")
            if not known or any(part.startswith("_") for part in parts):
                found.append(module)
    return found


def test_every_notebook_is_listed_and_has_a_cover():
    folder = LESSONS[0].path.parent
    assert sorted(NAMES) == sorted(path.stem for path in folder.glob("*.py"))
    assert sorted(COVERS) == sorted(NAMES)


@pytest.mark.parametrize("one", LESSONS, ids=NAMES)
def test_a_lesson_takes_only_what_a_reader_could_take(one):
    assert foreign(one.path.read_text("utf-8")) == []


def test_the_rule_can_fail():
    assert foreign("import numpy as np\nfrom infoscope import pmf\nfrom scipy.stats import norm") == []
    assert foreign("import torch") == ["torch"]
    assert foreign("from infoscope import _kernels") == ["infoscope"]
    assert foreign("from infoscope.samples.automatic._auto import x") == ["infoscope.samples.automatic._auto"]


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_takes_its_own_answer_and_explains_itself(name):
    exercises = run(name)["exercises"]
    assert len(exercises) >= 3
    for one in exercises:
        assert one.hint
        assert one.solution
        typed = one.answer if isinstance(one, Choice) else repr(one.answer)
        assert one.check(typed).right is True
        if isinstance(one, Exercise):
            assert one.check(repr(one.answer * 1.03 + 0.01 if one.answer < 1e300 else 1.0)).right is False
        else:
            assert one.answer in one.options


@pytest.mark.parametrize("one", LESSONS, ids=NAMES)
def test_every_lesson_has_its_parts(one):
    text = one.path.read_text("utf-8")
    for part in (
        "## Definition",
        "## Why it matters",
        "## Pitfalls",
        "learn.title",
        "learn.closing",
        "learn.panel",
    ):
        assert part in text
    assert re.search(r"learn\.proof|derivation", text)


def test_the_manual_names_exercises_that_exist():
    rows = re.findall(r"^\|.*\| lesson (\d+),(.*)\|$", (ROOT / "docs" / "learn.md").read_text("utf-8"), re.M)
    assert {int(lesson) for lesson, _ in rows} == set(range(1, 13))
    for lesson, told in rows:
        text = LESSONS[int(lesson) - 1].path.read_text("utf-8")
        named = re.findall(r"exercises? ([\d and to]+)", told)
        numbers = [int(number) for some in named for number in re.findall(r"\d+", some)]
        assert numbers or "proof" in told
        assert max(numbers, default=1) <= text.count("learn.Exercise(") + text.count("learn.Choice(")
        if found := re.search(r"(two )?(proof|derivation)", told):
            assert text.count("learn.proof(") >= (2 if found[1] else 1)


def test_all_that_lessons_share_is_public():
    assert {"Choice", "Exercise", "panel", "picture", "proof", "quiz", "slider", "title"} <= set(
        learn.__all__
    )
