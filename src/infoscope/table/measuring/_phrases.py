"""Warnings of estimators as a report words them: in its unit, and without advice for another place."""

import re
from collections.abc import Iterable

from ...estimate import Unit, nats_per

__all__ = ["reworded"]

NATS = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?(?:e[+-]?\d+)?) nats\b")
ONE = re.compile(r"(?<![\d.])1 dimensions\b")
ADVICE = re.compile(r"[;,:] [^;:]*\b[A-Z]\w+\([^)]*\)[^;:]*")  # a class to call: nobody calls one from here


def reworded(warnings: Iterable[str], unit: Unit) -> list[str]:
    """The sentences with nats turned into `unit`, in as many digits, and calls of Python left out.

    >>> reworded(["no more than 2.00 nats; see whether Other() finds more"], "bits")
    ['no more than 2.89 bits']
    """
    said = (ONE.sub("1 dimension", ADVICE.sub("", warning)) for warning in warnings)
    return [NATS.sub(lambda found: _in_unit(found[1], unit), warning) for warning in said]


def _in_unit(number: str, unit: Unit) -> str:
    digits = max(2, len(number.partition("e")[0].replace(".", "").lstrip("0")))
    return f"{float(number) / nats_per(unit):.{digits}g} {unit}" if unit != "nats" else f"{number} nats"
