"""Which quantities neighbours tell, and what to say of the answer."""

from collections.abc import Sequence

import numpy as np

from .._found import Found, cannot_read, mean
from .._quantity import Quantity, total_correlation
from ..reading._sorted import Sorted, normal_scores
from ..reading._variables import Variable
from . import _notes as notes
from ._alone import kozachenko_leonenko as alone
from ._ball import Rows, ball
from ._error import correlated, in_common, noise, standard_error, standard_errors
from ._labels import ross as of_labels
from ._nonuniform import local_nonuniformity as of_boxes
from ._pair import ksg as of_pair
from ._rectangle import rectangle
from .choices import KSG, KozachenkoLeonenko, LocalNonuniformity, MixedKSG, Ross

__all__ = ["kozachenko_leonenko", "ksg", "local_nonuniformity", "mixed_ksg", "ross"]


def kozachenko_leonenko(
    choice: KozachenkoLeonenko, quantity: Quantity, variables: list[Variable], rng: np.random.Generator
) -> Found:
    """Σ c · ĥ(group), each group with neighbours of its own."""
    _only_continuous(choice, variables)
    n, k = variables[0].n, choice.k
    _enough(n, k)
    of_groups = {
        group: alone(np.hstack([variables[i].columns for i in sorted(group)]), k) for group in quantity.terms
    }
    infinite = {np.sign(c) for group, c in quantity.terms.items() if np.isinf(of_groups[group]).any()}
    if len(infinite) > 1:
        raise ValueError(
            f"{quantity.name} as a difference of entropies is inf - inf, since more than {k} rows are "
            "equal: use KSG(), or kind='discrete' for what repeats"
        )
    local = np.sum([c * of_groups[group] for group, c in quantity.terms.items()], axis=0)
    d = [sum(variables[i].columns.shape[1] for i in group) for group in quantity.terms]
    added = sum(c**2 * in_common(k, of) for of, c in zip(d, quantity.terms.values()))
    error = standard_error(local, added)
    answer = Found(local, f"Kozachenko-Leonenko, k={k}", error=error)
    if infinite:
        return answer.noting(
            f"more than {k} observations are equal: a law with atoms has no density, so h = -inf; "
            "kind='discrete' gives the entropy of the values as labels"
        )
    return answer.noting(*notes.of_smoothing(error, n, k, max(d)))


def ksg(choice: KSG, quantity: Quantity, variables: list[Variable], rng: np.random.Generator) -> Found:
    """Any quantity by cubes; total correlation, of which mutual information is one, by rectangles."""
    _only_continuous(choice, variables)
    _without_units(choice, quantity, variables)
    n, k, m = variables[0].n, choice.k, len(variables)
    _enough(n, k)
    by_rectangles = choice.variant == 2
    if by_rectangles and quantity.terms != total_correlation(m).terms:
        raise ValueError(
            f"variant=2 of KSG is for mutual information and total correlation; got {quantity.name}: "
            "use variant=1"
        )
    given = [v.columns for v in variables]
    plain = quantity.terms == total_correlation(2).terms and all(c.shape[1] == 1 for c in given)
    if plain and not by_rectangles:
        x, y = Sorted.each(variables)
        if choice.transform:
            x, y = x.normal_scores(), y.normal_scores()
            given = [x.values[:, None], y.values[:, None]]
        local, distance = of_pair(x, y, k)
        return _told(choice, quantity, given, local, distance, ascending=[x.ascending, y.ascending])
    columns = [_transformed(c, choice) for c in given]
    if by_rectangles:
        local, distance = rectangle(columns, k)
    else:
        found = ball(Rows(columns, [None] * m), quantity.terms, k)
        local, distance = found.local, found.distance
    return _told(choice, quantity, columns, local, distance)


