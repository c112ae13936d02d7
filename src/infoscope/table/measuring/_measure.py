"""What one column tells: of itself, and of the target."""

import math
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np

from ... import samples
from ...estimate import Estimate, Unit, nats_per
from ...samples.counts._family import SPARSE
from ...samples.independence._g_test import EXPECTED, GTest, chance_information, g_test, pool_rare, trusted
from ._bins import Bins
from ._entropy import entropy_of_counts
from ._feature import Feature
from ._phrases import reworded
from ._testing import verdict

__all__ = ["ESTIMATORS", "Target", "column_facts", "feature_facts", "generator"]

LEAK_SHARE = 0.95  # of H(target)
LEAK_CORRELATION = 0.99  # where the target is continuous
ESTIMATORS = {  # one for all columns of a kind: they are held against each other
    ("continuous", "continuous"): samples.KSG(transform="normal_scores"),
    ("continuous", "discrete"): samples.Ross(transform="normal_scores"),
    ("discrete", "continuous"): samples.Ross(transform="normal_scores"),
    ("discrete", "discrete"): samples.MillerMadow(),
}
SHUFFLED = 50_000  # rows up to which a thousand shuffles are made
BELOW = 2  # standard errors under zero, where no information can be
NEGATIVE = (
    "the estimator fails here: it is below zero by more than twice its error, as on values of a coarse grid; "
    "if they are labels, say kind='discrete'"
)
TELLING = 0.001  # p-value below which missingness itself is said to tell


@dataclass(frozen=True, eq=False)
class Target:
    """The column to be told about, and its entropy.

    bins  its levels in the tables of the tests
    rows  the rows that have a value, in the order of the values: what is sorted once for every column
    """

    feature: Feature
    entropy: Estimate
    bins: Bins
    rows: np.ndarray


def generator(seed: int, name: str) -> np.random.Generator:
    """Its own for each column, whatever the order of the columns or the number of threads."""
    return np.random.default_rng([seed, crc32(name.encode("utf-8", "surrogatepass"))])


def column_facts(feature: Feature, entropy: Estimate | None, unit: Unit) -> dict[str, Any]:
    return {
        "name": feature.name,
        "kind": feature.kind,
        "n_missing": int((~feature.present).sum()) + feature.gaps,
        "n_distinct": feature.distinct,
        "entropy": None if entropy is None or entropy.value == -math.inf else float(entropy.to(unit)),
        "warnings": [*feature.warnings, *reworded(entropy.warnings if entropy else (), unit)],
    }


def feature_facts(
    feature: Feature, entropy: Estimate | None, bins: Bins, target: Target, seed: int, unit: Unit
) -> dict[str, Any]:
    """The row of the ranking: I(X;Y) with its error and p-value, and what to beware of."""
    both = target.rows[feature.present[target.rows]]
    facts = column_facts(feature, entropy, unit)
    x, y = feature.values[both], target.feature.values[both]
    kinds = (feature.kind, target.feature.kind)
    rng = generator(seed, feature.name)
    found = verdict(_test(feature, bins, target, both, rng), feature, target.feature, both)
    estimate = samples.mutual_information(x, y, kind=kinds, estimator=ESTIMATORS[kinds])
    if kinds == ("discrete", "discrete") and _sparse(x, y):
        estimate = _less_chance(x, y)
    nats = estimate.value
    share = _share(nats, y) if target.feature.kind == "discrete" else None
    correlation = float(np.sqrt(-np.expm1(-2 * nats))) if nats > 0 else 0.0
    warnings = list(facts["warnings"])
    constant = estimate.method == "constant"
    warnings += (
        ["constant in the rows that have both values"] if constant else reworded(estimate.warnings, unit)
    )
    gaps = _gaps(feature, target, seed, unit)
    warnings += _missing_warnings(feature, target, gaps, unit)
    if nats + BELOW * estimate.std_error < 0:
        warnings.append(NEGATIVE)
    if (share or 0) >= LEAK_SHARE or (share is None and correlation >= LEAK_CORRELATION):
        warnings.append("suspected leakage: it tells nearly all there is to know of the target")
    return facts | {
        "information": float(estimate.to(unit)),
        "std_error": float(estimate.to(unit).std_error),
        **found,
        "q_value": found["p_value"],
        "share": share,
        "correlation": correlation,
        "n": len(x),
        "missing": gaps,
        "method": estimate.method,
        "warnings": list(dict.fromkeys(warnings)),
    }


def _sparse(x: np.ndarray, y: np.ndarray) -> bool:
    return len(x) < SPARSE * len(np.unique(x * (int(y.max()) + 1) + y))


def _less_chance(x: np.ndarray, y: np.ndarray) -> Estimate:
    """Where cells are few, bias corrections fall short and a column of many labels would lead the ranking."""
    plug_in = samples.mutual_information(x, y, kind="discrete", estimator="plug_in")
    chance = chance_information(x, y)
    notes = (
        "few rows a cell: what chance alone would show is taken off, perhaps with some of what is there",
    )
    value = plug_in.value - chance
    return Estimate(value, plug_in.std_error, method="plug-in less chance", n=len(x), warnings=notes)


def _share(nats: float, y: np.ndarray) -> float:
    """Of what there is to know in the rows that were measured: of all rows it could be more than all."""
    known = float(entropy_of_counts(np.bincount(y)))
    return float(nats / known) if known > 0 else 0.0


def _test(feature: Feature, bins: Bins, target: Target, both, rng) -> GTest:
    """Of the labels as they are, the rare ones of the feature pooled; of what is continuous, in bins.

    Among rows too many to shuffle often, more are pooled: until the χ² law holds.
    """
    y = (target.feature.values if target.feature.kind == "discrete" else target.bins.codes)[both]
    x = (feature.values if feature.kind == "discrete" else bins.codes)[both]
    of_x, of_y = (count[count > 0] for count in map(np.bincount, (x, y)))
    expected = EXPECTED if len(y) <= SHUFFLED else trusted((len(of_x) - 1) * (len(of_y) - 1))
    return g_test(pool_rare(x, expected * len(y) / of_y.min()), y, rng=rng)


def _gaps(feature: Feature, target: Target, seed: int, unit: Unit) -> dict[str, float] | None:
    """What it tells of the target that a value is missing: information, less its bias, and p_value."""
    absent = ~feature.present[target.rows]
    if not absent.any():
        return None
    y = target.bins.codes[target.rows]
    test = g_test(absent.astype(np.int64), y, rng=generator(seed, feature.name))
    return {"information": (test.information - test.bias) / nats_per(unit), "p_value": test.p_value}


def _missing_warnings(
    feature: Feature, target: Target, gaps: dict[str, float] | None, unit: Unit
) -> list[str]:
    if gaps is None:
        return []
    n, there = len(target.rows), int(feature.present[target.rows].sum())
    warnings = [f"{n - there} of {n} values missing: measured on the other {there}"]
    if gaps["p_value"] < TELLING:
        told, p = gaps["information"], gaps["p_value"]
        warnings.append(f"that it is missing tells {told:.2g} {unit} of the target (p = {p:.1g})")
    return warnings
