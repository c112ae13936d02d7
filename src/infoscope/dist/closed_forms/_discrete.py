"""Laws of whole numbers and of labels. Nats; inf where an outcome of P is impossible under Q."""

import numpy as np
from scipy.special import entr, gammaln, logsumexp, rel_entr, xlogy

__all__ = ["ENTROPY", "KL_DIVERGENCE", "RENYI_DIVERGENCE", "TOTAL_VARIATION"]


def categorical_entropy(p):
    """Cover & Thomas, equation 2.1."""
    return entr(p).sum()


def categorical_kl(p, q):
    """Cover & Thomas, equation 2.26."""
    return rel_entr(p, q).sum() if p.shape == q.shape else None


def categorical_renyi(p, q, a):
    """van Erven & Harremoës, IEEE Trans. Inf. Theory 60 (2014) 3797, definition 2."""
    if p.shape != q.shape:
        return None
    with np.errstate(divide="ignore"):
        seen = p > 0.0
        terms = a * np.log(p[seen]) + (1.0 - a) * np.log(q[seen])
    return logsumexp(terms) / (a - 1.0)


def binomial_entropy(n, p):
    """Of one trial; of more there is no closed form."""
    return categorical_entropy(_two(p)) if np.ndim(p) == 0 and n == 1 else None


def binomial_kl(n, p, k, q):
    """n trials each: n times that of one."""
    return n * (rel_entr(p, q) + rel_entr(1.0 - p, 1.0 - q)) if np.all(n == k) else None


def binomial_renyi(n, p, k, q, a):
    """n trials each: n times that of one."""
    return n * categorical_renyi(_two(p), _two(q), a) if n == k else None


def _two(p):
    return np.array([p, 1.0 - p])


def multinomial_entropy(n, p):
    """-ln n! - n Σ p ln p + Σ_i Σ_x Binomial(x; n, p_i) ln x!."""
    x = np.arange(n + 1.0)[:, None]
    chances = np.exp(
        gammaln(n + 1.0) - gammaln(x + 1.0) - gammaln(n - x + 1.0) + xlogy(x, p) + xlogy(n - x, 1.0 - p)
    )
    return n * entr(p).sum() - gammaln(n + 1.0) + (chances * gammaln(x + 1.0)).sum()


def multinomial_kl(n, p, k, q):
    """n trials each: n times that of one."""
    return n * categorical_kl(p, q) if n == k and p.shape == q.shape else None


def multinomial_renyi(n, p, k, q, a):
    """n trials each: n times that of one."""
    return n * categorical_renyi(p, q, a) if n == k and p.shape == q.shape else None


def poisson_kl(rate, other):
    """Gil, Alajaji & Linder, Inf. Sci. 249 (2013); inf where only the other's rate is 0."""
    return rel_entr(rate, other) - rate + other


def poisson_renyi(rate, other, a):
    """ln Σ p^a q^(1-a) = rate^a other^(1-a) - a rate - (1-a) other."""
    if rate == 0.0 or other == 0.0:
        return other if rate == 0.0 else (np.inf if a > 1.0 else rate * a / (1.0 - a))
    mixed = np.exp(a * np.log(rate) + (1.0 - a) * np.log(other))
    return (mixed - a * rate - (1.0 - a) * other) / (a - 1.0)


def geometric_entropy(p):
    """Of the number of trials: that of one, over its chance. Cover & Thomas, problem 2.1."""
    return (entr(p) + entr(1.0 - p)) / p


def geometric_kl(p, q):
    """That of one trial, over the chance of success."""
    return (rel_entr(p, q) + rel_entr(1.0 - p, 1.0 - q)) / p


def geometric_renyi(p, q, a):
    """A geometric series of ratio (1-p)^a (1-q)^(1-a); inf where that reaches 1."""
    with np.errstate(divide="ignore", over="ignore"):
        first = a * np.log(p) + (1.0 - a) * np.log(q)
        ratio = 0.0 if p == 1.0 else np.exp(a * np.log1p(-p) + (1.0 - a) * np.log1p(-q))
    return (first - np.log1p(-ratio)) / (a - 1.0) if ratio < 1.0 else np.inf


def negative_binomial_kl(r, p, s, q):
    """Failures before the r-th success, r equal: r independent geometric laws."""
    return r * geometric_kl(p, q) if np.all(r == s) else None


def negative_binomial_renyi(r, p, s, q, a):
    """Failures before the r-th success, r equal: r independent geometric laws."""
    return r * geometric_renyi(p, q, a) if r == s else None


def categorical_total_variation(p, q):
    """Cover & Thomas, equation 11.131."""
    return 0.5 * np.abs(p - q).sum() if p.shape == q.shape else None


# Of Poisson and negative binomial laws no entropy is known in closed form, of binomial ones only that of one
# trial; of two numbers of trials or successes no divergence.
ENTROPY = {
    "categorical": categorical_entropy,
    "binomial": binomial_entropy,
    "multinomial": multinomial_entropy,
    "geometric": geometric_entropy,
}

KL_DIVERGENCE = {
    ("categorical", "categorical"): categorical_kl,
    ("binomial", "binomial"): binomial_kl,
    ("multinomial", "multinomial"): multinomial_kl,
    ("poisson", "poisson"): poisson_kl,
    ("geometric", "geometric"): geometric_kl,
    ("negative_binomial", "negative_binomial"): negative_binomial_kl,
}

RENYI_DIVERGENCE = {
    ("categorical", "categorical"): categorical_renyi,
    ("binomial", "binomial"): binomial_renyi,
    ("multinomial", "multinomial"): multinomial_renyi,
    ("poisson", "poisson"): poisson_renyi,
    ("geometric", "geometric"): geometric_renyi,
    ("negative_binomial", "negative_binomial"): negative_binomial_renyi,
}

TOTAL_VARIATION = {("categorical", "categorical"): categorical_total_variation}
