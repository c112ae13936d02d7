"""Fewer levels that tell almost as much: the hard bottleneck as a discretiser and a grouper of categories."""

from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
from scipy.special import xlogy

from .._joint_counts import as_levels, none_missing
from ..estimate import Unit, nats_per
from ._input import as_count
from ._result import Result, counted
from .bottleneck._hard import merge_tree, moved_to_best

__all__ = ["CompressedFeature", "compress_feature", "groups_of"]

CELLS = 512  # distinct numbers, or cells of equal frequency, between which a cut may lie
MANY = 300  # categories of which all pairs are compared; the rarest beyond start as one
SPARSE = 5.0  # rows a value, on average, below which the total is mostly memory of the rows


@dataclass(frozen=True, eq=False)
class CompressedFeature(Result):
    """A column with few levels: which value goes where, and what that costs.

    `labels` is the level of each row, `information` I(Z;Y), `total` I(X;Y) of the column as it was, `lost`
    and `share` what is lost and kept of it. Plug-in numbers: `total` of a column of many rare values is too
    high, and where there are fewer than 5 rows a value no share of it is shown. `values` and `levels` pair
    each value that was seen with its level, or, for numbers, `edges` are the cuts: level i holds edges[i-1] <
    x <= edges[i]. `unseen` is the level of a category that was not seen: the one whose targets are most like
    those of all rows.

    >>> from infoscope import channel
    >>> town = ["A", "A", "B", "B", "C", "C", "D", "D"] * 10
    >>> paid = [1, 1, 1, 1, 0, 0, 0, 0] * 10
    >>> channel.compress_feature(town, paid, levels=2, unit="bits")
    4 values in 2 levels: I(Z;Y) = 1 of 1 bits kept, 0 lost (100 %)
    """

    labels: np.ndarray
    information: float
    total: float
    values: np.ndarray
    levels: np.ndarray
    edges: np.ndarray | None
    unseen: int
    unit: Unit

    @property
    def lost(self) -> float:
        """I(X;Y) - I(Z;Y)."""
        return self.total - self.information

    @property
    def share(self) -> float:
        """I(Z;Y) / I(X;Y); 1 where there was nothing to lose."""
        return self.information / self.total if self.total > 0.0 else 1.0

    def transform(self, x: Any) -> np.ndarray:
        """The levels of new values, shape (n,): a number by its place, a category by its name."""
        given = none_missing(np.asarray(x), "x")
        if self.edges is not None:
            return np.searchsorted(self.edges, _numbers(given), side="left")
        table = dict(zip(self.values.tolist(), self.levels.tolist()))
        return np.array([table.get(v, self.unseen) for v in given.tolist()], dtype=np.int64)

    def groups(self) -> list[list[Any]]:
        """The values of each level."""
        return [self.values[self.levels == z].tolist() for z in range(int(self.levels.max()) + 1)]

    @property
    def _told(self) -> bool:
        """Whether the rows are enough for `total` to say what the column tells."""
        return len(self.labels) >= SPARSE * len(self.values)

    def __repr__(self) -> str:
        found = (
            f"{counted(len(self.values), 'value')} in {counted(self.levels.max() + 1, 'level')}: "
            f"I(Z;Y) = {self.information:.6g}"
        )
        if self._told:
            lost = f"{self.lost:.3g} lost ({100 * self.share:.0f} %)"
            return f"{found} of {self.total:.6g} {self.unit} kept, {lost}"
        return f"{found} {self.unit}; of how much {len(self.labels)} rows are too few to say"

    def plot(self, axes: Any = None) -> Any:
        """How many rows each level holds."""
        from .._picture import axes_or_new

        axes = axes_or_new(axes)
        sizes = np.bincount(self.labels)
        axes.bar(np.arange(len(sizes)), sizes)
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.set(
            xlabel="level",
            ylabel="rows",
            title=f"{100 * self.share:.0f} % of I(X;Y) kept" if self._told else repr(self),
        )
        return axes.figure


