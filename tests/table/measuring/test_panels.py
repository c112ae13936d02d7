"""A panel shows the target by level of a column: shares of rows, proportions or quantiles."""

import numpy as np
import pytest

from infoscope.table import open_table
from infoscope.table.measuring._feature import as_feature
from infoscope.table.measuring._panels import LEVELS, panel

RNG = np.random.default_rng(0)


def drawn(x, y, x_kind=None, y_kind=None):
    table = open_table({"x": x, "y": y})
    return panel(as_feature(table.read("x"), x_kind), as_feature(table.read("y"), y_kind, target=True))


def test_labels_by_labels():
    found = drawn(["a"] * 60 + ["b"] * 40, ["no"] * 45 + ["yes"] * 15 + ["no"] * 10 + ["yes"] * 30)
    assert found == {
        "levels": ["a", "b"],
        "weights": [0.6, 0.4],
        "classes": ["no", "yes"],
        "proportions": [[0.75, 0.25], [0.25, 0.75]],
    }


def test_labels_by_measurements():
    y = np.concatenate([np.linspace(0, 10, 41), np.linspace(5, 6, 59)])
    found = drawn(["a"] * 41 + ["b"] * 59, y)
    assert (found["levels"], found["weights"]) == (["a", "b"], [0.41, 0.59])
    # Quantiles of an even grid are the grid.
    np.testing.assert_allclose(found["quantiles"], [[1, 2.5, 5, 7.5, 9], [5.1, 5.25, 5.5, 5.75, 5.9]])


def test_what_is_missing_is_a_level():
    found = drawn([None] * 20 + [0.5, 1.5] * 40, [0] * 20 + [0, 1] * 40)
    assert found["levels"] == ["0.5", "1.5", "missing"]
    assert found["weights"] == [0.4, 0.4, 0.2]
    assert found["proportions"] == [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]


def test_rows_without_a_target_are_not_drawn():
    found = drawn(["a", "a", "b", "b"] * 10, [1, None, 2, None] * 10)
    assert (found["levels"], found["weights"]) == (["a", "b"], [0.5, 0.5])
    assert found["proportions"] == [[1.0, 0.0], [0.0, 1.0]]


def test_a_level_seen_only_without_a_target_is_not_drawn():
    found = drawn(["a", "b"] * 40 + ["c"] * 5, [0.5, 1.25] * 40 + [None] * 5)
    assert found["levels"] == ["a", "b"]
    assert found["quantiles"] == [[0.5] * 5, [1.25] * 5]


@pytest.mark.parametrize("n", [30, 100, 2000])
@pytest.mark.parametrize("y_kind", ["discrete", "continuous"])
def test_shapes_and_sums(n, y_kind):
    x = RNG.normal(size=n)
    y = RNG.integers(40, size=n) if y_kind == "discrete" else x + RNG.normal(size=n)
    found = drawn(x, y, y_kind=y_kind)
    levels = min(LEVELS, max(2, n // 25))
    assert len(found["levels"]) == len(found["weights"]) == levels
    assert sum(found["weights"]) == pytest.approx(1)
    assert max(found["weights"]) - min(found["weights"]) <= 1.5 / n
    if y_kind == "discrete":
        proportions = np.array(found["proportions"])
        assert proportions.shape == (levels, len(found["classes"]))
        assert len(found["classes"]) <= LEVELS
        np.testing.assert_allclose(proportions.sum(1), 1)
        overall = np.array(found["weights"]) @ proportions
        assert overall.min() > 0
    else:
        quantiles = np.array(found["quantiles"])
        assert quantiles.shape == (levels, 5)
        assert (np.diff(quantiles, axis=1) >= 0).all()
        assert (quantiles >= y.min()).all()
        assert (quantiles <= y.max()).all()


def test_many_labels_are_pooled():
    x = [f"l{i}" for i in RNG.geometric(0.05, size=2000)]
    found = drawn(x, RNG.integers(2, size=2000))
    assert len(found["levels"]) == LEVELS
    assert found["levels"][-1].endswith(" others")
    assert found["weights"][:-1] == sorted(found["weights"][:-1], reverse=True)


def test_plain_python_inside():
    found = drawn(RNG.normal(size=100), RNG.normal(size=100))
    assert {type(v) for row in found["quantiles"] for v in row} == {float}
    assert {type(v) for v in found["weights"]} == {float}
    assert {type(v) for v in found["levels"]} == {str}
