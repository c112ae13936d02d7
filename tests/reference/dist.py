"""Entropies and divergences of laws of one number, integrated from their densities as one writes them; nats.

Each function takes the parameters that its namesake in the package takes, and knows no formula for the
answer: it goes over the line in many small steps.
"""

from itertools import pairwise
from math import inf, lgamma, log, pi, sqrt

import numpy as np

STEPS = 40001


# Densities, in logarithms, of x (an array) and the parameters


def normal(x, m, s):
    return -((x - m) ** 2) / (2 * s * s) - log(s * sqrt(2 * pi))


def log_normal(x, m, s):
    return normal(np.log(x), m, s) - np.log(x)


def exponential(x, start, scale):
    return np.where(x >= start, -(x - start) / scale - log(scale), -inf)


def gamma_law(x, k, theta):
    return (k - 1) * np.log(x) - x / theta - lgamma(k) - k * log(theta)


def inverse_gamma(x, k, scale):
    return -(k + 1) * np.log(x) - scale / x - lgamma(k) + k * log(scale)


def weibull(x, k, scale):
    return log(k / scale) + (k - 1) * np.log(x / scale) - (x / scale) ** k


def pareto(x, alpha, least):
    return np.where(x >= least, log(alpha) + alpha * log(least) - (alpha + 1) * np.log(x), -inf)


def uniform(x, low, high):
    return np.where((x >= low) & (x <= high), -log(high - low), -inf)


def laplace(x, m, b):
    return -np.abs(x - m) / b - log(2 * b)


def cauchy(x, m, g):
    return -np.log(pi * g * (1 + ((x - m) / g) ** 2))


def logistic(x, m, s):
    z = np.abs(x - m) / s
    return -z - 2 * np.log1p(np.exp(-z)) - log(s)


def gumbel(x, m, b):
    z = (x - m) / b
    return -z - np.exp(-z) - log(b)


def student(x, v, m, s):
    constant = lgamma((v + 1) / 2) - lgamma(v / 2) - log(s * sqrt(v * pi))
    return constant - (v + 1) / 2 * np.log1p(((x - m) / s) ** 2 / v)


def von_mises(x, m, kappa):
    turn = np.linspace(-pi, pi, 4001)[:-1]
    return kappa * np.cos(x - m) - log(np.exp(kappa * np.cos(turn)).mean() * 2 * pi)


def beta(t, a, b, width=1.0):
    """At x = width / (1 + e^-t), so that both ends of the interval are far away."""
    constant = lgamma(a + b) - lgamma(a) - lgamma(b) - log(width)
    return constant - (a - 1) * np.logaddexp(0, -t) - (b - 1) * np.logaddexp(0, t)


def beta_way(width):
    t = np.linspace(-300.0, 300.0, STEPS)
    return t, width * np.exp(-np.logaddexp(0, t) - np.logaddexp(0, -t)) * (t[1] - t[0])


# Ways over the line: points and steps


def whole_line(centre=0.0, scale=1.0):
    """x = centre + scale sinh t, which reaches far and is fine in the middle."""
    t = np.linspace(-40.0, 40.0, STEPS)
    return centre + scale * np.sinh(t), scale * np.cosh(t) * (t[1] - t[0])


def half_line(start=0.0):
    """x = start + e^(t), from next to the start to far out."""
    t = np.linspace(-150.0, 80.0, STEPS)
    return start + np.exp(t), np.exp(t) * (t[1] - t[0])


def interval(low, high):
    """x = low + width / (1 + e^-t), fine at both ends."""
    t = np.linspace(-36.0, 36.0, STEPS)
    u = 1 / (1 + np.exp(-t))
    return low + (high - low) * u, (high - low) * u / (1 + np.exp(t)) * (t[1] - t[0])


def around(*kinks):
    """The line cut where a density has a kink, each part with ends of its own."""
    cuts = sorted(set(kinks))
    right, step = half_line()
    parts = [interval(a, b) for a, b in pairwise(cuts)]
    parts = [(cuts[0] - right, step), *parts, (cuts[-1] + right, step)]
    return tuple(np.concatenate(column) for column in zip(*parts))


def circle():
    x = np.linspace(-pi, pi, STEPS)[:-1]
    return x, np.full(len(x), 2 * pi / len(x))


def entropy_on(way, of_p):
    x, step = way
    with np.errstate(all="ignore"):
        p = np.exp(of_p(x)) * step
        return float(-(p * of_p(x))[p > 0].sum())


