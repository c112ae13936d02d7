"""The one door by which a table comes in: a file, a data frame, a mapping of arrays, an example."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from .source import Source

__all__ = ["open_example", "open_table"]


def open_table(data: Any, *, missing: Sequence[str] = ()) -> Source:
    """Open a table without reading it whole; `data` is a path, a data frame or a mapping.

    A path is a CSV or TSV file (or a gzip of one), Parquet or JSON lines. A frame is any that narwhals
    takes: pandas, Polars, PyArrow, Modin, …; a lazy one is evaluated once, into a temporary file. A
    mapping takes names to one-dimensional arrays or lists of one length. `missing` are texts that
    stand for a missing value, beside what the format itself calls missing (in CSV: nothing at all,
    NA, N/A, n/a, #N/A, NaN, nan, NULL, null, None). Raises TableError, a ValueError, in one sentence.

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