def compress_feature(
    x: Any, y: Any, *, levels: int, ordered: bool | None = None, unit: Unit = "nats"
) -> CompressedFeature:
    """Put the values of x into at most `levels` groups so that I(Z;Y) stays as large as can be.

    `x` and `y` have shape (n,); y holds classes. Where `ordered` (by default: where all of x are numbers,
    which are read in double precision), a level is an interval, and the cuts are the best there are: by
    dynamic programming over the distinct values, or over 512 cells of equal frequency. Else the
    categories are merged pair by pair where it costs least, and then moved one at a time while that
    helps: the deterministic bottleneck at β = ∞ with so many clusters. Raises ValueError where lengths
    differ, a value is missing, levels < 1, or a class of y has fewer than two rows on average. Slonim &
    Tishby, Agglomerative information bottleneck (1999); Strouse & Schwab (2017).

    >>> from infoscope import channel
    >>> found = channel.compress_feature([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [0, 0, 1, 1, 0, 0], levels=3)
    >>> found.edges, found.transform([0.0, 3.5, 9.0])
    (array([2.5, 4.5]), array([0, 1, 2]))
    """
    size, given = as_count(levels, "levels", 1), np.asarray(x)
    numeric = _all_numbers(given) if ordered is None else ordered
    values, place = as_levels(_numbers(given) if numeric else given, "x")
    targets, target = as_levels(y, "y")
    if len(place) != len(target):
        raise ValueError(f"x and y must have the same length; got {len(place)} and {len(target)}")
    if 2 * len(targets) > len(target) > 2 < len(targets):
        raise ValueError(
            f"y has {len(targets)} values in {len(target)} rows: pass classes, or cut y into a few cells"
        )
    per = nats_per(unit)
    counts = np.zeros((len(values), len(targets)))
    np.add.at(counts, (place, target), 1.0)
    group, edges = _intervals(values, counts, size) if numeric else (groups_of(counts, size), None)
    merged = np.zeros((group.max() + 1, counts.shape[1]))
    np.add.at(merged, group, counts)
    return CompressedFeature(
        group[place], _information(merged) / per, _information(counts) / per, values, group, edges,
        _most_usual(merged), unit,
    )  # fmt: skip


def groups_of(counts: np.ndarray, levels: int) -> np.ndarray:
    """The group of each row of the counts n(x, y), at most `levels` of them: those that keep most of I(Z;Y).

    >>> groups_of(np.array([[9, 1], [1, 9], [8, 2]]), 2).tolist()
    [0, 1, 0]
    """
    size = len(counts)
    if size <= levels:
        return np.arange(size)
    joint = counts / counts.sum()
    rank = np.argsort(np.argsort(-joint.sum(axis=1), kind="stable"))
    first = np.minimum(rank, MANY - 1)
    coarse = np.zeros((first.max() + 1, joint.shape[1]))
    np.add.at(coarse, first, joint)
    labels = merge_tree(coarse)[len(coarse) - min(levels, len(coarse))][first]
    return moved_to_best(joint, labels, np.inf, levels, keep=True)


def _intervals(values, counts, levels):
    """The best cuts of a line: best[k][j] = max over i of best[k-1][i] + what cells i … j-1 tell together."""
    cell = _cells(counts.sum(axis=1))
    fine = np.zeros((cell.max() + 1, counts.shape[1]))
    np.add.at(fine, cell, counts)
    below = np.vstack([np.zeros(counts.shape[1]), np.cumsum(fine, axis=0)])
    inside = below[None] - below[:, None]  # (i, j, y): cells i … j-1
    together = np.maximum(inside, 0.0)
    tells = xlogy(together, together).sum(axis=2) - xlogy(together.sum(axis=2), together.sum(axis=2))
    tells[np.tril_indices(len(tells))] = -np.inf
    best, back = tells[0], []
    for _ in range(min(levels, len(fine)) - 1):
        through = best[:, None] + tells
        back.append(through.argmax(axis=0))
        best = through.max(axis=0)
    cuts, end = [], len(fine)
    for step in reversed(back):
        end = int(step[end])
        cuts.append(end)
    group = np.searchsorted(np.array(cuts[::-1], dtype=int), cell, side="right")
    last = np.flatnonzero(np.diff(group))
    return group, np.array([_edge(float(values[i]), float(values[i + 1])) for i in last])


def _edge(low, high):
    """Halfway, unless what is halfway rounds to the upper value or is no number."""
    middle = 0.5 * low + 0.5 * high
    return middle if low <= middle < high else low


def _all_numbers(a):
    if a.dtype.kind == "O":  # what a data frame of several kinds becomes
        return all(isinstance(v, Real) and not isinstance(v, bool) for v in a.ravel())
    return a.dtype.kind in "iuf"


def _numbers(a):
    try:
        return a.astype(np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"x must hold numbers where levels are intervals; got {a.dtype}") from None


def _cells(sizes):
    if len(sizes) <= CELLS:
        return np.arange(len(sizes))
    share = (np.cumsum(sizes) - 0.5 * sizes) / sizes.sum()
    return np.unique(np.floor(CELLS * share).astype(int), return_inverse=True)[1]


def _information(counts):
    n = counts.sum()
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    logs = xlogy(counts, counts).sum() - xlogy(rows, rows).sum() - xlogy(columns, columns).sum() + xlogy(n, n)
    return float(logs / n)


def _most_usual(merged):
    """The level of least D(p(y) ‖ p(y|z)), half a count added to each cell."""
    given = merged + 0.5
    given /= given.sum(axis=1, keepdims=True)
    overall = merged.sum(axis=0) / merged.sum()
    return int((-np.log(given) @ overall).argmin())
