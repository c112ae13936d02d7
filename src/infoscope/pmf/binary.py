"""The entropy of one yes-or-no question."""

from typing import Any

from .._check import as_numbers, in_unit_interval
from ..estimate import Unit
from ._terms import entropy_terms
from .renyi import complement_terms

__all__ = ["binary_entropy"]


def binary_entropy(p: Any, *, unit: Unit = "nats") -> Any:
    """h(p) = -p ln p - (1 - p) ln(1 - p), element by element.

    `p` is a number or an array of any shape, each entry between 0 and 1; so is the answer. The gradient
    is taken as 0 at 0 and at 1. Raises ValueError where an entry lies outside. Cover & Thomas, equation
    2.5.

    >>> binary_entropy([0.5, 0.11], unit="bits").round(6)
    array([1.      , 0.499916])
    """
    xp, (p,), answer = as_numbers(unit, p=p)
    in_unit_interval(xp, p, "p")
    return answer(entropy_terms(p) + complement_terms(p))
