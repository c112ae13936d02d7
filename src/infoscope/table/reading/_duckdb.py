"""DuckDB on our terms: no network, bounded memory, a folder of its own, errors in one sentence."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ._errors import TableError

MEMORY = "768MB"  # a report may take 2 GiB: the rest is Python, its libraries and the columns in hand


@dataclass(frozen=True, eq=False)
class Workspace:
    """A DuckDB connection that never reaches the network, and a folder that goes when it does."""

    con: Any
    folder: str

    def file(self, name: str) -> str:
        return os.path.join(self.folder, name)

    def run(self, query: str, parameters: Any) -> Any:
        """The result of a long query, in a thread of its own: Ctrl-C then ends it at once.

        DuckDB looks for the signal only where the calling thread has a part of the work.
        """
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(self.con.execute, query, parameters)
            try:
                return future.result()
            except KeyboardInterrupt:
                self.con.interrupt()
                raise


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
    con.execute("SET GLOBAL parquet_metadata_cache = true")
    space = Workspace(con, folder)
    weakref.finalize(space, _remove, con, folder)
    return space


def _remove(con: Any, folder: str) -> None:
    con.close()
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def told(say: Callable[[Exception], str]) -> Iterator[None]:
    """DuckDB's errors as a TableError that says what `say` makes of them, and Ctrl-C as what it is."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise TableError(say(error)) from None
    except RuntimeError as error:
        if "interrupted" not in str(error).lower():
            raise
        raise KeyboardInterrupt from None  # DuckDB took the signal, and gives this for it


def first_line(error: Exception) -> str:
    """What DuckDB says, without its kind before it or the advice and the excerpt of SQL after it."""
    line = re.sub(r"^[A-Z][A-Za-z ]* Error: ", "", str(error).split("\n")[0])
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)[:200]
