"""The reverse step p(x_{t−1} | x_t) = N(μ̃(x_t, x̂_0), v_t): its variances, and what each term costs.

q(x_{t−1} | x_t, x_0) has the variance β̃_t and a mean that differs by c_t (x_0 − x̂_0), with
c_t² / β̃_t = SNR_{t−1} − SNR_t, so that the divergence of the two Gaussians is

    D_t = ½ [d (r − 1 − ln r) + r (SNR_{t−1} − SNR_t) ‖x_0 − x̂_0‖²],   r = β̃_t / v_t,

and at t = 1, where β̃ = 0, the term is −ln N(x_0; x̂_0, v_1). ‖x_0 − x̂_0‖² = ‖ε − ε̂‖² / SNR_t.
Sohl-Dickstein et al. (2015); Ho, Jain & Abbeel (2020), equations 5 to 8; Kingma et al. (2021), section 4.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, log_expit

from .schedules import Schedule

__all__ = ["REVERSE", "Reverse", "as_reverse", "prior_divergence"]

REVERSE = ("optimal", "beta", "posterior", "learned")


@dataclass(frozen=True, eq=False)
class Reverse:
    """β_t, β̃_t, SNR_{t−1} − SNR_t (T,), first entries those of t = 1; `fixed` is v_t (T,) where it is given.

    name: "beta" v = β_t; "posterior" v = β̃_t, and β_1 at t = 1; "optimal" the v_t of least total, β̃_t +
    c_t² E‖x_0 − x̂_0‖²/d; "learned" what the network says; "given" an array of the caller's.
    sharpest: the least v_1 that the optimum may take, 0 for densities.
    """

    name: str
    beta: np.ndarray
    posterior: np.ndarray
    gained: np.ndarray
    snr: np.ndarray
    fixed: np.ndarray | None
    sharpest: float = 0.0

    def costs(self, mean_error: np.ndarray, dim: int) -> tuple[np.ndarray, np.ndarray]:
        """`(terms, slopes)` (T,): every term in nats at E‖ε − ε̂‖² = mean_error (T,), and its derivative.

        The first entry is the reconstruction by the continuous decoder.
        """
        error = mean_error / self.snr  # E ‖x_0 − x̂_0‖²
        if self.fixed is None:  # the optimum: ½ d ln(v/β̃), and ½ d ln(2πe v_1)
            v = self._optimal_first(error[0], dim)
            excess = 1.0 if v == error[0] / dim else error[0] / dim / v
            rest = 0.5 * dim * np.log1p(self.gained[1:] * error[1:] / dim)
            with np.errstate(divide="ignore"):  # no error: an infinite density, whose slope says nothing
                first = [0.5 * dim * (np.log(2.0 * np.pi * v) + excess)]
            slope = 0.5 / v if v > 0.0 else 0.0
            slopes = np.append(slope, 0.5 / (1.0 / self.gained[1:] + error[1:] / dim))
            return np.concatenate([first, rest]), slopes / self.snr
        share = self.posterior[1:] / self.fixed[1:]
        fixed = 0.5 * dim * (share - 1.0 - np.log(share))
        slopes = 0.5 * np.concatenate([1.0 / self.fixed[:1], share * self.gained[1:]])
        constant = np.concatenate([0.5 * dim * np.log(2.0 * np.pi * self.fixed[:1]), fixed])
        return constant + slopes * error, slopes / self.snr

    def first_variance(self, mean_error: float, dim: int) -> float:
        """v_1, the variance of the decoder, given E‖ε − ε̂‖² at t = 1."""
        if self.fixed is not None:
            return float(self.fixed[0])
        return self._optimal_first(float(mean_error / self.snr[0]), dim)

    def _optimal_first(self, error: float, dim: int) -> float:
        return max(error / dim, self.sharpest)

    def scale(self, curve: np.ndarray, dim: int) -> np.ndarray:
        """(T,) about what a term costs where the error is `curve`, without a sign."""
        rest = np.log1p(self.gained[1:] * curve[1:] / self.snr[1:] / dim)
        return 0.5 * dim * np.concatenate([[1.0], rest])

    def learned(self, t: np.ndarray, error: np.ndarray, v: np.ndarray) -> np.ndarray:
        """(b,) the divergence of each draw at its variances v (b, d); error is x_0 − x̂_0, (b, d).

        At t = 1 it is −ln N(x_0; x̂_0, v_1).
        """
        i, first = np.maximum(t - 1, 1), t == 1
        share = self.posterior[i, None] / v
        rest = share - 1.0 - np.log(share) + share * self.gained[i, None] * error**2
        decoded = np.log(2.0 * np.pi * v) + error**2 / v
        return 0.5 * np.where(first[:, None], decoded, rest).sum(axis=1)

    def told_variance(self, t: np.ndarray, told: np.ndarray, kind: str) -> np.ndarray:
        """v (b, d) from what the network says: "log" v, or "range" between ln β̃_t and ln β_t."""
        if kind == "log":
            return np.exp(told)
        low = np.log(np.where(t == 1, self.posterior[1], self.posterior[t - 1]))  # as its authors clip it
        high, share = np.log(self.beta[t - 1]), 0.5 * (told + 1.0)
        return np.exp(share * high[:, None] + (1.0 - share) * low[:, None])


def as_reverse(schedule: Schedule, variance, learned: str | None, levels: int | None = None) -> Reverse:
    """Reverse variances by name, or as an array (T,) of v_t; `levels` of the discretised decoder."""
    # A sixth of half a level: sharper gains 2e-9 nats where x̂_0 is right, and costs without end where not.
    sharpest = 0.0 if levels is None else (1.0 / (6.0 * (levels - 1))) ** 2
    kept = np.concatenate([[0.0], log_expit(schedule.log_snr)])  # ln ᾱ from t = 0
    lost = log_expit(-schedule.log_snr)  # ln(1 − ᾱ)
    beta = -np.expm1(np.diff(kept))
    posterior = np.concatenate([[0.0], beta[1:] * np.exp(lost[:-1] - lost[1:])])
    snr = np.exp(schedule.log_snr)
    gained = np.concatenate([[np.inf], -snr[:-1] * np.expm1(np.diff(schedule.log_snr))])
    own = np.concatenate([beta[:1], posterior[1:]])
    named = {"beta": beta, "posterior": own, "optimal": None, "learned": None}
    if isinstance(variance, str):
        if variance not in named:
            names = ", ".join(REVERSE)
            raise ValueError(f"reverse_variance must be one of {names}, or an array; got {variance!r}")
        if variance == "learned" and learned is None:
            raise ValueError('reverse_variance="learned" needs denoiser(…, variance="log" or "range")')
        return Reverse(variance, beta, posterior, gained, snr, named[variance], sharpest)
    fixed = np.asarray(variance, dtype=float)
    if fixed.shape != beta.shape or not (fixed > 0.0).all():
        raise ValueError(f"reverse_variance must be {len(beta)} numbers > 0; got shape {fixed.shape}")
    return Reverse("given", beta, posterior, gained, snr, fixed)


def prior_divergence(squares: np.ndarray, dim: int, schedule: Schedule) -> np.ndarray:
    """D(q(x_T | x_0) ‖ N(0, v)) = ½ [(ᾱ ‖x_0‖² + d (1 − ᾱ))/v − d + d ln v/(1 − ᾱ)] at squares ‖x_0‖²."""
    last, v = schedule.log_snr[-1], schedule.prior_variance
    spread = np.log(v) - log_expit(-last) - 1.0
    return 0.5 * ((expit(last) * squares + dim * expit(-last)) / v + dim * spread)
