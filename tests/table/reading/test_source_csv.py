"""CSV and JSON lines: text is split as it was meant and typed by all of its values."""

import json
import math

import numpy as np
import pytest

from infoscope.table import open_table

NAN = math.nan


def table(tmp_path, text, name="t.csv", **options):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return open_table(path, **options)


DIALECTS = {
    "plain": "x,y\n1,a\n2,b\n",
    "windows line endings": "x,y\r\n1,a\r\n2,b\r\n",
    "old Mac line endings": "x,y\r1,a\r2,b\r",
    "byte order mark": "\ufeffx,y\n1,a\n2,b\n",
    "byte order mark and quotes": '\ufeff"x","y"\r\n"1","a"\r\n"2","b"\r\n',
    "no line ending at the end": "x,y\n1,a\n2,b",
    "blank lines at the end": "x,y\n1,a\n2,b\n\n\n",
    "blank lines at the start": "\n\nx,y\n1,a\n2,b\n",
    "blank lines between": "x,y\n1,a\n\n2,b\n",
    "semicolons": "x;y\n1;a\n2;b\n",
    "tabs": "x\ty\n1\ta\n2\tb\n",
    "bars": "x|y\n1|a\n2|b\n",
}


@pytest.mark.parametrize("text", DIALECTS.values(), ids=DIALECTS.keys())
def test_dialects(text, tmp_path):
    got = table(tmp_path, text)
    assert (got.names, got.n_rows) == (["x", "y"], 2)
    assert got.read("x").values.tolist() == [1, 2]
    assert got.read("y").labels == ["a", "b"]


def test_quotes_hold_delimiters_line_endings_and_quotes(tmp_path):
    got = table(tmp_path, '"na,me","li\nne"\n"a,b","c\r\nd"\n"e""f",g"h\n')
    assert got.names == ["na,me", "li\nne"]
    assert got.read("na,me").labels == ["a,b", 'e"f']
    assert got.read("li\nne").labels == ["c\r\nd", 'g"h']


def test_one_column_keeps_its_commas_in_quotes(tmp_path):
    got = table(tmp_path, 'x\n"a,b"\n"c,d"\n')
    assert got.names == ["x"]
    assert got.read("x").labels == ["a,b", "c,d"]


def test_names_may_hold_other_delimiters(tmp_path):
    assert table(tmp_path, "x;1,y|2\n1,2\n3,4\n").names == ["x;1", "y|2"]


def test_a_comment_is_not_skipped_silently(tmp_path):
    got = table(tmp_path, "x,y\n#1,a\n2,b\n")
    assert got.read("x").labels == ["#1", "2"]


def test_unnamed_columns_are_named_by_position(tmp_path):
    assert table(tmp_path, ",x,\n0,1,2\n").names == ["column_1", "x", "column_3"]


# text of the values -> type, values or labels
TYPES = {
    "integers": (["1", "-2", "+3", ""], "integer", [1, -2, 3, 0]),
    "spaces around": ([" 1", "2 ", "NA"], "integer", [1, 2, 0]),
    "the largest": ([str(2**63 - 1), str(-(2**63))], "integer", [2**63 - 1, -(2**63)]),
    "beyond 64 bits": ([str(2**63), "1"], "number", [2.0**63, 1.0]),
    "numbers": (["1", "2.5", "1e3", ".5", "-1.", "NaN"], "number", [1.0, 2.5, 1000.0, 0.5, -1.0, NAN]),
    "infinity": (["inf", "-Infinity", "1"], "number", [math.inf, -math.inf, 1.0]),
    "too large": (["1e400", "1"], "number", [math.inf, 1.0]),
    "nothing": (["", "NA", "null"], "number", [NAN, NAN, NAN]),
    "leading zeros": (["00123", "123"], "label", ["00123", "123"]),
    "zero": (["0", "0.5", "-0"], "number", [0.0, 0.5, -0.0]),
    "underscores": (["1_2", "12"], "label", ["12", "1_2"]),
    "hexadecimal": (["0x1F", "3"], "label", ["0x1F", "3"]),
    "booleans": (["True", "false", "TRUE", "NA"], "boolean", ["false", "true"]),
    "yes and no": (["yes", "no"], "label", ["no", "yes"]),
    "letters t and f": (["t", "f"], "label", ["f", "t"]),
    "dates": (["1970-01-02", "1969-12-31", ""], "time", [86400.0, -86400.0, NAN]),
    "times": (["1970-01-01 00:00:01.5", "1970-01-01T00:00:02"], "time", [1.5, 2.0]),
    "zones": (["1970-01-01T00:00:00Z", "1970-01-01 00:00:00+01:00"], "time", [0.0, -3600.0]),
    "not a date": (["1970-01-02", "1970-13-02"], "label", ["1970-01-02", "1970-13-02"]),
    "a year": (["1970", "1971"], "integer", [1970, 1971]),
    "ranges": (["1-2", "3-4"], "label", ["1-2", "3-4"]),
    "every null": (["", "NA", "N/A", "NaN", "nan", "NULL", "null", "None", "x"], "label", ["x"]),
}


@pytest.mark.parametrize(("values", "type_", "expected"), TYPES.values(), ids=TYPES.keys())
def test_types(values, type_, expected, tmp_path):
    column = table(tmp_path, "k,x\n" + "".join(f"k,{v}\n" for v in values)).read("x")
    assert column.type == type_
    if type_ in ("label", "boolean"):
        assert column.labels == expected
    else:
        np.testing.assert_array_equal(column.values, expected)


