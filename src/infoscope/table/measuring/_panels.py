"""How the target changes with a column: what a person would draw."""

from typing import Any

import numpy as np

from ._bins import bin_feature
from ._feature import Feature

__all__ = ["panel"]

LEVELS = 10
PER_LEVEL = 25  # rows a bin should hold
QUANTILES = (10, 25, 50, 75, 90)


def panel(feature: Feature, target: Feature) -> dict[str, Any]:
    """levels, weights, and classes with proportions or quantiles; a missing value is a level too."""
    asked = target.present
    n = int(asked.sum())
    bins = bin_feature(feature, int(np.clip(n // PER_LEVEL, 2, LEVELS)))
    codes = np.minimum(bins.codes[asked], bins.levels)  # the last level holds what is missing
    count = np.bincount(codes, minlength=bins.levels + 1)
    shown = np.flatnonzero(count)
    labels = [*bins.labels, "missing"]
    told = {"levels": [labels[i] for i in shown], "weights": (count[shown] / n).tolist()}
    if target.kind == "discrete":
        classes = bin_feature(target, LEVELS)
        cells = codes.astype(np.int64) * classes.levels + classes.codes[asked]
        table = np.bincount(cells, minlength=len(count) * classes.levels).reshape(len(count), -1)
        proportions = table[shown] / count[shown, None]
        return told | {"classes": classes.labels, "proportions": proportions.tolist()}
    y = target.values[asked]
    order = np.argsort(codes, kind="stable")
    groups = np.split(y[order], np.cumsum(count)[:-1])
    return told | {"quantiles": [np.percentile(groups[i], QUANTILES).tolist() for i in shown]}