def _told(
    choice: KSG,
    quantity: Quantity,
    columns: Sequence[np.ndarray],
    local: np.ndarray,
    distance: np.ndarray,
    ascending: Sequence[np.ndarray] = (),
) -> Found:
    """The estimate with its name, its error and what is to be said of it."""
    c = quantity.terms.get(frozenset(range(len(columns))), 0)
    added = c**2 * in_common(choice.k, sum(c.shape[1] for c in columns))
    known = _of_margins(quantity, np.ones(len(columns), bool))
    spread = correlated(columns, quantity, len(local) - 1) if known else 0.0
    error, least = standard_errors(local, added, c**2 * noise(choice.k), spread)
    found = Found(local, _describe(f"KSG-{choice.variant}", choice), error=error, least=least)
    bounded = quantity.terms == total_correlation(2).terms
    return notes.noted(found, columns, distance, choice.k, ascending, bounded)


def mixed_ksg(
    choice: MixedKSG, quantity: Quantity, variables: list[Variable], rng: np.random.Generator
) -> Found:
    """Any quantity without units; rows that share their labels with no other are left out."""
    if all(v.kind == "discrete" for v in variables):
        raise cannot_read(choice, variables, "a continuous or mixed variable among them")
    _without_units(choice, quantity, variables)
    rows = _as_rows(variables, choice)
    label = rows.label(rows.every)
    times = np.full(rows.n, rows.n) if label is None else np.bincount(label)[label]
    kept, said = _shared(times, choice.k)
    sharing = rows.only(kept)
    found = ball(sharing, quantity.terms, choice.k)
    c, d = quantity.terms.get(rows.every, 0), sum(c.shape[1] for c in rows.columns)
    left = c**2 * mean(found.slope**2)
    added = left * in_common(choice.k, d)
    spread = _correlated(sharing, quantity)
    errors = standard_errors(found.local, added, left * noise(choice.k), spread)
    said += tuple(notes.of_dimensions(rows.columns))
    return _spread(found.local, errors, kept, _describe("mixed KSG", choice), said)


def ross(choice: Ross, quantity: Quantity, variables: list[Variable], rng: np.random.Generator) -> Found:
    """Mutual information; rows whose label is seen once are left out."""
    kinds = sorted(v.kind for v in variables)
    if kinds != ["continuous", "discrete"] or quantity.terms != total_correlation(2).terms:
        raise cannot_read(choice, variables, "one continuous and one discrete variable")
    x, y = sorted(variables, key=lambda v: v.kind)
    kept, said = _shared(y.count[y.codes], choice.k)
    if x.columns.shape[1] == 1 and kept.all():
        numbers, labels = x.in_order.normal_scores() if choice.transform else x.in_order, y.codes
    else:
        numbers, labels = _transformed(x.columns, choice)[kept], y.codes[kept]
    local, slope = of_labels(numbers, labels, choice.k)
    added = in_common(choice.k, x.columns.shape[1]) * mean(slope**2)
    said += tuple(notes.of_dimensions([x.columns]))
    return _spread(local, standard_errors(local, added), kept, _describe("Ross", choice), said)


def local_nonuniformity(
    choice: LocalNonuniformity, quantity: Quantity, variables: list[Variable], rng: np.random.Generator
) -> Found:
    """Mutual information and total correlation, from boxes along the axes of the neighbours."""
    _only_continuous(choice, variables)
    m = len(variables)
    if quantity.terms != total_correlation(m).terms:
        raise ValueError(
            f"LocalNonuniformity is for mutual information and total correlation; got {quantity.name}: "
            "use KSG()"
        )
    columns = [v.columns for v in variables]
    d = sum(c.shape[1] for c in columns)
    if choice.k <= d:
        raise ValueError(f"k must be more than the {d} columns, to show a direction; got k={choice.k}")
    _enough(variables[0].n, choice.k)
    local, distance = of_boxes(columns, choice.k, choice.threshold)
    found = Found(
        local,
        f"local nonuniformity, k={choice.k}",
        error=standard_error(local, in_common(choice.k, d)),
    )
    return notes.noted(found, columns, distance, choice.k)


