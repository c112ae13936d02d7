"""Rate against distortion, as β trades one for the other."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..._progress import Progress, reporting
from ..._saving import as_json, save
from .._number import number
from .._page import Page, Table, as_notebook, as_page, pictured
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

    def to_json(self) -> str:
        """`to_dict` as strict JSON: infinite numbers are the strings "inf" and "-inf"."""
        return as_json(self.to_dict())

    def save_json(self, path: str | os.PathLike[str]) -> None:
        """Write `to_json` to `path`: all of it, or nothing."""
        save(path, self.to_json() + "\n")

    def to_html(self) -> str:
        """One self-contained page."""
        return as_page(self._page())

    def save_html(self, path: str | os.PathLike[str]) -> None:
        """Write `to_html` to `path`: all of it, or nothing."""
        save(path, self.to_html())

    def _repr_html_(self) -> str:
        return as_notebook(self._page())

    def _page(self) -> Page:
        what = "Rate against distortion, a point for each β, with 95 % intervals."
        head, *rows = self._rows()
        return Page(
            title="What does β trade for what?",
            lead="Along the broken line -ELBO = rate + distortion is the same: models on it are as good.",
            pictures=(pictured(self.plot(), "curve", what),),
            tables=[Table(f"Each model, in {self.unit}", head, rows)],
            notes={},
        )

    def __repr__(self) -> str:
        rows = self._rows()
        widths = [max(map(len, column)) for column in zip(*rows)]
        lines = ["  ".join(f"{word:>{width}}" for word, width in zip(row, widths)) for row in rows]
        return "\n".join([f"{lines[0]}  (in {self.unit})", *lines[1:]])

    def _rows(self) -> list[tuple[str, ...]]:
        """A head, and the numbers of each β with their errors."""
        named = {"rate": "rate", "distortion": "distortion", "ELBO": "elbo", "I(x;z)": "mutual_information"}
        return [
            ("beta", *named, "active units"),
            *(
                (
                    f"{beta:g}",
                    *(number(getattr(p, name), p.unit) for name in named.values()),
                    "unknown" if p.active_units is None else str(p.active_units),
                )
                for beta, p in zip(self.betas, self.profiles)
            ),
        ]

    def plot(self, axes: Any = None) -> Any:
        """The points with their 95 % intervals, and the line of equal ELBO through the best of them.

        A model whose ELBO is infinite has no place there.
        """
        from ..._picture import axes_or_new

        axes = axes_or_new(axes)
        seen = np.isfinite(self.elbo)
        rate, distortion = self.rate[seen], self.distortion[seen]
        errors = {
            f"{axis}err": np.array([1.96 * getattr(p, name).std_error for p in self.profiles])[seen]
            for axis, name in (("x", "rate"), ("y", "distortion"))
        }
        if seen.any():
            best, ends = float(-self.elbo[seen].max()), np.array([rate.min(), rate.max()])
            label = f"-ELBO = {best:.4g}, the best here"
            axes.plot(ends, best - ends, color="#8a8f98", lw=1.0, ls="--", label=label)
            axes.legend(frameon=False)
        axes.errorbar(rate, distortion, **errors, color="#0072b2", marker="o", capsize=2, lw=1.0)
        for beta, r, d in zip(self.betas[seen], rate, distortion):
            axes.annotate(f" β = {beta:g}", (r, d), fontsize="small", va="bottom")
        axes.set(xlabel=f"rate, {self.unit}", ylabel=f"distortion, {self.unit}")
        axes.spines[["top", "right"]].set_visible(False)
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
    given = list(models) if betas is None and isinstance(models, Mapping) else betas
    try:
        wanted = [] if given is None else sorted(float(beta) for beta in given)
    except (TypeError, ValueError):
        raise ValueError(f"betas must be finite numbers >= 0; got {given!r}") from None
    if not wanted:
        raise ValueError("there must be at least one beta, with its model")
    if any(not 0.0 <= beta < np.inf for beta in wanted):
        raise ValueError(f"betas must be finite numbers >= 0; got {wanted}")
    if isinstance(models, Mapping) and (missing := [beta for beta in wanted if beta not in models]):
        raise ValueError(f"models must hold one for each beta; there is none for {missing}")
    found = []
    with reporting(progress) as report:
        for i, beta in enumerate(wanted):
            model = models[beta] if isinstance(models, Mapping) else models(beta)
            found.append(vae_profile(model, data, progress=False, **options))
            report(i + 1, len(wanted), "models of different β")
    return RateDistortionCurve(np.array(wanted, dtype=float), tuple(found))
