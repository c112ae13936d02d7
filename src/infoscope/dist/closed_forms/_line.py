"""Other laws on the line, each with location and scale, and the circle's normal law. Nats.

Of two Student laws no divergence is known in closed form; of logistic laws only those of one scale are.
"""

import numpy as np
from scipy.special import betaln, digamma, gamma, gammaln, hyp2f1, i0e, i1e

from ._positive import exponential_renyi

__all__ = ["CROSS_ENTROPY", "ENTROPY", "KL_DIVERGENCE", "RENYI_DIVERGENCE", "TOTAL_VARIATION"]


def uniform_entropy(low, high):
    """ln(high - low). Cover & Thomas, example 8.1.1."""
    return np.log(high - low)


def uniform_cross_entropy(mean, variance, low, high):
    """Of any law within [low, high]: the density is constant."""
    return np.log(high - low) + 0.0 * mean


def uniform_renyi(low, high, least, most, a):
    """-ln of the overlap to the power of mixed densities; inf where they are apart, or a > 1 and P leaves."""
    overlap = min(high, most) - max(low, least)
    if overlap <= 0.0 or (a > 1.0 and not (least <= low and high <= most)):
        return np.inf
    log_integral = np.log(overlap) - a * np.log(high - low) - (1.0 - a) * np.log(most - least)
    return log_integral / (a - 1.0)


def laplace_entropy(m, b):
    """1 + ln 2b. Cover & Thomas, table 17.1."""
    return 1.0 + np.log(2.0 * b) + 0.0 * m


def laplace_kl(m, b, n, c):
    """Gil, Alajaji & Linder, Inf. Sci. 249 (2013), table 1."""
    off = np.abs(m - n)
    return np.log(c / b) - 1.0 + off / c + b / c * np.exp(-off / b)


def normal_laplace_kl(m, s, n, c):
    """-H(P) + ln 2c + E|X - n|/c, of a folded normal law. Leone et al., Technometrics 3 (1961) 543."""
    from scipy.special import erf

    off = (m - n) / s
    folded = s * (np.sqrt(2.0 / np.pi) * np.exp(-0.5 * off**2) + off * erf(off / np.sqrt(2.0)))
    return np.log(2.0 * c / s) + folded / c - 0.5 - 0.5 * np.log(2.0 * np.pi)


def laplace_renyi(m, b, n, c, a):
    """Gil, Alajaji & Linder (2013), table 2: the integral over the three stretches that m and n cut."""
    off, u, v = abs(m - n), a / b, (1.0 - a) / c
    if u + v <= 0.0:
        return np.inf
    # e^(-u|x-m| - v|x-n|): beyond both ends, and between them, where the exponent goes from -v·off to -u·off
    outside = np.logaddexp(-v * off, -u * off) - np.log(u + v)
    slope = (u - v) * off
    between = -v * off + np.log(off) + _log_mean_exponential(-slope) if off > 0.0 else -np.inf
    return (np.logaddexp(outside, between) - a * np.log(2.0 * b) - (1.0 - a) * np.log(2.0 * c)) / (a - 1.0)


def _log_mean_exponential(x):
    """ln of ∫ e^(xt) dt over 0 < t < 1."""
    if abs(x) < 1e-5:
        return 0.5 * x + x * x / 24.0
    return np.log(np.expm1(x) / x) if x < 1.0 else x + np.log(-np.expm1(-x) / x)


def laplace_total_variation(m, b, n, c):
    """Of one scale: the densities cross half way between the centres."""
    return -np.expm1(-0.5 * abs(m - n) / b) if b == c else None


def cauchy_entropy(m, g):
    """ln 4πg. Cover & Thomas, table 17.1."""
    return np.log(4.0 * np.pi * g) + 0.0 * m


def cauchy_kl(m, g, n, h):
    """Chyzak & Nielsen, A closed-form formula for the KL divergence of Cauchy distributions (2019), eq. 1."""
    return np.log1p(((g - h) ** 2 + (m - n) ** 2) / (4.0 * g * h))


def cauchy_renyi(m, g, n, h, a):
    """ln P_(a-1)(z) / (a - 1), P Legendre's function. Verdú, Entropy 25 (2023) 346, section XI."""
    z_less_one = ((g - h) ** 2 + (m - n) ** 2) / (2.0 * g * h)
    return np.log(hyp2f1(1.0 - a, a, 1.0, -0.5 * z_less_one)) / (a - 1.0)


def cauchy_total_variation(m, g, n, h):
    """Of one scale: the densities cross half way between the centres."""
    return 2.0 / np.pi * np.arctan(0.5 * abs(m - n) / g) if g == h else None


def logistic_entropy(m, s):
    """2 + ln s. Cover & Thomas, table 17.1."""
    return 2.0 + np.log(s) + 0.0 * m


def logistic_kl(m, s, n, t):
    """Of one scale: d coth(d/2) - 2 with d = (m - n)/s, from ∫ ln(u + c (1 - u)) du over 0 < u < 1."""
    if np.any(s != t):
        return None
    d = np.abs(m - n) / s
    near = d < 1e-2  # where the difference would lose digits: its series
    apart = np.where(near, 1.0, d)
    return np.where(near, d**2 / 6.0 - d**4 / 360.0 + d**6 / 15120.0, apart / np.tanh(0.5 * apart) - 2.0)


