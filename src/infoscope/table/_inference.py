"""The type of a column of text is the first that every one of its values allows.

Not DuckDB's own inference: it drops leading zeros and reads 1_2 as 12.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

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
NOTES = {"comma": ["numbers are written with a decimal comma"]}
ROW_GROUP = 20_480  # rows held in memory while a file is written, for each thread

_SAMPLE = 10_000  # rows that rule out most types, so that the whole file is asked only about the others


def typed(raw: str, target: str, tests: Sequence[Sequence[str]], con: Any) -> list[str]:
    """Writes `target` from the Parquet file `raw`, which it removes; the types found, "" for as it was.

    `tests` are the names of the types to try for each column.
    """
    types = _types(raw, [list(names) for names in tests], con)
    casts = ", ".join(
        f"{TYPES[t][1] if t else '{v}'} AS c{i}".format(v=f"#{i}") for i, t in enumerate(types, 1)
    )
    con.execute(
        f"COPY (SELECT {casts} FROM read_parquet($raw)) TO $target (FORMAT parquet, ROW_GROUP_SIZE {ROW_GROUP})",
        {"raw": raw, "target": target},
    )
    os.remove(raw)
    return types


def _types(raw: str, left: list[list[str]], con: Any) -> list[str]:
    for limit in (f"LIMIT {_SAMPLE}", ""):
        asked = [(i, t) for i, tests in enumerate(left) for t in tests]
        if not asked:
            break
        counts = ", ".join(f"count(#{i + 1}), {_failures(t, f'#{i + 1}')}" for i, t in asked)
        rows = f"(SELECT * FROM read_parquet($1) {limit})"
        found = con.execute(f"SELECT {counts} FROM {rows}", [raw]).fetchone()
        left = [[] for _ in left]
        for (i, t), values, failed in zip(asked, found[::2], found[1::2]):
            if not failed and (values or limit):  # without a value there is no type
                left[i].append(t)
    return [passed[0] if passed else "" for passed in left]


def _failures(type_: str, column: str) -> str:
    return f"count(*) FILTER ({column} IS NOT NULL AND NOT ({TYPES[type_][0].format(v=column)}))"
