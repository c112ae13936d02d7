"""Which quantities parametric laws tell, and what to say of the answer."""

import numpy as np

from .._found import Found, cannot_read, mean
from .._quantity import Quantity
from ..reading._variables import Variable
from . import _copulas as copulas
from ._ellipsoid import standardised
from ._gaussian import far_from_gaussian, standard_error, total_shortfall
from ._gaussian import gaussian as gaussian_of
from ._groups import columns_of, terms_of
from ._kernel_density import bandwidth_of
from ._kernel_density import kernel_density as kernel_density_of
from ._rank_bias import rank_bias
from ._spacings import spacings as spacings_of
from ._student import fit_student, influence, thinned
from .choices import Gaussian, GaussianCopula, KernelDensity, Spacings, StudentCopula

__all__ = ["gaussian", "gaussian_copula", "kernel_density", "spacings", "student_copula"]

MANY_COLUMNS = 4  # in which kernels are blunt
DISTINCT = 0.9  # of the observations, below which ranks say less


def gaussian(
    choice: Gaussian, quantity: Quantity, variables: list[Variable], rng: np.random.Generator
) -> Found:
    x = _columns(choice, variables)
    terms = terms_of(quantity, variables)
    z, log_scale, rounding = standardised(x)
    local, flat = gaussian_of(z, log_scale, terms, rounding)
    if flat:
        return _infinite(flat, len(x), "Gaussian")
    return Found(local, "Gaussian", far_from_gaussian(z), error=standard_error(local, terms, len(x)))


def gaussian_copula(
    choice: GaussianCopula, quantity: Quantity, variables: list[Variable], rng: np.random.Generator
) -> Found:
    scores, terms = _scores(choice, quantity, variables)
    fit = copulas.fit_gaussian(scores)
    flat = sum(c * fit.of(columns).flat for columns, c in terms)
    if flat:
        return _infinite(flat, len(scores), "Gaussian copula")
    local = copulas.local_values(fit, scores, terms)
    n = len(scores)
    value = copulas.entropy_of(fit, terms) + total_shortfall(terms, n) - rank_bias(fit, terms, n)
    error = standard_error(local, terms, n)
    return Found(local - mean(local) + value, "Gaussian copula", _of_ties(scores), error=error)


def student_copula(
    choice: StudentCopula, quantity: Quantity, variables: list[Variable], rng: np.random.Generator
) -> Found:
    scores, terms = _scores(choice, quantity, variables)
    flat = sum(c * copulas.fit_gaussian(scores).of(columns).flat for columns, c in terms)
    if flat:
        return _infinite(flat, len(scores), "Student copula")
    fit = fit_student(scores)
    local = copulas.local_values(fit, scores, terms)
    n = len(scores)
    value = copulas.entropy_of(fit, terms) + total_shortfall(terms, n) - rank_bias(fit, terms, n)
    method = f"Student copula, {fit.dof:.3g} degrees of freedom"
    error = standard_error(influence(fit, thinned(scores), terms), terms, n)
    return Found(local - mean(local) + value, method, _of_ties(scores), error=error)


def kernel_density(
    choice: KernelDensity, quantity: Quantity, variables: list[Variable], rng: np.random.Generator
) -> Found:
    x = _columns(choice, variables)
    n, d = x.shape
    z, log_scale, rounding = standardised(x)
    bandwidth = bandwidth_of(choice, z, rounding)
    method = f"kernel density, bandwidth {bandwidth:.3g}"
    local, flat = kernel_density_of(z, log_scale, terms_of(quantity, variables), rounding, bandwidth)
    if flat:
        return _infinite(flat, n, method)
    found = Found(local, method)
    if d < MANY_COLUMNS:
        return found
    return found.noting(
        f"kernels in {d} dimensions smooth much away at n={n}: entropy too high, information too low"
    )


def spacings(
    choice: Spacings, quantity: Quantity, variables: list[Variable], rng: np.random.Generator
) -> Found:
    x = variables[0].columns
    if variables[0].kind != "continuous" or x.shape[1] != 1 or quantity.terms != {frozenset([0]): 1}:
        raise cannot_read(choice, variables, "the entropy of one continuous column")
    local, m = spacings_of(x[:, 0], choice)
    found = Found(local, f"spacings, {choice.method}, window {m}")
    if local[0] > -np.inf:
        return found
    return found.noting(
        "many observations are equal: a law with atoms has no density, so h = -inf; "
        "kind='discrete' gives the entropy of the values as labels"
    )


def _columns(choice, variables: list[Variable]) -> np.ndarray:
    if any(v.kind != "continuous" for v in variables):
        raise cannot_read(choice, variables, "continuous variables")
    x = columns_of(variables)
    n, d = x.shape
    if n <= d:
        raise ValueError(f"{choice} of {d} columns needs more than {d} observations; got {n}")
    return x


def _scores(choice, quantity: Quantity, variables: list[Variable]):
    x = _columns(choice, variables)
    if not quantity.balanced:
        takes = "quantities in which the entropy of each variable cancels, such as mutual information"
        raise cannot_read(choice, variables, takes)
    return copulas.rank_scores(x), terms_of(quantity, variables)


def _of_ties(scores: np.ndarray) -> tuple[str, ...]:
    fewest = min(len(np.unique(column)) for column in scores.T)
    if fewest >= DISTINCT * len(scores):
        return ()
    return (f"only {fewest} distinct values in a column: equal values share a rank, and no copula has ties",)


def _infinite(flat: int, n: int, method: str) -> Found:
    if flat < 0:
        note = "the columns determine each other, as far as can be seen: the information is infinite"
    else:
        note = "a column is a linear function of others: the law has no density, so h = -inf"
    return Found(np.full(n, -np.inf * flat), method, (note,))
