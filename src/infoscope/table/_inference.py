"""The type of a column of text is the first that every one of its values allows.

Not DuckDB's own inference: it drops leading zeros and reads 1_2 as 12.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

from ._parquet import Workspace
from ._written import NUMBER, WHOLE

# In order of preference: the test a value {v} must pass, and what it is then read as.
TYPES = {
    "boolean": ("lower(trim({v})) IN ('true', 'false')", "trim({v})::BOOLEAN"),
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
_SAMPLE = 10_000  # rows that rule out most types, so that the whole file is asked only about the others
_AT_ONCE = 200  # columns in one query


def typed(raw: str, tests: Sequence[Sequence[str]], space: Workspace) -> dict[int, list[str]]:
    """Writes table.parquet from `raw`, whose columns are c0, c1, …; notes by position.

    `tests` are the names of the types to try for each column; without any it stays as it is.
    """
    types = _types(raw, [list(names) for names in tests], space.con)
    casts = ", ".join(f"{_cast(t, f'c{i}')} AS c{i}" for i, t in enumerate(types))
    space.con.execute(
        f"COPY (SELECT {casts} FROM read_parquet($raw)) TO $typed (FORMAT parquet)",
        {"raw": raw, "typed": space.file("table.parquet")},
    )
    os.remove(raw)
    return {i: _NOTES[t] for i, t in enumerate(types) if t in _NOTES}


def _types(raw: str, left: list[list[str]], con: Any) -> list[str]:
    for limit in (f"LIMIT {_SAMPLE}", ""):
        for chunk in _chunks(len(left)):
            asked = [(i, t) for i in chunk for t in left[i]]
            if not asked:
                continue
            counts = [f"count(c{i}), {_failures(t, f'c{i}')}" for i, t in asked]
            source = f"(SELECT {', '.join(f'c{i}' for i in chunk)} FROM read_parquet($1) {limit})"
            row = con.execute(f"SELECT {', '.join(counts)} FROM {source}", [raw]).fetchone()
            for i in chunk:
                left[i] = []
            for (i, t), values, failed in zip(asked, row[::2], row[1::2]):
                if not failed and (values or limit):
                    left[i].append(t)
    return [passed[0] if passed else "as it is" for passed in left]


def _chunks(width: int) -> Iterator[range]:
    return (range(start, min(start + _AT_ONCE, width)) for start in range(0, width, _AT_ONCE))


def _failures(type_: str, column: str) -> str:
    return f"count(*) FILTER ({column} IS NOT NULL AND NOT ({TYPES[type_][0].format(v=column)}))"


def _cast(type_: str, column: str) -> str:
    return TYPES[type_][1].format(v=column) if type_ in TYPES else column
