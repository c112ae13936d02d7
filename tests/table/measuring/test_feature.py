"""What a column is taken for: by its type, its values, and what the caller says."""

import datetime
import math

import numpy as np
import pytest

from infoscope.table import TableError, open_table
from infoscope.table.measuring._feature import GAPS, _tally, as_feature
from infoscope.table.reading._column import numeric

NOON = datetime.datetime(2024, 2, 29, 12)
DAYS = [NOON + datetime.timedelta(days=i) for i in range(40)]
FEW_WHOLE = "a few distinct whole numbers, read as categories"
WHOLE = "whole numbers, read as measured"
FEW_VALUES = "a few distinct values, read as measured"
RNG = np.random.default_rng(0)


def feature(values, kind=None, target=False):
    return as_feature(open_table({"c": values}).read("c"), kind, target)


# values, kind expected, start of the warnings expected
KINDS = {
    "labels": (["a", "b"] * 20, "discrete", []),
    "bools": ([True, False] * 20, "discrete", []),
    "a bool and gaps": ([True, None, False, True], "discrete", []),
    "few whole numbers": ([1, 2, 3, 4] * 10, "discrete", []),
    "twenty whole numbers": (list(range(20)) * 2, "discrete", []),
    "twenty-one whole numbers": (list(range(21)) * 2, "continuous", [WHOLE]),
    "many whole numbers, many rows each": ((list(range(30)) * 100), "discrete", []),
    "many whole numbers": (RNG.integers(1000, size=400), "continuous", []),
    "few whole floats": ([1.0, 2.0, 5.0, 2.0] * 10, "discrete", [FEW_WHOLE]),
    "many whole floats": (RNG.integers(1000, size=400).astype(float), "continuous", []),
    "few floats": ([0.5, 1.5, 2.25] * 10, "continuous", [FEW_VALUES]),
    "few floats, few rows": ([0.5, 1.5, 2.25, 0.5], "continuous", []),
    "many floats": (RNG.normal(size=40), "continuous", []),
    "floats, all distinct": (np.arange(40) / 3, "continuous", []),
    "times": (DAYS, "continuous", ["dates and times are read as seconds"]),
    "few times": (DAYS[:2] * 20, "continuous", ["dates and times are read as seconds"]),
    "a constant label": (["a"] * 9, "constant", []),
    "a constant number": ([2.5] * 9, "constant", []),
    "a constant whole number": ([7] * 9, "constant", []),
    "a constant bool": ([True] * 9, "constant", []),
    "a constant time": (DAYS[:1] * 9, "constant", ["dates and times are read as seconds"]),
    "a constant beside gaps": ([None, "a", "a", None], "discrete", [GAPS]),
    "all missing": ([None] * 9, "empty", ["every value is missing"]),
    "all NaN": ([math.nan] * 9, "empty", ["every value is missing"]),
    "names of the rows": ([f"id{i}" for i in range(40)], "identifier", []),
    "names and gaps": ([None, *(f"id{i}" for i in range(40))], "identifier", []),
    "numbers of the rows": (list(range(40)), "identifier", []),
    "numbers of the rows, shuffled": (RNG.permutation(40), "identifier", []),
    "numbers of the rows, as floats": (RNG.permutation(40).astype(float), "identifier", []),
    "all but one distinct": ([0, *range(39)], "continuous", []),
    "nested": ([[1], [2]], "unsupported", ["left out: nested"]),
}


@pytest.mark.parametrize("name", KINDS)
def test_kinds(name):
    values, kind, warnings = KINDS[name]
    found = feature(values)
    assert found.kind == kind
    assert found.usable == (kind in ("discrete", "continuous"))
    assert len(found.warnings) == len(warnings)
    assert all(one.startswith(start) for one, start in zip(found.warnings, warnings))


@pytest.mark.parametrize("name", [n for n in KINDS if KINDS[n][1] == "identifier"])
def test_a_target_is_never_an_identifier(name):
    assert feature(KINDS[name][0], target=True).kind in ("discrete", "continuous")


# values, kind asked for
SAID = {
    "whole numbers are measured": ([1, 2, 3, 4] * 10, "continuous"),
    "whole floats are labels": ([1.0, 2.0] * 10, "discrete"),
    "whole floats are measured": ([1.0, 2.0] * 10, "continuous"),
    "floats are labels": ([0.5, 1.5, 2.5] * 10, "discrete"),
    "many floats are labels": (np.arange(40) / 3, "discrete"),
    "row numbers are measured": (list(range(40)), "continuous"),
    "row numbers are labels": (list(range(40)), "discrete"),
    "row names are labels": ([f"id{i}" for i in range(40)], "discrete"),
    "times are labels": (DAYS[:2] * 20, "discrete"),
    "labels are labels": (["a", "b"] * 4, "discrete"),
    "bools are labels": ([True, False] * 4, "discrete"),
}


@pytest.mark.parametrize("name", SAID)
def test_what_the_caller_says_holds(name):
    values, kind = SAID[name]
    found = feature(values, kind)
    assert found.kind == kind
    assert not any(FEW_WHOLE in w or FEW_VALUES in w for w in found.warnings)


@pytest.mark.parametrize("kind", ["discrete", "continuous"])
def test_a_constant_stays_one_whatever_is_said(kind):
    assert feature([3.0] * 9, kind).kind == "constant"


