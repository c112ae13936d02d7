"""The law that says least beyond what is known of its expectations: its classical name, or its density."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .._check import pick
from .._rng import as_generator
from ..estimate import Estimate, Unit
from ._classical import CLASSICAL, FEATURES, refuse
from ._dual import Tilted, solve
from .entropy import entropy

__all__ = ["MaximumEntropy", "maximum_entropy"]


@dataclass(frozen=True)
class MaximumEntropy:
    """What `maximum_entropy` found: `distribution`, its `name` and its `entropy`.

    >>> maximum_entropy((0, np.inf), {"mean": 2.0}).name
    'exponential'
    """

    name: str
    distribution: Any
    entropy: Estimate


def maximum_entropy(
    support: tuple[float, float],
    constraints: Mapping[str, float] | Sequence[tuple[str | Callable, float]] = (),
    *,
    discrete: bool = False,
    unit: Unit = "nats",
) -> MaximumEntropy:
    """The law on `support` of greatest entropy under which each constraint's function has the mean asked for.

    support      (low, high), either of which may be infinite; with `discrete=True` the whole numbers between
    constraints  {name: value} with names "mean", "variance" (with "mean"), "mean_square", "mean_absolute"
                 (of x), "mean_log"; or a list of (name or function, value), the functions mapping arrays to
                 arrays

    Where the law has a name it is given as the scipy.stats distribution: uniform, exponential, normal,
    Laplace, gamma, Pareto, and the exponential and normal truncated to the support; geometric and uniform
    among whole numbers. Otherwise p ∝ exp Σ λ_j f_j(x), its λ by Newton steps on the convex dual over
    quadrature nodes. Raises ValueError where no law satisfies the constraints, or where the entropy has no
    upper bound. Jaynes, Phys. Rev. 106 (1957) 620; Cover & Thomas, theorem 12.1.1.

    >>> found = maximum_entropy((-np.inf, np.inf), {"mean": 1.0, "variance": 4.0})
    >>> found.name, found.distribution.args
    ('normal', (1.0, 2.0))
    >>> maximum_entropy((0, 1), [(lambda x: x**2, 0.5)]).name
    'exponential family'
    """
    low, high = _as_support(support, discrete)
    named, functions = _as_constraints(constraints)
    refuse(low, high, named)
    if not functions:
        for rule in CLASSICAL[discrete]:
            found = rule(low, high, named)
            if found is not None:
                return MaximumEntropy(found[0], found[1], entropy(found[1], unit=unit))
    features = [*_features(named), *functions]
    tilted = solve(low, high, features, discrete)
    law = Solved(tilted)
    return MaximumEntropy("exponential family", law, entropy(law, method="quadrature", unit=unit))


class Solved:
    """A law p ∝ exp Σ λ_j f_j(x) on an interval or on whole numbers, with a density and draws.

    >>> law = maximum_entropy((0, 1), [(lambda x: x**2, 0.5)]).distribution
    >>> law.logpdf(np.array([2.0]))
    array([-inf])
    """

    def __init__(self, tilted: Tilted) -> None:
        self._tilted = tilted
        name = "logpmf" if tilted.discrete else "logpdf"
        setattr(self, name, tilted.log_density)

    def support(self) -> tuple[float, float]:
        """The ends between which it lies."""
        return self._tilted.support

    def ppf(self, u: Any) -> np.ndarray:
        """Quantiles, read off the density at 2^16 places between which it is taken for straight."""
        low, high = self._tilted.cut
        if self._tilted.discrete:
            x = np.arange(low, high + 1.0)
            mass = np.cumsum(np.exp(self._tilted.log_density(x)))
            return x[np.minimum(np.searchsorted(mass, np.asarray(u) * mass[-1]), len(x) - 1)]
        x = np.linspace(low, high, (1 << 16) + 1)
        density = np.exp(self._tilted.log_density(x))
        mass = np.append(0.0, np.cumsum(0.5 * (density[1:] + density[:-1])))
        return np.interp(np.asarray(u) * mass[-1], mass, x)

    def rvs(self, size: int = 1, random_state: int | np.random.Generator | None = None) -> np.ndarray:
        """`size` draws, by their quantiles."""
        return self.ppf(as_generator(random_state).random(size))


def _as_support(support: Any, discrete: bool) -> tuple[float, float]:
    try:
        low, high = (float(e) for e in support)
    except (TypeError, ValueError):
        raise ValueError(f"support must be (low, high); got {support!r}") from None
    if discrete:
        low, high = np.ceil(low), np.floor(high)
    if not (low < high and low < np.inf and high > -np.inf):
        raise ValueError(f"support must be (low, high) with low < high; got {support!r}")
    return float(low), float(high)


def _as_constraints(constraints: Any) -> tuple[dict[str, float], list[tuple[Callable, float]]]:
    pairs = constraints.items() if isinstance(constraints, Mapping) else constraints
    named: dict[str, float] = {}
    functions = []
    for what, value in pairs:
        if not np.isfinite(value):
            raise ValueError(f"the value of each constraint must be finite; got {what!r}: {value!r}")
        if callable(what):
            functions.append((what, float(value)))
        else:
            pick(what, FEATURES | {"variance": None}, "constraint")
            named[what] = float(value)
    return named, functions


def _features(named: dict[str, float]) -> list[tuple[Callable, float]]:
    """Named constraints as functions; the variance about a known mean is one."""
    found = []
    for name, value in named.items():
        if name == "variance":
            mean = named["mean"]
            found.append((lambda x, mean=mean: (x - mean) ** 2, value))
        else:
            found.append((FEATURES[name], value))
    return found
