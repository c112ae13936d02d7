"""Does a 95 % interval cover the truth about 95 % of the time, and does a test at 5 % err 5 % of the time?

Tolerances, fixed before any run: an interval may cover 90 to 98 % of the time, and a test reject 3 to 7 %.
What is seen in R repeats may lie two binomial standard errors of R beyond the nearest of those, except
that 400 intervals and 1000 tests are held to the bounds themselves.
"""

import math

import numpy as np
import pytest
from scipy import stats

from infoscope import samples
from infoscope.samples.independence._g_test import g_test
from infoscope.samples.resampling import bootstrap, permutation_test
from samples import worlds
from samples.test_truth import information_of_classes

pytestmark = pytest.mark.slow

REPEATS = {500: 400, 5000: 150}  # n -> intervals
COVERAGE = (0.90, 0.98)
SIZE = (0.03, 0.07)
TESTS = 1000
LEVEL = 0.05


def as_given(x, y):
    return samples.mutual_information(x, y, estimator="ksg")


def one(draw):
    return lambda n, rng: draw(n, rng)[:1]


OF_X = worlds.JOINT.sum(axis=1)
WORLDS = {  # name -> (draw, truth, measure)
    "Gaussian": (
        lambda n, rng: worlds.bivariate_gaussian(0.6, n, rng),
        worlds.gaussian_information(0.6),
        samples.mutual_information,
    ),
    "Student": (
        lambda n, rng: worlds.bivariate_student(0.5, 3, n, rng),
        worlds.student_information(0.5, 3),
        samples.mutual_information,
    ),
    "labels": (worlds.joint_labels, worlds.joint_information(), samples.mutual_information),
    "classes": (worlds.gaussian_classes, information_of_classes(), samples.mutual_information),
    "Gaussian by KSG": (
        lambda n, rng: worlds.bivariate_gaussian(0.6, n, rng),
        worlds.gaussian_information(0.6),
        as_given,
    ),
    "entropy of labels": (one(worlds.joint_labels), -float(OF_X @ np.log(OF_X)), samples.entropy),
    "differential entropy": (
        lambda n, rng: (rng.normal(size=n),),
        0.5 * math.log(2 * math.pi * math.e),
        samples.entropy,
    ),
}


def slack(bound, repeats):
    return 2 * math.sqrt(bound * (1 - bound) / repeats) if repeats not in (400, TESTS) else 0.0


def within(share, bounds, repeats):
    low, high = bounds
    return low - slack(low, repeats) <= share <= high + slack(high, repeats)


@pytest.mark.parametrize("n", REPEATS)
@pytest.mark.parametrize("world", WORLDS)
def test_intervals_cover(world, n):
    draw, truth, measure = WORLDS[world]
    rng = np.random.default_rng(0)
    estimates = [measure(*draw(n, rng)) for _ in range(REPEATS[n])]
    intervals = np.array([e.interval(0.95) for e in estimates])
    covered = float(np.mean((intervals[:, 0] <= truth) & (truth <= intervals[:, 1])))
    spread = np.std([float(e) for e in estimates], ddof=1)
    said = np.mean([e.std_error for e in estimates])
    bias = np.mean([float(e) for e in estimates]) - truth
    told = f"{world}, n={n}: covers {covered:.3f}, says {said:.4f} of {spread:.4f}, bias {bias:.4f}"
    assert within(covered, COVERAGE, REPEATS[n]), told
    assert 0.85 <= said / spread <= 1.2, told


@pytest.mark.parametrize(
    ("dof", "bounds"),
    [
        (math.inf, (0.95, 1.0)),
        (5, COVERAGE),
    ],
    ids=["independent", "weak tails"],
)
def test_intervals_cover_where_hardly_anything_is_told(dof, bounds):
    """Uncorrelated columns, n = 500, 200 repeats, two binomial errors as above.

    At exact independence 2n Î is χ² less its mean, and the spread of Î grows with its value: an error that
    is right there is too small for the weak dependence that looks the same. It is told one error farther
    off, so that the interval holds 0 unless χ² > 6.4: 98.9 % of the time, and no bound above is set.
    """
    rng = np.random.default_rng(11)
    gaussian = dof == math.inf
    truth = 0.0 if gaussian else worlds.student_information(0.0, dof)
    covered = 0
    for _ in range(200):
        xy = rng.normal(size=(2, 500)) if gaussian else worlds.bivariate_student(0.0, dof, 500, rng)
        low, high = samples.mutual_information(*xy).interval(0.95)
        covered += low <= truth <= high
    assert within(covered / 200, bounds, 200), f"covers {covered / 200:.3f}"


def gaussian(x, y):
    return samples.mutual_information(x, y, estimator="gaussian")


BOOTSTRAPS = {  # name -> (world, statistic, method)
    "subsamples of neighbours": ("Gaussian", as_given, "auto"),
    "subsamples of neighbours, heavy tails": (
        "Student",
        lambda x, y: samples.mutual_information(x, y, estimator=samples.KSG(transform="normal_scores")),
        "auto",
    ),
    "percentiles of labels": ("labels", samples.mutual_information, "auto"),
    "BCa of labels": ("labels", samples.mutual_information, "bca"),
    "percentiles of moments": ("Gaussian", gaussian, "auto"),
    "subsamples of moments": ("Gaussian", gaussian, "subsampling"),
    "blocks of what is independent": ("Gaussian", gaussian, "block"),
}


