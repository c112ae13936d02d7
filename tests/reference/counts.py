"""Entropy from counts, one formula a function, as the paper writes it; nats.

`size` is the number of outcomes that can occur, None for the length of the counts.
"""

from collections import Counter
from math import fsum, inf, log

import numpy as np


def plug_in(n, size=None):
    total = sum(n)
    return -fsum(k / total * log(k / total) for k in n if k)


def miller_madow(n, size=None):
    """Miller (1955): half the outcomes seen, less one, over the number of observations."""
    return plug_in(n) + (sum(k > 0 for k in n) - 1) / (2 * sum(n))


def plug_in_error(n):
    """Delta method: the standard deviation of -ln p over the root of the number of observations, told.

    inf where nothing was seen twice: there is no spread then, and no bound on what is unseen either.
    """
    if max(n) <= 1:
        return inf
    return told([(-log(k / sum(n)), k) for k in n if k], second_order(n))


def told(influence, second):
    """The standard error of a mean of (value, times it is there), one standard error farther off.

    Of the variance found chance has made as much as `second`, the variance of the quadratic term, of which
    there is no less. It moves with the mean as the third central moment over the second, and as 2 at most
    where the linear term is small, over the number of observations.
    """
    total = sum(times for _, times in influence)
    centre = fsum(v * times for v, times in influence) / total
    moment = [fsum(times * (v - centre) ** power for v, times in influence) / total for power in (2, 3)]
    variance = max(moment[0] / total - second, second)
    slope = 2 + (abs(moment[1]) / moment[0] if moment[0] > 0 else 0)
    return (variance + slope * variance**0.5 / total) ** 0.5


def second_order(n):
    """The variance of the quadratic term, chi-squared over 2N with outcomes - 1 degrees of freedom."""
    return (sum(k > 0 for k in n) - 1) / (2 * sum(n) ** 2)


def without_one(n):
    """Every way to leave out one observation, as counts and the number of observations it is true of."""
    for k, outcomes in Counter(k for k in n if k).items():
        left = list(n)
        left[left.index(k)] -= 1
        yield left, k * outcomes


def jackknife(n, size=None):
    """Zahl (1977): N H - (N - 1) mean H without one observation."""
    total = sum(n)
    if total == 1:
        return 0.0
    left_out = fsum(times * plug_in(left) for left, times in without_one(n)) / total
    return total * plug_in(n) - (total - 1) * left_out


def jackknife_error(n, statistic):
    """(N - 1) times the spread of the statistic without one observation, over √N; as plug_in_error, inf."""
    if max(n) <= 1:
        return inf
    values = [((sum(n) - 1) * statistic(left), times) for left, times in without_one(n)]
    return told(values, second_order(n))


def seen_exactly(n, k):
    return sum(v == k for v in n)


def chao_shen(n, size=None):
    total, once = sum(n), seen_exactly(n, 1)
    once = total - 1 if once == total else once
    p = [(1 - once / total) * k / total for k in n if k]
    return -fsum(v * log(v) / (1 - (1 - v) ** total) for v in p)


def chao_wang_jost(n, size=None):
    """The last sum backwards, as Σ_{r >= N} q^r / r, until what is left is below the last digit."""
    total, f1, f2 = sum(n), seen_exactly(n, 1), seen_exactly(n, 2)
    first = fsum(k / total * fsum(1 / j for j in range(k, total)) for k in n if k)
    a = 1.0
    if f1 or f2:
        a = 2 * f2 / ((total - 1) * f1 + 2 * f2) if f2 else 2 / ((total - 1) * (f1 - 1) + 2)
    tail, power, r = 0.0, 1.0, total
    while power > 1e-18 * a and a < 1:
        power *= 1 - a
        tail += power / r
        r += 1
    return first + f1 / total * tail


def zhang(n, size=None):
    """Zhang (2012): Σ_{v=1}^{N-1} 1/v Z_v, Z_v = Σ p Π_{j=0}^{v-1} (1 - (n_i - 1) / (N - 1 - j))."""
    total = sum(n)
    z = np.array([k / total for k in n if k])
    of = np.array([k - 1.0 for k in n if k])
    found = 0.0
    for v in range(1, total):
        z = z * np.maximum(1 - of / (total - v), 0.0)
        found += z.sum() / v
    return float(found)


EULER = 0.57721566490153286061


def digamma(x):
    """By its recurrence to where the asymptotic series has all digits."""
    shift = 0.0
    while x < 30:
        shift -= 1 / x
        x += 1
    return shift + log(x) - 1 / (2 * x) - 1 / (12 * x**2) + 1 / (120 * x**4) - 1 / (252 * x**6)


def trigamma(x):
    shift = 0.0
    while x < 30:
        shift += 1 / x**2
        x += 1
    return shift + 1 / x + 1 / (2 * x**2) + 1 / (6 * x**3) - 1 / (30 * x**5) + 1 / (42 * x**7)


def grassberger_1988(n, size=None):
    total = sum(n)
    return fsum(k / total * (log(total) - digamma(k) - (-1) ** k / (k * (k + 1))) for k in n if k)


