"""One door: whatever holds a table, the same columns come out of it."""

import csv
import datetime
import gzip
import io
import json
import math

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from infoscope.table import TableError, open_example, open_table

NAN = math.nan
NOON = datetime.datetime(2024, 2, 29, 12, 0, 0)  # 19782 days after 1970-01-01, and half a day
LATER = NOON + datetime.timedelta(seconds=1.5)

TABLE = {
    "number": [1.5, None, -2.25, 1e300],
    "integer": [3, 1, None, 2**62 + 1],
    "boolean": [True, None, False, True],
    "label": ["b", "a", None, "é☃"],
    "time": [NOON, None, LATER, NOON],
    "one": ["x", "x", "x", "x"],
}
SECOND = 19782 * 86400.0 + 43200.0

# type, values, labels: by hand, from the definition of a Column.
EXPECTED = {
    "number": ("number", [1.5, NAN, -2.25, 1e300], []),
    "integer": ("integer", [3, 1, 0, 2**62 + 1], []),
    "boolean": ("boolean", [1, -1, 0, 1], ["false", "true"]),
    "label": ("label", [1, 0, -1, 2], ["a", "b", "é☃"]),
    "time": ("time", [SECOND, NAN, SECOND + 1.5, SECOND], []),
    "one": ("label", [0, 0, 0, 0], ["x"]),
}
DTYPES = {
    "number": np.float64,
    "integer": np.int64,
    "boolean": np.int32,
    "label": np.int32,
    "time": np.float64,
}


def rows():
    return [dict(zip(TABLE, values)) for values in zip(*TABLE.values())]


def as_csv(path, delimiter=","):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(TABLE)
    writer.writerows(["" if v is None else v for v in row] for row in zip(*TABLE.values()))
    path.write_bytes(text.getvalue().encode())
    return path


def as_json_lines(path):
    path.write_text("".join(json.dumps(row, default=str) + "\n" for row in rows()), "utf-8")
    return path


def as_json_array(path):
    path.write_text(json.dumps(rows(), default=str), "utf-8")
    return path


def as_parquet(path):
    pq.write_table(pa.table(TABLE), path)
    return path


