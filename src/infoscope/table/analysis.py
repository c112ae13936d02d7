"""`report`: what in this table carries information, how sure that is, and what is redundant."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from .._check import pick
from .._rng import as_generator
from ..estimate import Unit, nats_per
from ._job import Job
from ._pairing import pair_up
from ._ranking import rank
from .report import Report
from .source import Source, open_table

__all__ = ["report"]

KINDS = {kind: kind for kind in ("discrete", "continuous")}


def report(
    data: Any,
    target: str | None = None,
    *,
    kind: Mapping[str, str] | None = None,
    missing: Sequence[str] = (),
    unit: Unit = "bits",
    rng: int | np.random.Generator | None = 0,
    n_jobs: int | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Report:
    """What in a table carries information about the target, how sure that is, and what is redundant.

    data      a CSV, TSV, Parquet or JSON-lines file; any data frame; a mapping of names to columns
    target    the column to be told about; None for the strongest pairs and the redundant columns
    kind      {"column": "discrete" | "continuous"} where the guess is not wanted
    missing   texts that stand for a missing value, such as "?"
    rng       seed of the shuffles behind the p-values of sparse tables
    n_jobs    threads, all cores by default; the digits depend neither on it nor on the order of the rows
    progress  called with (done, total, what) as the work goes on

    Information is estimated by `samples.mutual_information`, on the rows that have both values. p-values
    are of the G-test of independence, continuous columns in equal-frequency bins; q-values are
    Benjamini & Hochberg's. Redundancy and selection use coarse bins and are given less their bias.
    Raises TableError, a ValueError, for a table or a target that cannot be measured.

    >>> import numpy as np
    >>> x = np.arange(200) % 4
    >>> told = report({"x": x, "noise": (x + np.arange(200) // 4) % 3, "y": x // 2}, target="y")
    >>> told.features[0]["name"], round(told.features[0]["information"], 2)
    ('x', 1.0)
    """
    nats_per(unit)
    generator = as_generator(rng)
    seed = int(rng) if isinstance(rng, (int, np.integer)) else int(generator.integers(2**31))
    if n_jobs is not None and n_jobs < 1:
        raise ValueError(f"n_jobs must be at least 1, or None for all cores; got {n_jobs}")
    source = data if isinstance(data, Source) else open_table(data, missing=missing)
    kinds = {source.resolve(name): pick(one, KINDS, "kind") for name, one in (kind or {}).items()}
    with ThreadPoolExecutor(n_jobs or os.cpu_count()) as pool:
        job = Job(source, kinds, unit, seed, pool, progress or (lambda done, total, what: None))
        found = pair_up(job) if target is None else rank(job, source.resolve(target))
    nothing: dict[str, Any] = {
        "target": None,
        "features": [],
        "selection": [],
        "stopped": "",
        "pairs": [],
        "panels": {},
    }
    return Report(source=source.label, n_rows=source.n_rows, unit=unit, seed=seed, **(nothing | found))
