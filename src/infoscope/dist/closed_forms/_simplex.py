"""Beta, Dirichlet and Wishart laws: normalized by gamma functions. Nats."""

import numpy as np
from scipy.linalg import solve_triangular
from scipy.special import betaln, digamma, gammaln, multigammaln

__all__ = ["ENTROPY", "KL_DIVERGENCE", "RENYI_DIVERGENCE"]


def beta_entropy(a, b, width):
    """On an interval of this width. Cover & Thomas, table 17.1."""
    digammas = (a - 1.0) * digamma(a) + (b - 1.0) * digamma(b) - (a + b - 2.0) * digamma(a + b)
    return betaln(a, b) - digammas + np.log(width)


def beta_kl(a, b, width, c, d, width_q):
    """Both on one interval. Gil, Alajaji & Linder, Inf. Sci. 249 (2013), table 1."""
    if np.any(width != width_q):
        return None
    digammas = (a - c) * digamma(a) + (b - d) * digamma(b) + (c + d - a - b) * digamma(a + b)
    return betaln(c, d) - betaln(a, b) + digammas


def beta_renyi(a, b, width, c, d, width_q, order):
    """Gil, Alajaji & Linder (2013), table 2."""
    if width != width_q:
        return None
    e, f = order * a + (1.0 - order) * c, order * b + (1.0 - order) * d
    if min(e, f) <= 0.0:
        return np.inf
    return (betaln(e, f) - order * betaln(a, b) - (1.0 - order) * betaln(c, d)) / (order - 1.0)


def dirichlet_entropy(alpha):
    """Soch et al., The Book of Statistical Proofs, P302."""
    total = alpha.sum()
    digammas = (total - len(alpha)) * digamma(total) - ((alpha - 1.0) * digamma(alpha)).sum()
    return _log_beta(alpha) + digammas


def dirichlet_kl(alpha, beta):
    """Soch et al., The Book of Statistical Proofs, P294."""
    digammas = ((alpha - beta) * (digamma(alpha) - digamma(alpha.sum()))).sum()
    return _log_beta(beta) - _log_beta(alpha) + digammas


def dirichlet_renyi(alpha, beta, order):
    """Gil, Alajaji & Linder (2013), table 2."""
    mixed = order * alpha + (1.0 - order) * beta
    if mixed.min() <= 0.0:
        return np.inf
    return (_log_beta(mixed) - order * _log_beta(alpha) - (1.0 - order) * _log_beta(beta)) / (order - 1.0)


def _log_beta(alpha):
    return gammaln(alpha).sum() - gammaln(alpha.sum())


def wishart_entropy(v, L):
    """Degrees of freedom v, scale LLᵀ. Bishop, Pattern Recognition and Machine Learning (2006), B.82."""
    d = len(L)
    log_det = 2.0 * np.log(np.diagonal(L)).sum()
    return _wishart_norm(v, d, log_det) - 0.5 * (v - d - 1.0) * _mean_log_det(v, d, log_det) + 0.5 * v * d


def wishart_kl(v, L, w, K):
    """Soch et al., The Book of Statistical Proofs, P164."""
    d = len(L)
    off = solve_triangular(K, L, lower=True)
    log_ratio = 2.0 * (np.log(np.diagonal(K)).sum() - np.log(np.diagonal(L)).sum())
    digammas = 0.5 * (v - w) * digamma(0.5 * (v - np.arange(d))).sum()
    norms = multigammaln(0.5 * w, d) - multigammaln(0.5 * v, d)
    return 0.5 * (w * log_ratio + v * ((off**2).sum() - d)) + norms + digammas


def wishart_renyi(v, L, w, K, order):
    """Inf where the mixed freedom or scale is none of a Wishart law: the densities' powers are one again."""
    d, mixed = len(L), order * v + (1.0 - order) * w
    precision = order * _inverse(L) + (1.0 - order) * _inverse(K)
    if mixed <= d - 1.0 or np.linalg.eigvalsh(precision)[0] <= 0.0:
        return np.inf
    log_norm = _wishart_norm(mixed, d, -np.linalg.slogdet(precision)[1])
    log_p, log_q = (_wishart_norm(f, d, 2.0 * np.log(np.diagonal(R)).sum()) for f, R in ((v, L), (w, K)))
    return (log_norm - order * log_p - (1.0 - order) * log_q) / (order - 1.0)


def _inverse(L):
    half = solve_triangular(L, np.eye(len(L)), lower=True)
    return half.T @ half


def _wishart_norm(v, d, log_det):
    return 0.5 * v * (d * np.log(2.0) + log_det) + multigammaln(0.5 * v, d)


def _mean_log_det(v, d, log_det):
    return digamma(0.5 * (v - np.arange(d))).sum() + d * np.log(2.0) + log_det


ENTROPY = {"beta": beta_entropy, "dirichlet": dirichlet_entropy, "wishart": wishart_entropy}

KL_DIVERGENCE = {
    ("beta", "beta"): beta_kl,
    ("dirichlet", "dirichlet"): dirichlet_kl,
    ("wishart", "wishart"): wishart_kl,
}

RENYI_DIVERGENCE = {
    ("beta", "beta"): beta_renyi,
    ("dirichlet", "dirichlet"): dirichlet_renyi,
    ("wishart", "wishart"): wishart_renyi,
}
