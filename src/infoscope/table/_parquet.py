"""Columns of a Parquet file, one at a time, through DuckDB: bounded memory, any number of threads.

Columns are addressed by position, as c0, c1, …: DuckDB folds the case of names and renames duplicates,
and a name from a file has no business in SQL.
"""

from __future__ import annotations

import glob
import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ._column import DURATION, ROUNDED, SECONDS, Column, labelled, numeric, unsupported
from ._errors import TableError, distinct, not_empty
from .source import Source

MEMORY = "768MB"  # a report may take 2 GiB: the rest is Python, its libraries and the columns in hand


@dataclass(frozen=True, eq=False)
class Workspace:
    """A DuckDB connection that never reaches the network, and a folder that goes when it does."""

    con: Any
    folder: str

    def file(self, name: str) -> str:
        return os.path.join(self.folder, name)


def workspace() -> Workspace:
    import duckdb

    folder = tempfile.mkdtemp(prefix="infoscope-")
    con = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": MEMORY,
            "temp_directory": os.path.join(folder, "spill"),
            "threads": str(min(8, os.cpu_count() or 1)),
        },
    )
    con.execute("SET GLOBAL TimeZone = 'UTC'")
    space = Workspace(con, folder)
    weakref.finalize(space, _remove, con, folder)
    return space


def _remove(con: Any, folder: str) -> None:
    con.close()
    shutil.rmtree(folder, ignore_errors=True)


def first_line(error: Exception) -> str:
    """What DuckDB says, without its kind before it or the advice and the excerpt of SQL after it."""
    line = re.sub(r"^[A-Z][A-Za-z ]* Error: ", "", str(error).split("\n")[0])
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)[:200]


def open_parquet(
    path: str,
    label: str,
    missing: tuple[str, ...],
    space: Workspace,
    names: Sequence[str] | None = None,
    notes: Mapping[int, Sequence[str]] | None = None,
) -> Source:
    """A Parquet file as a Source; `names` stand in for those in the file, `notes` go with a column."""
    import duckdb

    literal = glob.escape(path)
    try:
        found = _top_level(space.con, literal)
        types = [row[1] for row in space.con.execute(f"DESCRIBE SELECT * FROM {_SCAN}", [literal]).fetchall()]
        (n_rows,) = space.con.execute(f"SELECT count(*) FROM {_SCAN}", [literal]).fetchone()
    except duckdb.Error as error:
        raise TableError(f"{label} is not a whole Parquet file: {first_line(error)}") from None
    names = distinct(found if names is None else names, label)
    not_empty(len(names), n_rows, label)
    file = Parquet(space, literal, label, names, types, n_rows, notes or {})
    return Source(label, names, n_rows, file.nth, missing)


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


_SCAN = "read_parquet($1, hive_partitioning=false)"


@dataclass(frozen=True, eq=False)
class Parquet:
    """An open file; it keeps its workspace alive."""

    space: Workspace
    literal: str
    label: str
    names: list[str]
    types: list[str]
    n_rows: int
    notes: Mapping[int, Sequence[str]]

    def nth(self, i: int) -> Column:
        import duckdb

        cursor = self.space.con.cursor()  # one for each call: a cursor belongs to one thread
        try:
            column = _read(self, cursor, i)
        except duckdb.Error as error:
            raise TableError(f"{self.label} cannot be read: {first_line(error)}") from None
        finally:
            cursor.close()
        return replace(column, notes=(*self.notes.get(i, ()), *column.notes))

    def fetch(self, cursor: Any, query: str) -> dict[str, np.ndarray]:
        """The query's columns; {} in it stands for the table of c0, c1, … in the order of the file."""
        aliases = ", ".join(f"c{i}" for i in range(len(self.names)))
        return cursor.execute(query.format(f"{_SCAN} AS t({aliases})"), [self.literal]).fetchnumpy()


def _read(file: Parquet, cursor: Any, i: int) -> Column:
    name, sql_type = file.names[i], file.types[i]
    kind = "nested" if sql_type.endswith("]") else sql_type.split("(")[0].strip('"')
    if kind in ("FLOAT", "DOUBLE", "DECIMAL", "NULL"):
        return numeric(name, _doubles(file, cursor, f"c{i}"))
    if kind in ("DATE", "TIME") or kind.startswith("TIMESTAMP"):
        return numeric(name, _doubles(file, cursor, f"epoch(c{i})"), type="time", notes=[SECONDS])
    if kind == "INTERVAL":
        return numeric(name, _doubles(file, cursor, f"epoch(c{i})"), notes=[DURATION])
    if kind.endswith("INT") or kind == "INTEGER":
        return _integers(file, cursor, i)
    if kind == "BOOLEAN":
        codes = file.fetch(cursor, f"SELECT coalesce(c{i}::TINYINT, -1) AS v FROM {{}}")["v"]
        return labelled(name, codes, ["false", "true"], "boolean")
    if kind in ("VARCHAR", "UUID", "ENUM"):
        return _labels(file, cursor, i)
    return unsupported(name, file.n_rows, kind.lower())


def _doubles(file: Parquet, cursor: Any, value: str) -> np.ndarray:
    return file.fetch(cursor, f"SELECT coalesce({value}::DOUBLE, 'nan'::DOUBLE) AS v FROM {{}}")["v"]


def _integers(file: Parquet, cursor: Any, i: int) -> Column:
    if file.types[i] in ("UBIGINT", "HUGEINT", "UHUGEINT"):
        wide = f"SELECT max(c{i}) > 9223372036854775807 OR min(c{i}) < -9223372036854775808 AS w FROM {{}}"
        if file.fetch(cursor, wide)["w"][0]:
            return numeric(file.names[i], _doubles(file, cursor, f"c{i}"), notes=[ROUNDED])
    got = file.fetch(cursor, f"SELECT coalesce(c{i}, 0)::BIGINT AS v, c{i} IS NULL AS m FROM {{}}")
    return numeric(file.names[i], got["v"], got["m"], "integer")


def _labels(file: Parquet, cursor: Any, i: int) -> Column:
    """Factorised by a join inside DuckDB, so that no row ever becomes a Python string."""
    file.fetch(
        cursor,
        f"""CREATE TEMP TABLE levels AS
        SELECT v, (row_number() OVER (ORDER BY v) - 1)::INTEGER AS code
        FROM (SELECT DISTINCT c{i}::VARCHAR AS v FROM {{}} WHERE c{i} IS NOT NULL)""",
    )
    levels = cursor.execute("SELECT v FROM levels ORDER BY code").fetchnumpy()["v"]
    # A join gives its rows in any order, hence their numbers.
    numbered = f"(SELECT c{i}::VARCHAR AS v, row_number() OVER () - 1 AS row FROM {{}})"
    rows = file.fetch(cursor, f"SELECT row, code FROM {numbered} JOIN levels USING (v)")
    codes = np.full(file.n_rows, -1, dtype=np.int32)
    codes[rows["row"]] = rows["code"]
    return labelled(file.names[i], codes, levels.tolist())
