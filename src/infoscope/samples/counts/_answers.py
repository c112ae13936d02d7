"""Which formula answers for which choice, and how the result names it."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from . import choices as of
from ._coverage import COVERAGE
from ._nsb import nsb
from ._series import SERIES, YEARS, schurmann
from ._shrinkage import SHRINKAGE
from ._tally import Answer, Tally

__all__ = ["ANSWERS", "answer", "described", "doubts", "needs_alphabet"]


def answer(choice: Any, t: Tally, joint: Tally) -> Answer:
    """The entropy of a group of variables of tally `t`, of variables of tally `joint`."""
    return ANSWERS[type(choice)](choice, t, joint)


def needs_alphabet(choice: Any) -> bool:
    """Whether outcomes that were never seen move the answer."""
    return hasattr(choice, "alphabet_size")


def described(choice: Any, size: float) -> str:
    """The estimator in words; `size` the outcomes of all variables together."""
    match choice:
        case of.Grassberger(year):
            name = f"Grassberger {year}"
        case of.Schurmann(xi):
            name = f"Schürmann, xi={xi:.4g}"
        case of.Dirichlet(prior):
            name = of.PRIORS[prior] if isinstance(prior, str) else f"Dirichlet prior, a={prior:g}"
        case _:
            name = WORDS.get(type(choice), type(choice).__name__)
    if not needs_alphabet(choice):
        return name
    return f"{name}, K unknown" if size == math.inf else f"{name}, K={size:.0f}"


def doubts(choice: Any, found: Answer, t: Tally, declared: bool) -> tuple[str, ...]:
    """What to say of an entropy that the data did not bound; how many can be is believed if declared."""
    notes, size = [], t.size
    if np.any(t.unrepeated & ((found.deviation is None) | np.isinf(found.value))):
        notes.append("nothing was seen twice: nothing bounds what is still unseen")
    if declared and size < math.inf and np.any(found.value > math.log(size) * (1 + 1e-12)):
        most = f"ln K = {math.log(size):.4g} nats"
        notes.append(f"above {most}, the most that {size:.0f} outcomes can have: read it as that")
    if isinstance(choice, of.JamesStein) and np.any(np.all(found.influence == 0, axis=-1)):
        notes.append("shrunk wholly to the uniform law: the error of that choice is not in the error")
    return tuple(notes)


WORDS = {
    of.PlugIn: "plug-in",
    of.MillerMadow: "Miller-Madow",
    of.Jackknife: "jackknife",
    of.ChaoShen: "Chao-Shen",
    of.ChaoWangJost: "Chao-Wang-Jost",
    of.JamesStein: "James-Stein shrinkage",
}

Formula = Callable[[Any, Tally, Tally], Answer]


def _alone(formula: Callable[[Tally], Answer]) -> Formula:
    return lambda choice, t, joint: formula(t)


ANSWERS: dict[type, Formula] = {
    **{kind: _alone(formula) for kind, formula in {**SERIES, **COVERAGE}.items()},
    **SHRINKAGE,
    of.Grassberger: lambda choice, t, joint: YEARS[choice.year](t),
    of.Schurmann: lambda choice, t, joint: schurmann(t, choice.xi),
    of.NSB: nsb,
}
