"""Whole numbers beyond what doubles tell apart, whatever holds them; names in another case."""

from decimal import Decimal

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from infoscope.table import TableError, open_table


@pytest.mark.parametrize("held", ["mapping", "frame", "parquet", "csv"])
@pytest.mark.parametrize("apart", [1, 10**6])
def test_whole_numbers_too_fine_for_doubles_stay_apart(held, apart, tmp_path):
    values = [10**20 + apart * i for i in range(4)]  # whose doubles are 2¹⁴ apart
    data = {"x": values}
    if held == "frame":
        data = pl.DataFrame({"x": pl.Series(values, dtype=pl.Int128)})
    elif held == "parquet":
        data = tmp_path / "t.parquet"
        pq.write_table(pa.table({"x": pa.array(map(Decimal, values), pa.decimal128(38, 0))}), data)
    elif held == "csv":
        data = tmp_path / "t.csv"
        data.write_text("\n".join(["x", *map(str, values)]))
    found = open_table(data).read("x")
    assert found.type == ("label" if apart == 1 else "number")
    if apart == 1:
        assert found.labels == [str(value) for value in values]
        assert any("read as labels" in note for note in found.notes)
    else:
        assert found.values.tolist() == [float(value) for value in values]


def test_a_name_in_other_case_is_asked_about():
    with pytest.raises(TableError, match=r"no column 'AGE' \(did you mean ' Age'\?\)"):
        open_table({" Age": [1, 2], "page": [1, 2]}).read("AGE")
