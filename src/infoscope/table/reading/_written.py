"""Numbers written as text: what counts as one, and when a column of labels looks like numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

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
    """A note where at least three values in four are numbers, money or dates written as text."""
    order = np.argsort(-counts, kind="stable").tolist()
    for look, is_one in LOOKS.items():
        first = next((labels[i] for i in order[:FIRST] if is_one(labels[i])), None)
        if first is None and look != "numbers":
            continue
        other = _others(is_one, labels, counts, order)
        if other is not None and look == "numbers":
            return _numbers(labels, counts, other)
        if other is not None:
            return [f"looks like {look}, such as {shown(first)}, and is read as labels: {WRITE[look]} first"]
    return []


def _others(is_one: Callable[[str], object], labels: Sequence[str], counts, order) -> list[int] | None:
    """Places of the labels that look otherwise; None where they are more than a quarter of the values."""
    allowed, other = 0.25 * counts.sum(), []
    for i in order:
        if not is_one(labels[i]):
            other.append(i)
            allowed -= counts[i]
            if allowed < 0:  # most columns of labels end here, at their commonest value
                return None
    return other


def _numbers(labels: Sequence[str], counts: np.ndarray, other: list[int]) -> list[str]:
    coded = [label for label in labels if _LEADING_ZERO.fullmatch(label)]
    if coded:
        return [f"numbers with leading zeros, such as {shown(coded[0])}, are read as labels"]
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
    named = [shown(token.strip()) for token in tokens[:NAMED]]
    if len(tokens) > NAMED:
        listed = f"{', '.join(named)} and {len(tokens) - NAMED} more"
    else:
        listed = f"{', '.join(named[:-1])} and {named[-1]}"
    return f"{start}; {listed} are not: declare what stands for missing, as with --missing {first}"


NAMED = 5  # of the texts that are no numbers
_GROUPED = r"[0-9]{1,3}(?:[ ,.'\u00a0\u2009\u202f][0-9]{3})+(?:[.,][0-9]+)?"
_AMOUNT = rf"(?:{_GROUPED}|[0-9]+(?:[.,][0-9]+)?)"
_SYMBOL = r"(?:[$€£¥₹₽₩₪₺₫฿]|(?i:USD|EUR|GBP|CHF|JPY|CNY|INR|CAD|AUD|SEK|NOK|DKK|PLN|BRL|MXN|ZAR))"
_MONEY = re.compile(rf"\s*[-+(]?\s*(?:{_SYMBOL}\s*[-+]?{_AMOUNT}|{_AMOUNT}\s*{_SYMBOL})\s*\)?\s*")
_THOUSANDS = re.compile(rf"\s*[-+]?{_GROUPED}\s*")
_PERCENT = re.compile(rf"\s*[-+]?{_AMOUNT}\s*%\s*")
_MONTH = r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-zA-Z]*\.?"
_DAY = rf"[0-9]{{1,2}}([/.-])[0-9]{{1,2}}\1(?:[0-9]{{4}}|[0-9]{{2}})|[0-9]{{1,2}}[ -]{_MONTH}[ -][0-9]{{2,4}}"
_DATE = re.compile(rf"\s*(?:{_DAY}|{_MONTH} [0-9]{{1,2}},? [0-9]{{4}})(?:[ T,]+[0-9]{{1,2}}:[0-9:.]+.*)?\s*")

FIRST = 8  # labels, the commonest, one of which shows the look or it is not looked for
# What text may look like, in the order of preference, and how a table would have it.
LOOKS: dict[str, Callable[[str], object]] = {
    "numbers": lambda text: is_number(text) or _LEADING_ZERO.fullmatch(text),
    "money": _MONEY.fullmatch,
    "percentages": _PERCENT.fullmatch,
    "dates": _DATE.fullmatch,
    "numbers with marks between thousands": _THOUSANDS.fullmatch,
}
WRITE = {
    "money": "convert it to numbers",
    "percentages": "convert them to numbers",
    "dates": "write them as 2024-12-31",
    "numbers with marks between thousands": "take the marks out",
}
