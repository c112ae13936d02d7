"""Laws from torch.distributions, read as numbers; the routes that keep gradients do not come through here."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ._gaussian import from_factor
from ._law import INFINITE, Law
from ._mixture import mixture_law

__all__ = ["from_torch", "is_torch"]


def is_torch(thing: Any) -> bool:
    return any(k.__module__ == "torch.distributions.distribution" for k in type(thing).__mro__)


def from_torch(thing: Any) -> Law:
    if tuple(thing.batch_shape):
        return Law(
            label=_name(thing), log_density=thing.log_prob, sample=None, batch=tuple(thing.batch_shape)
        )
    if _name(thing) == "MultivariateNormal":
        return from_factor(_numbers(thing.loc), _numbers(thing.scale_tril), "MultivariateNormal", thing)
    if _name(thing) == "MixtureSameFamily":
        return _mixture(thing)
    return _single(thing)


def _single(thing: Any) -> Law:
    from torch.distributions import constraints

    support = thing.support
    discrete, dim = support.is_discrete, max(1, int(np.prod(thing.event_shape)))
    simplex = isinstance(support, type(constraints.simplex))
    family, parameters, shift = _FAMILIES.get(_name(thing), lambda d: ("", (), 0.0))(thing)
    space = "simplex" if simplex else _SPACES[discrete, dim == 1]
    points = np.arange(len(parameters[0])) * 1.0 if family == "categorical" else None
    return Law(
        label=_name(thing),
        log_density=_log_density(thing),
        sample=_sample(thing),
        space="circle" if family == "von_mises" else space,
        dim=dim,
        support=(-np.pi, np.pi) if family == "von_mises" else _ends(support),
        points=points,
        family=family,
        parameters=parameters,
        shift=shift,
        source=thing,
    )


_SPACES = {(False, True): "line", (True, True): "lattice", (False, False): "vectors", (True, False): "counts"}


def _mixture(thing: Any) -> Law:
    count = len(thing.mixture_distribution.probs)
    parts = thing.component_distribution
    laws = [from_torch(_pick(parts, i)) for i in range(count)]
    return mixture_law(laws, _numbers(thing.mixture_distribution.probs), _name(thing), source=thing)


def _pick(parts: Any, i: int) -> Any:
    """The i-th law of a batch, by its parameters."""
    inner = getattr(parts, "base_dist", None)
    if inner is not None:
        return type(parts)(_pick(inner, i), parts.reinterpreted_batch_ndims)
    if _name(parts) == "MultivariateNormal":
        return type(parts)(parts.loc[i], scale_tril=parts.scale_tril[i], validate_args=False)
    names = [k for k in parts.arg_constraints if k in vars(parts)]
    return type(parts)(**{k: getattr(parts, k)[i] for k in names}, validate_args=False)


def _ends(support: Any) -> tuple[float, float]:
    low = getattr(support, "lower_bound", -np.inf)
    high = getattr(support, "upper_bound", np.inf)
    if type(support).__name__ == "_Boolean":
        return 0.0, 1.0
    single = all(getattr(end, "numel", lambda: 1)() == 1 for end in (low, high))
    return (float(low), float(high)) if single else INFINITE


def _log_density(thing: Any) -> Callable:
    import torch

    def log_density(x: Any) -> np.ndarray:
        with torch.no_grad():
            points = torch.as_tensor(np.asarray(x, dtype=float)).reshape(-1, *thing.event_shape)
            possible = thing.support.check(points)
            found = torch.full(possible.shape, -torch.inf, dtype=torch.float64)
            found[possible] = thing.log_prob(points[possible]).double()
            return found.numpy()

    return log_density


def _sample(thing: Any) -> Callable:
    import torch
    from torch.random import fork_rng

    def sample(n: int, rng: np.random.Generator) -> np.ndarray:
        with fork_rng(devices=[]), torch.no_grad():
            torch.manual_seed(int(rng.integers(2**63)))
            drawn = thing.sample((n,)).double().numpy()
        return drawn.reshape(n, -1) if drawn.ndim > 1 else drawn

    return sample


def _numbers(tensor: Any) -> Any:
    found = tensor.detach().double().cpu().numpy()
    return float(found) if found.ndim == 0 else found


def _name(thing: Any) -> str:
    return type(thing).__name__


def _of(family: str, *names: str) -> Callable:
    return lambda d: (family, tuple(_numbers(getattr(d, n)) for n in names), 0.0)


_FAMILIES: dict[str, Callable[[Any], tuple[str, tuple, float]]] = {
    "Normal": _of("normal", "loc", "scale"),
    "LogNormal": _of("log_normal", "loc", "scale"),
    "Laplace": _of("laplace", "loc", "scale"),
    "Cauchy": _of("cauchy", "loc", "scale"),
    "Gumbel": _of("gumbel", "loc", "scale"),
    "StudentT": _of("student", "df", "loc", "scale"),
    "Uniform": _of("uniform", "low", "high"),
    "Beta": lambda d: ("beta", (_numbers(d.concentration1), _numbers(d.concentration0), 1.0), 0.0),
    "Dirichlet": _of("dirichlet", "concentration"),
    "Gamma": lambda d: ("gamma", (_numbers(d.concentration), 1.0 / _numbers(d.rate)), 0.0),
    "InverseGamma": _of("inverse_gamma", "concentration", "rate"),
    "Exponential": lambda d: ("exponential", (0.0, 1.0 / _numbers(d.rate)), 0.0),
    "Weibull": _of("weibull", "concentration", "scale"),
    "Pareto": _of("pareto", "alpha", "scale"),
    "VonMises": _of("von_mises", "loc", "concentration"),
    "Bernoulli": lambda d: ("binomial", (1, _numbers(d.probs)), 0.0),
    "Binomial": _of("binomial", "total_count", "probs"),
    "Poisson": _of("poisson", "rate"),
    "Geometric": lambda d: ("geometric", (_numbers(d.probs),), -1.0),  # failures, not trials
    "Categorical": _of("categorical", "probs"),
    "Multinomial": lambda d: ("multinomial", (int(d.total_count), _numbers(d.probs)), 0.0),
}
