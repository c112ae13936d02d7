"""The member of a family that stands in for a law best, by whichever divergence one means."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .._check import pick
from .._kernels.blas import alone_where_small
from .._rng import as_generator
from ..estimate import Estimate, Unit
from ._families import FAMILIES, Family, Shape
from ._fitting import OBJECTIVES, Target, as_target, local_optima, objective
from ._laws import as_law
from .divergence import jensen_shannon_divergence, kl_divergence

__all__ = ["Optimum", "Projection", "project"]


@dataclass(frozen=True)
class Optimum:
    """A local minimum: a law of the family, and how far it is from the target.

    >>> from scipy.stats import norm
    >>> project(norm(1, 2), "normal").optima[0].divergence
    0 nats (closed_form)
    """

    distribution: Any
    divergence: Estimate


@dataclass(frozen=True)
class Projection:
    """What `project` found: the best law, its divergence, and every local optimum, best first.

    >>> from scipy.stats import norm
    >>> project(norm(1, 2), "normal").direction
    'forward'
    """

    target: Any
    direction: str
    optima: tuple[Optimum, ...]
    closed_form: bool

    @property
    def distribution(self) -> Any:
        """The best: a frozen scipy.stats distribution, or a `Mixture`."""
        return self.optima[0].distribution

    @property
    def divergence(self) -> Estimate:
        """Of the best, recomputed by the best route there is."""
        return self.optima[0].divergence

    def plot(self, axes: Any = None) -> Any:
        """A figure of target and optima as densities of one or two dimensions, on `axes` if they are given."""
        from ._plots import projection

        return projection(self, axes)


def project(
    target: Any,
    family: str,
    *,
    direction: str = "forward",
    covariance: str = "full",
    components: int = 2,
    starts: int = 6,
    max_samples: int = 10**5,
    rng: int | np.random.Generator | None = None,
    unit: Unit = "nats",
) -> Projection:
    """The member Q of a family that is nearest to the target P.

    family      "normal", "multivariate_normal", "laplace", "student", "mixture" of `components` normal laws
    direction   "forward" minimizes D(P‖Q): Q covers all that P does. "reverse" minimizes D(Q‖P): Q sits
                where P is large, on one mode if that is better. "jensen_shannon" is between the two
    covariance  "full" or "diagonal", of vectors
    starts      places over the target from which a local search begins, besides the target's own components
    rng         for draws: in several dimensions forward and Jensen-Shannon fits are made on 2^12 of them

    Forward on normal and Laplace laws the answer is closed: equal mean and covariance (variances, where
    diagonal), or median and mean distance from it. Otherwise quasi-Newton searches on fixed nodes run from
    several starts; `optima` holds all different minima found, best first, and the same arguments give the
    same. Raises ValueError where no member has a finite divergence. Bishop (2006), section 10.1.2.

    >>> from scipy.stats import norm
    >>> from infoscope import dist
    >>> two = dist.mixture([norm(-3, 1), norm(3, 1)])
    >>> round(float(dist.project(two, "normal").distribution.std() ** 2), 9)
    10.0
    >>> narrow = dist.project(two, "normal", direction="reverse")
    >>> sorted(round(o.distribution.mean()) for o in narrow.optima[:2])
    [-3, 3]
    """
    chosen = pick(family, FAMILIES, "family")
    pick(direction, OBJECTIVES, "direction")
    pick(covariance, {"full": 0, "diagonal": 0}, "covariance")
    if not (isinstance(components, int) and components >= 1 and isinstance(starts, int) and starts >= 1):
        raise ValueError(f"components and starts must be whole numbers >= 1; got {components!r}, {starts!r}")
    law, generator = as_law(target, "target"), as_generator(rng)
    _refuse(law, family, direction)
    with alone_where_small(law.dim):
        shape, seen = Shape(law.dim, covariance, components), as_target(law, generator)
        closed = _closed(law, family, shape, seen) if direction == "forward" else None
        laws = [closed] if closed is not None else _searched(direction, chosen, shape, seen, starts)
        effort = {"rng": generator, "max_samples": max_samples, "unit": unit}
        found = [Optimum(q, _divergence(direction, target, q, **effort)) for q in laws]
    found.sort(key=lambda o: float(o.divergence))
    return Projection(target, direction, tuple(found), closed is not None)


def _refuse(law: Any, family: str, direction: str) -> None:
    if law.discrete or law.space not in ("line", "vectors", "simplex") or law.batch:
        raise ValueError(f"target must be one law with a density of numbers or vectors; got {law.label}")
    if law.dim > 1 and family in ("laplace", "student"):
        raise ValueError(f"family {family!r} is for laws of numbers; got {law.label} in {law.dim} dimensions")
    bounded = law.space == "simplex" or bool(np.isfinite(law.support).any())
    if direction == "reverse" and bounded:
        raise ValueError(
            f"every {family} law gives mass to what is impossible under {law.label}: its reverse divergence "
            'is inf. Use direction="forward" or "jensen_shannon", or transform the target to the whole line'
        )


def _closed(law: Any, family: str, shape: Shape, seen: Target) -> Any:
    """Moment matching, where that is the forward optimum."""
    if family in ("normal", "multivariate_normal"):
        return FAMILIES["normal"].law(_matched(law, shape, seen), shape)
    if family == "laplace":
        from scipy.stats import laplace

        order = np.argsort(seen.x)
        median = _median(law, seen, order)
        return laplace(median, float(seen.weights @ np.abs(seen.x - median)))
    return None


def _matched(law: Any, shape: Shape, seen: Target) -> Any:
    if law.family == "cauchy" or (law.family == "student" and law.parameters[0] <= 2.0):
        raise ValueError(f"{law.label} has no finite variance: its divergence from every normal law is inf")
    factor = seen.factor
    if shape.covariance == "diagonal":
        factor = np.diag(np.sqrt((factor**2).sum(axis=1)))
    return FAMILIES["normal"].code(seen.mean, factor, shape)


def _median(law: Any, seen: Target, order: Any) -> float:
    if hasattr(law.source, "ppf"):
        return float(law.source.ppf(0.5))
    return float(np.interp(0.5, np.cumsum(seen.weights[order]) - 0.5 * seen.weights[order], seen.x[order]))


def _searched(direction: str, chosen: Family, shape: Shape, seen: Target, starts: int) -> list[Any]:
    value = objective(direction, chosen, shape, seen)
    codes = local_optima(value, chosen, shape, seen, starts)
    if not codes:
        raise ValueError(f"no {chosen.name} law with a finite divergence was found for {seen.law.label}")
    if (chosen.name, direction) == ("laplace", "jensen_shannon"):
        codes = [_polished(code, chosen, shape, seen.law) for code in codes]
    return [chosen.law(code, shape) for code in codes]


def _polished(code: Any, chosen: Family, shape: Shape, law: Any) -> Any:
    """Nodes that stand still do not see where between them a kink lies: quadrature does."""
    from scipy.optimize import minimize

    def exact(theta: Any) -> float:
        return float(jensen_shannon_divergence(law, chosen.law(theta, shape), atol=1e-11))

    simplex = code + np.vstack([np.zeros(len(code)), 0.02 * np.eye(len(code))])
    options = {"initial_simplex": simplex, "xatol": 1e-6, "fatol": 1e-11, "maxfev": 200}
    return minimize(exact, code, method="Nelder-Mead", options=options).x


def _divergence(direction: str, target: Any, q: Any, **effort: Any) -> Estimate:
    if direction == "jensen_shannon":
        return jensen_shannon_divergence(target, q, **effort)
    return kl_divergence(*((target, q) if direction == "forward" else (q, target)), **effort)
