"""Divergences from two samples, one formula a function, over every pair of observations; nats.

Measurements are lists of rows. Distances are Mahalanobis's, in the covariance within the samples pooled.
"""

from collections import Counter
from math import exp, fsum, lgamma, log, pi

import numpy as np

from reference import pmf


def frequencies(x, y):
    c, e = Counter(x), Counter(y)
    labels = sorted({*c, *e}, key=str)
    return [c[a] / len(x) for a in labels], [e[a] / len(y) for a in labels]


def miller_madow_cross_entropy(x, y):
    p, q = frequencies(x, y)
    return pmf.cross_entropy(p, q) - fsum(a * (1 / b - 1) for a, b in zip(p, q) if a) / (2 * len(y))


def miller_madow_kl(x, y):
    p, q = frequencies(x, y)
    of_cross = fsum(a * (1 / b - 1) for a, b in zip(p, q) if a) / (2 * len(y))
    return pmf.kl_divergence(p, q) - (sum(a > 0 for a in p) - 1) / (2 * len(x)) - of_cross


def miller_madow_jensen_shannon(x, y, u, v):
    """The mixture's entropy falls short by half its variance over it; those of the laws are Miller's."""
    p, q = frequencies(x, y)
    n, m = len(x), len(y)
    of_mixture = fsum(
        (u**2 * a * (1 - a) / n + v**2 * b * (1 - b) / m) / (u * a + v * b) for a, b in zip(p, q)
    )
    of_x, of_y = (sum(a > 0 for a in p) - 1) / (2 * n), (sum(b > 0 for b in q) - 1) / (2 * m)
    return pmf.jensen_shannon_divergence(p, q, weights=(u, v)) + of_mixture / 2 - u * of_x - v * of_y


def distances(a, b, x, y):
    """(len(a), len(b)): Mahalanobis."""
    within = np.vstack([x - np.mean(x, axis=0), y - np.mean(y, axis=0)])
    inverse = np.linalg.inv(within.T @ within / len(within))
    return np.array([[((s - t) @ inverse @ (s - t)) ** 0.5 for t in b] for s in a])


def wang_kulkarni_verdu(x, y, k, bias_reduced):
    """Local values, one an x."""
    n, m, d = len(x), len(y), x.shape[1]
    within, across = distances(x, x, x, y), distances(x, y, x, y)
    local = []
    for i in range(n):
        others, of_y = sorted(np.delete(within[i], i)), sorted(across[i])
        rho, nu, offset = others[k - 1], of_y[k - 1], log(m / (n - 1))
        if bias_reduced:
            wider = max(rho, nu)
            others, of_y = [r for r in others if r <= wider], [r for r in of_y if r <= wider]
            rho, nu = max(others), max(of_y)
            offset += psi(len(others)) - psi(len(of_y))
        local.append(d * log(nu / rho) + offset)
    return local


def poczos(x, y, order, k):
    n, m, d = len(x), len(y), x.shape[1]
    within, across = distances(x, x, x, y), distances(x, y, x, y)
    factor = exp(2 * lgamma(k) - lgamma(k - order + 1) - lgamma(k + order - 1))
    terms = []
    for i in range(n):
        rho, nu = sorted(np.delete(within[i], i))[k - 1], sorted(across[i])[k - 1]
        terms.append(((n - 1) * rho**d / (m * nu**d)) ** (1 - order) * factor)
    return log(fsum(terms) / n) / (order - 1)


def neighbours_cross_entropy(x, y, k):
    """In the units given: the ball of Mahalanobis has the volume of a ball times √det of the covariance."""
    m, d = len(y), x.shape[1]
    within = np.vstack([x - np.mean(x, axis=0), y - np.mean(y, axis=0)])
    _, log_det = np.linalg.slogdet(within.T @ within / len(within))
    unit_ball = d / 2 * log(pi) - lgamma(d / 2 + 1)
    across = distances(x, y, x, y)
    radii = [sorted(row)[k - 1] for row in across]
    return fsum(psi(m + 1) - psi(k) + unit_ball + log_det / 2 + d * log(r) for r in radii) / len(x)


def psi(whole):
    """ψ of a whole number: harmonic numbers less Euler's constant."""
    return fsum(1 / i for i in range(1, whole)) - 0.57721566490153286


def gaussian_kl(mean_p, covariance_p, mean_q, covariance_q):
    """Between laws, not samples."""
    inverse, delta = np.linalg.inv(covariance_q), np.subtract(mean_p, mean_q)
    dets = np.linalg.slogdet(covariance_q)[1] - np.linalg.slogdet(covariance_p)[1]
    return 0.5 * float(np.trace(inverse @ covariance_p) + delta @ inverse @ delta - len(delta) + dets)


def nguyen_wainwright_jordan(of_p, of_q):
    return 1 + fsum(of_p) / len(of_p) - fsum(exp(g) for g in of_q) / len(of_q)


def classifier_jensen_shannon(of_p, of_q, u, v):
    """H(u, v) less the log loss of the posterior, each law weighing u or v."""
    right = u * fsum(-log(u * exp(g) / (u * exp(g) + v)) for g in of_p) / len(of_p)
    wrong = v * fsum(-log(v / (u * exp(g) + v)) for g in of_q) / len(of_q)
    return -u * log(u) - v * log(v) - right - wrong


def birrell(of_p, of_q, a):
    up = fsum(exp((a - 1) * g) for g in of_p) / len(of_p)
    return a / (a - 1) * log(up) - log(fsum(exp(a * g) for g in of_q) / len(of_q))


def jackknife_error(statistic, x, y):
    """√ of the sum of both samples' jackknife variances."""
    total = 0.0
    for i, sample in enumerate((x, y)):
        n, left_out = len(sample), []
        for j in range(n):
            pair = [x, y]
            pair[i] = np.delete(sample, j, axis=0)
            left_out.append(statistic(*pair))
        total += (n - 1) / n * fsum((v - fsum(left_out) / n) ** 2 for v in left_out)
    return total**0.5
