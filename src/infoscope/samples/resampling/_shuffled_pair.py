"""KSG of two single columns under any order of one: each sorted once, since no shuffle moves its values."""

from collections.abc import Callable
from typing import Any

import numpy as np

from .._found import mean
from ..neighbours._pair import ksg
from ..neighbours.choices import KSG
from ..reading._sorted import Sorted
from ..reading._variables import Variable

__all__ = ["pair_of_columns"]


def pair_of_columns(variables: list[Variable], choice: Any) -> Callable[[np.ndarray], float] | None:
    """I(X;Y), in nats, with x taken from the rows given; None where x and y are no such pair."""
    single = [v.kind == "continuous" and v.columns.shape[1] == 1 and not v.constant for v in variables]
    if single != [True, True] or not isinstance(choice, KSG) or choice.variant != 1:
        return None
    x, y = (Sorted.of(v.columns[:, 0]) for v in variables)
    if choice.transform:
        x, y = x.normal_scores(), y.normal_scores()

    def shuffled(rows: np.ndarray) -> float:
        order = np.empty_like(rows)
        order[rows] = np.arange(len(rows))  # where each row has gone
        return mean(ksg(Sorted(x.ascending, order[x.order]), y, choice.k)[0])

    return shuffled
