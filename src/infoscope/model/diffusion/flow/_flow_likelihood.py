"""The probability-flow likelihood of some of the data, with its conventions in words."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import log_expit

from ....estimate import Estimate, Unit, nats_per
from ...data._given import few_data
from ..measuring._asking import Asking
from ..measuring._baseline import chunks
from ._divergence import divergence_of
from ._ode import log_likelihood

__all__ = ["FlowLikelihood", "flow_likelihood", "how_many"]

_CLEAN = 40.0  # the log-SNR that stands for no noise at all, where the denoiser is exact everywhere
_AT_ONCE = 64
_FEWEST = 48  # data that a regression on the control rests on: with fewer, one far out makes the line


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
        """E −ln p over all data: the mean of these, or their regression on the control if that is surer."""
        n = len(self.values)
        value, error, carried = self.values.mean(), np.inf, ""
        if n > 1:
            error = np.sqrt(self.values.var(ddof=1) / n)
        if n >= _FEWEST and self.control.std() > 0.0:
            by_control = self._by_control()
            if by_control[1] < error:
                value, error = by_control
                carried = ", carried to all data by their Gaussian density"
        how = self.method + carried
        if self.probe_variance.any():
            part = np.sqrt(self.probe_variance.mean() / n) / nats_per(unit)
            how += f"; of the error, {part:.2g} {unit} are the probes'"
        few = few_data(n)
        return Estimate(value, error, "nats", how, n, (f"{few}; raise flow_data=",) if few else ()).to(unit)

    def _by_control(self) -> tuple[float, float]:
        """`(value, error)` by the line through values and control, its error from what is left of each value.

        A value that pulls the line to itself leaves too little: each is divided by one less its leverage
        (MacKinnon & White, 1985, HC3).
        """
        n, away = len(self.values), self.control - self.control.mean()
        slope = away @ self.values / (away @ away)
        rest = self.values - self.values.mean() - slope * away
        shift = self.control.mean() - self.known.mean()
        weight = 1.0 / n - away * shift / (away @ away)
        alone = 1.0 - 1.0 / n - away**2 / (away @ away)
        if not (alone > 0.0).all():
            return np.nan, np.inf
        spread = slope**2 * self.known.var() / len(self.known)
        return self.values.mean() - slope * shift, np.sqrt(((weight * rest / alone) ** 2).sum() + spread)


def how_many(asking: Asking) -> int:
    """How many data to carry along the flow where nobody says: as many as cost about what the rest does."""
    if asking.denoiser.divergence is not None:
        return min(256, asking.data.n)
    return min(64 if asking.data.dim <= 16 else 16, asking.data.n)


def flow_likelihood(asking: Asking, count: int, *, probes: int, tol: float, uniform: bool) -> FlowLikelihood:
    """−ln p of `count` data: of a density, or of grey levels where the decoder is one of levels."""
    schedule, data = asking.denoiser.schedule, asking.data
    rng = np.random.default_rng([asking.seed, 2**20 + 1])
    which = rng.permutation(data.n)[:count]
    divergence = divergence_of(asking, which, probes)
    begin = _beginning(asking, which, uniform, rng)
    found = asking.store.get("flow")
    values = np.empty((0, divergence.probes)) if found is None else found
    for low in range(len(values), count, _AT_ONCE):
        rows = np.arange(low, min(low + _AT_ONCE, count))
        x, given = begin.at(rows)

        def field(y, log_snr, who, rows=rows):
            gone = (begin.log_snr - log_snr.mean()) / (begin.log_snr - schedule.log_snr[-1])
            asking.report(rows[0] + int(gone * len(who)) + len(rows) - len(who), count, "probability flow")
            return divergence.field(y, log_snr, rows[who])

        v = schedule.prior_variance
        path = log_likelihood(x, begin.log_snr, schedule.log_snr[-1], field, divergence.probes, v, tol)
        values = np.concatenate([values, given[:, None] - path.log_prob])
        asking.store.put("flow", values, now=True)
        asking.report(len(values), count, "probability flow")
    spread = values.var(axis=1, ddof=1) / divergence.probes if divergence.probes > 1 else np.zeros(count)
    known = np.concatenate([asking.baseline.surprise(data.batch(i)) for i in chunks(data.n, data.dim)])
    return FlowLikelihood(
        which=which,
        values=values.mean(axis=1),
        probe_variance=spread,
        control=known[which],
        known=known,
        method=f"probability flow, {divergence.name}",
        conventions=begin.conventions | {"tolerance of the probability flow": f"{tol:g}"},
    )


@dataclass(frozen=True, eq=False)
class _Beginning:
    """Where the flow starts: `at(rows)` gives x (b, d) at `log_snr`, and what is to be added to −ln p(x)."""

    log_snr: float
    at: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
    conventions: dict[str, str]


def _beginning(asking: Asking, which: np.ndarray, uniform: bool, rng: np.random.Generator) -> _Beginning:
    if asking.data.levels is not None and not uniform:
        return _from_noise(asking, which, rng)
    exact = asking.denoiser.divergence is not None
    first = asking.denoiser.schedule.log_snr[0]
    start = max(_CLEAN, first) if exact else first
    half = 0.5 * log_expit(start)  # ln √ᾱ
    width = 2.0 / (asking.data.levels - 1) if asking.data.levels else 0.0
    shift = rng.uniform(-0.5, 0.5, (len(which), asking.data.dim)) * width
    mass = asking.data.dim * np.log(width) if width else 0.0

    def at(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        x = asking.data.batch(which[rows]).reshape(len(rows), -1).astype(float) + shift[rows]
        return np.exp(half) * x, np.full(len(rows), -(asking.data.dim * half + mass))

    clean = f"from log-SNR {start:.4g}: x_0 stands for x_0 + {np.exp(-0.5 * start):.2g} ε"
    told = {"probability flow starts": "from x_0 itself" if exact else clean}
    grey = f"uniform in bins of width {width:.4g}" if width else "none"
    return _Beginning(start, at, told | {"dequantisation of the probability flow": grey})


def _from_noise(asking: Asking, which: np.ndarray, rng: np.random.Generator) -> _Beginning:
    """−ln p(x_0) ≤ E[ln q(x_1|x_0) − ln p(x_1) − ln p(x_0|x_1)]: equality where p(x_0|x_1) is exact.

    The same x_1, decoder and reconstruction as the variational bound, so the two are of one convention.
    """
    start = asking.denoiser.schedule.log_snr[0]
    noise = rng.standard_normal((len(which), asking.data.dim))
    log_signal, log_lost = 0.5 * log_expit(start), 0.5 * log_expit(-start)

    def at(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        x0, e = asking.data.batch(which[rows]), noise[rows]
        x = np.exp(log_signal) * x0.reshape(len(rows), -1) + np.exp(log_lost) * e
        drawn = -(0.5 * (e**2 + np.log(2.0 * np.pi)) + log_lost).sum(axis=1)  # ln q(x_1 | x_0)
        decoded = asking.reconstruction(x0, e.reshape(x0.shape).astype(x0.dtype), which[rows])
        return x, drawn + decoded

    told = {
        "probability flow starts": f"from x_1 at log-SNR {start:.4g}, one draw a datum",
        "dequantisation of the probability flow": "by the noise of x_1, and the decoder back: an upper bound",
    }
    return _Beginning(start, at, told)
