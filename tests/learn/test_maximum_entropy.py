"""Lesson 2: entropies from their formulas, Jaynes's die from bisection."""

import math

import pytest

from learn.lessons import run, solved


def die_of_mean(mean):
    """p_k ∝ r^k with that mean, r by bisection."""
    low, high = 1e-6, 1e6
    for _ in range(200):
        r = math.sqrt(low * high)
        weights = [r**k for k in range(1, 7)]
        here = sum(k * w for k, w in enumerate(weights, 1)) / sum(weights)
        low, high = (r, high) if here < mean else (low, r)
    return [w / sum(weights) for w in weights]


def entropy(p):
    return -sum(x * math.log(x) for x in p)


def test_its_numbers():
    told = run("maximum_entropy")
    assert float(told["box_entropy"]) == pytest.approx(math.log(0.5))
    assert told["die"] == pytest.approx(die_of_mean(4.5), abs=1e-9)
    expected = {
        "normal": 1.4189385,
        "uniform": math.log(2 * math.sqrt(3)),
        "Laplace": 1 + math.log(math.sqrt(2)),
    }
    assert told["entropies"] == pytest.approx(expected, abs=1e-6)


def test_its_answers():
    six = die_of_mean(4.5)[5]
    assert solved("maximum_entropy") == pytest.approx([-math.log(10), six, 1 + math.log(2), 1.0], abs=1e-8)


def test_in_the_browser(reader):
    reader.open("maximum_entropy")
    before = reader.pictures()
    width = reader.move("width w of the interval", "ArrowRight", 3)
    assert reader.shows("h", math.log(width))
    assert reader.shows("the same", math.log2(width))
    assert reader.pictures() != before
    mean = reader.move("the mean that was reported", "ArrowLeft", 5)
    assert reader.shows("H", entropy(die_of_mean(mean)), panel=2, within=1e-8)
    reader.page.get_by_role("combobox").select_option("that x ≥ 0, and its mean is 1")
    assert reader.shows("exponential", 1.0, panel=3)
    assert reader.answer(1, "2.303").endswith("look at the sign.")
    assert reader.answer(1, "-ln 10").startswith("Right")
    assert reader.answer(2, "1/6").startswith("Not yet")
    assert reader.answer(2, "0,347").startswith("Right")
    assert reader.answer(3, "1 + ln 2").startswith("Right")
    assert reader.answer(4, "1 bit").startswith("Right")
