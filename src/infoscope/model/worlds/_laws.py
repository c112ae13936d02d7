"""The laws, and what is exact about each."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import expit, logit

from ..._array import to_numpy
from ..._check import in_unit_interval, pick
from ..._rng import as_generator
from ..denoising._kinds import in_kind_of
from ..denoising._reverse import as_reverse, prior_divergence
from ..denoising.denoiser import Denoiser
from ..denoising.schedules import as_schedule
from . import _exact
from ._blocks import blocks
from ._components import Components
from ._integration import route

__all__ = ["Bound", "Gaussian", "Mixture", "Points", "World"]


@dataclass(frozen=True, eq=False)
class Bound:
    """−ln p(x_0) on average is at most `total`: prior + Σ denoising (T − 1,) over t = 2 … T + reconstruction.

    `error` is how far the total may be off: 0 for a closed form, some 1e-9 by quadrature, and by Sobol
    points its standard error at most, those of all steps added up since they share their points.

    >>> from infoscope.model import linear_schedule, worlds
    >>> bound = worlds.Gaussian(1.0).bound(linear_schedule())
    >>> round(bound.reconstruction, 6), bound.denoising.sum().round(6), round(bound.total, 6)
    (-3.186232, np.float64(4.60515), 1.418939)
    """

    prior: float
    reconstruction: float
    denoising: np.ndarray
    total: float
    error: float


@dataclass(frozen=True, eq=False)
class World:
    """A law of x_0 in d dimensions, seen through x_t = √ᾱ x_0 + √(1 − ᾱ) ε; in nats.

    Made by `Gaussian`, `Mixture` and `Points`. `alpha_bar` is any array of ᾱ in [0, 1], and answers have its
    shape. Each is that of single Gaussians, in closed form, and what x_t tells of the component; this is
    integrated, every independent part of the law by itself, over the directions that tell components apart:
    the span of their means where they share their variances, and one dimension more where these differ in
    size alone. In one and two dimensions it is quadrature, good to 1e-9 and relatively so at low SNR; beyond,
    randomised Sobol points with a Gaussian control, whose standard error `integration_error` gives:
    `exact_by` says which. At many ᾱ the curve between is a polynomial of the log-SNR, as good.

    >>> from infoscope.model import worlds
    >>> world = worlds.Mixture([0.5, 0.5], [-2.0, 2.0], [0.5, 0.5])
    >>> world.information([0.9, 0.1]).round(6), world.exact_by
    (array([1.281211, 0.192498]), 'quadrature')
    """

    components: Components
    name: str

    @cached_property
    def _parts(self):
        return blocks(self.components)

    @property
    def dim(self) -> int:
        return self.components.dim

    @property
    def exact_by(self) -> str:
        """What takes most: "closed form", "quadrature", or "Sobol points in … dimensions, … shuffles"."""
        return route(max((part.dim for part in self._parts), default=0))

    @property
    def discrete(self) -> bool:
        """Whether x_0 takes finitely many values."""
        return not self.components.spreads.any()

    @property
    def continuous(self) -> bool:
        """Whether x_0 has a density: every component spreads in every direction."""
        return bool(self.components.spreads.all())

    def sample(self, n: int, rng: int | np.random.Generator | None = None) -> np.ndarray:
        """(n, d) draws of x_0."""
        return self.components.draw(n, as_generator(rng))

    def log_prob(self, x: Any, alpha_bar: Any = 1.0) -> np.ndarray:
        """(n,) ln p(x_t) at x of shape (n, d), or (n,) where d = 1; at ᾱ = 1, ln p(x_0)."""
        if not self.continuous and np.any(np.equal(alpha_bar, 1.0)):
            raise ValueError(f"{self.name} has no density at alpha_bar = 1; its noised forms have")
        return self.components.log_density(self._rows(x), _log_snr(alpha_bar))

    def score(self, x: Any, alpha_bar: Any) -> np.ndarray:
        """∇ ln p(x_t), (n, d)."""
        kept, rows = _log_snr(alpha_bar), self._rows(x)
        return -self.components.noise(rows, kept) / np.sqrt(expit(-kept))[..., None]

    def denoised(self, x: Any, alpha_bar: Any) -> np.ndarray:
        """E[x_0 | x_t], (n, d)."""
        kept, rows = _log_snr(alpha_bar), self._rows(x)
        noise = self.components.noise(rows, kept)
        return (rows - np.sqrt(expit(-kept))[..., None] * noise) / np.sqrt(expit(kept))[..., None]

    def denoiser(self, schedule: Any) -> Denoiser:
        """The exact denoiser on a schedule, or an array of ᾱ_t; it can be asked at any log-SNR."""
        return Denoiser(
            self._noise, "noise", as_schedule(schedule).in_log_snr(), None, True, self._divergence
        )

    def mmse(self, alpha_bar: Any) -> np.ndarray:
        """E ‖x_0 − E[x_0 | x_t]‖², summed over the d dimensions."""
        return _exact.mmse(self.components, self._parts, _log_snr(alpha_bar))[0]

    def information(self, alpha_bar: Any) -> np.ndarray:
        """I(x_0; x_t) in nats; at ᾱ = 1 it is H(x_0), infinite unless x_0 takes finitely many values."""
        return _exact.information(self.components, self._parts, _log_snr(alpha_bar))[0]

    def entropy(self, alpha_bar: Any = 1.0) -> np.ndarray:
        """h(x_t) in nats; at ᾱ = 1, h(x_0), which is −∞ where x_0 has no density."""
        return _exact.entropy(self.components, self._parts, _log_snr(alpha_bar))[0]

    def integration_error(self, alpha_bar: Any = 1.0, of: str = "information") -> np.ndarray:
        """How far `information` and `entropy` may be off, or `mmse`: 0 for a closed form."""
        exact = pick(of, {"information": _exact.information, "mmse": _exact.mmse}, "of")
        return exact(self.components, self._parts, _log_snr(alpha_bar))[1]

    def bound(self, schedule: Any, reverse_variance: Any = "optimal") -> Bound:
        """The exact terms of the variational bound, of this world's denoiser, in nats.

        `reverse_variance` as in `diffusion_profile`; the reconstruction is by the continuous decoder.
        """
        steps = as_schedule(schedule)
        left, off = np.exp(steps.log_snr) * _exact.mmse(self.components, self._parts, steps.log_snr)
        terms, slopes = as_reverse(steps, reverse_variance, None).costs(left, self.dim)
        prior = prior_divergence(np.asarray(_exact.second_moment(self.components)), self.dim, steps)
        error = float(np.abs(slopes) @ off)
        return Bound(float(prior), float(terms[0]), terms[1:], float(prior + terms.sum()), error)

    def _noise(self, x, log_snr):
        return in_kind_of(self.components.noise(_flat(x), to_numpy(log_snr)).reshape(x.shape), x)

    def _divergence(self, x, log_snr):
        return in_kind_of(self.components.noise_divergence(_flat(x), to_numpy(log_snr)), x)

    def _rows(self, x):
        rows = np.asarray(x, dtype=float)
        rows = rows[:, None] if rows.ndim == 1 and self.dim == 1 else rows
        if rows.ndim != 2 or rows.shape[1] != self.dim:
            raise ValueError(f"x must have shape (n, {self.dim}); got {np.shape(x)}")
        return rows

    def __repr__(self) -> str:
        return self.name


def Gaussian(variance: Any = 1.0, dim: int = 1, mean: Any = 0.0) -> World:
    """N(mean, Σ): `variance` a number for each of `dim` dimensions alike, a vector (d,), or Σ itself (d, d).

    >>> from infoscope.model import worlds
    >>> worlds.Gaussian(4.0).information(0.5).round(6)
    np.float64(0.804719)
    >>> worlds.Gaussian([[2.0, 1.0], [1.0, 2.0]]).entropy().round(6)
    np.float64(3.387183)
    """
    given = np.asarray(variance, dtype=float)
    size = dim if given.ndim == 0 else len(given)
    if dim not in (1, size):
        raise ValueError(f"variance has {size} dimensions, dim says {dim}: leave dim out, or pass a number")
    covariance = given * np.eye(size) if given.ndim == 0 else np.diag(given) if given.ndim == 1 else given
    if covariance.shape != (size, size) or not np.allclose(covariance, covariance.T):
        raise ValueError(
            f"variance must be a number, a vector or a symmetric matrix; got shape {given.shape}"
        )
    spread, basis = np.linalg.eigh(covariance)
    if not spread.min() >= 0.0:
        raise ValueError(f"variance must not be negative in any direction; got {spread.min():g}")
    centre = np.broadcast_to(np.asarray(mean, dtype=float), (size,))
    law = Components(np.ones(1), centre[None].copy(), spread[None], None if given.ndim == 0 else basis)
    return World(law, f"Gaussian in {size} dimensions" if size > 1 else f"Gaussian, variance {spread[0]:g}")


def Mixture(weights: Any, means: Any, stds: Any) -> World:
    """Σ_k w_k N(μ_k, σ_k²): weights (K,); means (K,) or (K, d); stds (K,), or (K, d) for each direction.

    >>> from infoscope.model import worlds
    >>> worlds.Mixture([0.5, 0.5], [-2.0, 2.0], [0.5, 0.5]).entropy().round(6)
    np.float64(1.418845)
    """
    shares, centres, spread = (np.asarray(v, dtype=float) for v in (weights, means, stds))
    centres = centres[:, None] if centres.ndim == 1 else centres
    spread = spread[:, None] if spread.ndim == 1 else spread
    if shares.ndim != 1 or len(centres) != len(shares) or len(spread) != len(shares):
        raise ValueError(
            "weights, means and stds must have one entry for each component; got shapes "
            f"{shares.shape}, {np.shape(means)}, {np.shape(stds)}"
        )
    if not (shares > 0.0).all() or not np.isclose(shares.sum(), 1.0):
        raise ValueError(f"weights must be positive and sum to 1; got {shares.tolist()}")
    if not (spread >= 0.0).all():
        raise ValueError(f"stds must not be negative; got {spread.min():g}")
    count, size = centres.shape
    law = Components(shares / shares.sum(), centres, np.broadcast_to(spread**2, centres.shape).copy())
    return World(law, f"Mixture of {count} Gaussians in {size} dimension{'s' if size > 1 else ''}")


def Points(points: Any = (-1.0, 1.0), weights: Any = None) -> World:
    """Finitely many values, ±1 where nothing is said: points (K,) or (K, d), alike where weights are None.

    >>> from infoscope.model import worlds
    >>> worlds.Points().information(0.5).round(6)  # ±1 at signal-to-noise ratio 1
    np.float64(0.336831)
    """
    places = np.asarray(points, dtype=float)
    shares = np.full(len(places), 1.0 / len(places)) if weights is None else weights
    law = Mixture(shares, places, np.zeros(len(places))).components
    return World(law, f"{len(places)} points in {law.dim} dimension{'s' if law.dim > 1 else ''}")


def _log_snr(alpha_bar):
    kept = np.asarray(alpha_bar, dtype=float)
    in_unit_interval(np, kept, "alpha_bar")
    return logit(kept)


def _flat(x):
    return to_numpy(x).reshape(len(x), -1).astype(float)
