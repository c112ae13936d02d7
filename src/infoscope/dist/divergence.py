"""How far one law is from another, in units of information."""

from collections.abc import Callable
from typing import Any

import numpy as np

from .._check import as_order
from ..estimate import Estimate, Unit
from . import _integrals, _mixture_bounds, _torch_routes
from ._between import between, infinite_or, leaves
from ._laws import as_pair
from ._routes import Effort
from .closed_forms import _table

__all__ = ["jeffreys_divergence", "jensen_shannon_divergence", "kl_divergence", "renyi_divergence"]


def kl_divergence(
    P: Any,
    Q: Any,
    *,
    method: str | None = None,
    bounds: bool = False,
    rtol: float | None = None,
    atol: float | None = None,
    max_samples: int = 10**6,
    rng: int | np.random.Generator | None = None,
    progress: Callable[[int, int], object] | None = None,
    unit: Unit = "nats",
) -> Any:
    """Relative entropy D(P‖Q) = E_P ln p/q; inf where P gives mass to what is impossible under Q.

    P, Q         laws over the same outcomes: frozen scipy.stats distributions (of either kind), torch
                 distributions, gaussian_kde, GaussianMixture, `dist.mixture(…)`, or objects with logpdf or
                 logpmf and rvs. Arrays of parameters give an array, where there is a closed form
    method       None takes the first there is of "closed_form"; "quadrature" (one dimension: adaptive, or
                 summed up to a bound on what is left); "monte_carlo" (any laws). For mixtures of normals also
                 "unscented", which is an approximation and never taken unasked
    bounds       True, for mixtures of normals: `(lower, upper)`, two Estimates between which D(P‖Q) surely
                 lies
    rtol, atol   how far to go: 1e-11 and 1e-13 by quadrature, 1e-3 and 1e-6 of standard error by Monte Carlo
    max_samples  draws at the most; `progress(drawn, max_samples)` is called after each chunk

    The answer's `method` says which route ran; `std_error` is 0, the error of the quadrature, or the standard
    error, with a warning where the tail of ln p/q makes that worthless. Two torch distributions go through
    torch's own registry and keep their gradients, also by Monte Carlo. Raises ValueError where P or Q has no
    density, their dimensions differ, a covariance is not positive definite, or the route does not exist.

    Sources: Cover & Thomas, equation 8.46; Hershey & Olsen, ICASSP 2007; Durrieu, Thiran & Kelly, ICASSP
    2012.

    >>> from scipy.stats import norm, laplace
    >>> kl_divergence(norm(1, 2), norm(0, 1))
    1.306853 nats (closed_form)
    >>> kl_divergence(laplace(0, 1), norm(0, 1), method="quadrature").value.__round__(6)
    0.225791
    """
    if bounds:
        return tuple(e.to(unit) for e in _mixture_bounds.between(*as_pair(P, Q)))
    return between(
        "KL divergence",
        _integrals.KL_DIVERGENCE,
        _kl,
        P,
        Q,
        Effort(method, rtol, atol, max_samples, rng, progress),
        unit,
        registered=_torch_routes.kl_divergence,
        others=_mixture_bounds.approximations,
    )


_kl = infinite_or(_table.kl_divergence)


def jeffreys_divergence(
    P: Any,
    Q: Any,
    *,
    method: str | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    max_samples: int = 10**6,
    rng: int | np.random.Generator | None = None,
    progress: Callable[[int, int], object] | None = None,
    unit: Unit = "nats",
) -> Estimate:
    """J(P, Q) = D(P‖Q) + D(Q‖P), the symmetric divergence; inf where one support leaves the other.

    P, Q and the options are those of `kl_divergence`. Jeffreys, Proc. R. Soc. A 186 (1946) 453, equation 1.

    >>> from scipy.stats import norm
    >>> jeffreys_divergence(norm(1, 2), norm(0, 1))
    1.75 nats (closed_form)
    """
    effort = Effort(method, rtol, atol, max_samples, rng, progress)

    def closed(p: Any, q: Any) -> Any:
        there, back = _kl(p, q), _kl(q, p)
        return None if there is None or back is None else there + back

    registered = _torch_routes.jeffreys
    return between(
        "Jeffreys divergence", _integrals.JEFFREYS, closed, P, Q, effort, unit, registered=registered
    )


def jensen_shannon_divergence(
    P: Any,
    Q: Any,
    *,
    weights: tuple[float, float] | None = None,
    method: str | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    max_samples: int = 10**6,
    rng: int | np.random.Generator | None = None,
    progress: Callable[[int, int], object] | None = None,
    unit: Unit = "nats",
) -> Estimate:
    """JS = u D(P‖M) + v D(Q‖M), M = uP + vQ: the information that a draw from M gives on where it is from.

    `weights` are (u, v), above 0 and of sum 1; None for equal ones. It lies between 0 and H(u, v). P, Q and
    the other options are those of `kl_divergence`; by Monte Carlo the average is over a bounded quantity, so
    that its error can always be trusted. Lin, IEEE Trans. Inf. Theory 37 (1991) 145, equation 5.1.

    >>> from scipy.stats import uniform
    >>> jensen_shannon_divergence(uniform(0, 1), uniform(0.5, 1), unit="bits").value.__round__(9)
    0.5
    """
    u, v = _shares(weights)
    effort = Effort(method, rtol, atol, max_samples, rng, progress)
    integral = _integrals.jensen_shannon(u, v)
    return between("Jensen-Shannon divergence", integral, lambda p, q: None, P, Q, effort, unit)


def _shares(weights: Any) -> tuple[float, float]:
    try:
        u, v = (0.5, 0.5) if weights is None else (float(w) for w in weights)
    except (TypeError, ValueError):
        u, v = np.nan, np.nan
    if not (u > 0.0 and v > 0.0 and abs(u + v - 1.0) < 1e-9):
        raise ValueError(f"weights must be two numbers above 0 that sum to 1; got {weights!r}")
    return u, v


def renyi_divergence(
    P: Any,
    Q: Any,
    order: float,
    *,
    method: str | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    max_samples: int = 10**6,
    rng: int | np.random.Generator | None = None,
    progress: Callable[[int, int], object] | None = None,
    unit: Unit = "nats",
) -> Estimate:
    """Rényi's divergence ln(∫ p^a q^(1-a)) / (a - 1) of order a > 0; D(P‖Q) at 1.

    P, Q and the options are those of `kl_divergence`. inf where the integral diverges, as it does at a > 1
    where Q's tails are too thin. Raises ValueError also where `order` is not a finite number above 0. van
    Erven & Harremoës, IEEE Trans. Inf. Theory 60 (2014) 3797, definition 2; Gil, Alajaji & Linder, Inf. Sci.
    249 (2013).

    >>> from scipy.stats import norm
    >>> renyi_divergence(norm(1, 1), norm(0, 1), 2)
    1 nats (closed_form)
    """
    a = as_order(order)
    if not 0.0 < a < np.inf:
        raise ValueError(f"order must be a finite number above 0; got {order!r}")
    if a == 1.0:
        options: dict[str, Any] = {
            "rtol": rtol,
            "atol": atol,
            "max_samples": max_samples,
            "rng": rng,
            "progress": progress,
        }
        return kl_divergence(P, Q, method=method, unit=unit, **options)
    effort = Effort(method, rtol, atol, max_samples, rng, progress)

    def closed(p: Any, q: Any) -> Any:
        return np.inf if a > 1.0 and leaves(p, q) else _table.renyi_divergence(p, q, a)

    return between(f"Rényi divergence of order {a:g}", _integrals.renyi(a), closed, P, Q, effort, unit)
