"""Entropies and divergences of vectors, of outcomes that can be listed, and of mixtures of normal laws; nats.

Vectors go one coordinate at a time over the line of `reference.dist`; outcomes are listed and added up.
"""

from itertools import product
from math import exp, factorial, gamma, inf, lgamma, log, log1p, pi, sqrt

import numpy as np

from reference.dist import (
    around,
    beta,
    beta_entropy,
    beta_kl,
    beta_renyi,
    beta_way,
    cauchy,
    gamma_law,
    gamma_renyi,
    half_line,
    laplace,
    logistic,
    normal_entropy,
    normal_renyi,
    of,
    total_variation_on,
    whole_line,
)

# Half of |p - q| on the line


def laplace_total_variation(m, b, n, c):
    return total_variation_on(around(m, n), of(laplace, m, b), of(laplace, n, c))


def cauchy_total_variation(m, g, n, h):
    return total_variation_on(whole_line(m, g), of(cauchy, m, g), of(cauchy, n, h))


def logistic_total_variation(m, s, n, t):
    return total_variation_on(whole_line(m, s), of(logistic, m, s), of(logistic, n, t))


# Of vectors: in the two dimensions that the tests use, on a grid; normal laws in any, by determinants


def multivariate_normal_entropy(m, L):
    S = np.array(L) @ np.array(L).T
    return 0.5 * log(np.linalg.det(2 * pi * exp(1) * S))


def multivariate_normal_kl(m, L, n, K):
    S, T, off = np.array(L) @ np.array(L).T, np.array(K) @ np.array(K).T, np.subtract(n, m)
    inverse = np.linalg.inv(T)
    squares = np.trace(inverse @ S) + off @ inverse @ off
    return 0.5 * (squares - len(off) + log(np.linalg.det(T) / np.linalg.det(S)))


def multivariate_normal_renyi(m, L, n, K, a):
    """On axes in which both covariances are diagonal and P's is 1, a product over the axes."""
    white = np.linalg.inv(L)
    squares, turn = np.linalg.eigh(white @ np.array(K) @ np.array(K).T @ white.T)
    off = turn.T @ white @ np.subtract(n, m)
    if any(a * t + 1 - a <= 0 for t in squares):
        return inf
    return sum(normal_renyi(0.0, 1.0, o, sqrt(t), a) for o, t in zip(off, squares))


def multivariate_student_entropy(v, m, L):
    """Over the radius: the surface of the sphere times the density there."""
    d = len(L)
    r, step = half_line()
    constant = lgamma((v + d) / 2) - lgamma(v / 2) - d / 2 * log(v * pi)
    density = constant - (v + d) / 2 * np.log1p(r * r / v)
    surface = 2 * pi ** (d / 2) / gamma(d / 2) * np.exp((d - 1) * np.log(r)) * step
    return float(-(surface * np.exp(density) * density).sum() + log(abs(np.linalg.det(L))))


def _sticks(alpha):
    """A Dirichlet law as beta laws of what is broken off a stick, one after the other."""
    return [(alpha[i], sum(alpha[i + 1 :])) for i in range(len(alpha) - 1)]


def _log_left(a, b):
    """E ln(1 - x) under Beta(a, b)."""
    t, step = beta_way(1.0)
    return float(-(np.exp(beta(t, a, b)) * np.logaddexp(0, t) * step).sum())


def dirichlet_entropy(alpha):
    """Broken off in turn; each piece is scaled by what is left, whose logarithms add up."""
    total, left = 0.0, 0.0
    for a, b in _sticks(list(alpha)):
        total += beta_entropy(a, b, 1.0) + left
        left += _log_left(a, b)
    return total


def dirichlet_kl(alpha, other):
    pairs = zip(_sticks(list(alpha)), _sticks(list(other)))
    return sum(beta_kl(*p, 1.0, *q, 1.0) for p, q in pairs)


def dirichlet_renyi(alpha, other, order):
    pairs = zip(_sticks(list(alpha)), _sticks(list(other)))
    return sum(beta_renyi(*p, 1.0, *q, 1.0, order) for p, q in pairs)


def _bartlett(v, d):
    """Entropy and E ln of each chi on the diagonal of the triangle whose square is a Wishart matrix."""
    found = []
    for i in range(d):
        x, step = half_line()
        density = gamma_law(x, (v - i) / 2, 2.0)
        p = np.exp(density) * step
        found.append((float(-(p * density).sum()), float((p * np.log(x)).sum())))
    return found


def wishart_entropy(v, L):
    """Of the triangle's squares and its normal entries, plus E ln of the change of variables; then L."""
    d, total = len(L), 0.0
    for i, (entropy, log_square) in enumerate(_bartlett(v, d)):
        # dA/dT = 2^d Π t_ii^(d-i); the square of t has density 1 / 2t of it
        total += entropy - 0.5 * log_square - log(2) + i * normal_entropy(0.0, 1.0)
        total += log(2) + (d - i) * 0.5 * log_square
    return total + (d + 1) * log(abs(np.linalg.det(L)))


