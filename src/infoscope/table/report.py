"""`report`: what in this table carries information, how sure that is, and what is redundant."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

import numpy as np

from .._check import pick
from .._rng import as_generator
from .._saving import as_json, save
from ..estimate import Unit, nats_per
from .measuring import Findings, analyse
from .measuring._feature import KINDS
from .reading import Source, open_table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Report", "report"]


def report(
    data: Any,
    target: str | int | None = None,
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
    are of the G-test of independence, continuous columns in equal-frequency bins and with them a test of
    ranks (Spearman, Kruskal–Wallis): twice the lesser p; q-values are Benjamini & Hochberg's. Redundancy
    and selection use coarse bins and are given less their bias.
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
    for one in (kind or {}).values():
        pick(one, dict.fromkeys(KINDS), "kind")
    kinds = {source.resolve(name): one for name, one in (kind or {}).items()}
    found = analyse(
        source,
        None if target is None else str(target),
        kinds,
        unit=unit,
        seed=seed,
        n_jobs=n_jobs,
        progress=progress,
    )
    return Report(**vars(found))


@dataclass(frozen=True, eq=False, repr=False)
class Report(Findings):
    """What carries information in a table, how sure that is, and what is redundant.

    Everything inside is plain Python (str, int, float, bool, None, list, dict); information is in
    `unit`. Column names and labels are text as found in the table: whoever shows them escapes them.

    source      what was read, in words
    n_rows      rows in the table
    unit        "bits", "nats" or "hartleys", of every information below
    seed        the seed of the permutations
    columns     one dict a column, in the table's order: name, kind ("discrete" | "continuous" |
                "constant" | "empty" | "identifier" | "infinite" | "unsupported"), n_missing, n_distinct,
                entropy (differential where continuous; None where there is none), warnings
    target      None, or the target's own column dict with `levels` (labels, where discrete)
    features    with a target: one dict a ranked column, by its information times the share of rows
                that have a value, the most first: name, kind,
                information, std_error, p_value, p_at_floor (no shuffle told as
                much: p is no larger than this), q_value, share (of H(target) in the rows measured;
                None where it is continuous), correlation (the |r| of a Gaussian pair of the same
                information), missing (what it tells that a value is missing: None, or information and
                p_value), entropy, n, n_missing, n_distinct, method, test, warnings
    excluded    columns left out of the ranking: name, reason
    selection   greedy choice, in order: name, gain, std_error, p_value, p_at_floor, cumulative, pays
    stopped     why the selection ended, in one sentence
    pairs       strongest pairs of columns: x, y, information, std_error, p_value, p_at_floor,
                redundancy, method
    groups      lists of names of redundant columns, largest first
    redundancy  {"names": [...], "matrix": [[...]]}: I(X;Y) / min(H(X), H(Y)) of the binned columns,
                0 to 1, ordered so that redundant columns are neighbours
    panels      name -> how the target changes with the column: levels (labels of its bins), weights
                (share of rows in each), and either classes (target labels) with proportions
                (levels × classes), or quantiles (levels × [10, 25, 50, 75, 90 %])
    encodings   columns of many labels that could be merged into few groups: name, n_labels, levels (how
                many groups), information and std_error (what the groups tell of the target, on rows that
                did not make them), share (of the column's information; above 1 where the labels are too
                many for the rows), groups (labels, weight: the share of rows, and the level of the
                target that is typical: level, proportion, overall)
    notes       what concerns the whole table: rows dropped, columns cut, in words

    >>> from infoscope import table
    >>> told = table.report({"x": [0, 1] * 20, "y": [0, 1] * 20}, target="y")
    >>> told.selected
    ['x']
    """

    @property
    def selected(self) -> list[str]:
        """Names of the columns whose gain pays, in the order chosen."""
        return [step["name"] for step in self.selection if step["pays"]]

    def to_dict(self) -> dict[str, Any]:
        """Everything, as plain Python ready for `json.dumps`."""
        return asdict(self) | {"selected": self.selected}

    def to_json(self) -> str:
        """`to_dict` as strict JSON: infinite numbers are the strings "inf" and "-inf"."""
        return as_json(self.to_dict())

    def to_html(self) -> str:
        """One self-contained page: bars, the selection, redundancy, a panel a column, every number."""
        from .showing._html import page

        return page(self)

    def save_json(self, path: str | os.PathLike[str]) -> None:
        """Write `to_json` to `path`: all of it, or nothing."""
        save(path, self.to_json() + "\n")

    def save_html(self, path: str | os.PathLike[str]) -> None:
        """Write `to_html` to `path`: all of it, or nothing."""
        save(path, self.to_html())

    def plot(self) -> Figure:
        """The bars and the selection; without a target the redundancy of the columns."""
        from .showing._plot import figure

        return figure(self)

    def __repr__(self) -> str:
        from rich.console import Console

        from .showing._terminal import show

        paper = StringIO()
        show(self, Console(file=paper, color_system=None, force_terminal=False, force_jupyter=False), top=20)
        return "\n".join(line.rstrip() for line in paper.getvalue().splitlines())

    def _repr_html_(self) -> str:
        from .showing._html import summary

        return summary(self)