def test_a_surprise_in_the_last_row_changes_the_type_and_nothing_else(tmp_path):
    n = 60_000
    text = "x,y,z\n" + "".join(f"{i},{i}.5,a\n" for i in range(n)) + "late,7,1\n"
    got = table(tmp_path, text)
    assert [got.read(name).type for name in "xyz"] == ["label", "number", "label"]
    assert got.read("x").notes[0].startswith("99.9 % of the values are numbers; 'late' is not")
    np.testing.assert_array_equal(got.read("y").values, [*(i + 0.5 for i in range(n)), 7.0])


def test_decimal_commas(tmp_path):
    got = table(tmp_path, "x;y;z\n1,5;1;1,5\n-2;2,25;1.5\n;0,5e1;a\n")
    np.testing.assert_array_equal(got.read("x").values, [1.5, -2.0, NAN])
    np.testing.assert_array_equal(got.read("y").values, [1.0, 2.25, 5.0])
    assert got.read("x").notes == ("numbers are written with a decimal comma",)
    assert got.read("z").labels == ["1,5", "1.5", "a"]


def test_thousands_separators_are_not_decimal_commas(tmp_path):
    assert table(tmp_path, 'x,y\n"1,234",a\n"5,678",b\n').read("x").labels == ["1,234", "5,678"]


def test_missing_tokens_are_taken_out_before_the_type_is_found(tmp_path):
    got = table(tmp_path, 'x,y,z\n1, ?,"?"\n?,2.5,a\n?,.,b\n', missing=["?", ".", ',"'])
    assert [got.read(name).type for name in "xyz"] == ["integer", "number", "label"]
    assert got.read("x").missing.tolist() == [False, True, True]
    np.testing.assert_array_equal(got.read("y").values, [NAN, 2.5, NAN])
    assert got.read("z").labels == ["a", "b"]


def test_a_token_that_holds_a_delimiter(tmp_path):
    got = table(tmp_path, 'x,y\n"a,b",1\nc,2\n', missing=["a,b"])
    assert got.read("x").labels == ["c"]
    assert got.read("x").missing.tolist() == [True, False]


def test_a_character_across_the_end_of_the_first_block(tmp_path):
    for shift in range(4):
        got = table(tmp_path, "\ufeffx,y\n" + "1" * shift + "1,a\n" + "1,😀\n" * 300_000)
        assert got.n_rows == 300_001
        assert got.read("y").labels == ["a", "😀"]


def test_a_very_long_field(tmp_path):
    got = table(tmp_path, f"x;y\n1;{'long,' * 100_000}\n2;a\n")
    assert got.names == ["x", "y"]
    assert got.read("y").labels == ["a", "long," * 100_000]


def test_more_columns_than_fit_one_pass(tmp_path):
    n = 1234
    names = [f"x{i}" for i in range(n)]
    lines = [",".join(f"{row}{i}" if i % 2 else f"a{row}" for i in range(n)) for row in (1, 2, 3)]
    got = table(tmp_path, "\n".join([",".join(names), *lines]))
    assert got.names == names
    for i in (1, 499, 501, 999, 1001, 1233):
        assert got.read(f"x{i}").values.tolist() == [int(f"{row}{i}") for row in (1, 2, 3)]
    assert got.read("x1232").labels == ["a1", "a2", "a3"]


OBJECTS = {
    "mixed": ([1, "a", True, 2.5], "label", ["1", "2.5", "a", "true"]),
    "nested": ([{"a": 1}, [1], None], "unsupported", [NAN, NAN, NAN]),
    "lists": ([[1], [2]], "unsupported", [NAN, NAN]),
    "text of numbers": (["1", "2"], "label", ["1", "2"]),
    "dates": (["1970-01-02", "1970-01-02T00:00:01.5Z", None], "time", [86400.0, 86401.5, NAN]),
    "nulls": ([None, None], "number", [NAN, NAN]),
    "large": ([10**25, 1], "number", [1e25, 1.0]),
    "integers and floats": ([1, 2.5], "number", [1.0, 2.5]),
    "identifiers": (
        ["6ba7b810-9dad-11d1-80b4-00c04fd430c8", None],
        "label",
        ["6ba7b810-9dad-11d1-80b4-00c04fd430c8"],
    ),
}


@pytest.mark.parametrize(("values", "type_", "expected"), OBJECTS.values(), ids=OBJECTS.keys())
def test_json_types(values, type_, expected, tmp_path):
    text = "".join(json.dumps({"k": 0, "x": v}) + "\n" for v in values)
    column = table(tmp_path, text, "t.jsonl").read("x")
    assert column.type == type_
    if type_ == "label":
        assert column.labels == expected
    else:
        np.testing.assert_array_equal(column.values, expected)


def test_a_key_that_comes_late_is_missing_before(tmp_path):
    got = table(tmp_path, '{"x": 1}\n' * 30_000 + '{"x": 2, "y": "b"}\n', "t.jsonl")
    assert got.names == ["x", "y"]
    assert got.read("y").missing.tolist() == [True] * 30_000 + [False]


def test_json_keys_that_end_in_a_number(tmp_path):
    assert table(tmp_path, '{"a": 1, "a_1": 2}\n', "t.jsonl").names == ["a", "a_1"]


@pytest.mark.parametrize(
    ("text", "said"), [("1.5,2\n3,4\n", True), ("a,2\n3,4\n", False), ("1,\n3,4\n", False), ("7\n8\n", True)]
)
def test_a_header_of_numbers_is_doubted(text, said, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(text)
    assert [note.startswith("the first line, all numbers") for note in open_table(path).notes] == [
        True
    ] * said
