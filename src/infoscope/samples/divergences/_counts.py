"""Divergences of labels from the counts of either sample. Nats.

p̂ = c/n and q̂ = e/m are the frequencies. The plug-in is their divergence, exactly: infinite where y never
shows a label that x has. `MillerMadow` takes off the bias to the order of 1/n and 1/m, as Miller (1955) did
for entropy, by expanding the plug-in to second order in both frequencies:

    cross-entropy   - Σ p̂ (1/q̂ - 1) / 2m
    D(P‖Q)          that, and - (K_x - 1) / 2n                         K_x labels seen in x
    JS              + ½ Σ (u² p̂(1-p̂)/n + v² q̂(1-q̂)/m) / (u p̂ + v q̂) - u (K_x - 1)/2n - v (K_y - 1)/2m
    Rényi           (B/S - ½ V/S²) / (a - 1) off, S = Σ p̂^a q̂^(1-a), B its bias, V its variance

The standard error is the delta method's, each sample giving the variance of its influence function. Where
there are few observations a label, that is the least of it: the expansion is as wrong as it is long, and a
label seen once, which JS takes for one that only one of the laws has, may be as likely in the other. So the
error has then the correction too, and what such labels make of the value, u p̂ ln 1/u + v q̂ ln 1/v; it is
infinite where no label was seen twice.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ... import pmf
from ...estimate import Estimate
from ..counts.choices import MillerMadow, PlugIn
from ._pair import Divergence, Pair

__all__ = ["MEASURES", "by_counts"]

SPARSE = 5.0  # observations a label, on average, below which counts say little


@dataclass(frozen=True, eq=False)
class Frequencies:
    """Of each label, in x and in y: (K,) each; n and m observations in all."""

    p: np.ndarray
    q: np.ndarray
    n: int
    m: int
    order: float
    weights: tuple[float, float]

    @property
    def shared(self) -> np.ndarray:
        return (self.p > 0) & (self.q > 0)


def by_counts(
    choice: PlugIn | MillerMadow, divergence: Divergence, pair: Pair, rng: np.random.Generator
) -> Estimate:
    c, e = pair.counts
    f = Frequencies(c / pair.n, e / pair.m, pair.n, pair.m, divergence.order, divergence.weights)
    value, correction, of_x, of_y = MEASURES[divergence.name](f)
    corrected = isinstance(choice, MillerMadow)
    if not np.isfinite(value):
        return Estimate(np.inf, 0.0, method="plug-in", n=pair.n, warnings=(_unseen(pair, c, e),))
    error = np.sqrt(_variance(f.p, of_x) / f.n + _variance(f.q, of_y) / f.m)
    warnings = _sparse(pair, c, e)
    if warnings:
        alone = _seen_once(f, c + e) if divergence.name == "Jensen-Shannon divergence" else 0.0
        error = np.hypot(error, np.hypot(correction, alone))
    method = "Miller-Madow" if corrected else "plug-in"
    answer = float(value) + (float(correction) if corrected else 0.0)
    return Estimate(answer, float(error), method=method, n=pair.n, warnings=warnings)


def cross_entropy(f: Frequencies) -> tuple[float, float, np.ndarray, np.ndarray]:
    ratio, surprise = _ratio(f), -np.log(f.q, where=f.shared, out=np.zeros_like(f.q))
    return pmf.cross_entropy(f.p, f.q), -_of_cross(f), surprise, ratio


def kl_divergence(f: Frequencies) -> tuple[float, float, np.ndarray, np.ndarray]:
    ratio = _ratio(f)
    log = np.log(ratio, where=f.shared, out=np.zeros_like(ratio))
    correction = -((f.p > 0).sum() - 1) / (2 * f.n) - _of_cross(f)
    return pmf.kl_divergence(f.p, f.q), correction, log, ratio


def jensen_shannon_divergence(f: Frequencies) -> tuple[float, float, np.ndarray, np.ndarray]:
    u, v = f.weights
    mixture = u * f.p + v * f.q
    spread = u**2 * f.p * (1 - f.p) / f.n + v**2 * f.q * (1 - f.q) / f.m
    seen = mixture > 0
    correction = 0.5 * (spread[seen] / mixture[seen]).sum()
    correction -= u * ((f.p > 0).sum() - 1) / (2 * f.n) + v * ((f.q > 0).sum() - 1) / (2 * f.m)
    of_x, of_y = (w * _log_ratio(law, mixture) for w, law in ((u, f.p), (v, f.q)))
    value = pmf.jensen_shannon_divergence(f.p, f.q, weights=f.weights)
    return value, correction, of_x, of_y


def renyi_divergence(f: Frequencies) -> tuple[float, float, np.ndarray, np.ndarray]:
    a, both, value = f.order, f.shared, pmf.renyi_divergence(f.p, f.q, f.order)
    if not np.isfinite(value):
        return value, 0.0, f.p, f.q
    p, q = f.p[both], f.q[both]
    terms = p**a * q ** (1 - a)
    total = terms.sum()
    of_x, of_y = np.zeros_like(f.p), np.zeros_like(f.q)
    of_x[both] = a * terms / p / total / (a - 1)
    of_y[both] = -terms / q / total
    bias = 0.5 * a * (a - 1) * (terms * ((1 / p - 1) / f.n + (1 / q - 1) / f.m)).sum() / total
    # of_x and of_y are of ln S / (a - 1)
    spread = (a - 1) ** 2 * (_variance(f.p, of_x) / f.n + _variance(f.q, of_y) / f.m)
    correction = -(bias - 0.5 * spread) / (a - 1)
    return value, correction, of_x, of_y


def _of_cross(f: Frequencies) -> float:
    return float((f.p * (1 - f.q))[f.shared] @ (1 / f.q[f.shared])) / (2 * f.m)


def _ratio(f: Frequencies) -> np.ndarray:
    return np.divide(f.p, f.q, where=f.shared, out=np.zeros_like(f.p))


def _log_ratio(law: np.ndarray, mixture: np.ndarray) -> np.ndarray:
    seen = law > 0
    return np.log(np.divide(law, mixture, where=seen, out=np.ones_like(law)))


def _variance(law: np.ndarray, influence: np.ndarray) -> float:
    mean = law @ influence
    return float(law @ (influence - mean) ** 2)


def _seen_once(f: Frequencies, times: np.ndarray) -> float:
    """What labels that stand in one observation of either sample make of JS, nats."""
    if times.max() == 1:
        return np.inf
    u, v = f.weights
    once = times == 1
    return float(-u * np.log(u) * f.p[once].sum() - v * np.log(v) * f.q[once].sum())


def _unseen(pair: Pair, c: np.ndarray, e: np.ndarray) -> str:
    codes = np.flatnonzero((c > 0) & (e == 0))
    return (
        f"y never shows {len(codes)} of the labels that x has, {pair.label(codes[0])} among them: by the "
        "frequencies they are impossible there. To smooth is to assume a prior: "
        "pmf.kl_divergence(counts_x + a, counts_y + a, normalize=True), a = 1/2 for Jeffreys's"
    )


def _sparse(pair: Pair, c: np.ndarray, e: np.ndarray) -> tuple[str, ...]:
    labels = int(((c > 0) | (e > 0)).sum())
    fewest = min(pair.n, pair.m) / labels
    if fewest >= SPARSE:
        return ()
    return (
        f"{fewest:.1f} observations a label, fewer than {SPARSE:.0f}: the error is a guess at the bias left",
    )


Measure = Callable[[Frequencies], tuple[float, float, np.ndarray, np.ndarray]]

MEASURES: dict[str, Measure] = {
    "cross-entropy": cross_entropy,
    "KL divergence": kl_divergence,
    "Jensen-Shannon divergence": jensen_shannon_divergence,
    "Rényi divergence": renyi_divergence,
}
