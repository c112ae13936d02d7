"""One ball about each row tells any signed sum of entropies: against the formula over every pair."""

import math

import numpy as np
import pytest
from scipy.special import digamma

from infoscope import samples
from infoscope.samples import KSG, _quantity
from infoscope.samples.neighbours._ball import Rows, ball
from reference import neighbours as reference
from samples.worlds import SHAPES, draw

DIGITS = 1e-10
STATED = 0.01
QUANTITIES = {
    "mutual information": (_quantity.mutual_information(), 2),
    "conditional mutual information": (_quantity.conditional_mutual_information(), 3),
    "total correlation": (_quantity.total_correlation(3), 3),
    "dual total correlation": (_quantity.dual_total_correlation(4), 4),
    "O-information": (_quantity.o_information(3), 3),
    "interaction information": (_quantity.interaction_information(3), 3),
    "conditional entropy": (_quantity.conditional_entropy(), 2),
    "joint entropy": (_quantity.entropy(2), 2),
}


def drawn(shape, n, dimensions, seed):
    columns = [draw(shape, n, d, seed + 100 * i) for i, d in enumerate(dimensions)]
    for c in columns[1:]:
        c[:, 0] += 0.5 * columns[0][:, 0]
    return columns


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", QUANTITIES)
def test_every_quantity(name, shape):
    quantity, m = QUANTITIES[name]
    for seed, (k, n, dimensions) in enumerate(
        [(1, 9, (1,) * m), (3, 60, (1,) * m), (4, 70, (2, 1, 1, 3)[:m])]
    ):
        columns = drawn(shape, n, dimensions, seed)
        local = ball(Rows(columns, [None] * m), quantity.terms, k).local
        slow = reference.ball(columns, quantity.terms, k)
        assert local.mean() == pytest.approx(slow, rel=DIGITS, abs=DIGITS), (k, n)


def kernels_of_frenzel_and_pompe(x, y, z, k):
    """I(X;Y|Z) = ⟨h_{N_xz} + h_{N_yz} - h_{N_z}⟩ - h_{k-1}, h_N = -Σ_{i<=N} 1/i (their eq. 8)."""

    def h(count):
        return -math.fsum(1 / i for i in range(1, int(count) + 1))

    dx, dy, dz = (reference.distances(v[:, None]) for v in (x, y, z))
    radius = reference.kth_distances(np.max([dx, dy, dz], axis=0), k)
    counts = [reference.nearer(np.maximum(d, dz), radius) for d in (dx, dy, dz)]
    return reference.mean([h(a) + h(b) - h(c) - h(k - 1) for a, b, c in zip(*counts)])


def test_conditional_mutual_information_is_that_of_frenzel_and_pompe():
    x, y, z = (c[:, 0] for c in drawn("Gaussian", 120, (1, 1, 1), 3))
    estimate = samples.conditional_mutual_information(x, y, z, estimator=KSG(4))
    assert float(estimate) == pytest.approx(kernels_of_frenzel_and_pompe(x, y, z, 4), rel=DIGITS)
    assert estimate.method == "KSG-1, k=4"


@pytest.mark.parametrize("dimensions", [(1, 1), (2, 3), (1, 1, 1), (2, 1, 1)])
def test_rectangles(dimensions):
    for shape in SHAPES:
        columns = drawn(shape, 60, dimensions, 1)
        for k in (1, 3, 7):
            estimate = samples.total_correlation(*columns, estimator=KSG(k, variant=2))
            slow = reference.mean(reference.rectangle(columns, k))
            assert float(estimate) == pytest.approx(slow, rel=DIGITS, abs=DIGITS), shape


def test_rectangles_on_a_grid_take_all_that_share_the_distance():
    x, y = np.random.default_rng(0).integers(0, 6, size=(2, 80))
    slow = reference.mean(reference.rectangle([x[:, None], y[:, None]], 3))
    estimate = samples.mutual_information(x, y, estimator=KSG(3, variant=2), kind="continuous")
    assert float(estimate) == pytest.approx(slow, rel=DIGITS)


@pytest.mark.parametrize("k", [2, 4, 6])
@pytest.mark.parametrize("n", [10, 25])
def test_points_along_the_diagonals_of_four_quadrants(n, k):
    """Reference case 18: I = ψ(k) - 1/k - 2ψ(2k + 1) + ψ(4n), exactly."""
    along = 100.0 + np.arange(n)
    x, y = np.concatenate([[along, along], [along, -along], [-along, along], [-along, -along]], axis=1)
    estimate = samples.mutual_information(x, y, estimator=KSG(k, variant=2))
    exact = digamma(k) - 1 / k - 2 * digamma(2 * k + 1) + digamma(4 * n)
    assert float(estimate) == pytest.approx(exact, rel=1e-13)


