"""Lesson 4: closed forms written out here, and sums by hand."""

import math

import pytest

from learn.lessons import run, solved


def gaussians(mean_1, sd_1, mean_2, sd_2):
    return math.log(sd_2 / sd_1) + (sd_1**2 + (mean_1 - mean_2) ** 2) / (2 * sd_2**2) - 0.5


def coins(p, q):
    return p * math.log(p / q) + (1 - p) * math.log((1 - p) / (1 - q))


def test_its_numbers():
    told = run("kl_divergence")
    assert float(told["forward"]) == pytest.approx(gaussians(0, 1, 1, 2))
    assert float(told["backward"]) == pytest.approx(gaussians(1, 2, 0, 1))
    assert float(told["integrated"]) == pytest.approx(gaussians(0, 1, 1, 2), abs=1e-10)
    assert told["direct"] == pytest.approx(coins(0.5, 0.01))
    assert sum(told["legs"]) == pytest.approx(coins(0.5, 0.2) + coins(0.2, 0.01))
    assert sum(told["legs"]) < told["direct"]
    assert float(told["covered"]) == pytest.approx(math.log(1.5))
    assert float(told["reverse"]) == math.inf


def test_its_answers():
    assert solved("kl_divergence")[:3] == pytest.approx([1.306853, 0.443147, math.inf], abs=1e-6)


def test_in_the_browser(reader):
    reader.open("kl_divergence")
    before = reader.pictures()
    mean = reader.move("mean of Q", "ArrowLeft", 4)
    sd = reader.move("standard deviation of Q", "ArrowLeft", 10)
    assert reader.shows("D(P‖Q)", gaussians(0, 1, mean, sd))
    assert reader.shows("D(Q‖P)", gaussians(mean, sd, 0, 1))
    assert reader.pictures() != before
    q = reader.move("the coin in between", "ArrowRight", 5)
    assert reader.shows("second leg", coins(q, 0.01), panel=2)
    reach = reader.move("Q is uniform from 0 to", "Home")
    assert reader.shows("D(Q‖P)", -math.log(reach), panel=3)
    assert reader.number("D(P‖Q)", panel=3) == math.inf
    assert reader.answer(1, "0.443").startswith("Not yet")
    assert reader.answer(1, "2 - ln 2").startswith("Right")
    assert reader.answer(2, "0.443").startswith("Right")
    assert reader.answer(3, "100").startswith("Not yet")
    assert reader.answer(3, "inf").startswith("Right")
    assert reader.choose(4, "Code words have a positive length").startswith("Not this one")
    assert reader.choose(4, "No code beats the one that was made for P").startswith("Right")
