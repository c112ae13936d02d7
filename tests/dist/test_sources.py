"""One law, whoever made it; and one clear error for what is no law."""

import math

import numpy as np
import pytest
from scipy import stats
from scipy.stats import gaussian_kde, multivariate_normal, norm
from sklearn.mixture import BayesianGaussianMixture, GaussianMixture

from infoscope import dist


class Own:
    """A law of the caller's own, N(0, 1), with the names of scipy or of torch."""

    def logpdf(self, x):
        return -0.5 * np.asarray(x) ** 2 - 0.5 * np.log(2 * np.pi)

    def rvs(self, size=1, random_state=None):
        return np.random.default_rng(random_state).normal(size=size)


class OwnLikeTorch:
    def log_prob(self, x):
        return Own().logpdf(x)

    def sample(self, n, rng):
        return rng.normal(size=n)


def close(a, b, slack=1e-9):
    assert float(a) == pytest.approx(float(b), abs=slack)


@pytest.mark.parametrize("law", [Own(), OwnLikeTorch(), norm, multivariate_normal([0], [[1]])])
def test_the_normal_law_by_other_names(law):
    close(dist.kl_divergence(law, norm(1, 2), rng=0), dist.kl_divergence(norm(0, 1), norm(1, 2)))


@pytest.mark.skipif(not hasattr(stats, "Normal"), reason="an older scipy")
def test_the_newer_kind_of_scipy():
    assert dist.kl_divergence(stats.Normal(mu=1, sigma=2), norm(0, 1)).method == "closed_form"
    made = stats.make_distribution(stats.gamma)(a=2.0)
    close(dist.kl_divergence(made, stats.expon()), dist.kl_divergence(stats.gamma(2), stats.expon()))
    if hasattr(stats, "Binomial"):
        close(dist.entropy(stats.Binomial(n=5, p=0.3)), dist.entropy(stats.binom(5, 0.3)))


@pytest.mark.parametrize("covariance", ["full", "tied", "diag", "spherical"])
@pytest.mark.parametrize("kind", [GaussianMixture, BayesianGaussianMixture])
def test_mixtures_of_scikit_learn(kind, covariance):
    x = np.random.default_rng(0).normal(size=(200, 2)) * [1, 2]
    fitted = kind(n_components=2, covariance_type=covariance, max_iter=2000, random_state=0).fit(x)
    found = dist.entropy(fitted, rng=0, max_samples=20_000)
    at = fitted.sample(20_000)[0]
    expected = -fitted.score_samples(at)
    error = math.hypot(found.std_error, expected.std() / math.sqrt(len(expected)))
    assert abs(float(found) - expected.mean()) < 4 * error


def test_kernel_densities():
    x = np.random.default_rng(0).normal(size=60)
    kernel = gaussian_kde(x)
    parts = dist.mixture([norm(m, math.sqrt(kernel.covariance[0, 0])) for m in x])
    close(dist.entropy(kernel), dist.entropy(parts))
    plane = gaussian_kde(np.random.default_rng(0).normal(size=(2, 50)))
    drawn = dist.kl_divergence(plane, multivariate_normal([0, 0]), rng=0, max_samples=5000)
    lower, upper = dist.kl_divergence(plane, multivariate_normal([0, 0]), bounds=True)
    assert float(lower) <= float(drawn) <= float(upper)


def test_any_form_of_covariance():
    q = multivariate_normal([0, 0])
    S = np.array([[2.0, 0.5], [0.5, 1.0]])
    forms = [
        stats.Covariance.from_cholesky(np.linalg.cholesky(S)),
        stats.Covariance.from_precision(np.linalg.inv(S)),
        stats.Covariance.from_eigendecomposition(np.linalg.eigh(S)),
    ]
    for form in forms:
        close(dist.kl_divergence(multivariate_normal([1, 2], form), q), _formula([1, 2], S), 1e-12)
    diagonal = multivariate_normal([1, 2], stats.Covariance.from_diagonal([2.0, 3.0]))
    expected = 0.5 * sum(v + m * m - 1 - math.log(v) for v, m in ((2, 1), (3, 2)))
    close(dist.kl_divergence(diagonal, q), expected, 1e-12)


def _formula(m, S):
    """D(N(m, S) ‖ N(0, I))."""
    return 0.5 * (np.trace(S) + np.dot(m, m) - len(m) - math.log(np.linalg.det(S)))


def test_arrays_of_parameters():
    m, s = np.linspace(-1, 1, 40_000), np.linspace(0.5, 2, 40_000)
    found = dist.kl_divergence(norm(m, s), norm(0.0, 1.5))
    assert found.value.shape == m.shape
    for i in (0, 17, 39_999):
        close(found.value[i], dist.kl_divergence(norm(m[i], s[i]), norm(0.0, 1.5)), 1e-13)
    lists = dist.renyi_divergence(norm([0, 1], 1), norm(0, 1), 2)
    np.testing.assert_allclose(lists.value, [0.0, 1.0], atol=1e-15)


