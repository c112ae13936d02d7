"""Lesson 7: every line of the derivation, summed here."""

import math

import pytest

from learn.lessons import run, solved

PRIOR, SEEN = (0.5, 0.3, 0.2), (0.1, 0.4, 0.7)
EVIDENCE = sum(p * s for p, s in zip(PRIOR, SEEN))


def elbo(lean):
    q = (lean, (1 - lean) / 2, (1 - lean) / 2)
    return sum(w * (math.log(p * s) - math.log(w)) for w, p, s in zip(q, PRIOR, SEEN))


def test_its_numbers():
    told = run("jensen")
    assert told["gap"] == pytest.approx((-math.log(0.3) - math.log(2.6)) / 2 + math.log(1.45))
    assert told["elbo"] == pytest.approx(elbo(0.3))
    values = list(told["lines"].values())
    assert values[:3] == pytest.approx([math.log(EVIDENCE)] * 3)
    assert values[3:5] == pytest.approx([elbo(0.3)] * 2)
    assert values[5:] == pytest.approx([math.log(EVIDENCE) - elbo(0.3)] * 3)


def test_its_answers():
    apart = (-math.log(0.9) - math.log(0.3)) / 2 + math.log(0.6)
    assert solved("jensen") == pytest.approx([1.0, apart, 0.5 * math.log(0.12)])


def test_in_the_browser(reader):
    reader.open("jensen")
    before = reader.pictures()
    right = reader.move("the right point", "ArrowLeft", 6)
    weight = reader.move("weight of the right point", "ArrowRight", 4)
    mean = 0.3 * (1 - weight) + right * weight
    gap = math.log(mean) - (1 - weight) * math.log(0.3) - weight * math.log(right)
    assert reader.shows("gap", gap)
    reader.page.get_by_role("combobox").select_option("x²")
    assert reader.shows("gap", 0.09 * (1 - weight) + right**2 * weight - mean**2)
    assert reader.pictures() != before
    lean = reader.move("q leans to the first cause", "ArrowRight", 10)
    assert reader.shows("ELBO", elbo(lean), panel=2)
    assert reader.shows("D(q‖p(z|x))", math.log(EVIDENCE) - elbo(lean), panel=2)
    assert reader.answer(1, "2").startswith("Not yet")
    assert reader.answer(1, "1").startswith("Right")
    assert reader.answer(2, "0.1438").startswith("Right")
    assert reader.answer(3, "1.06").endswith("look at the sign.")
    assert reader.answer(3, "-1.06").startswith("Right")
