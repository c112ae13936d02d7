"""Numbers with a source: formulas worked by hand, and the reference cases 13 to 17."""

import math

import numpy as np
import pytest
from scipy import stats
from scipy.stats import beta, cauchy, laplace, multivariate_normal, norm, uniform

from infoscope import dist


def digits(shown):
    return len(shown.partition(".")[2])


def prints(value, shown):
    assert f"{float(value):.{digits(shown)}f}" == shown


@pytest.mark.parametrize("method", ["closed_form", "quadrature"])
@pytest.mark.parametrize(
    ("law", "unit", "shown"),
    [
        (norm(0, 1), "nats", "1.41893853"),
        (uniform(31, 76), "bits", "6.24792751"),
        (laplace(), "nats", "1.69314718"),
        (cauchy(), "nats", "2.53102425"),
        (uniform(0, 0.1), "nats", "-2.30258509"),
    ],
)
def test_case_13_entropies(law, unit, shown, method):
    prints(dist.entropy(law, unit=unit, method=method), shown)


@pytest.mark.parametrize(
    ("rho", "shown"), [(0.1, "0.00502517"), (0.3, "0.04715534"), (0.6, "0.22314355"), (0.9, "0.83036560")]
)
def test_case_14_information_in_a_pair(rho, shown):
    prints(dist.mutual_information(multivariate_normal([3, 4], [[1, rho], [rho, 1]]), [0, 1]), shown)


def test_case_14_information_in_sixteen_pairs():
    covariance = np.kron([[1, 0.5], [0.5, 1]], np.eye(16))
    prints(dist.mutual_information(covariance, [range(16), range(16, 32)]), "2.30145658")


PAIRS_15 = [
    (norm(1, 2), norm(0, 1), "1.306853"),
    (norm(0, 1), norm(1, 2), "0.443147"),
    (laplace(), norm(), "0.225791"),
    (norm(), laplace(), "0.072093"),
    (beta(2, 3), beta(1, 1), "0.234907"),
]


@pytest.mark.parametrize("method", ["closed_form", "quadrature"])
@pytest.mark.parametrize(("p", "q", "shown"), PAIRS_15)
def test_case_15_divergences(p, q, shown, method):
    found = dist.kl_divergence(p, q, method=method)
    prints(found, shown)
    assert found.method == method


def test_case_15_vectors_and_orders():
    p = multivariate_normal([0, 0], np.diag([1, 2]))
    q = multivariate_normal([1, -1], [[2, 0.5], [0.5, 1]])
    prints(dist.kl_divergence(p, q), "1.50466288")
    for gap in (0.3, 1.5):
        found = dist.chi_squared_divergence(norm(gap, 1), norm(0, 1))
        assert float(found) == pytest.approx(math.exp(gap**2) - 1, rel=1e-13)
    m, n = np.array([0.5, 1.0]), np.array([-0.25, 0.5])
    found = dist.chi_squared_divergence(multivariate_normal(m), multivariate_normal(n))
    assert float(found) == pytest.approx(math.exp(((m - n) ** 2).sum()) - 1, rel=1e-13)


TWO = dist.mixture([norm(-1, 1), norm(1, 1)])
C = dist.mixture([norm(-1, 0.1), norm(1, 0.5)], [0.3, 0.7])
D = dist.mixture([norm(-1, 0.1), norm(1, 0.5)], [0.1, 0.9])
PAIRS_16 = [
    (TWO, norm(0, 1), "0.163169"),
    (norm(0, 1), TWO, "0.125433"),
    (TWO, norm(0, math.sqrt(2)), "0.009743"),
    (C, D, "0.153212"),
    (D, C, "0.116067"),
]


@pytest.mark.parametrize(("p", "q", "shown"), PAIRS_16)
def test_case_16_mixtures(p, q, shown):
    exact = dist.kl_divergence(p, q)
    prints(exact, shown)
    assert exact.method == "quadrature"
    assert exact.std_error < 1e-10
    drawn = dist.kl_divergence(p, q, method="monte_carlo", rng=1, max_samples=40_000)
    assert abs(float(drawn) - float(exact)) < 4 * drawn.std_error
    lower, upper = dist.kl_divergence(p, q, bounds=True)
    assert float(lower) <= float(exact) <= float(upper)


def test_case_16_the_moment_match_is_the_forward_optimum():
    found = dist.project(TWO, "normal")
    assert found.distribution.mean() == pytest.approx(0, abs=1e-12)
    assert found.distribution.var() == pytest.approx(2, rel=1e-12)
    prints(found.divergence, "0.009743")


def test_case_17_redundancy():
    covariance = [[1, 0.4, 0.3], [0.4, 1, 0.2], [0.3, 0.2, 1]]
    prints(dist.o_information(covariance), "0.01620708")
    total = dist.total_correlation(covariance)
    assert float(total) == pytest.approx(-0.5 * math.log(np.linalg.det(covariance)), rel=1e-13)


