"""From what was given to what is answered: read the variables, choose, estimate."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

import numpy as np

from .._check import nearest
from .._rng import as_generator
from ..estimate import Estimate, nats_per
from ._found import Found
from ._parts import in_parts, needs_parts
from ._quantity import Quantity
from ._repeated import without_repeats
from ._routes import FAMILIES, as_choice, route
from .automatic._auto import automatic
from .reading._serial import alike_in_order
from .reading._variables import Variable, as_variables

__all__ = ["answer", "find", "measure", "pointwise", "refuse_unknown"]

OPTIONS = ("estimator", "kind", "missing", "unit", "rng")


def measure(quantity: Quantity, data: dict[str, Any], *, unit: Any, **options: Any) -> Estimate:
    """The quantity of the named data, as an Estimate; `options` are those of `find`."""
    nats_per(unit)
    return find(quantity, data, **options).estimate(unit)


def pointwise(quantity: Quantity, data: dict[str, Any], *, unit: Any, **options: Any) -> np.ndarray:
    """The local values of the quantity, one a row, whose mean is the estimate."""
    nats_per(unit)
    return find(quantity, data, **options).pointwise(unit)


def find(
    quantity: Quantity,
    data: dict[str, Any],
    *,
    estimator: Any,
    kind: Any,
    missing: str,
    rng: Any,
    **misplaced: Any,
) -> Found:
    refuse_unknown(misplaced)
    rng, choice = as_generator(rng), as_choice(estimator)
    in_units = [i for i in range(len(data)) if not quantity.balances(i)]
    default = getattr(choice, "reads", None)
    variables = as_variables(data, kind, missing, default=default, in_units=in_units)
    found = answer(quantity, variables, choice, rng)
    said = any(note.startswith("rows beside each other") for note in found.notes)
    return found if said else found.noting(*alike_in_order(variables))


def answer(quantity: Quantity, variables: list[Variable], choice: Any, rng: np.random.Generator) -> Found:
    """What the choice finds, or `automatic` where it is None; what says nothing is left out first."""
    if variables[0].n == 1:
        raise ValueError("one observation tells nothing of its law: pass two or more, a row each")
    variables = [_without_copies(v) if quantity.balances(i) else v for i, v in enumerate(variables)]
    notes = tuple(note for v in variables for note in v.notes)
    silent = [i for i, v in enumerate(variables) if _says_nothing(v, quantity, i)]
    notes += tuple(f"{variables[i].name} is constant: it carries no information" for i in silent)
    quantity = quantity.without(silent)
    kept = sorted(set().union(*quantity.terms))
    if not kept:
        return Found(np.zeros(variables[0].n), "constant", notes)
    quantity, variables = quantity.of(kept), [variables[i] for i in kept]
    if choice is None:
        once = without_repeats(quantity, variables)
        if isinstance(once, Found):
            return replace(once, notes=notes + once.notes)
        quantity, variables = once
    if choice is None and needs_parts(quantity, variables):
        found = in_parts(quantity, variables, lambda part, some: automatic(part, some, rng))
    elif choice is None:
        found = automatic(quantity, variables, rng)
    else:
        found = route(choice, quantity, variables, rng)
    return Found(**{**vars(found), "notes": notes + found.notes})


def _says_nothing(v: Variable, quantity: Quantity, i: int) -> bool:
    return v.constant and (v.kind == "discrete" or quantity.balances(i))


def _without_copies(v: Variable) -> Variable:
    """Without the columns that are constant or repeat another: they tell nothing more."""
    if v.kind == "discrete" or v.columns.shape[1] == 1:
        return v
    first = {v.columns[:, j].tobytes(): j for j in reversed(range(v.columns.shape[1]))}
    kept = [j for j in sorted(first.values()) if (v.columns[:, j] != v.columns[0, j]).any()] or [0]
    if len(kept) == v.columns.shape[1]:
        return v
    note = f"{v.columns.shape[1] - len(kept)} columns of {v.name} are constant or repeat another: left out"
    return replace(v, columns=np.ascontiguousarray(v.columns[:, kept]), notes=(*v.notes, note))


def refuse_unknown(
    misplaced: dict[str, Any], also: tuple[str, ...] = (), choices: Iterable[type] = FAMILIES
) -> None:
    """TypeError for an option that there is not, or that belongs to one of the choices of an estimator."""
    for name in misplaced:
        owners = sorted({c.__name__ for c in choices if name in [f.name for f in fields(c)]})
        if owners:
            shown = " or ".join(f"{owner}({name}=…)" for owner in owners)
            raise TypeError(f"{name} is an option of the estimator: pass estimator={shown}")
        names = (*also, *OPTIONS)
        raise TypeError(
            f"there is no option {name!r}; the options are {', '.join(names)}{nearest(name, names)}"
        )
