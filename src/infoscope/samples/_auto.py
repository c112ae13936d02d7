"""What `estimator="auto"` does: a choice by kind, size and dimension, and why."""

from typing import Any

import numpy as np

from ._auto_continuous import explained
from ._found import Found
from ._quantity import Quantity, mutual_information
from ._routes import route
from ._variables import Variable
from .counts.choices import MillerMadow
from .neighbours import KozachenkoLeonenko, MixedKSG, Ross

__all__ = ["automatic"]


def automatic(quantity: Quantity, variables: list[Variable], rng: np.random.Generator) -> Found:
    """The estimate of the choice for these variables."""
    kinds = {v.kind for v in variables}
    if kinds == {"continuous"} and _balanced(quantity, variables):
        return explained(quantity, variables, rng)
    return route(_choose(quantity, variables), quantity, variables, rng)


def _choose(quantity: Quantity, variables: list[Variable]) -> Any:
    kinds = sorted(v.kind for v in variables)
    if set(kinds) == {"discrete"}:
        return MillerMadow()
    if not _balanced(quantity, variables):
        return KozachenkoLeonenko()
    if kinds == ["continuous", "discrete"] and quantity.terms == mutual_information().terms:
        return Ross(transform="normal_scores")
    return MixedKSG(transform="normal_scores")


def _balanced(quantity: Quantity, variables: list[Variable]) -> bool:
    return all(quantity.balances(i) for i in range(len(variables)))
