"""Gaussian laws and copulas: the slow version, the formula, the laws, and what is said in words."""

import math

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.special import ndtri

from infoscope import samples
from infoscope.samples.parametric import _copulas as copulas
from infoscope.samples.parametric import _student as student
from infoscope.samples.parametric._rank_bias import overtones
from infoscope.samples.parametric._ranks import rank_influence
from reference import parametric as slow
from samples import worlds

NAMES = ["gaussian", "gaussian_copula", "student_copula"]


def drawn(n, d, seed):
    """(n, d) correlated Gaussian numbers of unlike scales and means."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, d)) @ rng.normal(size=(d, d)) * 10.0 ** np.arange(d) + 5.0


def rank_scores(x):
    return ndtri(stats.rankdata(x, axis=0) / (len(x) + 1))


def student_sample(d, dof, n, rng):
    """(n, d) of a multivariate t with identity dispersion."""
    return rng.normal(size=(n, d)) / np.sqrt(rng.chisquare(dof, size=(n, 1)) / dof)


def student_entropy(d, dof):
    """By quadrature, in the share b = s / (ν + s) of the squared length s, which is Beta(d/2, ν/2)."""
    law = stats.beta(d / 2, dof / 2)
    expected, _ = integrate.quad(lambda b: -math.log1p(-b) * law.pdf(b), 0, 1, limit=200)
    return -stats.multivariate_t.logpdf(np.zeros(d), shape=np.eye(d), df=dof) + (dof + d) / 2 * expected


def student_information(d, dof):
    return 2 * student_entropy(d, dof) - student_entropy(2 * d, dof)


GROUPS = {  # measure -> groups of one column each, with coefficients, as in Cover & Thomas
    "mutual_information": [([0], 1), ([1], 1), ([0, 1], -1)],
    "conditional_mutual_information": [([0, 2], 1), ([1, 2], 1), ([2], -1), ([0, 1, 2], -1)],
    "total_correlation": [([0], 1), ([1], 1), ([2], 1), ([0, 1, 2], -1)],
    "dual_total_correlation": [([1, 2], 1), ([0, 2], 1), ([0, 1], 1), ([0, 1, 2], -2)],
    "o_information": [
        *[([i], 1) for i in range(3)],
        *[([i, j], -1) for i, j in [(0, 1), (0, 2), (1, 2)]],
        ([0, 1, 2], 1),
    ],
}


def measured(name, x, estimator):
    columns = 1 + max(max(group) for group, _ in GROUPS[name])
    return getattr(samples, name)(*x.T[:columns], estimator=estimator)


@pytest.mark.parametrize("name", GROUPS)
@pytest.mark.parametrize("n", [7, 40])
def test_any_quantity_is_that_of_the_slow_version(name, n):
    x = drawn(n, 3, n)
    expected = slow.of_groups(x, GROUPS[name])
    assert float(measured(name, x, "gaussian")) == pytest.approx(expected, rel=1e-9, abs=1e-11)
    expected = slow.gaussian_copula(rank_scores(x), GROUPS[name])
    assert float(measured(name, x, "gaussian_copula")) == pytest.approx(expected, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize(("n", "d"), [(2, 1), (5, 4), (30, 3), (31, 6)])
def test_entropy_is_that_of_the_slow_version(n, d):
    x = drawn(n, d, n)
    assert float(samples.entropy(x, estimator="gaussian")) == pytest.approx(slow.gaussian(x), rel=1e-12)
    local = samples.pointwise_entropy(x, estimator="gaussian")
    assert local.mean() == pytest.approx(slow.gaussian(x), rel=1e-12)


@pytest.mark.parametrize(("n", "d"), [(4, 1), (5, 3), (12, 2)])
def test_entropy_is_unbiased(n, d):
    """Reference cases 13 and 23: the mean over many samples is ½ ln det(2πe Σ), at any n."""
    rng = np.random.default_rng(d)
    found = [float(samples.entropy(rng.normal(size=(n, d)), estimator="gaussian")) for _ in range(1500)]
    truth = d / 2 * math.log(2 * math.pi * math.e)
    assert abs(np.mean(found) - truth) < 4 * np.std(found) / math.sqrt(len(found))


def test_the_bias_taken_off_many_columns():
    """Reference case 23: 0.12 nats for 50 and 50 columns at n = 10 000."""
    n, rng = 10_000, np.random.default_rng(0)
    x = rng.normal(size=(n, 100))
    _, log_det = np.linalg.slogdet(np.corrcoef(x.T))
    inside = sum(np.linalg.slogdet(np.corrcoef(part.T))[1] for part in (x[:, :50], x[:, 50:]))
    plug_in = 0.5 * (inside - log_det)
    found = samples.mutual_information(x[:, :50], x[:, 50:], estimator="gaussian")
    assert plug_in - float(found) == pytest.approx(0.12, abs=0.01)
    assert abs(float(found)) < 4 * found.std_error


@pytest.mark.parametrize(("rho", "n"), [(0.0, 50), (0.6, 20), (0.9, 50), (0.99, 200)])
def test_ranks_are_unbiased(rho, n):
    """What ranks take away: at ρ = 0.9 and n = 50 it is 0.06 nats, beside an error of 0.13."""
    rng, found = np.random.default_rng(n), []
    for _ in range(500):
        x, y = worlds.bivariate_gaussian(rho, n, rng)
        found.append(float(samples.mutual_information(x, y, estimator="gaussian_copula")))
    bias = np.mean(found) - worlds.gaussian_information(rho)
    assert abs(bias) < 3.5 * np.std(found) / math.sqrt(len(found))


@pytest.mark.parametrize("n", [3, 100, 10_000])
def test_shares_of_the_first_degrees(n):
    """Within ±z of the outermost scores: Φ is (n-1)/(n+1), and ∫ x² φ = that less 2 z φ(z)."""
    z = ndtri(n / (n + 1))
    assert slow.shares(n, 4)[1:3] == pytest.approx(
        [(n - 1) / (n + 1), (n - 1) / (n + 1) - 2 * z * stats.norm.pdf(z)]
    )
    assert 2 * overtones(n)[0] == pytest.approx(slow.shares(n, 4)[2], rel=1e-5)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("rho", [0.1, 0.3, 0.6, 0.9])
def test_information_of_a_gaussian(name, rho):
    """Reference case 14."""
    x, y = worlds.bivariate_gaussian(rho, 20_000, np.random.default_rng(1))
    found = samples.mutual_information(x, y, estimator=name)
    assert abs(float(found) - worlds.gaussian_information(rho)) < 4 * found.std_error
    assert found.std_error < 0.01


@pytest.mark.parametrize("name", NAMES)
def test_o_information_of_a_gaussian(name):
    """Reference case 17."""
    covariance = np.array([[1, 0.4, 0.3], [0.4, 1, 0.2], [0.3, 0.2, 1]])
    x = np.random.default_rng(2).multivariate_normal(np.zeros(3), covariance, size=20_000)
    found = samples.o_information(x, estimator=name)
    assert abs(float(found) - 0.01620708) < 4 * found.std_error


TABLE = [(1, 1, 0.2242), (2, 1, 0.4319), (2, 2, 0.1931), (3, 2, 0.2909), (3, 3, 0.1787)]
TABLE += [(5, 2, 0.4482), (5, 3, 0.2985)]  # columns of each, degrees of freedom, nats: Czyż et al. 2023


@pytest.mark.parametrize(("d", "dof", "truth"), TABLE)
def test_entropy_of_the_law_fitted(d, dof, truth):
    halves = [(np.arange(d), 1), (np.arange(d, 2 * d), 1), (np.arange(2 * d), -1)]
    found = copulas.entropy_of(copulas.Copula(np.eye(2 * d), dof), halves)
    assert found == pytest.approx(student_information(d, dof), abs=1e-7)
    assert found == pytest.approx(truth, abs=6e-5)


@pytest.mark.parametrize(("d", "dof", "truth"), TABLE)
def test_information_of_a_student(d, dof, truth):
    x = student_sample(2 * d, dof, 5_000, np.random.default_rng(dof))
    for columns in (x, np.arcsinh(x)):
        found = samples.mutual_information(columns[:, :d], columns[:, d:], estimator="student_copula")
        assert abs(float(found) - truth) < 4 * found.std_error
        assert found.std_error < 0.02


@pytest.mark.parametrize("dof", [1, 2])
def test_density_of_a_copula_is_that_of_the_slow_version(dof):
    rng = np.random.default_rng(dof)
    u, t = rng.random((50, 3)), np.linalg.cholesky([[1, 0.5, -0.3], [0.5, 1, 0.2], [-0.3, 0.2, 1]]).T
    expected = slow.student_copula(u, dof, t.T @ t)
    assert copulas.log_density(copulas.Copula(t, dof), ndtri(u)) == pytest.approx(expected, rel=1e-9)


def test_density_of_a_gaussian_copula():
    z, t = (
        np.random.default_rng(0).normal(size=(50, 3)),
        np.linalg.cholesky([[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1]]).T,
    )
    expected = stats.multivariate_normal.logpdf(z, cov=t.T @ t) - stats.norm.logpdf(z).sum(axis=1)
    assert copulas.log_density(copulas.Copula(t), z) == pytest.approx(expected, rel=1e-10, abs=1e-12)


def test_no_copula_nearby_fits_better():
    """The likelihood by scipy's densities falls with ν or a correlation moved either way."""
    rng = np.random.default_rng(3)
    x = student_sample(3, 2.5, 3_000, rng) @ np.linalg.cholesky(np.full((3, 3), 0.4) + 0.6 * np.eye(3)).T
    scores = copulas.rank_scores(x)
    u = stats.rankdata(x, axis=0) / (len(x) + 1)
    fit = student.fit_student(scores)

    def likelihood(dof, correlation):
        y = stats.t.ppf(u, dof)
        return (
            stats.multivariate_t.logpdf(y, shape=correlation, df=dof).mean()
            - stats.t.logpdf(y, dof).sum(1).mean()
        )

    r = fit.triangle.T @ fit.triangle
    best = likelihood(fit.dof, r)
    assert np.diag(r) == pytest.approx(1)
    assert copulas.log_density(fit, scores).mean() == pytest.approx(best, abs=1e-9)
    for step in (-0.1, 0.1):
        assert likelihood(fit.dof * math.exp(step), r) < best
        moved = r.copy()
        moved[0, 1] = moved[1, 0] = r[0, 1] + 0.5 * step
        assert likelihood(fit.dof, moved) < best


