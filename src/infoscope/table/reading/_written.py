"""Numbers written as text: what counts as one, and when a column of labels looks like numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from ._errors import shown

# For Python's `re` and for DuckDB's RE2 alike. Not a number: an underscore (Python and DuckDB both
# read 1_2 as 12), hexadecimal, or a leading zero, which marks a code such as 00123.
WHOLE = r"[+-]?(?:0|[1-9][0-9]*)"
NUMBER = rf"(?:{WHOLE}(?:\.[0-9]*)?|[+-]?\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?(?i:inf|infinity)"

_WHOLE = re.compile(rf"\s*{WHOLE}\s*")
_NUMBER = re.compile(rf"\s*(?:{NUMBER})\s*")
_LEADING_ZERO = re.compile(r"\s*[+-]?0[0-9]+\s*")


def is_number(text: str) -> bool:
    """True for what NUMBER describes, spaces around it aside.

    >>> [is_number(text) for text in ("-1.5e3", " 7 ", "007", "1_000", "0x1F", "?")]
    [True, True, False, False, False, False]
    """
    return _NUMBER.fullmatch(text) is not None


def is_whole(text: str) -> bool:
    return _WHOLE.fullmatch(text) is not None


def doubts(labels: Sequence[str], counts: np.ndarray) -> list[str]:
    """A note where at least three values in four are numbers written as text."""
    allowed = 0.25 * counts.sum()
    other: list[int] = []
    coded = ""
    for i in np.argsort(-counts, kind="stable"):
        if _LEADING_ZERO.fullmatch(labels[i]):
            coded = labels[i]
        elif not is_number(labels[i]):
            other.append(int(i))
            allowed -= counts[i]
            if allowed < 0:  # most columns of labels end here, at their commonest value
                return []
    if coded:
        return [f"numbers with leading zeros, such as {shown(coded)}, are read as labels"]
    if other:
        return [_almost([labels[i] for i in other], 1 - counts[other].sum() / counts.sum())]
    if len(labels):
        return ["numbers written as text are read as labels: convert the column to use them as numbers"]
    return []


def _almost(tokens: list[str], share: float) -> str:
    percent = min(99.9, float(f"{100 * share:.3g}"))  # never 100: some are not
    start, first = f"{percent:g} % of the values are numbers", shown(tokens[0].strip())
    if len(tokens) == 1:
        return f"{start}; {first} is not: declare it missing with --missing {first}"
    return (
        f"{start}; {first} and {len(tokens) - 1} more are not: "
        f"declare what stands for missing, as with --missing {first}"
    )