def test_many_pairs_of_gaussians():
    rng = np.random.default_rng(0)
    A = rng.normal(size=(5, 2, 3, 4))
    S = A @ np.swapaxes(A, -1, -2)
    m, n, T = rng.normal(size=(5, 2, 3)), rng.normal(size=3), np.eye(3) * 2.0
    found = dist.multivariate_normal_kl_divergence(m, S, n, T, unit="bits")
    assert found.shape == (5, 2)
    for i, j in np.ndindex(5, 2):
        one = dist.kl_divergence(
            multivariate_normal(m[i, j], S[i, j]), multivariate_normal(n, T), unit="bits"
        )
        close(found[i, j], one, 1e-12)
    S[3, 1] = np.diag([1, -0.5, 1])
    with pytest.raises(ValueError, match=r"covariance_p .* matrix 7 has the smallest eigenvalue -0\.5"):
        dist.multivariate_normal_kl_divergence(m, S, n, T)
    with pytest.raises(ValueError, match=r"means must have shape \(\.\.\., d\)"):
        dist.multivariate_normal_kl_divergence(m, S, n[:2], T)


PLANE = multivariate_normal([0, 0])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: dist.kl_divergence(norm(), PLANE), r"same dimension; got 1 \(norm\) and 2"),
        (lambda: dist.kl_divergence(norm(), stats.poisson(2)), "same kind of outcomes"),
        (
            lambda: dist.entropy(multivariate_normal([0, 0], [[1, 1], [1, 1]], allow_singular=True)),
            "positive definite; its smallest eigenvalue is",
        ),
        (lambda: dist.mutual_information([[1.0, 2.0], [2.0, 1.0]], [0, 1]), "smallest eigenvalue is -1"),
        (lambda: dist.entropy(3), "int, which has no density"),
        (lambda: dist.entropy(stats.uniform_direction(3)), "has no density"),
        (lambda: dist.entropy(stats.gamma), r"expected a frozen distribution; got gamma: write gamma\(a=…\)"),
        (lambda: dist.entropy(norm(0, -1)), "norm does not exist for the parameters"),
        (lambda: dist.entropy(GaussianMixture()), "must be fitted"),
        (lambda: dist.entropy(norm(), method="quad"), "method must be one of"),
        (
            lambda: dist.kl_divergence(PLANE, PLANE, method="quadrature"),
            "no route 'quadrature'; there is: 'closed_form', 'monte_carlo'",
        ),
        (
            lambda: dist.kl_divergence(norm(), stats.t(3), method="closed_form"),
            "no route 'closed_form'; there is: 'quadrature', 'monte_carlo'",
        ),
        (lambda: dist.kl_divergence(norm([0, 1], 1), stats.t(3)), "only closed forms go"),
        (lambda: dist.kl_divergence(norm(), stats.t(3), bounds=True), "bounds are for normal laws"),
        (lambda: dist.entropy(norm(), rtol=-1), "rtol must be a finite number"),
        (lambda: dist.entropy(norm(), max_samples=1), "max_samples must be a whole number"),
        (lambda: dist.entropy(norm(), unit="bit"), "unit must be one of"),
        (lambda: dist.renyi_divergence(norm(), norm(), 0), "order must be a finite number above 0"),
        (lambda: dist.jensen_shannon_divergence(norm(), norm(), weights=(1, 1)), "weights must be two"),
        (lambda: dist.mixture([]), "at least one law"),
        (lambda: dist.mixture([norm(), PLANE]), "over the same outcomes"),
        (lambda: dist.mixture([norm(), norm()], [0.5, 0.6]), "sum to 1"),
        (lambda: dist.mutual_information(norm(), [0, 1]), "P must be a multivariate normal"),
        (lambda: dist.mutual_information(PLANE, [0]), "groups must be 2"),
        (lambda: dist.mutual_information(PLANE, [0, 2]), "from 0 to 1"),
        (lambda: dist.mutual_information(PLANE, [0, 0]), "must not share"),
    ],
)
def test_one_clear_error(call, said):
    with pytest.raises(ValueError, match=said):
        call()


def test_what_groups_share_in_other_laws():
    S = np.array([[1.0, 0.6, 0.36], [0.6, 1.0, 0.6], [0.36, 0.6, 1.0]])
    chain = multivariate_normal([1, 2, 3], S)
    close(dist.conditional_mutual_information(chain, [0, 2, 1]), 0.0, 1e-12)
    drawn = dist.mutual_information(chain, [[0, 1], 2], method="monte_carlo", rng=0, max_samples=20_000)
    assert abs(float(drawn) - float(dist.mutual_information(chain, [[0, 1], 2]))) < 4 * drawn.std_error
    # a normal law in two halves is a mixture of normal laws, and shares as much
    halves = dist.mixture([chain, chain])
    mixed = dist.mutual_information(halves, [[0, 1], 2], rng=0, max_samples=20_000)
    assert mixed.method == "monte_carlo"
    assert abs(float(mixed) - float(dist.mutual_information(chain, [[0, 1], 2]))) < 4 * mixed.std_error
    student = stats.multivariate_t([0, 0, 0], S, df=4)
    closed = dist.total_correlation(student)
    drawn = dist.total_correlation(student, method="monte_carlo", rng=0, max_samples=20_000)
    assert abs(float(drawn) - float(closed)) < 4 * drawn.std_error


def test_a_mixture_of_anything():
    made = dist.mixture([stats.gamma(2), stats.expon(3)], [0.25, 0.75])
    x = made.rvs(10, random_state=0)
    np.testing.assert_allclose(made.pdf(x), 0.25 * stats.gamma(2).pdf(x) + 0.75 * stats.expon(3).pdf(x))
    exact, drawn = (dist.entropy(made, method=m, rng=0, max_samples=20_000) for m in (None, "monte_carlo"))
    assert exact.warnings == ()
    assert abs(float(exact) - float(drawn)) < 4 * drawn.std_error
    counts = dist.mixture([stats.poisson(2), stats.poisson(9)])
    assert dist.entropy(counts).method == "quadrature"
