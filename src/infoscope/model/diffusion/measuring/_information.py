"""I(x_0; x_t) from the curve of errors, and bounds that hold between the steps.

I-MMSE: dI/dλ = ½ m(λ) with m = E‖ε − ε̂‖² and λ the log-SNR (Guo, Shamai & Verdú, 2005, theorem 2). For
Gaussian data ½ ∫ m dλ is known; with ρ = m / m_Gaussian, I = ∫ ρ dI_Gaussian, which the trapezoid takes
exactly for Gaussian data, and nearly so for any.

Between two steps the exact error obeys d(d/MMSE)/dSNR ≥ 1 (its derivative is −E‖Cov(x_0|x_t)‖² and a trace
is at most √d times the norm), so that MMSE stays below the curve of an isotropic Gaussian from the noisier
end, and above that from the cleaner end. Both are attained by isotropic Gaussian data.
"""

from dataclasses import dataclass

import numpy as np

from ._baseline import Baseline

__all__ = ["Flow", "information_flow"]


@dataclass(frozen=True, eq=False)
class Flow:
    """(T,) I(x_0; x_t) with its bounds, and the slopes that carry influences to those.

    `value` is half the area under the network's error: the information where it is the exact denoiser, more
    where it is not. `upper`, beyond what x_T knows, holds for any network, since its error is at least the
    exact one; `lower` where the network is the exact denoiser.
    """

    value: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    low_slopes: np.ndarray  # of the step from t + 1 to t on m_t
    high_slopes: np.ndarray  # of the same step on m_{t+1}; the last step adds nothing

    def carry_lower(self, rows: np.ndarray) -> np.ndarray:
        return _from_end(self.low_slopes * rows)

    def carry_upper(self, rows: np.ndarray) -> np.ndarray:
        return _from_end(self.high_slopes * np.concatenate([rows[:, 1:], 0.0 * rows[:, :1]], axis=1))


def information_flow(mean: np.ndarray, log_snr: np.ndarray, dim: int, baseline: Baseline) -> Flow:
    """The flow from m (T,), its data of `dim` dimensions."""
    shifted = np.append(mean[1:], mean[-1])
    here, there = weights(log_snr, baseline)
    width = -np.diff(log_snr)
    fall, rise = np.append(-np.expm1(-width), 1.0) / dim, np.append(np.expm1(width), 0.0) / dim
    low, high = 1.0 - fall * mean, 1.0 + rise * shifted
    # An error so large that no exact denoiser could make it bounds nothing from below but 0.
    told = low > 0.0
    lower = np.where(told, -0.5 * dim * np.log(np.where(told, low, 1.0)), 0.0)
    upper = 0.5 * dim * np.log(high)
    return Flow(
        value=_from_end(here * mean + there * shifted),
        lower=_from_end(lower),
        upper=_from_end(upper),
        low_slopes=np.where(told, 0.5 * dim * fall / np.where(told, low, 1.0), 0.0),
        high_slopes=0.5 * dim * rise / high,
    )


def weights(log_snr: np.ndarray, baseline: Baseline) -> np.ndarray:
    """(2, T): the step from t + 1 to t adds w[0, t] m_t + w[1, t] m_{t+1}; the last has m_T alone, twice."""
    known = baseline.information(log_snr)
    step = 0.5 * (known - np.append(known[1:], 0.0))
    curve = baseline.curve(log_snr)
    return np.stack([step / curve, step / np.append(curve[1:], curve[-1])])


def carried(rows: np.ndarray, log_snr: np.ndarray, baseline: Baseline) -> np.ndarray:
    """(b, T) influences on the errors m, carried to I(x_0; x_t)."""
    shifted = np.concatenate([rows[:, 1:], rows[:, -1:]], axis=1)
    here, there = weights(log_snr, baseline)
    return _from_end(here * rows + there * shifted)


def _from_end(steps):
    return np.cumsum(steps[..., ::-1], axis=-1)[..., ::-1]
