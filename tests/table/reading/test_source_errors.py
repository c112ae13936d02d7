"""Bad input gets one clear sentence: what was expected, what was found, what to do."""

import gzip
import os
import re
import zipfile

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from infoscope.table import TableError, open_table

RAGGED = "a,b,c\n1,2,3\n4,5\n6,7,8\n"
LATIN = "name,x\ncafé,1\n".encode("latin-1")

# name of the file, its bytes, what the message must say
FILES = {
    "empty": ("t.csv", b"", "t.csv is empty"),
    "blank": ("t.csv", b" \n\n", "t.csv is empty"),
    "only a byte order mark": ("t.csv", b"\xef\xbb\xbf\n", "t.csv is empty"),
    "empty gzip": ("t.csv.gz", gzip.compress(b""), "t.csv.gz is empty"),
    "empty parquet": ("t.parquet", b"", "t.parquet is empty"),
    "header only": ("t.csv", b"a,b\n", "t.csv has 2 columns and 0 rows"),
    "header only, no line ending": ("t.csv", b"a,b", "t.csv has 2 columns and 0 rows"),
    "empty list": ("t.json", b"[]", "t.json has 0 columns and 0 rows"),
    "too few fields": ("t.csv", RAGGED.encode(), "line 3 of t.csv has 2 fields and the header has 3"),
    "too many fields": ("t.csv", b"a,b\n1,2\n3,4,5\n", "line 3 of t.csv has 3 fields and the header has 2"),
    "late ragged line": (
        "t.csv",
        b"a,b\n" + b"1,2\n" * 50_000 + b"3\n",
        "line 50002 of t.csv has 1 field and the header has 2",
    ),
    "open quote": ("t.csv", b'a,b\n1,"x\n3,4\n', 'line 2 of t.csv has a quote " that is not closed'),
    "mixed line endings": ("t.csv", b"a,b\r\n1,2\n3,4\r\n", "t.csv mixes line endings"),
    "a name twice": ("t.csv", b"a,b,a,b,c\n1,2,3,4,5\n", "t.csv has more than one column named 'a', 'b'"),
    "a hostile name twice": ("t.csv", b"\x1b[31m,\x1b[31m\n1,2\n", r"named '\x1b[31m': rename"),
    "not UTF-8": (
        "t.csv",
        LATIN,
        "t.csv is not UTF-8 (first at byte 10): convert it, as with iconv",
    ),
    "late and not UTF-8": (
        "t.csv",
        b"a,b\n" + b"1,2\n" * 1_000_000 + b"\xff,2\n",
        "t.csv is not UTF-8 (first at byte 4000004)",
    ),
    "a character cut at the end": ("t.csv", b"a,b\n1,\xc3", "t.csv is not UTF-8 (first at byte 6)"),
    "JSON not UTF-8": ("t.jsonl", b'{"a": "\xe9"}\n', "t.jsonl is not UTF-8 (first at byte 7)"),
    "UTF-16": ("t.csv", "a,b\n1,2\n".encode("utf-16"), "t.csv is UTF-16, not UTF-8: convert it"),
    "PNG": ("t.csv", b"\x89PNG\r\n\x1a\n" + bytes(40), "t.csv is a PNG image"),
    "binary": ("t.csv", bytes(range(40)), "t.csv is binary"),
    "HTML": ("t.csv", b"\n<!DOCTYPE html><html><body>404", "t.csv is an HTML or XML page"),
    "NumPy": ("t.npy", b"\x93NUMPY\x01\x00", "t.npy is a NumPy array"),
    "unknown extension": ("t.xyz", b"a,b\n1,2\n", "t.xyz has the extension '.xyz'"),
    "no extension": ("table", b"a,b\n1,2\n", "table has no extension"),
    "gzip of a PNG": ("t.csv.gz", gzip.compress(b"\x89PNG\r\n"), "t.csv.gz is a PNG image"),
    "cut gzip": ("t.csv.gz", gzip.compress(os.urandom(9999))[:-50], "t.csv.gz is a damaged gzip file"),
    "changed gzip": ("t.csv.gz", gzip.compress(b"a,b\n1,2\n")[:-8] + bytes(8), "t.csv.gz is a damaged gzip"),
    "not really parquet": ("t.parquet", b"PAR1 and then nothing", "t.parquet is not a whole Parquet file"),
    "text called parquet": ("t.parquet", b"a,b\n1,2\n", "t.parquet is text, not a Parquet file"),
    "JSON numbers": ("t.json", b"[1, 2, 3]", "t.json must hold one JSON object a line"),
    "JSON cut": ("t.jsonl", b'{"a": 1}\n{"a": ', "of t.jsonl is not a JSON object"),
    "JSON of two shapes": ("t.jsonl", b'{"a": 1}\n[1, 2]\n', "t.jsonl is not a JSON object"),
    "a key twice": (
        "t.jsonl",
        b'{"a": 1}\n{"a": 1, "a": 2}\n',
        "t.jsonl has an object with more than one key 'a'",
    ),
    "keys that differ in case": ("t.jsonl", b'{"a": 1}\n{"A": 2}\n', "more than one column named 'a'"),
}


def message(data, **options):
    with pytest.raises(TableError) as caught:
        open_table(data, **options)
    text = str(caught.value)
    assert text.isprintable()
    assert isinstance(caught.value, ValueError)
    assert len(text) < 300
    return text


@pytest.mark.parametrize(("name", "content", "says"), FILES.values(), ids=FILES.keys())
def test_files(name, content, says, tmp_path):
    (tmp_path / name).write_bytes(content)
    assert says in message(tmp_path / name)


def test_no_such_file(tmp_path):
    (tmp_path / "wine.csv").write_text("a\n1\n")
    path = tmp_path / "wine.cvs"
    assert message(path) == f"there is no file {str(path)!r} (did you mean 'wine.csv'?)"