def grassberger_2003(n, size=None):
    """G_1 = -γ - ln 2, G_2 = 2 - γ - ln 2, G_{2j+1} = G_{2j}, G_{2j+2} = G_{2j} + 2 / (2j + 1)."""

    def g(k):
        return -EULER - log(2) + fsum(2 / (2 * j + 1) for j in range(k // 2))

    total = sum(n)
    return fsum(k / total * (log(total) - g(k)) for k in n if k)


def schurmann(n, size=None, xi=0.6065306597126334):  # e^-½
    """The integral by its series, Σ_m (-1)^m x^(k+m) / (k+m), averaged with its next partial sums."""

    def integral(k):
        x = 1 / xi - 1
        partial = np.cumsum([(-1) ** m * x ** (k + m) / (k + m) for m in range(400)])[-40:]
        while len(partial) > 1:
            partial = (partial[1:] + partial[:-1]) / 2
        return float(partial[0])

    total = sum(n)
    return fsum(k / total * (digamma(total) - digamma(k) - (-1) ** k * integral(k)) for k in n if k)


def bonachela(n, size=None):
    total = sum(n)
    counts = [k for k in n if k]
    counts += [0] * ((size or len(n)) - len(counts))
    return fsum((k + 1) * fsum(1 / j for j in range(k + 2, total + 3)) for k in counts) / (total + 2)


def of_law(p):
    return -fsum(v * log(v) for v in p if v)


def every_outcome(n, size):
    counts = [k for k in n if k]
    return counts + [0] * ((size or len(n)) - len(counts))


def dirichlet(n, a, size=None):
    counts = every_outcome(n, size)
    total = sum(counts) + a * len(counts)
    return of_law([(k + a) / total for k in counts])


def jeffreys(n, size=None):
    return dirichlet(n, 0.5, size)


def laplace(n, size=None):
    return dirichlet(n, 1.0, size)


def schurmann_grassberger(n, size=None):
    return dirichlet(n, 1 / (size or len(n)), size)


def minimax(n, size=None):
    return dirichlet(n, sum(n) ** 0.5 / (size or len(n)), size)


def james_stein(n, size=None):
    counts = every_outcome(n, size)
    total, uniform = sum(counts), 1 / len(counts)
    p = [k / total for k in counts]
    apart = (total - 1) * fsum((uniform - v) ** 2 for v in p)
    weight = min(1.0, (1 - fsum(v * v for v in p)) / apart) if apart > 1e-14 else 1.0
    return of_law([weight * uniform + (1 - weight) * v for v in p])


def nsb(n, size=None):
    return nsb_moments(n, size)[0]


def nsb_moments(n, size=None, nodes=1001):
    """(mean, standard deviation), by Simpson's rule over ln β; the second moment over all pairs."""
    counts = every_outcome(n, size)
    if len(counts) == 1:
        return 0.0, 0.0
    total, k = sum(counts), len(counts)
    x = np.linspace(-30.0, 25.0, nodes)
    simpson = np.r_[1.0, np.tile([4.0, 2.0], nodes // 2)[:-1], 1.0]
    log_weight, means, squares = [], [], []
    for beta in np.exp(x):
        log_weight.append(log_posterior(beta, counts, total, k))
        mean, square = dirichlet_moments([c + beta for c in counts])
        means.append(mean)
        squares.append(square)
    weight = simpson * np.exp(np.array(log_weight) - max(log_weight))
    mean = float(weight @ means / weight.sum())
    return mean, max(float(weight @ squares / weight.sum()) - mean**2, 0.0) ** 0.5


def log_posterior(beta, counts, total, k):
    slope = k * trigamma(k * beta + 1) - trigamma(beta + 1)
    if slope <= 0 or beta > 1e6:  # the difference has no digits left; its limit
        slope = (1 - 1 / k) / (2 * beta**2)
    of_counts = fsum(log(beta + j) for c in counts for j in range(c))
    return log(slope) + log(beta) + of_counts - fsum(log(k * beta + j) for j in range(total))


def dirichlet_moments(a):
    """E[H] and E[H²] under Dirichlet(a): Wolpert & Wolf (1995)."""
    whole, top = sum(a), digamma(sum(a) + 2)
    mean = digamma(whole + 1) - fsum(v / whole * digamma(v + 1) for v in a)
    low, high = [digamma(v + 1) - top for v in a], [digamma(v + 2) - top for v in a]
    square = 0.0
    for i, u in enumerate(a):
        for j, v in enumerate(a):
            if i == j:
                square += u * (u + 1) * (high[i] ** 2 + trigamma(u + 2) - trigamma(whole + 2))
            else:
                square += u * v * (low[i] * low[j] - trigamma(whole + 2))
    return mean, square / (whole * (whole + 1))


def nsb_unbounded(n, nodes=1001):
    """K → ∞ at κ = Kβ; inf with no outcome seen twice."""
    seen, total = [k for k in n if k], sum(n)
    if max(seen) == 1:
        return inf
    x = np.linspace(-30.0, 60.0, nodes)
    simpson = np.r_[1.0, np.tile([4.0, 2.0], nodes // 2)[:-1], 1.0]
    log_weight, means = [], []
    for kappa in np.exp(x):
        rising = fsum(log(kappa + j) for j in range(total))
        log_weight.append(log(trigamma(kappa + 1)) + (len(seen) + 1) * log(kappa) - rising)
        inner = fsum(k * digamma(k + 1) for k in seen) - kappa * EULER
        means.append(digamma(total + kappa + 1) - inner / (total + kappa))
    weight = simpson * np.exp(np.array(log_weight) - max(log_weight))
    return float(weight @ means / weight.sum())