@pytest.mark.parametrize("decimals", [15, 1], ids=["distinct", "tied"])
def test_rank_influence_is_that_of_the_slow_version(decimals):
    rng = np.random.default_rng(4)
    u, slopes = rng.random((15, 2)).round(decimals), rng.normal(size=(15, 2))
    found = rank_influence(u, slopes)
    assert found - found.mean() == pytest.approx(slow.rank_influence(u, slopes))
    assert (rank_influence(-u, -slopes) == found).all()


def test_influence_tells_what_rows_do():
    """Without some of the rows the estimate moves by the mean influence of those that stay."""
    x = student_sample(2, 2, 4_000, np.random.default_rng(13))
    halves = [(np.array([0]), 1), (np.array([1]), 1), (np.array([0, 1]), -1)]

    def information(rows):
        return copulas.entropy_of(student.fit_student(copulas.rank_scores(rows)), halves)

    scores = copulas.rank_scores(x)
    of_row = student.influence(student.fit_student(scores), scores, halves)
    of_row -= of_row.mean()
    whole = information(x)
    for stay in (of_row < np.quantile(of_row, 0.97), of_row > np.quantile(of_row, 0.03)):
        assert information(x[stay]) - whole == pytest.approx(of_row[stay].mean(), rel=0.25)


@pytest.mark.parametrize("name", NAMES)
def test_what_leaves_the_answer(name):
    x = drawn(200, 3, 5)
    found = samples.mutual_information(x[:, :2], x[:, 2], estimator=name)
    again = samples.mutual_information(x[::-1, 2], x[::-1, [1, 0]] * [-3e5, 1e-9], estimator=name)
    assert float(again) == pytest.approx(float(found), rel=1e-6)
    assert again.std_error == pytest.approx(found.std_error, rel=1e-3)


