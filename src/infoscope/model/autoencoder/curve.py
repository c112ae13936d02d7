"""Rate against distortion, as β trades one for the other."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..._progress import Progress, reporting
from .profile import vae_profile
from .result import VAEProfile

__all__ = ["RateDistortionCurve", "rate_distortion_curve"]


@dataclass(frozen=True, eq=False)
class RateDistortionCurve:
    """A profile for each β, in rising order; what `rate_distortion_curve` returns.

    rate, distortion, elbo, mutual_information and active_units are arrays over `betas`, in `unit`. On a line
    of slope -1, rate + distortion = -elbo is the same: models on it are as good as likelihoods and differ in
    where their information is.

    >>> import torch
    >>> from torch.distributions import Normal
    >>> decode = lambda z: Normal(2.0 * z, 1.0)
    >>> def train(b):  # the best encoder for this decoder, where it is linear
    ...     return (lambda x: Normal(2.0 * x / (4.0 + b), (b / (4.0 + b)) ** 0.5), decode)
    >>> curve = rate_distortion_curve(train, torch.linspace(-3, 3, 50)[:, None], [4.0, 0.5], rng=0)
    >>> curve.betas.tolist(), bool(curve.rate[0] > curve.rate[1])
    ([0.5, 4.0], True)
    """

    betas: np.ndarray
    profiles: tuple[VAEProfile, ...]

    @property
    def unit(self) -> str:
        return self.profiles[0].unit

    def _each(self, name: str) -> np.ndarray:
        return np.array([float(getattr(p, name)) for p in self.profiles])

    @property
    def rate(self) -> np.ndarray:
        return self._each("rate")

    @property
    def distortion(self) -> np.ndarray:
        return self._each("distortion")

    @property
    def elbo(self) -> np.ndarray:
        return self._each("elbo")

    @property
    def mutual_information(self) -> np.ndarray:
        return self._each("mutual_information")

    @property
    def active_units(self) -> list[int | None]:
        return [p.active_units for p in self.profiles]

    def to_dict(self) -> dict[str, Any]:
        """Plain Python: the betas, and each profile's own `to_dict`."""
        return {"betas": self.betas.tolist(), "profiles": [p.to_dict() for p in self.profiles]}

    def __repr__(self) -> str:
        head = f"{'beta':>8}  {'rate':>10}  {'distortion':>10}  {'ELBO':>10}  active units, in {self.unit}"
        rows = [
            f"{b:8.4g}  {r:10.4g}  {d:10.4g}  {e:10.4g}  {a}"
            for b, r, d, e, a in zip(self.betas, self.rate, self.distortion, self.elbo, self.active_units)
        ]
        return "\n".join([head, *rows])

    def plot(self, axes: Any = None) -> Any:
        """The points with their errors, and the line of equal ELBO through the best of them."""
        from ..._picture import axes_or_new

        axes = axes_or_new(axes)
        errors = {
            f"{axis}err": [1.96 * getattr(p, name).std_error for p in self.profiles]
            for axis, name in (("x", "rate"), ("y", "distortion"))
        }
        best = float(-self.elbo.max())
        ends = np.array([self.rate.min(), self.rate.max()])
        axes.plot(
            ends, best - ends, color="#8a8f98", lw=1.0, ls="--", label=f"-ELBO = {best:.4g}, the best here"
        )
        axes.errorbar(self.rate, self.distortion, **errors, color="#0072b2", marker="o", capsize=2, lw=1.0)
        for beta, r, d in zip(self.betas, self.rate, self.distortion):
            axes.annotate(f" β = {beta:g}", (r, d), fontsize="small", va="bottom")
        axes.set(xlabel=f"rate, {self.unit}", ylabel=f"distortion, {self.unit}")
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False)
        return axes.figure


def rate_distortion_curve(
    models: Mapping[float, Any] | Callable[[float], Any],
    data: Any,
    betas: Iterable[float] | None = None,
    *,
    progress: Progress = None,
    **options: Any,
) -> RateDistortionCurve:
    """The rate–distortion points of models trained with different β, each with its whole profile.

    models   {β: VAE}, or a function that trains one: train(beta) → VAE, asked for each of `betas`
    data     and the other options are those of `vae_profile`; a seed given as `rng` is used for each model
    progress as in `vae_profile`

    Raises ValueError where there is no β, or one is not a finite number >= 0. Higgins et al., β-VAE (2017);
    Alemi et al., Fixing a broken ELBO (2018), figure 1.

    >>> rate_distortion_curve({}, [[0.0], [1.0]])
    Traceback (most recent call last):
    ValueError: there must be at least one beta, with its model
    """
    wanted = list(models if betas is None and isinstance(models, Mapping) else betas or ())
    if not wanted:
        raise ValueError("there must be at least one beta, with its model")
    if any(not 0.0 <= beta < np.inf for beta in wanted):
        raise ValueError(f"betas must be finite numbers >= 0; got {wanted}")
    wanted = sorted(wanted)
    found = []
    with reporting(progress) as report:
        for i, beta in enumerate(wanted):
            model = models[beta] if isinstance(models, Mapping) else models(beta)
            found.append(vae_profile(model, data, progress=False, **options))
            report(i + 1, len(wanted), "models of different β")
    return RateDistortionCurve(np.array(wanted, dtype=float), tuple(found))
