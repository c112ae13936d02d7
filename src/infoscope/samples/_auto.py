"""What `estimator="auto"` does: a choice by kind, size and dimension, and why."""

from typing import Any

import numpy as np

from ._found import Found
from ._quantity import Quantity
from ._routes import route
from ._variables import Variable
from .counts.choices import MillerMadow
from .neighbours import KSG, KozachenkoLeonenko, Ross

__all__ = ["automatic"]


def automatic(quantity: Quantity, variables: list[Variable], rng: np.random.Generator) -> Found:
    """The estimate of the choice for these variables."""
    return route(_choose(quantity, variables), quantity, variables, rng)


def _choose(quantity: Quantity, variables: list[Variable]) -> Any:
    kinds = {v.kind for v in variables}
    if kinds == {"discrete"}:
        return MillerMadow()
    if not all(quantity.balances(i) for i in range(len(variables))):
        return KozachenkoLeonenko()
    return KSG(transform="normal_scores") if kinds == {"continuous"} else Ross(transform="normal_scores")
