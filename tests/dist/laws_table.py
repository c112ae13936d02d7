"""Random laws of every family in the table of closed forms, as scipy.stats has them."""

import math

import numpy as np
from hypothesis import strategies as st
from scipy import stats

place = st.floats(-3.0, 3.0).map(lambda x: round(x, 3))
size = st.floats(0.3, 3.0)
# a moment exists or does not; close to where it begins no numbers are exact
powers = st.one_of(st.floats(0.5, 0.9), st.floats(1.2, 1.8), st.floats(2.3, 6.0))
chance = st.floats(0.05, 0.95)
count = st.integers(1, 8)


def factor(d, rng):
    return np.tril(rng.normal(size=(d, d)), -1) * 0.5 + np.diag(rng.uniform(0.5, 1.5, d))


# family -> (strategy of its parameters, the law of scipy.stats with these)
FAMILIES = {
    "normal": (st.tuples(place, size), lambda m, s: stats.norm(m, s)),
    "log_normal": (st.tuples(place, st.floats(0.3, 1.5)), lambda m, s: stats.lognorm(s, scale=math.exp(m))),
    "exponential": (st.tuples(place, size), lambda start, scale: stats.expon(start, scale)),
    "gamma": (st.tuples(size, size), lambda k, theta: stats.gamma(k, scale=theta)),
    "inverse_gamma": (st.tuples(size, size), lambda k, scale: stats.invgamma(k, scale=scale)),
    "weibull": (st.tuples(st.floats(0.6, 3.0), size), lambda k, scale: stats.weibull_min(k, scale=scale)),
    "pareto": (st.tuples(powers, size), lambda alpha, least: stats.pareto(alpha, scale=least)),
    "uniform": (
        st.tuples(place, size).map(lambda t: (t[0], t[0] + t[1])),
        lambda low, high: stats.uniform(low, high - low),
    ),
    "laplace": (st.tuples(place, size), lambda m, b: stats.laplace(m, b)),
    "cauchy": (st.tuples(place, size), lambda m, g: stats.cauchy(m, g)),
    "logistic": (st.tuples(place, size), lambda m, s: stats.logistic(m, s)),
    "gumbel": (st.tuples(place, size), lambda m, b: stats.gumbel_r(m, b)),
    "gumbel_left": (st.tuples(place, size), lambda m, b: stats.gumbel_l(-m, b)),
    "student": (
        st.tuples(powers.map(lambda v: 2 * v if v > 2 else v), place, size),
        lambda v, m, s: stats.t(v, m, s),
    ),
    "von_mises": (st.tuples(place, size), lambda m, kappa: stats.vonmises(kappa, m)),
    "beta": (st.tuples(size, size, st.just(2.0)), lambda a, b, width: stats.beta(a, b, scale=width)),
    "categorical": (
        st.lists(chance, min_size=4, max_size=4).map(lambda w: (np.array(w) / sum(w),)),
        lambda p: stats.rv_discrete(values=(np.arange(len(p)), p)),
    ),
    "binomial": (st.tuples(st.just(5), chance), lambda n, p: stats.binom(n, p)),
    "poisson": (st.tuples(size), lambda rate: stats.poisson(rate)),
    "geometric": (st.tuples(st.floats(0.15, 0.9)), lambda p: stats.geom(p)),
    "negative_binomial": (st.tuples(st.just(2.5), st.floats(0.2, 0.9)), lambda r, p: stats.nbinom(r, p)),
}

seed = st.integers(0, 10**6).map(np.random.default_rng)

VECTORS = {
    "multivariate_normal": (
        seed.map(lambda rng: (rng.normal(size=3), factor(3, rng))),
        lambda m, L: stats.multivariate_normal(m, L @ L.T),
    ),
    "multivariate_student": (
        seed.map(lambda rng: (rng.uniform(2.0, 8.0), rng.normal(size=2), factor(2, rng))),
        lambda v, m, L: stats.multivariate_t(m, L @ L.T, df=v),
    ),
    "dirichlet": (seed.map(lambda rng: (rng.uniform(0.6, 4.0, 3),)), lambda alpha: stats.dirichlet(alpha)),
    "wishart": (
        seed.map(lambda rng: (rng.uniform(4.0, 9.0), factor(2, rng))),
        lambda v, L: stats.wishart(v, L @ L.T),
    ),
    "multinomial": (
        seed.map(lambda rng: (4, rng.dirichlet(np.ones(3)))),
        lambda n, p: stats.multinomial(n, p),
    ),
}

ALL = FAMILIES | VECTORS
