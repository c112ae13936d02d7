"""The type of a column of text is the first that every one of its values allows.

Not DuckDB's own inference: it drops leading zeros and reads 1_2 as 12.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from ._duckdb import Workspace
from ._written import NUMBER, WHOLE

# In order of preference: the test a value {v} must pass, and what it is then read as.
TYPES = {
    "boolean": ("lower(trim({v})) IN ('true', 'false')", "trim({v})::BOOLEAN"),
    "integer": (
        rf"regexp_full_match({{v}}, '\s*{WHOLE}\s*') AND TRY_CAST({{v}} AS BIGINT) IS NOT NULL",
        "{v}::BIGINT",
    ),
    "wide": (
        rf"regexp_full_match({{v}}, '\s*{WHOLE}\s*') AND TRY_CAST({{v}} AS DECIMAL(38,0)) IS NOT NULL",
        "{v}::DECIMAL(38,0)",
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
FORMAT = "FORMAT parquet, ROW_GROUP_SIZE 20480"  # rows that each thread holds in memory as it writes

_SAMPLES = (
    100,
    10_000,
)  # rows that rule out most types: all rows are asked about the others
_AT_ONCE = 10  # columns in one query: DuckDB's planning grows faster than their number


def typed(raw: str, target: str, tests: Sequence[Sequence[str]], space: Workspace) -> list[str]:
    """Writes `target` from the Parquet file `raw`, which it removes; the types found, "" for as it was.

    `tests` are the names of the types to try for each column.
    """
    left = {i: list(names) for i, names in enumerate(tests, 1)}  # as DuckDB counts, from 1
    (n_rows,) = space.run("SELECT count(*) FROM read_parquet($1)", [raw]).fetchone()
    for limit in (*(f"LIMIT {n}" for n in _SAMPLES if n < n_rows), ""):
        for start in range(1, len(tests) + 1, _AT_ONCE):
            some = range(start, min(start + _AT_ONCE, len(tests) + 1))
            left |= _passed(raw, {i: left[i] for i in some}, limit, space)
    types = [passed[0] if passed else "" for passed in left.values()]
    casts = ", ".join(_cast(i, t) for i, t in enumerate(types, 1))
    space.run(f"COPY (SELECT {casts} FROM read_parquet($1)) TO $2 ({FORMAT})", [raw, target])
    os.remove(raw)
    return types


def _passed(raw: str, left: dict[int, list[str]], limit: str, space: Workspace) -> dict[int, list[str]]:
    """The types left to each column whose tests its values pass; without a value there is no type."""
    asked = [(i, t) for i, tests in left.items() for t in tests]
    if not asked:
        return left
    columns = ", ".join(f"#{i} AS c{i}" for i in left)
    counts = ", ".join(f"count(c{i}), {_failures(t, f'c{i}')}" for i, t in asked)
    rows = f"(SELECT {columns} FROM read_parquet($1) {limit})"
    found = space.run(f"SELECT {counts} FROM {rows}", [raw]).fetchone()
    results = zip(asked, found[::2], found[1::2])
    passed = {key for key, values, failed in results if not failed and (values or limit)}
    return {i: [t for t in tests if (i, t) in passed] for i, tests in left.items()}


def _cast(i: int, type_: str) -> str:
    value = TYPES[type_][1].format(v=f"#{i}") if type_ else f"#{i}"
    return f"{value} AS c{i}"


def _failures(type_: str, column: str) -> str:
    return f"count(*) FILTER ({column} IS NOT NULL AND NOT ({TYPES[type_][0].format(v=column)}))"
