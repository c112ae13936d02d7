"""The probability-flow likelihood of some of the data, with its conventions in words."""

from dataclasses import dataclass

import numpy as np
from scipy.special import log_expit

from ..estimate import Estimate, Unit, nats_per
from ._asking import Asking
from ._baseline import chunks
from ._divergence import divergence_of
from ._ode import log_likelihood

__all__ = ["FlowLikelihood", "flow_likelihood", "how_many"]

_CLEAN = 40.0  # the log-SNR that stands for no noise at all, where the denoiser is exact everywhere
_AT_ONCE = 64
_FEWEST = 16  # data that a regression on the control rests on


@dataclass(frozen=True, eq=False)
class FlowLikelihood:
    """−ln p of data `which` (n,), the variance that random probes add to it (n,), and how it was had.

    `control` is −ln of the Gaussian baseline's density of the same data (n,), and `known` that of all data:
    few are carried along the flow, and this says how they differ from the rest.
    """

    which: np.ndarray
    values: np.ndarray
    probe_variance: np.ndarray
    control: np.ndarray
    known: np.ndarray
    method: str
    conventions: dict[str, str]

    def estimate(self, unit: Unit) -> Estimate:
        n = len(self.values)
        slope = self._slope()
        rest = self.values - slope * (self.control - self.control.mean())
        value = rest.mean() - slope * (self.control.mean() - self.known.mean())
        error = (
            np.inf if n < 2 else np.sqrt(rest.var(ddof=1) / n + slope**2 * self.known.var() / len(self.known))
        )
        how = self.method + (", carried to all data by their Gaussian density" if slope else "")
        if self.probe_variance.any():
            part = np.sqrt(self.probe_variance.mean() / n) / nats_per(unit)
            how += f"; of the error, {part:.2g} {unit} are the probes'"
        return Estimate(value, error, "nats", how, n).to(unit)

    def _slope(self) -> float:
        """Of the values on the control; none where too few data would tell it."""
        if len(self.values) < _FEWEST or not self.control.std() > 0.0:
            return 0.0
        covariance = np.cov(self.values, self.control)
        return float(covariance[0, 1] / covariance[1, 1])


def how_many(asking: Asking) -> int:
    """How many data to carry along the flow where nobody says: as many as cost about what the rest does."""
    if asking.denoiser.divergence is not None:
        return min(256, asking.data.n)
    return min(64 if asking.data.dim <= 16 else 16, asking.data.n)


def flow_likelihood(
    asking: Asking, count: int, *, probes: int, tol: float, width: float | None
) -> FlowLikelihood:
    """−ln p of `count` data; `width` of the bins to dequantise where the data are discrete, else None."""
    schedule, data = asking.denoiser.schedule, asking.data
    rng = np.random.default_rng([asking.seed, 2**20 + 1])
    which = rng.permutation(data.n)[:count]
    divergence = divergence_of(asking, which, probes)
    exact = asking.denoiser.divergence is not None
    start = max(_CLEAN, schedule.log_snr[0]) if exact else schedule.log_snr[0]
    shift = rng.uniform(-0.5, 0.5, (count, data.dim)) * (width or 0.0)
    half = 0.5 * log_expit(start)  # ln √ᾱ
    found = asking.store.get("flow")
    values = np.empty((0, divergence.probes)) if found is None else found
    for low in range(len(values), count, _AT_ONCE):
        rows = np.arange(low, min(low + _AT_ONCE, count))
        x = data.batch(which[rows]).reshape(len(rows), -1).astype(float) + shift[rows]

        def field(y, log_snr, who, rows=rows):
            return divergence.field(y, log_snr, rows[who])

        v = schedule.prior_variance
        path = log_likelihood(np.exp(half) * x, start, schedule.log_snr[-1], field, divergence.probes, v, tol)
        values = np.concatenate([values, path.log_prob])
        asking.store.put("flow", values, now=True)
        asking.report(len(values), count, "probability flow")
    mass = 0.0 if width is None else data.dim * np.log(width)
    nats = -(values + data.dim * half + mass)
    spread = nats.var(axis=1, ddof=1) / divergence.probes if divergence.probes > 1 else np.zeros(count)
    known = np.concatenate([asking.baseline.surprise(data.batch(i)) for i in chunks(data.n, data.dim)])
    return FlowLikelihood(
        which=which,
        values=nats.mean(axis=1),
        probe_variance=spread,
        control=known[which],
        known=known,
        method=f"probability flow, {divergence.name}",
        conventions=_conventions(start, exact, width, tol),
    )


def _conventions(start: float, exact: bool, width: float | None, tol: float) -> dict[str, str]:
    sigma = np.exp(-0.5 * start)
    clean = "from x_0 itself" if exact else f"from log-SNR {start:.4g}: x_0 stands for x_0 + {sigma:.2g} ε"
    grey = "none" if width is None else f"uniform in bins of width {width:.4g}"
    return {
        "probability flow starts": clean,
        "dequantisation of the probability flow": grey,
        "tolerance of the probability flow": f"{tol:g}",
    }
