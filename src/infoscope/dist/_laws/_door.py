"""Which reader takes what was given: looked up by the module of its type, so that nothing new is loaded."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ._law import INFINITE, Law
from ._mixture import from_sklearn, mixture_law
from ._scipy import from_scipy
from ._torch import from_torch, is_torch

__all__ = ["as_law", "as_pair"]


def as_law(thing: Any, name: str = "P") -> Law:
    """The law that `thing` stands for; ValueError where it has no density.

    >>> from scipy.stats import norm
    >>> as_law(norm(0, 2)).family
    'normal'
    """
    if isinstance(thing, Law):
        return thing
    if is_torch(thing):
        return from_torch(thing)
    if hasattr(thing, "components") and hasattr(thing, "_laws"):
        return mixture_law(thing._laws, thing.weights, source=thing)
    modules = {kind.__module__.partition(".")[0] for kind in type(thing).__mro__}
    reader = next((_READERS[m] for m in _READERS if m in modules), None)
    return (reader(thing) if reader else None) or _other(thing, name)


def as_pair(p: Any, q: Any) -> tuple[Law, Law]:
    """The laws of P and Q, over the same outcomes; ValueError where they are not.

    >>> from scipy.stats import norm
    >>> [law.parameters for law in as_pair(norm(0, 2), norm(1, 3))]
    [(0, 2), (1, 3)]
    """
    one, other = as_law(p, "P"), as_law(q, "Q")
    if one.dim != other.dim:
        raise ValueError(
            "P and Q must have the same dimension; "
            f"got {one.dim} ({one.label}) and {other.dim} ({other.label})"
        )
    if one.space != other.space:
        said = f"{_KIND_OF[one.space]} ({one.label}) and {_KIND_OF[other.space]} ({other.label})"
        raise ValueError(f"P and Q must be laws over the same kind of outcomes; got {said}")
    return one, other


_READERS: dict[str, Callable[[Any], Law | None]] = {"scipy": from_scipy, "sklearn": from_sklearn}

_KIND_OF = {
    "line": "a density on the line",
    "lattice": "probabilities of numbers",
    "circle": "a density on the circle",
    "vectors": "a density of vectors",
    "simplex": "a density on the simplex",
    "counts": "probabilities of counts",
    "matrices": "a density of matrices",
}

_WANTED = (
    "a frozen scipy.stats distribution, a torch distribution, a gaussian_kde, a fitted GaussianMixture, or "
    "an object with logpdf or logpmf and rvs, or with log_prob and sample"
)


def _other(thing: Any, name: str) -> Law:
    """Anything with a log density; drawn from once, to learn of how many numbers an outcome is made."""
    found = next((a for a in ("logpmf", "logpdf", "log_prob") if callable(getattr(thing, a, None))), None)
    if found is None or isinstance(thing, type):
        raise ValueError(f"{name} must be {_WANTED}; got {type(thing).__name__}, which has no density")
    draw, density = _draw(thing), getattr(thing, found)
    if draw is None:
        raise ValueError(
            f"{name} must be {_WANTED}; {type(thing).__name__} has a density and cannot be drawn from"
        )
    one = np.asarray(draw(2, np.random.default_rng([2])))
    dim = 1 if one.ndim == 1 else int(np.prod(one.shape[1:]))
    support = getattr(thing, "support", None)
    low, high = support() if callable(support) and dim == 1 else INFINITE
    discrete = found == "logpmf"
    return Law(
        label=type(thing).__name__,
        log_density=density,
        sample=draw,
        landmarks=_landmarks(thing, draw) if dim == 1 else None,
        space=("lattice" if discrete else "line") if dim == 1 else ("counts" if discrete else "vectors"),
        dim=dim,
        support=(float(low), float(high)),
        source=thing,
    )


def _draw(thing: Any) -> Callable | None:
    if callable(getattr(thing, "rvs", None)):
        return lambda n, rng: np.asarray(thing.rvs(size=n, random_state=rng))
    if not callable(getattr(thing, "sample", None)):
        return None
    taken = _parameters(thing.sample)
    if "rng" in taken:
        return lambda n, rng: np.asarray(thing.sample(n, rng=rng))
    return lambda n, rng: np.asarray(thing.sample(n, rng) if len(taken) > 1 else thing.sample(n))


def _parameters(function: Callable) -> tuple[str, ...]:
    from inspect import signature

    try:
        return tuple(signature(function).parameters)
    except ValueError:  # compiled, and keeps it to itself
        return ("n", "generator")


def _landmarks(thing: Any, draw: Callable) -> Callable:
    def landmarks(rng: np.random.Generator) -> np.ndarray:
        if callable(getattr(thing, "ppf", None)):
            return thing.ppf(np.array([1e-6, 0.05, 0.25, 0.5, 0.75, 0.95, 1 - 1e-6]))
        return np.quantile(draw(1000, rng), np.linspace(0.0, 1.0, 17))

    return landmarks
