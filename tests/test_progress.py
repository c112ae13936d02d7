"""Word of how far a run is: to the caller, on a terminal, or as lines where nobody looks."""

import io
import sys

import pytest

from infoscope import _progress


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def said():
    """`(clock, report, what was said)`."""
    clock, found = Clock(), []
    return clock, _progress.lines(found.append, quiet=5.0, every=15.0, clock=clock), found


def test_a_short_run_says_nothing(said):
    clock, report, found = said
    for clock.now in (0.0, 1.0, 4.9):
        report(1, 2, "reading")
    assert found == []


def test_each_stage_is_named_and_a_long_one_now_and_then(said):
    clock, report, found = said
    for second in range(6, 66):
        clock.now = second
        report(second, 1000, "training" if second < 40 else "measuring")
    assert found == [
        "training: 6 of 1,000",
        "training: 21 of 1,000",
        "training: 36 of 1,000",
        "measuring: 40 of 1,000",
        "measuring: 55 of 1,000",
    ]


@pytest.mark.parametrize(("progress", "terminal", "drawn"), [
    (None, True, True), (None, False, False), (True, False, True), (False, True, False),
])  # fmt: skip
def test_bars_are_drawn_where_someone_looks(monkeypatch, progress, terminal, drawn):
    class Paper(io.StringIO):
        def isatty(self):
            return terminal

    monkeypatch.setattr(sys, "stderr", Paper())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")  # so that the bars take paper for a terminal
    with _progress.reporting(progress) as report:
        report(1, 2, "reading")
    assert ("reading" in sys.stderr.getvalue()) == drawn


def test_the_callers_function_is_used_as_it_is():
    with _progress.reporting(print) as report:
        assert report is print
