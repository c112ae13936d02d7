"""The profile of a VAE as a result: numbers with errors, sentences, and ways to show them."""

import os
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from ..._saving import as_json, save
from ...estimate import Estimate, Unit
from ._words import findings

__all__ = ["VAEProfile"]

_LITTLE = 0.01  # nats


@dataclass(frozen=True, eq=False, repr=False)
class VAEProfile:
    """Where the information of a VAE is; what `vae_profile` returns. In `unit`, per datum.

    elbo, rate, distortion  elbo = -rate - distortion, a lower bound on E log p(x)
    saved_by_z      the distortion with z drawn from the prior, less that with z of q(z|x): what the decoder
                    makes of z; None where the prior gives no draws, or where both are infinite
    iwae            {K: the bound of K draws}
    gaps            {K: how far it lies above the elbo}, that of all draws too
    log_likelihood  E log p(x) by importance sampling with all draws; in expectation a lower bound
    bits_per_dim    -elbo / (numbers in a datum), always in bits
    mutual_information  I_q(x;z) with q(z) over the data given: exact for a draw of them, a lower bound for
                    what they are drawn from; its truth is never above `ceiling`, the log of their number
    mutual_information_upper  for what they are drawn from, an upper bound: with each datum left out of its
                    own q(z), or the rate where that is not less by two standard errors
    marginal_kl, marginal_kl_lower  D(q(z)‖p(z)) = rate - mutual_information, and rate - its upper bound
    total_correlation  D(q(z)‖Π q(z_j)); marginal_kl = total_correlation + Σ dimension_wise_kl
    dimension_wise_kl, rate_per_dimension, information_per_dimension  D(q(z_j)‖p(z_j)), E D(q(z_j|x)‖p(z_j)),
                    and their difference I(x;z_j), arrays over the numbers of z. These and the total
                    correlation are None where the prior is no product, or where marginals are not known;
                    the correlation too where they are infinite
    activity        Var of E[z_j|x] over the data, an array; None where q has no mean
    active_units    how many of them exceed 0.01: Burda et al. (2016), appendix C
    informative_units, collapsed_units, silent_units  how many numbers of z tell more than 0.01 nats; which
                    have a rate below 0.01 nats; which cost more and tell less
    effective_sample_size  of the draws behind log_likelihood, one number a datum
    per_datum       {"elbo", "rate", "distortion", "log_likelihood": arrays (n,)}, to look for outliers
    findings, warnings  what the numbers say, and what to distrust, in words

    Every number and every sentence is in `unit`; bits_per_dim is always in bits.

    >>> from infoscope.model import vae_profile
    >>> import torch
    >>> from torch.distributions import Normal
    >>> x = torch.linspace(-2, 2, 64)[:, None]
    >>> collapsed = vae_profile((lambda x: Normal(0.0 * x, 1.0), lambda z: Normal(0.0 * z, 1.0)), x, rng=0)
    >>> collapsed.active_units, collapsed.findings[0][:19]
    (0, 'Posterior collapse:')
    """

    elbo: Estimate
    rate: Estimate
    distortion: Estimate
    saved_by_z: Estimate | None
    iwae: dict[int, Estimate]
    gaps: dict[int, Estimate]
    log_likelihood: Estimate
    bits_per_dim: Estimate
    mutual_information: Estimate
    mutual_information_upper: Estimate
    marginal_kl: Estimate
    marginal_kl_lower: Estimate
    total_correlation: Estimate | None
    dimension_wise_kl: Estimate | None
    rate_per_dimension: Estimate | None
    information_per_dimension: Estimate | None
    ceiling: float
    activity: np.ndarray | None
    effective_sample_size: np.ndarray
    n: int
    draws: int
    data_shape: tuple[int, ...]
    latent_shape: tuple[int, ...]
    unit: Unit
    warnings: tuple[str, ...] = ()
    per_datum: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def active_units(self) -> int | None:
        return None if self.activity is None else int((self.activity > 0.01).sum())

    @property
    def informative_units(self) -> int | None:
        found = self._each_in_nats("information_per_dimension")
        return None if found is None else int((found > _LITTLE).sum())

    @property
    def collapsed_units(self) -> np.ndarray:
        rates = self._each_in_nats("rate_per_dimension")
        return np.array([], dtype=int) if rates is None else np.flatnonzero(rates < _LITTLE)

    @property
    def silent_units(self) -> np.ndarray:
        rates, known = (self._each_in_nats(f"{name}_per_dimension") for name in ("rate", "information"))
        if rates is None or known is None:
            return np.array([], dtype=int)
        return np.flatnonzero((rates >= _LITTLE) & (known < _LITTLE))

    @property
    def findings(self) -> tuple[str, ...]:
        return findings(self)

    def _each_in_nats(self, name: str) -> np.ndarray | None:
        found = getattr(self, name)
        return None if found is None else found.to("nats").value

    def summary(self) -> str:
        """The profile as a few lines of text."""
        from ._showing import summary

        return summary(self)

    def __repr__(self) -> str:
        return self.summary()

    def plot(self) -> Any:
        """A figure: the code length in parts, the bounds, each number of z, the draws that count."""
        from ._plot import figure

        return figure(self)

    def to_html(self) -> str:
        """One self-contained page."""
        from ._showing import page

        return page(self)

    def _repr_html_(self) -> str:
        from ._showing import notebook

        return notebook(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python, without `per_datum`; of the effective sample sizes the median and the least."""
        told = {f.name: _plain(getattr(self, f.name)) for f in fields(self) if f.name != "per_datum"}
        sizes = self.effective_sample_size
        return told | {
            "effective_sample_size": {"median": float(np.median(sizes)), "least": float(sizes.min())},
            "active_units": self.active_units,
            "informative_units": self.informative_units,
            "collapsed_units": self.collapsed_units.tolist(),
            "silent_units": self.silent_units.tolist(),
            "findings": list(self.findings),
        }

    def to_json(self) -> str:
        """`to_dict` as strict JSON: infinite numbers are the strings "inf" and "-inf"."""
        return as_json(self.to_dict())

    def save_json(self, path: str | os.PathLike[str]) -> None:
        """Write `to_json` to `path`: all of it, or nothing."""
        save(path, self.to_json() + "\n")

    def save_html(self, path: str | os.PathLike[str]) -> None:
        """Write `to_html` to `path`: all of it, or nothing."""
        save(path, self.to_html())


def _plain(value: Any) -> Any:
    if isinstance(value, Estimate):
        return value.to_dict()
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return (
        value.tolist()
        if isinstance(value, np.ndarray)
        else list(value)
        if isinstance(value, tuple)
        else value
    )
