"""Laws from scipy.stats: frozen distributions, the newer kind, kernel densities."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ._gaussian import factor_of, gaussian_law
from ._law import INFINITE, Law
from ._mixture import mixture_law

__all__ = ["from_scipy"]

_PROBES = np.array([1e-12, 1e-6, 1e-3, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999, 1 - 1e-6])


def from_scipy(thing: Any) -> Law | None:
    kinds = [kind.__name__ for kind in type(thing).__mro__]
    read = next((reader for kind, reader in _READERS if kind in kinds), None)
    return None if read is None else read(thing)


def _loose(thing: Any) -> Law:
    if thing.numargs:
        shapes = ", ".join(s.strip() + "=…" for s in thing.shapes.split(","))
        raise ValueError(f"expected a frozen distribution; got {thing.name}: write {thing.name}({shapes})")
    return _frozen(thing())


def _frozen(thing: Any) -> Law:
    shapes, loc, scale = thing.dist._parse_args(*thing.args, **thing.kwds)
    given = tuple(a if np.ndim(a) == 0 else np.asarray(a) for a in (*shapes, loc, scale))
    shapes, loc, scale = given[:-2], given[-2], given[-1]
    name, discrete = thing.dist.name or "a distribution", hasattr(thing, "logpmf")
    # One pass each and nothing allocated: there may be many.
    if not (np.all(thing.dist._argcheck(*shapes)) and np.min(scale) > 0 and np.isfinite(np.sum(loc))):
        said = ", ".join([*(str(a) for a in thing.args), *(f"{k}={v}" for k, v in thing.kwds.items())])
        raise ValueError(f"{name} does not exist for the parameters ({said}); see scipy.stats.{name}")
    family, parameters, shift = _FAMILIES.get(name, _unknown)(*given)
    if hasattr(thing.dist, "xk"):
        family, parameters = "categorical", (thing.dist.pk,)
    batch = np.broadcast_shapes(*(np.shape(a) for a in given))
    if batch:
        return Law(name, thing.logpdf, None, family=family, parameters=parameters, shift=shift, batch=batch)
    circle, (low, high) = name == "vonmises" and scale == 1, thing.support()
    support = float(low), float(high)
    return Law(
        label=name,
        log_density=_LOG_DENSITIES.get(name, lambda *_: None)(*given)
        or _quiet(thing.logpmf if discrete else thing.logpdf),
        sample=lambda n, rng: thing.rvs(size=n, random_state=rng),
        landmarks=lambda rng: np.append(thing.ppf(_PROBES), getattr(thing.dist, "_hbins", ())),
        space="lattice" if discrete else "circle" if circle else "line",
        support=(-np.pi, np.pi) if circle else support,
        points=thing.dist.xk + loc if hasattr(thing.dist, "xk") else None,
        family=family,
        parameters=parameters,
        shift=shift,
        centre=float(thing.median()) if name in _SYMMETRIC else None,
        near=(None, None) if discrete else _near(thing.dist, shapes, loc, scale, support),
        source=thing,
    )


def _near(dist: Any, shapes: tuple, loc: Any, scale: Any, support: tuple[float, float]) -> tuple:
    """The law moved so that its low end is 0; and, for a beta law, turned around."""
    low = high = None
    if np.isfinite(support[0]):
        low = _quiet(dist(*shapes, loc=loc - support[0], scale=scale).logpdf)
    if dist.name == "beta":
        high = _quiet(dist(*shapes[::-1], scale=scale).logpdf)
    return low, high


def _unknown(*_: Any) -> tuple[str, tuple, float]:
    return "", (), 0.0


def _quiet(log_density: Callable) -> Callable:
    def quietly(x: Any) -> Any:
        with np.errstate(all="ignore"):  # ln 0 is an answer
            return log_density(x)

    return quietly


# Where scipy has the density alone, whose logarithm ends where it underflows.
_LOG_DENSITIES: dict[str, Callable[..., Callable]] = {
    "laplace": lambda m, b: lambda x: -np.abs(np.asarray(x) - m) / b - np.log(2.0 * b),
    "pareto": lambda alpha, loc, least: _quiet(
        lambda x: np.where(
            np.asarray(x) - loc >= least,
            np.log(alpha / least) - (alpha + 1.0) * np.log((np.asarray(x) - loc) / least),
            -np.inf,
        )
    ),
}

_SYMMETRIC = {"norm", "laplace", "logistic", "t", "cauchy", "uniform"}

# name in scipy.stats -> (family, its parameters, where its zero lies)
_FAMILIES: dict[str, Callable[..., tuple[str, tuple, Any]]] = {
    "norm": lambda loc, scale: ("normal", (loc, scale), 0.0),
    "lognorm": lambda s, loc, scale: ("log_normal", (np.log(scale), s), loc),
    "uniform": lambda loc, scale: ("uniform", (loc, loc + scale), 0.0),
    "expon": lambda loc, scale: ("exponential", (loc, scale), 0.0),
    "gamma": lambda k, loc, scale: ("gamma", (k, scale), loc),
    "erlang": lambda k, loc, scale: ("gamma", (k, scale), loc),
    "chi2": lambda v, loc, scale: ("gamma", (0.5 * v, 2.0 * scale), loc),
    "invgamma": lambda k, loc, scale: ("inverse_gamma", (k, scale), loc),
    "weibull_min": lambda k, loc, scale: ("weibull", (k, scale), loc),
    "rayleigh": lambda loc, scale: ("weibull", (2.0, np.sqrt(2.0) * scale), loc),
    "pareto": lambda alpha, loc, scale: ("pareto", (alpha, scale), loc),
    "beta": lambda a, b, loc, scale: ("beta", (a, b, scale), loc),
    "laplace": lambda loc, scale: ("laplace", (loc, scale), 0.0),
    "logistic": lambda loc, scale: ("logistic", (loc, scale), 0.0),
    "gumbel_r": lambda loc, scale: ("gumbel", (loc, scale), 0.0),
    "gumbel_l": lambda loc, scale: ("gumbel_left", (-loc, scale), 0.0),
    "t": lambda v, loc, scale: ("student", (v, loc, scale), 0.0),
    "cauchy": lambda loc, scale: ("cauchy", (loc, scale), 0.0),
    "vonmises": lambda k, loc, scale: ("von_mises", (loc, k), 0.0) if np.all(scale == 1) else _unknown(),
    "bernoulli": lambda p, loc, _: ("binomial", (1, p), loc),
    "binom": lambda n, p, loc, _: ("binomial", (n, p), loc),
    "poisson": lambda rate, loc, _: ("poisson", (rate,), loc),
    "geom": lambda p, loc, _: ("geometric", (p,), loc),
    "nbinom": lambda r, p, loc, _: ("negative_binomial", (r, p), loc),
}


def _new_kind(thing: Any) -> Law:
    """scipy.stats.Normal and what make_distribution makes."""
    name = type(thing).__name__
    discrete = "DiscreteDistribution" in [kind.__name__ for kind in type(thing).__mro__]
    low, high = thing.support()
    batch = np.broadcast_shapes(np.shape(low), np.shape(thing.median()))
    family, parameters = _NEW_FAMILIES.get(name, lambda _: ("", ()))(thing)
    return Law(
        label=name,
        log_density=_quiet(thing.logpmf if discrete else thing.logpdf),
        sample=lambda n, rng: thing.sample(n, rng=rng),
        landmarks=lambda rng: thing.icdf(_PROBES),
        space="lattice" if discrete else "line",
        support=INFINITE if batch else (float(low), float(high)),
        family=family,
        parameters=parameters,
        batch=batch,
        centre=float(thing.median())
        if name in ("Normal", "StandardNormal", "Uniform") and not batch
        else None,
        source=thing,
    )


_NEW_FAMILIES: dict[str, Callable[[Any], tuple[str, tuple]]] = {
    "Normal": lambda d: ("normal", (d.mu, d.sigma)),
    "StandardNormal": lambda d: ("normal", (0.0, 1.0)),
    "Uniform": lambda d: ("uniform", (d.a, d.b)),
    "Logistic": lambda d: ("logistic", (0.0, 1.0)),
    "Binomial": lambda d: ("binomial", (d.n, d.p)),
}


def _new_mixture(thing: Any) -> Law:
    return mixture_law([_new_kind(c) for c in thing.components], np.asarray(thing.weights), source=thing)


def _multivariate_normal(thing: Any) -> Law:
    return gaussian_law(thing.mean, thing.cov_object.covariance, "multivariate_normal", source=thing)


def _multivariate_student(thing: Any) -> Law:
    factor, centre = factor_of(thing.shape, "multivariate_t"), np.asarray(thing.loc, dtype=float)
    known = ("multivariate_student", (thing.df, centre, factor))
    if thing.dim == 1:
        from scipy.stats import t

        return _frozen(t(thing.df, centre[0], factor[0, 0]))
    return _vectors(thing, "multivariate_t", "vectors", thing.dim, known, centre=centre)


def _dirichlet(thing: Any) -> Law:
    law = _vectors(thing, "dirichlet", "simplex", len(thing.alpha), ("dirichlet", (thing.alpha,)))
    # scipy takes the outcomes side by side, and refuses those whose sum is 1 but for rounding.
    norm = thing._dist.logpdf(np.full(law.dim, 1.0 / law.dim), thing.alpha)
    constant = norm + np.log(law.dim) * (thing.alpha - 1.0).sum()
    return _with_density(law, lambda x: constant + _quiet(np.log)(x) @ (thing.alpha - 1.0))


def _multinomial(thing: Any) -> Law:
    known = ("multinomial", (int(thing.n), np.asarray(thing.p, dtype=float)))
    return _with_density(_vectors(thing, "multinomial", "counts", len(thing.p), known), _quiet(thing.logpmf))


def _wishart(thing: Any) -> Law:
    scale = np.atleast_2d(thing.scale)
    known = ("wishart", (float(thing.df), factor_of(scale, "wishart")))
    law = _vectors(thing, "wishart", "matrices", len(scale), known)
    return _with_density(law, lambda x: thing.logpdf(np.moveaxis(np.reshape(x, (-1, *scale.shape)), 0, -1)))


def _vectors(thing: Any, label: str, space: str, dim: int, known: tuple, centre: Any = None) -> Law:
    return Law(
        label=label,
        log_density=_quiet(getattr(thing, "logpdf", None) or thing.logpmf),
        sample=lambda n, rng: thing.rvs(size=n, random_state=rng),
        space=space,
        dim=dim,
        family=known[0],
        parameters=known[1],
        centre=centre,
        source=thing,
    )


def _with_density(law: Law, log_density: Callable) -> Law:
    from dataclasses import replace

    return replace(law, log_density=log_density)


def _kernel_density(thing: Any) -> Law:
    data, single = thing.dataset, thing.d == 1
    width = float(np.sqrt(thing.covariance[0, 0]))

    def sample(n: int, rng: np.random.Generator) -> np.ndarray:
        drawn = thing.resample(n, seed=rng)
        return drawn[0] if single else drawn.T

    def landmarks(rng: np.random.Generator) -> np.ndarray:
        inner = np.quantile(data[0], np.linspace(0.0, 1.0, min(data.shape[1], 64)))
        return np.concatenate([inner, [data.min() - 6 * width, data.max() + 6 * width]])

    components = (thing.weights, data.T, np.broadcast_to(thing.covariance, (data.shape[1], thing.d, thing.d)))
    return Law(
        label="gaussian_kde",
        log_density=lambda x: thing.logpdf(x if single else np.asarray(x).T),
        sample=sample,
        landmarks=landmarks if single else None,
        space="line" if single else "vectors",
        dim=thing.d,
        family="normal_mixture",
        parameters=components,
        source=thing,
    )


# name of a class of scipy.stats, and what reads its objects
_READERS: tuple[tuple[str, Callable[[Any], Law]], ...] = (
    ("rv_frozen", _frozen),
    ("rv_generic", _loose),
    ("UnivariateDistribution", _new_kind),
    ("Mixture", _new_mixture),
    ("multivariate_normal_frozen", _multivariate_normal),
    ("multivariate_t_frozen", _multivariate_student),
    ("dirichlet_frozen", _dirichlet),
    ("multinomial_frozen", _multinomial),
    ("wishart_frozen", _wishart),
    ("gaussian_kde", _kernel_density),
)
