"""Mean and variance of each family, from its parameters; inf where the integral diverges."""

from collections.abc import Callable

import numpy as np
from scipy.special import gamma

__all__ = ["MOMENTS"]


def _weibull(k, scale):
    mean = scale * gamma(1.0 + 1.0 / k)
    return mean, scale**2 * gamma(1.0 + 2.0 / k) - mean**2


MOMENTS: dict[str, Callable[..., tuple]] = {
    "normal": lambda m, s: (m, s**2),
    "log_normal": lambda mu, s: (np.exp(mu + 0.5 * s**2), np.expm1(s**2) * np.exp(2.0 * mu + s**2)),
    "exponential": lambda start, scale: (start + scale, scale**2),
    "gamma": lambda k, theta: (k * theta, k * theta**2),
    "inverse_gamma": lambda k, scale: (
        scale / (k - 1.0) if k > 1.0 else np.inf,
        scale**2 / ((k - 1.0) ** 2 * (k - 2.0)) if k > 2.0 else np.inf,
    ),
    "weibull": _weibull,
    "pareto": lambda alpha, least: (
        alpha * least / (alpha - 1.0) if alpha > 1.0 else np.inf,
        alpha * least**2 / ((alpha - 1.0) ** 2 * (alpha - 2.0)) if alpha > 2.0 else np.inf,
    ),
    "uniform": lambda low, high: (0.5 * (low + high), (high - low) ** 2 / 12.0),
    "beta": lambda a, b, width: (width * a / (a + b), width**2 * a * b / ((a + b) ** 2 * (a + b + 1.0))),
    "laplace": lambda m, b: (m, 2.0 * b**2),
    "logistic": lambda m, s: (m, (np.pi * s) ** 2 / 3.0),
    "gumbel": lambda m, b: (m + np.euler_gamma * b, (np.pi * b) ** 2 / 6.0),
    "student": lambda v, m, s: (m, s**2 * v / (v - 2.0) if v > 2.0 else np.inf),
    "cauchy": lambda m, g: (m, np.inf),
}
