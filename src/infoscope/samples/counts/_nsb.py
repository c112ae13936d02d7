"""The posterior mean of the entropy, the strength of the prior left open (Nemenman, Shafee & Bialek 2002).

A Dirichlet prior with β in each of K outcomes all but fixes the entropy, at ξ(β) = ψ(Kβ+1) - ψ(β+1). The
prior of β is dξ/dβ, so that ξ is uniform from 0 to ln K. With κ = Kβ the posterior of κ goes as

    dξ/dκ · Γ(κ) / Γ(n+κ) · Π Γ(n_i+β) / Γ(β)

and at each κ the mean and variance of the entropy are Wolpert & Wolf's (1995). For K → ∞ at fixed κ,
Π Γ(n_i+β) / Γ(β) goes as κ to the number of outcomes seen (Nemenman 2011): a law on unknown outcomes. Its
posterior can be normalized once an outcome was seen twice; with none the mean is infinite.

The integral over ln κ is a trapezoid rule on the window where the posterior is within e^-45 of its top:
there the rule converges faster than any power of its step.
"""

from typing import Any

import numpy as np
from scipy.special import digamma, gammaln, polygamma

from ._tally import Answer, Tally
from .choices import NSB

__all__ = ["nsb"]

DEPTH = 45.0  # e^-45 of the top is below the last digit
COARSE = 65  # nodes while the window is looked for
NODES, STEP = 129, 0.2  # as many nodes at least, as wide a step at most


def nsb(choice: NSB, t: Tally, joint: Tally) -> Answer:
    rows = [_one(n[times > 0], times[times > 0], t.size) for n, times in _rows(t)]
    value, deviation = (np.reshape(column, t.n.shape[:-1]) for column in zip(*rows))
    return Answer(value, None, deviation=deviation)


def _rows(t: Tally):
    depth = t.n.shape[-1]
    return zip(t.n.reshape(-1, depth), t.times.reshape(-1, depth))


def _one(n: np.ndarray, times: np.ndarray, size: float) -> tuple[float, float]:
    """(posterior mean, posterior standard deviation)."""
    if size == 1:
        return 0.0, 0.0
    if size == np.inf and n.max() == 1:
        return np.inf, np.inf
    parts = _parts(_window(n, times, size), n)
    log_posterior = np.hstack([_log_posterior(x, n, times, size) for x in parts])
    mean, variance = np.hstack([_moments(np.exp(x), n, times, size) for x in parts])
    weight = np.exp(log_posterior - log_posterior.max())
    weight /= weight.sum()
    value = float((weight * mean).sum())
    return value, float(np.sqrt((weight * (variance + (mean - value) ** 2)).sum()))


def _window(n: np.ndarray, times: np.ndarray, size: float) -> np.ndarray:
    """ln κ on evenly spaced nodes, from end to end of what counts."""
    widest = np.log(size) if size < np.inf else 0.0
    low, high = -DEPTH - 5.0, DEPTH + 5.0 + widest + 2 * np.log((n * times).sum())
    while True:
        x = np.linspace(low, high, COARSE)
        log_posterior = np.hstack([_log_posterior(part, n, times, size) for part in _parts(x, n)])
        inside = np.flatnonzero(log_posterior > log_posterior.max() - DEPTH)
        first, last = max(inside[0] - 1, 0), min(inside[-1] + 1, COARSE - 1)
        low, high = x[first], x[last]
        if last - first > 0.6 * COARSE:
            return np.linspace(low, high, max(NODES, int((high - low) / STEP)))


def _parts(x: np.ndarray, n: np.ndarray) -> list[np.ndarray]:
    """The nodes in parts whose tables fit in memory, however many different counts there are."""
    return np.array_split(x, min(len(x), 1 + len(x) * len(n) // (1 << 22)))


def _log_posterior(x: np.ndarray, n: np.ndarray, times: np.ndarray, size: float) -> np.ndarray:
    kappa, total = np.exp(x), (n * times).sum()
    likelihood = -_log_rising(kappa, total)
    if size == np.inf:
        return np.log(polygamma(1, kappa + 1)) + x + likelihood + times.sum() * x
    beta = kappa[:, None] / size
    return _log_prior(kappa, size) + x + likelihood + (times * _log_rising(beta, n)).sum(1)


def _log_prior(kappa: np.ndarray, size: float) -> np.ndarray:
    """ln dξ/dκ = ln(ψ'(κ+1) - ψ'(κ/K+1)/K), by its series where the difference has no digits left."""
    beta = kappa / size
    with np.errstate(divide="ignore", invalid="ignore"):
        near = np.log(polygamma(1, kappa + 1) - polygamma(1, beta + 1) / size)
    bend = 1 - (1 + 1 / size) / (3 * beta) + (1 + 1 / size) * (1 + 1 / size**2) / (15 * beta**3)
    with np.errstate(invalid="ignore"):
        far = np.log((size - 1) / 2) - 2 * np.log(kappa) + np.log(bend)
    return np.where(beta > 1e3, far, near)


def _log_rising(z: np.ndarray, n: Any) -> np.ndarray:
    """ln Γ(z+n) - ln Γ(z): by Stirling's series for large z, where the two are nearly equal."""
    large = np.maximum(z, 20.0)
    stirling = (large - 0.5) * np.log1p(n / large) + n * np.log(large + n) - n
    stirling = stirling + _stirling_rest(large + n) - _stirling_rest(large)
    small = np.minimum(z, 20.0)
    return np.where(z > 20.0, stirling, gammaln(small + n) - gammaln(small))


def _stirling_rest(z: np.ndarray) -> np.ndarray:
    r = 1 / z
    return r * (1 / 12 - r**2 * (1 / 360 - r**2 * (1 / 1260 - r**2 / 1680)))


def _moments(kappa: np.ndarray, n: np.ndarray, times: np.ndarray, size: float) -> np.ndarray:
    """(2, nodes): mean and variance of the entropy under Dirichlet(n_i + β), at each κ.

    With weights w_i = (n_i+β)/(n+κ), surprises s_i = ψ(n+κ+1) - ψ(n_i+β+1) and z ψ'(z) taken at
    z = n_i+β+1 and at Z = n+κ+1: mean Σ w s, variance (Σ w (s - mean)² + Σ w zψ'(z) - Zψ'(Z)) / Z.
    """
    kappa = kappa[:, None]
    beta, whole = kappa / size, (n * times).sum() + kappa
    unseen = 1 - times.sum() / size  # of the outcomes
    weight = np.hstack([times * (n + beta) / whole, unseen * kappa / whole])
    z = np.hstack([n + beta, beta]) + 1
    surprise = digamma(whole + 1) - digamma(z)
    mean = (weight * surprise).sum(1)
    spread = (weight * (surprise - mean[:, None]) ** 2).sum(1)
    slope = (weight * z * polygamma(1, z)).sum(1)
    whole = whole[:, 0] + 1
    return np.stack([mean, (spread + slope - whole * polygamma(1, whole)) / whole])
