"""CSV to Parquet: DuckDB splits the lines into fields, all of them text, and `_inference` does the rest.

The dialect is ours and not DuckDB's sniffer's, which takes lines it cannot split for titles to skip.
"""

from __future__ import annotations

import csv
import glob
import io
import re
from typing import Any

from ._duckdb import Workspace, first_line, told
from ._errors import TableError, distinct, shown
from ._inference import FORMAT, NOTES, TYPES, typed
from ._text import expect_utf8
from ._written import is_number

NULLS = ("", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "None")

HEADLESS = "the first line, all numbers, was taken for the names of columns: if it is a row, add a header"

_HEAD = 1 << 21  # DuckDB's own limit to a line is 2 MB
_AT_ONCE = 500  # columns taken in one pass over the file: wider rows would not fit the memory allowed


def csv_to_parquet(
    path: str, label: str, missing: tuple[str, ...], space: Workspace, extension: str
) -> tuple[list[str], list[str], dict[int, list[str]], list[str]]:
    """Writes files into the workspace, side by side: their paths, the names of all columns, notes on columns
    by their places, and remarks on the table."""
    text = _head(path, label)
    delimiter, header = _dialect(text, label, "\t" if extension in (".tsv", ".tab") else ",")
    names = distinct([name or f"column_{i}" for i, name in enumerate(header, 1)], label)
    scan, parameters = _scan(path, text, delimiter, len(names), missing)
    # A comma is taken for a decimal one only where it does not separate anything else.
    tests = [t for t in TYPES if t != "comma" or delimiter == ";"]
    types: list[str] = []
    paths: list[str] = []
    for start in range(0, len(names), _AT_ONCE):
        columns = [f"c{i}" for i in range(start, min(start + _AT_ONCE, len(names)))]
        paths.append(space.file(f"table-{start}.parquet"))
        parameters["raw"] = space.file("raw.parquet")
        with told(lambda error: _said(error, path, label, len(names))):
            space.run(f"COPY (SELECT {', '.join(columns)} FROM {scan}) TO $raw ({FORMAT})", parameters)
            types += typed(parameters["raw"], paths[-1], [tests] * len(columns), space)
    remarks = [HEADLESS] if header and all(map(is_number, header)) else []
    return paths, names, {i: NOTES[t] for i, t in enumerate(types) if t in NOTES}, remarks


def _head(path: str, label: str) -> str:
    with open(path, "rb") as file:
        block = file.read(_HEAD)
    try:
        text = block.decode()
    except UnicodeDecodeError as error:
        if error.start < _HEAD - 3:  # else a character is cut in two
            expect_utf8(path, label)
        text = block[: error.start].decode()
    return text.removeprefix("\ufeff")


def _dialect(text: str, label: str, favourite: str) -> tuple[str, list[str]]:
    """The delimiter on which most of the first lines agree with the header, and the header."""
    best: tuple[tuple[float, int], str, list[str]] = ((-1.0, 0), favourite, [])
    for delimiter in sorted(",;\t|", key=lambda d: d != favourite):
        rows = _first_rows(text, delimiter)
        if not rows:
            raise TableError(
                f"{label} has no header line: it was expected to start with the names of columns"
            )
        width = len(rows[0])
        agree = sum(len(row) == width for row in rows) / len(rows) if width > 1 else 0.0
        if (agree, width) > best[0]:
            best = ((agree, width), delimiter, rows[0])
    return best[1], best[2]


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows += [row] if row else []
            if len(rows) == 100:
                break
    except csv.Error:  # a field longer than Python's reader takes, which DuckDB may: the rows before will do
        return rows
    return rows


def _scan(
    path: str, text: str, delimiter: str, width: int, missing: tuple[str, ...]
) -> tuple[str, dict[str, Any]]:
    """DuckDB's reader and its parameters: each field as text, NULL where it stands for a missing value."""
    columns = ", ".join(f"c{i}: 'VARCHAR'" for i in range(width))
    nulls = [pad + token for token in (*NULLS, *missing) for pad in ("", " ")]
    parameters = {
        "path": glob.escape(path),
        "delimiter": delimiter,
        "blank": len(text[: len(text) - len(text.lstrip("\r\n"))].splitlines()),
        "nulls": [t for t in nulls if delimiter not in t and '"' not in t],  # DuckDB takes no others
    }
    return (
        f"""read_csv($path, columns={{{columns}}}, auto_detect=false, strict_mode=true, header=true,
        skip=$blank, delim=$delimiter, quote='"', escape='"', nullstr=$nulls)""",
        parameters,
    )


def _said(error: Exception, path: str, label: str, width: int) -> str:
    """DuckDB's complaint in one sentence that says what to do."""
    expect_utf8(path, label)
    text = str(error)
    line = re.search(r"CSV Error on Line: (\d+)", text)
    found = re.search(r"Expected Number of Columns: \d+ Found: (\d+)", text)
    where = f"line {line[1]} of {label}" if line else label
    if found:
        fields = "1 field" if found[1] == "1" else f"{found[1]} fields"
        return f"{where} has {fields} and the header has {width}: give every line as many"
    if "unterminated quote" in text:
        return f'{where} has a quote " that is not closed: write "" for a quote inside quotes'
    if "invalid state" in text:
        return f"{label} mixes line endings, or quotes in a way CSV does not allow: save it as CSV anew"
    return f"{where} is not readable as CSV: {shown(first_line(error), 200)}"
