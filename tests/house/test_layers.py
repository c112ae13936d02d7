"""Arrows point down: a module imports what stands below it, as the contract in pyproject.toml says."""

import shutil
import subprocess
import sys

import pytest

from house.source import PACKAGE, ROOT

COMMAND = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def lint(folder):
    """Run the contract of `folder`/pyproject.toml over `folder`/infoscope."""
    done = subprocess.run(
        [sys.executable, "-c", COMMAND], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(PACKAGE, tmp_path / "infoscope", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_arrows_point_down(copy):
    code, said = lint(copy)
    assert code == 0, said


@pytest.mark.parametrize(
    ("file", "line", "arrow"),
    [
        ("pmf/__init__.py", "import infoscope.table", "infoscope.pmf -> infoscope.table"),
        ("estimate.py", "from infoscope import _check", "infoscope.estimate -> infoscope._check"),
        ("_rng.py", "def f():\n    from . import _check", "infoscope._rng -> infoscope._check"),
        ("samples/__init__.py", "from ..table import report", "infoscope.samples -> infoscope.table"),
    ],
)
def test_the_rule_can_fail(copy, file, line, arrow):
    with (copy / "infoscope" / file).open("a") as out:
        out.write(f"\n{line}\n")
    code, said = lint(copy)
    assert code == 1
    assert arrow in said
