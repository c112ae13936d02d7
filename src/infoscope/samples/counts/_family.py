"""Any quantity of labels: the entropy of each group from the counts of its cells, corrected by choice."""

import numpy as np

from .._found import Found, cannot_read
from .._quantity import Quantity
from .._variables import Variable
from ._cells import joint_cells
from .choices import CHOICES
from .from_counts import ESTIMATORS, LABELS

__all__ = ["SPARSE", "estimate"]

SPARSE = 5.0  # observations a cell, on average, below which counts say little

NAMES = {type(choice): name for name, choice in CHOICES.items()}


def estimate(choice, quantity: Quantity, variables: list[Variable], rng: np.random.Generator) -> Found:
    """Σ c · Ĥ(group); locally Σ c · -ln p̂ of the row's cell, whose spread is the delta method's error.

    What a choice adds to the plug-in varies little beside it, and is added to every row alike.
    """
    if any(v.kind != "discrete" for v in variables):
        raise cannot_read(choice, variables, "discrete variables")
    name, n = NAMES[type(choice)], variables[0].n
    cells = joint_cells(variables)
    local, correction, most = np.zeros(len(cells.count)), 0.0, 1
    for group, c in quantity.terms.items():
        place, count = cells.of_group(sorted(group))
        local += c * np.log(n / count)[place]
        if name != "plug_in":
            correction += c * float(ESTIMATORS[name](count) - ESTIMATORS["plug_in"](count))
        most = max(most, len(count))
    return Found(local + correction, LABELS[name], _warn(n, most), weight=cells.count, spread=cells.rows)


def _warn(n: int, cells: int) -> tuple[str, ...]:
    if n >= SPARSE * cells:
        return ()
    return (
        f"{n / cells:.1f} observations a joint cell, fewer than {SPARSE:.0f}: "
        "the bias left may exceed the error",
    )
