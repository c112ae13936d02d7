"""Measurements that stand in several variables: what is then infinite, and what is left where nothing is.

Seen through cells of width Δ a column has h + ln 1/Δ nats, and a group of columns as many ln 1/Δ as it has
different ones, while a differential entropy takes off one for each column. So a column that stands in
several variables leaves Σ c · (1 - how often it stands in the group) of ln 1/Δ in Σ c · h(group): where that
is not 0 the quantity is infinite, I(X;X) or h(X,X); where it is, groups hold the column once, as in
I(X;Y|X) = 0 or in the O-information of X, X and Y, which is I(X;Y).
"""

from collections import Counter
from dataclasses import replace

import numpy as np

from ._found import Found
from ._quantity import Quantity
from .reading._variables import Variable

__all__ = ["without_repeats"]

HEAD = 64  # rows
FEWEST = 10  # rows whose order no chance repeats: one of 10! / 2 others

Key = tuple  # the same for columns that tell the same


def without_repeats(quantity: Quantity, variables: list[Variable]) -> Found | tuple[Quantity, list[Variable]]:
    """The same quantity of variables that have nothing twice; or the answer, where it is infinite or 0."""
    if not _repeat(keys := [_keys(v, quantity.balanced, HEAD) for v in variables]):
        return quantity, variables  # whatever differs in the first rows does in all
    if not _repeat(keys := [_keys(v, quantity.balanced, v.n) for v in variables]):
        return quantity, variables
    owners = {key: frozenset(i for i, of in enumerate(keys) if key in of) for of in keys for key in of}
    n, names = variables[0].n, _names(variables, keys, owners)
    signs = {int(np.sign(c)) for c in _left(quantity, keys).values()} - {0}
    if len(signs) > 1:
        raise ValueError(f"{quantity.name} is inf - inf: {names}; leave out what repeats")
    if signs:
        return Found(np.full(n, signs.pop() * np.inf), "what repeats", (f"{names}: it is infinite",))
    blocks = sorted(set(owners.values()), key=sorted)
    parts = [_part(variables, keys, owners, block) for block in blocks]
    merged = quantity.over([{b for b, of in enumerate(blocks) if i in of} for i in range(len(keys))])
    if not merged.terms:
        return Found(np.zeros(n), "what repeats", (f"{names}: it is 0",))
    kept = sorted(set().union(*merged.terms))
    return merged.of(kept), [parts[i] for i in kept]


def _repeat(keys: list[list[Key]]) -> bool:
    every = [key for of in keys for key in of]
    return len(set(every)) < len(every)


def _left(quantity: Quantity, keys: list[list[Key]]) -> Counter[Key]:
    """Of each column, how many ln 1/Δ it leaves; labels have none."""
    left: Counter[Key] = Counter()
    for group, c in quantity.terms.items():
        times = Counter(key for i in group for key in keys[i] if key[0] != "labels")
        for key, count in times.items():
            left[key] += c * (1 - count)
    return left


def _keys(v: Variable, by_order: bool, rows: int) -> list[Key]:
    """One a column; labels are one thing, and so are labels with the numbers beside them."""
    if v.kind == "discrete":
        return [("labels", v.levels, v.codes[:rows].tobytes())]
    if v.kind == "mixed":
        return [("mixed", v.codes[:rows].tobytes(), v.columns[:rows].tobytes())]
    return [_of_column(column[:rows], by_order and v.n >= FEWEST) for column in v.columns.T]


def _of_column(column: np.ndarray, by_order: bool) -> Key:
    """Of the order of the rows where any one-to-one map of them tells the same, up or down."""
    if not by_order:
        return ("column", np.ascontiguousarray(column).tobytes())
    _, place = np.unique(column, return_inverse=True)
    return ("order", min(place.tobytes(), (place.max() - place).tobytes()))


def _names(variables: list[Variable], keys: list[list[Key]], owners: dict[Key, frozenset[int]]) -> str:
    """Which variables have something in common, in words."""
    for of in owners.values():
        if len(of) > 1:
            return f"{' and '.join(variables[i].name for i in sorted(of))} determine each other"
    twice = next(v.name for v, of in zip(variables, keys) if len(set(of)) < len(of))
    return f"columns of {twice} determine each other"


def _part(
    variables: list[Variable], keys: list[list[Key]], owners: dict[Key, frozenset[int]], block: frozenset[int]
) -> Variable:
    """What these variables have in common, and no other has."""
    v, of = variables[min(block)], keys[min(block)]
    if v.kind != "continuous":
        return v
    kept = [i for i, key in enumerate(of) if owners[key] == block and of.index(key) == i]
    return v if len(kept) == len(of) else replace(v, columns=np.ascontiguousarray(v.columns[:, kept]))
