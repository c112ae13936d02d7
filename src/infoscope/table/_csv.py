"""CSV to Parquet: DuckDB splits the lines, and the type of a column is what all of its values allow.

The types are ours and not DuckDB's sniffer's: it drops leading zeros, reads 1_2 as 12 and yes as true,
takes a comment or a title for what to skip, and gives up where the surprise comes late.
"""

from __future__ import annotations

import csv
import glob
import io
import os
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from ._errors import TableError, distinct, shown
from ._parquet import Workspace, first_line
from ._text import expect_utf8
from ._written import NUMBER, WHOLE

NULLS = ("", "NA", "N/A", "NaN", "nan", "NULL", "null", "None")

# In order of preference: the test a value {v} must pass, and what it is then read as.
_TYPES = {
    "boolean": (r"lower(trim({v})) IN ('true', 'false')", "trim({v})::BOOLEAN"),
    "integer": (
        rf"regexp_full_match({{v}}, '\s*{WHOLE}\s*') AND TRY_CAST({{v}} AS BIGINT) IS NOT NULL",
        "{v}::BIGINT",
    ),
    "number": (rf"regexp_full_match({{v}}, '\s*(?:{NUMBER})\s*')", "{v}::DOUBLE"),
    "comma": (
        rf"regexp_full_match(replace({{v}}, ',', '.'), '\s*(?:{NUMBER})\s*') AND NOT contains({{v}}, '.')",
        "replace({v}, ',', '.')::DOUBLE",
    ),
    "time": (
        r"regexp_matches({v}, '^\s*[0-9]+[-/][0-9]') AND TRY_CAST({v} AS TIMESTAMPTZ) IS NOT NULL",
        "{v}::TIMESTAMPTZ",
    ),
}
_NOTES = {"comma": ["numbers are written with a decimal comma"]}

_HEAD = 1 << 21  # DuckDB's own limit to a line is 2 MB
_SAMPLE = 10_000
_AT_ONCE = 200  # columns whose types are asked for in one query


def csv_to_parquet(
    path: str, label: str, missing: tuple[str, ...], space: Workspace, extension: str
) -> tuple[list[str], dict[int, list[str]]]:
    """Writes table.parquet into the workspace; the names of its columns, and notes by position."""
    import duckdb

    delimiter, header = _dialect(_head(path, label), label, "\t" if extension in (".tsv", ".tab") else ",")
    names = distinct([name or f"column_{i}" for i, name in enumerate(header, 1)], label)
    raw = space.file("raw.parquet")
    nulls = [pad + token for token in (*NULLS, *missing) for pad in ("", " ")]
    try:
        _split(path, raw, delimiter, len(names), nulls, space.con)
    except duckdb.Error as error:
        expect_utf8(path, label)
        raise TableError(_said(error, label, len(names))) from None
    types = _types(raw, len(names), delimiter, space.con)
    casts = ", ".join(f"{_cast(t, f'c{i}')} AS c{i}" for i, t in enumerate(types))
    space.con.execute(
        f"COPY (SELECT {casts} FROM read_parquet($raw)) TO $typed (FORMAT parquet)",
        {"raw": raw, "typed": space.file("table.parquet")},
    )
    os.remove(raw)
    return names, {i: _NOTES[t] for i, t in enumerate(types) if t in _NOTES}


def _head(path: str, label: str) -> str:
    with open(path, "rb") as file:
        block = file.read(_HEAD)
    try:
        return block.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start < _HEAD - 3:  # else a character is cut in two
            expect_utf8(path, label)
        return block[: error.start].decode("utf-8-sig")


def _dialect(text: str, label: str, favourite: str) -> tuple[str, list[str]]:
    """The delimiter on which most of the first lines agree with the header, and the header."""
    best: tuple[tuple[float, int], str, list[str]] = ((-1.0, 0), favourite, [])
    for delimiter in sorted(",;\t|", key=lambda d: d != favourite):
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            rows = list(islice(filter(None, reader), 100))
        except csv.Error as error:
            raise TableError(f"{label} is not readable as CSV: {error}") from None
        if not rows:
            raise TableError(f"{label} is empty: a header line and at least one row were expected")
        width = len(rows[0])
        agree = sum(len(row) == width for row in rows) / len(rows) if width > 1 else 0.0
        if (agree, width) > best[0]:
            best = ((agree, width), delimiter, rows[0])
    return best[1], best[2]


def _split(path: str, raw: str, delimiter: str, width: int, nulls: list[str], con: Any) -> None:
    """Every field as text, or NULL where it stands for a missing value."""
    columns = ", ".join(f"c{i}: 'VARCHAR'" for i in range(width))
    plain = [token for token in nulls if delimiter not in token and '"' not in token]  # DuckDB's condition
    con.execute(
        f"""COPY (FROM read_csv($path, columns={{{columns}}}, auto_detect=false, header=true,
        strict_mode=true, delim=$delimiter, quote='"', escape='"', nullstr=$nulls)) TO $raw (FORMAT parquet)""",
        {"path": glob.escape(path), "raw": raw, "delimiter": delimiter, "nulls": plain},
    )


def _types(raw: str, width: int, delimiter: str, con: Any) -> list[str]:
    """For each column the first type whose test every value passes.

    The first rows rule out most types, so that the whole file is asked only about the others.
    """
    # A comma is taken for a decimal one only where it does not separate anything else.
    tests = [t for t in _TYPES if t != "comma" or delimiter == ";"]
    left = [tests] * width
    for limit in (f"LIMIT {_SAMPLE}", ""):
        for chunk in _chunks(width):
            asked = [(i, t) for i in chunk for t in left[i]]
            failed = [_failures(t, f"c{i}") for i, t in asked] or ["0"]
            columns = ", ".join(f"c{i}" for i in chunk)
            source = f"(SELECT {columns} FROM read_parquet($1) {limit})"
            row = con.execute(f"SELECT {', '.join(failed)} FROM {source}", [raw]).fetchone()
            passed = {key for key, count in zip(asked, row) if not count}
            for i in chunk:
                left[i] = [t for t in left[i] if (i, t) in passed]
    return [_first(passed) for passed in left]


def _chunks(width: int) -> Iterator[range]:
    return (range(start, min(start + _AT_ONCE, width)) for start in range(0, width, _AT_ONCE))


def _failures(type_: str, column: str) -> str:
    return f"count(*) FILTER ({column} IS NOT NULL AND NOT ({_TYPES[type_][0].format(v=column)}))"


def _first(passed: list[str]) -> str:
    if "boolean" in passed and "number" in passed:  # only where there is no value at all
        return "number"
    return passed[0] if passed else "label"


def _cast(type_: str, column: str) -> str:
    return _TYPES[type_][1].format(v=column) if type_ in _TYPES else column


def _said(error: Exception, label: str, width: int) -> str:
    """DuckDB's complaint in one sentence that says what to do."""
    text = str(error)
    line = re.search(r"CSV Error on Line: (\d+)", text)
    found = re.search(r"Expected Number of Columns: \d+ Found: (\d+)", text)
    where = f"line {line[1]} of {label}" if line else label
    if found:
        return f"{where} has {found[1]} fields and the header has {width}: give every line as many"
    if "unterminated quote" in text:
        return f'{where} has a quote " that is not closed: write "" for a quote inside quotes'
    if "invalid state" in text:
        return f"{label} mixes line endings, or quotes in a way CSV does not allow: save it as CSV anew"
    return f"{where} is not readable as CSV: {shown(first_line(error), 200)}"
