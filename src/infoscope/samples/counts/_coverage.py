"""Entropy from how much of the law was seen at all, told by the outcomes seen once and twice.

    chao_shen        -Σ p ln p / (1 - (1-p)^n), p = (1 - f₁/n) n_i/n       Chao & Shen 2003
    chao_wang_jost   Σ n_i/n (ψ(n) - ψ(n_i)) + f₁/n Σ_{j>=1} (1-A)^j / (n-1+j)   Chao et al. 2013

f₁, f₂: outcomes seen once, twice. Where all were seen once the coverage 1 - f₁/n would be 0: f₁ is then
taken one less. A = 2f₂ / ((n-1) f₁ + 2f₂), with f₂ = 0: 2 / ((n-1)(f₁-1) + 2), with f₁ = 0 too: 1. The
paper writes the last sum as (1-A)^(1-n) (-ln A - Σ_{r<n} (1-A)^r / r), of which nothing is left in
floating point once n is large; the sum is the same and all its terms are positive.

Both hang on f₁ and f₂, whose own chance the spread of -ln p leaves out: the influence is found by leaving
out one observation, seen once, twice, three times or more.
"""

from collections.abc import Callable

import numpy as np
from scipy.special import digamma, xlogy

from ._tally import Answer, Tally
from .choices import ChaoShen, ChaoWangJost

__all__ = ["COVERAGE"]

Terms = Callable[..., tuple[np.ndarray, np.ndarray]]  # (count, n, f₁, f₂) -> (of each outcome, once)


def chao_shen(t: Tally) -> Answer:
    return _answer(t, _chao_shen)


def chao_wang_jost(t: Tally) -> Answer:
    return _answer(t, _chao_wang_jost)


def _chao_shen(count, n, once, twice):
    once = np.where(once == n, n - 1, once)
    p = (1 - once / n) * count / n
    with np.errstate(divide="ignore"):  # one outcome: certain, and surely seen
        seen = -np.expm1(n * np.log1p(-p))
    return -xlogy(p, p) / seen, np.zeros_like(n)


def _chao_wang_jost(count, n, once, twice):
    rest = np.where(twice > 0, 2 * twice, 2)
    pairs = (n - 1) * np.where(twice > 0, once, np.maximum(once - 1, 0))
    return count / n * (digamma(n) - digamma(count)), once / n * _beyond(n, rest / (pairs + rest))


def _beyond(n: np.ndarray, a: np.ndarray) -> np.ndarray:
    """Σ_{j>=1} q^j / (n-1+j), q = 1 - a, as q/n ∫_0^∞ e^-u / (1 - q e^(-u/n)) du."""
    with np.errstate(divide="ignore"):
        decay = -np.log1p(-a)[..., None]
    from_zero = float(np.log(np.minimum(1.0, n[..., None] * decay)).min())
    step = 0.15  # of the trapezoid rule in ln u, where the integrand falls off doubly exponentially
    u = np.exp(np.arange(from_zero - 40.0, 5.0, step))
    summed = (step * u * np.exp(-u) / -np.expm1(-(decay + u / n[..., None]))).sum(-1)
    return (1 - a) / n * summed


def _answer(t: Tally, terms: Terms) -> Answer:
    n, once, twice = t.total, t.seen_exactly(1), t.seen_exactly(2)
    return Answer(_whole(t, *terms(t.n, n, once, twice)), _influence(t, n, once, twice, terms))


def _whole(t: Tally, each: np.ndarray, constant: np.ndarray) -> np.ndarray:
    return (t.times * each).sum(-1) + constant[..., 0]


def _influence(t: Tally, n: np.ndarray, once: np.ndarray, twice: np.ndarray, terms: Terms) -> np.ndarray:
    """(..., D): -(n-1) times the value without one observation of the entry."""
    rest = np.maximum(n - 1, 1)
    found = np.zeros_like(t.n)
    steps = {1: (-1, 0), 2: (1, -1), 3: (0, 1), 4: (0, 0)}  # what removal does to f₁ and f₂
    for removed, (more_once, more_twice) in steps.items():
        f1, f2 = np.maximum(once + more_once, 0), np.maximum(twice + more_twice, 0)
        count = np.minimum(t.n, rest)  # one outcome: it stays certain
        each, constant = terms(count, rest, f1, f2)
        fewer = np.minimum(np.maximum(t.n - 1, 1), rest)
        each_fewer = np.where(t.n > 1, terms(fewer, rest, f1, f2)[0], 0.0)
        without = _whole(t, each, constant)[..., None] - each + each_fewer
        found = np.where(t.n >= removed, -rest * without, found)
    return found


COVERAGE = {ChaoShen: chao_shen, ChaoWangJost: chao_wang_jost}