@pytest.mark.parametrize("name", ["gaussian_copula", "student_copula"])
def test_monotone_maps_leave_a_copula(name):
    x = stats.zscore(drawn(200, 2, 6))
    found = samples.mutual_information(*x.T, estimator=name)
    assert samples.mutual_information(np.exp(x[:, 0]), x[:, 1] ** 3, estimator=name) == found


@pytest.mark.parametrize("name", NAMES)
def test_pointwise_values_have_the_estimate_for_mean(name):
    x, y = worlds.bivariate_gaussian(0.7, 300, np.random.default_rng(7))
    local = samples.pointwise_mutual_information(x, y, estimator=name)
    assert local.shape == (300,)
    assert local.mean() == pytest.approx(float(samples.mutual_information(x, y, estimator=name)))
    z = np.column_stack([x, y])
    density = stats.multivariate_normal.logpdf(z, cov=[[1, 0.7], [0.7, 1]]) - stats.norm.logpdf(z).sum(axis=1)
    assert np.corrcoef(local, density)[0, 1] > 0.95


@pytest.mark.parametrize("shape", ["tiny", "vast", "far from zero"])
def test_no_scale_is_too_small_or_too_large(shape):
    x = worlds.draw(shape, 500, 2, 8)
    found = samples.mutual_information(*x.T, estimator="gaussian")
    standard = samples.mutual_information(*stats.zscore(x / np.abs(x).max(axis=0)).T, estimator="gaussian")
    assert float(found) == pytest.approx(float(standard), abs=1e-8)
    sizes = np.log(np.abs(x).max(axis=0)).sum()
    entropy = samples.entropy(x / np.abs(x).max(axis=0), estimator="gaussian")
    assert float(samples.entropy(x, estimator="gaussian")) == pytest.approx(float(entropy) + sizes, rel=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_columns_that_determine_each_other(name):
    x, y, z = np.random.default_rng(9).normal(size=(3, 100))
    for given in (x, -2 * x + 7, 1e-6 * x - 1e-3):
        found = samples.mutual_information(x, given, estimator=name)
        assert float(found) == math.inf
        assert "determine each other" in found.warnings[0]
    assert float(samples.conditional_mutual_information(x, y, x, estimator=name)) == pytest.approx(
        0, abs=0.05
    )
    if name == "gaussian":
        assert float(samples.mutual_information(x, np.column_stack([y, x + y]), estimator=name)) == math.inf
        found = samples.mutual_information(np.column_stack([x, y, x + y]), z, estimator=name)
        alone = samples.mutual_information(np.column_stack([x, y]), z, estimator=name)
        assert float(found) == pytest.approx(float(alone))
        assert float(samples.entropy(np.column_stack([x, y, x + y]), estimator=name)) == -math.inf
        assert float(samples.entropy(np.full(9, 2.5), estimator=name)) == -math.inf


@pytest.mark.parametrize("name", NAMES)
def test_too_few_observations(name):
    x = drawn(4, 4, 10)
    with pytest.raises(ValueError, match="of 4 columns needs more than 4 observations; got 4"):
        samples.mutual_information(x[:, :2], x[:, 2:], estimator=name)


@pytest.mark.parametrize("name", ["gaussian_copula", "student_copula"])
def test_entropy_is_no_matter_of_a_copula(name):
    with pytest.raises(ValueError, match=r"cannot read x .*in which the entropy of each variable cancels"):
        samples.entropy(drawn(20, 1, 11), estimator=name)


def test_what_is_said_in_words():
    rng = np.random.default_rng(12)
    x, y = rng.normal(size=(2, 1000))
    assert samples.mutual_information(x, y, estimator="gaussian").warnings == ()
    said = samples.mutual_information(np.exp(x), y, estimator="gaussian").warnings
    assert "far from Gaussian" in said[0]
    assert samples.mutual_information(x, y, estimator="gaussian_copula").warnings == ()
    said = samples.mutual_information(
        np.round(x, 1), y, estimator="gaussian_copula", kind="continuous"
    ).warnings
    assert any("share a rank" in note for note in said)
    found = samples.mutual_information(*student_sample(2, 1, 2000, rng).T, estimator="student_copula")
    assert found.method.endswith("degrees of freedom")


@pytest.mark.parametrize("dof", [0.3, 1.0, 4.5, 1000.0])
def test_quantiles_between_nodes_are_those_of_t(dof):
    u = np.random.default_rng(20).random((2000, 1))
    found = copulas.as_t(ndtri(u), dof)
    assert found == pytest.approx(stats.t.ppf(u, dof), rel=1e-7, abs=1e-9)
    assert copulas.as_t(np.zeros((3, 1)), dof).tolist() == [[0.0]] * 3


@pytest.mark.parametrize("dof", [1, 3, 10])
def test_a_strong_link_is_not_said_to_be_weaker(dof):
    """Scores of ranks fall short of it: at 0.99, n = 500 by some 0.03 nats."""
    rng = np.random.default_rng(21)
    drawn = [worlds.bivariate_student(0.99, dof, 500, rng) for _ in range(60)]
    found = np.array([float(samples.mutual_information(*xy, estimator="student_copula")) for xy in drawn])
    off = found.mean() - worlds.student_information(0.99, dof)
    assert abs(off) < 3 * found.std() / math.sqrt(len(found)) + 0.01


def test_many_rows_are_fitted_as_all_are(monkeypatch):
    """Where to look for ν is told by some of them, and what is found there by all."""
    scores = rank_scores(np.column_stack(worlds.bivariate_student(0.5, 4, 6000, np.random.default_rng(22))))
    whole = student.fit_student(scores)
    monkeypatch.setattr("infoscope.samples.parametric._student.MANY", 1500)
    some = student.fit_student(scores)
    assert some.dof == pytest.approx(whole.dof, rel=0.02)
    assert some.triangle.T @ some.triangle == pytest.approx(whole.triangle.T @ whole.triangle, abs=1e-3)
