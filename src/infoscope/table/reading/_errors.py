"""What any table must be, and how a message names what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any


class TableError(ValueError):
    """The table cannot be read: the message says what was expected, what was found, what to do.

    >>> from infoscope.table import open_table
    >>> open_table("no-such-file.csv")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    infoscope.table.reading._errors.TableError: there is no file '...no-such-file.csv'
    """


def shown(name: Any, width: int = 60) -> str:
    """The text in quotes, control characters escaped and the middle of a long one left out.

    >>> print(shown("a\\x1b[31m"))
    'a\\x1b[31m'
    """
    text = repr(str(name))
    return text if len(text) <= width else f"{text[: width - 15]}…{text[-14:]}"


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
