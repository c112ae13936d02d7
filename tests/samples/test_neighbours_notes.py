"""What an estimate from neighbours says of its data, and that it says nothing where nothing is wrong."""

import numpy as np
import pytest

from infoscope.samples import KSG, entropy, mutual_information, total_correlation
from samples.worlds import bivariate_gaussian

SCORES = KSG(transform="normal_scores")


def said(x, y, estimator=SCORES):
    return mutual_information(x, y, estimator=estimator, kind="continuous").warnings


@pytest.mark.parametrize("estimator", [KSG(), SCORES, KSG(variant=2)], ids=str)
@pytest.mark.parametrize("rho", [0.0, 0.9])
@pytest.mark.parametrize("n", [60, 3000])
def test_nothing_of_rows_drawn_independently(n, rho, estimator):
    x, y = bivariate_gaussian(rho, n, np.random.default_rng(0))
    assert said(x, y, estimator) == ()
    for rows in (np.argsort(x), np.argsort(y)[::-1]):  # sorted for some purpose
        assert said(x[rows], y[rows], estimator) == ()


def test_nothing_of_values_that_are_rounded():
    x, y = bivariate_gaussian(0.6, 2000, np.random.default_rng(0))
    for step in (0.01, 0.1, 0.5):
        assert said(np.round(x / step), np.round(y / step)) == ()


@pytest.mark.parametrize("estimator", [KSG(), SCORES, KSG(variant=2)], ids=str)
def test_rows_that_are_copies_of_others(estimator):
    x, y = bivariate_gaussian(0.6, 500, np.random.default_rng(1))
    again = np.r_[np.arange(500), np.arange(40)]
    (note,) = said(x[again], y[again], estimator)
    assert note.startswith("80 rows repeat others in every column")
    assert said(x[again], np.r_[y, y[:40] + 0.5], estimator) == ()
    few = np.r_[np.arange(500), np.arange(2)]
    assert said(x[few], y[few], estimator) == ()


@pytest.mark.parametrize("estimator", ["auto", KSG()], ids=str)
@pytest.mark.parametrize("rho", [0.0, 0.8, 0.999])
def test_of_copies_nothing_is_said_to_be_too_low(rho, estimator):
    x, y = (np.tile(v, 2) for v in bivariate_gaussian(rho, 500, np.random.default_rng(6)))
    found = mutual_information(x, y, estimator=estimator)
    assert found.value > -0.5 * np.log1p(-(rho**2)) + 3 * found.std_error
    (note,) = found.warnings
    assert note.startswith("1000 rows repeat others")
    assert note.endswith("the estimate is too high")


@pytest.mark.parametrize("estimator", [KSG(), KSG(variant=2), KSG(k=5)], ids=str)
def test_the_ceiling_named_is_the_one_reached(estimator):
    rng = np.random.default_rng(7)
    x = rng.random(400)
    found = mutual_information(x, x + rng.uniform(-1e-9, 1e-9, size=400), estimator=estimator)
    ceiling = sum(1 / i for i in range(estimator.k, 400)) - 1 / estimator.k
    assert found.value == pytest.approx(ceiling, rel=1e-6)
    assert f"cannot show more than {ceiling:.2f} nats with k={estimator.k}" in found.warnings[0]


def walk(n, keep, rng):
    """An autoregression of unit variance."""
    x = np.empty(n)
    x[0] = rng.normal()
    for i in range(1, n):
        x[i] = keep * x[i - 1] + (1 - keep**2) ** 0.5 * rng.normal()
    return x


def test_rows_in_order_of_time():
    rng = np.random.default_rng(2)
    x, y = walk(1500, 0.99, rng), walk(1500, 0.99, rng)
    (note,) = said(x, y)
    assert "times as often as by chance: if the rows are a time series" in note
    shuffled = rng.permutation(1500)
    assert said(x[shuffled], y[shuffled]) == ()
    both = total_correlation(np.column_stack([x, y, walk(1500, 0.99, rng)]), estimator="ksg").warnings
    assert any("time series" in note for note in both)


def test_much_information_in_few_rows():
    rng = np.random.default_rng(3)
    x = rng.normal(size=600)
    (note,) = said(x, x + 0.1 * rng.normal(size=600))
    assert note.startswith("more than 1.5 nats are much for 600 observations")
    (note,) = said(x, x + 0.001 * rng.normal(size=600))
    ceiling = sum(1 / i for i in range(3, 600)) - 1 / 3
    assert note.startswith(
        f"near its ceiling, so too low: 600 observations cannot show more than {ceiling:.2f}"
    )
    many = rng.normal(size=20_000)
    assert said(many, many + 0.2 * rng.normal(size=20_000)) == ()


def test_many_dimensions():
    x = np.random.default_rng(4).normal(size=(300, 6))
    (note,) = said(x[:, :3], x[:, 3:])
    assert note == "neighbours in 6 dimensions are far apart at n=300: the estimate falls short"
    assert said(x[:, :3], x[:, 3:5]) == ()


def test_the_bias_of_entropy_in_space():
    rng = np.random.default_rng(5)
    assert entropy(rng.normal(size=(400, 2))).warnings == ()
    (note,) = entropy(rng.normal(size=(400, 3))).warnings
    assert note.startswith(
        "in 3 dimensions 400 observations are few: the bias, of the order (k/n)^(2/d) = 0.038"
    )
