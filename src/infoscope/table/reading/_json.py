"""JSON lines (or one array of objects) to Parquet."""

from __future__ import annotations

import glob
import re

from ._duckdb import Workspace, first_line, told
from ._errors import TableError, distinct, not_empty
from ._inference import FORMAT, typed
from ._text import expect_utf8


def json_to_parquet(
    path: str, label: str, missing: tuple[str, ...], space: Workspace, extension: str
) -> tuple[list[str], list[str], dict[int, list[str]], list[str]]:
    """Writes a file into the workspace: its path in a list, the names of its columns; no notes or remarks."""
    literal, raw, target = glob.escape(path), space.file("raw.parquet"), space.file("table.parquet")
    _expect_objects(path, label)
    with told(lambda error: _said(error, path, label)):
        described = space.run(f"DESCRIBE SELECT * FROM {_SCAN}", [literal]).fetchall()
        names, types = [row[0] for row in described], [row[1] for row in described]
        _expect_true_names(names, literal, label, space)
        scalars = _scalars(types, literal, space)
        columns = (f"#{i + 1} ->> '$'" if i in scalars else f"#{i + 1}" for i in range(len(names)))
        select = ", ".join(f"{column} AS c{i}" for i, column in enumerate(columns))
        space.run(
            f"COPY (SELECT {select} FROM {_SCAN}) TO $2 ({FORMAT})",
            [literal, raw],
        )
        text = [i in scalars or t == "VARCHAR" for i, t in enumerate(types)]
        typed(raw, target, [["time"] if t else [] for t in text], space)  # JSON has no dates of its own
    return [target], names, {}, []


_SCAN = "read_json($1, format='auto', records='true', sample_size=-1, map_inference_threshold=-1)"


def _expect_objects(path: str, label: str) -> None:
    with open(path, "rb") as file:
        start = file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    if re.match(rb"\[\s*\]", start):
        not_empty(0, 0, label)
    if not re.match(rb"\{|\[\s*\{", start):
        raise TableError(f'{label} must hold one JSON object a line, as {{"x": 1, "y": "a"}}')


def _expect_true_names(names: list[str], literal: str, label: str, space: Workspace) -> None:
    """DuckDB calls a key that differs from another only in its case by a new name: refuse those."""
    folded = {name.casefold() for name in names}
    suspects = [
        n for n in names if (m := re.fullmatch(r"(.*)_\d+", n, re.DOTALL)) and m[1].casefold() in folded
    ]
    if not suspects:
        return
    keys = space.run(
        "SELECT DISTINCT unnest(json_keys(json)) FROM read_json_objects($1, format='auto')", [literal]
    ).fetchall()
    true = {key for (key,) in keys}
    if true != set(names):
        distinct([key.casefold() for key in true], f"{label}, in which the case of letters does not count,")


def _scalars(types: list[str], literal: str, space: Workspace) -> set[int]:
    """Columns of mixed JSON values none of which is nested: read as their text."""
    mixed = [i for i, t in enumerate(types) if t == "JSON"]
    if not mixed:
        return set()
    counts = ", ".join(f"count(*) FILTER (json_type(#{i + 1}) IN ('OBJECT', 'ARRAY'))" for i in mixed)
    nested = space.run(f"SELECT {counts} FROM {_SCAN}", [literal]).fetchone()
    return {i for i, count in zip(mixed, nested) if not count}


def _said(error: Exception, path: str, label: str) -> str:
    expect_utf8(path, label)
    text = str(error)
    twice = re.search(r'has duplicate key "(.*?)"\n', text, re.DOTALL)
    if twice:
        return f"{label} has an object with more than one key {twice[1]!r}: rename them"
    where = re.search(r"(?:at byte \d+ )?in line (\d+)", text)
    at = f"line {where[1]} of {label}" if where else label
    return f"{at} is not a JSON object: one a line was expected ({first_line(error)[:80]})"
