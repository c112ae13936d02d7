"""Every public name of the package stands in the manual's reference, with a docstring of its own."""

import importlib
from inspect import ismodule

import pytest
from sphinx.application import Sphinx

import infoscope
from house.source import ROOT

REFERENCE = ROOT / "docs" / "reference"


def listed(module):
    """The names in `__all__` of a module, and of the modules among them."""
    for name in module.__all__:
        found = getattr(module, name)
        yield from listed(found) if ismodule(found) else [f"{module.__name__}.{name}"]


def public_names():
    """`infoscope.pmf.entropy`, …: what a reader who opens the package can name."""
    return {*listed(infoscope), *listed(importlib.import_module("infoscope.samples.worlds"))}


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    """Names of all that the pages of the reference describe, read by Sphinx from a folder of their own."""
    place = tmp_path_factory.mktemp("manual")
    source, built = place / "docs", place / "built"
    source.mkdir()
    (source / "reference").symlink_to(REFERENCE)
    for name in ("conf.py", "blocks.py"):
        (source / name).symlink_to(ROOT / "docs" / name)
    overrides = {"root_doc": "reference/index"}
    app = Sphinx(source, source, built, place / "trees", "dummy", overrides, status=None, warning=None)
    app.build()
    return set(app.env.get_domain("py").objects)


@pytest.mark.filterwarnings("default")
def test_every_public_name_is_described(described):
    assert public_names() - described == set()


@pytest.mark.filterwarnings("default")
def test_the_rule_can_fail(described):
    assert {"infoscope.pmf.entropy", "infoscope.channel.FeatureCompressor"} <= public_names()
    missing = {"infoscope.pmf.entropy", "infoscope.pmf.no_such_measure"} - described
    assert missing == {"infoscope.pmf.no_such_measure"}
