"""The one door by which a table comes in: a file, a data frame, a mapping of arrays, an example."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .._check import nearest
from .column import Column, TableError, shown, without

__all__ = ["Column", "Source", "TableError", "open_example", "open_table"]


@dataclass(frozen=True, eq=False)
class Source:
    """A table that is read one column at a time; `read` may be called from many threads at once.

    Rows are in the same order in every column. `nth` reads the column at a position; `missing` are
    the texts that stand for a missing value; `aliases` are second names that `resolve` and `read`
    know and `names` does not list.
    """

    label: str
    names: list[str]
    n_rows: int
    nth: Callable[[int], Column] = field(repr=False)
    missing: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)

    def resolve(self, name: str) -> str:
        """The column's own name, or a TableError that gives the nearest one."""
        own = self.aliases.get(name, name)
        if own not in self._position:
            names = ", ".join(shown(n, 30) for n in self.names[:8]) + (", …" if len(self.names) > 8 else "")
            raise TableError(
                f"{self.label} has no column {shown(name)}{nearest(name, self.names)}; it has {names}"
            )
        return own

    def read(self, name: str) -> Column:
        """The column of that name, or a TableError that gives the nearest one."""
        return without(self.nth(self._position[self.resolve(name)]), self.missing)

    @cached_property
    def _position(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}


def open_table(data: Any, *, missing: Sequence[str] = ()) -> Source:
    """Open a table without reading it whole: `data` is a path, a data frame or a mapping.

    A path is a CSV or TSV file (or a gzip of one), Parquet or JSON lines. A frame is any that narwhals
    takes: pandas, Polars, PyArrow, Modin, …; a lazy one is evaluated once, into a temporary file. A
    mapping takes names to one-dimensional arrays or lists of one length. `missing` are texts that
    stand for a missing value, beside what the format itself calls missing. Raises TableError, a
    ValueError, in one sentence.

    >>> table = open_table({"x": [1.5, None, 2.5], "y": ["a", "b", "a"]})
    >>> table.names, table.n_rows
    (['x', 'y'], 3)
    >>> table.read("y").labels
    ['a', 'b']
    """
    if isinstance(missing, str):
        missing = (missing,)
    if isinstance(data, (str, os.PathLike)):
        from ._files import open_file

        return open_file(os.fspath(data), tuple(missing))
    from ._frames import open_frame

    return open_frame(data, tuple(missing))


def open_example(name: str) -> Source:
    """Open real data bundled with scikit-learn: wine, breast_cancer, diabetes, iris or digits.

    The last column is called "target"; in all but diabetes, where it is a number, it holds the names
    of the classes and "class" is a second name for it.

    >>> wine = open_example("wine")
    >>> wine.read("class").labels
    ['class_0', 'class_1', 'class_2']
    """
    from ._examples import example

    return example(name)


def distinct(names: Iterable[Any], label: str) -> list[str]:
    """The names as text; a TableError where two are the same."""
    texts = [str(name) for name in names]
    if len(set(texts)) < len(texts):
        twice = [name for name, times in Counter(texts).items() if times > 1]
        listed = ", ".join(shown(name) for name in twice[:5]) + (", …" if len(twice) > 5 else "")
        raise TableError(f"{label} has more than one column named {listed}: rename them")
    return texts


def not_empty(n_columns: int, n_rows: int, label: str) -> None:
    if not n_columns or not n_rows:
        raise TableError(
            f"{label} has {n_columns} columns and {n_rows} rows: at least one of each was expected"
        )
