"""Text in data frames is factorised by their library, to the column that a list of it makes."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from infoscope.table import open_table
from infoscope.table.reading import _strings

WORDS = ["b", "a", None, "é☃", "", "a", "10", "1.5", None, "b"] * 50

HOLDERS = {
    "pandas": lambda v: pd.Series(v, dtype=object),
    "pandas string": lambda v: pd.Series(v, dtype="string"),
    "pandas category": lambda v: pd.Series(v, dtype="category"),
    "polars": pl.Series,
    "polars category": lambda v: pl.Series(v, dtype=pl.Categorical),
    "arrow": lambda v: pa.chunked_array([v]),
    "arrow, in pieces": lambda v: pa.chunked_array([v[:7], v[7:8], v[8:]]),
    "arrow dictionary": lambda v: pa.chunked_array([v[:7], v[7:]]).dictionary_encode(),
}


@pytest.mark.parametrize("name", HOLDERS)
@pytest.mark.parametrize(
    "values", [WORDS, ["x"], [None, "x"], ["b", "a"] * 3], ids=["words", "x", "gap", "two"]
)
def test_a_frame_and_a_list_make_one_column(name, values):
    frame = {"x": HOLDERS[name](values)}
    found, expected = open_table(frame).read("x"), open_table({"x": values}).read("x")
    assert (found.type, found.labels) == (expected.type, expected.labels)
    np.testing.assert_array_equal(found.values, expected.values)
    np.testing.assert_array_equal(found.missing, expected.missing)


def test_text_is_not_read_one_by_one(monkeypatch):
    monkeypatch.setattr(_strings, "as_labels", None)
    for holder in HOLDERS.values():
        assert open_table({"x": holder(WORDS)}).read("x").labels == sorted(
            {w for w in WORDS if w is not None}
        )


def test_categories_that_are_not_text_are():
    column = open_table({"x": pd.Series([2, 1, 2, None], dtype="category")}).read("x")
    assert (column.labels, column.values.tolist()) == (["1", "2"], [1, 0, 1, -1])
