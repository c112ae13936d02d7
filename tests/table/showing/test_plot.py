"""The figure: what it draws, that names are never read as mathematics, that nothing global is touched."""

import subprocess
import sys

import pytest

from infoscope.table.showing import _words
from table import sample_report

PLAIN = ["discrete", "continuous", "untargeted", "wide"]


@pytest.mark.parametrize("name", PLAIN)
def test_draws_without_a_warning(name):
    assert getattr(sample_report, name)().plot()._repr_png_().startswith(b"\x89PNG")


def test_bars_intervals_and_the_selection():
    report = sample_report.discrete()
    bars, stairs = report.plot().axes
    assert [label.get_text() for label in bars.get_yticklabels()] == [f["name"] for f in report.features]
    widths = [patch.get_width() for patch in bars.patches]
    assert widths == [f["information"] for f in report.features]
    (whiskers,) = bars.collections
    for segment, f in zip(whiskers.get_segments(), report.features):
        reach = 1.96 * f["std_error"]
        assert segment[:, 0].tolist() == pytest.approx([f["information"] - reach, f["information"] + reach])
    steps = stairs.patches[len(report.selection) :]
    assert [step.get_x() for step in steps] == pytest.approx([0.0, 0.932, 1.323, 1.454])
    assert [step.get_width() for step in steps] == pytest.approx([0.932, 0.391, 0.131, 0.021])


def test_without_a_target_the_heat_map():
    report = sample_report.untargeted()
    axes = report.plot().axes[0]
    (image,) = axes.images
    assert image.get_array().tolist() == report.redundancy["matrix"]
    assert [label.get_text() for label in axes.get_yticklabels()] == report.redundancy["names"]


# The emoji is in no font that every machine has; what is missing matplotlib shows as a box, and says so.
@pytest.mark.filterwarnings("ignore:Glyph .* missing from font:UserWarning")
def test_names_are_text_not_mathematics():
    report = sample_report.hostile()
    picture = report.plot()
    picture._repr_png_()
    labels = picture.axes[0].get_yticklabels()
    assert [label.get_text() for label in labels] == [
        _words.shorten(name, 32) for name in sample_report.HOSTILE
    ]
    assert not any(label.get_parse_math() or label.get_usetex() for label in labels)


def test_infinite_and_missing_numbers_are_drawn():
    report = sample_report.discrete()
    report.features[0] |= {"information": float("inf"), "std_error": None}
    widths = [patch.get_width() for patch in report.plot().axes[0].patches]
    assert widths[0] == widths[1] == 0.817


def test_what_does_not_pay_is_drawn_on_top_of_the_last_total():
    patches = sample_report.discrete().plot().axes[1].patches
    before, gains = patches[:4], patches[4:]
    assert [b.get_width() for b in before] == pytest.approx([0.0, 0.932, 1.323, 1.454])
    assert [g.get_x() for g in gains] == pytest.approx([0.0, 0.932, 1.323, 1.454])
    assert [g.get_width() for g in gains] == pytest.approx([0.932, 0.391, 0.131, 0.021])


def test_a_report_of_nothing():
    report = sample_report.discrete([])
    report.selection.clear()
    assert report.plot()._repr_png_().startswith(b"\x89PNG")
    report = sample_report.untargeted()
    report.redundancy["names"].clear()
    assert report.plot()._repr_png_().startswith(b"\x89PNG")


def test_pyplot_is_never_imported():
    code = "import sys; from table import sample_report as s; s.discrete().plot()._repr_png_(); "
    code += "print('matplotlib.pyplot' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={"PYTHONPATH": ":".join(sys.path)}
    )
    assert answer.stdout.strip() == "False", answer.stderr
