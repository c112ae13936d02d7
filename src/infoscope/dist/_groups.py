"""Groups of the variables of a law: which they are, with which coefficients, and the law of each alone."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ._laws._gaussian import gaussian_law
from ._laws._law import Law
from ._laws._mixture import mixture_law

__all__ = ["Terms", "as_groups", "marginal", "of_groups"]

Terms = list[tuple[int, tuple[int, ...]]]  # (coefficient, numbers of the variables)


def as_groups(groups: Iterable, dim: int, count: int | None = None) -> list[tuple[int, ...]]:
    """Tuples of variable numbers, that share none; ValueError where they are not that, or not `count`."""
    given = list(groups)
    found = [(int(g),) if isinstance(g, (int, np.integer)) else tuple(int(i) for i in g) for g in given]
    if count is not None and len(found) != count:
        raise ValueError(f"groups must be {count}, each a variable or a list of variables; got {len(found)}")
    flat = [i for g in found for i in g]
    if not all(found) or len(found) < 2:
        raise ValueError(f"groups must be at least two, none of them empty; got {given}")
    if any(not 0 <= i < dim for i in flat):
        raise ValueError(f"groups must hold numbers of variables from 0 to {dim - 1}; got {given}")
    if len(set(flat)) < len(flat):
        raise ValueError(f"groups must not share a variable; got {given}")
    return found


def of_groups(*terms: tuple[int, Sequence[int]]) -> Terms:
    """With equal groups put together, and those whose coefficient is 0 left out."""
    found: dict[tuple[int, ...], int] = {}
    for c, group in terms:
        key = tuple(sorted(group))
        found[key] = found.get(key, 0) + c
    return [(c, g) for g, c in found.items() if c and g]


def marginal(law: Law, group: Sequence[int]) -> Law:
    """The law of some of the variables: normal, Student and mixtures of normal laws stay of their kind."""
    at = list(group)
    if law.family == "multivariate_normal":
        mean, factor = law.parameters
        return gaussian_law(mean[at], (factor @ factor.T)[np.ix_(at, at)], law.label)
    if law.family == "multivariate_student":
        freedom, centre, factor = law.parameters
        return _student(freedom, centre, factor, at)
    weights, means, covariances = law.parameters
    laws = [gaussian_law(m[at], c[np.ix_(at, at)], "component") for m, c in zip(means, covariances)]
    return mixture_law(laws, weights)


def _student(freedom: float, centre: np.ndarray, factor: np.ndarray, at: list[int]) -> Law:
    from scipy.stats import multivariate_t, t

    from ._laws import as_law

    shape = (factor @ factor.T)[np.ix_(at, at)]
    if len(at) == 1:
        law: Any = t(freedom, centre[at[0]], np.sqrt(shape[0, 0]))
    else:
        law = multivariate_t(centre[at], shape, df=freedom)
    return as_law(law)
