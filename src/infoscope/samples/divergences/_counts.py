"""Divergences of labels from the counts of either sample. Nats.

p̂ = c/n and q̂ = e/m are the frequencies. The plug-in is their divergence, exactly: infinite where y never
shows a label that x has. `MillerMadow` takes off the bias to the order of 1/n and 1/m, as Miller (1955) did
for entropy, by expanding the plug-in to second order in both frequencies:

    cross-entropy   - Σ p̂ (1/q̂ - 1) / 2m
    D(P‖Q)          that, and - (K_x - 1) / 2n                         K_x labels seen in x
    JS              + ½ Σ (u² p̂(1-p̂)/n + v² q̂(1-q̂)/m) / (u p̂ + v q̂) - u (K_x - 1)/2n - v (K_y - 1)/2m
    Rényi           (B/S - ½ V/S²) / (a - 1) off, S = Σ p̂^a q̂^(1-a), B its bias, V its variance

The standard error is the delta method's, each sample giving the variance of its influence function. Where
labels are seen a few times each that is the least of it, and a guess at the bias left is added. The expansion
is in 1/(times seen), so what it corrects of a label is off by the share 2/(times seen). And of a label that
stands in one sample alone JS makes all it can, u p̂ ln 1/u or v q̂ ln 1/v: by the chance that a label as
frequent under both laws would have stood so, w^times + (1-w)^times, w = n/(n+m), that is too much. The guess
is infinite where no label was seen twice.
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
ORDERS = 2.0  # times the share 1/(times seen) by which an expansion is off


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


# the plug-in; (K,) corrections of its bias; (K,) influence functions of x and of y
Answer = tuple[float, np.ndarray, np.ndarray, np.ndarray]


def by_counts(
    choice: PlugIn | MillerMadow, divergence: Divergence, pair: Pair, rng: np.random.Generator
) -> Estimate:
    c, e = pair.counts
    f = Frequencies(c / pair.n, e / pair.m, pair.n, pair.m, divergence.order, divergence.weights)
    value, correction, of_x, of_y = MEASURES[divergence.name](f)
    corrected = isinstance(choice, MillerMadow)
    if not np.isfinite(value):
        return Estimate(np.inf, 0.0, method="plug-in", n=pair.n, warnings=(_unseen(pair, c, e),))
    error = np.sqrt((_variances(f.p, of_x) / f.n + _variances(f.q, of_y) / f.m).sum())
    left = _bias_left(f, c, e, correction, divergence.name == "Jensen-Shannon divergence")
    method = "Miller-Madow" if corrected else "plug-in"
    answer = float(value) + (float(correction.sum()) if corrected else 0.0)
    warnings = _sparse(pair, c, e, left > error)
    return Estimate(answer, float(np.hypot(error, left)), method=method, n=pair.n, warnings=warnings)


def cross_entropy(f: Frequencies) -> Answer:
    ratio, surprise = _ratio(f), -np.log(f.q, where=f.shared, out=np.zeros_like(f.q))
    return pmf.cross_entropy(f.p, f.q), -_of_cross(f), surprise, ratio


def kl_divergence(f: Frequencies) -> Answer:
    ratio = _ratio(f)
    log = np.log(ratio, where=f.shared, out=np.zeros_like(ratio))
    correction = -_missing(f.p) / (2 * f.n) - _of_cross(f)
    return pmf.kl_divergence(f.p, f.q), correction, log, ratio


def jensen_shannon_divergence(f: Frequencies) -> Answer:
    u, v = f.weights
    mixture = u * f.p + v * f.q
    spread = u**2 * f.p * (1 - f.p) / f.n + v**2 * f.q * (1 - f.q) / f.m
    correction = 0.5 * np.divide(spread, mixture, where=mixture > 0, out=np.zeros_like(mixture))
    correction -= u * _missing(f.p) / (2 * f.n) + v * _missing(f.q) / (2 * f.m)
    of_x, of_y = (w * _log_ratio(law, mixture) for w, law in ((u, f.p), (v, f.q)))
    value = pmf.jensen_shannon_divergence(f.p, f.q, weights=f.weights)
    return value, correction, of_x, of_y


def renyi_divergence(f: Frequencies) -> Answer:
    a, both, value = f.order, f.shared, pmf.renyi_divergence(f.p, f.q, f.order)
    if not np.isfinite(value):
        return value, f.p, f.p, f.q
    p, q = f.p[both], f.q[both]
    terms = p**a * q ** (1 - a)
    total = terms.sum()
    of_x, of_y, bias = np.zeros((3, len(f.p)))
    of_x[both] = a * terms / p / total / (a - 1)
    of_y[both] = -terms / q / total
    bias[both] = 0.5 * a * (a - 1) * terms * ((1 / p - 1) / f.n + (1 / q - 1) / f.m) / total
    # of_x and of_y are of ln S / (a - 1)
    spread = (a - 1) ** 2 * (_variances(f.p, of_x) / f.n + _variances(f.q, of_y) / f.m)
    correction = -(bias - 0.5 * spread) / (a - 1)
    return value, correction, of_x, of_y


def _of_cross(f: Frequencies) -> np.ndarray:
    return f.p * np.divide(1 - f.q, f.q, where=f.shared, out=np.zeros_like(f.q)) / (2 * f.m)


def _missing(law: np.ndarray) -> np.ndarray:
    """(K,), of sum K - 1, K the labels seen: 1 - p each."""
    return np.where(law > 0, 1 - law, 0.0)


def _ratio(f: Frequencies) -> np.ndarray:
    return np.divide(f.p, f.q, where=f.shared, out=np.zeros_like(f.p))


def _log_ratio(law: np.ndarray, mixture: np.ndarray) -> np.ndarray:
    seen = law > 0
    return np.log(np.divide(law, mixture, where=seen, out=np.ones_like(law)))


def _variances(law: np.ndarray, influence: np.ndarray) -> np.ndarray:
    """(K,), whose sum is the variance of the influence."""
    return law * (influence - law @ influence) ** 2


def _bias_left(f: Frequencies, c: np.ndarray, e: np.ndarray, correction: np.ndarray, jensen: bool) -> float:
    """A guess, nats: what the expansion is off by, and what JS makes of labels in one sample alone."""
    if not jensen:
        return float(abs(correction) @ _off(np.minimum(c, e)))
    times, (u, v), w = c + e, f.weights, f.n / (f.n + f.m)
    if times.max() == 1:
        return np.inf
    alike = w**times + (1 - w) ** times
    alone = np.where((c == 0) | (e == 0), alike, 0.0)
    return float(abs(correction) @ _off(times) - alone @ (u * np.log(u) * f.p + v * np.log(v) * f.q))


def _off(times: np.ndarray) -> np.ndarray:
    return np.minimum(1.0, ORDERS / np.maximum(times, 1))


def _unseen(pair: Pair, c: np.ndarray, e: np.ndarray) -> str:
    codes = np.flatnonzero((c > 0) & (e == 0))
    return (
        f"y never shows {len(codes)} of the labels that x has, {pair.label(codes[0])} among them: by the "
        "frequencies they are impossible there. To smooth is to assume a prior: "
        "pmf.kl_divergence(counts_x + a, counts_y + a, normalize=True), a = 1/2 for Jeffreys's"
    )


def _sparse(pair: Pair, c: np.ndarray, e: np.ndarray, guessed: bool) -> tuple[str, ...]:
    times = (c + e)[c + e > 0]
    fewest, few = min(pair.n, pair.m) / len(times), int((times < SPARSE).sum())
    if fewest < SPARSE:
        said = f"{fewest:.1f} observations a label, fewer than {SPARSE:.0f}"
    elif guessed and few:
        said = f"{few} of {len(times)} labels are seen fewer than {SPARSE:.0f} times"
    else:
        return ()
    return (f"{said}: the error is a guess at the bias left",)


MEASURES: dict[str, Callable[[Frequencies], Answer]] = {
    "cross-entropy": cross_entropy,
    "KL divergence": kl_divergence,
    "Jensen-Shannon divergence": jensen_shannon_divergence,
    "Rényi divergence": renyi_divergence,
}
