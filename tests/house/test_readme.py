"""What README.md shows is true: its Python is run, and its output compared."""

import re

import pytest

from blocks import blocks, wrong
from house.source import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_its_python_prints_what_it_says(tmp_path):
    assert wrong(README, "README.md", tmp_path) == ""


def test_there_is_a_block_for_each_thing_that_can_be_held():
    text = "".join(blocks(README))
    for module in ("pmf", "dist", "samples", "table"):
        assert f"{module}." in text


INSTALL_AND_RUN = r"pip install \. && infoscope report .+"
INSTALL_AND_TEST = r"pip install .+\[test\].+ && pytest.*"


@pytest.mark.parametrize("command", [INSTALL_AND_RUN, INSTALL_AND_TEST])
def test_one_line_installs_and_does_it(command):
    assert len(re.findall(rf"^{command}$", README, re.MULTILINE)) == 1
