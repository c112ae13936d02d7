"""How far one law is from another, in numbers that have no unit of information."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ..estimate import Estimate, Unit
from . import _integrals, _torch_routes
from ._between import between, leaves
from ._routes import Effort
from .closed_forms import _table

__all__ = ["chi_squared_divergence", "f_divergence", "hellinger_distance", "total_variation_distance"]


def hellinger_distance(
    P: Any,
    Q: Any,
    *,
    method: str | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    max_samples: int = 10**6,
    rng: int | np.random.Generator | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Estimate:
    """√(½ ∫ (√p - √q)²), a metric between 0 and 1.

    P, Q and the options are those of `kl_divergence`; the closed form is that of Rényi's divergence of order
    ½. By Monte Carlo the average is over a bounded quantity. Tsybakov, Introduction to Nonparametric
    Estimation (2009), section 2.4.

    >>> from scipy.stats import norm
    >>> float(hellinger_distance(norm(0, 1), norm(1, 1))).__round__(8)
    0.34278725
    """
    effort = Effort(method, rtol, atol, max_samples, rng, progress)

    def closed(p: Any, q: Any) -> Any:
        half = _table.renyi_divergence(p, q, 0.5)
        # Of equal laws rounding may leave less than 0.
        return None if half is None else np.sqrt(-np.expm1(-0.5 * np.maximum(half, 0.0)))

    return between("Hellinger distance", _integrals.HELLINGER, closed, P, Q, effort, pure=True)


def total_variation_distance(
    P: Any,
    Q: Any,
    *,
    method: str | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    max_samples: int = 10**6,
    rng: int | np.random.Generator | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Estimate:
    """½ ∫ |p - q|: the largest difference in the chance of any event.

    P, Q and the options are those of `kl_divergence`; the closed form is that of two normal laws. By Monte
    Carlo the average is over a bounded quantity. Cover & Thomas, equation 11.131.

    >>> from scipy.stats import norm
    >>> float(total_variation_distance(norm(0, 1), norm(1, 1))).__round__(8)
    0.38292492
    """
    effort = Effort(method, rtol, atol, max_samples, rng, progress)
    closed, integral = _table.total_variation_distance, _integrals.TOTAL_VARIATION
    return between("total variation distance", integral, closed, P, Q, effort, pure=True)


def chi_squared_divergence(
    P: Any,
    Q: Any,
    *,
    method: str | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    max_samples: int = 10**6,
    rng: int | np.random.Generator | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Estimate:
    """Pearson's χ²(P‖Q) = ∫ (p - q)² / q; inf where Q's tails are too thin for P, or its support too small.

    P, Q and the options are those of `kl_divergence`; the closed form is that of Rényi's divergence of order
    2. Tsybakov (2009), section 2.4.

    >>> from scipy.stats import norm
    >>> float(chi_squared_divergence(norm(1, 1), norm(0, 1))).__round__(8)
    1.71828183
    """
    effort = Effort(method, rtol, atol, max_samples, rng, progress)

    def closed(p: Any, q: Any) -> Any:
        if leaves(p, q):
            return np.inf
        second = _table.renyi_divergence(p, q, 2.0)
        with np.errstate(over="ignore"):
            return None if second is None else np.expm1(second)

    return between("χ² divergence", _integrals.CHI_SQUARED, closed, P, Q, effort, pure=True)


def f_divergence(
    P: Any,
    Q: Any,
    generator: Callable,
    *,
    at_zero: float | None = None,
    slope: float | None = None,
    method: str | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    max_samples: int = 10**6,
    rng: int | np.random.Generator | None = None,
    progress: Callable[[int, int], object] | None = None,
    unit: Unit = "nats",
) -> Estimate:
    """D_f(P‖Q) = ∫ q f(p / q), for a convex `generator` f with f(1) = 0 that maps arrays to arrays.

    Where p = 0 the integrand is q `at_zero`, where q = 0 it is p `slope`: by default f(0⁺) and the limit of
    f(t) / t, both read off f far out. Of two torch laws f is given tensors. `unit` scales a generator made of natural logarithms. P, Q and the
    other options are those of `kl_divergence`; there is no closed form. Csiszár, Studia Sci. Math. Hungar. 2
    (1967) 299, equations 1.1-1.3.

    >>> from scipy.stats import norm
    >>> d = f_divergence(norm(1, 1), norm(0, 1), lambda t: (t - 1) ** 2)
    >>> d.value.__round__(8), d.method
    (1.71828183, 'quadrature')
    """
    effort = Effort(method, rtol, atol, max_samples, rng, progress)
    f = _torch_routes.of_tensors(generator) if _torch_routes.stays(P, Q) else generator
    low = _limit(f, -1) if at_zero is None else float(at_zero)
    high = _limit(lambda t: f(t) / t, 1) if slope is None else float(slope)
    integral = _integrals.f_divergence(f, low, high)
    return between("f-divergence", integral, lambda p, q: None, P, Q, effort, unit)


def _limit(function: Callable, sign: int) -> float:
    """Where values far out settle; a convex f that has not settled grows without bound."""
    with np.errstate(all="ignore"):
        before, last = np.asarray(function(10.0 ** (sign * np.array([60.0, 90.0])))).tolist()
    settled = np.isfinite([before, last]).all() and abs(last - before) <= 1e-6 * (1.0 + abs(last))
    return last if settled else np.inf
