"""How uncertain a law is, and how long it is when coded for another."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ..estimate import Estimate, Unit
from . import _integrals, _torch_routes
from ._between import between, infinite_or
from ._laws import as_law
from ._routes import Effort, answer
from .closed_forms import _table

__all__ = ["cross_entropy", "entropy"]


def entropy(
    P: Any,
    *,
    method: str | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    max_samples: int = 10**6,
    rng: int | np.random.Generator | None = None,
    progress: Callable[[int, int], object] | None = None,
    unit: Unit = "nats",
) -> Estimate:
    """Entropy H(P) = -E ln p; differential where P has a density, and then it may be negative.

    P            a frozen scipy.stats distribution (of either kind), a torch distribution, a gaussian_kde, a
                 GaussianMixture, `dist.mixture(…)`, or any object with logpdf or logpmf and rvs
    method       None takes the first there is of "closed_form"; "quadrature" (one dimension: adaptive, or
                 summed up to a bound on what is left); "monte_carlo" (any law)
    rtol, atol   how far to go: 1e-11 and 1e-13 by quadrature, 1e-3 and 1e-6 of standard error by Monte Carlo
    max_samples  draws at the most; `progress(drawn, max_samples)` is called after each chunk

    The answer's `method` says which route ran; `std_error` is 0, the bound of the quadrature, or the standard
    error. Raises ValueError where P has no density, or not the route asked for. Cover & Thomas, equation 8.1.

    >>> from scipy.stats import norm
    >>> entropy(norm(0, 1))
    1.418939 nats (closed_form)
    """
    effort = Effort(method, rtol, atol, max_samples, rng, progress)
    if _torch_routes.stays(P):
        known = _torch_routes.entropy, _table.entropy
        return _torch_routes.answer_torch("entropy", _integrals.ENTROPY, *known, (P,), effort, unit)
    p = as_law(P)
    return answer("entropy", lambda: _table.entropy(p), _integrals.ENTROPY, p, None, effort, unit)


def cross_entropy(
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
    """Cross-entropy -E_P ln q = H(P) + D(P‖Q); inf where P gives mass to what is impossible under Q.

    P, Q and the options are those of `kl_divergence`. Cover & Thomas, theorem 5.4.3.

    >>> from scipy.stats import norm
    >>> cross_entropy(norm(0, 1), norm(0, 2))
    1.737086 nats (closed_form)
    """
    effort = Effort(method, rtol, atol, max_samples, rng, progress)
    closed, registered = infinite_or(_table.cross_entropy), _torch_routes.cross_entropy
    integral = _integrals.CROSS_ENTROPY
    return between("cross-entropy", integral, closed, P, Q, effort, unit, registered=registered)
