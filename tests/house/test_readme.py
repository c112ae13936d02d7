"""What README.md shows is true: its Python is run, and its output compared."""

import doctest
import re

import pytest

from house.source import ROOT

BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
README = (ROOT / "README.md").read_text("utf-8")


def wrong(block):
    """What a block, run in a namespace of its own, prints otherwise than it says."""
    test = doctest.DocTestParser().get_doctest(block, {}, "README.md", "README.md", 0)
    assert test.examples, f"a Python block that shows no session:\n{block}"
    said = []
    doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    return "".join(said)


@pytest.mark.parametrize("block", BLOCK.findall(README), ids=lambda b: b.splitlines()[0].removeprefix(">>> "))
def test_python_blocks_print_what_they_say(block):
    assert wrong(block) == ""


def test_there_is_a_block_for_each_thing_that_can_be_held():
    text = "".join(BLOCK.findall(README))
    for module in ("pmf", "samples", "table"):
        assert f"{module}." in text


def test_the_rule_can_fail():
    assert wrong(">>> 1 + 1\n2\n") == ""
    assert "Expected" in wrong(">>> 1 + 1\n3\n")
    assert "ZeroDivisionError" in wrong(">>> 1 / 0\n3\n")
    with pytest.raises(AssertionError, match="shows no session"):
        wrong("x = 1\n")


INSTALL_AND_RUN = r"pip install \. && infoscope report .+"
INSTALL_AND_TEST = r"pip install .+\[test\].+ && pytest.*"


@pytest.mark.parametrize("command", [INSTALL_AND_RUN, INSTALL_AND_TEST])
def test_one_line_installs_and_does_it(command):
    assert len(re.findall(rf"^{command}$", README, re.MULTILINE)) == 1
