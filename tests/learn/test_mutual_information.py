"""Lesson 6: tables by hand, the chain in closed form, the wines through samples one column at a time."""

import math

import numpy as np
import pytest
from sklearn.datasets import load_wine

from infoscope import samples
from infoscope.learn import venn
from learn.lessons import run, solved


def h2(p):
    return -sum(x * math.log2(x) for x in (p, 1 - p) if x > 0)


def told_by(flip, bias=0.5):
    return h2(bias * (1 - flip) + (1 - bias) * flip) - h2(flip)


def after(copies, flip):
    return 1 - h2((1 - (1 - 2 * flip) ** copies) / 2)


def test_its_numbers():
    told = run("mutual_information")
    assert told["shared"] == pytest.approx(told_by(0.1))
    assert told["both"] == pytest.approx(1 + h2(0.1))
    assert told["told"] == pytest.approx([after(t, 0.08) for t in range(13)], abs=1e-12)
    assert told["truth"] == pytest.approx(-math.log(0.8))
    assert (
        abs(np.mean(told["near"]) - told["truth"]) < 4 * np.std(told["near"], ddof=1) / 4
    )  # of 16: 4 errors


def overlap(r, s, d, slices=200_001):
    """The area within both circles, by slices."""
    x = np.linspace(max(-r, d - s), min(r, d + s), slices)
    tall = np.minimum(np.sqrt(np.maximum(r * r - x * x, 0)), np.sqrt(np.maximum(s * s - (x - d) ** 2, 0)))
    return 2 * np.trapezoid(tall, x)


@pytest.mark.parametrize(("bias", "flip"), [(0.5, 0.1), (0.3, 0.02), (0.9, 0.3), (0.5, 0.49), (0.02, 0.25)])
def test_the_circles_are_to_scale(bias, flip):
    h_x, h_y, shared = h2(bias), h2(bias * (1 - flip) + (1 - bias) * flip), told_by(flip, bias)
    r, s, d = venn.circles(h_x, h_y, shared)
    assert (math.pi * r * r, math.pi * s * s) == pytest.approx((h_x, h_y))
    assert overlap(r, s, d) == pytest.approx(shared, abs=1e-6)
    x, y = venn.lens(r, s, d).T
    outline = abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))) / 2
    assert outline == pytest.approx(shared, rel=2e-3)  # 202 points of it


def test_circles_that_share_all_or_nothing():
    assert venn.circles(1.0, 1.0, 1.0)[2] == 0
    r, s, d = venn.circles(0.5, 2.0, 0.5)
    assert d == pytest.approx(s - r)
    r, s, d = venn.circles(0.5, 2.0, 0.0)
    assert d == r + s


def test_counting_in_cells_invents_what_the_lesson_says():
    noise = np.random.default_rng(7).normal(size=(2, 16, 1600))[:, :, :50]
    found = []
    for a, b in zip(*noise):
        p = np.histogram2d(a, b, bins=12)[0] / 50
        apart = np.outer(p.sum(1), p.sum(0))
        found.append(sum(x * math.log(x / y) for x, y in zip(p.ravel(), apart.ravel()) if x > 0))
    assert np.mean(found) == pytest.approx(0.88, abs=0.005)


def test_the_wines_are_told_apart_as_samples_say():
    data = load_wine()
    report = run("mutual_information")["report"]
    assert report.target["entropy"] == pytest.approx(
        -sum(n / 178 * math.log2(n / 178) for n in (59, 71, 48)), abs=0.02
    )
    flavanoids = data.data[:, data.feature_names.index("flavanoids")]
    one = samples.mutual_information(flavanoids, data.target, kind=("continuous", "discrete"), unit="bits")
    best = report.features[0]
    assert best["name"] == "flavanoids"
    assert best["information"] == pytest.approx(float(one), abs=1e-9)
    assert len(report.selected) == 3


def test_its_answers():
    assert solved("mutual_information")[:3] == pytest.approx([1 - h2(0.2), 1.0, -math.log(0.8)])


def test_in_the_browser(reader):
    reader.open("mutual_information")
    before = reader.pictures()
    flip = reader.move("how often the bit is read wrongly", "ArrowRight", 5)
    bias = reader.move("how often the bit is 1", "ArrowRight", 10)
    assert reader.shows("I(X;Y)", told_by(flip, bias))
    assert reader.shows("H(X)", h2(bias))
    assert reader.pictures() != before
    errs = reader.move("how often each reader errs", "ArrowRight", 4)
    assert reader.shows("after 2", after(2, errs), panel=2)
    rho = reader.move("correlation ρ", "ArrowRight", 4)
    assert reader.shows("truth", -0.5 * math.log(1 - rho**2), panel=3)
    reader.move("neighbours k", "ArrowRight", 2)
    assert reader.answer(1, "0.72").startswith("Not yet")
    assert reader.answer(1, "0.278").startswith("Right")
    assert reader.answer(2, "0").startswith("Not yet")
    assert reader.answer(2, "1").startswith("Right")
    assert reader.answer(3, "-ln(0.8)").startswith("Right")
    assert reader.choose(4, "It falls, by data processing").startswith("Not this one")
    assert reader.choose(4, "Nothing: both maps can be undone").startswith("Right")