@pytest.mark.parametrize("values", [["a", "b"] * 4, [True, False] * 4], ids=["labels", "bools"])
def test_labels_cannot_be_measured(values):
    with pytest.raises(TableError, match="column 'c' holds labels, not numbers: it cannot be continuous"):
        feature(values, "continuous")


@pytest.mark.parametrize("kind", [None, "discrete", "continuous"])
@pytest.mark.parametrize("bad", [math.inf, -math.inf])
def test_an_infinite_value_names_its_column(kind, bad):
    with pytest.raises(TableError, match="column 'c' holds 2 infinite values; every number must be finite"):
        feature([1.5, bad, 2.5, bad, None], kind, target=True)
    assert feature([1.5, bad, 2.5, bad, None], kind).kind == "infinite"


def test_one_value_beside_gaps_is_measured_by_its_gaps():
    for values, text in ((["a", None, "a"], "a"), ([2.5, math.nan, 2.5], "2.5")):
        found = feature(values)
        assert (found.kind, found.labels, found.gaps) == ("discrete", ["missing", text], 1)
        assert found.values.tolist() == [1, 0, 1]
        assert found.tally[2].tolist() == [1, 2]
        assert found.present.all()
        assert feature(values, target=True).kind == "constant"


@pytest.mark.parametrize("code", [-999, 9999, 9999.5])
def test_a_number_that_may_stand_for_missing_is_spoken_of(code):
    values = [*RNG.normal(50, 10, size=200).round(2), *[code] * 6]
    (note,) = [note for note in feature(values).warnings if "far from all other values" in note]
    assert note.startswith(f"{code} in 6 rows")
    assert f"--missing={code}" in note


@pytest.mark.parametrize(
    "values",
    [
        [*RNG.normal(50, 10, size=200), *[-999] * 4],  # too few
        [*RNG.normal(50, 10, size=200), *[5] * 20],  # not far
        [0, 1, 1, 9] * 50,  # few values have no reach to speak of
        RNG.lognormal(0, 3, size=300),
        DAYS,
    ],
)
def test_other_numbers_are_not(values):
    assert not any("far from" in note for note in feature(values).warnings)


def test_continuous_values_are_as_given():
    found = feature([2.5, None, -1.0, 2.5])
    assert (found.kind, found.labels, found.ordered, found.distinct) == ("continuous", [], True, 2)
    assert found.present.tolist() == [True, False, True, True]
    assert found.values[found.present].tolist() == [2.5, -1.0, 2.5]
    unique, place, count = found.tally
    assert (unique.tolist(), place.tolist(), count.tolist()) == ([-1.0, 2.5], [1, 0, 1], [1, 2])


@pytest.mark.parametrize(
    ("values", "labels", "ordered"),
    [
        ([30, -1, None, 30, 4], ["-1", "4", "30"], True),
        ([30.0, -1.0, None, 30.0, 4.0], ["-1", "4", "30"], True),
        (["z", "a", None, "z", "m"], ["a", "m", "z"], False),
        ([True, False, None, True], ["false", "true"], False),
    ],
    ids=["whole", "whole floats", "labels", "bools"],
)
def test_codes_follow_the_order_of_the_values(values, labels, ordered):
    found = feature(values, kind="discrete")
    assert (found.labels, found.ordered, found.distinct) == (labels, ordered, len(labels))
    seen = [found.labels[code] for code in found.values[found.present]]
    assert seen == [str(v).lower().removesuffix(".0") for v in values if v is not None]
    unique, place, count = found.tally
    assert len(unique) == len(labels) == len(count)
    assert place.tolist() == found.values[found.present].tolist()
    assert count.tolist() == [seen.count(label) for label in labels]


def test_labels_of_numbers_are_short():
    assert feature([0.1 + 0.2, 2.5] * 5, kind="discrete").labels == ["0.3", "2.5"]


def test_labels_of_numbers_are_told_apart():
    values = [2.5, 1234567.25, 1234567.5]
    labels = feature(values * 5, kind="discrete").labels
    assert len(set(labels)) == 3
    np.testing.assert_allclose([float(label) for label in labels], values, rtol=1e-6)
    assert feature([-0.0, 0.5, 0.0, 1e300] * 5, kind="discrete").labels == ["0", "0.5", "1e+300"]
    assert len(set(feature([0.1, 0.1 + 2**-56] * 5, kind="discrete").labels)) == 2


def test_large_whole_numbers_keep_every_digit():
    big = [2**62, 2**62 + 1]
    found = feature(big * 5)
    assert (found.kind, found.labels) == ("discrete", [str(v) for v in big])


@pytest.mark.parametrize("type_", ["number", "integer"])
def test_a_column_is_read_the_same_in_any_order(type_):
    values = RNG.integers(7, size=60).astype(float if type_ == "number" else int)
    i = RNG.permutation(60)
    one, other = (as_feature(numeric("c", v, type=type_)) for v in (values, values[i]))
    assert (one.kind, one.labels, one.warnings) == (other.kind, other.labels, other.warnings)
    assert (one.values[i] == other.values).all()


@pytest.mark.parametrize("low", [0, -(2**62), 2**63 - 1000])
@pytest.mark.parametrize("spread", [1, 10, 900])
def test_whole_numbers_are_tallied_as_any_others(low, spread):
    held = low + np.random.default_rng(0).integers(spread, size=300)
    for found, expected in zip(_tally(held), np.unique(held, return_inverse=True, return_counts=True)):
        np.testing.assert_array_equal(found, expected)
