"""Could chance show as much? A G-test of levels and, where there are ranks, a test of trend beside it."""

from typing import Any

import numpy as np

from ...samples.independence._g_test import GTest
from ...samples.independence._trend import Trend, kruskal_wallis, spearman
from ._feature import Feature

__all__ = ["verdict"]


def verdict(test: GTest, x: Feature, y: Feature, rows: np.ndarray) -> dict[str, Any]:
    """p_value, p_at_floor, test: of labels the G-test's; else twice the lesser p of it and of the trend.

    Bins see relations of any shape and spend their degrees of freedom on all of them; ranks see a weak
    trend that bins lose. Twice the lesser (Bonferroni) is a p-value whatever the two have in common.
    """
    if "continuous" not in (x.kind, y.kind):
        return {"p_value": test.p_value, "p_at_floor": test.at_floor, "test": test.method}
    trend = _trend(x, y, rows)
    return {
        "p_value": min(1.0, 2 * min(test.p_value, trend.p_value)),
        "p_at_floor": test.at_floor and test.p_value <= trend.p_value,
        "test": f"{test.method}, in bins, and {trend.method}: twice the lesser p",
    }


def _trend(x: Feature, y: Feature, rows: np.ndarray) -> Trend:
    if x.kind == y.kind:
        return spearman(_places(x, rows), _places(y, rows))
    ranked, labels = (x, y) if x.kind == "continuous" else (y, x)
    return kruskal_wallis(_places(ranked, rows), labels.values[rows])


def _places(feature: Feature, rows: np.ndarray) -> np.ndarray:
    """Of each row's value among the distinct ones, ascending."""
    places = np.zeros(len(feature.present), np.int64)
    places[feature.present] = feature.tally[1]
    return places[rows]
