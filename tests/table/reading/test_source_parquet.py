"""Parquet: every type, any name, any number of threads, and never the whole file in memory."""

import decimal
import math
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from infoscope.table import open_table
from infoscope.table.reading._duckdb import told

NAN = math.nan

# an Arrow array -> type, values, labels
TYPES = {
    "dictionary": (pa.array(["b", None, "a"]).dictionary_encode(), "label", [1, -1, 0], ["a", "b"]),
    "large text": (pa.array(["b", "a"], pa.large_string()), "label", [1, 0], ["a", "b"]),
    "empty text is a label": (pa.array(["", "a", None]), "label", [0, 1, -1], ["", "a"]),
    "NA is a label": (pa.array(["NA", "a"]), "label", [0, 1], ["NA", "a"]),
    "by code point": (pa.array(["é", "z", "Z", "\U0001f600", "\ue000"]), "label", [2, 1, 0, 4, 3], None),
    "int8": (pa.array([-128, None], pa.int8()), "integer", [-128, 0], []),
    "int64": (pa.array([2**63 - 1, -(2**63)], pa.int64()), "integer", [2**63 - 1, -(2**63)], []),
    "uint64 that fits": (pa.array([2**63 - 1, None], pa.uint64()), "integer", [2**63 - 1, 0], []),
    "uint64": (pa.array([2**64 - 1, None], pa.uint64()), "number", [2.0**64, NAN], []),
    "float32": (pa.array([0.1, None], pa.float32()), "number", [float(np.float32(0.1)), NAN], []),
    "infinity": (pa.array([math.inf, NAN]), "number", [math.inf, NAN], []),
    "decimal": (pa.array([decimal.Decimal("1.25"), None]), "number", [1.25, NAN], []),
    "wide decimal": (pa.array([decimal.Decimal(10**30)], pa.decimal128(38, 0)), "number", [1e30], []),
    "boolean": (pa.array([True, None, False]), "boolean", [1, -1, 0], ["false", "true"]),
    "only true": (pa.array([True, True]), "boolean", [0, 0], ["true"]),
    "date": (pa.array([1, None], pa.date32()), "time", [86400.0, NAN], []),
    "time of day": (pa.array([1_500_000, None], pa.time64("us")), "time", [1.5, NAN], []),
    "timestamp ms": (pa.array([1500, None], pa.timestamp("ms")), "time", [1.5, NAN], []),
    "timestamp ns": (pa.array([1_500_000_000], pa.timestamp("ns")), "time", [1.5], []),
    "zoned": (pa.array([1500], pa.timestamp("ms", tz="Asia/Tokyo")), "time", [1.5], []),
    "null": (pa.nulls(2), "number", [NAN, NAN], []),
    "all null text": (pa.array([None, None], pa.string()), "number", [NAN, NAN], []),
    "all null integers": (pa.array([None, None], pa.int32()), "integer", [0, 0], []),
    "struct": (pa.array([{"a": 1, "b": {"c": 2}}]), "unsupported", [NAN], []),
    "list": (pa.array([[1, 2]]), "unsupported", [NAN], []),
    "list of text": (pa.array([["a"]]), "unsupported", [NAN], []),
    "map": (pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())), "unsupported", [NAN], []),
    "binary": (pa.array([b"\xff"]), "unsupported", [NAN], []),
}


@pytest.mark.parametrize(("array", "type_", "values", "labels"), TYPES.values(), ids=TYPES.keys())
def test_types(array, type_, values, labels, tmp_path):
    pq.write_table(
        pa.table({"before": pa.array([{"x": {"y": 0}}] * len(array)), "x": array}), tmp_path / "t.parquet"
    )
    table = open_table(tmp_path / "t.parquet")
    assert table.names == ["before", "x"]
    column = table.read("x")
    assert column.type == type_
    np.testing.assert_array_equal(column.values, values)
    assert column.labels == (sorted(array.to_pylist()) if labels is None else labels)
    nan = array.is_null(nan_is_null=True).to_numpy(zero_copy_only=False)
    assert column.missing.tolist() == nan.tolist()
    if column.missing.all() and type_ != "unsupported":
        assert "every value is missing" in column.notes


HOSTILE = [
    "a",
    "A",
    "a_1",
    "",
    " ",
    'quo"te',
    "quo'te",
    "semi;colon",
    "x; DROP TABLE t; --",
    "line\nbreak",
    "nul\0nul",
    "\x1b[31mred",
    "<script>alert(1)</script>",
    "\U0001f600",
    "c0",
    "row",
    "v",
    "code",
    "{}",
    "$1",
    "filename",
    "file_row_number",
    "select",
    "\u202eright to left",
    "e\u0301",
    "\u00e9",
    "n" * 5000,
]


def test_any_text_is_a_name(tmp_path):
    columns = {name: pa.array([f"{i}a", f"{i}b"]) for i, name in enumerate(HOSTILE)}
    pq.write_table(pa.table(columns), tmp_path / "t.parquet")
    table = open_table(tmp_path / "t.parquet")
    assert table.names == HOSTILE
    for i, name in enumerate(HOSTILE):
        assert table.read(name).name == name
        assert table.read(name).labels == [f"{i}a", f"{i}b"]


