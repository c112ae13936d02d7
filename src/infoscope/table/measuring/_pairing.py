"""Without a target: the strongest pairs of columns, and the groups that say the same."""

from typing import Any

import numpy as np

from ... import samples
from ...samples.independence._g_test import g_test
from ._bins import bin_feature
from ._entropy import entropy_of
from ._feature import REASONS, Feature
from ._job import Job, levels_for
from ._measure import BELOW, ESTIMATORS, NEGATIVE, column_facts, generator
from ._phrases import reworded
from ._redundancy import redundancy_of
from ._testing import verdict

__all__ = ["pair_up"]

PAIRS = 20
MOST_COLUMNS = 2000  # beyond them the pairs would be millions


def pair_up(job: Job) -> dict[str, Any]:
    """The fields of a Report without a target."""
    levels = levels_for(job.source.n_rows, 2)
    described = job.each(lambda one: _describe(job, one, levels), job.source.names, "reading columns")
    usable = [(column["name"], codes) for column, _, codes in described if codes is not None]
    names, codes = [name for name, _ in usable[:MOST_COLUMNS]], [c for _, c in usable[:MOST_COLUMNS]]
    job.progress(0, 1, "comparing columns")
    information, groups, redundancy = redundancy_of(names, codes, levels, job.pool)
    job.progress(1, 1, "comparing columns")
    shared = dict(zip(redundancy["names"], redundancy["matrix"]))
    place = {name: i for i, name in enumerate(redundancy["names"])}
    i, j = np.triu_indices(len(names), 1)
    strongest = np.argsort(-information[i, j], kind="stable")[:PAIRS]
    measured = job.each(
        lambda s: _pair(job, names[i[s]], names[j[s]], levels),
        strongest.tolist(),
        "measuring the strongest pairs",
    )
    pairs = [pair for pair in measured if pair is not None]
    for pair in pairs:
        pair["redundancy"] = shared[pair["x"]][place[pair["y"]]]
    notes = []
    if len(usable) > MOST_COLUMNS:
        notes.append(
            f"only the first {MOST_COLUMNS} of {len(usable)} columns are compared; name a target to rank all"
        )
    return {
        "columns": [column for column, _, _ in described],
        "excluded": [{"name": column["name"], "reason": reason} for column, reason, _ in described if reason],
        "pairs": sorted(pairs, key=lambda pair: (-pair["information"], pair["x"], pair["y"])),
        "groups": groups,
        "redundancy": redundancy,
        "notes": notes,
    }


def _describe(job: Job, name: str, levels: int):
    feature = job.read_once(name)
    column = column_facts(feature, entropy_of(feature), job.unit)
    if not feature.usable:
        return column, REASONS[feature.kind], None
    return column, None, bin_feature(feature, levels).codes


def _pair(job: Job, x_name: str, y_name: str, levels: int) -> dict[str, Any] | None:
    x, y = job.read(x_name), job.read(y_name)
    both, kinds = x.present & y.present, (x.kind, y.kind)
    try:
        estimate = samples.mutual_information(
            x.values[both], y.values[both], kind=kinds, estimator=ESTIMATORS[kinds], unit=job.unit
        )
    except ValueError:  # too few rows hold both, or too few of them share a label
        return None
    test = g_test(
        _in_levels(x, levels)[both],
        _in_levels(y, levels)[both],
        rng=generator(job.seed, f"{x_name}\0{y_name}"),
    )
    return {
        "x": x_name,
        "y": y_name,
        "information": estimate.value,
        "std_error": estimate.std_error,
        **verdict(test, x, y, np.flatnonzero(both)),
        "n": estimate.n,
        "method": estimate.method,
        "warnings": [
            *reworded(estimate.warnings, job.unit),
            *([NEGATIVE] if estimate.value + BELOW * estimate.std_error < 0 else []),
        ],
    }


def _in_levels(feature: Feature, levels: int) -> np.ndarray:
    return feature.values if feature.kind == "discrete" else bin_feature(feature, levels).codes
