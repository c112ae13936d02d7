"""Lesson 5: the forward fit by moments, the reverse fit by a search over sums on a fine grid."""

import math

import numpy as np
import pytest

from learn.lessons import run, solved

X = np.linspace(-14, 14, 28001)


def normal(mean, sd):
    return np.exp(-0.5 * ((X - mean) / sd) ** 2) / (sd * math.sqrt(2 * math.pi))


def modes(distance):
    return 0.5 * (normal(-distance / 2, 0.6) + normal(distance / 2, 0.6))


def divergence(p, q):
    inside = p > 1e-300
    return float(np.sum(p[inside] * np.log(p[inside] / q[inside])) * (X[1] - X[0]))


def test_its_numbers():
    told = run("projection")
    assert told["forward"] == pytest.approx(divergence(modes(3.6), normal(0, 1)), abs=1e-8)
    assert told["reverse"] == pytest.approx(divergence(normal(0, 1), modes(3.6)), abs=1e-8)
    assert told["cover"].std() == pytest.approx(math.sqrt(0.36 + 1.8**2))
    assert told["cover_cost"] == pytest.approx(
        divergence(modes(3.6), normal(0, told["cover"].std())), abs=1e-7
    )
    mean, sd = told["seek"].mean(), told["seek"].std()
    assert told["seek_cost"] == pytest.approx(divergence(normal(mean, sd), modes(3.6)), abs=1e-7)
    for shift, factor in ((0.02, 1), (-0.02, 1), (0, 1.02), (0, 0.98)):  # nothing near it is better
        assert divergence(normal(mean + shift, sd * factor), modes(3.6)) > told["seek_cost"]


def test_its_answers():
    assert solved("projection")[:2] == pytest.approx([math.sqrt(5), 3.0])


def test_in_the_browser(reader):
    reader.open("projection")
    before = reader.pictures()
    mean = reader.move("mean of Q", "ArrowRight", 9)
    sd = reader.move("standard deviation of Q", "ArrowLeft", 2)
    assert reader.shows("reverse D(Q‖P)", divergence(normal(mean, sd), modes(3.6)), within=1e-7)
    assert reader.shows("forward D(P‖Q)", divergence(modes(3.6), normal(mean, sd)), within=1e-7)
    assert reader.pictures() != before
    gap = reader.move("distance from mode to mode", "Home")
    assert reader.shows("forward: sd", math.sqrt(0.36 + gap**2 / 4), panel=2)
    assert reader.shows("reverse: mean", 0, panel=2, within=1e-3)  # they touch: one valley
    assert reader.answer(1, "2").startswith("Not yet")
    assert reader.answer(1, "sqrt(5)").startswith("Right")
    assert reader.answer(2, "ln 8 nats").startswith("Right")
    assert reader.choose(3, "It finds all modes of the posterior").startswith("Not this one")
    assert reader.choose(3, "Its mean is over q, and the unknown constant of p drops out").startswith("Right")
