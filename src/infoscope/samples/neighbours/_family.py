"""Which quantities neighbours tell, and what to say of the answer."""

from dataclasses import replace

import numpy as np
from scipy.special import digamma

from .._found import Found, cannot_read, mean_and_error
from .._quantity import Quantity
from .._variables import Variable
from . import _local as local
from .choices import KSG, KozachenkoLeonenko, Ross

__all__ = ["kozachenko_leonenko", "ksg", "ross"]

MANY_COLUMNS = 6
NEAR = 0.5  # of the ceiling of KSG: above, it falls short by more than its error


def kozachenko_leonenko(
    choice: KozachenkoLeonenko, quantity: Quantity, variables: list[Variable], rng: np.random.Generator
) -> Found:
    """Σ c · ĥ(group), each group with neighbours of its own."""
    if any(v.kind != "continuous" for v in variables):
        raise cannot_read(choice, variables, "continuous variables")
    _enough(variables[0].n, choice.k)
    found = np.zeros(variables[0].n)
    for group, c in quantity.terms.items():
        columns = np.hstack([variables[i].columns for i in sorted(group)])
        found += c * local.kozachenko_leonenko(columns, choice.k)
    answer = Found(found, f"Kozachenko-Leonenko, k={choice.k}")
    if answer.value == -np.inf:
        return answer.noting(
            f"more than {choice.k} observations are equal: a law with atoms has no density, so h = -inf; "
            "kind='discrete' gives the entropy of the values as labels"
        )
    return answer


def ksg(choice: KSG, quantity: Quantity, variables: list[Variable], rng: np.random.Generator) -> Found:
    if any(v.kind != "continuous" for v in variables):
        raise cannot_read(choice, variables, "continuous variables")
    x, y = variables
    _enough(x.n, choice.k)
    a, b = _transformed(x, choice), _transformed(y, choice)
    found = Found(local.ksg(a, b, choice.k), _describe("KSG-1", choice))
    d = a.shape[1] + b.shape[1]
    found = _near_the_ceiling(found, choice.k)
    if d >= MANY_COLUMNS:
        return found.noting(
            f"neighbours in {d} dimensions are far apart at n={x.n}: the estimate falls short"
        )
    return found


def _near_the_ceiling(found: Found, k: int) -> Found:
    """What to say, and the error to give, of more information than n points can show.

    Where x and y give each other away, every point has its k neighbours and no others beside it: KSG-1
    then answers ψ(n) - ψ(k) whatever the truth, and with no spread at all.
    """
    ceiling = float(digamma(found.n) - digamma(k))
    value, error = mean_and_error(found.local)
    if value <= NEAR * ceiling:
        return found
    limit = f"{found.n} observations cannot show more than {ceiling:.2f} nats with k={k}"
    if error < 1e-9 * ceiling:
        return replace(found, error=np.inf).noting(
            f"x and y determine each other, as far as can be seen: {limit}, the truth may be inf"
        )
    return found.noting(f"near its ceiling, so too low: {limit}")


def ross(choice: Ross, quantity: Quantity, variables: list[Variable], rng: np.random.Generator) -> Found:
    if sorted(v.kind for v in variables) != ["continuous", "discrete"]:
        raise cannot_read(choice, variables, "one continuous and one discrete variable")
    x, y = sorted(variables, key=lambda v: v.kind)
    seen_once = np.bincount(y.codes)[y.codes] == 1
    notes: tuple[str, ...] = ()
    columns, codes = _transformed(x, choice), y.codes
    if seen_once.any():
        notes = (f"{seen_once.sum()} observations left out: their label is seen only once",)
        columns, codes = columns[~seen_once], codes[~seen_once]
    if len(codes) == 0:
        raise ValueError("every label is seen only once, so none has a neighbour: group the labels first")
    _enough(len(codes), choice.k)
    smallest = np.bincount(codes)[codes].min()
    if smallest <= choice.k:
        notes += (
            f"the rarest label is seen {smallest} times, no more than k={choice.k}: fewer neighbours there",
        )
    return Found(local.ross(columns, codes, choice.k), _describe("Ross", choice), notes)


def _transformed(v: Variable, choice: KSG | Ross) -> np.ndarray:
    return local.normal_scores(v.columns) if choice.transform else v.columns


def _describe(name: str, choice: KSG | Ross) -> str:
    return f"{name}, k={choice.k}" + (", normal scores" if choice.transform else "")


def _enough(n: int, k: int) -> None:
    if n <= k:
        raise ValueError(f"k={k} neighbours need more than {k} observations; got {n}")
