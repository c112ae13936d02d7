"""The one door by which a table comes in: a file, a data frame, a mapping of arrays, an example."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .._check import nearest
from ._column import Column, without
from ._errors import TableError, shown

__all__ = ["Column", "Source", "TableError", "open_example", "open_table"]


@dataclass(frozen=True, eq=False)
class Source:
    """A table that is read one column at a time; `read` may be called from many threads at once.

    Rows are in the same order in every column. `nth` reads the column at a position; `missing` are
    the texts that stand for a missing value; `aliases` are second names, which `resolve` and `read`
    know and `names` does not list.

    >>> table = open_table({"x": [1.5, 2.5], "y": ["a", "b"]})
    >>> table.read("z")
    Traceback (most recent call last):
    infoscope.table._errors.TableError: mapping has no column 'z'; it has 'x', 'y'
    """

    label: str
    names: list[str]
    n_rows: int
    nth: Callable[[int], Column] = field(repr=False)
    missing: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)

    def resolve(self, name: str) -> str:
        """The column's own name; a TableError with the nearest one where there is no such column."""
        own = self.aliases.get(name, name)
        if own in self._position:
            return own
        listed = ", ".join(shown(n, 30) for n in self.names[:8]) + (", …" if len(self.names) > 8 else "")
        guess = nearest(name, [*self.names, *self.aliases])
        raise TableError(f"{self.label} has no column {shown(name)}{guess or f'; it has {listed}'}")

    def read(self, name: str) -> Column:
        """The column of that name, or second name."""
        column = self.nth(self._position[self.resolve(name)])
        return without(column, self.missing) if self.missing else column

    @cached_property
    def _position(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}


def open_table(data: Any, *, missing: Sequence[str] = ()) -> Source:
    """Open a table without reading it whole; `data` is a path, a data frame or a mapping.

    A path is a CSV or TSV file (or a gzip of one), Parquet or JSON lines. A frame is any that narwhals
    takes: pandas, Polars, PyArrow, Modin, …; a lazy one is evaluated once, into a temporary file. A
    mapping takes names to one-dimensional arrays or lists of one length. `missing` are texts that
    stand for a missing value, beside what the format itself calls missing (in CSV: nothing at all,
    NA, N/A, NaN, nan, NULL, null, None). Raises TableError, a ValueError, in one sentence.

    >>> table = open_table({"x": [1.5, None, 2.5], "y": ["a", "b", "?"]}, missing=["?"])
    >>> table.names, table.n_rows
    (['x', 'y'], 3)
    >>> table.read("y").missing.tolist()
    [False, False, True]
    """
    missing = (missing,) if isinstance(missing, str) else tuple(missing)
    if isinstance(data, (str, os.PathLike)):
        from ._files import open_file

        return open_file(os.fspath(data), missing)
    from ._frames import open_frame

    return open_frame(data, missing)


def open_example(name: str) -> Source:
    """Open real data bundled with scikit-learn: wine, breast_cancer, diabetes, iris or digits.

    The last column is "target". In diabetes it is a number; in the others it holds the classes (their
    names, or the digits 0 to 9) and "class" is a second name for it.

    >>> wine = open_example("wine")
    >>> wine.read("class").labels
    ['class_0', 'class_1', 'class_2']
    """
    from ._examples import example

    return example(name)
