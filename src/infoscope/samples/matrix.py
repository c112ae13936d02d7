"""The information every two columns share."""

import warnings
from collections import Counter
from dataclasses import replace
from typing import Any, Never

import numpy as np

from .._kernels.threads import each, in_pieces
from .._rng import as_generator
from ..estimate import Unit, nats_per
from . import _quantity
from ._measure import answer, refuse_unknown
from ._routes import as_choice
from .automatic._auto import of_labels
from .counts import MillerMadow, PlugIn, entropy_from_counts
from .counts._answers import ANSWERS
from .counts._family import SPARSE
from .reading._kinds import as_kinds
from .reading._observations import Observations, complete
from .reading._variables import Variable, as_variable, observed
from .resampling._rounds import heeding, rounds

__all__ = ["EstimateWarning", "mutual_information_matrix"]


class EstimateWarning(UserWarning):
    """What the numbers of an array, which has no room for words, should not be trusted for.

    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as said:
    ...     warnings.simplefilter("always", EstimateWarning)
    ...     matrix = mutual_information_matrix([[0, 0], [1, 1], [2, 0]], estimator="plug_in")
    >>> print(str(said[0].message)[:67])
    column 0 of X and column 1 of X: 1.0 observations a joint cell: the
    """


LONG = 1 << 18  # rows that are worth a thread to count: handing over between threads takes longer than few
MOST_LEVELS = 64  # of a column in the tables of all pairs: beyond, clearing them costs more than counting


def mutual_information_matrix(
    X: Any,
    *,
    estimator: Any = "auto",
    kind: str | tuple[str | None, ...] | None = None,
    missing: str = "raise",
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
    n_jobs: int | None = None,
    progress: bool = False,
    **misplaced: Never,
) -> np.ndarray:
    """Mutual information of every two columns, shape (p, p), symmetric, the entropies on the diagonal.

    X         (n, p), or a data frame of p columns of any kinds
    kind      one kind, or one for each column
    missing   "drop" leaves out the rows in which any column has a missing value
    n_jobs    threads, by default as many as there are cores; the digits do not depend on it
    progress  a bar on stderr

    The diagonal holds I(X;X) = H(X) of labels, by the same estimator; it is inf for columns with
    measurements, which tell of themselves without end, and 0 for constant ones. Each entry is the value of
    `mutual_information` of the two columns, which has the other options; for its standard error call that.
    An array has no room for what is to be said of its entries: an `EstimateWarning` says once what is said
    of most pairs, and of which, and how many others there are.

    >>> X = [[0, 0, "a"], [0, 1, "b"], [1, 0, "b"], [1, 1, "a"]] * 8
    >>> mutual_information_matrix(X, estimator="plug_in", unit="bits").round(6)
    array([[1., 0., 0.],
           [0., 1., 0.],
           [0., 0., 1.]])
    """
    refuse_unknown(misplaced, also=("n_jobs", "progress"))
    per, rng, choice = nats_per(unit), as_generator(rng), as_choice(estimator)
    given = observed({"X": X}, missing)
    if missing == "drop":
        given = complete(given)
    with heeding(n_jobs):
        variables = _columns(given["X"], kind, getattr(choice, "reads", None))
        coarse = [i for i, v in enumerate(variables) if v.kind == "discrete" and v.levels <= MOST_LEVELS]
        matrix = np.zeros((len(variables), len(variables)))
        at_once = np.zeros(matrix.shape, bool)
        at_once[np.ix_(coarse, coarse)] = _counted([variables[i] for i in coarse], choice)
        said: dict[tuple[int, int], tuple[str, ...]] = {}
        if at_once.any():
            matrix[np.ix_(coarse, coarse)], cells = _of_labels([variables[i] for i in coarse], choice)
            for a, b in zip(*np.nonzero(np.tril(SPARSE * cells > variables[0].n, -1))):
                each = variables[0].n / cells[a, b]
                note = f"{each:.1f} observations a joint cell: the bias left may exceed the error"
                said[coarse[b], coarse[a]] = (note,)
        # Each is sorted, or counted, once for all its pairs.
        wide = variables if at_once.all() else list(map(_wide, variables))
        left = [(a, b) for a, b in np.argwhere(np.triu(~at_once, 1)).tolist()]

        def of_pair(number: int, rng: np.random.Generator) -> float:
            pair = [wide[i] for i in left[number]]
            found = answer(_quantity.mutual_information(), pair, choice, rng)
            if not any(v.constant for v in pair):
                said[left[number]] = found.notes
            return found.value

        found = rounds(of_pair, len(left), rng, side_by_side=True, progress=progress, what="measuring pairs")
        for (i, j), value in zip(left, found):
            matrix[i, j] = matrix[j, i] = value
        _tell(said, [v.name for v in variables])
        np.fill_diagonal(matrix, _of_themselves(wide, choice, rng))
    return matrix / per


