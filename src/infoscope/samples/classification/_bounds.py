"""Lower bounds on divergences from log-ratios g of rows of P and rows of Q. Nats; (value, standard error).

An infinite g, from a classifier that gives a probability of 0 or 1, is taken at its word: where it is wrong
once, the bound is -inf.
"""

import numpy as np
from scipy.special import log_expit, logsumexp, xlogy

__all__ = ["BOUNDS", "jensen_shannon_divergence", "kl_divergence", "renyi_divergence"]


def kl_divergence(of_p: np.ndarray, of_q: np.ndarray, order: float, weights) -> tuple[float, float]:
    """1 + E_P g - E_Q e^g (Nguyen, Wainwright & Jordan 2010, with their function e^g)."""
    with np.errstate(over="ignore"):  # to inf
        ratio = np.exp(of_q)
    if (of_p == -np.inf).any() or (ratio == np.inf).any():
        return -np.inf, 0.0
    return _sum([(1.0, of_p), (-1.0, ratio)], 1.0)


def jensen_shannon_divergence(
    of_p: np.ndarray, of_q: np.ndarray, order: float, weights
) -> tuple[float, float]:
    """H(w) + u E_P ln π + v E_Q ln(1 - π), π = u e^g / (u e^g + v) (Reid & Williamson 2011)."""
    u, v = weights
    prior = np.log(u / v)
    entropy = -float(xlogy(u, u) + xlogy(v, v))
    return _sum([(u, log_expit(of_p + prior)), (v, log_expit(-of_q - prior))], entropy)


def renyi_divergence(of_p: np.ndarray, of_q: np.ndarray, order: float, weights) -> tuple[float, float]:
    """a/(a-1) ln E_P e^((a-1)g) - ln E_Q e^(ag) (Birrell et al. 2021, times a)."""
    a = order
    (up, of_up), (down, of_down) = _log_mean((a - 1) * of_p), _log_mean(a * of_q)
    factor = a / (a - 1)
    if np.isinf(down) or np.isinf(up):
        return (-np.inf if down == np.inf or factor * up == -np.inf else np.inf), 0.0
    return _sum([(factor, of_up), (-1.0, of_down)], factor * (up - 1.0) - (down - 1.0))


def _log_mean(logs: np.ndarray) -> tuple[float, np.ndarray]:
    """ln of the mean of e^logs, and its influence function, whose mean is 1."""
    total = float(logsumexp(logs) - np.log(len(logs)))
    return total, np.exp(logs - total) if np.isfinite(total) else logs


def _sum(terms: list[tuple[float, np.ndarray]], constant: float) -> tuple[float, float]:
    value = constant + sum(c * float(np.mean(local)) for c, local in terms)
    if not np.isfinite(value):
        return value, 0.0
    return value, float(np.sqrt(sum(c**2 * local.var(ddof=1) / len(local) for c, local in terms)))


BOUNDS = {
    "KL divergence": kl_divergence,
    "Jensen-Shannon divergence": jensen_shannon_divergence,
    "Rényi divergence": renyi_divergence,
}
