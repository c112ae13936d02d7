"""Archimedean copulas: how they are drawn, and the mean of ln c(U, V), which is their information. Nats."""

import numpy as np
from scipy.special import digamma

from ._laws import Draw

MIDPOINTS = (np.arange(2000) + 0.5) / 2000


def clayton(theta: float) -> Draw:
    """With a shared gamma frailty (Marshall & Olkin 1988)."""

    def sample(n, rng):
        frailty = rng.gamma(1 / theta, size=n)
        x, y = (1 + rng.exponential(size=(2, n)) / frailty) ** (-1 / theta)
        return x, y

    return sample


def clayton_information(theta: float) -> float:
    """⟨ln c(U, V)⟩: ln(1 + θ) - (1 + θ)⟨ln u + ln v⟩ - (2 + 1/θ)⟨ln(u^-θ + v^-θ - 1)⟩.

    ⟨ln U⟩ = -1, and u^-θ + v^-θ - 1 = 1 + (E + F)/G of two exponentials and a gamma of 1/θ, whose logarithm
    has the mean ψ(2 + 1/θ) - ψ(1/θ).
    """
    log_sum = digamma(2 + 1 / theta) - digamma(1 / theta)
    return float(np.log1p(theta) + 2 * (1 + theta) - (2 + 1 / theta) * log_sum)


def frank(theta: float) -> Draw:
    """By the inverse of the law of v given u."""

    def sample(n, rng):
        u, level = rng.random((2, n))
        steep = np.exp(-theta * u)
        return u, -np.log1p(level * np.expm1(-theta) / (level + (1 - level) * steep)) / theta

    return sample


def frank_log_density(u: np.ndarray, v: np.ndarray, theta: float) -> np.ndarray:
    whole, of_u, of_v = (-np.expm1(-theta * w) for w in (1.0, u, v))
    return np.log(theta * whole) - theta * (u + v) - 2 * np.log(whole - of_u * of_v)


def frank_information(theta: float) -> float:
    """∫ c ln c over the unit square, by midpoints."""
    log_c = frank_log_density(MIDPOINTS[:, None], MIDPOINTS, theta)
    return float((np.exp(log_c) * log_c).mean())


def gumbel(theta: float) -> Draw:
    """With a shared stable frailty of index 1/θ (Chambers, Mallows & Stuck 1976)."""
    a = 1 / theta

    def sample(n, rng):
        angle, e = rng.uniform(0, np.pi, n), rng.exponential(size=n)
        shape = np.sin((1 - a) * angle) * np.sin(a * angle) ** (a / (1 - a)) / np.sin(angle) ** (1 / (1 - a))
        frailty = (shape / e) ** ((1 - a) / a)
        x, y = np.exp(-((rng.exponential(size=(2, n)) / frailty) ** a))
        return x, y

    return sample


def gumbel_log_density(u: np.ndarray, v: np.ndarray, theta: float) -> np.ndarray:
    x, y = -np.log(u), -np.log(v)
    total = x**theta + y**theta
    root = total ** (1 / theta)
    return (
        x
        + y
        - root
        + (theta - 1) * np.log(x * y)
        + (1 / theta - 2) * np.log(total)
        + np.log(theta - 1 + root)
    )


def gumbel_information(theta: float) -> float:
    """∫ c ln c by midpoints of w and s, where -ln u = r w, -ln v = r (1 - w) and r a(w) = s is the root of
    their powers, on which c hangs as a gamma law does; du dv = e^-r r dr dw.
    """
    w = MIDPOINTS[:, None]
    s = (
        -np.log1p(-MIDPOINTS) * 4
    )  # quantiles of an exponential of mean 4, which reaches as far as gamma laws of 2
    a = (w**theta + (1 - w) ** theta) ** (1 / theta)
    r = s / a
    x, y = r * w, r * (1 - w)
    log_c = gumbel_log_density(np.exp(-x), np.exp(-y), theta)
    density = np.exp(log_c - r) * r / a  # of (w, s)
    weight = density / (np.exp(-s / 4) / 4)
    return float((weight * log_c).mean())
