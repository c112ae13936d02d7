"""From what was given to what is answered: read the variables, choose, estimate."""

from typing import Any

import numpy as np

from .._rng import as_generator
from ..estimate import Estimate, nats_per
from ._auto import automatic
from ._found import Found
from ._quantity import Quantity
from ._routes import as_choice, route
from ._variables import as_variables

__all__ = ["find", "measure", "pointwise"]


def measure(quantity: Quantity, data: dict[str, Any], *, unit: Any, **options: Any) -> Estimate:
    """The quantity of the named data, as an Estimate; `options` are those of `find`."""
    nats_per(unit)
    return find(quantity, data, **options).estimate(unit)


def pointwise(quantity: Quantity, data: dict[str, Any], *, unit: Any, **options: Any) -> np.ndarray:
    """The local values of the quantity, one a row, whose mean is the estimate."""
    nats_per(unit)
    return find(quantity, data, **options).pointwise(unit)


def find(
    quantity: Quantity, data: dict[str, Any], *, estimator: Any, kind: Any, missing: str, rng: Any
) -> Found:
    rng, choice = as_generator(rng), as_choice(estimator)
    variables = as_variables(data, kind, missing, default=getattr(choice, "reads", None))
    notes = tuple(note for v in variables for note in v.notes)
    silent = [i for i, v in enumerate(variables) if _says_nothing(v, quantity, i)]
    notes += tuple(f"{variables[i].name} is constant: it carries no information" for i in silent)
    quantity = quantity.without(silent)
    kept = sorted(set().union(*quantity.terms))
    if not kept:
        return Found(np.zeros(variables[0].n), "constant", notes)
    quantity, variables = quantity.of(kept), [variables[i] for i in kept]
    found = automatic(quantity, variables, rng) if choice is None else route(choice, quantity, variables, rng)
    return Found(**{**vars(found), "notes": notes + found.notes})


def _says_nothing(v: Any, quantity: Quantity, i: int) -> bool:
    return v.constant and (v.kind == "discrete" or quantity.balances(i))
