"""Any quantity of labels: the entropy of each group from the counts of its cells, corrected by choice."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from .._found import Found, cannot_read, farther, mean_and_error, mean_error_and_skew
from .._quantity import Quantity
from ..reading._variables import Variable
from ._answers import answer, described, doubts, needs_alphabet
from ._cells import Cells, joint_cells
from ._tally import Answer, Tally, beside, second_order, tally
from .choices import NSB, ChaoWangJost

__all__ = ["SPARSE", "estimate"]

SPARSE = 5.0  # observations a cell, on average, below which counts say little
ONCE = 0.1  # of the observations in cells seen once, above which those not seen yet are guessed at


def estimate(choice, quantity: Quantity, variables: list[Variable], rng: np.random.Generator) -> Found:
    """Σ c · Ĥ(group); locally Σ c · -ln p̂ of the row's cell, and what the choice adds to every row alike.

    A group can take as many cells as its variables have outcomes, multiplied: with the cells seen in their
    place an estimator that knows K would find information where there is none.

    The error is the spread of Σ c · influence over the rows. For NSB, whose posterior deviations of two
    groups cannot be subtracted, it is that of the plug-in and what each deviation has beyond it.
    """
    if any(v.kind != "discrete" for v in variables):
        raise cannot_read(choice, variables, "discrete variables")
    sizes, cells, n = _sizes(choice, variables), joint_cells(variables), variables[0].n
    whole = _product(sizes, choice)
    joint = tally(cells.count, whole)
    local, groups = np.zeros(len(cells.count)), []
    for group, c in quantity.terms.items():
        place, count = cells.of_group(sorted(group))
        t = joint if count is cells.count else tally(count, _product([sizes[i] for i in group], choice))
        local += t.cells(c * np.log(n / t.n), count)[place]
        groups.append(_Group(c, place, count, t, answer(choice, t, joint)))
    _refuse_inf(groups)
    shift = sum(g.c * float(g.found.value - g.t.mean(np.log(n / g.t.n))) for g in groups)
    declared = getattr(choice, "alphabet_size", None) is not None
    notes = _warn(joint, isinstance(choice, ChaoWangJost))
    notes += tuple(dict.fromkeys(w for g in groups for w in doubts(choice, g.found, g.t, declared)))
    error = _error(local, groups, joint, cells)
    local += shift
    return Found(local, described(choice, whole), notes, error, cells.count, cells.rows)


@dataclass(frozen=True, eq=False)
class _Group:
    """c · Ĥ of one group: the counts of its cells, their tally, and the cell each joint cell lies in."""

    c: int
    place: np.ndarray | slice
    count: np.ndarray
    t: Tally
    found: Answer


def _sizes(choice: Any, variables: list[Variable]) -> list[float]:
    """The outcomes that each variable can have."""
    declared = getattr(choice, "alphabet_size", None)
    for v in variables:
        if declared is not None and declared < v.levels:
            raise ValueError(
                f"alphabet_size must be at least the {v.levels} outcomes {v.name} was seen with; "
                f"got {declared}: it is that of each variable"
            )
    return [v.levels if declared is None else declared for v in variables]


def _product(sizes: list[float], choice: Any) -> float:
    """Cells that can occur; beyond any number they are as good as infinitely many, for NSB alone."""
    product = math.prod(map(float, sizes))
    if product == math.inf and needs_alphabet(choice) and not isinstance(choice, NSB):
        raise ValueError(f"the cells of {len(sizes)} variables are too many to count for {choice}; use NSB()")
    return product


def _refuse_inf(groups: list[_Group]) -> None:
    if len(groups) > 1 and any(np.isinf(g.found.value) for g in groups):
        raise ValueError(
            "no two rows agree, so NSB sets no bound on the joint entropy where K is unknown: "
            "say alphabet_size, or group the labels first"
        )


def _error(local: np.ndarray, groups: list[_Group], joint: Tally, cells: Cells) -> float:
    if groups[0].found.deviation is not None:
        return _posterior(local, groups, cells)
    if joint.unrepeated:
        return math.inf
    influence = local  # that of the plug-in, but for a constant
    for g in groups:
        if g.found.influence is not None:
            more = g.t.cells(g.c * (g.found.influence + np.log(g.t.n)), g.count)
            influence = influence + more[g.place]
        if g.found.of_joint is not None:
            influence = influence + joint.cells(g.c * g.found.of_joint, cells.count)
    n = int(cells.count.sum())
    _, first, skew = mean_error_and_skew(influence, cells.count)
    error = beside(first, second_order(sum(g.c * (len(g.count) - 1) for g in groups), n))
    return float(farther(error, 2 + skew, n))


def _posterior(local: np.ndarray, groups: list[_Group], cells: Cells) -> float:
    deviations = [float(np.asarray(g.found.deviation)) for g in groups]
    if len(groups) == 1:
        return abs(groups[0].c) * deviations[0]
    variance = mean_and_error(local, cells.count)[1] ** 2
    for g, deviation in zip(groups, deviations):
        variance += g.c**2 * max(deviation**2 - float(g.t.error(-np.log(g.t.n))) ** 2, 0.0)
    return math.sqrt(variance)


def _warn(joint: Tally, counts_on_unseen: bool) -> tuple[str, ...]:
    """What to say of cells that hold little; nothing of those that nothing can be said of."""
    n, cells, once = (float(v[0]) for v in (joint.total, joint.seen, joint.seen_exactly(1)))
    if joint.unrepeated or (once <= ONCE * n if counts_on_unseen else n >= SPARSE * cells):
        return ()
    few = f"{n / cells:.1f} observations a joint cell, {once / n:.0%} of them alone in theirs"
    return (f"{few}: the bias left may exceed the error",)
