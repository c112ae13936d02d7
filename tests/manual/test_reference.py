"""Every public name of the package stands in the manual's reference, with a docstring of its own."""

import importlib

import pytest
from sphinx.application import Sphinx

import infoscope
from house.source import ROOT

REFERENCE = ROOT / "docs" / "reference"


def public_names():
    """`infoscope.pmf.entropy`, …: what the modules that a reader opens list in `__all__`."""
    opened = [importlib.import_module(f"infoscope.{name}") for name in infoscope.__all__ if name.islower()]
    opened.append(importlib.import_module("infoscope.samples.worlds"))
    return {"infoscope.Estimate", *(f"{m.__name__}.{name}" for m in opened for name in m.__all__)}


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    """Names of all that the pages of the reference describe, read by Sphinx from a folder of their own."""
    place = tmp_path_factory.mktemp("manual")
    source, built = place / "docs", place / "built"
    source.mkdir()
    (source / "reference").symlink_to(REFERENCE)
    for name in ("conf.py", "blocks.py"):
        (source / name).symlink_to(ROOT / "docs" / name)
    app = Sphinx(source, source, built, place / "trees", "dummy", confoverrides={"root_doc": "reference/index"},
                 status=None, warning=None)  # fmt: skip
    app.build()
    return set(app.env.get_domain("py").objects)


@pytest.mark.filterwarnings("default")
def test_every_public_name_is_described(described):
    assert public_names() - described == set()


@pytest.mark.filterwarnings("default")
def test_the_rule_can_fail(described):
    assert {"infoscope.pmf.entropy", "infoscope.channel.FeatureCompressor"} <= public_names()
    assert {"infoscope.pmf.entropy", "infoscope.pmf.no_such_measure"} - described == {"infoscope.pmf.no_such_measure"}
