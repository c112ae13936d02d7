"""The Python that a page shows: run from top to bottom, and held against what the page says it prints."""

import contextlib
import doctest
import re
from pathlib import Path

BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(page: str) -> list[str]:
    """What stands between ```python and ```, in the order of the page."""
    return BLOCK.findall(page)


def session(page: str, name: str) -> doctest.DocTest:
    """All blocks of a page as one session, each on the lines where it stands."""
    lines, at = [""] * (page.count("\n") + 1), 0
    for found in BLOCK.finditer(page):
        at = page.count("\n", 0, found.start(1))
        block = found.group(1).splitlines()
        lines[at : at + len(block)] = block
    return doctest.DocTestParser().get_doctest("\n".join(lines) + "\n", {}, name, name, 0)


def wrong(page: str, name: str, folder: Path) -> str:
    """What the blocks of a page, run in `folder`, print otherwise than the page says; "" where they agree."""
    for block in blocks(page):
        assert block.startswith(">>> "), f"{name}: a Python block that shows no session:\n{block}"
    said: list[str] = []
    with contextlib.chdir(folder):
        doctest.DocTestRunner(verbose=False).run(session(page, name), out=said.append)
    return "".join(said)


def draws(page: str) -> list[str]:
    """The files that the blocks of a page write with `savefig`."""
    return re.findall(r"""savefig\(["']([^"']+)["']\)""", "".join(blocks(page)))
