"""Do the rows stand in an order of time? What follows each other is then alike, and errors are too small."""

from itertools import islice

import numpy as np

from ._variables import Variable

__all__ = ["alike_in_order", "runs"]

FEWEST = 50  # rows
LIKELY = 6.0  # standard deviations of the share of rows like the one before, were the order by chance
MUCH = 0.4  # of what that share could be more than by chance; about that of an autocorrelation of 0.6
RUN, RUNS = 1024, 16  # rows one after the other, and how often: enough to tell, of however many there are


def alike_in_order(variables: list[Variable]) -> tuple[str, ...]:
    """A note where one variable alone, or two of several, remember the row before.

    Sorted rows say nothing of how they were drawn, so that where any variable is sorted nothing is said.
    """
    if variables[0].n < FEWEST:
        return ()
    most = max(0, len(variables) - 2)  # that may not remember
    labels_first = sorted(variables, key=lambda v: v.kind != "discrete")  # of which it is told sooner
    unlike = list(islice((v for v in labels_first if not _remembers(v)), most + 1))
    if len(unlike) > most or any(_is_sorted(v) for v in variables):
        return ()
    alike = [v.name for v in variables if v not in unlike]
    return (
        f"{' and '.join(alike)}: rows are like the row before; if they are a time series, the standard error "
        "is too small, and series that have nothing to do with each other may seem to: see bootstrap by "
        "blocks and permutation_test by circular shifts",
    )


def _remembers(v: Variable) -> bool:
    return any(
        _much_alike(label)
        for label in ([np.array([v.codes[r] for r in runs(v.n)])] if v.levels > 1 else []) + _halves(v)
    )


def _halves(v: Variable) -> list[np.ndarray]:
    """Of each column, which rows are above its median."""
    some = [np.array([c[r] for r in runs(v.n)]) for c in v.columns.T] if v.columns.size else []
    return [(c > np.median(c)).astype(np.int64) for c in some]


def runs(n: int) -> list[slice]:
    """All of n rows in one run, or some runs of them from all over."""
    if n <= RUN * RUNS:
        return [slice(n)]
    return [slice(i, i + RUN) for i in np.linspace(0, n - RUN, RUNS).astype(int)]


def _much_alike(label: np.ndarray) -> bool:
    same = label[:, 1:] == label[:, :-1]
    chance = float(((np.bincount(label.ravel()) / label.size) ** 2).sum())
    more = float(same.mean()) - chance
    return more > MUCH * (1 - chance) and more > LIKELY * np.sqrt(chance * (1 - chance) / label.size)


def _is_sorted(v: Variable) -> bool:
    changes = int((v.codes[1:] != v.codes[:-1]).sum()) if v.levels > 1 else 0
    steps = [np.diff(c) for c in v.columns.T] if v.columns.size else []
    return changes + 1 == v.levels > 1 or any((s >= 0).all() or (s <= 0).all() for s in steps)
