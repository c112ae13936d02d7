"""Parametric estimates by loops and formulas as printed; nats, columns of shape (n, d)."""

from functools import cache
from math import exp, fsum, inf, log, nan, pi, sqrt, tan
from statistics import NormalDist

import numpy as np

EULER = 0.57721566490153286


def digamma_of_half(m):
    """ψ(m/2) for whole m >= 1, from ψ(½) = -γ - 2 ln 2, ψ(1) = -γ and ψ(x + 1) = ψ(x) + 1/x."""
    start = 1 if m % 2 else 2
    value = -EULER - 2 * log(2) if m % 2 else -EULER
    return value + fsum(2 / i for i in range(start, m, 2))


def gaussian(x):
    """h = ½ (ln det A - d ln 2 - Σ ψ((n - i)/2) + d ln 2πe), A the scatter matrix about the mean.

    A is Wishart with n - 1 degrees of freedom, and E ln det A = ln det Σ + d ln 2 + Σ ψ((n - i)/2).
    """
    n, d = x.shape
    apart = x - x.mean(axis=0)
    sign, log_det = np.linalg.slogdet(apart.T @ apart)
    assert sign > 0
    expected = d * log(2) + fsum(digamma_of_half(n - i) for i in range(1, d + 1))
    return 0.5 * (log_det - expected + d * log(2 * pi * np.e))


def of_groups(x, groups):
    """Σ c · h of the groups of columns, as if Gaussian."""
    return fsum(c * gaussian(x[:, columns]) for columns, c in groups)


def gaussian_copula(scores, groups):
    """The same of the scores, less what the correlation of ranks falls short of: to first order, its slope
    ½ Σ c R⁻¹ times E r - ρ = -(r/n) Σ_k w_k (1 - r^(2k-2))/k.
    """
    n, r, share = len(scores), np.corrcoef(scores.T), shares(len(scores), 601)
    fall = np.zeros_like(r)
    for i, j in np.argwhere(~np.eye(len(r), dtype=bool)):
        terms = [share[k] * (1 - r[i, j] ** (2 * k - 2)) / k for k in range(2, 601)]
        fall[i, j] = -r[i, j] / n * (fsum(terms) + 2 * share[600])
    slope = fsum(0.5 * c * (np.linalg.inv(r[np.ix_(g, g)]) * fall[np.ix_(g, g)]).sum() for g, c in groups)
    return of_groups(scores, groups) - slope


@cache
def shares(n, degrees):
    """[k]: ∫ He_(k-1)(x)² φ(x) dx / (k-1)! between the outermost of n scores, by Gauss-Legendre."""
    edge = NormalDist().inv_cdf(n / (n + 1))
    at, weight = np.polynomial.legendre.leggauss(700)
    x = edge * at
    before, h = np.zeros_like(x), np.ones_like(x)
    found = [nan]
    for k in range(1, degrees):
        found.append(edge * fsum(weight * h * h * np.exp(-x * x / 2)) / sqrt(2 * pi))
        before, h = h, (x * h - sqrt(k - 1) * before) / sqrt(k)
    return found


def student_copula(u, dof, correlation):
    """(n,) ln of the density of a t copula, for one or two degrees of freedom, whose quantiles are simple.

    Demarta & McNeil 2005, eq. 4: the joint density at the quantiles over the product of the marginal ones.
    """
    d = u.shape[1]
    inverse, det = np.linalg.inv(correlation), np.linalg.det(correlation)
    found = []
    for row in u:
        y = np.array([t_quantile(p, dof) for p in row])
        joint = log_t_density(float(y @ inverse @ y), d, dof) - 0.5 * log(det)
        found.append(joint - fsum(log_t_density(v * v, 1, dof) for v in y))
    return np.array(found)


def t_quantile(p, dof):
    return tan(pi * (p - 0.5)) if dof == 1 else (2 * p - 1) / sqrt(2 * p * (1 - p))


def log_t_density(square, d, dof):
    """ln Γ((ν+d)/2) - ln Γ(ν/2) - (d/2) ln πν - ((ν+d)/2) ln(1 + square/ν), of identity dispersion."""
    gammas = log_gamma_of_half(dof + d) - log_gamma_of_half(dof)
    return gammas - d / 2 * log(pi * dof) - (dof + d) / 2 * log(1 + square / dof)


def log_gamma_of_half(m):
    """ln Γ(m/2) for whole m >= 1, from Γ(½) = √π and Γ(x + 1) = x Γ(x)."""
    start = 1 if m % 2 else 2
    return (0.5 * log(pi) if m % 2 else 0.0) + fsum(log(i / 2) for i in range(start, m, 2))


def rank_influence(u, slopes):
    """Σ_j (1/n) Σ_k (1[u_ij < u_kj] + ½ 1[u_ij = u_kj]) slope_kj, less its mean over i."""
    n, d = u.shape
    total = np.zeros(n)
    for j in range(d):
        for i in range(n):
            for k in range(n):
                total[i] += (float(u[i, j] < u[k, j]) + 0.5 * (u[i, j] == u[k, j])) * slopes[k, j] / n
    return total - fsum(total) / n


def kernel_density(x, bandwidth):
    """h = -⟨ln f̂ of the others⟩, Gaussian kernels of covariance bandwidth² times that of the data."""
    n, d = x.shape
    covariance = bandwidth**2 * np.atleast_2d(np.cov(x.T))
    inverse, det = np.linalg.inv(covariance), np.linalg.det(covariance)
    local = []
    for i in range(n):
        kernels = [exp(-0.5 * (x[i] - x[j]) @ inverse @ (x[i] - x[j])) for j in range(n) if j != i]
        density = fsum(kernels) / (n - 1) / sqrt((2 * pi) ** d * det)
        local.append(-log(density) if density > 0 else inf)
    return np.array(local)


def spacings(x, m):
    """Vasicek 1976: ⟨ln (n/2m) (x_(i+m) - x_(i-m))⟩, places beyond the ends being the ends."""
    n, ordered = len(x), sorted(x)
    gaps = [ordered[min(i + m, n - 1)] - ordered[max(i - m, 0)] for i in range(n)]
    return fsum(log(n / (2 * m) * gap) for gap in gaps) / n
