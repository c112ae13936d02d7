"""Validation at the public edge: every message says what was expected, what was given, what to do."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

__all__ = ["nearest", "pick"]


def pick(name: Any, table: Mapping[str, Any], what: str) -> Any:
    """`table[name]`, or an error that lists the names there are.

    >>> pick("a", {"a": 1}, "letter")
    1
    """
    if not isinstance(name, str) or name not in table:
        raise ValueError(f"{what} must be one of {', '.join(table)}; got {name!r}{nearest(name, table)}")
    return table[name]


def nearest(name: Any, names) -> str:
    """` (did you mean 'x'?)` where a name is close, else nothing."""
    close = get_close_matches(str(name), [str(n) for n in names], n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""