@pytest.mark.parametrize("name", BOOTSTRAPS)
def test_bootstrapped_intervals_cover(name):
    world, statistic, method = BOOTSTRAPS[name]
    draw, truth, _ = WORLDS[world]
    rng, repeats, covered = np.random.default_rng(1), 150, 0
    for _ in range(repeats):
        found = bootstrap(statistic, *draw(500, rng), method=method, n_resamples=199, rng=rng)
        low, high = found.interval(0.95)
        covered += low <= truth <= high
    assert within(covered / repeats, COVERAGE, repeats), f"{name}: covers {covered / repeats:.3f}"


def test_blocks_cover_the_variance_of_a_series():
    """That of a stationary autoregression is 1 / (1 - φ²)."""
    rng, repeats, covered, alone = np.random.default_rng(2), 150, 0, 0
    for _ in range(repeats):
        x = worlds.autoregressive(0.8, 500, rng)
        for method in ("block", "percentile"):
            low, high = bootstrap(
                lambda x: float(np.var(x)), x, method=method, n_resamples=199, rng=rng
            ).interval(0.95)
            inside = low <= 1 / (1 - 0.8**2) <= high
            covered, alone = covered + (inside and method == "block"), alone + (inside and method != "block")
    assert within(covered / repeats, COVERAGE, repeats), f"covers {covered / repeats:.3f}"
    assert alone / repeats < 0.85  # rows drawn alone hide the memory


def independent(n):
    return lambda rng: tuple(rng.normal(size=(2, n)))


def independent_labels(n):
    return lambda rng: (rng.choice(3, size=n, p=[0.5, 0.3, 0.2]), rng.choice(4, size=n))


def labels_given_labels(rng):
    z = rng.integers(0, 3, size=150)
    return (z + (rng.random(150) < 0.3)) % 3, (z + (rng.random(150) < 0.3)) % 3, z


def series(rng):
    return worlds.autoregressive(0.9, 300, rng), worlds.autoregressive(0.9, 300, rng)


def label_series(rng):
    return worlds.autoregressive_labels(0.9, 400, rng), worlds.autoregressive_labels(0.9, 400, rng)


def by_permutation(rounds, **options):
    return lambda data, rng: permutation_test(*data, n_permutations=rounds, rng=rng, **options).p_value


def by_g_test(data, rng):
    return g_test(*data, rng=rng).p_value


# name -> (draw, p-value): p <= 0.05 has chance 1 in 20, 2 in 40 or 5 in 100 on the grid of p-values
TESTED = {
    "G-test": (independent_labels(200), by_g_test),
    "G-test of few": (independent_labels(24), by_g_test),
    "labels": (independent_labels(200), by_permutation(99)),
    "labels given labels": (labels_given_labels, by_permutation(99)),
    "KSG": (independent(100), by_permutation(39)),
    "KSG, k=3": (independent(100), by_permutation(39, estimator="ksg")),
    "local": (lambda rng: worlds.common_cause(100, rng), by_permutation(19)),
    "circular shift": (series, by_permutation(39, null="circular_shift")),
    "circular shift of labels": (label_series, by_permutation(99, null="circular_shift")),
}
# and where rows are no longer exchangeable: what the test is not for
MISUSED = {
    "shuffles of series": (series, by_permutation(39)),
    "shuffles of label series": (label_series, by_permutation(99)),
    "shuffles where z is the cause": (lambda rng: worlds.common_cause(100, rng)[:2], by_permutation(39)),
}


def p_values(draw, test, times, seed):
    rng = np.random.default_rng(seed)
    return np.array([test(draw(rng), rng) for _ in range(times)])


@pytest.mark.parametrize("name", TESTED)
def test_a_test_at_5_percent_errs_5_percent_of_the_time(name):
    rejected = float(np.mean(p_values(*TESTED[name], TESTS, seed=3) <= LEVEL))
    assert within(rejected, SIZE, TESTS), f"{name}: rejects {rejected:.3f}"


@pytest.mark.parametrize("name", MISUSED)
def test_a_shuffle_of_what_is_not_exchangeable_errs_more(name):
    rejected = float(np.mean(p_values(*MISUSED[name], 200, seed=4) <= LEVEL))
    assert rejected > 2 * SIZE[1], f"{name}: rejects {rejected:.3f}"


@pytest.mark.parametrize("rounds", [39, 99])
def test_null_p_values_are_uniform(rounds):
    """p lies on the grid 1 / (B + 1), …, 1: less a uniform part of a step, it is uniform on [0, 1]."""
    rng = np.random.default_rng(5)
    p = p_values(independent(60), by_permutation(rounds, estimator="ksg"), 500, seed=6)
    assert stats.kstest(p - rng.random(500) / (rounds + 1), "uniform").pvalue > 1e-3


def test_null_p_values_of_the_chi_squared_law_are_uniform():
    p = p_values(independent_labels(2000), by_g_test, 500, seed=7)
    assert stats.kstest(p, "uniform").pvalue > 1e-3
