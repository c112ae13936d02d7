"""p-values of columns and pairs: a weak trend is found, and chance is taken for more as often as promised."""

import numpy as np
import pytest
from scipy import stats

from infoscope.table import open_example, report

N = 2000


def only(table, target="y"):
    (one,) = report(table, target).features
    return one


def test_a_weak_trend_is_found():
    # r = 0.1 of 2000 rows is 4.5 standard errors: no sample in twenty misses it at the 5 % level.
    for seed in range(5):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=N)
        y = 0.1 * x + np.sqrt(0.99) * rng.normal(size=N)
        one = only({"x": x, "y": y})
        r = stats.spearmanr(x, y).statistic
        assert one["p_value"] == pytest.approx(4 * stats.norm.sf(abs(r) * np.sqrt(N - 1)), rel=1e-9)
        assert one["test"].endswith(", in bins, and Spearman: twice the lesser p")
        assert not one["p_at_floor"]
        assert report({"x": x, "y": y}).pairs[0]["p_value"] == one["p_value"]


def test_a_shift_between_classes_is_found():
    rng = np.random.default_rng(0)
    y = rng.integers(3, size=N)
    x = rng.normal(size=N) + 0.12 * y
    expected = stats.kruskal(*(x[y == k] for k in range(3))).pvalue
    assert expected < 1e-3
    one = only({"x": x, "y": y})
    assert one["p_value"] == pytest.approx(2 * expected, rel=1e-9)
    assert "Kruskal–Wallis" in one["test"]
    turned = only({"y": x, "x": y})
    assert turned["p_value"] == pytest.approx(2 * expected, rel=1e-9)


def test_a_bend_without_a_trend_is_found_all_the_same():
    x = np.random.default_rng(0).normal(size=400)
    assert only({"x": x, "y": x * x})["p_value"] < 1e-20


def test_labels_are_tested_as_before():
    rng = np.random.default_rng(0)
    table = {"x": rng.integers(3, size=400), "y": rng.integers(2, size=400)}
    assert only(table)["test"] == "G-test, χ² with 2 degrees of freedom"


def test_rows_without_a_value_do_not_count():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 500))
    gone = rng.random(500) < 0.3
    told = only({"x": np.where(gone, np.nan, x), "y": y + 0.3 * x})["p_value"]
    r = stats.spearmanr(x[~gone], (y + 0.3 * x)[~gone]).statistic
    assert told == pytest.approx(4 * stats.norm.sf(abs(r) * np.sqrt((~gone).sum() - 1)), rel=1e-9)


def test_age_tells_of_diabetes():
    # Its correlation with the target has p = 7e-5 (Pearson): bins alone had lost it.
    (age,) = [f for f in report(open_example("diabetes"), "target").features if f["name"] == "age"]
    assert age["q_value"] < 0.001


@pytest.mark.slow
@pytest.mark.parametrize(("n", "least"), [(40, 0.0), (300, 0.03), (3000, 0.03)])
@pytest.mark.parametrize("levels", [0, 2, 5])
def test_level(n, least, levels):  # of forty rows in 2 × 2 cells few p-values are possible
    rng = np.random.default_rng(levels)
    y = rng.integers(levels, size=n) if levels else rng.normal(size=n)
    found = report({f"x{i}": rng.normal(size=n) for i in range(1500)} | {"y": y}, "y")
    rejected = np.mean([f["p_value"] <= 0.05 for f in found.features])
    assert least < rejected < 0.07