def gzipped(path):
    packed = path.with_name(path.name + ".gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    return packed


def nullable_pandas(_):
    return pd.DataFrame({k: pd.array(v, dtype=_NULLABLE[k]) for k, v in TABLE.items()})


_NULLABLE = {
    "number": "Float64",
    "integer": "Int64",
    "boolean": "boolean",
    "label": "string",
    "time": "datetime64[us]",
    "one": "category",
}

HOLDERS = {
    "csv": lambda d: as_csv(d / "t.csv"),
    "csv as a string": lambda d: str(as_csv(d / "t.csv")),
    "semicolons": lambda d: as_csv(d / "t.csv", ";"),
    "tsv": lambda d: as_csv(d / "t.tsv", "\t"),
    "txt with bars": lambda d: as_csv(d / "t.txt", "|"),
    "csv.gz": lambda d: gzipped(as_csv(d / "t.csv")),
    "tsv.gz": lambda d: gzipped(as_csv(d / "t.tsv", "\t")),
    "json lines": lambda d: as_json_lines(d / "t.jsonl"),
    "ndjson.gz": lambda d: gzipped(as_json_lines(d / "t.ndjson")),
    "json array": lambda d: as_json_array(d / "t.json"),
    "parquet": lambda d: as_parquet(d / "t.parquet"),
    "parquet by another name": lambda d: as_parquet(d / "t.data"),
    "parquet.gz": lambda d: gzipped(as_parquet(d / "t.parquet")),
    "pandas objects": lambda d: pd.DataFrame(TABLE, dtype=object),
    "pandas nullable": nullable_pandas,
    "pandas arrow": lambda d: pa.table(TABLE).to_pandas(types_mapper=pd.ArrowDtype),
    "polars": lambda d: pl.DataFrame(TABLE),
    "polars lazy": lambda d: pl.LazyFrame(TABLE),
    "polars categories": lambda d: pl.DataFrame(TABLE).with_columns(pl.col("label").cast(pl.Categorical)),
    "pyarrow": lambda d: pa.table(TABLE),
    "pyarrow dictionary": lambda d: pa.table(
        {**TABLE, "label": pa.array(TABLE["label"]).dictionary_encode()}
    ),
    "duckdb relation": lambda d: duckdb.from_arrow(pa.table(TABLE)),
    "mapping of lists": lambda d: TABLE,
    "mapping of arrays": lambda d: {name: np.array(values, dtype=object) for name, values in TABLE.items()},
    "mapping of series": lambda d: {name: pl.Series(values) for name, values in TABLE.items()},
    "mapping of masked arrays": lambda d: {name: masked(values) for name, values in TABLE.items()},
}


def masked(values):
    known = next(v for v in values if v is not None)
    dtype = "datetime64[us]" if isinstance(known, datetime.datetime) else None
    filled = np.array([known if v is None else v for v in values], dtype=dtype)
    return np.ma.masked_array(filled, mask=[v is None for v in values])


@pytest.fixture(params=HOLDERS.values(), ids=HOLDERS.keys())
def source(request, tmp_path):
    return open_table(request.param(tmp_path))


def test_same_columns_from_every_holder(source):
    assert (source.names, source.n_rows) == (list(TABLE), 4)
    for name, (type_, values, labels) in EXPECTED.items():
        column = source.read(name)
        assert (column.name, column.type, column.labels) == (name, type_, labels)
        assert column.values.dtype == DTYPES[type_]
        np.testing.assert_array_equal(column.values, values)
        assert column.missing.dtype == bool
        assert column.missing.tolist() == [v is None for v in TABLE[name]]
        assert len(column.notes) == (type_ == "time")


def test_an_unknown_column_is_met_with_the_nearest(source):
    with pytest.raises(TableError, match=r"has no column 'labels' \(did you mean 'label'\?\)$"):
        source.read("labels")


def test_rows_stay_aligned_when_a_lazy_frame_has_no_order_of_its_own():
    n = 20_000
    lazy = (
        pl.LazyFrame({"key": np.arange(n)})
        .group_by("key")
        .agg(pl.len())
        .with_columns(twice=pl.col("key") * 2)
    )
    table = open_table(lazy)
    key, twice = table.read("key").values, table.read("twice").values
    np.testing.assert_array_equal(twice, 2 * key)
    np.testing.assert_array_equal(np.sort(key), np.arange(n))


def test_codes_do_not_depend_on_the_order_of_the_rows():
    there = open_table({"x": ["b", "a", "c"]}).read("x")
    back = open_table({"x": ["c", "a", "b"]}).read("x")
    assert there.labels == back.labels == ["a", "b", "c"]
    assert there.values.tolist() == back.values.tolist()[::-1] == [1, 0, 2]


MEMORY = {
    "float32": (np.array([0.5, np.nan], "f4"), "number", [0.5, NAN]),
    "infinity stays": ([math.inf, 1.0], "number", [math.inf, 1.0]),
    "uint64": (np.array([2**64 - 1, 0], "u8"), "number", [2.0**64, 0.0]),
    "uint64 that fits": (np.array([2**63 - 1, 0], "u8"), "integer", [2**63 - 1, 0]),
    "big python ints": ([10**30, None], "number", [1e30, NAN]),
    "integers and floats": ([1, 2.5], "number", [1.0, 2.5]),
    "numpy scalars": ([np.float32(0.5), np.int8(2)], "number", [0.5, 2.0]),
    "all None": ([None, None], "number", [NAN, NAN]),
    "all NaN": ([NAN, NAN], "number", [NAN, NAN]),
    "NaN and None among text": (["b", float("nan"), None, float("nan"), "a"], "label", [1, -1, -1, -1, 0]),
    "categories with missing": (pd.Series(["b", None], dtype="category"), "label", [0, -1]),
    "NaN among text": (["a", NAN], "label", [0, -1]),
    "bytes": ([b"a", b"b"], "unsupported", [NAN, NAN]),
    "lists": ([[1], [2]], "unsupported", [NAN, NAN]),
    "complex": (np.array([1j, 2.0]), "unsupported", [NAN, NAN]),
    "numpy text": (np.array(["y", "x"]), "label", [1, 0]),
    "dates": ([datetime.date(1970, 1, 2), None], "time", [86400.0, NAN]),
    "times of day": ([datetime.time(1, 0, 0, 500000), None], "time", [3600.5, NAN]),
    "zoned": (
        [datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=1))), None],
        "time",
        [-3600.0, NAN],
    ),
    "durations": ([datetime.timedelta(minutes=1), None], "number", [60.0, NAN]),
    "timedelta64": (np.array([90, "NaT"], "m8[s]"), "number", [90.0, NAN]),
    "datetime64": (np.array(["1970-01-02", "NaT"], "M8[D]"), "time", [86400.0, NAN]),
    "pandas timestamps": ([pd.Timestamp("1970-01-02", tz="UTC"), pd.NaT], "time", [86400.0, NAN]),
    "pandas NA": ([pd.NA, "a"], "label", [-1, 0]),
    "pandas intervals": (pd.cut(pd.Series([1, 9]), [0, 5, 10]), "label", [0, 1]),
    "categories of integers": (pd.Series([10, 2], dtype="category"), "label", [0, 1]),
    "zoned series": (pd.Series(pd.to_datetime(["1970-01-02", None], utc=True)), "time", [86400.0, NAN]),
    "polars decimal": (pl.Series(["1.25", None]).cast(pl.Decimal(9, 2)), "number", [1.25, NAN]),
    "polars date": (pl.Series([datetime.date(1970, 1, 2), None]), "time", [86400.0, NAN]),
    "polars time": (pl.Series([datetime.time(0, 1), None]), "time", [60.0, NAN]),
    "polars duration": (pl.Series([datetime.timedelta(days=1), None]), "number", [86400.0, NAN]),
    "polars null": (pl.Series([None, None]), "number", [NAN, NAN]),
    "polars list": (pl.Series([[1], [2]]), "unsupported", [NAN, NAN]),
    "polars float with NaN and null": (pl.Series([NAN, None]), "number", [NAN, NAN]),
}


