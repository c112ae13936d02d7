"""Lesson 12: closed forms written out here, the mixture by a sum on a fine grid."""

import math

import numpy as np
import pytest

from learn.lessons import run, solved

X = np.linspace(-16, 16, 32001)


def gaussians(mean, sd):
    return math.log(sd) + (1 + mean**2) / (2 * sd**2) - 0.5


def against_mixture(place):
    p = np.exp(-0.5 * X**2) / math.sqrt(2 * math.pi)
    log_ratio = place**2 / 2 - np.logaddexp(place * X, -place * X) + math.log(2)
    return float(np.sum(p * log_ratio) * (X[1] - X[0]))


def total_correlation(d, rho):
    return -0.5 * (math.log(1 + (d - 1) * rho) + (d - 1) * math.log(1 - rho))


def test_its_numbers():
    told = run("monte_carlo")
    assert told["exact"] == pytest.approx(gaussians(1, 1.5))
    assert abs(told["guess"] - told["exact"]) < 4 * told["error"]
    assert float(told["closed"]) == pytest.approx(total_correlation(5, 0.5))
    assert abs(float(told["sampled"]) - float(told["closed"])) < 4 * told["sampled"].std_error
    assert float(told["by_integration"]) == pytest.approx(against_mixture(2), abs=1e-9)
    assert abs(float(told["by_draws"]) - float(told["by_integration"])) < 4 * told["by_draws"].std_error
    assert float(told["least"]) < float(told["by_integration"]) < float(told["most"])


def test_its_answers():
    first, second = np.diag([1.0, 2.0]), np.array([[2, 0.5], [0.5, 1]])
    inverse, shift = np.linalg.inv(second), np.array([1.0, -1.0])
    logs = math.log(np.linalg.det(second) / np.linalg.det(first))
    wide = 0.5 * (logs - 2 + np.trace(inverse @ first) + shift @ inverse @ shift)
    assert solved("monte_carlo") == pytest.approx([wide, 10000, against_mixture(1)], rel=1e-9)


def test_in_the_browser(reader):
    reader.open("monte_carlo")
    before = reader.pictures()
    mean = reader.move("mean of Q", "ArrowRight", 5)
    sd = reader.move("standard deviation of Q", "ArrowLeft", 3)
    assert reader.shows("exact", gaussians(mean, sd))
    assert reader.pictures() != before
    rho = reader.move("correlation between the coordinates", "ArrowRight", 2)
    assert reader.shows("closed form", total_correlation(5, rho), panel=2)
    place = reader.move("modes of the mixture", "ArrowLeft", 5)
    assert reader.shows("by integration", against_mixture(place), panel=3)
    assert reader.number("surely at least", panel=3) < against_mixture(place)
    assert reader.answer(1, "1.5").startswith("Right")
    assert reader.answer(2, "100").startswith("Not yet")
    assert reader.answer(2, "10^4").startswith("Right")
    assert reader.answer(3, "0.163").startswith("Not yet")
    assert reader.answer(3, "0.1254").startswith("Right")
