"""Continuous variables: the copula that explains them best, unless neighbours find more.

Whatever an estimator takes for granted, it misses some information and, chance aside, invents none: a
copula misses what its law cannot bend to, neighbours what lies closer together than they do, columns and
features what is in the others. So all are laid side by side on the same rows, the simplest first, and it
stands until another finds more, by some standard errors of the difference row by row; or by anything, where
the law of the copula is refuted.

Nothing here is drawn at random, and neither the order of rows nor that of x and y moves a digit: rows are
first sorted by how far out they lie, and halves and samples of them taken evenly along that order.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..._kernels.blas import alone_where_small
from .._found import Found, mean_and_error
from .._quantity import Quantity, mutual_information, total_correlation
from .._routes import route
from ..neighbours import KSG
from ..neighbours._notes import of_repeats
from ..parametric._groups import columns_of, terms_of
from ..reading._sorted import normal_scores
from ..reading._variables import Variable
from ._fit import DOUBTFUL, UNLIKELY, better_copula, chance_of_the_rest, unresolved
from ._reductions import Reduced, by_columns, by_features, by_projections, evenly

__all__ = ["FAR", "explained", "falls_short"]

BEYOND = {
    "neighbours": 2.5,
    "columns": 3.5,
    "features": 3.5,
    "projections": 3.5,
}  # standard errors of the difference
FEW = 10_000  # rows on which the estimators are compared
LEAST, PER_COLUMN = 20, 4  # rows, and rows a column, that a copula needs before some can be left out
ATOM = 0.1  # the share of rows with one value that a copula, which has no atoms, may be asked to overlook
CROWDED = 6  # columns beyond which neighbours of all of them find next to nothing
BLUNT = 1 / 3  # of the spread of points, as far as which neighbours may lie and still see what is fine
SHORT = 0.075  # nats worth a warning
NOTHING = 2.0  # standard errors

LEFT = "too low: x and y have more to do with each other than this copula tells"
MAYBE_LEFT = "perhaps too low: x and y may have more to do with each other than this copula tells"
ALONE = "nothing but a copula was tried: in so many columns neighbours find next to nothing"
CLOSE = "the variables are closer to each other than ranks of so few rows resolve: the error may be larger"

NEAR, FAR = KSG(k=3, transform="normal_scores"), KSG(k=12, transform="normal_scores")

Run = Callable[[Any, list[Variable]], Found]  # (choice, variables)


@dataclass(frozen=True, eq=False)
class _Rival:
    """A way for neighbours to see the variables, what they found on few rows, and what to say of it."""

    kind: str
    run: Run
    found: Found
    note: str = ""

    @property
    def in_common(self) -> float:
        """What overlapping balls add to the error of what is found, which no spread over rows shows."""
        spread = mean_and_error(self.found.local)[1]
        return math.sqrt(max((self.found.error or 0.0) ** 2 - spread**2, 0.0))


def explained(quantity: Quantity, variables: list[Variable], rng: np.random.Generator) -> Found:
    with alone_where_small(sum(v.columns.shape[1] for v in variables)):
        return _explained(quantity, variables, rng)


def _explained(quantity: Quantity, variables: list[Variable], rng: np.random.Generator) -> Found:
    x, pair = columns_of(variables), quantity.terms == mutual_information().terms
    if len(x) < max(LEAST, PER_COLUMN * x.shape[1]) or _has_atom(x):
        return route(NEAR, quantity, variables, rng)
    order, ordered = _in_order(variables, pair)
    few = ordered if len(x) <= FEW else [_rows(v, evenly(len(x), FEW)) for v in ordered]
    judged = quantity if pair else total_correlation(len(variables))
    copula, doubt = better_copula(columns_of(few), terms_of(quantity, few))
    simple = route(copula, judged, few, rng)
    if not np.isfinite(simple.value):
        return route(NEAR, quantity, variables, rng)
    by_chance = chance_of_the_rest(copula, *(v.columns for v in few)) if pair else 1.0
    refuted = by_chance < UNLIKELY
    best, least = _best(_rivals(judged, few, rng), simple, refuted)
    if best is None:
        found = _in_rows(route(copula, quantity, ordered, rng), order, _no_more(least, pair, x.shape[1]))
        found = replace(found, error=math.hypot(found.error or 0.0, doubt))
        left = [LEFT if refuted else MAYBE_LEFT] * (by_chance < DOUBTFUL)
        return found.noting(
            *left,
            *[CLOSE] * unresolved(x),
            *[ALONE] * (least == np.inf),
            *[_unseen(x)] * (pair and _blunt(*x.shape) and found.value < NOTHING * (found.error or 0.0)),
        )
    beyond = f"{best.found.value - simple.value:.2g} nats beyond a {simple.method.partition(',')[0]}"
    if best.kind == "neighbours":  # which look at the order of rows as they were given
        found = _in_rows(route(NEAR, quantity, variables, rng), slice(None), beyond)
    else:
        found = _in_rows(best.run(NEAR, ordered), order, beyond)
    short = falls_short(best.found, best.run(FAR, few), x.shape[1])
    if short and any(of_repeats([v.columns for v in variables])):
        short = ""  # the nearer neighbours find more for being copies
    return found.noting(*filter(None, [best.note, short]))


def _best(rivals: Iterable[_Rival], simple: Found, refuted: bool) -> tuple[_Rival | None, float]:
    """The last that finds more than the best before it; than a law that is refuted, by however little.

    Also how much more than the simple one the sharpest would have had to find.
    """
    best, least = None, np.inf
    for rival in rivals:
        value, error = mean_and_error(rival.found.local - (best.found if best else simple).local)
        error = math.hypot(error, rival.in_common)
        least = min(least, BEYOND[rival.kind] * error)
        if value > (0.0 if refuted and best is None else BEYOND[rival.kind] * error):
            best = rival
    return best, least


def _no_more(least: float, pair: bool, d: int) -> str:
    if least == np.inf:
        return "nothing else looked"
    within = f"to within {least:.1g} nats"
    if pair and d > CROWDED:
        return f"what columns tell in pairs, and polynomials of them, is no more, {within}"
    return f"neighbours find no more, {within}"


def _blunt(n: int, d: int) -> bool:
    """Whether neighbours of all columns were not asked, or lie too far away to tell what is finer."""
    return d > CROWDED or (d > 2 and (NEAR.k / n) ** (1 / d) > BLUNT)


def _unseen(x: np.ndarray) -> str:
    n, d = x.shape
    return (
        f"nothing found is not nothing there: {n} rows in {d} columns show what pairs, sums and polynomials "
        "of columns tell, and of all of them together only what is coarse"
    )


def _in_rows(found: Found, order: np.ndarray | slice, why: str) -> Found:
    """With the local values in the order given, and the reason of the choice."""
    local = np.empty(found.n)
    local[order] = found.local
    return replace(found, local=local, method=f"{found.method}: {why}")


def _in_order(variables: list[Variable], pair: bool) -> tuple[np.ndarray, list[Variable]]:
    """Rows by how far out they lie in each column, and of a pair, whichever orders them so first."""
    far = [np.abs(normal_scores(v.columns)) for v in variables]
    ways = [range(len(far)), (1, 0)] if pair else [range(len(far))]
    sortings = [(np.hstack([far[i] for i in way]), way) for way in ways]
    orders = [np.lexsort(columns.T[::-1]) for columns, _ in sortings]
    best = 0
    if pair:
        first, second = (columns[order] for order, (columns, _) in zip(orders, sortings))
        differ = np.flatnonzero((first != second).any(axis=1))
        sizes = [v.columns.shape[1] for v in variables]
        later = len(differ) and tuple(first[differ[0]]) > tuple(second[differ[0]])
        best = int(sizes[0] > sizes[1] or (sizes[0] == sizes[1] and bool(later)))
    return orders[best], [_rows(variables[i], orders[best]) for i in sortings[best][1]]


def _rivals(quantity: Quantity, variables: list[Variable], rng: np.random.Generator) -> Iterator[_Rival]:
    def neighbours(choice: KSG, of: list[Variable]) -> Found:
        return route(choice, quantity, of, rng)

    def of_columns(choice: KSG, of: list[Variable]) -> Found:
        x, y = (v.columns for v in of)
        return _reduced(by_columns(x, y, measure), choice, of, neighbours, "columns")

    def of_features(choice: KSG, of: list[Variable]) -> Found:
        return _reduced(by_features(*(v.columns for v in of)), choice, of, neighbours, "features")

    def of_projections(choice: KSG, of: list[Variable]) -> Found:
        x, y = (v.columns for v in of)
        return _reduced(by_projections(x, y, measure), choice, of, neighbours, "projections")

    def measure(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
        return mean_and_error(neighbours(NEAR, _with_columns(variables, x, y)).local)

    sizes = [v.columns.shape[1] for v in variables]
    if sum(sizes) <= CROWDED:
        yield _Rival("neighbours", neighbours, neighbours(NEAR, variables))
    if len(variables) == 2 and max(sizes) > 1:
        note = (
            "a lower bound: what the columns of x and y that are most informative in pairs tell of each other"
        )
        if (found := of_columns(NEAR, variables)).n:
            yield _Rival("columns", of_columns, found, note)
        note = "a lower bound: what some polynomials of the columns of x and of y tell of each other"
        yield _Rival("features", of_features, of_features(NEAR, variables), note)
        note = "a lower bound: what some sums of the columns of x and of y tell of each other"
        if (found := of_projections(NEAR, variables)).n:
            yield _Rival("projections", of_projections, found, note)


def _reduced(found: list[Reduced], choice: KSG, of: list[Variable], neighbours: Run, what: str) -> Found:
    """Neighbours of fewer columns, on the half of the rows that did not choose them, then on the other."""
    local, method, variance, least = np.empty(of[0].n if found else 0), "", 0.0, 0.0
    for rows, x, y in found:
        half = neighbours(choice, _with_columns(of, x, y))
        error = mean_and_error(half.local)[1] if half.error is None else half.error
        variance += (error * len(rows) / len(local)) ** 2
        least += (max(error, half.least) * len(rows) / len(local)) ** 2
        local[rows], method = half.local, f"{half.method}, of {x.shape[1]}+{y.shape[1]} {what}"
    return Found(local, method, error=variance**0.5, least=least**0.5)


def falls_short(near: Found, far: Found, d: int) -> str:
    """Where neighbours in d columns miss a share of the order (k/n)^(1/d), nearer ones find more.

    Of what was found with NEAR.k neighbours and with FAR.k on the same rows.
    """
    rise, error = mean_and_error(near.local - far.local)
    short = rise / ((FAR.k / NEAR.k) ** (1 / d) - 1)
    if short < SHORT or rise < 2 * error:
        return ""
    return (
        f"too low, by some {short:.1g} nats: with k={FAR.k}, neighbours farther away, it is {far.value:.2f}"
    )


def _has_atom(x: np.ndarray) -> bool:
    return any(np.unique(column, return_counts=True)[1].max() > ATOM * len(x) for column in x.T)


def _rows(v: Variable, rows: np.ndarray) -> Variable:
    return replace(v, columns=v.columns[rows])


def _with_columns(variables: list[Variable], *columns: np.ndarray) -> list[Variable]:
    return [replace(v, columns=c) for v, c in zip(variables, columns)]
