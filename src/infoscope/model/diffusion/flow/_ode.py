"""ln p(x) along the probability-flow ODE, each example with steps of its own.

In x_t and log-SNR λ the flow is dx/dλ = ½ [(1 − ᾱ) x − √(1 − ᾱ) ε̂(x, λ)], and ln p changes by minus its
divergence. Song et al., Score-based generative modeling through SDEs (2021), section 4.3 and appendix D.2.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

__all__ = ["Field", "Path", "log_likelihood"]

# Dormand & Prince, A family of embedded Runge–Kutta formulae (1980), table 2: RK5(4)7M.
_NODES = np.array([0.0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1.0, 1.0])
_STAGES = [
    [],
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
    [35 / 384, 0.0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
]
_FIFTH = np.array([*_STAGES[6], 0.0])
_FOURTH = np.array([5179 / 57600, 0.0, 7571 / 16695, 393 / 640, -92097 / 339200, 187 / 2100, 1 / 40])
_MOST_STEPS = 2000
_WIDEST = 1.0  # of a step, in log-SNR: what data look like changes over less than that nowhere

Field = Callable[[np.ndarray, np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True, eq=False)
class Path:
    """Per example: ln p (n, K) for each of K probes of the divergence, where it ended, steps taken."""

    log_prob: np.ndarray
    steps: np.ndarray


def log_likelihood(
    x: np.ndarray, start: float, end: float, field: Field, probes: int, prior_variance: float, tol: float
) -> Path:
    """ln p of x (n, d), a point of the flow at log-SNR `start`, carried to N(0, prior_variance) at `end`.

    `field(x, log_snr, who)` gives ε̂ (b, d) and K estimates of its divergence (b, K) for examples `who`.
    Raises ArithmeticError where the steps would have to be too many.
    """
    n, d = x.shape
    state = np.concatenate([x.astype(float), np.zeros((n, probes))], axis=1)
    at, width = np.full(n, float(start)), np.full(n, 0.05)
    taken = np.zeros(n, dtype=int)
    first = np.full_like(state, np.nan)
    while (open_ := np.flatnonzero(at > end)).size:
        if taken[open_].max() >= _MOST_STEPS:
            raise ArithmeticError(
                f"it was not crossed in {_MOST_STEPS} steps at tolerance {tol:g}. The density may be 0 "
                "there, or the network may jump between its steps: a coarser flow_tol= asks for less"
            )
        h = np.minimum(width[open_], at[open_] - end)
        new, error, last = _step(state[open_], at[open_], h, field, open_, first[open_], d)
        scale = tol * (1.0 + np.maximum(np.abs(state[open_]), np.abs(new)))
        rough = np.sqrt(((error / scale) ** 2).mean(axis=1))
        good = rough <= 1.0
        rows = open_[good]
        state[rows], first[rows] = new[good], last[good]
        at[rows] = np.where(at[rows] - h[good] <= end + 1e-12 * abs(end), end, at[rows] - h[good])
        with np.errstate(divide="ignore"):
            width[open_] = np.minimum(h * np.clip(0.9 * rough**-0.2, 0.2, 5.0), _WIDEST)
        taken[open_] += 1
    v = prior_variance
    prior = -0.5 * ((state[:, :d] ** 2).sum(axis=1) / v + d * np.log(2.0 * np.pi * v))
    return Path(prior[:, None] + state[:, d:], taken)


def _step(state, at, h, field, who, first, d):
    """`(new, error, slope at the end)`, going down in log-SNR by h; the first slope is known from before."""
    slopes: list[np.ndarray] = []
    for stage, node in zip(_STAGES, _NODES):
        if not slopes and np.isfinite(first).all():
            slopes.append(first)
            continue
        moved = state - h[:, None] * sum((w * k for w, k in zip(stage, slopes)), start=np.zeros_like(state))
        slopes.append(_slope(moved, at - node * h, field, who, d))
    stacked = np.stack(slopes)
    new = state - h[:, None] * np.tensordot(_FIFTH, stacked, axes=1)
    error = h[:, None] * np.tensordot(_FIFTH - _FOURTH, stacked, axes=1)
    return new, error, slopes[-1]


def _slope(state, log_snr, field, who, d):
    """d/dλ of x and of −ln p: the divergence of the flow."""
    lost = expit(-log_snr)[:, None]
    noise, divergence = field(state[:, :d], log_snr, who)
    return np.concatenate(
        [
            0.5 * (lost * state[:, :d] - np.sqrt(lost) * noise),
            0.5 * (lost * d - np.sqrt(lost) * divergence),
        ],
        axis=1,
    )
