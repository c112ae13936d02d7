"""Which columns to keep: greedy choice by joint mutual information, until it stops paying.

The first column is the one with the largest I(X; Y), the next the one with the largest Σ_s I(X, X_s; Y)
over the columns s chosen so far (JMI: Yang & Moody 1999), all in coarse bins. Whether it pays is asked
of the whole choice: its gain I(X; Y | chosen), less what chance alone would show, adds up by the chain
rule to I(chosen; Y).
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import Any

import numpy as np

from ..._kernels.tables import conditional_informations
from ...samples import entropy_from_counts
from ...samples.independence._g_test import GTest, g_test

__all__ = ["select"]

LEVEL = 0.05  # of the test of a gain, shared among the columns left to choose from (Bonferroni)
SHARE = 0.01  # of H(Y): a gain below it is not worth a column
CANDIDATES = (3, 10)  # tried at each step, best first, before giving up: fewer where many rows rank them well
ROWS = 200_000  # of all candidates of a step together
STEPS = 20

Step = dict[str, Any]


def select(
    names: list[str],
    columns: list[np.ndarray],
    levels: int,
    y: np.ndarray,
    rng: np.random.Generator,
    pool: Executor,
    whole: str = "H(target)",
) -> tuple[list[dict[str, Any]], str]:
    """(steps, why it stopped), information in nats; `whole` says what the entropy of y is.

    columns, uint8 codes, those to prefer where two tell as much first, a missing value a level of its own;
    y (n,) codes.
    """
    if not columns:
        return [], "no column can be ranked"
    entropy = float(entropy_from_counts(np.bincount(y)))
    codes = np.minimum(np.stack(columns), np.uint8(levels))
    # Rounded, so that which of two that tell as much comes first is not left to the last digit.
    score = _conditional(codes, levels, y, np.zeros(len(y), np.uint8), pool).round(12)
    chosen = np.zeros(len(y), np.int64)  # one code for the values of all chosen columns together
    steps: list[dict[str, Any]] = []
    left = list(range(len(names)))
    candidates = int(np.clip(ROWS // len(y), *CANDIDATES))
    total = 0.0
    while left and len(steps) < STEPS:
        best = sorted(left, key=lambda j: (-score[j], j))[:candidates]
        level = LEVEL / len(left)
        attempts = [
            partial(_attempt, names[j], codes[j], y, chosen, entropy, level, one)
            for j, one in zip(best, rng.spawn(len(best)))  # one each, whichever are tried at once
        ]
        place, step = _first_to_pay(attempts, pool)
        j = best[place]
        total += step["gain"] if step["pays"] else 0.0
        steps.append(step | {"cumulative": total})
        if not step["pays"]:
            return steps, _why(step, entropy, len(left), whole)
        left.remove(j)
        _, chosen = np.unique(chosen * (levels + 1) + codes[j], return_inverse=True)
        if left:
            told = _conditional(codes[left], levels, y, codes[j], pool)
            score[left] = told + (score[left] if len(steps) > 1 else 0.0)  # a sum over those chosen
    return steps, "every column was chosen" if not left else f"the first {STEPS} columns all paid"


def _attempt(name: str, x, y, chosen, entropy: float, level: float, rng) -> dict[str, Any]:
    return _step(name, g_test(x, y, chosen, rng=rng), entropy, level)


def _first_to_pay(
    attempts: Sequence[Callable[[], dict[str, Any]]], pool: Executor
) -> tuple[int, dict[str, Any]]:
    """The place and the step of the first attempt that pays; where none does, of the largest gain."""
    steps = [attempts[0]()]
    if not steps[0]["pays"]:  # mostly the best one does, and the others need not be tried
        steps += pool.map(lambda attempt: attempt(), attempts[1:])
    paying = [place for place, step in enumerate(steps) if step["pays"]]
    place = paying[0] if paying else max(range(len(steps)), key=lambda place: steps[place]["gain"])
    return place, steps[place]


def _step(name: str, test: GTest, entropy: float, level: float) -> dict[str, Any]:
    gain = test.information - test.bias
    # No shuffle as large is all that shuffles can say, however few of them there was time for.
    beyond_chance = test.p_value <= max(level, test.least_p_value)
    return {
        "name": name,
        "gain": gain,
        "std_error": test.std_error,
        "p_value": test.p_value,
        "p_at_floor": test.at_floor,
        "pays": beyond_chance and gain >= SHARE * entropy,
    }


def _why(step: dict[str, Any], entropy: float, columns: int, whole: str) -> str:
    if step["gain"] < SHARE * entropy and step["p_value"] <= LEVEL:
        return f"the next best column adds {step['gain'] / entropy:.1%} of {whole}, less than {SHARE:.0%}"
    among = f" among {columns} columns" if columns > 1 else ""
    return f"what the next best column adds may be chance (p = {step['p_value']:.2g}{among})"


def _conditional(codes, levels, y, given, pool: Executor) -> np.ndarray:
    """I(X; Y | given) of each row of codes, a few rows to a thread."""
    y_levels = int(y.max()) + 1
    parts = np.array_split(np.arange(len(codes)), min(len(codes), 8))
    jobs = [
        pool.submit(
            conditional_informations, codes, levels, y, y_levels, given, levels + 1, part[0], part[-1] + 1
        )
        for part in parts
    ]
    return np.concatenate([job.result() for job in jobs])
