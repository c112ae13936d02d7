"""With a target: every column's information about it, what to keep, and what is redundant."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...estimate import nats_per
from ..reading._errors import TableError, shown
from ._bins import bin_feature
from ._encoding import encoding
from ._entropy import FEWEST, entropy_of
from ._feature import REASONS
from ._job import MOST_LEVELS, Job, levels_for
from ._measure import Target, column_facts, feature_facts, generator
from ._panels import panel
from ._redundancy import redundancy_of
from ._selection import select

__all__ = ["rank"]

HEAT_MAP = 60  # columns, the most informative first
BY_CHANCE = 0.05  # p and q above which no groups of labels are proposed


@dataclass(frozen=True, eq=False)
class _Measured:
    column: dict[str, Any]
    reason: str | None = None  # why it is left out
    row: dict[str, Any] | None = None
    pair_codes: np.ndarray | None = None
    triple_codes: np.ndarray | None = None
    panel: dict[str, Any] | None = None
    encoding: dict[str, Any] | None = None


def rank(job: Job, name: str, called: str) -> dict[str, Any]:
    """The fields of a Report that a target fills; `called` is the name its reader knows the target by."""
    target = _as_target(job, name)
    n = int(target.feature.present.sum())
    discrete = target.feature.kind == "discrete"
    in_pairs = levels_for(n, 2)
    in_triples = levels_for(n, 2, target.bins.levels) if discrete else levels_for(n, 3)
    others = [one for one in job.source.names if one != name]
    measured = job.each(
        lambda one: _measure(job, one, target, in_pairs, in_triples), others, "measuring columns"
    )
    ranked = sorted((m for m in measured if m.row), key=lambda m: _place(m.row, n))
    rows = [m.row for m in ranked]
    _benjamini_hochberg(rows)
    names = [row["name"] for row in rows]
    y = target.bins if discrete else bin_feature(target.feature, in_triples)
    triples = [m.triple_codes for m in ranked]
    job.progress(0, 1, "choosing columns")
    present = target.feature.present
    steps, stopped = select(
        names,
        triples,
        in_triples,
        y.codes[present].astype(np.int64),
        generator(job.seed, name),
        job.pool,
        "H(target)" if discrete else f"the entropy of the target's {y.levels} bins",
    )
    job.progress(1, 1, "choosing columns")
    columns = {m.column["name"]: m.column for m in measured}
    columns[name] = column_facts(target.feature, target.entropy, job.unit) | {"name": called}
    scale = nats_per(job.unit)
    for step in steps:
        step.update({key: step[key] / scale for key in ("gain", "std_error", "cumulative")})
    pairs = [m.pair_codes for m in ranked[:HEAT_MAP]]
    groups, redundancy = redundancy_of(names[:HEAT_MAP], pairs, in_pairs, job.pool)[1:]
    return {
        "columns": [columns[one] for one in job.source.names],
        "target": columns[name] | {"levels": target.feature.labels},
        "features": rows,
        "excluded": [{"name": m.column["name"], "reason": m.reason} for m in measured if m.reason],
        "selection": steps,
        "stopped": stopped,
        "groups": groups,
        "redundancy": redundancy,
        "panels": {m.column["name"]: m.panel for m in ranked},
        "encodings": [m.encoding for m in ranked if m.encoding and m.row["q_value"] <= BY_CHANCE],
        "notes": _notes(job, n, rows, steps, in_triples),
    }


def _as_target(job: Job, name: str) -> Target:
    feature = job.read_once(name, target=True)
    text = shown(name)
    if feature.kind == "unsupported":
        raise TableError(f"the target {text} holds neither numbers nor labels; choose another column")
    if not feature.present.any():
        raise TableError(f"every value of the target {text} is missing; choose another column")
    if feature.kind == "constant":
        raise TableError(
            f"the target {text} is constant: there is nothing to tell about it; choose another column"
        )
    n = int(feature.present.sum())
    if feature.kind == "discrete" and feature.distinct == n:
        raise TableError(
            f"the target {text} has a different value in each of its {n} rows; choose another column"
        )
    entropy = entropy_of(feature)
    if entropy is None:
        raise TableError(f"the target {text} has {n} values; at least {FEWEST} are needed")
    most = MOST_LEVELS if feature.kind == "discrete" else levels_for(n, 2)
    rows = np.argsort(feature.values, kind="stable")
    return Target(feature, entropy, bin_feature(feature, most), rows[feature.present[rows]])


def _measure(job: Job, name: str, target: Target, in_pairs: int, in_triples: int) -> _Measured:
    feature = job.read_once(name)
    entropy = entropy_of(feature)
    column = column_facts(feature, entropy, job.unit)
    if not feature.usable:
        return _Measured(column, REASONS[feature.kind])
    present = target.feature.present
    both = int((feature.present & present).sum())
    if both < FEWEST:
        return _Measured(
            column, f"only {both} rows hold both it and the target: at least {FEWEST} are needed"
        )
    bins = bin_feature(feature, in_pairs)
    try:
        row = feature_facts(feature, entropy, bins, target, job.seed, job.unit)
    except ValueError as error:  # too few of them share a label: the report says so
        return _Measured(column, str(error))
    return _Measured(
        column,
        row=row,
        pair_codes=bins.codes[present],
        triple_codes=bin_feature(feature, in_triples).codes[present],
        panel=panel(feature, target.feature),
        encoding=encoding(feature, target, row, job.seed, job.unit) if row["p_value"] <= BY_CHANCE else None,
    )


def _place(row: dict[str, Any], n: int) -> tuple[float, str]:
    """By the information times the share of rows that have a value: on the others it tells nothing."""
    told = row["information"]
    return -told * (row["n"] / n if told > 0 else 1.0), row["name"]


def _benjamini_hochberg(rows: list[dict[str, Any]]) -> None:
    """q = the least, over p-values as large, of p · m / rank (Benjamini & Hochberg 1995)."""
    q = 1.0
    for rank, row in sorted(
        enumerate(sorted(rows, key=lambda r: r["p_value"]), 1), reverse=True, key=lambda r: r[0]
    ):
        q = min(q, row["p_value"] * (len(rows) / rank))  # never below p, by rounding either
        row["q_value"] = q


def _notes(
    job: Job, n: int, rows: list[dict[str, Any]], steps: list[dict[str, Any]], levels: int
) -> list[str]:
    notes = []
    if n < job.source.n_rows:
        notes.append(f"{job.source.n_rows - n} rows without a target are left out")
    if len(rows) > HEAT_MAP:
        notes.append(f"the redundancy map shows the {HEAT_MAP} most informative of {len(rows)} columns")
    taken = {step["name"] for step in steps}
    merged = [
        r for r in rows if r["name"] in taken and r["kind"] == "discrete" and r["n_distinct"] > MOST_LEVELS
    ]
    for row in merged[:3]:
        notes.append(
            f"in the selection the {row['n_distinct']} levels of {shown(row['name'])} are merged into "
            f"{levels}: there it may tell less than it does alone"
        )
    return notes
