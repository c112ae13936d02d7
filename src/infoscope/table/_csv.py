"""CSV to Parquet: DuckDB splits the lines, and the type of a column is what all its values allow."""

from __future__ import annotations

import csv
import glob
import io
import os
import re
from itertools import islice
from typing import Any

from ._parquet import Workspace, first_line
from ._text import expect_utf8
from .column import NUMBER, WHOLE, TableError
from .source import distinct, not_empty

NULLS = ("", "NA", "N/A", "NaN", "nan", "NULL", "null", "None")
_HEAD = 1 << 21  # DuckDB's own limit to a line is 2 MB
_SAMPLE = 10_000

# In order of preference: a test of one value v, and what v is then read as.
_TYPES = {
    "boolean": ("lower(trim({v})) IN ('true', 'false')", "trim({v})::BOOLEAN"),
    "integer": (
        f"regexp_full_match({{v}}, '\\s*{WHOLE}\\s*') AND TRY_CAST({{v}} AS BIGINT) IS NOT NULL",
        "{v}::BIGINT",
    ),
    "number": (f"regexp_full_match({{v}}, '\\s*(?:{NUMBER})\\s*')", "{v}::DOUBLE"),
    "decimal comma": (
        f"regexp_full_match(replace({{v}}, ',', '.'), '\\s*(?:{NUMBER})\\s*') AND NOT contains({{v}}, '.')",
        "replace({v}, ',', '.')::DOUBLE",
    ),
    "time": (
        "regexp_matches({v}, '^\\s*[0-9]{{4}}[-/][0-9]') AND TRY_CAST({v} AS TIMESTAMPTZ) IS NOT NULL",
        "{v}::TIMESTAMPTZ",
    ),
}
_NOTES = {"decimal comma": "numbers are written with a decimal comma"}


def csv_to_parquet(
    path: str, label: str, missing: tuple[str, ...], space: Workspace, extension: str
) -> tuple[list[str], dict[int, list[str]]]:
    """Writes table.parquet in the workspace; the names of its columns, and notes by position."""
    import duckdb

    text = _head(path, label)
    delimiter, header = _dialect(text, label, "\t" if extension in (".tsv", ".tab") else ",")
    names = distinct([name or f"column_{i}" for i, name in enumerate(header, 1)], label)
    raw, typed = space.file("raw.parquet"), space.file("table.parquet")
    try:
        _split(path, raw, delimiter, len(names), [*NULLS, *missing], space.con)
    except duckdb.Error as error:
        expect_utf8(path, label)
        raise TableError(_ragged(error, label, len(names))) from None
    types = _types(raw, len(names), delimiter == ";", space.con)
    casts = [_TYPES[t][1].format(v=f"c{i}") if t != "label" else f"c{i}" for i, t in enumerate(types)]
    select = ", ".join(f"{cast} AS c{i}" for i, cast in enumerate(casts))
    space.con.execute(f"COPY (SELECT {select} FROM read_parquet($1)) TO {_quoted(typed)} ({_FORMAT})", [raw])
    os.remove(raw)
    return names, {i: [_NOTES[t]] for i, t in enumerate(types) if t in _NOTES}


_FORMAT = "FORMAT parquet, COMPRESSION snappy"


def _head(path: str, label: str) -> str:
    with open(path, "rb") as file:
        block = file.read(_HEAD)
    try:
        return block.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(block) < _HEAD or error.start < _HEAD - 4:  # else a character is cut in two
            expect_utf8(path, label)
        return block[: error.start].decode("utf-8-sig")


def _dialect(text: str, label: str, favourite: str) -> tuple[str, list[str]]:
    """The delimiter on which most of the first lines agree with the header, and the header."""
    best: tuple[float, int, str, list[str]] = (-1.0, 0, favourite, [])
    for delimiter in sorted(",;\t|", key=lambda d: d != favourite):
        try:
            rows = [
                r for r in islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 100) if r
            ]
        except csv.Error as error:
            raise TableError(f"{label} is not a readable CSV file: {error}") from None
        width = len(rows[0])
        agree = sum(len(row) == width for row in rows) / len(rows)
        if (agree * (width > 1), width) > best[:2]:
            best = (agree * (width > 1), width, delimiter, rows[0])
    not_empty(len(best[3]), text.rstrip("\r\n").count("\n") + text.rstrip("\r\n").count("\r"), label)
    return best[2], best[3]


def _split(path: str, raw: str, delimiter: str, width: int, nulls: list[str], con: Any) -> None:
    columns = ", ".join(f"c{i}: 'VARCHAR'" for i in range(width))
    tokens = ", ".join(f"$n{i}" for i in range(len(nulls)))
    select = ", ".join(
        f"CASE WHEN trim(c{i}) IN ({tokens}) THEN NULL ELSE c{i} END AS c{i}" for i in range(width)
    )
    con.execute(
        f"""COPY (SELECT {select} FROM read_csv($path, columns={{{columns}}}, auto_detect=false, header=true,
        delim=$delimiter, quote='"', escape='"', strict_mode=true)) TO {_quoted(raw)} ({_FORMAT})""",
        {"path": glob.escape(path), "delimiter": delimiter} | {f"n{i}": t for i, t in enumerate(nulls)},
    )


def _types(raw: str, width: int, comma: bool, con: Any) -> list[str]:
    """For each column the first type that every value passes; most are ruled out by the first rows."""
    tests = [t for t in _TYPES if comma or t != "decimal comma"]
    left = dict.fromkeys(range(width), tests)
    for limit in (f"LIMIT {_SAMPLE}", ""):
        asked = [(i, t) for i, ts in left.items() for t in ts]
        if not asked:
            break
        counts = ", ".join(
            f"count(*) FILTER (c{i} IS NOT NULL AND NOT ({_TYPES[t][0].format(v=f'c{i}')}))" for i, t in asked
        )
        failed = con.execute(
            f"SELECT {counts} FROM (SELECT * FROM read_parquet($1) {limit})", [raw]
        ).fetchone()
        left = {i: [] for i in range(width)}
        for (i, t), count in zip(asked, failed):
            if not count:
                left[i].append(t)
    return [_first(passed) for passed in left.values()]


def _first(passed: list[str]) -> str:
    if "boolean" in passed and "number" in passed:  # only where there is no value at all
        return "number"
    return passed[0] if passed else "label"


def _ragged(error: Exception, label: str, width: int) -> str:
    text = str(error)
    line = re.search(r"CSV Error on Line: (\d+)", text)
    found = re.search(r"Expected Number of Columns: \d+ Found: (\d+)", text)
    where = f"line {line[1]} of {label}" if line else label
    if found:
        return f"{where} has {found[1]} fields; the header has {width}: give every line as many"
    if "unterminated quote" in text:
        return f'{where} has a quote " that is not closed: close it, or write "" for a quote inside quotes'
    if "invalid state" in text:
        return f"{label} mixes line endings or quotes in ways CSV does not allow: save it again as CSV (RFC 4180)"
    return f"{where} is not readable as CSV: {first_line(error)}"


def _quoted(path: str) -> str:
    return "'" + path.replace("'", "''") + "'"
