"""The files around the package agree with one another."""

import re
import tomllib
from importlib.metadata import version

import infoscope
from house.source import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def requirement_names(lines):
    names = (re.match(r"[\w.-]+", line).group().lower().replace("_", "-") for line in lines)
    return {name for name in names if name != "infoscope"}


def pins():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_constraints_are_sorted_exact_pins():
    assert [line for line in pins() if not re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", line)] == []
    assert pins() == sorted(set(pins()), key=lambda line: line.partition("==")[0])


def test_constraints_pin_all_that_the_tests_install():
    extras = PROJECT["optional-dependencies"]
    asked = [*PROJECT["dependencies"], *extras["test"], *extras["docs"], *extras["torch"], *extras["jax"]]
    assert requirement_names(asked) - requirement_names(pins()) == set()
    assert "torch==2.13.0" in pins()  # a plain torch may bring gigabytes of CUDA packages


def test_one_version_everywhere():
    number = PROJECT["version"]
    assert infoscope.__version__ == version("infoscope") == number
    assert f"\nversion: {number}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## \[(Unreleased|{re.escape(number)})\]", changelog, re.MULTILINE)


def test_the_manual_has_a_page_for_each_module():
    pages = "".join(page.read_text("utf-8") for page in (ROOT / "docs").rglob("*.md"))
    for name in infoscope.__all__:
        assert re.search(rf"^\.\. auto(module|class):: infoscope\.(estimate\.)?{name}$", pages, re.MULTILINE)


def test_typed():
    assert (ROOT / "src" / "infoscope" / "py.typed").exists()
