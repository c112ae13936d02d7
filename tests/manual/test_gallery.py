"""The gallery shows every result that can draw itself, and each does so in the same way."""

import inspect

import pytest

import blocks
from house.source import ROOT, modules

GALLERY = (ROOT / "docs" / "gallery.md").read_text("utf-8")


def results_with_a_plot():
    """Classes of the package with a public method `plot`, each once."""
    found = {
        cls
        for module in modules()
        for cls in vars(module).values()
        if inspect.isclass(cls) and cls.__module__.startswith("infoscope.")
        if not cls.__name__.startswith("_") and "plot" in vars(cls)
    }
    return sorted(found, key=lambda cls: cls.__qualname__)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Class to figure: what each result drew while the gallery was run."""
    figures, kept = {}, {cls: cls.plot for cls in results_with_a_plot()}

    def recorded(cls, plot):
        def wrapped(self, *args, **options):
            figures[cls] = plot(self, *args, **options)
            return figures[cls]

        return wrapped

    for cls, plot in kept.items():
        cls.plot = recorded(cls, plot)
    try:
        assert blocks.wrong(GALLERY, "docs/gallery.md", tmp_path_factory.mktemp("gallery")) == ""
    finally:
        for cls, plot in kept.items():
            cls.plot = plot
    return figures


def test_every_plot_is_in_the_gallery(drawn):
    assert [cls for cls in results_with_a_plot() if cls not in drawn] == []


def test_every_figure_shows_itself_in_a_notebook(drawn):
    assert [cls for cls, figure in drawn.items() if not figure._repr_png_().startswith(b"\x89PNG")] == []


def test_results_are_found():
    names = {cls.__name__ for cls in results_with_a_plot()}
    assert {"Report", "Capacity", "BottleneckCurve", "Projection"} <= names