@pytest.mark.parametrize(("values", "type_", "expected"), MEMORY.values(), ids=MEMORY.keys())
def test_values_in_memory(values, type_, expected):
    column = open_table({"x": values}).read("x")
    assert column.type == type_
    np.testing.assert_array_equal(column.values, expected)
    absent = np.asarray(expected) == -1 if type_ == "label" else np.isnan(expected) & (type_ != "unsupported")
    np.testing.assert_array_equal(column.missing, absent)


def test_labels_that_never_occur_are_left_out():
    unused = pd.Series(pd.Categorical(["b", "b"], categories=["a", "b", "c"]))
    assert open_table({"x": unused}).read("x").labels == ["b"]
    assert open_table({"x": [True, True]}).read("x").labels == ["true"]


def test_mixed_values_are_labels_and_said_so():
    column = open_table({"x": ["a", 1, 1.0, True, None, 2.5]}).read("x")
    assert column.labels == ["1", "2.5", "a", "true"]
    assert column.values.tolist() == [2, 0, 0, 3, -1, 1]
    assert column.notes == ("values of more than one type: all are read as labels",)


@pytest.mark.parametrize("values", [["a", True, 1], ["a", 1, True]])
def test_what_python_calls_equal_is_told_apart(values):
    column = open_table({"x": values}).read("x")
    assert column.labels == ["1", "a", "true"]
    assert [column.labels[code] for code in column.values[1:]] == [str(v).lower() for v in values[1:]]


def test_booleans_among_integers_are_labels():
    column = open_table({"x": [1, True, 0, None]}).read("x")
    assert (column.labels, column.values.tolist()) == (["0", "1", "true"], [1, 2, 0, -1])


def test_names_that_are_not_text():
    assert open_table(pd.DataFrame([[1, 2]])).names == ["0", "1"]
    assert open_table(pd.DataFrame([[1, 2]])).read("1").values.tolist() == [2]


MOSTLY = [str(i) for i in range(1, 50)] + ["?"]
HOLD_MOSTLY = {
    "csv": lambda d: d / "t.csv",
    "parquet": lambda d: d / "t.parquet",
    "mapping": lambda d: {"x": MOSTLY},
    "polars": lambda d: pl.DataFrame({"x": MOSTLY}),
}


@pytest.mark.parametrize("hold", HOLD_MOSTLY.values(), ids=HOLD_MOSTLY.keys())
def test_a_token_among_numbers_is_named_and_can_be_declared_missing(hold, tmp_path):
    (tmp_path / "t.csv").write_text("x\n" + "\n".join(MOSTLY) + "\n")
    pq.write_table(pa.table({"x": MOSTLY}), tmp_path / "t.parquet")
    as_found = open_table(hold(tmp_path)).read("x")
    assert as_found.type == "label"
    assert as_found.notes == (
        "98 % of the values are numbers; '?' is not: declare it missing with --missing '?'",
    )
    declared = open_table(hold(tmp_path), missing=["?"]).read("x")
    assert (declared.type, declared.notes) == ("integer", ())
    assert declared.values.tolist() == [*range(1, 50), 0]
    assert declared.missing.tolist() == [False] * 49 + [True]


def test_missing_numbers_are_compared_as_numbers():
    table = open_table({"i": [-999, 1], "f": [-999.0, 0.5], "s": ["-999", "a"]}, missing=["-999"])
    assert table.read("i").values.tolist() == [0, 1]
    assert table.read("i").missing.tolist() == [True, False]
    np.testing.assert_array_equal(table.read("f").values, [NAN, 0.5])
    assert table.read("s").labels == ["a"]


