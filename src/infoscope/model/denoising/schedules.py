"""Noise schedules: how much of the data is left at each step, told by one coordinate, the log-SNR.

Inside, every process is x_t = √ᾱ_t x_0 + √(1 − ᾱ_t) ε with log-SNR λ_t = ln ᾱ_t/(1 − ᾱ_t), falling in
t = 1 … T. Any other process y = a x_0 + s ε is the same one times `scale` = √(a² + s²).
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from scipy.special import expit, logit

__all__ = [
    "Schedule",
    "as_schedule",
    "cosine_schedule",
    "edm_schedule",
    "flow_schedule",
    "from_alpha_bar",
    "linear_schedule",
    "vdm_schedule",
]


@dataclass(frozen=True, eq=False)
class Schedule:
    """The steps t = 1 … T of a diffusion, from nearly clean to nearly noise.

    log_snr         (T,) λ_t = ln ᾱ_t/(1 − ᾱ_t), strictly decreasing
    name            how it was made, in words
    scale           (T,) the network sees scale_t · x_t; 1 for variance-preserving processes
    times           (T,) what the network receives as its second argument; 1 … T by default
    between         log-SNR -> (scale, times) where the network can be asked between the steps
    prior_variance  of the N(0, v) that generation starts from, in the coordinate x_T

    `alpha_bar` is the share of the signal ᾱ_t, `steps` is T. Raises ValueError where the log-SNR does not
    fall. Kingma, Salimans, Poole & Ho, Variational diffusion models (2021), section 3.

    >>> schedule = linear_schedule()
    >>> schedule.steps, f"{schedule.alpha_bar[-1]:.6e}"
    (1000, '4.035830e-05')
    """

    log_snr: np.ndarray = field(repr=False)
    name: str = "schedule"
    scale: Any = field(default=None, repr=False)
    times: Any = field(default=None, repr=False)
    between: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]] | None = field(default=None, repr=False)
    prior_variance: float = 1.0

    def __post_init__(self) -> None:
        log_snr = _falling(np.array(self.log_snr, dtype=float), "log_snr")
        steps = len(log_snr)
        times = np.arange(1, steps + 1) if self.times is None else np.asarray(self.times)
        scale = np.ones(steps) if self.scale is None else np.asarray(self.scale, dtype=float)
        for name, value in (("times", times), ("scale", scale)):
            if value.shape != (steps,):
                raise ValueError(f"{name} must have one entry for each of {steps} steps; got {value.shape}")
        if not self.prior_variance > 0.0:
            raise ValueError(f"prior_variance must be > 0; got {self.prior_variance}")
        for name, value in (("log_snr", log_snr), ("times", times), ("scale", scale)):
            object.__setattr__(self, name, value)

    @property
    def steps(self) -> int:
        return len(self.log_snr)

    @property
    def alpha_bar(self) -> np.ndarray:
        return expit(self.log_snr)

    @property
    def continuous(self) -> bool:
        """Whether a network on this schedule can be asked at any log-SNR."""
        return self.between is not None

    def at(self, log_snr: Any) -> tuple[np.ndarray, np.ndarray]:
        """`(scale, times)` at any log-SNR; ValueError where the schedule knows only its steps."""
        if self.between is None:
            raise ValueError(f"{self.name} is known at its {self.steps} steps alone")
        return self.between(np.asarray(log_snr, dtype=float))

    def in_log_snr(self) -> "Schedule":
        """The same steps for a network that is given x_t itself and the log-SNR as its time."""
        return replace(self, scale=None, times=self.log_snr, between=lambda s: (np.ones_like(s), s))


def linear_schedule(steps: int = 1000, low: float = 1e-4, high: float = 0.02) -> Schedule:
    """β_t evenly spaced from `low` to `high`; ᾱ_t = Π (1 − β_s).

    Ho, Jain & Abbeel, Denoising diffusion probabilistic models (2020), section 4.

    >>> linear_schedule().log_snr[[0, -1]].round(3)
    array([  9.21 , -10.118])
    """
    _counted(steps)
    if not 0.0 < low < 1.0 or not 0.0 < high < 1.0:
        raise ValueError(f"low and high must lie between 0 and 1, both excluded; got {low}, {high}")
    betas = np.linspace(low, high, steps)
    return _from_betas(betas, f"linear schedule, {steps} steps")


def cosine_schedule(steps: int = 1000, offset: float = 0.008, most: float = 0.999) -> Schedule:
    """ᾱ_t ∝ cos²(π/2 · (t/T + offset)/(1 + offset)), no β_t above `most`.

    Nichol & Dhariwal, Improved denoising diffusion probabilistic models (2021), equation 17.

    >>> float(cosine_schedule(1000).alpha_bar[499].round(4))
    0.4938
    """
    _counted(steps)
    if not 0.0 <= offset < np.inf or not 0.0 < most < 1.0:
        raise ValueError(f"need offset >= 0 and most between 0 and 1, both excluded; got {offset}, {most}")
    angles = (np.arange(steps + 1) / steps + offset) / (1.0 + offset) * np.pi / 2.0
    kept = np.cos(angles) ** 2
    betas = np.minimum(1.0 - kept[1:] / kept[:-1], most)
    return _from_betas(betas, f"cosine schedule, {steps} steps")


def vdm_schedule(steps: int = 1000, high: float = 13.3, low: float = -5.0) -> Schedule:
    """Log-SNR evenly spaced from `high` (nearly clean) down to `low`.

    Kingma, Salimans, Poole & Ho (2021): γ = −log-SNR linear between −13.3 and 5.

    >>> vdm_schedule(3).log_snr
    array([13.3 ,  4.15, -5.  ])
    """
    _counted(steps)
    return Schedule(np.linspace(high, low, steps), f"log-SNR from {high:g} to {low:g}, {steps} steps")


def edm_schedule(
    steps: int = 256, sigma_min: float = 0.002, sigma_max: float = 80.0, rho: float = 7.0
) -> Schedule:
    """y = x_0 + σ ε with σ^(1/rho) evenly spaced; the network receives y and σ, at any σ.

    Karras, Aittala, Aila & Laine, Elucidating the design space (2022), equation 5.

    >>> edm_schedule(3).times.round(3)
    array([2.000e-03, 2.515e+00, 8.000e+01])
    """
    _counted(steps)
    if not 0.0 < sigma_min < sigma_max < np.inf or not 0.0 < rho < np.inf:
        raise ValueError(f"need 0 < sigma_min < sigma_max and rho > 0; got {sigma_min}, {sigma_max}, {rho}")
    sigma = np.linspace(sigma_min ** (1.0 / rho), sigma_max ** (1.0 / rho), steps) ** rho
    name = f"EDM schedule, sigma {sigma_min:g} to {sigma_max:g}, {steps} steps"
    prior = sigma_max**2 / (1.0 + sigma_max**2)  # generation starts from N(0, sigma_max²)
    return Schedule(-2.0 * np.log(sigma), name, np.hypot(1.0, sigma), sigma, _of_sigma, prior)


def flow_schedule(steps: int = 1000, low: float = 1e-3, high: float = 0.999) -> Schedule:
    """y = (1 − t) x_0 + t ε with t evenly spaced in [low, high]; the network receives y and t, at any t.

    Lipman et al., Flow matching for generative modeling (2023); t runs from data to noise.

    >>> flow_schedule(3).times
    array([0.001, 0.5  , 0.999])
    """
    _counted(steps)
    if not 0.0 < low < high < 1.0:
        raise ValueError(f"need 0 < low < high < 1: t = 0 has no noise, t = 1 no data; got {low}, {high}")
    t = np.linspace(low, high, steps)
    scale = np.hypot(1.0 - t, t)
    name = f"flow schedule, t from {low:g} to {high:g}, {steps} steps"
    return Schedule(-2.0 * logit(t), name, scale, t, _of_flow_time, float(scale[-1] ** -2))


def from_alpha_bar(alpha_bar: Any, name: str = "schedule") -> Schedule:
    """The schedule of any array (T,) of ᾱ_t that falls strictly between 1 and 0.

    >>> from_alpha_bar([0.9, 0.5]).log_snr.round(3)
    array([2.197, 0.   ])
    """
    kept = np.asarray(alpha_bar, dtype=float)
    _falling(kept, "alpha_bar")
    if not (kept[0] < 1.0 and kept[-1] > 0.0):
        raise ValueError(
            f"alpha_bar must lie between 0 and 1, both excluded; got {kept[0]:g} to {kept[-1]:g}. "
            "A last step without any signal carries no information: leave it out"
        )
    return Schedule(logit(kept), f"{name}, {len(kept)} steps")


def as_schedule(schedule: Any) -> Schedule:
    """The schedule itself, or that of an array (T,) of ᾱ.

    >>> as_schedule([0.9, 0.5]).steps
    2
    """
    if isinstance(schedule, Schedule):
        return schedule
    if np.asarray(schedule).dtype.kind != "f":
        raise TypeError(
            f"schedule must be a Schedule, as linear_schedule(), or an array of alpha_bar; got {schedule!r}"
        )
    return from_alpha_bar(schedule)


def _from_betas(betas: np.ndarray, name: str) -> Schedule:
    kept = np.cumsum(np.log1p(-betas))  # ln ᾱ
    return Schedule(kept - np.log(-np.expm1(kept)), name)


def _of_sigma(log_snr: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    sigma = np.exp(-0.5 * log_snr)
    return np.hypot(1.0, sigma), sigma


def _of_flow_time(log_snr: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    t = expit(-0.5 * log_snr)
    return np.hypot(1.0 - t, t), t


def _counted(steps: int) -> None:
    if not isinstance(steps, (int, np.integer)) or isinstance(steps, bool) or steps < 2:
        raise ValueError(f"steps must be a whole number >= 2; got {steps!r}")


def _falling(values: np.ndarray, name: str) -> np.ndarray:
    if values.ndim != 1 or len(values) < 2:
        raise ValueError(f"{name} must be one-dimensional, with at least 2 steps; got shape {values.shape}")
    if not np.isfinite(values).all():
        raise ValueError(f"{name} must be finite; got {values[~np.isfinite(values)][0]} among its steps")
    rises = np.flatnonzero(np.diff(values) >= 0.0)
    if rises.size:
        t = int(rises[0]) + 1
        raise ValueError(
            f"{name} must fall strictly in t = 1 … {len(values)}, from data to noise; "
            f"got {values[t - 1]:g} at t = {t} and {values[t]:g} at t = {t + 1}. "
            "Reverse it if it runs from noise to data"
        )
    return values
