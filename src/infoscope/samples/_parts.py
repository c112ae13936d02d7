"""Entropies of variables of several kinds: each alone, less what they share.

Any quantity Q is Σ w_u H(X_u) + Q', w_u the sum of the coefficients of the groups that hold X_u, and Q'
has no units: H(X|Y) = H(X) - I(X;Y), H(X,Y) = H(X) + H(Y) - I(X;Y). And H of a mixed variable is that of
its labels and, within each, of its numbers: H(L) + Σ p(l) h(X|l), an entropy by the measure that counts
labels and measures numbers (Nair, Prabhakar & Shah 2006, eq. 2).
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ._found import Found
from ._quantity import Quantity, entropy
from .neighbours._labels import members
from .reading._variables import Variable

__all__ = ["in_parts", "needs_parts"]

AND = " and "  # between the methods of the parts
FEWEST = 5  # rows of a label, more than its numbers have neighbours

Estimator = Callable[[Quantity, list[Variable]], Found]


def needs_parts(quantity: Quantity, variables: list[Variable]) -> bool:
    """Whether no estimator reads all the variables at once: they are of several kinds, and have units."""
    kinds = {v.kind for v in variables}
    return not quantity.balanced and (len(kinds) > 1 or "mixed" in kinds)


def in_parts(quantity: Quantity, variables: list[Variable], estimate: Estimator) -> Found:
    """The quantity by what `estimate` says of each part; local values add up row by row."""
    local, said = np.zeros(variables[0].n), []
    rest = dict(quantity.terms)
    for i, v in enumerate(variables):
        weight = sum(c for group, c in quantity.terms.items() if i in group)
        if weight:
            alone = frozenset([i])
            rest[alone] = rest.get(alone, 0) - weight
            found = _of_one(v, estimate)
            local += weight * found.pointwise("nats")
            said.append(found)
    rest = {group: c for group, c in rest.items() if c}
    if rest:
        # Turned to the sign of a mutual information, which some estimators know by its terms.
        sign = -1 if rest[max(rest, key=len)] > 0 else 1
        shared = Quantity(f"the shared part of {quantity.name}", {g: sign * c for g, c in rest.items()})
        found = estimate(shared, variables)
        local += sign * found.pointwise("nats")
        said.append(found)
    return Found(local, _methods(said), tuple(dict.fromkeys(note for found in said for note in found.notes)))


def _of_one(v: Variable, estimate: Estimator) -> Found:
    if v.kind != "mixed":
        return estimate(entropy(), [replace(v, notes=())])
    labels = Variable(v.name, "discrete", codes=v.codes, levels=v.levels)
    found = [estimate(entropy(), [labels])]
    local, left_out = found[0].pointwise("nats"), 0
    for rows in members(v.codes):
        columns = v.columns[rows]
        columns = columns[:, (columns != columns[0]).any(axis=0)]  # an atom has no density, and needs none
        if len(rows) == 1 or (columns.shape[1] and len(rows) < FEWEST):
            left_out += len(rows)
            local[rows] = np.nan
        elif columns.shape[1]:
            numbers = Variable(v.name, "continuous", columns=columns)
            found.append(estimate(entropy(), [numbers]))
            local[rows] += found[-1].pointwise("nats")
    if left_out == v.n:
        raise ValueError(
            f"every label of {v.name} is seen fewer than {FEWEST} times, too few to tell how its numbers lie"
        )
    notes = tuple(dict.fromkeys(note for f in found for note in f.notes))
    if left_out:
        local = np.where(np.isnan(local), np.nanmean(local), local)
        notes += (f"{left_out} rows of {v.name} left out: their label is seen fewer than {FEWEST} times",)
    notes += (f"the entropy of {v.name} counts its labels and measures its numbers",)
    return Found(local, _methods(found), notes)


def _methods(said: list[Found]) -> str:
    return AND.join(dict.fromkeys(method for found in said for method in found.method.split(AND)))