@pytest.mark.parametrize(
    ("p", "q"),
    [
        (uniform(0, 2), uniform(0, 1)),
        (norm(), stats.expon()),
        (stats.expon(0), stats.expon(1)),
        (stats.pareto(2), stats.pareto(2, scale=2)),
        (stats.binom(7, 0.3), stats.binom(5, 0.3)),
        (stats.poisson(2), stats.binom(5, 0.3)),
        (stats.poisson(2), stats.poisson(2, loc=1)),
        (stats.gamma(2), stats.gamma(2, loc=0.5)),
        (stats.rv_discrete(values=([1, 2], [0.5, 0.5])), stats.rv_discrete(values=([1, 3], [0.5, 0.5]))),
        (stats.cauchy(), norm()),
        (stats.t(2), norm()),
    ],
)
@pytest.mark.parametrize("method", [None, "quadrature"])
def test_what_is_impossible_or_too_rare_under_q_costs_without_bound(p, q, method):
    found = dist.kl_divergence(p, q, method=method)
    assert float(found) == math.inf
    assert found.std_error == 0


@pytest.mark.parametrize(("order", "finite"), [(0.5, True), (1.4, False), (1.3, True)])
def test_renyi_divergence_is_infinite_where_the_integral_is(order, finite):
    # a t² + (1-a) s² with s = 2, t = 1 is positive for a < 4/3
    p, q = norm(0, 2), norm(0, 1)
    assert math.isfinite(float(dist.renyi_divergence(p, q, order))) == finite
    assert math.isfinite(float(dist.renyi_divergence(p, q, order, method="quadrature"))) == finite


def test_jensen_shannon_of_laws_apart_and_of_one_law():
    for method in ("quadrature", "monte_carlo"):
        apart = dist.jensen_shannon_divergence(uniform(0, 1), uniform(2, 1), method=method, rng=0)
        assert float(apart) == pytest.approx(math.log(2), rel=1e-12)
        same = dist.jensen_shannon_divergence(norm(), norm(), weights=(0.2, 0.8), method=method, rng=0)
        assert float(same) == pytest.approx(0, abs=1e-12)


def test_pmf_and_dist_mean_the_same():
    from infoscope import pmf

    a, b = [0.1, 0.5, 0.4], [0.3, 0.3, 0.4]
    p, q = (stats.rv_discrete(values=([0, 1, 2], w)) for w in (a, b))
    for name in (
        *("kl_divergence", "jensen_shannon_divergence", "jeffreys_divergence", "hellinger_distance"),
        *("total_variation_distance", "chi_squared_divergence"),
    ):
        expected = float(getattr(pmf, name)(a, b))
        assert float(getattr(dist, name)(p, q)) == pytest.approx(expected, rel=1e-12)
        assert float(getattr(dist, name)(p, q, method="quadrature")) == pytest.approx(expected, rel=1e-12)
    generator = lambda t: (t - 1) ** 2 / (t + 1)  # noqa: E731
    expected = float(pmf.f_divergence(a, b, generator))
    assert float(dist.f_divergence(p, q, generator)) == pytest.approx(expected, rel=1e-12)
    shifted = uniform(0, 1), uniform(0.5, 1)
    # half of each law lies where the other has nothing: ½ slope + ½ f(0) with slope 1 and f(0) 1
    assert float(dist.f_divergence(*shifted, generator)) == pytest.approx(1.0, rel=1e-9)


def test_units():
    nats, bits = (dist.kl_divergence(norm(1, 2), norm(), unit=u) for u in ("nats", "bits"))
    assert bits.unit == "bits"
    assert float(bits) * math.log(2) == pytest.approx(float(nats), rel=1e-15)


def test_sums_begin_where_the_bulk_is():
    # ½ ln 2πeλ - 1/12λ - 1/24λ² is the entropy of a Poisson law to 1e-12 at this rate
    rate = 1e5
    expected = 0.5 * math.log(2 * math.pi * math.e * rate) - 1 / (12 * rate) - 1 / (24 * rate**2)
    found = dist.entropy(stats.poisson(rate))
    assert found.method == "quadrature"
    assert float(found) == pytest.approx(expected, abs=1e-9)


def test_a_heavy_sum_says_what_it_left_out():
    # Σ k^-a ln k and ζ(a) by Euler and Maclaurin, a = 3
    k, n = np.arange(1.0, 2000.0), 2000.0
    zeta = (k**-3).sum() + n**-2 / 2 + n**-3 / 2 + 3 * n**-4 / 12
    tail = (np.log(n) / 2 + 1 / 4) * n**-2 + np.log(n) * n**-3 / 2 + (3 * np.log(n) - 1) * n**-4 / 12
    expected = math.log(zeta) + 3 / zeta * ((np.log(k) * k**-3).sum() + tail)
    found = dist.entropy(stats.zipf(3))
    assert abs(float(found) - expected) <= found.std_error + 1e-11
