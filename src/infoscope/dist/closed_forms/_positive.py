"""Laws on a half line, or on one after a power or a logarithm. Nats.

Gamma (k, θ) has density x^(k-1) e^(-x/θ) / Γ(k) θ^k; Weibull (k, λ) and Pareto (α, least) as usual.
"""

import numpy as np
from scipy.special import digamma, gamma, gammaln

__all__ = ["CROSS_ENTROPY", "ENTROPY", "KL_DIVERGENCE", "RENYI_DIVERGENCE"]


def exponential_entropy(start, scale):
    """1 + ln scale. Cover & Thomas, table 17.1."""
    return 1.0 + np.log(scale) + 0.0 * start


def exponential_cross_entropy(mean, variance, start, scale):
    """Of any law on [start, ∞) with this mean: the exponent is linear."""
    return np.log(scale) + (mean - start) / scale


def exponential_kl(start, scale, begin, length):
    """inf where start < begin; what lies past `begin` is exponential again, for it has no memory."""
    finite = np.log(length / scale) + scale / length - 1.0 + (start - begin) / length
    return np.where(start >= begin, finite, np.inf)


def exponential_renyi(start, scale, begin, length, a):
    """Gil, Alajaji & Linder, Inf. Sci. 249 (2013), table 2; a start past the other's adds its delay."""
    if start < begin:
        return np.inf if a >= 1.0 else _late_renyi(start, scale, begin, length, a)
    rate = a / scale + (1.0 - a) / length
    if rate <= 0.0:
        return np.inf
    log_integral = -a * np.log(scale) - (1.0 - a) * np.log(length) - np.log(rate)
    return log_integral / (a - 1.0) + (start - begin) / length


def _late_renyi(start, scale, begin, length, a):
    """∫ over x > begin of p^a q^(1-a), where P starts earlier: p(x) = p(begin) e^(-(x-begin)/scale)."""
    rate = a / scale + (1.0 - a) / length
    log_integral = -a * (np.log(scale) + (begin - start) / scale) - (1.0 - a) * np.log(length) - np.log(rate)
    return log_integral / (a - 1.0)


def gamma_entropy(k, theta):
    """Cover & Thomas, table 17.1."""
    return k + np.log(theta) + gammaln(k) + (1.0 - k) * digamma(k)


def gamma_kl(k, theta, j, tau):
    """Gil, Alajaji & Linder (2013), table 1."""
    logs = gammaln(j) - gammaln(k) + j * np.log(tau / theta)
    return logs + (k - j) * digamma(k) + k * (theta / tau - 1.0)


def gamma_renyi(k, theta, j, tau, a):
    """Inf where the mixed shape or rate is not positive. Gil, Alajaji & Linder (2013), table 2."""
    shape, rate = a * k + (1.0 - a) * j, a / theta + (1.0 - a) / tau
    if shape <= 0.0 or rate <= 0.0:
        return np.inf
    log_p, log_q = gammaln(k) + k * np.log(theta), gammaln(j) + j * np.log(tau)
    return (gammaln(shape) - shape * np.log(rate) - a * log_p - (1.0 - a) * log_q) / (a - 1.0)


def inverse_gamma_entropy(k, scale):
    """That of 1/X ~ Gamma(k, 1/scale), plus 2 E ln X."""
    return gamma_entropy(k, 1.0 / scale) + 2.0 * (np.log(scale) - digamma(k))


def inverse_gamma_kl(k, scale, j, length):
    """That of the reciprocals."""
    return gamma_kl(k, 1.0 / scale, j, 1.0 / length)


def inverse_gamma_renyi(k, scale, j, length, a):
    """That of the reciprocals."""
    return gamma_renyi(k, 1.0 / scale, j, 1.0 / length, a)


def weibull_entropy(k, scale):
    """γ (1 - 1/k) + ln(scale / k) + 1. Cover & Thomas, table 17.1."""
    return np.euler_gamma * (1.0 - 1.0 / k) + np.log(scale / k) + 1.0


def weibull_kl(k, scale, j, length):
    """Bauckhage, Computing the KL divergence between two Weibull distributions (2013), equation 13."""
    logs = np.log(k / j) - k * np.log(scale) + j * np.log(length)
    mean_log = np.log(scale) - np.euler_gamma / k
    return logs + (k - j) * mean_log + (scale / length) ** j * gamma(j / k + 1.0) - 1.0


def weibull_renyi(k, scale, j, length, a):
    """Of one shape: that of the k-th powers, which are exponential. Of two shapes none is known."""
    return exponential_renyi(0.0, 1.0, 0.0, (length / scale) ** k, a) if k == j else None


def gamma_weibull_kl(k, theta, j, length):
    """-H(P) - E ln q, with E ln x and E x^j of the gamma law."""
    mean_log, power = (
        digamma(k) + np.log(theta),
        np.exp(gammaln(k + j) - gammaln(k) + j * np.log(theta / length)),
    )
    return power - np.log(j / length) - (j - 1.0) * (mean_log - np.log(length)) - gamma_entropy(k, theta)


def weibull_gamma_kl(k, scale, j, tau):
    """-H(P) - E ln q, with E ln x and E x of the Weibull law."""
    mean_log, mean = np.log(scale) - np.euler_gamma / k, scale * gamma(1.0 + 1.0 / k)
    return mean / tau + gammaln(j) + j * np.log(tau) - (j - 1.0) * mean_log - weibull_entropy(k, scale)


def pareto_entropy(alpha, least):
    """ln(least / α) + 1 + 1/α. Cover & Thomas, table 17.1."""
    return np.log(least / alpha) + 1.0 + 1.0 / alpha


def pareto_kl(alpha, least, beta, start):
    """inf where least < start: that of the logarithms, which are exponential."""
    return exponential_kl(np.log(least), 1.0 / alpha, np.log(start), 1.0 / beta)


def pareto_renyi(alpha, least, beta, start, a):
    """That of the logarithms, which are exponential."""
    return exponential_renyi(np.log(least), 1.0 / alpha, np.log(start), 1.0 / beta, a)


ENTROPY = {
    "exponential": exponential_entropy,
    "gamma": gamma_entropy,
    "inverse_gamma": inverse_gamma_entropy,
    "weibull": weibull_entropy,
    "pareto": pareto_entropy,
}

CROSS_ENTROPY = {"exponential": exponential_cross_entropy}

KL_DIVERGENCE = {
    ("exponential", "exponential"): exponential_kl,
    ("gamma", "gamma"): gamma_kl,
    ("gamma", "weibull"): gamma_weibull_kl,
    ("weibull", "gamma"): weibull_gamma_kl,
    ("weibull", "weibull"): weibull_kl,
    ("inverse_gamma", "inverse_gamma"): inverse_gamma_kl,
    ("pareto", "pareto"): pareto_kl,
}

RENYI_DIVERGENCE = {
    ("exponential", "exponential"): exponential_renyi,
    ("gamma", "gamma"): gamma_renyi,
    ("inverse_gamma", "inverse_gamma"): inverse_gamma_renyi,
    ("weibull", "weibull"): weibull_renyi,
    ("pareto", "pareto"): pareto_renyi,
}
