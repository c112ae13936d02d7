"""Few levels: ties stay together, levels hold about as many rows, and order changes nothing."""

import datetime
from itertools import pairwise

import numpy as np
import pytest

from infoscope.table import open_table
from infoscope.table.measuring._bins import MISSING, bin_feature
from infoscope.table.measuring._feature import as_feature

RNG = np.random.default_rng(0)


def binned(values, most, kind=None):
    return bin_feature(as_feature(open_table({"c": values}).read("c"), kind), most)


COLUMNS = {
    "distinct floats": RNG.normal(size=200),
    "tied floats": RNG.normal(size=200).round(1),
    "half of them zero": np.where(RNG.random(200) < 0.5, 0.0, RNG.normal(size=200)),
    "all but one zero": np.where(np.arange(200) == 7, 1.5, 0.0),
    "skewed": np.exp(3 * RNG.normal(size=200)),
    "many whole numbers": RNG.integers(500, size=200),
    "floats and gaps": [None if i % 3 == 0 else i / 7 for i in range(200)],
}


@pytest.mark.parametrize("most", [2, 3, 10, 16])
@pytest.mark.parametrize("name", COLUMNS)
def test_levels_of_what_is_ordered(name, most):
    values = np.array(COLUMNS[name], float)
    bins = binned(COLUMNS[name], most, kind="continuous")
    held = ~np.isnan(values)
    assert (bins.codes[~held] == MISSING).all()
    codes, values = bins.codes[held], values[held]
    assert np.unique(codes).tolist() == list(range(bins.levels))
    assert 2 <= bins.levels <= most
    levels = [values[codes == k] for k in range(bins.levels)]
    # Levels are intervals: no value of one reaches into the next, so that ties share a level.
    assert all(low.max() < high.min() for low, high in pairwise(levels))
    for level in levels:
        # A level is as large as its share, but for the ties at its ends.
        tied = max((values == level.min()).sum(), (values == level.max()).sum())
        assert len(level) <= len(values) / most + tied


def test_levels_by_hand():
    # Ranks 1 to 8, the middle of each value's run over 8 rows: 1/16, 3/16, ... the run of 5s 10/16.
    assert binned([0.1, 0.2, 0.3, 5.5, 5.5, 5.5, 5.5, 9.5], 4).codes.tolist() == [0, 0, 1, 2, 2, 2, 2, 3]
    assert binned([3.5, 1.5, 4.5, 2.5], 2).codes.tolist() == [1, 0, 1, 0]


def test_few_values_are_levels_as_they_are():
    assert binned([0.5, 2.5, None, 0.5], 2).codes.tolist() == [0, 1, MISSING, 0]
    assert binned(["b", "a", None, "b"], 2).codes.tolist() == [1, 0, MISSING, 1]


def test_the_commonest_labels_are_kept():
    values = ["rare"] + ["b"] * 4 + ["a"] * 3 + ["odd"] * 2 + ["c"] * 4
    bins = binned(values, 3)
    assert bins.labels == ["b", "c", "3 others"]
    assert bins.codes.tolist() == [2] + [0] * 4 + [2] * 3 + [2] * 2 + [1] * 4


@pytest.mark.parametrize("most", [2, 5, 16])
def test_labels_are_kept_or_pooled(most):
    values = np.array([f"l{i}" for i in RNG.geometric(0.1, size=300)])
    bins = binned(values.tolist(), most)
    assert bins.levels == most
    kept = [values[bins.codes == k] for k in range(most - 1)]
    assert all(len(np.unique(level)) == 1 for level in kept)
    sizes = [len(level) for level in kept]
    assert sizes == sorted(sizes, reverse=True)
    pooled = np.unique(values[bins.codes == most - 1], return_counts=True)[1]
    assert pooled.max() <= min(sizes)
    assert bins.labels == [*(level[0] for level in kept), f"{len(pooled)} others"]


@pytest.mark.parametrize("name", COLUMNS)
def test_the_order_of_the_rows_changes_nothing(name):
    values, i = list(COLUMNS[name]), RNG.permutation(200)
    one, other = binned(values, 7), binned([values[j] for j in i], 7)
    assert one.labels == other.labels
    assert (one.codes[i] == other.codes).all()


def test_any_increasing_map_leaves_the_levels_alone():
    x = RNG.normal(size=100).round(1)
    assert (binned(x, 6).codes == binned(np.exp(5 * x) - 3, 6).codes).all()


def test_labels_say_from_where_to_where():
    assert binned([0.25, 0.5, 1.5, 12.0, 13.5], 2, "continuous").labels == ["0.25 to 0.5", "1.5 to 13.5"]
    assert binned([*range(0, 80, 2), 0], 2).labels == ["0 to 36", "38 to 78"]
    assert binned([1, 2, 3, 4] * 5, 2, "discrete").labels == ["1 to 2", "3 to 4"]
    assert binned([0.5, 0.5, 0.5, 3.5], 2).labels == ["0.5", "3.5"]
    assert binned([12340, 12345, 98765, 987654], 2, "continuous").labels == [
        "12340 to 12345",
        "98765 to 987654",
    ]


@pytest.mark.parametrize(
    "values",
    [1e9 + RNG.normal(size=100), 5 + 1e-7 * RNG.normal(size=100), 123456 + np.arange(100) / 8],
    ids=["far from zero", "close together", "in eighths"],
)
def test_labels_tell_levels_apart(values):
    labels = binned(values, 5).labels
    assert len(set(labels)) == 5
    assert all(one.split(" to ")[0] != one.split(" to ")[1] for one in labels)


def test_levels_of_times_are_told_apart():
    start = datetime.datetime(2024, 2, 29, 12)
    labels = binned([start + datetime.timedelta(hours=i) for i in range(100)], 5).labels
    assert len(set(labels)) == 5


def test_levels_of_times_are_dates():
    days = [datetime.datetime(2024, 1, 1) + datetime.timedelta(days=i) for i in range(60)]
    assert binned(days, 2).labels == ["2024-01-01 to 2024-01-30", "2024-01-31 to 2024-02-29"]
    hours = [datetime.datetime(2024, 1, 1) + datetime.timedelta(hours=i) for i in range(60)]
    assert binned(hours, 2).labels[0] == "2024-01-01 00:00:00 to 2024-01-02 05:00:00"
