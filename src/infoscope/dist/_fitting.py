"""The member of a family nearest to a target: objectives on fixed nodes, minimized from several starts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ._families import Family, Shape
from ._laws._law import Law
from ._routes._quadrature import integrate, nodes
from .closed_forms._moments import MOMENTS

__all__ = ["Target", "as_target", "local_optima", "objective"]

_DRAWS = 1 << 12
_SAME = 0.01  # minima whose densities differ by less than that are one
_FEW = 8  # numbers in a code, for a search that needs no slopes
_NOWHERE = 1e6  # stands for an objective that is infinite, so that a search can turn back


@dataclass(frozen=True)
class Target:
    """A law as nodes: weights that sum to 1, outcomes and ln p there; its mean and covariance factor."""

    law: Law
    weights: np.ndarray
    x: np.ndarray
    log_density: np.ndarray
    mean: np.ndarray
    factor: np.ndarray


def as_target(law: Law, rng: np.random.Generator) -> Target:
    if law.dim == 1:
        weights, x = _line_nodes(law, rng)
        mean, variance = _line_moments(law, weights, x, rng)
        if not np.isfinite([mean, variance]).all():
            # no moments: the quartiles say where the bulk lies
            order = np.argsort(x)
            low, mean, high = np.interp([0.25, 0.5, 0.75], np.cumsum(weights[order]), x[order])
            variance = (0.74 * (high - low)) ** 2
        centre, factor = np.array([mean]), np.array([[np.sqrt(variance)]])
    else:
        if law.sample is None:
            raise ValueError(
                f"{law.label} cannot be drawn from, which a projection in {law.dim} dimensions needs"
            )
        x = law.sample(_DRAWS, rng)
        weights = np.full(_DRAWS, 1.0 / _DRAWS)
        centre, covariance = _moments(law, x)
        factor = np.linalg.cholesky(covariance)
    return Target(law, weights, x, np.asarray(law.log_density(x)), centre, factor)


def _edges_and_marks(law: Law, rng: np.random.Generator) -> tuple[Any, Any]:
    found: Any = law.landmarks(rng) if law.landmarks else law.sample(999, rng)
    marks = np.asarray(found, dtype=float)
    return np.array(law.support), np.unique(marks[np.isfinite(marks)])


def _line_nodes(law: Law, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    x, log_weights = nodes(*_edges_and_marks(law, rng))
    with np.errstate(all="ignore"):
        log_mass = log_weights + law.log_density(x)
        seen = log_mass > -60.0
    weights = np.exp(log_mass[seen])
    return weights / weights.sum(), x[seen]


def _line_moments(law: Law, weights: Any, x: Any, rng: np.random.Generator) -> tuple[float, float]:
    """From the table; else by adaptive quadrature, the variance about the mean of the nodes."""
    if law.family in MOMENTS:
        mean, variance = MOMENTS[law.family](*law.parameters)
        return float(mean + law.shift), float(variance)
    about = float(weights @ x)

    def moment(power: int) -> float:
        def terms(at: Any, log_step: Any, edge: Any) -> tuple[Any, Any]:
            with np.errstate(all="ignore"):
                mass = np.exp(law.log_density(at) + log_step)
                return np.where(mass > 0.0, mass * (at - about) ** power, 0.0), mass

        return integrate(terms, *_edges_and_marks(law, rng), 1e-11, 1e-13).value

    first, second = moment(1), moment(2)
    return about + first, second - first**2


def _moments(law: Law, x: Any) -> tuple[Any, Any]:
    if law.family == "multivariate_normal":
        mean, factor = law.parameters
        return mean, factor @ factor.T
    if law.family == "normal_mixture":
        weights, means, covariances = law.parameters
        mean = weights @ means
        off = means - mean
        return mean, np.einsum("k,kij->ij", weights, covariances) + (off.T * weights) @ off
    return x.mean(axis=0), np.cov(x.T)


def objective(direction: str, family: Family, shape: Shape, target: Target) -> Callable[[Any], float]:
    """The divergence as a function of the code θ, but for a constant where it is forward."""
    at = OBJECTIVES[direction]

    def value(theta: Any) -> float:
        with np.errstate(all="ignore"):
            try:
                found = at(theta, family, shape, target)
            except ValueError:  # a code so far out that it is no law
                return _NOWHERE
        return float(found) if np.isfinite(found) else _NOWHERE

    return value


def forward(theta: Any, family: Family, shape: Shape, target: Target) -> float:
    """-E_P ln q."""
    return -target.weights @ family.log_density(theta, shape, target.x)


def reverse(theta: Any, family: Family, shape: Shape, target: Target) -> float:
    """E_q ln q/p."""
    weights, x = family.transport(theta, shape)
    return weights @ (family.log_density(theta, shape, x) - target.law.log_density(x))


def jensen_shannon(theta: Any, family: Family, shape: Shape, target: Target) -> float:
    """½ E_P ln p/m + ½ E_q ln q/m, m = (p + q)/2."""
    weights, x = family.transport(theta, shape)
    of_q = family.log_density(theta, shape, x)
    from_q = weights @ (of_q - np.logaddexp(of_q, target.law.log_density(x)))
    of_q = family.log_density(theta, shape, target.x)
    from_p = target.weights @ (target.log_density - np.logaddexp(target.log_density, of_q))
    return 0.5 * (from_p + from_q) + np.log(2.0)


def local_optima(value: Callable, family: Family, shape: Shape, target: Target, starts: int) -> list[Any]:
    """Codes of the different local minima found, best first."""
    from scipy.optimize import minimize

    found: list[tuple[float, Any]] = []
    for start in _starts(family, shape, target, starts):
        end = minimize(value, start, method="BFGS", options={"gtol": 1e-6, "maxiter": 200})
        end = minimize(value, end.x, **(_BY_VALUES if len(start) <= _FEW else _BY_SLOPES))
        if end.fun < _NOWHERE and not any(_same(end.x, x, family, shape, target) for _, x in found):
            found.append((float(end.fun), end.x))
    return [x for _, x in sorted(found, key=lambda pair: pair[0])]


def _starts(family: Family, shape: Shape, target: Target, starts: int) -> list[Any]:
    """The whole first; then places spread over the target, each with a fraction of its spread."""
    centres = [np.atleast_1d(s.parameters[0]) for _, s in target.law.strata if s.family.endswith("normal")]
    order = np.argsort(target.x if target.x.ndim == 1 else target.x @ target.factor[:, 0])
    mass = np.cumsum(target.weights[order])
    for share in (np.arange(starts) + 0.5) / starts:
        centres.append(np.atleast_1d(target.x[order[np.searchsorted(mass, share)]]))
    codes = [family.code(target.mean, target.factor, shape)]
    codes += [family.code(c, target.factor / 3.0, shape) for c in centres[: 2 * starts]]
    return codes


def _same(a: Any, b: Any, family: Family, shape: Shape, target: Target) -> bool:
    """Whether two codes are one law, as far as both densities at the nodes of all three laws tell."""
    (of_a, x), (of_b, y) = (family.transport(c, shape) for c in (a, b))
    weights, at = np.concatenate([target.weights, of_a, of_b]), np.concatenate([target.x, x, y])
    one, other = (family.log_density(c, shape, at) for c in (a, b))
    return bool(weights @ np.abs(np.tanh(0.5 * (one - other))) < _SAME)


# To the last digits: a kink, as Laplace laws have, leads slopes astray.
_BY_VALUES: dict[str, Any] = {
    "method": "Nelder-Mead",
    "options": {"xatol": 1e-8, "fatol": 1e-13, "maxfev": 3000},
}
_BY_SLOPES: dict[str, Any] = {"method": "BFGS", "jac": "3-point", "options": {"gtol": 1e-7, "maxiter": 100}}

OBJECTIVES = {"forward": forward, "reverse": reverse, "jensen_shannon": jensen_shannon}