def wishart_kl(v, L, w, K):
    """Densities differ by powers of the determinant and a trace; E ln det from the triangle."""
    d = len(L)
    S, T = np.array(L) @ np.array(L).T, np.array(K) @ np.array(K).T
    mean_log_det = sum(part[1] for part in _bartlett(v, d)) + log(np.linalg.det(S))

    def log_norm(df, scale):
        gammas = sum(lgamma((df - i) / 2) for i in range(d)) + d * (d - 1) / 4 * log(pi)
        return df / 2 * log(np.linalg.det(2 * scale)) + gammas

    trace = v * np.trace(np.linalg.inv(T) @ S)
    return (v - w) / 2 * mean_log_det - 0.5 * v * d + 0.5 * trace + log_norm(w, T) - log_norm(v, S)


def wishart_renyi(v, L, w, K, a):
    """Where P's scale is 1 and Q's diagonal the triangle's entries are independent under both: a sum."""
    white = np.linalg.inv(L)
    total = 0.0
    for i, t in enumerate(np.linalg.eigvalsh(white @ np.array(K) @ np.array(K).T @ white.T)):
        if a * (v - i) + (1 - a) * (w - i) <= 0 or a + (1 - a) / t <= 0:
            return inf
        total += gamma_renyi((v - i) / 2, 2.0, (w - i) / 2, 2.0 * t, a)
        total += i * normal_renyi(0.0, 1.0, 0.0, sqrt(t), a)
    return total


# Of outcomes that can be listed


def entropy_of(p):
    return -sum(a * log(a) for a in p if a > 0)


def kl_of(p, q):
    return sum(a * (log(a / b) if b > 0 else inf) for a, b in zip(p, q) if a > 1e-60)


def renyi_of(p, q, a):
    total = sum(x**a * (y ** (1 - a) if y > 0 else (inf if a > 1 else 0.0)) for x, y in zip(p, q) if x > 0)
    return log(total) / (a - 1) if 0 < total < inf else inf


def categorical_entropy(p):
    return entropy_of(p)


def categorical_kl(p, q):
    return kl_of(p, q)


def categorical_total_variation(p, q):
    return sum(abs(x - y) for x, y in zip(p, q)) / 2


def categorical_renyi(p, q, a):
    return renyi_of(p, q, a)


def binomial(n, p):
    return [factorial(n) / factorial(x) / factorial(n - x) * p**x * (1 - p) ** (n - x) for x in range(n + 1)]


def binomial_entropy(n, p):
    return entropy_of(binomial(n, p))


def binomial_kl(n, p, k, q):
    return kl_of(binomial(n, p), binomial(k, q))


def binomial_renyi(n, p, k, q, a):
    return renyi_of(binomial(n, p), binomial(k, q), a)


def multinomial(n, p):
    """The chance of each sequence is that of its counts, shared out; counts in order."""
    found = {}
    for sequence in product(range(len(p)), repeat=n):
        counts = tuple(sequence.count(i) for i in range(len(p)))
        found[counts] = found.get(counts, 0.0) + float(np.prod([p[i] for i in sequence]))
    return [found[c] for c in sorted(found)]


def multinomial_entropy(n, p):
    return entropy_of(multinomial(n, p))


def multinomial_kl(n, p, k, q):
    return kl_of(multinomial(n, p), multinomial(k, q))


def multinomial_renyi(n, p, k, q, a):
    return renyi_of(multinomial(n, p), multinomial(k, q), a)


MANY = 400


def poisson(rate):
    return [exp(x * log(rate) - rate - lgamma(x + 1)) if rate else float(x == 0) for x in range(120)]


def poisson_kl(rate, other):
    return kl_of(poisson(rate), poisson(other))


def poisson_renyi(rate, other, a):
    return renyi_of(poisson(rate), poisson(other), a)


def geometric(p):
    return [p * (1 - p) ** x for x in range(MANY)]


def geometric_entropy(p):
    return entropy_of(geometric(p))


def geometric_kl(p, q):
    return kl_of(geometric(p), geometric(q))


def geometric_renyi(p, q, a):
    return renyi_of(geometric(p), geometric(q), a)


def negative_binomial(r, p):
    return [exp(lgamma(x + r) - lgamma(r) - lgamma(x + 1) + r * log(p) + x * log1p(-p)) for x in range(MANY)]


def negative_binomial_kl(r, p, s, q):
    return kl_of(negative_binomial(r, p), negative_binomial(s, q))


def negative_binomial_renyi(r, p, s, q, a):
    return renyi_of(negative_binomial(r, p), negative_binomial(s, q), a)


# Mixtures of normal laws, by components (weights, means, covariances)


def mixture_density(mixture, x):
    total = 0.0
    for w, m, S in mixture:
        off = np.subtract(x, m)
        total += w * exp(-0.5 * off @ np.linalg.inv(S) @ off) / sqrt(np.linalg.det(2 * pi * np.array(S)))
    return total


def unscented(p, q):
    total = 0.0
    for w, m, S in p:
        d = len(m)
        spread = np.linalg.cholesky(d * np.array(S))
        points = [m + sign * spread[:, k] for k in range(d) for sign in (1, -1)]
        total += w * np.mean([log(mixture_density(p, x) / mixture_density(q, x)) for x in points])
    return total


def variational(p, q):
    def near(m, S, mixture):
        roots = np.linalg.cholesky(S)
        return sum(
            v * exp(-multivariate_normal_kl(m, roots, n, np.linalg.cholesky(T))) for v, n, T in mixture
        )

    return sum(w * log(near(m, S, p) / near(m, S, q)) for w, m, S in p)
