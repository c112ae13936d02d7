"""Where the sources are, and every module of the package."""

import importlib
import pkgutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "infoscope"


def python_files(*folders):
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def shown(path):
    """The path as a reader of the repository knows it, for test ids and messages."""
    return path.relative_to(ROOT).as_posix()


def modules():
    """Every module of the package, imported, but for the one that runs the command."""
    package = importlib.import_module("infoscope")
    found = [m.name for m in pkgutil.walk_packages(package.__path__, "infoscope.")]
    return [package, *(importlib.import_module(name) for name in found if not name.endswith("__main__"))]


def is_public(module):
    return not any(part.startswith("_") for part in module.__name__.split("."))


def text_of(module):
    return Path(module.__file__).read_text("utf-8")