def logistic_renyi(m, s, n, t, a):
    """Of one scale: ∫ c^(1-a) (c + (1 - c) u)^(2a-2) du over 0 < u < 1, c = e^-d."""
    if s != t:
        return None
    d = abs(m - n) / s
    # ∫ (c + (1-c) u)^(b-1) du = sinh(bd/2) e^((1-b) d/2) / (b sinh(d/2)), b = 2a - 1
    b = 2.0 * a - 1.0
    return (_log_sinhc(0.5 * b * d) - _log_sinhc(0.5 * d)) / (a - 1.0)


def _log_sinhc(x):
    """ln of sinh(x) / x."""
    x = abs(x)
    if x < 1e-2:
        return x**2 / 6.0 - x**4 / 180.0 + x**6 / 2835.0
    return x + np.log(-np.expm1(-2.0 * x) / (2.0 * x))


def logistic_total_variation(m, s, n, t):
    """Of one scale: the densities cross half way between the centres."""
    return np.tanh(0.25 * abs(m - n) / s) if s == t else None


def gumbel_entropy(m, b):
    """ln b + γ + 1."""
    return np.log(b) + np.euler_gamma + 1.0 + 0.0 * m


def gumbel_kl(m, b, n, c):
    """Gil, Alajaji & Linder (2013), table 1."""
    off, ratio = (m - n) / c, b / c
    return np.log(c / b) + np.euler_gamma * (ratio - 1.0) + np.exp(-off) * gamma(1.0 + ratio) - 1.0 + off


def gumbel_renyi(m, b, n, c, a):
    """Of one scale: that of e^(-x/b), which is exponential. Of two scales none is known."""
    return exponential_renyi(0.0, 1.0, 0.0, np.exp((m - n) / b), a) if b == c else None


def student_entropy(v, m, s):
    """Cover & Thomas, table 17.1."""
    half = 0.5 * (v + 1.0)
    return (
        half * (digamma(half) - digamma(0.5 * v))
        + 0.5 * np.log(v)
        + betaln(0.5 * v, 0.5)
        + np.log(s)
        + 0.0 * m
    )


def multivariate_student_entropy(v, m, L):
    """Kotz & Nadarajah, Multivariate t Distributions (2004), section 1.11."""
    d = len(L)
    half = 0.5 * (v + d)
    logs = 0.5 * d * np.log(v * np.pi) + gammaln(0.5 * v) - gammaln(half) + np.log(np.diagonal(L)).sum()
    return logs + half * (digamma(half) - digamma(0.5 * v))


def von_mises_entropy(m, kappa):
    """ln 2πI₀ - κ I₁/I₀. Mardia & Jupp, Directional Statistics (2000), section 3.5.4."""
    return np.log(2.0 * np.pi * i0e(kappa)) + kappa - kappa * i1e(kappa) / i0e(kappa) + 0.0 * m


def von_mises_kl(m, kappa, n, rho):
    """ln I₀(ρ)/I₀(κ) + (κ - ρ cos(m - n)) I₁(κ)/I₀(κ)."""
    resultant = i1e(kappa) / i0e(kappa)
    return np.log(i0e(rho) / i0e(kappa)) + rho - kappa + resultant * (kappa - rho * np.cos(m - n))


def von_mises_renyi(m, kappa, n, rho, a):
    """∫ of e^(aκ cos(x-m) + (1-a)ρ cos(x-n)): the two cosines add up to one, of this length."""
    x, y = a * kappa + (1.0 - a) * rho * np.cos(m - n), (1.0 - a) * rho * np.sin(m - n)
    length = np.hypot(x, y)
    logs = [np.log(i0e(k)) + k for k in (length, kappa, rho)]
    return (logs[0] - a * logs[1] - (1.0 - a) * logs[2]) / (a - 1.0)


ENTROPY = {
    "uniform": uniform_entropy,
    "laplace": laplace_entropy,
    "cauchy": cauchy_entropy,
    "logistic": logistic_entropy,
    "gumbel": gumbel_entropy,
    "gumbel_left": gumbel_entropy,  # of -X
    "student": student_entropy,
    "multivariate_student": multivariate_student_entropy,
    "von_mises": von_mises_entropy,
}

CROSS_ENTROPY = {"uniform": uniform_cross_entropy}

KL_DIVERGENCE = {
    ("laplace", "laplace"): laplace_kl,
    ("normal", "laplace"): normal_laplace_kl,
    ("cauchy", "cauchy"): cauchy_kl,
    ("logistic", "logistic"): logistic_kl,
    ("gumbel", "gumbel"): gumbel_kl,
    ("gumbel_left", "gumbel_left"): gumbel_kl,  # of -X and -Y
    ("von_mises", "von_mises"): von_mises_kl,
}

RENYI_DIVERGENCE = {
    ("uniform", "uniform"): uniform_renyi,
    ("laplace", "laplace"): laplace_renyi,
    ("cauchy", "cauchy"): cauchy_renyi,
    ("logistic", "logistic"): logistic_renyi,
    ("gumbel", "gumbel"): gumbel_renyi,
    ("gumbel_left", "gumbel_left"): gumbel_renyi,  # of -X and -Y
    ("von_mises", "von_mises"): von_mises_renyi,
}

TOTAL_VARIATION = {
    ("laplace", "laplace"): laplace_total_variation,
    ("cauchy", "cauchy"): cauchy_total_variation,
    ("logistic", "logistic"): logistic_total_variation,
}
