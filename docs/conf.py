"""Sphinx: the manual, built from Markdown pages and from the docstrings, without a network.

Pages whose Python draws are run first, in docs/drawn: a picture is always what the code above it makes.
"""

import inspect
import re
import sys
from importlib.metadata import version as installed
from pathlib import Path
from textwrap import dedent

from sphinx.errors import ExtensionError

sys.path.insert(0, str(Path(__file__).parent))
from blocks import draws, wrong

project = "infoscope"
author = copyright = "The infoscope developers"
version = release = installed("infoscope")

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"infoscope {version}"
html_static_path = ["_static"]
html_css_files = ["manual.css"]
highlight_language = "none"
smartquotes = False
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"

COLUMN = re.compile(r"(\S.*?) {2,}(\S.*)")  # a name, a gap, what it is; more of it may follow, indented
END = re.compile(r"(?<!et al)(?<!eq)\.\s")  # of a first sentence
MARKS = re.compile(r"([*|\\]|_(?!\w))")  # what reStructuredText would take for markup


def as_text(app, what, name, obj, options, lines):
    """Docstrings are written to be read as plain text: keep what reStructuredText would reinterpret."""
    blocks = "\n".join(lines).rstrip().split("\n\n")
    contents = what_is_in(obj) if what == "module" else []
    lines[:] = [*"\n\n".join(map(block_as_text, blocks)).split("\n"), "", *contents]


def what_is_in(module):
    """A table of what a module holds, functions first, each with the first sentence of its docstring."""
    found = {name: getattr(module, name) for name in module.__all__}
    names = [name for name in sorted(found, key=lambda n: inspect.isclass(found[n])) if callable(found[name])]
    rows = [line for name in names for line in row(f"{module.__name__}.{name}", found[name])]
    return [".. list-table::", "   :widths: 35 65", "", *rows, ""]


def row(name, found):
    paragraph = " ".join((inspect.getdoc(found) or "").split("\n\n")[0].split())
    sentence = END.split(paragraph)[0]
    return [f"   * - :py:obj:`~{name}`", f"     - {prose(sentence)}"]


def shorter(app, what, name, obj, options, signature, answer):
    """Signatures without what only the type checker and the error message need."""
    if signature:
        signature = signature.replace("Literal['nats', 'bits', 'hartleys']", "Unit")
        signature = signature.replace(", **misplaced: Never", "")
    return signature, answer


def block_as_text(block):
    if block.lstrip().startswith(">>>"):
        return block
    lines = dedent(block).split("\n")
    if all(COLUMN.match(line) or line.startswith("  ") for line in lines):
        return "\n".join(map(definition, lines))
    if any(line.startswith(" ") for line in block.split("\n")):
        return "::\n\n" + "\n".join("    " + line for line in block.split("\n"))
    return prose(block)


def definition(line):
    name, text = COLUMN.match(line).groups() if COLUMN.match(line) else ("", line.strip())
    return (f"``{name}``\n" if name else "") + "    " + prose(text)


def prose(text):
    """Escaped, but for `code`."""
    parts = re.split(r"`([^`]+)`", text)
    return "".join(f"``{part}``" if i % 2 else MARKS.sub(r"\\\1", part) for i, part in enumerate(parts))


def draw(app):
    folder = Path(app.srcdir, "drawn")
    folder.mkdir(exist_ok=True)
    for path in sorted(Path(app.srcdir).rglob("*.md")):
        page = path.read_text("utf-8")
        pictures = [folder / name for name in draws(page)]
        if all(fresh(picture, path) for picture in pictures):
            continue
        if said := wrong(page, path.name, folder):
            raise ExtensionError(f"{path.name} does not print what it says:\n{said}")


def fresh(picture, page):
    """Drawn since the page was last written: a change of the package is seen in a clean checkout."""
    return picture.exists() and picture.stat().st_mtime > page.stat().st_mtime


def setup(app):
    app.connect("builder-inited", draw)
    app.connect("autodoc-process-docstring", as_text)
    app.connect("autodoc-process-signature", shorter)
