"""The VAE's bookkeeping, slow and obvious: linear Gaussian models in closed form, everything else by loops.

A linear VAE has p(z) = N(0, I), p(x|z) = N(W z, s² I) and q(z|x) = N(A x, diag(v)).
"""

import itertools
import math

import numpy as np

__all__ = [
    "aggregated",
    "discretised_gaussian",
    "discretised_logistic",
    "finite",
    "iwae",
    "linear_aggregate",
    "linear_distortion",
    "linear_log_likelihood",
    "linear_rate",
    "stratified_mean",
]


def normal(x, mean, deviation):
    return -0.5 * ((x - mean) / deviation) ** 2 - math.log(deviation) - 0.5 * math.log(2 * math.pi)


def linear_log_likelihood(x, W, s):
    """ln p(x), p(x) = N(0, W Wᵀ + s² I)."""
    C = W @ W.T + s * s * np.eye(len(W))
    return -0.5 * (x @ np.linalg.inv(C) @ x + np.linalg.slogdet(C)[1] + len(x) * math.log(2 * math.pi))


def linear_rate(x, A, v):
    """D(N(A x, diag(v)) ‖ N(0, I))."""
    return sum(0.5 * (m * m + w - 1.0 - math.log(w)) for m, w in zip(A @ x, v))


def linear_distortion(x, A, v, W, s):
    """-E ln N(x; W z, s² I) over z ~ N(A x, diag(v))."""
    left = x - W @ (A @ x)
    spread = sum(w * (column @ column) for w, column in zip(v, W.T))
    return 0.5 * (left @ left + spread) / s**2 + len(x) * (math.log(s) + 0.5 * math.log(2 * math.pi))


def linear_aggregate(C, A, v):
    """`(I(x;z), D(q(z)‖p(z)), total correlation, [D(q(z_j)‖p(z_j))])` for x ~ N(0, C): q(z) is Gaussian."""
    K = A @ C @ A.T + np.diag(v)
    logs = np.linalg.slogdet(K)[1]
    each = [0.5 * (k - 1.0 - math.log(k)) for k in np.diag(K)]
    total = 0.5 * (sum(math.log(k) for k in np.diag(K)) - logs)
    return 0.5 * (logs - sum(map(math.log, v))), sum(each) + total, total, each


def iwae(log_w):
    """ln of the mean of the weights of one group."""
    top = max(log_w)
    return top + math.log(sum(math.exp(w - top) for w in log_w) / len(log_w))


def aggregated(z, own, means, deviations, population):
    """ln q(z) of a draw of datum `own`: weight 1/P for it, what is left shared among the others."""
    mine = 1.0 / population
    theirs = (1.0 - mine) / (len(means) - 1)
    total = 0.0
    for n, (mean, deviation) in enumerate(zip(means, deviations)):
        density = math.exp(sum(normal(a, m, d) for a, m, d in zip(z, mean, deviation)))
        total += (mine if n == own else theirs) * density
    return math.log(total)


def stratified_mean(densities, own, size, weights):
    """Mean over all minibatches of `size` data with `own` among them of Σ weight · density.

    `densities` are q(z|x_n) of one z for the whole population; `weights` is (own, other).
    """
    others = [n for n in range(len(densities)) if n != own]
    sums = [
        weights[0] * densities[own] + weights[1] * sum(densities[n] for n in batch)
        for batch in itertools.combinations(others, size - 1)
    ]
    return sum(sums) / len(sums)


def discretised_gaussian(level, loc, scale, levels, low, high):
    """ln of the mass that N(loc, scale²) gives to the bin of `level`, the end bins open."""
    step = (high - low) / (levels - 1)
    a = -math.inf if level == 0 else (low + (level - 0.5) * step - loc) / scale
    b = math.inf if level == levels - 1 else (low + (level + 0.5) * step - loc) / scale
    if a + b > 0:
        a, b = -b, -a  # the lower tail, where the complement is small and exact
    return math.log(0.5 * math.erfc(-b / math.sqrt(2)) - 0.5 * math.erfc(-a / math.sqrt(2)))


def discretised_logistic(level, loc, scale, levels, low, high):
    """The same for the logistic law 1 / (1 + e^-t)."""
    step = (high - low) / (levels - 1)
    a = -math.inf if level == 0 else (low + (level - 0.5) * step - loc) / scale
    b = math.inf if level == levels - 1 else (low + (level + 0.5) * step - loc) / scale
    if a + b > 0:
        a, b = -b, -a
    return math.log(1.0 / (1.0 + math.exp(-b)) - (1.0 / (1.0 + math.exp(-a)) if a > -math.inf else 0.0))


def finite(prior, encoder, decoder, x):
    """A VAE of finitely many z and x, by sums: `(rate, distortion, ln p)` of the datum x.

    prior (z,), encoder (x, z), decoder (z, x): probabilities.
    """
    rate = sum(q * math.log(q / p) for q, p in zip(encoder[x], prior) if q > 0)
    distortion = -sum(q * math.log(row[x]) for q, row in zip(encoder[x], decoder) if q > 0)
    return rate, distortion, math.log(sum(p * row[x] for p, row in zip(prior, decoder)))
