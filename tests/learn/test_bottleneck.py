"""Lesson 10: each point of the curve from its encoder, summed here; the binary case in closed form."""

import math

import numpy as np
import pytest

from learn.lessons import run, solved


def shared(joint):
    """I in bits of a joint law."""
    apart = np.outer(joint.sum(1), joint.sum(0))
    inside = joint > 0
    return float(np.sum(joint[inside] * np.log2(joint[inside] / apart[inside])))


def point(index):
    """(kept, tells) of one encoder of the lesson's curve."""
    law, encoder = run("bottleneck")["plane"](), run("bottleneck")["curve"]().encoders[index]
    return shared(law.sum(1)[:, None] * encoder), shared(encoder.T @ law)


def test_its_numbers():
    told = run("bottleneck")
    assert (told["kept"], told["tells"]) == pytest.approx(point(8), abs=1e-6)
    curve = told["curve"]()
    assert curve.total_information == pytest.approx(shared(told["plane"]()))
    assert np.all(np.diff(curve.information_y) > -1e-7)


def test_details_learnt_by_heart_tell_less_of_new_examples():
    told = run("bottleneck")
    found, new = told["found"], told["told"]
    assert new[told["best"]] > new[-1] + 0.01
    assert found.information_y[-1] > 2 * new[-1]
    _, told_by_few = told["learnt"](100)
    assert np.mean(told_by_few < 0) > 0.5
    assert told_by_few[-1] < -0.3
    many, told_by_many = told["learnt"](4000)
    kept = many.information_x[np.argmax(told_by_many)]
    assert kept > found.information_x[told["best"]] + 1


def test_its_answers():
    noise = -0.1 * math.log2(0.1) - 0.9 * math.log2(0.9)
    assert solved("bottleneck") == pytest.approx([1 - noise, 1 / 0.8**2, 0.5])


def test_in_the_browser(reader):
    reader.open("bottleneck")
    before = reader.pictures()
    reader.move("β, the price of a bit that tells", "ArrowRight", 6)
    kept, tells = point(14)
    assert reader.shows("kept I(X;Z)", kept, within=1e-6)
    assert reader.shows("tells I(Z;Y)", tells, within=1e-6)
    assert reader.pictures() != before
    reader.move("examples to learn from", "Home")
    assert reader.shows("it tells", max(run("bottleneck")["learnt"](100)[1]), panel=2, within=1e-6)
    assert reader.answer(1, "1").startswith("Not yet")
    assert reader.answer(1, "0.531").startswith("Right")
    assert reader.answer(2, "1/0.64").startswith("Right")
    assert reader.answer(3, "2").startswith("Not yet")
    assert reader.answer(3, "0,5").startswith("Right")