def _as_rows(variables: list[Variable], choice: MixedKSG) -> Rows:
    n = variables[0].n
    columns = [v.columns if v.kind != "discrete" else np.empty((n, 0)) for v in variables]
    columns = [_transformed(c, choice) if c.shape[1] else c for c in columns]
    codes = [v.codes if v.kind != "continuous" and v.levels > 1 else None for v in variables]
    greatest = max(float(np.abs(c).max(initial=0.0)) for c in columns)
    exponent = int(np.frexp(greatest)[1])  # by a power of two, which moves no digit
    return Rows([np.ldexp(c, -exponent) for c in columns], codes)


def _of_margins(quantity: Quantity, measured: np.ndarray) -> bool:
    """Whether numbers are asked for a variable at a time or all together, as in mutual information.

    Given other numbers, the counts in groups of several take up much of the noise of a ball.
    """
    asked = [measured[list(group)].sum() for group in quantity.terms]
    return quantity.balanced and all(m <= 1 or m == measured.sum() for m in asked)


def _correlated(rows: Rows, quantity: Quantity) -> float:
    """Within labels, where all that is asked of numbers is asked within the same labels; else 0."""
    labelled = {i for i, codes in enumerate(rows.codes) if codes is not None}
    asked = [group for group in quantity.terms if rows.measured[list(group)].any()]
    if not _of_margins(quantity, rows.measured) or not all(labelled <= group for group in asked):
        return 0.0
    columns, levels = rows.columns, 1
    if (label := rows.label(rows.every)) is not None:
        times = np.bincount(label)
        columns, levels = [_about(c, label, times) for c in columns], len(times)
    return correlated(columns, quantity, max(rows.n - levels, 1))


def _about(columns: np.ndarray, label: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Each column less its mean within the label."""
    answer = columns.copy()
    for column in answer.T:
        column -= (np.bincount(label, column) / np.maximum(times, 1))[label]
    return answer


def _shared(times: np.ndarray, k: int) -> tuple[np.ndarray, tuple[str, ...]]:
    """(n,) whether a row shares its label with another, and what to say; `times` each label is seen."""
    kept = times > 1
    said: tuple[str, ...] = ()
    if not kept.all():
        said = (f"{(~kept).sum()} observations left out: their label is seen only once",)
    if not kept.any():
        raise ValueError("every label is seen only once, so none has a neighbour: group the labels first")
    _enough(int(kept.sum()), k)
    rarest = times[kept].min()
    if rarest <= k:
        said += (f"the rarest label is seen {rarest} times, no more than k={k}: fewer neighbours there",)
    return kept, said


def _spread(
    local: np.ndarray, errors: tuple[float, float], kept: np.ndarray, method: str, said: tuple[str, ...]
) -> Found:
    """Rows left out are given the mean in the local values, which leaves it as it is."""

    def to_rows(values: np.ndarray) -> np.ndarray:
        answer = np.full(len(kept), mean(values))
        answer[kept] = values
        return answer

    error, least = errors
    return Found(local, method, said, error=error, spread=None if kept.all() else to_rows, least=least)


def _only_continuous(choice, variables: list[Variable]) -> None:
    if any(v.kind != "continuous" for v in variables):
        raise cannot_read(choice, variables, "continuous variables")


def _without_units(choice: KSG | MixedKSG, quantity: Quantity, variables: list[Variable]) -> None:
    if isinstance(choice, KSG) and choice.transform is None and choice.variant == 1:
        return
    unbalanced = [v.name for i, v in enumerate(variables) if not quantity.balances(i)]
    if unbalanced:
        raise ValueError(
            f"{choice} is for quantities without units; {quantity.name} has those of "
            f"{', '.join(unbalanced)}: use KozachenkoLeonenko() or KSG()"
        )


def _transformed(columns: np.ndarray, choice: KSG | MixedKSG | Ross) -> np.ndarray:
    return normal_scores(columns) if choice.transform else columns


def _describe(name: str, choice: KSG | MixedKSG | Ross) -> str:
    return f"{name}, k={choice.k}" + (", normal scores" if choice.transform else "")


def _enough(n: int, k: int) -> None:
    if n <= k:
        raise ValueError(f"k={k} neighbours need more than {k} observations; got {n}")