NOTES = {
    "two tokens": (
        ["1"] * 95 + ["-"] * 3 + ["?"] * 2,
        "95 % of the values are numbers; '-' and '?' are not: declare",
    ),
    "many tokens": (
        ["1"] * 95 + ["-", "?", "x", "foo", "n. d.", "none at all"],
        "'-', '?', 'foo', 'n. d.', 'none at all' and 1 more are not: declare",
    ),
    "never 100 %": (["1"] * 99_999 + ["?"], "99.9 % of the values are numbers"),
    "codes": (["00123", "12345"], "numbers with leading zeros, such as '00123', are read as labels"),
    "all numbers": (["1", "2.5"], "numbers written as text are read as labels"),
    "control characters": (["1"] * 99 + ["\x1b[31m"], r"'\x1b[31m' is not"),
}


@pytest.mark.parametrize(("values", "says"), NOTES.values(), ids=NOTES.keys())
def test_notes_on_labels(values, says):
    (note,) = open_table({"x": values}).read("x").notes
    assert note.startswith(says) or says in note
    assert note.isprintable()


def test_no_note_on_plain_labels():
    assert open_table({"x": ["1"] * 74 + ["a"] * 26}).read("x").notes == ()


EXAMPLES = {  # rows, features and classes as scikit-learn's user guide has them
    "wine": (178, 13, 3),
    "breast_cancer": (569, 30, 2),
    "iris": (150, 4, 3),
    "digits": (1797, 64, 10),
    "diabetes": (442, 10, None),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(name):
    rows_, features, classes = EXAMPLES[name]
    table = open_example(name)
    assert (table.n_rows, len(table.names), table.names[-1]) == (rows_, features + 1, "target")
    assert all(table.read(feature).type == "number" for feature in table.names[:-1])
    target = table.read("target")
    if classes is None:
        assert target.type == "number"
        with pytest.raises(TableError, match="has no column 'class'"):
            table.read("class")
    else:
        assert len(np.unique(target.values)) == classes
        assert table.resolve("class") == "target"
        np.testing.assert_array_equal(table.read("class").values, target.values)


def test_example_labels_are_the_names_of_the_classes():
    assert open_example("breast_cancer").read("target").labels == ["benign", "malignant"]
    assert open_example("iris").read("target").labels == ["setosa", "versicolor", "virginica"]
    # 212 malignant, 357 benign (scikit-learn user guide, section 8.1.6)
    assert np.bincount(open_example("breast_cancer").read("target").values).tolist() == [357, 212]


def test_an_unknown_example():
    with pytest.raises(
        TableError, match=r"example must be one of wine, .* got 'wines' \(did you mean 'wine'"
    ):
        open_example("wines")


@pytest.mark.parametrize(
    ("values", "look"),
    [
        (["$1,234.50", "$3.00", "-$7", "($1,000)"], "money"),
        (["€ 12", "12,50 €", "3 EUR", "n/a"], "money"),
        (["31/12/2024", "01/02/2023"], "dates"),
        (["12.5.2024 10:00", "1.12.2023 9:30:05"], "dates"),
        (["12 Mar 2024", "March 3, 2024"], "dates"),
        (["12 %", "7.5%"], "percentages"),
        (["1,234", "12,345,678"], "numbers with marks between thousands"),
        (["10.0.0.1", "192.168.1.1"], None),
        (["555-1234", "556-0000"], None),
        (["$5", "free", "cheap"], None),
        (["12/12", "1/2"], None),
    ],
)
def test_what_looks_like_money_or_dates_is_said_to(values, look):
    column = open_table({"x": values * 3}).read("x")
    said = [note for note in column.notes if "looks like" in note]
    assert column.type == "label"
    assert [note.split(", such as")[0] for note in said] == ([f"looks like {look}"] if look else [])


NESTED = [[1], None, [2, 3]]


@pytest.mark.parametrize(
    "holder", [lambda v: v, pl.Series, pd.Series, pa.array], ids=["list", "polars", "pandas", "arrow"]
)
def test_what_is_left_out_counts_as_missing_only_where_it_is(holder, tmp_path):
    column = open_table({"x": holder(NESTED)}).read("x")
    assert (column.type, column.missing.tolist()) == ("unsupported", [False, True, False])
    pq.write_table(pa.table({"x": NESTED}), tmp_path / "t.parquet")
    assert open_table(tmp_path / "t.parquet").read("x").missing.tolist() == [False, True, False]
