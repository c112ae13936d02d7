"""Sphinx: the manual, built from Markdown pages and from the docstrings, without a network."""

import re
from importlib.metadata import version as installed

project = "infoscope"
author = copyright = "The infoscope developers"
version = release = installed("infoscope")

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"infoscope {version}"
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"

COLUMNS = re.compile(r"\S {2,}\S")  # words set in columns: to be shown as they stand
MARKS = re.compile(r"([*|\\]|_(?!\w))")  # what reStructuredText would take for markup


def as_text(app, what, name, obj, options, lines):
    """Docstrings are written to be read as plain text: keep what reStructuredText would reinterpret."""
    blocks = "\n".join(lines).rstrip().split("\n\n")
    lines[:] = [*"\n\n".join(map(block_as_text, blocks)).split("\n"), ""]


def block_as_text(block):
    if block.lstrip().startswith(">>>"):
        return block
    if COLUMNS.search(block) or any(line.startswith(" ") for line in block.split("\n")):
        return "::\n\n" + "\n".join("    " + line for line in block.split("\n"))
    prose, *rest = re.split(r"(`[^`]+`)", block)
    marked = [f"``{part[1:-1]}``" if part.startswith("`") else MARKS.sub(r"\\\1", part) for part in rest]
    return MARKS.sub(r"\\\1", prose) + "".join(marked)


def setup(app):
    app.connect("autodoc-process-docstring", as_text)
