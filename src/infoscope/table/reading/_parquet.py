"""Columns of a Parquet file, one at a time, through DuckDB: bounded memory, any number of threads.

Columns are addressed by position, as #1, #2, …: DuckDB folds the case of names and renames duplicates,
and a name from a file has no business in SQL.
"""

from __future__ import annotations

import glob
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ._column import DURATION, ROUNDED, SECONDS, TOO_FINE, Column, labelled, numeric, unsupported
from ._duckdb import Workspace, first_line, told
from ._errors import distinct, not_empty
from .source import Source


def open_parquet(
    paths: Sequence[str],
    label: str,
    missing: tuple[str, ...],
    space: Workspace,
    names: Sequence[str] | None = None,
    notes: Mapping[int, Sequence[str]] | None = None,
    remarks: Sequence[str] = (),
) -> Source:
    """Parquet files of the same rows, side by side; `names` stand in for those in the files.

    `notes` go with the columns of those places, `remarks` with the table.
    """
    found: list[str] = []
    places: list[tuple[str, int]] = []
    types: list[str] = []
    with told(lambda error: f"{label} is not a whole Parquet file: {first_line(error)}"):
        for literal in map(glob.escape, paths):
            columns = _top_level(space.con, literal)
            described = space.con.execute(f"DESCRIBE SELECT * FROM {_SCAN}", [literal]).fetchall()
            found += columns
            places += [(literal, i) for i in range(len(columns))]
            types += [row[1] for row in described]
        (n_rows,) = space.con.execute(f"SELECT count(*) FROM {_SCAN}", [literal]).fetchone()
    names = distinct(found if names is None else names, label)
    not_empty(len(names), n_rows, label)
    file = Parquet(space, label, names, places, types, n_rows, notes or {})
    return Source(label, names, n_rows, file.nth, missing, notes=tuple(remarks))


def _top_level(con: Any, literal: str) -> list[str]:
    """Names as the file has them: the schema is listed depth first, below its root."""
    rows = con.execute("SELECT name, num_children FROM parquet_schema($1)", [literal]).fetchall()[1:]
    names, inside = [], 0
    for name, children in rows:
        if not inside:
            names.append(name)
        else:
            inside -= 1
        inside += children or 0
    return names


_WIDE = "DECIMAL(38,0)"  # whole numbers of as many digits
_SCAN = "read_parquet($1, hive_partitioning=false)"


@dataclass(frozen=True, eq=False)
class Parquet:
    """An open file; it keeps its workspace alive."""

    space: Workspace
    label: str
    names: list[str]
    places: list[tuple[str, int]]  # the file, as a pattern that matches it alone, and the position in it
    types: list[str]
    n_rows: int
    notes: Mapping[int, Sequence[str]]

    def nth(self, i: int) -> Column:
        cursor = self.space.con.cursor()  # one for each call: a cursor belongs to one thread
        try:
            with told(lambda error: f"{self.label} cannot be read: {first_line(error)}"):
                column = _read(self, cursor, i)
        finally:
            cursor.close()
        return replace(column, notes=(*self.notes.get(i, ()), *column.notes))

    def fetch(self, cursor: Any, i: int, query: str) -> dict[str, np.ndarray]:
        """The query's columns; {x} in it stands for the i-th column and {table} for the rows, in order."""
        literal, position = self.places[i]
        return cursor.execute(query.format(x=f"#{position + 1}", table=_SCAN), [literal]).fetchnumpy()


def _read(file: Parquet, cursor: Any, i: int) -> Column:
    name, sql_type = file.names[i], file.types[i]
    kind = "nested" if sql_type.endswith("]") else sql_type.split("(")[0].strip('"')
    if sql_type == _WIDE:
        return _integers(file, cursor, i)
    if kind in ("FLOAT", "DOUBLE", "DECIMAL", "NULL"):
        return numeric(name, _doubles(file, cursor, i))
    if kind in ("DATE", "TIME") or kind.startswith("TIMESTAMP"):
        return numeric(name, _doubles(file, cursor, i, "epoch({x})"), type="time", notes=[SECONDS])
    if kind == "INTERVAL":
        return numeric(name, _doubles(file, cursor, i, "epoch({x})"), notes=[DURATION])
    if kind.endswith("INT") or kind == "INTEGER":
        return _integers(file, cursor, i)
    if kind == "BOOLEAN":
        codes = file.fetch(cursor, i, "SELECT coalesce({x}::TINYINT, -1) AS v FROM {table}")["v"]
        return labelled(name, codes, ["false", "true"], "boolean")
    if kind in ("VARCHAR", "UUID", "ENUM"):
        return _labels(file, cursor, i)
    missing = file.fetch(cursor, i, "SELECT {x} IS NULL AS m FROM {table}")["m"]
    return unsupported(name, np.asarray(missing, dtype=bool), kind.lower())


def _doubles(file: Parquet, cursor: Any, i: int, value: str = "{x}") -> np.ndarray:
    query = f"SELECT coalesce({value}::DOUBLE, 'nan'::DOUBLE) AS v FROM {{table}}"
    return file.fetch(cursor, i, query)["v"]


def _integers(file: Parquet, cursor: Any, i: int) -> Column:
    if file.types[i] in ("UBIGINT", "HUGEINT", "UHUGEINT", _WIDE):
        limits = "max({x}) > 9223372036854775807 OR min({x}) < -9223372036854775808"
        if file.fetch(cursor, i, f"SELECT {limits} AS wide FROM {{table}}")["wide"][0]:
            merged = "count(DISTINCT {x}) > count(DISTINCT {x}::DOUBLE)"
            if not file.fetch(cursor, i, f"SELECT {merged} AS some FROM {{table}}")["some"][0]:
                return numeric(file.names[i], _doubles(file, cursor, i), notes=[ROUNDED])
            return replace(_labels(file, cursor, i, doubt=False), notes=(TOO_FINE,))
    got = file.fetch(cursor, i, "SELECT coalesce({x}, 0)::BIGINT AS v, {x} IS NULL AS m FROM {table}")
    return numeric(file.names[i], got["v"], got["m"], "integer")


def _labels(file: Parquet, cursor: Any, i: int, doubt: bool = True) -> Column:
    """Factorised by a join inside DuckDB, so that no row ever becomes a Python string."""
    file.fetch(
        cursor,
        i,
        """CREATE TEMP TABLE levels AS
        SELECT v, (row_number() OVER (ORDER BY v) - 1)::INTEGER AS code
        FROM (SELECT DISTINCT {x}::VARCHAR AS v FROM {table} WHERE {x} IS NOT NULL)""",
    )
    levels = cursor.execute("SELECT v FROM levels ORDER BY code").fetchnumpy()["v"]
    # A join gives its rows in any order, hence their numbers.
    numbered = "(SELECT {x}::VARCHAR AS v, row_number() OVER () - 1 AS row FROM {table})"
    rows = file.fetch(cursor, i, f"SELECT row, code FROM {numbered} JOIN levels USING (v)")
    codes = np.full(file.n_rows, -1, dtype=np.int32)
    codes[rows["row"]] = rows["code"]
    return labelled(file.names[i], codes, levels.tolist(), doubt=doubt)
