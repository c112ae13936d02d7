"""What the manual shows is true: the Python of every page is run, and its output compared."""

import re

import pytest

import blocks
from house.source import ROOT, shown

PAGES = [p for p in sorted((ROOT / "docs").rglob("*.md")) if "_build" not in p.parts]
WITH_PYTHON = [p for p in PAGES if blocks.blocks(p.read_text("utf-8"))]
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")


def without_a_source(page, drawn):
    """Pictures in a folder `drawn` that no block of the page draws."""
    shown_there = [p.removeprefix("drawn/") for p in PICTURE.findall(page) if p.startswith("drawn/")]
    return [picture for picture in shown_there if picture not in drawn]


@pytest.mark.parametrize("path", WITH_PYTHON, ids=shown)
def test_a_page_prints_what_it_says(path, tmp_path):
    page = path.read_text("utf-8")
    assert blocks.wrong(page, shown(path), tmp_path) == ""
    assert {f.name for f in tmp_path.iterdir()} >= set(blocks.draws(page))
    assert without_a_source(page, blocks.draws(page)) == []


def test_pictures_that_are_not_drawn_are_there():
    missing = [
        f"{shown(path)}: {picture}"
        for path in PAGES
        for picture in PICTURE.findall(path.read_text("utf-8"))
        if not picture.startswith("drawn/") and not (path.parent / picture).exists()
    ]
    assert missing == []


def test_no_session_hides_in_another_kind_of_block():
    """A block that begins with >>> is run only where it says that it is Python."""
    fenced = re.compile(r"^```(\S*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
    for path in PAGES:
        for language, text in fenced.findall(path.read_text("utf-8")):
            assert language == "python" or ">>> " not in text, f"{shown(path)}: {text}"


def test_the_rule_can_fail(tmp_path):
    page = "Words.\n\n```python\n>>> x = 1\n```\n\n```sh\n>>> x = 5\n```\n\n```python\n>>> x + 1\n{}\n```\n"
    assert blocks.wrong(page.format(2), "page.md", tmp_path) == ""
    said = blocks.wrong(page.format(3), "page.md", tmp_path)
    assert "Expected:\n    3\nGot:\n    2" in said
    assert 'File "page.md", line 12' in said
    with pytest.raises(AssertionError, match="shows no session"):
        blocks.wrong("```python\nx = 1\n```\n", "page.md", tmp_path)
    assert blocks.draws("```python\n>>> f.savefig('a.svg')\n```\nsavefig('b.svg')") == ["a.svg"]
    assert without_a_source("![a](drawn/a.svg) ![b](drawn/b.svg) ![c](c.png)", ["a.svg"]) == ["b.svg"]
