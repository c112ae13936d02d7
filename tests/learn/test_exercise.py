"""Exercises take what is right however it is written, refuse what is wrong, and say why."""

import math

import pytest

from infoscope.learn import Choice, Exercise

DIE = Exercise("How many bits has a die?", math.log2(6), "bits", "hint", "solution")


@pytest.mark.parametrize(
    "typed", ["2.585", "2,585", "2.58", "log2(6)", "1.792 nats", "0.778 hartleys", "1+log2 3"]
)
def test_right_answers(typed):
    verdict = DIE.check(typed)
    assert verdict.right is True
    assert verdict.message == "Right: 2.585 bits."


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("3", "3 bits is too large"),
        ("2.5", "2.5 bits is too small"),
        ("1.792", "1.792 would be right in nats; the question asks for bits"),
        ("-2.585", "look at the sign"),
        ("inf", "∞ bits is too large"),
    ],
)
def test_wrong_answers_are_refused_with_a_reason(typed, why):
    verdict = DIE.check(typed)
    assert verdict.right is False
    assert why in verdict.message


def test_nothing_is_said_of_nothing_and_no_verdict_given_on_what_cannot_be_read():
    assert DIE.check("  ").message == ""
    assert DIE.check("a lot").right is None
    assert DIE.check("a lot").message.startswith("Cannot read 'a lot'")


def test_zero_and_infinity_are_answers():
    nothing = Exercise("", 0.0, "bits", "", "")
    assert nothing.check("0").right is True
    assert nothing.check("0.1").right is False
    endless = Exercise("", math.inf, "nats", "", "")
    assert endless.check("∞").right is True
    assert endless.check("1000").right is False
    assert endless.check("-inf").right is False


def test_a_choice():
    choice = Choice("?", "this", {"that": "Too early.", "this": "Indeed."}, "", "")
    assert choice.check(None).right is None
    assert choice.check("this").message == "Right. Indeed."
    assert choice.check("that").message == "Not this one. Too early."


def test_a_count_is_written_out():
    draws = Exercise("How many draws?", 10000.0, "draws", "hint", "solution")
    assert draws.check("10 000").message == "Right: 10000 draws."
    assert draws.check("9999.7").message == "Right: 10000 draws."
    assert draws.check("1000").message == "Not yet. 1000 draws is too small."


@pytest.mark.parametrize(
    ("typed", "ways"), [("10,000", "10.000 or 10000"), ("-2,585 bits", "-2.585 bits or -2585 bits")]
)
def test_a_comma_before_three_digits_is_not_guessed(typed, ways):
    verdict = DIE.check(typed)
    assert verdict.right is None
    assert verdict.message == f"{typed} can be read in two ways: type {ways}."


def test_a_comma_before_three_digits_is_right_either_way():
    draws = Exercise("How many draws?", 10000.0, "draws", "hint", "solution")
    assert draws.check("10,000").right is True
    assert Exercise("", 1.585, "bits", "", "").check("1,585").right is True


@pytest.mark.parametrize("typed", ["0,916", "12,5", "1234,567", "2,6850"])
def test_a_comma_that_can_only_be_a_point_is_one(typed):
    assert Exercise("", float(typed.replace(",", ".")), "bits", "", "").check(typed).right is True
    assert DIE.check(typed).right is False