def test_no_such_folder(tmp_path):
    said = message(tmp_path / "no" / "wine.csv")
    assert said.endswith(f"there is no folder {str(tmp_path / 'no')!r} either")


def test_a_folder(tmp_path):
    assert re.match(rf"expected a CSV, .*; {tmp_path.name} is a folder$", message(tmp_path))


def test_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "t.csv")
    assert "t.csv is not a regular file" in message(tmp_path / "t.csv")


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    (tmp_path / "t.csv").write_text("a\n1\n")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)  # not chmod: root may read everything
    assert message(tmp_path / "t.csv").endswith("t.csv': permission denied")


@pytest.mark.parametrize("name", ["nul\0.csv", "lone\udce9.csv", "\x1b[31m.csv"])
def test_hostile_paths(name, tmp_path):
    assert repr(name)[1:-1] in message(str(tmp_path / name))


def test_an_address_is_not_fetched():
    assert "there is no file" in message("https://example.com/t.csv")


def test_an_excel_workbook(tmp_path):
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    assert "t.xlsx is a zip archive or an Excel workbook" in message(tmp_path / "t.xlsx")


@pytest.mark.parametrize("cut", [0.3, 0.9999])
def test_a_cut_parquet_file(cut, tmp_path):
    pq.write_table(pa.table({"x": np.arange(1000)}), tmp_path / "t.parquet")
    whole = (tmp_path / "t.parquet").read_bytes()
    (tmp_path / "t.parquet").write_bytes(whole[: int(cut * len(whole))])
    assert "t.parquet is not a whole Parquet file" in message(tmp_path / "t.parquet")


def test_a_damaged_parquet_column(tmp_path):
    pq.write_table(pa.table({"x": np.random.default_rng(0).random(10_000)}), tmp_path / "t.parquet")
    content = bytearray((tmp_path / "t.parquet").read_bytes())
    content[4:60] = bytes(56)
    (tmp_path / "t.parquet").write_bytes(content)
    table = open_table(tmp_path / "t.parquet")
    with pytest.raises(TableError, match=r"^t\.parquet cannot be read: "):
        table.read("x")


def test_parquet_with_a_name_twice(tmp_path):
    pq.write_table(pa.table([[1], [2], [3]], names=["a", "b", "a"]), tmp_path / "t.parquet")
    assert message(tmp_path / "t.parquet") == "t.parquet has more than one column named 'a': rename them"


def test_parquet_with_nothing_in_it(tmp_path):
    pq.write_table(pa.table({"x": pa.array([], pa.int64())}), tmp_path / "t.parquet")
    assert message(tmp_path / "t.parquet").startswith("t.parquet has 1 columns and 0 rows")
    pq.write_table(pa.table({}), tmp_path / "t.parquet")
    assert "at least one non-root column" in message(tmp_path / "t.parquet")


MEMORY = {
    "a number": (3, "expected a path, a data frame .*; got int"),
    "an array": (np.zeros((2, 2)), "expected a path, a data frame .*; got ndarray"),
    "a list of records": ([{"a": 1}], "expected a path, a data frame .*; got list"),
    "a series": (pd.Series([1]), "expected a path, a data frame .*; got Series"),
    "an empty mapping": ({}, "mapping has 0 columns and 0 rows"),
    "empty columns": ({"x": []}, "mapping has 1 columns and 0 rows"),
    "an empty frame": (pl.DataFrame({"x": []}), "polars frame has 1 columns and 0 rows"),
    "an empty lazy frame": (pl.LazyFrame({"x": []}), "polars frame has 1 columns and 0 rows"),
    "lengths": ({"x": [1, 2], "y\n": [1]}, r"must have one length; 'y\\n' has 1 rows, 'x' has 2"),
    "two dimensions": ({"x": np.zeros((3, 2))}, r"column 'x' must be one-dimensional; it has shape \(3, 2\)"),
    "no dimension": ({"x": 3.0}, r"column 'x' must be one-dimensional; it has shape \(\)"),
    "names that read the same": ({1: [1], "1": [2]}, "more than one column named '1'"),
    "pandas names": (pd.DataFrame([[1, 2]], columns=["a", "a"]), "more than one column named 'a'"),
    "pyarrow names": (pa.table([[1], [2]], names=["a", "a"]), "more than one column named 'a'"),
    "a lazy frame that fails": (pl.LazyFrame({"x": [1]}).select("y"), "polars frame cannot be evaluated: "),
}


@pytest.mark.parametrize(("data", "says"), MEMORY.values(), ids=MEMORY.keys())
def test_frames(data, says):
    assert re.search(says, message(data))


def test_a_relation_with_a_name_twice():
    assert "more than one column named 'a'" in message(duckdb.sql("SELECT 1 AS a, 2 AS a"))


def test_an_unknown_column_lists_what_there_is():
    table = open_table({f"x{i}\x1b": [1] for i in range(20)})
    with pytest.raises(TableError) as caught:
        table.read("quality\x1b")
    assert str(caught.value).startswith(r"mapping has no column 'quality\x1b'; it has 'x0\x1b', 'x1\x1b'")
    assert str(caught.value).isprintable()


def test_what_was_refused_leaves_no_files(tmp_path, monkeypatch):
    import gc
    import tempfile

    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    (tmp_path / "t.csv").write_text(RAGGED)
    message(tmp_path / "t.csv")
    (tmp_path / "t.csv").write_text("x\n1\n")
    table = open_table(tmp_path / "t.csv")
    assert table.read("x").values.tolist() == [1]
    gc.collect()
    assert len(list(scratch.iterdir())) == 1
    del table
    gc.collect()
    assert list(scratch.iterdir()) == []
