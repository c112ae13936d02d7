"""`report` gives the same digits however the table comes, and an answer, or one sentence, to any table."""

import csv
import math

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from infoscope.table import TableError, open_example, report
from table.test_analysis import check_laws, feature, reason


def mixed(n=300, seed=0):
    """Every kind of column, ties and gaps among them; y depends on some."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    y = np.where(x + 0.5 * rng.normal(size=n) > 0.3, "yes", "no").astype(object)
    return {
        "normal": x,
        "rounded": x.round(1) + 0.05,
        "uniform": rng.random(n),
        "few": rng.integers(5, size=n),
        "many": rng.integers(1000, size=n),
        "label": np.array(["red", "green", "blué", "<b>"], object)[rng.integers(4, size=n)],
        "often": np.array([f"l{k}" for k in rng.geometric(0.05, size=n)], object),
        "flag": rng.random(n) < 0.5 * (y == "yes"),
        "gaps": np.where(rng.random(n) < 0.3, np.nan, x + rng.normal(size=n)),
        "telling gaps": np.where((y == "yes") & (rng.random(n) < 0.6), np.nan, rng.normal(size=n)),
        "constant": np.full(n, 2.5),
        "id": [f"row {i}" for i in rng.permutation(n)],
        "y": y,
    }


def plain(found):
    told = found.to_dict()
    del told["source"]
    return told


@pytest.fixture(scope="module", params=["labels", "numbers", None], ids=["labels", "numbers", "no target"])
def case(request):
    """(a table, its target, the report on it)"""
    target = {"labels": "y", "numbers": "uniform"}.get(request.param)
    return mixed(), target, plain(report(mixed(), target))


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_rows_moves_no_digit(case, seed):
    table, target, there = case
    i = np.random.default_rng(seed).permutation(300)
    assert plain(report({name: np.asarray(c)[i] for name, c in table.items()}, target)) == there


@pytest.mark.parametrize("n_jobs", [1, 2, 4])
def test_the_number_of_threads_moves_no_digit(case, n_jobs):
    table, target, there = case
    assert plain(report(table, target, n_jobs=n_jobs)) == there


def test_the_order_of_the_columns_moves_no_digit(case):
    table, target, there = case
    here = plain(report({name: table[name] for name in reversed(table)}, target))
    assert {c["name"]: c for c in here["columns"]} == {c["name"]: c for c in there["columns"]}
    if target is not None:
        for key in ("features", "selection", "stopped", "groups", "redundancy", "target", "panels", "notes"):
            assert here[key] == there[key]


def test_the_seed_decides_and_nothing_else(case):
    table, target, there = case
    assert plain(report(table, target, rng=np.int64(0))) == there
    for rng in (1, np.random.default_rng(5)):
        other = plain(report(table, target, rng=rng))
        assert other["seed"] == 1 or not isinstance(rng, int)
        assert other["columns"] == there["columns"]
        assert [f["information"] for f in other["features"]] == [f["information"] for f in there["features"]]
    assert plain(report(table, target, rng=np.random.default_rng(5))) == other


def as_csv(table, path):
    def text(v):
        return "" if v is None or v != v else repr(float(v)) if isinstance(v, float) else str(v)

    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(table)
        writer.writerows([text(v) for v in row] for row in zip(*table.values()))
    return path


def as_parquet(table, path):
    pq.write_table(pa.table({name: pa.array(c, from_pandas=True) for name, c in table.items()}), path)
    return path


HOLDERS = {
    "pandas": lambda table, folder: pd.DataFrame(table),
    "polars": lambda table, folder: pl.DataFrame(
        {k: v.tolist() if isinstance(v, np.ndarray) else v for k, v in table.items()}
    ),
    "arrow": lambda table, folder: pa.table({k: pa.array(c, from_pandas=True) for k, c in table.items()}),
    "csv": lambda table, folder: as_csv(table, folder / "t.csv"),
    "parquet": lambda table, folder: as_parquet(table, folder / "t.parquet"),
}


@pytest.mark.parametrize("holder", HOLDERS)
def test_whatever_holds_the_table_the_digits_are_the_same(case, holder, tmp_path):
    table, target, there = case
    assert plain(report(HOLDERS[holder](table, tmp_path), target)) == there


PLAIN = (str, int, float, bool, type(None))


def leaves(value):
    if isinstance(value, dict):
        value = [*value, *value.values()]
    return [leaf for item in value for leaf in leaves(item)] if isinstance(value, list) else [value]


def test_everything_inside_is_plain_python(case):
    assert {type(leaf) for leaf in leaves(case[2])} <= set(PLAIN)


X = np.random.default_rng(7).normal(size=200)
SIGN = np.where(X > 0, "up", "down")


def test_wide_and_short():
    rng = np.random.default_rng(0)
    table = {f"x{i}": c for i, c in enumerate(rng.normal(size=(200, 50)))} | {"y": np.arange(50) % 2}
    found = check_laws(report(table, "y"))
    assert len(found.features) == len(found.panels) == 200
    assert len(found.redundancy["names"]) == 60
    assert "the redundancy map shows the 60 most informative of 200 columns" in found.notes
    assert found.to_html()


def test_one_column_to_rank():
    found = check_laws(report({"x": X, "y": SIGN}, "y"))
    assert found.selected == ["x"]
    assert found.stopped == "every column was chosen"
    assert (found.groups, found.redundancy) == ([], {"names": ["x"], "matrix": [[1.0]]})


@pytest.mark.parametrize(
    "others", [{}, {"k": [1.5] * 200}, {"id": np.arange(200)}, {"nested": [[1], [2]] * 100}]
)
def test_no_column_to_rank(others):
    found = check_laws(report(others | {"y": SIGN}, "y"))
    assert (found.features, found.selection, found.groups) == ([], [], [])
    assert found.stopped == "no column can be ranked"
    assert len(found.excluded) == len(others)
    assert found.to_html()


@pytest.mark.parametrize("table", [{"x": X}, {"k": [1.5] * 200}, {"k": [1, 1], "id": ["a", "b"]}])
def test_no_pair_to_show(table):
    found = report(table)
    assert (found.pairs, found.groups) == ([], [])
    assert str(found)
    assert found.to_html()


def test_four_rows():
    found = check_laws(
        report({"x": [0.5, 1.5, 2.25, 3.0], "z": ["a", "a", "b", "b"], "y": [0, 0, 1, 1]}, "y")
    )
    z = feature(found, "z")
    # 1 bit, less what chance shows: dealt out again, 2 in 6 tables tell 1 bit and 4 tell none.
    assert z["information"] == pytest.approx(1 - 1 / 3, rel=1e-12)
    assert z["test"] == "G-test, 199 shuffles"  # which end it: the p-value is far from small
    assert z["p_value"] == pytest.approx(1 / 3, abs=4 * math.sqrt(1 / 3 * 2 / 3 / 199))
    assert found.selected == []
    assert len(report({"x": [0.5, 1.5, 2.25, 3.0], "z": ["a", "a", "b", "b"]}).pairs) == 1


def test_every_row_twice_or_more():
    found = check_laws(report({"x": [1.5] * 50 + [2.5] * 50, "y": ["a"] * 50 + ["b"] * 50}, "y"))
    assert found.features[0]["information"] == pytest.approx(1, abs=1 / 100)
    # Two values a step of 1 apart: log2 2, and Miller and Madow's 1 / 2n nats.
    assert found.columns[0]["entropy"] == pytest.approx(1 + 1 / 200 / math.log(2), rel=1e-12)


def test_a_target_of_many_classes():
    rng = np.random.default_rng(0)
    y = rng.integers(40, size=2000)
    names = np.array([f"class {k}" for k in range(40)])[y]
    found = check_laws(
        report({"x": y + 0.1 * rng.normal(size=2000), "noise": rng.normal(size=2000), "y": names}, "y")
    )
    assert found.target["n_distinct"] == len(found.target["levels"]) == 40
    assert found.features[0]["share"] > 0.9
    assert found.selected == ["x"]
    assert all(len(row) <= 10 for row in found.panels["x"]["proportions"])


def test_a_feature_of_a_thousand_levels():
    rng = np.random.default_rng(0)
    code = rng.integers(1000, size=3000)
    found = check_laws(report({"code": [f"c{k}" for k in code], "y": code % 2}, "y"))
    one = found.features[0]
    assert one["p_value"] <= 0.001
    assert any("few rows a cell" in w for w in one["warnings"])
    noise = report({"code": [f"c{k}" for k in code], "y": rng.integers(2, size=3000)}, "y").features[0]
    assert noise["p_value"] > 0.01
    assert abs(noise["information"]) <= 3 * noise["std_error"]


def test_columns_that_are_never_both_known():
    a, b = np.where(X > 0, X, np.nan), np.where(X > 0, np.nan, X)
    found = check_laws(report({"a": a, "c": X, "b": b}, "b"))
    assert reason(found, "a") == "only 0 rows hold both it and the target: at least 4 are needed"
    assert [f["name"] for f in found.features] == ["c"]
    found = report({"a": a, "c": X, "b": b})
    assert {frozenset((p["x"], p["y"])) for p in found.pairs} == {frozenset("ac"), frozenset("bc")}


def test_constant_where_the_target_is_known():
    y = np.where(X > 0, np.array(["u", "v"], object)[np.arange(200) % 2], None)
    found = check_laws(report({"x": np.where(X > 0, 1.5, X), "z": X, "y": y}, "y"))
    one = feature(found, "x")
    assert (one["information"], one["std_error"], one["p_value"]) == (0.0, 0.0, 1.0)


def test_a_share_is_of_the_entropy_of_the_same_rows():
    # Known where the target is a fair coin, and telling it all; elsewhere it is nearly always 0.
    y = np.repeat([0, 1, 0], [50, 50, 900])
    x = np.where(np.arange(1000) < 100, y + 0.5, np.nan)
    one = report({"x": x, "y": y}, "y").features[0]
    assert one["information"] == pytest.approx(1, abs=0.02)
    assert one["share"] == pytest.approx(1, abs=0.02)


REFUSED = {
    "no such column": ({"price": X, "y": SIGN}, "prize", {}, "no column 'prize' (did you mean 'price'?)"),
    "no such column to give a kind": ({"x": X, "y": SIGN}, "y", {"kind": {"z": "discrete"}}, "no column 'z'"),
    "no such kind": ({"x": X, "y": SIGN}, "y", {"kind": {"x": "real"}}, "kind must be one of discrete, con"),
    "labels that are measured": (
        {"x": X, "y": SIGN},
        "y",
        {"kind": {"y": "continuous"}},
        "column 'y' holds labels, not numbers",
    ),
    "constant target": ({"x": X, "y": ["a"] * 200}, "y", {}, "the target 'y' is constant"),
    "constant number": ({"x": X, "y": [0.0] * 200}, "y", {}, "the target 'y' is constant"),
    "missing target": ({"x": X, "y": [None] * 200}, "y", {}, "every value of the target 'y' is missing"),
    "nested target": ({"x": X, "y": [[1]] * 200}, "y", {}, "'y' holds neither numbers nor labels"),
    "a label a row": ({"x": X, "y": [f"r{i}" for i in range(200)]}, "y", {}, "different value in each"),
    "two rows": ({"x": X[:2], "y": SIGN[:2]}, "y", {}, "the target 'y'"),
    "three rows": ({"x": X[:3], "y": ["u", "u", "v"]}, "y", {}, "'y' has 3 values; at least 4 are needed"),
    "infinite target": ({"x": [-math.inf, *X[1:]], "y": SIGN}, "x", {}, "column 'x' holds 1 infinite value"),
    "empty": ({}, None, {}, "0 columns and 0 rows"),
    "no rows": ({"x": [], "y": []}, "y", {}, "0 rows"),
    "unit": (
        {"x": X, "y": SIGN},
        "y",
        {"unit": "bit"},
        "unit must be one of nats, bits, hartleys; got 'bit'",
    ),
    "negative seed": ({"x": X, "y": SIGN}, "y", {"rng": -1}, "rng must be a whole number >= 0"),
    "seed of text": ({"x": X, "y": SIGN}, "y", {"rng": "1"}, "rng must be a whole number >= 0"),
    "no thread": ({"x": X, "y": SIGN}, "y", {"n_jobs": 0}, "n_jobs must be at least 1"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals_are_one_sentence(name):
    table, target, options, message = REFUSED[name]
    with pytest.raises(ValueError) as caught:
        report(table, target, **options)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    if not options:
        assert isinstance(caught.value, TableError)


def test_a_p_value_at_its_floor_is_marked():
    # 10 classes of 3 rows told exactly: no shuffle of 4999 tells as much, so p = 1 / 5000.
    y = np.repeat(np.arange(10), 3)
    found = report({"same": y, "coin": np.arange(30) % 2, "y": y}, "y")
    same, coin = feature(found, "same"), feature(found, "coin")
    assert (same["p_value"], same["p_at_floor"]) == (1 / 5000, True)
    assert coin["p_value"] > 0.1
    assert not coin["p_at_floor"]
    assert found.selection[0]["p_at_floor"]
    assert "≤ 0.0002" in str(found)


def test_where_the_chi_squared_law_is_used_there_is_no_floor():
    x = np.arange(4000) % 2
    (one,) = report({"x": x, "y": x}, "y").features
    assert one["p_value"] < 1e-300
    assert not one["p_at_floor"]


def test_the_target_goes_by_the_name_that_was_typed():
    said = [report(open_example("iris"), name) for name in ("class", "target")]
    for found, name in zip(said, ("class", "target")):
        assert (found.target["name"], found.columns[-1]["name"]) == (name, name)
        assert f"about {name}" in str(found)
    first, second = (found.to_dict() for found in said)
    for one in (first, second):  # the digits are the same
        one["target"]["name"] = one["columns"][-1]["name"] = ""
    assert first == second


def test_numbered_columns_are_found_by_their_numbers():
    x = np.arange(100) % 4
    found = report({1: x, 2: x // 2}, target=2)
    assert (found.target["name"], found.features[0]["name"]) == ("2", "1")
    with pytest.raises(TableError, match="mapping has no column '3'; it has '1', '2'"):
        report({1: x, 2: x // 2}, target=3)


def test_no_entropy_is_above_what_the_levels_can_hold():
    y = np.arange(40) % 2
    found = report({"x": np.arange(40) + 1000.25 * y, "z": np.arange(40) // 2 % 3, "y": y}, "y")
    assert found.target["entropy"] == 1.0  # and not Miller and Madow's 1 + 1 / 80 nats
    assert found.notes == []
    found = report({"x": np.arange(40) + 0.25, "y": np.arange(40) % 4 == 0}, "y")
    expected = -0.25 * np.log2(0.25) - 0.75 * np.log2(0.75) + 1 / 80 / np.log(2)
    assert found.target["entropy"] == pytest.approx(expected, rel=1e-12)  # where it is below, as it was


def test_more_than_all_there_is_to_know_is_said_to_be_an_estimate():
    found = report({"x": X, "y": SIGN}, "y")
    for share in (0.9, 1.2):
        found.features[0].update(share=share)
        assert ("as nearly as can be estimated" in str(found)) == (share > 1)


def test_where_nothing_can_be_measured_nothing_is_said_of_chance():
    found = report({"k": [1.5] * 200, "y": SIGN}, "y")
    assert "0 of 1 column could be measured against y." in str(found)
    assert "chance" not in str(found)


@pytest.mark.parametrize("target", ["y", None])
def test_infinite_values_cost_their_column_and_no_other(target):
    found = report({"x": [math.inf, *X[1:]], "z": X, "y": SIGN}, target)
    assert [e["name"] for e in found.excluded] == ["x"]
    assert "infinite values" in reason(found, "x")
    assert [c["kind"] for c in found.columns] == ["infinite", "continuous", "discrete"]
    rest = report({"z": X, "y": SIGN}, target)
    assert (found.features, found.pairs) == (rest.features, rest.pairs)


def test_levels_merged_in_the_selection_are_spoken_of():
    many = np.arange(4000) % 40
    found = report({"many": many, "y": (many > 20).astype(str)}, "y", kind={"many": "discrete"})
    (note,) = found.notes
    assert note.startswith("in the selection the 40 levels of 'many' are merged into 16")


def test_of_a_measured_target_no_share_of_its_entropy_is_given():
    rng = np.random.default_rng(0)
    x, z = rng.normal(size=(2, 20_000))
    found = report({"x": x, "z": z, "y": x + 0.1 * z * (rng.random(20_000) < 0.3)}, "y")
    assert "H(target)" not in found.stopped