def cross_entropy_on(way, of_p, of_q):
    x, step = way
    with np.errstate(all="ignore"):
        p = np.exp(of_p(x)) * step
        return float(-(p * of_q(x))[p > 0].sum())


def kl_on(way, of_p, of_q):
    return cross_entropy_on(way, of_p, of_q) - entropy_on(way, of_p)


def renyi_on(way, of_p, of_q, a):
    x, step = way
    with np.errstate(all="ignore"):
        l_p, l_q = of_p(x), of_q(x)
        both = l_p > -inf if a > 1 else (l_p > -inf) & (l_q > -inf)
        total = (np.exp(a * l_p[both] + (1 - a) * l_q[both]) * step[both]).sum()
    return float(np.log(total) / (a - 1)) if total > 0 else inf


def total_variation_on(way, of_p, of_q):
    x, step = way
    return float((np.abs(np.exp(of_p(x)) - np.exp(of_q(x))) * step).sum() / 2)


def of(density, *parameters):
    return lambda x: density(x, *parameters)


# Of one law


def normal_entropy(m, s):
    return entropy_on(whole_line(m, s), of(normal, m, s))


def log_normal_entropy(m, s):
    return entropy_on(half_line(), of(log_normal, m, s))


def exponential_entropy(start, scale):
    return entropy_on(half_line(start), of(exponential, start, scale))


def gamma_entropy(k, theta):
    return entropy_on(half_line(), of(gamma_law, k, theta))


def inverse_gamma_entropy(k, scale):
    return entropy_on(half_line(), of(inverse_gamma, k, scale))


def weibull_entropy(k, scale):
    return entropy_on(half_line(), of(weibull, k, scale))


def pareto_entropy(alpha, least):
    return entropy_on(half_line(least), of(pareto, alpha, least))


def uniform_entropy(low, high):
    return entropy_on(interval(low, high), of(uniform, low, high))


def laplace_entropy(m, b):
    return entropy_on(around(m), of(laplace, m, b))


def cauchy_entropy(m, g):
    return entropy_on(whole_line(m, g), of(cauchy, m, g))


def logistic_entropy(m, s):
    return entropy_on(whole_line(m, s), of(logistic, m, s))


def gumbel_entropy(m, b):
    return entropy_on(whole_line(m, b), of(gumbel, m, b))


def student_entropy(v, m, s):
    return entropy_on(whole_line(m, s), of(student, v, m, s))


def von_mises_entropy(m, kappa):
    return entropy_on(circle(), of(von_mises, m, kappa))


def beta_entropy(a, b, width):
    return entropy_on(beta_way(width), of(beta, a, b, width))


def normal_cross_entropy(mean, variance, n, t):
    """Of the uniform law that has this mean and variance: any law has the same."""
    reach = sqrt(3 * variance)
    ends = mean - reach, mean + reach
    return cross_entropy_on(interval(*ends), of(uniform, *ends), of(normal, n, t))


def exponential_cross_entropy(mean, variance, start, scale):
    """Of the gamma law from `start` that has this mean and variance."""
    k, theta = (mean - start) ** 2 / variance, variance / (mean - start)
    x, step = half_line()
    p = np.exp(gamma_law(x, k, theta)) * step
    return float(-(p * exponential(x + start, start, scale)).sum())


def uniform_cross_entropy(mean, variance, low, high):
    return -float(uniform(np.array([mean]), low, high)[0])


# Of two


def normal_kl(m, s, n, t):
    return kl_on(whole_line(m, s), of(normal, m, s), of(normal, n, t))


def normal_renyi(m, s, n, t, a):
    return renyi_on(whole_line(m, s), of(normal, m, s), of(normal, n, t), a)


def normal_total_variation(m, s, n, t):
    return total_variation_on(whole_line(m, s), of(normal, m, s), of(normal, n, t))


def exponential_kl(start, scale, begin, length):
    if start < begin:
        return inf
    return kl_on(half_line(start), of(exponential, start, scale), of(exponential, begin, length))


def exponential_renyi(start, scale, begin, length, a):
    if start < begin and a > 1:
        return inf
    return renyi_on(
        half_line(max(start, begin)), of(exponential, start, scale), of(exponential, begin, length), a
    )


def gamma_kl(k, theta, j, tau):
    return kl_on(half_line(), of(gamma_law, k, theta), of(gamma_law, j, tau))


