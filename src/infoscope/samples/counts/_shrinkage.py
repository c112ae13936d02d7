"""Entropy of a law between the one observed and the uniform one: p = w/K + (1-w) n_i/n.

    jeffreys                w = K a / (n + K a), a = ½       Krichevsky & Trofimov 1981
    laplace                 a = 1                            Holste, Große & Herzel 1998
    schurmann_grassberger   a = 1/K                          Schürmann & Grassberger 1996
    minimax                 a = √n/K                         Trybula 1958
    james_stein             w = min(1, (1 - Σp̂²) / ((n-1) Σ(1/K - p̂)²))   Hausser & Strimmer 2009

The four priors are Dirichlet's, with a in each outcome: p is their posterior mean. (The posterior mean of
the entropy itself, Wolpert & Wolf 1995, is another number; the names mean this one, as in R's `entropy`.)

Of several variables the joint law is shrunk, and all groups are read from it: it has one w, and a group
of fewer outcomes has as many pseudo-observations. Mutual information then is that of a law: never negative.
"""

from collections.abc import Callable

import numpy as np
from scipy.special import xlogy

from ._tally import Answer, Tally
from .choices import Dirichlet, JamesStein

__all__ = ["SHRINKAGE"]


def jeffreys(n: np.ndarray, size: float) -> np.ndarray:
    return np.full_like(n, 0.5)


def laplace(n: np.ndarray, size: float) -> np.ndarray:
    return np.ones_like(n)


def schurmann_grassberger(n: np.ndarray, size: float) -> np.ndarray:
    return np.full_like(n, 1.0 / size)


def minimax(n: np.ndarray, size: float) -> np.ndarray:
    return np.sqrt(n) / size


def dirichlet(choice: Dirichlet, t: Tally, joint: Tally) -> Answer:
    n, prior = joint.total, choice.prior
    a = PRIORS[prior](n, joint.size) if isinstance(prior, str) else np.full_like(n, float(prior))
    return _entropy(t, joint.size * a / (n + joint.size * a))


def james_stein(choice: JamesStein, t: Tally, joint: Tally) -> Answer:
    n, size = joint.total, joint.size
    p = joint.n / n
    purity = (joint.times * p**2).sum(-1, keepdims=True)
    unequal = (joint.times * (p - 1 / size) ** 2).sum(-1, keepdims=True) + (size - joint.seen) / size**2
    with np.errstate(divide="ignore", invalid="ignore"):
        best = np.where((n > 1) & (unequal > 0), (1 - purity) / ((n - 1) * unequal), 1.0)
        slope = np.where(best < 1.0, -2 * p * (1 - 1 / size) / ((n - 1) * unequal**2), 0.0)
    w = np.where(best < 1.0, best, 1.0)
    found = _entropy(t, w)
    return Answer(found.value, found.influence, _pull(t, w) * slope)


def _entropy(t: Tally, w: np.ndarray) -> Answer:
    p, unseen = w / t.size + (1 - w) * t.n / t.total, w / t.size
    each = (t.times * xlogy(p, p)).sum(-1, keepdims=True)
    value = 0.0 - each - (t.size - t.seen) * xlogy(unseen, unseen)
    return Answer(value[..., 0], -(1 - w) * np.log(p))


def _pull(t: Tally, w: np.ndarray) -> np.ndarray:
    """(..., 1): the derivative of the entropy in w."""
    observed = t.n / t.total
    p = w / t.size + (1 - w) * observed
    seen = (t.times * np.log(p) * (1 / t.size - observed)).sum(-1, keepdims=True)
    # Only one outcome was seen where w = 0, and one entry has no spread.
    unseen = np.log(w / t.size, where=w > 0, out=np.zeros_like(w))
    return -seen - (t.size - t.seen) / t.size * unseen


PRIORS = {f.__name__: f for f in (jeffreys, laplace, schurmann_grassberger, minimax)}
SHRINKAGE: dict[type, Callable[..., Answer]] = {Dirichlet: dirichlet, JamesStein: james_stein}