def _tell(said: dict[tuple[int, int], tuple[str, ...]], names: list[str]) -> None:
    """One warning for all pairs: what is said of most, of which, and of how many more something is said."""
    warned = sorted(pair for pair, notes in said.items() if notes)
    if not warned:
        return
    times = Counter(note for pair in warned for note in said[pair])
    note = max(times, key=lambda one: times[one])  # the first of those said as often
    i, j = next(pair for pair in warned if note in said[pair])
    many = "" if len(warned) == 1 else f", one of {len(warned)} pairs of which something is to be said"
    warnings.warn(
        f"{names[i]} and {names[j]}{many}: {note}; mutual_information of a pair has all its warnings",
        EstimateWarning,
        stacklevel=3,
    )


def _columns(given: Observations, kind: Any, default: str | None) -> list[Variable]:
    """A variable for each column, told its name in any message."""
    names = [f"X[{c.name!r}]" if c.name else f"column {i} of X" for i, c in enumerate(given.columns)]
    names = names if len(names) > 1 else ["X"]
    kinds = as_kinds(kind, tuple(names))

    def variable(i: int) -> Variable:
        return as_variable(Observations((given.columns[i],)), kinds[i] or default, names[i], narrow=True)

    if given.n < LONG:
        return list(map(variable, range(len(names))))
    return each(variable, range(len(names)))


def _wide(v: Variable) -> Variable:
    """With codes that can be multiplied."""
    return v if v.codes.dtype == np.int64 else replace(v, codes=v.codes.astype(np.int64))


def _counted(variables: list[Variable], choice: Any) -> np.ndarray:
    """Which two are measured by the plug-in or Miller-Madow, as "auto" does where cells are full."""
    if choice is not None or not variables:
        return np.full((len(variables),) * 2, isinstance(choice, (MillerMadow, PlugIn)))
    levels = [v.levels for v in variables]
    return np.array(
        [[isinstance(of_labels(variables[0].n, a * b), MillerMadow) for a in levels] for b in levels]
    )


def _of_labels(variables: list[Variable], choice: Any) -> tuple[np.ndarray, np.ndarray]:
    """I(X;Y) of every two by the plug-in or else Miller-Madow, nats, 0 on the diagonal; cells, below it."""
    from .._kernels.pairs import all_pairs

    codes = np.empty((len(variables), variables[0].n), np.uint8)

    def copy(first: int, last: int) -> None:
        for i in range(first, last):
            codes[i] = variables[i].codes

    in_pieces(copy, len(variables), at_least=4)
    levels = np.array([v.levels for v in variables])
    lower, _, _, cells = all_pairs(codes, int(levels.max()))
    if not isinstance(choice, PlugIn):
        lower += np.tril(levels[:, None] + levels - cells - 1, -1) / (2 * codes.shape[1])
    return lower + lower.T, cells


def _of_themselves(variables: list[Variable], choice: Any, rng: np.random.Generator) -> np.ndarray:
    """I(X;X) of each; of labels as many at once as have as many levels."""
    found = np.array([0.0 if v.constant else np.inf for v in variables])
    alike: dict[int, list[int]] = {}
    for i, v in enumerate(variables):
        if v.kind == "discrete" and not v.constant:
            alike.setdefault(v.levels, []).append(i)
    for levels, some in alike.items():
        counted = of_labels(variables[0].n, levels) if choice is None else choice
        if type(counted) in ANSWERS:
            counts = np.array([variables[i].count for i in some])
            found[some] = entropy_from_counts(counts, estimator=counted).value
        else:
            found[some] = [answer(_quantity.entropy(), [variables[i]], choice, rng).value for i in some]
    return found
