"""What in a table carries information: one run over its columns, and all that it found."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ..._kernels.threads import limit, threads
from ...estimate import Unit
from ..reading import Source
from ._job import Job
from ._pairing import pair_up
from ._ranking import rank
from ._repeats import Repeats
from .findings import Findings

__all__ = ["analyse"]


def analyse(
    source: Source,
    target: str | None,
    kinds: Mapping[str, str],
    *,
    unit: Unit,
    seed: int,
    n_jobs: int | None,
    progress: Callable[[int, int, str], None] | None,
) -> Findings:
    """Rank the columns by what they tell about the target, or without one find what they share.

    >>> from infoscope.table import open_table
    >>> source = open_table({"x": [0, 1] * 20, "y": [0, 1] * 20})
    >>> analyse(source, "y", {}, unit="bits", seed=0, n_jobs=1, progress=None).features[0]["name"]
    'x'
    """
    with limit(n_jobs), ThreadPoolExecutor(n_jobs or threads()) as pool:
        told = progress or (lambda done, total, what: None)
        job = Job(source, kinds, unit, seed, pool, told, Repeats(source.n_rows))
        found = pair_up(job) if target is None else rank(job, source.resolve(target), called=target)
    nothing: dict[str, Any] = {
        "target": None,
        "features": [],
        "selection": [],
        "stopped": "",
        "pairs": [],
        "panels": {},
        "encodings": [],
    }
    found["notes"] = [*source.notes, *job.repeats.note(), *found["notes"]]
    return Findings(source=source.label, n_rows=source.n_rows, unit=unit, seed=seed, **(nothing | found))
