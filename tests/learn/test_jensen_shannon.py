"""Lesson 9: the divergence by sums on a grid, the discriminator's loss as a bound on it."""

import math

import numpy as np
import pytest

from learn.lessons import run, solved

X = np.linspace(-14, 14, 28001)
CLAIMED = """+document.querySelector('[data-name="1 − loss, training"]').dataset.value"""


def exact(distance):
    """In bits."""
    p, q = (np.exp(-0.5 * (X - m) ** 2) / math.sqrt(2 * math.pi) for m in (-distance / 2, distance / 2))
    m = (p + q) / 2
    return float(np.sum(p * np.log2(p / m) + q * np.log2(q / m)) / 2 * (X[1] - X[0]))


def test_its_numbers():
    told = run("jensen_shannon")
    assert float(told["js"]) == pytest.approx(exact(1.5), abs=1e-8)
    assert float(told["kl"]) == pytest.approx(1.5**2 / 2 / math.log(2))
    assert told["exact"] == pytest.approx(exact(2), abs=1e-8)
    assert told["bound_test"] < told["exact"] < told["bound_train"]


def test_its_answers():
    assert solved("jensen_shannon")[:2] == pytest.approx([0.5, 2 * math.log(2)])


def test_in_the_browser(reader):
    reader.open("jensen_shannon")
    before = reader.pictures()
    distance = reader.move("distance between the means", "ArrowRight", 10)
    assert reader.shows("JS(P,Q)", exact(distance), within=1e-8)
    assert reader.shows("D(P‖Q)", distance**2 / 2 / math.log(2))
    assert reader.pictures() != before
    far = reader.move("distance between real and generated", "Home")
    assert far == 0
    assert reader.shows("exact JS", 0, panel=2)
    reader.move("draws of each, to train on", "Home")
    reader.page.wait_for_function(f"{CLAIMED} > 0.05")
    assert reader.number("1 − loss, new draws", panel=2) < 0
    assert reader.answer(1, "1").startswith("Not yet")
    assert reader.answer(1, "½").startswith("Right")
    assert reader.answer(2, "2 ln 2").startswith("Right")
    assert reader.choose(3, "The way to the data, by its slope").startswith("Not this one")
    assert reader.choose(3, "Nothing: it is 1 bit wherever the generator goes").startswith("Right")