def test_rectangles_are_for_total_correlation():
    x, y, z = np.random.default_rng(0).normal(size=(3, 40))
    with pytest.raises(ValueError, match="variant=2 of KSG is for mutual information and total correlation"):
        samples.conditional_mutual_information(x, y, z, estimator=KSG(variant=2))
    with pytest.raises(ValueError, match=r"variant must be 1 \(cubes\) or 2 \(rectangles\); got 3"):
        KSG(variant=3)


def test_scores_are_for_what_has_no_units():
    x, y = np.random.default_rng(0).normal(size=(2, 40))
    with pytest.raises(ValueError, match="conditional entropy has those of x: use KozachenkoLeonenko"):
        samples.conditional_entropy(x, y, estimator=KSG(transform="normal_scores"))


def test_of_two_variables_total_correlation_is_mutual_information():
    """By one route in the plane and by another in space."""
    rng = np.random.default_rng(1)
    for x, y in (rng.normal(size=(2, 200)), rng.integers(0, 9, size=(2, 200)) * 1.0):
        terms = _quantity.mutual_information().terms
        local = ball(Rows([x[:, None], y[:, None]], [None] * 2), terms, 3).local
        plane = samples.mutual_information(x, y, estimator="ksg", kind="continuous")
        assert local.mean() == pytest.approx(float(plane), abs=1e-13)


def test_the_order_of_variables_and_rows_moves_no_digit():
    rng = np.random.default_rng(2)
    for x in (rng.normal(size=(120, 3)), np.round(2 * rng.normal(size=(120, 3)))):
        first = samples.o_information(x, estimator="ksg", kind="continuous")
        turned = samples.o_information(x[:, [2, 0, 1]], estimator="ksg", kind="continuous")
        moved = samples.o_information(x[rng.permutation(120)], estimator="ksg", kind="continuous")
        assert first.value == turned.value == moved.value
        assert first.std_error == turned.std_error == moved.std_error


TIED = {  # name -> (quantity, measure, steps of the grids)
    "conditional mutual information": (
        _quantity.conditional_mutual_information(),
        samples.conditional_mutual_information,
        (0.02, 0.2, 1.0),
    ),
    "total correlation": (_quantity.total_correlation(3), samples.total_correlation, (0.02, 0.2, 1.0)),
    "O-information": (_quantity.o_information(3), samples.o_information, (0.2, 1.0)),
}


@pytest.mark.parametrize("name", TIED)
def test_ties_are_averaged_over_all_ways_of_breaking_them(name):
    """Against noise drawn, smaller than any gap; what the rule may differ by is what it says."""
    quantity, measure, steps = TIED[name]
    rng = np.random.default_rng(0)
    x = rng.normal(size=(120, 3))
    x[:, 1] += 0.7 * x[:, 0]
    x[:, 2] += 0.7 * x[:, 0]
    for step in steps:
        columns = list(np.round(x / step).T)
        mean, error = reference.broken_ties(
            lambda *gaps: reference.ball_of(gaps, quantity.terms, 3), columns, draws=25, seed=1
        )
        estimate = measure(*columns, estimator="ksg", kind="continuous")
        assert float(estimate) == pytest.approx(mean, abs=STATED + 4 * error), step


def test_one_variable_tied_and_two_not():
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(2, 120))
    z = np.round(2 * x)
    terms = _quantity.conditional_mutual_information().terms
    mean, error = reference.broken_ties(
        lambda *gaps: reference.ball_of(gaps, terms, 3), [x, y, z], draws=25, seed=1
    )
    estimate = samples.conditional_mutual_information(x, y, z, estimator="ksg", kind="continuous")
    assert float(estimate) == pytest.approx(mean, abs=STATED + 4 * error)


def test_local_values_stand_in_the_order_of_the_rows():
    x, y, z = np.random.default_rng(5).normal(size=(3, 90))
    gaps = [reference.distances(v[:, None]) for v in (x, y, z)]
    plane = samples.pointwise_mutual_information(x, y, estimator="ksg")
    assert plane == pytest.approx(np.array(reference.ksg_of(*gaps[:2], 3)), abs=DIGITS)
    turned = samples.pointwise_mutual_information(x, np.sort(y), estimator="ksg")
    sorted_gap = reference.distances(np.sort(y)[:, None])
    assert turned == pytest.approx(np.array(reference.ksg_of(gaps[0], sorted_gap, 3)), abs=DIGITS)
    space = samples.pointwise_conditional_mutual_information(x, y, z, estimator="ksg")
    terms = _quantity.conditional_mutual_information().terms
    assert space == pytest.approx(np.array(reference.ball_of(gaps, terms, 3)), abs=DIGITS)
    label = np.random.default_rng(6).integers(0, 3, size=90)
    of_labels = samples.pointwise_mutual_information(x, label, estimator="ross")
    assert of_labels == pytest.approx(np.array(reference.ross_of(gaps[0], label, 3)), abs=DIGITS)
    alone = samples.pointwise_entropy(x, estimator="kozachenko_leonenko")
    radius = reference.kth_distances(gaps[0], 3)
    assert alone == pytest.approx(digamma(90) - digamma(3) + np.log(2 * radius), abs=DIGITS)