def test_any_text_is_a_label(tmp_path):
    pq.write_table(pa.table({"x": HOSTILE}), tmp_path / "t.parquet")
    column = open_table(tmp_path / "t.parquet").read("x")
    assert column.labels == sorted(HOSTILE)
    assert [column.labels[code] for code in column.values] == HOSTILE


@pytest.mark.parametrize(
    "name", ["a[1].parquet", "a*.parquet", "a?.parquet", "a'b.parquet", "a;b$1{}.parquet"]
)
def test_a_path_is_not_a_pattern(name, tmp_path):
    pq.write_table(pa.table({"x": [1]}), tmp_path / "a1.parquet")
    pq.write_table(pa.table({"x": [2, 2]}), tmp_path / name)
    assert open_table(tmp_path / name).read("x").values.tolist() == [2, 2]


def test_a_folder_is_not_a_column(tmp_path):
    folder = tmp_path / "year=2020"
    folder.mkdir()
    pq.write_table(pa.table({"x": [1]}), folder / "t.parquet")
    assert open_table(folder / "t.parquet").names == ["x"]


def test_a_million_labels_are_told_apart(tmp_path):
    n = 1_000_000
    order = np.random.default_rng(0).permutation(n)
    pq.write_table(pa.table({"x": pa.array([f"{i:07d}" for i in order])}), tmp_path / "t.parquet")
    column = open_table(tmp_path / "t.parquet").read("x")
    np.testing.assert_array_equal(column.values, order)
    assert column.labels[:2] == ["0000000", "0000001"]
    assert len(column.labels) == n


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    """10⁵ rows of 20 columns, each a function of the row number, in many row groups."""
    path = tmp_path_factory.mktemp("wide") / "t.parquet"
    row = np.arange(100_000)
    kinds = (
        lambda j: pa.array(row * 20.0 + j),
        lambda j: pa.array(row * 20 + j),
        lambda j: pa.array(np.array(["c", "a", "b"])[(row + j) % 3]),
        lambda j: pa.array((row + j) % 2 == 0),
    )
    pq.write_table(pa.table({f"x{j}": kinds[j % 4](j) for j in range(20)}), path, row_group_size=7000)
    return path


def expected(j):
    row = np.arange(100_000)
    return (row * 20 + j, row * 20 + j, np.array([2, 0, 1])[(row + j) % 3], (row + j) % 2 == 0)[j % 4]


def test_threads_read_aligned_columns(wide):
    table = open_table(wide)
    asked = [j for _ in range(4) for j in range(20)]
    with ThreadPoolExecutor(8) as pool:
        columns = list(pool.map(lambda j: table.read(f"x{j}").values, asked))
    for j, values in zip(asked, columns):
        np.testing.assert_array_equal(values, expected(j))


def test_a_column_outlives_its_table(wide):
    column = open_table(wide).read("x2")
    np.testing.assert_array_equal(column.values, expected(2))


MEASURE = """
import resource, sys
from infoscope.table import open_table

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

table = open_table(sys.argv[1])
table.read(table.names[0])
before = peak()
for name in table.names:
    table.read(name)
print(peak() - before)
"""


def test_memory_is_that_of_a_few_columns(tmp_path):
    n, columns = 200_000, 60
    rng = np.random.default_rng(0)
    pq.write_table(pa.table({f"x{j}": rng.random(n) for j in range(columns)}), tmp_path / "t.parquet")
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, tmp_path / "t.parquet"], capture_output=True, text=True, check=True
    )
    whole = n * columns * 8 / 2**20  # 92 MiB
    assert float(done.stdout) < whole / 3


def test_reading_needs_no_pandas_nor_pyarrow(wide):
    code = f"""
import sys
sys.modules.update(pandas=None, pyarrow=None, polars=None)
from infoscope.table import open_example, open_table
table = open_table({str(wide)!r})
assert table.read("x2").labels == ["a", "b", "c"]
assert open_table({{"x": [1, None]}}).read("x").missing.tolist() == [False, True]
assert open_example("wine").n_rows == 178
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_importing_the_door_loads_no_library():
    code = """
import sys
import infoscope.table.reading
heavy = {"duckdb", "narwhals", "sklearn", "pandas", "polars", "pyarrow"} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_ctrl_c_ends_a_long_query():
    code = """
import os, signal, threading
from infoscope.table.reading._duckdb import told, workspace

space = workspace()
threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
try:
    with told(str):
        space.run("SELECT sum(hash(range) % 7) FROM range(1000000000000)", [])  # some hours
except KeyboardInterrupt:
    print("interrupted")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "interrupted\n"


def test_what_duckdb_makes_of_ctrl_c_is_ctrl_c():
    with pytest.raises(KeyboardInterrupt), told(str):
        raise RuntimeError("Query interrupted")
    with pytest.raises(RuntimeError, match="something else"), told(str):
        raise RuntimeError("something else")
