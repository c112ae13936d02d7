"""Entropy as φ(n) - Σ n_i/n φ(n_i), where φ is a logarithm or what stands for it in small counts.

    plug_in            ln                                               biased low by (K - 1) / 2n
    jackknife          j ln j - (j - 1) ln(j - 1)                       Zahl 1977
    zhang              ψ                                                Zhang 2012
    schurmann          ψ(j) + (-1)^j ∫_0^(1/ξ-1) t^(j-1) / (1+t) dt     Schürmann 2004
    grassberger_1988   ψ(j) + (-1)^j / j(j+1)                           Grassberger 1988
    grassberger_2003   ψ(j) + ½ (-1)^j (ψ((j+1)/2) - ψ(j/2))            Grassberger 2003

The last two write ln n, not φ(n), for the first term. Half the integral's series is the correction of
1988: ∫_0^1 t^(j-1)/(1+t) dt = 1/j(j+1) + 1/(j+2)(j+3) + …; a "(-1)^j / (j+1)" found in the wild belongs
to j φ(j), and is not it.

The influence of an observation is what its removal does to Σ n_i φ(n_i). The terms in (-1)^j go up and
down with every observation and would inflate it; they are left out.
"""

import numpy as np
from scipy.special import digamma

from ._tally import Answer, Tally
from .choices import Bonachela, Jackknife, MillerMadow, PlugIn, Zhang

__all__ = ["SERIES", "YEARS", "schurmann"]


def plug_in(t: Tally) -> Answer:
    return Answer(t.mean(np.log(t.total / t.n)))


def miller_madow(t: Tally) -> Answer:
    """(seen - 1) / 2n above the plug-in: the first term of its bias (Miller 1955)."""
    return Answer(plug_in(t).value + ((t.seen - 1) / (2 * t.total))[..., 0])


def jackknife(t: Tally) -> Answer:
    of_count = _last_step(t.n)
    return Answer(t.mean(_last_step(t.total) - of_count), -of_count)


def _last_step(n: np.ndarray) -> np.ndarray:
    """n ln n - (n - 1) ln(n - 1), which needs no difference of large numbers."""
    fewer = np.log1p(-1.0 / n, where=n > 1, out=np.zeros_like(n))
    return np.log(n) - (n - 1) * fewer


def zhang(t: Tally) -> Answer:
    return Answer(t.mean(digamma(t.total) - digamma(t.n)), _smooth(t))


def grassberger_1988(t: Tally) -> Answer:
    return _grassberger(t, 1.0 / (t.n * (t.n + 1)))


def grassberger_2003(t: Tally) -> Answer:
    return _grassberger(t, 0.5 * (digamma((t.n + 1) / 2) - digamma(t.n / 2)))


def _grassberger(t: Tally, correction: np.ndarray) -> Answer:
    return Answer(t.mean(np.log(t.total) - digamma(t.n) - _sign(t.n) * correction), _smooth(t))


def schurmann(t: Tally, xi: float) -> Answer:
    correction = _sign(t.n) * _power_integral(t.n, 1 / xi - 1)
    return Answer(t.mean(digamma(t.total) - digamma(t.n) - correction), _smooth(t))


def _power_integral(n: np.ndarray, x: float) -> np.ndarray:
    """∫_0^x t^(n-1) / (1+t) dt = x^n / n(1+x) · Σ_k k! / (n+1)…(n+k) z^k, z = x/(1+x) <= ½ for x <= 1."""
    z, term, total = x / (1 + x), np.ones_like(n), np.zeros_like(n)
    for k in range(60):
        total = total + term
        term = term * z * (k + 1) / (n + k + 1)
    return x**n / (n * (1 + x)) * total


def bonachela(t: Tally) -> Answer:
    """1/(n+2) Σ (n_i+1) Σ_{j=n_i+2}^{n+2} 1/j over all K outcomes (Bonachela et al. 2008)."""
    n = t.total
    seen = t.times * (t.n + 1) * (digamma(n + 3) - digamma(t.n + 2))
    unseen = (t.size - t.seen) * (digamma(n + 3) - digamma(2.0))
    value = (seen.sum(-1, keepdims=True) + unseen) / (n + 2)
    return Answer(value[..., 0], -n / (n + 2) * digamma(t.n + 1))


def _smooth(t: Tally) -> np.ndarray:
    """-(n ψ(n) - (n-1) ψ(n-1)), which is -ψ(n) - 1 but for n = 1, where nothing is left."""
    return -digamma(t.n) - (t.n > 1)


def _sign(n: np.ndarray) -> np.ndarray:
    return np.where(n % 2 == 0, 1.0, -1.0)


SERIES = {
    PlugIn: plug_in,
    MillerMadow: miller_madow,
    Jackknife: jackknife,
    Zhang: zhang,
    Bonachela: bonachela,
}
YEARS = {1988: grassberger_1988, 2003: grassberger_2003}
