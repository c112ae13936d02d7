"""Capacity and rate–distortion beside the plain steps, their certificates, and bad input."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infoscope import channel
from reference import channel as reference


def random_channel(seed, inputs, outputs, spread=1.0):
    return np.random.default_rng(seed).dirichlet(np.full(outputs, spread), size=inputs)


@pytest.mark.parametrize(
    ("inputs", "outputs", "spread"), [(3, 4, 1.0), (5, 3, 0.3), (2, 6, 0.1), (6, 6, 3.0)]
)
def test_capacity_agrees_with_the_plain_steps(inputs, outputs, spread):
    w = random_channel(0, inputs, outputs, spread)
    _, lower, upper = reference.capacity(w.tolist(), steps=1500)
    found = channel.capacity(w)
    assert lower - 1e-12 <= found.value + found.gap
    assert found.value <= upper + 1e-12
    assert found.value == pytest.approx(reference.information(found.input.tolist(), w.tolist()), abs=1e-13)
    assert found.value + found.gap == pytest.approx(max(reference.told(found.input, w)), abs=1e-13)


@pytest.mark.parametrize("spread", [1.0, 0.05])
@pytest.mark.parametrize("seed", range(3))
def test_random_channels_of_256_letters_are_certified(seed, spread):
    found = channel.capacity(random_channel(seed, 256, 256, spread), unit="bits")
    assert found.converged
    assert 0.0 <= found.gap <= 1e-9
    assert found.input.sum() == pytest.approx(1.0)
    assert found.input.min() >= 0.0


def test_what_has_not_converged_says_so():
    found = [channel.capacity(random_channel(seed, 20, 20), tol=1e-30) for seed in range(6)]
    assert [c.converged for c in found] == [c.gap <= 1e-30 for c in found]
    short = [c for c in found if not c.converged]
    assert short  # rounding leaves a gap in most, though not in all
    assert all("NOT converged" in repr(c) for c in short)


@pytest.mark.parametrize("price", [0.05, 0.3])
def test_capacity_under_a_budget_agrees_with_the_plain_steps(price):
    w, cost = random_channel(3, 5, 4, 0.5), [0.0, 1.0, 2.0, 3.0, 5.0]
    p, lower, upper = reference.capacity(w.tolist(), cost=cost, price=price, steps=6000)
    budget = float(np.dot(p, cost))
    found = channel.capacity(w, cost=cost, budget=budget)
    assert found.value == pytest.approx(lower, abs=1e-7)
    assert found.value <= upper + price * budget + 1e-9
    assert found.price == pytest.approx(price, abs=1e-4)


@pytest.mark.parametrize("tol", [1e-1, 1e-3, 1e-10])
def test_the_bound_under_a_budget_is_that_of_its_price(tol):
    w, cost, budget = random_channel(3, 5, 4, 0.5), np.array([0.0, 1.0, 2.0, 3.0, 5.0]), 0.7
    found = channel.capacity(w, cost=cost, budget=budget, tol=tol)
    told = np.array(reference.told(found.input.tolist(), w.tolist()))
    # Blahut (1972), theorem 2: no input within the budget carries more than this, whatever the price
    assert found.value + found.gap == pytest.approx((told - found.price * (cost - budget)).max(), abs=1e-12)
    assert found.cost <= budget + 1e-12


@pytest.mark.filterwarnings("error")
def test_an_unlimited_budget_is_no_budget():
    w, cost = random_channel(3, 5, 4, 0.5), np.array([0.0, 1.0, 2.0, 3.0, 5.0])
    found, free = channel.capacity(w, cost=cost, budget=np.inf), channel.capacity(w)
    assert found.converged
    assert (found.value, found.gap, found.price) == (free.value, free.gap, 0.0)
    assert found.cost == pytest.approx(cost @ free.input)


def test_the_picture_shows_the_certificate_under_a_budget():
    w, cost, budget = random_channel(3, 5, 4, 0.5), np.array([0.0, 1.0, 2.0, 3.0, 5.0]), 0.7
    found = channel.capacity(w, cost=cost, budget=budget)
    points, line = found.plot().axes[1].lines
    # Blahut (1972), theorem 2: a letter that is used lies on the line, the others below it
    told = np.array(reference.told(found.input.tolist(), w.tolist())) - found.price * (cost - budget)
    np.testing.assert_allclose(points.get_ydata(), told, atol=1e-12)
    assert line.get_ydata()[0] == pytest.approx(told.max(), abs=1e-12)


def test_what_is_nothing_is_printed_as_nothing():
    for seed in range(20):  # rounding gives -5.6e-17 in some
        row = random_channel(seed, 1, 5)
        found = channel.capacity(np.repeat(row, 3, axis=0), cost=[0, 1, 2], budget=1)
        assert "-" not in repr(found).replace("e-", "e")
        assert found.value >= 0.0
        assert math.copysign(1.0, found.price) == 1.0
    assert "critical β none: I(X;Z) to 0, I(Z;Y) to 0 of 0 nats" in repr(
        channel.gaussian_bottleneck([0.0], 2.0)
    )


def test_the_capacity_cost_curve_is_concave_and_rises():
    budgets, capacities, gaps = channel.capacity_cost_curve(
        random_channel(5, 6, 5, 0.4), [0, 1, 2, 3, 4, 5], points=9
    )
    rises = np.diff(capacities) / np.diff(budgets)
    assert (rises >= -1e-9).all()
    assert (np.diff(rises) <= 1e-7).all()
    assert gaps.max() <= 1e-9


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 5), st.integers(2, 5))
def test_capacity_obeys_data_processing_and_its_bounds(seed, inputs, outputs):
    w, after = random_channel(seed, inputs, outputs, 0.5), random_channel(seed + 1, outputs, 3, 0.5)
    before, behind = channel.capacity(w).value, channel.capacity(channel.cascade(w, after)).value
    assert -1e-12 <= behind <= before + 1e-9
    assert before <= math.log(min(inputs, outputs)) + 1e-12
    shuffled = w[::-1, ::-1]
    assert channel.capacity(shuffled).value == pytest.approx(before, abs=1e-9)


@pytest.mark.parametrize("slope", [0.5, 2.0, 8.0])
def test_rate_distortion_agrees_with_the_plain_steps(slope):
    rng = np.random.default_rng(2)
    p, d = rng.dirichlet(np.ones(4)), rng.random((4, 5)) * 2
    distortion, rate = reference.rate_at_slope(p, d, slope)
    found = channel.rate_distortion(p, d).at(distortion=distortion)
    assert found.rate == pytest.approx(rate, abs=1e-8)


def test_the_curve_is_certified_convex_and_evenly_resolved():
    rng = np.random.default_rng(4)
    curve = channel.rate_distortion(rng.dirichlet(np.ones(6)), rng.random((6, 8)), points=40)
    assert curve.converged
    assert curve.gap.max() <= 1e-9
    assert (np.diff(curve.distortion) < 0).all()
    assert (np.diff(curve.rate) > 0).all()
    slopes = -np.diff(curve.rate) / np.diff(curve.distortion)
    assert (np.diff(slopes) >= -1e-7).all()
    steps = np.hypot(
        np.diff(curve.distortion) / np.ptp(curve.distortion), np.diff(curve.rate) / np.ptp(curve.rate)
    )
    assert steps.max() <= 3 * np.median(steps)


def test_the_ends_of_the_curve():
    curve = channel.rate_distortion([0.2, 0.8], channel.hamming(2))
    assert curve.at(distortion=0.2).rate == curve.at(distortion=5.0).rate == 0.0
    assert curve.at(distortion=0.0).rate == pytest.approx(
        -0.2 * math.log(0.2) - 0.8 * math.log(0.8), abs=1e-9
    )
    with pytest.raises(ValueError, match="the least there is is 0"):
        curve.at(distortion=-0.1)
    single = channel.rate_distortion([0.2, 0.8], [[1.0, 2.0], [1.0, 3.0]])
    assert single.rate.max() == pytest.approx(0.0, abs=1e-10)
    assert single.at(distortion=1.0).rate == 0.0


def test_impossible_outcomes_change_nothing():
    rng = np.random.default_rng(0)
    d = rng.random((3, 3))
    with_zero = channel.rate_distortion([0.5, 0.0, 0.5], d).at(distortion=0.45)
    assert with_zero.rate == pytest.approx(
        channel.rate_distortion([0.5, 0.5], d[[0, 2]]).at(distortion=0.45).rate, abs=1e-9
    )


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: channel.capacity([[0.5, 0.6], [0.5, 0.5]]),
            "each row of w must sum to 1.*row 0 sums to 1.1",
        ),
        (lambda: channel.capacity([[0.0, 0.0], [0.5, 0.5]]), "row 0 sums to 0"),
        (lambda: channel.capacity([[1.5, -0.5], [0.5, 0.5]]), "w must be >= 0; got -0.5"),
        (lambda: channel.capacity([[np.nan, 1.0], [0.5, 0.5]]), "got NaN among them"),
        (lambda: channel.capacity([0.5, 0.5]), "must be a matrix"),
        (lambda: channel.capacity(channel.bsc(0.1), cost=[-1, 1], budget=1), "costs must be finite and >= 0"),
        (lambda: channel.capacity(channel.bsc(0.1), cost=[2, 3], budget=1), "no input meets the budget 1"),
        (lambda: channel.capacity(channel.bsc(0.1), cost=[2, 3]), "cost and budget go together"),
        (
            lambda: channel.capacity(channel.bsc(0.1), cost=[2], budget=3),
            "one entry for each of the 2 inputs",
        ),
        (lambda: channel.capacity(channel.bsc(0.1), cost=[0, 1], budget=np.nan), "budget must be a number"),
        (lambda: channel.capacity(channel.bsc(0.1), unit="bit"), "unit must be one of"),
        (lambda: channel.rate_distortion([0.5, 0.6], np.ones((2, 2))), "p must sum to 1"),
        (lambda: channel.rate_distortion([0.5, 0.5], -np.ones((2, 2))), "d must be >= 0; got -1"),
        (lambda: channel.rate_distortion([0.5, 0.5], np.ones((3, 2))), "a row for each of the 2 outcomes"),
        (lambda: channel.rate_distortion([0.5, 0.5], [[0, np.nan], [1, 0]]), "got NaN among them"),
        (lambda: channel.gaussian_rate_distortion([-1.0], distortion=1), "numbers >= 0"),
        (lambda: channel.gaussian_rate_distortion([1.0], distortion=0), "distortion must be > 0"),
        (lambda: channel.bsc(1.1), "f must lie between 0 and 1; got 1.1"),
        (lambda: channel.awgn_capacity(-1.0), "snr must be >= 0"),
        (lambda: channel.from_counts([[0, 0], [1, 2]]), "row 0 of counts is all zero"),
        (lambda: channel.from_counts([[-1, 2], [1, 2]]), "counts must be >= 0"),
        (lambda: channel.cascade(channel.bec(0.1), channel.bsc(0.1)), "3 outputs meet a channel of 2 inputs"),
        (lambda: channel.symmetric(1, 0.1), "whole number >= 2"),
        (lambda: channel.distortion_matrix([1.0], measure="cubed"), "measure must be one of"),
        (lambda: channel.distortion_matrix([np.nan]), "no NaN"),
        (lambda: channel.gaussian_bottleneck([1.0], [2.0]), "between -1 and 1"),
        (lambda: channel.gaussian_bottleneck([0.5], [0.0]), "betas must be finite numbers > 0"),
        (lambda: channel.canonical_correlations(np.ones((2, 2)), first=1), "positive definite"),
        (lambda: channel.canonical_correlations(np.eye(3), first=1.5), "first must be a whole number >= 1"),
        (lambda: channel.canonical_correlations(np.eye(3), first=3), "between 1 and 2; got 3"),
        (lambda: channel.gaussian_bottleneck(np.eye(2), [2.0]), "see canonical_correlations"),
        (lambda: channel.gaussian_rate_distortion([], distortion=1), "at least one component"),
        (lambda: channel.hamming(-1), "size must be a whole number >= 1; got -1"),
        (lambda: channel.hamming(2.5), "size must be a whole number >= 1; got 2.5"),
        (lambda: channel.hamming(0), "size must be a whole number >= 1; got 0"),
        (lambda: channel.distortion_matrix(["a", "b"]), "must hold numbers.*use 'hamming'"),
        (lambda: channel.capacity(channel.bsc(0.1), tol=-1), "tol must be a number >= 0"),
        (lambda: channel.capacity(channel.bsc(0.1), tol="1"), "tol must be a number; got '1'"),
        (lambda: channel.capacity(channel.bsc(0.1), cost=[0, 1], budget=-np.inf), "no input meets"),
        (lambda: channel.capacity_cost_curve(channel.bsc(0.1), [0, 1], points=0), "points must be a whole"),
        (lambda: channel.rate_distortion([1.0], [[0.0]], tol=-1), "tol must be a number >= 0"),
        (lambda: channel.rate_distortion([1.0], [[0.0]], points=2.5), "points must be a whole number >= 2"),
    ],
)
def test_bad_input_is_one_clear_error(call, words):
    with pytest.raises((ValueError, TypeError), match=words):
        call()


def test_distortions_of_samples():
    x, words = np.array([[0.0, 1.0], [2.0, 2.0]]), np.array([[0.0, 0.0]])
    np.testing.assert_array_equal(channel.distortion_matrix(x, words), [[1.0], [8.0]])
    np.testing.assert_array_equal(channel.distortion_matrix(x, words, measure="absolute"), [[1.0], [4.0]])
    np.testing.assert_array_equal(channel.distortion_matrix(x, words, measure="hamming"), [[1.0], [2.0]])
    np.testing.assert_array_equal(
        channel.distortion_matrix(["a", "b"], ["b"], measure="hamming"), [[1.0], [0.0]]
    )
