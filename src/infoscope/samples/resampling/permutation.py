"""Is what binds x to y more than chance? The same statistic where what binds them is undone."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Never

import numpy as np

from ..._check import pick
from ..._rng import as_generator
from ...estimate import Estimate, Unit, nats_per
from .. import _quantity
from .._measure import answer, refuse_unknown
from .._routes import as_choice
from ..counts import PlugIn
from ..neighbours.choices import KSG, MixedKSG, Ross
from ..reading._variables import Variable, as_variables
from ._memory import indicators, memory
from ._nulls import NULLS, nearest_in, within
from ._rounds import heeding, rounds, whole
from ._shuffled_labels import shuffled_informations
from ._shuffled_pair import pair_of_columns
from ._statistic import Evaluation, as_table, taken

__all__ = ["PermutationTest", "permutation_test"]

ROUNDING = 1e-10  # nats: the same sum in another order is as large
FEW_SHIFTS = 20
OPTIONS = ("statistic", "null", "n_permutations", "neighbours", "lag", "n_jobs", "progress")


@dataclass(frozen=True, eq=False, repr=False)
class PermutationTest:
    """A statistic of x and y held against the same where what binds them is undone.

    statistic  the Estimate of the data as they are
    p_value    (b + 1) / (B + 1), b of the B values under the null being as large or larger
    null       (B,) those values, in the unit of the statistic
    method     how what binds them was undone

    >>> from infoscope import Estimate
    >>> import numpy as np
    >>> PermutationTest(Estimate(0.5, 0.1), 0.25, np.array([0.1, -0.1, 0.2]), "3 shuffles of x")
    0.50 ± 0.10 nats
    p <= 0.25: none of 3 shuffles of x as large
    """

    statistic: Estimate
    p_value: float
    null: np.ndarray
    method: str

    def __repr__(self) -> str:
        as_large = round(self.p_value * (len(self.null) + 1)) - 1
        sign, number = ("=", as_large) if as_large else ("<=", "none")
        headline, *warnings = repr(self.statistic).splitlines()
        said = f"p {sign} {self.p_value:.2g}: {number} of {self.method} as large"
        return "\n".join([headline, said, *warnings])


def permutation_test(
    x: Any,
    y: Any,
    z: Any = None,
    *,
    statistic: str | Callable[..., Any] = "mutual_information",
    null: str = "auto",
    n_permutations: int = 999,
    neighbours: int = 5,
    lag: int = 1,
    estimator: Any = "auto",
    kind: str | tuple[str | None, ...] | None = None,
    missing: str = "raise",
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
    n_jobs: int | None = None,
    progress: bool = False,
    **misplaced: Never,
) -> PermutationTest:
    """Test whether x and y are independent, or independent given z, by undoing what binds x to y.

    x, y, z         (n,) or (n, d), observed row by row together
    statistic       "mutual_information", given z where there is one; or a callable of (x, y), or of
                    (x, y, z), that returns an Estimate or a number, large where x and y go together
    null            "shuffle": x in any order, for independent rows
                    "local": each x from among the nearest in z, or from those of the same label z
                    "circular_shift": x moved along y, for series, each of which remembers its past
                    "auto": "local" where z is given, else "shuffle"
    n_permutations  how many; the p-value is never below 1 / (n_permutations + 1)
    neighbours      how many of the nearest in z, the row itself included
    lag             least shift: with 1 the test is exact but for the seam, since shifts nearby, at which the
                    statistic is much the same, stand for how few independent shifts a series has. A larger
                    one tells series apart that go together at several lags, and errs more in short series
    estimator       as in `mutual_information`, but that "auto" goes by the kinds alone, so that every shuffle
                    is measured alike: plug-in for labels, else √n neighbours (KSG, Ross, MixedKSG)
    kind, missing   as in `mutual_information`
    rng             seed or Generator: the same seed gives the same digits for any n_jobs
    n_jobs          threads, by default as many as there are cores; of a callable, one round after another
                    unless it is given
    progress        a bar on stderr

    p = (b + 1) / (B + 1), ties counted as larger, is valid however few the permutations. Raises ValueError
    where the null does not fit the data: a shuffle given z would undo what binds x to z as well.

    Sources: Phipson & Smyth 2010 for the p-value; Runge 2018 for the local null; Kraskov et al. 2004 for
    many neighbours, which err more and vary less, where the question is dependence.

    >>> permutation_test(["a", "b"] * 20, [1, 0] * 20, n_permutations=99, rng=0).p_value
    0.01
    """
    refuse_unknown(misplaced, also=OPTIONS)
    if callable(x):
        raise ValueError("x must hold observations; a statistic goes by its name: statistic=")
    rng, per = as_generator(rng), nats_per(unit)
    n_permutations = whole(n_permutations, "n_permutations", 1)
    data = {"x": x, "y": y} if z is None else {"x": x, "y": y, "z": z}
    with heeding(n_jobs):
        if callable(statistic):
            if (estimator, kind, missing) != ("auto", None, "raise"):
                raise ValueError("estimator, kind and missing are for a named statistic; set them in yours")
            variables = as_variables(data, None)
            measure: _Given | _Named = _Given(
                Evaluation(statistic, unit), [as_table(given) for given in data.values()]
            )
        else:
            choice = as_choice(estimator)
            variables = as_variables(data, kind, missing, default=getattr(choice, "reads", None))
            quantity = pick(statistic, STATISTICS, "statistic")[len(data) - 2]
            measure = _Named(quantity(), variables, choice or _automatic(variables), unit)
        undone = _undone(null, variables, neighbours, lag, rng)
        observed = measure(np.arange(variables[0].n), rng)
        if undone.by_labels and isinstance(measure, _Named) and isinstance(measure.choice, PlugIn):
            values = shuffled_informations(variables, observed.value * per, n_permutations, rng) / per
        else:
            quick = pair_of_columns(variables, measure.choice) if isinstance(measure, _Named) else None

            def one(_: int, rng: np.random.Generator) -> float:
                rows = undone.rows(rng)
                return quick(rows) / per if quick else measure(rows, rng).value

            side_by_side = isinstance(measure, _Named) or n_jobs is not None
            running: dict[str, Any] = {
                "side_by_side": side_by_side,
                "progress": progress,
                "what": "permuting",
            }
            values = np.array(rounds(one, n_permutations, rng, **running))
    as_large = int((values >= observed.value - ROUNDING / per).sum())
    observed = replace(observed, warnings=observed.warnings + undone.warnings)
    p_value = (as_large + 1) / (n_permutations + 1)
    return PermutationTest(observed, p_value, values, f"{n_permutations} {undone.said}")


@dataclass(frozen=True)
class _Named:
    """A quantity of the variables, x taken from other rows."""

    quantity: _quantity.Quantity
    variables: list[Variable]
    choice: Any
    unit: Unit

    def __call__(self, rows: np.ndarray, rng: np.random.Generator) -> Estimate:
        x, *rest = self.variables
        return answer(self.quantity, [_rows_of(x, rows), *rest], self.choice, rng).estimate(self.unit)


@dataclass(frozen=True)
class _Given:
    """A callable of the tables, x taken from other rows."""

    evaluate: Evaluation
    tables: list[Any]

    def __call__(self, rows: np.ndarray, rng: np.random.Generator) -> Estimate:
        x, *rest = self.tables
        return self.evaluate([taken(x, rows), *rest], rng)


@dataclass(frozen=True)
class _Undone:
    """Where x is taken from, and what to say of it; `by_labels`: any order, or any within labels of z."""

    rows: Callable[[np.random.Generator], np.ndarray]
    said: str
    by_labels: bool = False
    warnings: tuple[str, ...] = ()


def _undone(
    null: str, variables: list[Variable], neighbours: int, lag: int, rng: np.random.Generator
) -> _Undone:
    pick(null, {"auto": None, **NULLS}, "null")
    given, n = len(variables) > 2, variables[0].n
    null = null if null != "auto" else "local" if given else "shuffle"
    if given and null != "local":
        raise ValueError(f"null={null!r} would undo what binds x to z as well; with z, null='local'")
    if not given and null == "local":
        raise ValueError("null='local' takes x from rows that are near in z; give z, or null='shuffle'")
    if null == "shuffle":
        labels = all(v.kind == "discrete" for v in variables)
        return _Undone(lambda rng: NULLS[null](n, None, rng), "shuffles of x", labels, _of_series(variables))
    if null == "circular_shift":
        return _shifted(n, lag)
    z = variables[2]
    if z.kind == "discrete":
        labels = all(v.kind == "discrete" for v in variables)
        return _Undone(lambda rng: within(n, z.codes, rng), "shuffles of x within z", labels)
    k = whole(neighbours, "neighbours", 2)
    nearest = nearest_in(z, k, rng)
    return _Undone(lambda rng: NULLS[null](n, nearest, rng), f"shuffles of x among {k} neighbours in z")


def _shifted(n: int, lag: int) -> _Undone:
    least = whole(lag, "lag", 1)
    if 2 * least > n:
        raise ValueError(
            f"shifts by {least} rows or more, either way around, need {2 * least} rows; got {n}: "
            "set a smaller lag"
        )
    shifts = n - 2 * least + 1
    warnings = (f"there are only {shifts} different shifts",) * (shifts < FEW_SHIFTS)
    said = f"circular shifts of x by at least {least}"
    return _Undone(lambda rng: NULLS["circular_shift"](n, least, rng), said, warnings=warnings)


def _of_series(variables: list[Variable]) -> tuple[str, ...]:
    if min(map(_memory, variables)) == 0:
        return ()
    return (
        "neighbouring rows are alike in x and in y: if they are a series, shuffles find dependence that is "
        "not there; null='circular_shift' does not",
    )


def _memory(v: Variable) -> int:
    return memory(
        *(v.columns.T if v.columns.ndim == 2 else ()), *(indicators(v.codes) if len(v.codes) else ())
    )


def _rows_of(v: Variable, rows: np.ndarray) -> Variable:
    """The variable with its observations in the order of `rows`."""
    codes, columns = (a[rows] if len(a) else a for a in (v.codes, v.columns))
    return replace(v, codes=codes, columns=columns)


def _automatic(variables: list[Variable]) -> Any:
    """A choice by the kinds: one that saw how x and y go together would have to be made in every shuffle."""
    kinds = sorted(v.kind for v in variables)
    if set(kinds) == {"discrete"}:
        return PlugIn()
    if set(kinds) == {"continuous"}:
        choice: Any = KSG
    else:
        choice = Ross if kinds == ["continuous", "discrete"] else MixedKSG
    return choice(k=max(3, math.isqrt(variables[0].n)), transform="normal_scores")


STATISTICS = {"mutual_information": (_quantity.mutual_information, _quantity.conditional_mutual_information)}