def gamma_renyi(k, theta, j, tau, a):
    return renyi_on(half_line(), of(gamma_law, k, theta), of(gamma_law, j, tau), a)


def inverse_gamma_kl(k, scale, j, length):
    return kl_on(half_line(), of(inverse_gamma, k, scale), of(inverse_gamma, j, length))


def inverse_gamma_renyi(k, scale, j, length, a):
    return renyi_on(half_line(), of(inverse_gamma, k, scale), of(inverse_gamma, j, length), a)


def weibull_kl(k, scale, j, length):
    return kl_on(half_line(), of(weibull, k, scale), of(weibull, j, length))


def weibull_renyi(k, scale, j, length, a):
    return renyi_on(half_line(), of(weibull, k, scale), of(weibull, j, length), a)


def gamma_weibull_kl(k, theta, j, length):
    return kl_on(half_line(), of(gamma_law, k, theta), of(weibull, j, length))


def weibull_gamma_kl(k, scale, j, tau):
    return kl_on(half_line(), of(weibull, k, scale), of(gamma_law, j, tau))


def pareto_kl(alpha, least, beta, start):
    if least < start:
        return inf
    return kl_on(half_line(least), of(pareto, alpha, least), of(pareto, beta, start))


def pareto_renyi(alpha, least, beta, start, a):
    if least < start and a > 1:
        return inf
    return renyi_on(half_line(max(least, start)), of(pareto, alpha, least), of(pareto, beta, start), a)


def uniform_renyi(low, high, least, most, a):
    if a > 1 and not least <= low < high <= most:
        return inf
    both = max(low, least), min(high, most)
    if both[0] >= both[1]:
        return inf
    return renyi_on(interval(*both), of(uniform, low, high), of(uniform, least, most), a)


def laplace_kl(m, b, n, c):
    return kl_on(around(m, n), of(laplace, m, b), of(laplace, n, c))


def normal_laplace_kl(m, s, n, c):
    return kl_on(around(n), of(normal, m, s), of(laplace, n, c))


def laplace_renyi(m, b, n, c, a):
    return renyi_on(around(m, n), of(laplace, m, b), of(laplace, n, c), a)


def cauchy_kl(m, g, n, h):
    return kl_on(whole_line(m, g), of(cauchy, m, g), of(cauchy, n, h))


def cauchy_renyi(m, g, n, h, a):
    return renyi_on(whole_line(m, g), of(cauchy, m, g), of(cauchy, n, h), a)


def logistic_kl(m, s, n, t):
    return kl_on(whole_line(m, s), of(logistic, m, s), of(logistic, n, t))


def logistic_renyi(m, s, n, t, a):
    return renyi_on(whole_line(m, s), of(logistic, m, s), of(logistic, n, t), a)


def gumbel_renyi(m, b, n, c, a):
    x, step = whole_line(m, b)
    there = x > min(m, n) - 6 * min(b, c)  # further down only e^-400 is left of either density
    return renyi_on((x[there], step[there]), of(gumbel, m, b), of(gumbel, n, c), a)


def gumbel_kl(m, b, n, c):
    return kl_on(whole_line(m, b), of(gumbel, m, b), of(gumbel, n, c))


def von_mises_kl(m, kappa, n, rho):
    return kl_on(circle(), of(von_mises, m, kappa), of(von_mises, n, rho))


def von_mises_renyi(m, kappa, n, rho, a):
    return renyi_on(circle(), of(von_mises, m, kappa), of(von_mises, n, rho), a)


def beta_kl(a, b, width, c, d, width_q):
    return kl_on(beta_way(width), of(beta, a, b, width), of(beta, c, d, width_q))


def beta_renyi(a, b, width, c, d, width_q, order):
    return renyi_on(beta_way(width), of(beta, a, b, width), of(beta, c, d, width_q), order)


# What is projected, on a grid: laws are functions from the line to log densities


def forward(of_p, of_q):
    """-E_P ln q."""
    return cross_entropy_on(whole_line(), of_p, of_q)


def reverse(of_p, of_q):
    """E_q ln q/p."""
    return kl_on(whole_line(), of_q, of_p)


def jensen_shannon(of_p, of_q):
    def mixture(x):
        return np.logaddexp(of_p(x), of_q(x)) - log(2)

    return 0.5 * (kl_on(whole_line(), of_p, mixture) + kl_on(whole_line(), of_q, mixture))
