"""Bias and spread of estimators along one quantity: how they are measured, and how that is kept."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

__all__ = ["Sweep", "measured"]


@dataclass(frozen=True)
class Sweep:
    """`world(x)` at each x of `xs` gives the truth and what draws; `estimators` are tried on every draw.

    world       x -> (truth in nats, rng -> data)
    estimators  label -> (data -> estimate in nats), and the x up to which it is tried (None: all)
    """

    name: str
    title: str
    xlabel: str
    xs: tuple
    world: Callable
    estimators: dict[str, Callable]
    repeats: int
    limits: dict[str, float] = field(default_factory=dict)
    log: bool = True
    height: tuple[float, float] | None = None  # of the picture, in nats, where a line would leave it


def measured(sweep: Sweep, repeats: int) -> dict:
    """What is kept: at each x the truth, and for each estimator the mean and the spread of its answers."""
    found: dict[str, dict[str, list]] = {label: {"x": [], "mean": [], "sd": []} for label in sweep.estimators}
    truths = []
    for i, x in enumerate(sweep.xs):
        truth, draw = sweep.world(x)
        truths.append(float(truth))
        drawn = [draw(np.random.default_rng([seed, i])) for seed in range(repeats)]
        for label, estimate in sweep.estimators.items():
            if x <= sweep.limits.get(label, np.inf):
                add(found[label], x, [estimate(data) for data in drawn])
    return {
        "name": sweep.name,
        "repeats": repeats,
        "x": list(sweep.xs),
        "truth": truths,
        "estimators": {label: kept for label, kept in found.items() if kept["x"]},
    }


def add(kept: dict[str, list], x: float, values: Iterable) -> None:
    answers = np.array([float(v) for v in values])
    kept["x"].append(x)
    kept["mean"].append(float(answers.mean()))
    kept["sd"].append(float(answers.std(ddof=1)))
