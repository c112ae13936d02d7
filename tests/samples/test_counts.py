import math

import numpy as np
import pytest

from infoscope.samples import entropy, entropy_from_counts, mutual_information
from infoscope.samples.counts.from_counts import ESTIMATORS
from reference import counts as reference
from reference import labels as reference_labels

EXAMPLE = [4, 2, 3, 0, 2, 4, 0, 0, 2, 1, 1]  # of R's package `entropy`
CORNERS = {
    "one outcome": [7],
    "one observation": [1, 0, 0],
    "unseen outcomes": [3, 0, 2, 0],
    "all seen once": [1, 1, 1, 1],
    "skewed": [100_000, 1, 1],
    "many": [*range(1, 400)],
    "large": [2**53, 2**52],
}


@pytest.mark.parametrize("name", ESTIMATORS)
@pytest.mark.parametrize("n", CORNERS.values(), ids=CORNERS.keys())
def test_agrees_with_the_slow_version_at_the_corners(name, n):
    estimate = entropy_from_counts(n, estimator=name)
    assert float(estimate) == pytest.approx(getattr(reference, name)(n), rel=1e-10, abs=1e-10)
    assert estimate.std_error == pytest.approx(reference.plug_in_error(n), rel=1e-9, abs=1e-9)
    assert estimate.n == sum(n)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_agrees_with_the_slow_version_on_random_counts(name):
    rng = np.random.default_rng(0)
    for _ in range(200):
        n = rng.poisson(rng.exponential(3), size=rng.integers(1, 9))
        n[0] += 1
        slow = getattr(reference, name)(n.tolist())
        assert float(entropy_from_counts(n, estimator=name)) == pytest.approx(slow, rel=1e-10, abs=1e-10)


@pytest.mark.parametrize(("name", "value"), [("plug_in", 1.96838241), ("miller_madow", 2.15259294)])
def test_the_example_of_the_r_package(name, value):
    """Reference case 9."""
    assert float(entropy_from_counts(EXAMPLE, estimator=name)) == pytest.approx(value, abs=5e-9)


def test_the_mean_plug_in_entropy_of_three_fair_bits():
    """Reference case 11: of the 8 sequences 2 have one outcome, 6 are split 2 to 1."""
    n = [[a + b + c, 3 - a - b - c] for a in (0, 1) for b in (0, 1) for c in (0, 1)]
    assert entropy_from_counts(n, unit="bits").value.mean() == pytest.approx(0.688722, abs=5e-7)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_leading_axes_are_many_counts_at_once(name):
    rng = np.random.default_rng(1)
    n = rng.integers(0, 9, size=(3, 4, 5)) + np.eye(5, dtype=int)[0]
    estimate = entropy_from_counts(n, estimator=name)
    assert estimate.value.shape == estimate.std_error.shape == (3, 4)
    assert estimate.n is None
    for i in np.ndindex(3, 4):
        one = entropy_from_counts(n[i], estimator=name)
        assert estimate.value[i] == pytest.approx(one.value, rel=1e-14)
        assert estimate.std_error[i] == pytest.approx(one.std_error, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_the_order_of_the_outcomes_moves_no_digit(name):
    n = np.random.default_rng(2).integers(0, 50, size=200)
    for seed in range(5):
        moved = np.random.default_rng(seed).permutation(n)
        assert entropy_from_counts(moved, estimator=name) == entropy_from_counts(n, estimator=name)


@pytest.mark.parametrize("name", ESTIMATORS)
@pytest.mark.parametrize(("unit", "nats"), [("bits", math.log(2)), ("hartleys", math.log(10)), ("nats", 1)])
def test_units(name, unit, nats):
    estimate = entropy_from_counts(EXAMPLE, estimator=name, unit=unit)
    assert estimate.unit == unit
    assert float(estimate) == pytest.approx(getattr(reference, name)(EXAMPLE) / nats, rel=1e-12)
    assert estimate.std_error == pytest.approx(reference.plug_in_error(EXAMPLE) / nats, rel=1e-12)


def test_miller_madow_removes_most_of_the_bias_where_all_outcomes_are_seen():
    n = np.random.default_rng(1).multinomial(100, np.full(8, 1 / 8), size=4000)
    left = {name: entropy_from_counts(n, estimator=name).value.mean() - math.log(8) for name in ESTIMATORS}
    assert left["plug_in"] == pytest.approx(-7 / 200, rel=0.05)
    assert abs(left["miller_madow"]) < 0.05 * abs(left["plug_in"])


@pytest.mark.parametrize("name", ["plug_in", "miller_madow"])
@pytest.mark.parametrize(("rows", "columns", "n"), [(2, 2, 30), (3, 7, 200), (50, 40, 100), (1, 5, 20)])
def test_mutual_information_of_labels(name, rows, columns, n):
    rng = np.random.default_rng(n)
    for _ in range(20):
        x = np.r_[0, rng.integers(0, rows, size=n - 1)]
        y = (x + rng.integers(0, columns, size=n)) % columns
        if len(set(x)) == 1 or len(set(y)) == 1:
            continue
        slow = getattr(reference_labels, name)(x.tolist(), y.tolist())
        estimate = mutual_information(x, y, estimator=name, kind="discrete")
        assert float(estimate) == pytest.approx(slow, abs=1e-10)
        error = reference_labels.plug_in_error(x.tolist(), y.tolist())
        assert estimate.std_error == pytest.approx(error, abs=1e-10)


def test_a_table_too_wide_to_lay_out_counts_the_same():
    rng = np.random.default_rng(3)
    x = rng.integers(0, 700, size=900)
    y = (x + rng.integers(0, 2, size=900)) % 700
    slow = reference_labels.plug_in(x.tolist(), y.tolist())
    assert len(set(x)) * len(set(y)) > 1 << 16
    estimate = mutual_information(x, y, estimator="plug_in", kind="discrete")
    assert float(estimate) == pytest.approx(slow, rel=1e-10)


@pytest.mark.parametrize("name", ["plug_in", "miller_madow"])
def test_entropy_of_labels_is_that_of_their_counts(name):
    labels = np.repeat(np.arange(11), EXAMPLE)
    estimate = entropy(labels, estimator=name)
    assert float(estimate) == pytest.approx(getattr(reference, name)(EXAMPLE), rel=1e-12)
    assert estimate.n == 19
