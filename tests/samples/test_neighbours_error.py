"""Standard errors from neighbours: what overlapping balls add, and, slowly, how often an interval covers."""

import math

import numpy as np
import pytest
from scipy.special import digamma, polygamma
from scipy.stats import multivariate_normal

from infoscope import samples
from infoscope.samples import KSG, KozachenkoLeonenko, MixedKSG, Ross
from infoscope.samples._quantity import (
    conditional_mutual_information,
    mutual_information,
    o_information,
    total_correlation,
)
from infoscope.samples.neighbours._error import correlated, in_common
from reference import neighbours as reference
from samples import worlds
from samples.test_neighbours_mixed import TRUTHS
from samples.test_truth import information_of_classes

KINDS = ("continuous", "continuous", "discrete")


def log_balls(n, d, ks, rng):
    """(n, len(ks)) logarithms of the volumes of balls about uniform points on a torus, which has no edge."""
    points = rng.random((n, d))
    distance = np.zeros((n, n))
    for column in points.T:
        gap = np.abs(column[:, None] - column[None, :])
        np.maximum(distance, np.minimum(gap, 1 - gap), out=distance)
    np.fill_diagonal(distance, np.inf)
    return d * np.log(np.sort(distance, axis=1)[:, np.array(ks) - 1])


@pytest.mark.parametrize("d", [1, 2, 4])
def test_what_overlapping_balls_add(d):
    """n Var of the mean less the spread, by drawing; as said, within 0.2 ψ'(k)."""
    rng, ks, n = np.random.default_rng(d), [2, 3, 5, 10], 150
    drawn = [log_balls(n, d, ks, rng) for _ in range(400)]
    means = np.array([v.mean(axis=0) for v in drawn])
    spread = np.mean([v.var(axis=0) for v in drawn], axis=0)
    added = n * means.var(axis=0, ddof=1) - spread
    error = (2 / 399) ** 0.5 * n * means.var(axis=0, ddof=1)
    for k, found, unsure in zip(ks, added, error):
        assert in_common(k, d) == pytest.approx(found, abs=0.2 * polygamma(1, k) + 4 * unsure), k


@pytest.mark.parametrize("shared", [0.0, 2.0])
def test_the_error_is_the_spread_of_the_local_values_and_what_balls_have_in_common(shared):
    x, y = worlds.draw("Gaussian", 80, 2, 0).T
    y = y + shared * x
    gaps = [reference.distances(v[:, None]) for v in (x, y)]
    local = reference.ksg_of(*gaps, 3)
    estimate = samples.mutual_information(x, y, estimator="ksg")
    noise = math.pi**2 / 6 - 1 - 1 / 4  # ψ'(3)
    correlation, by_chance, spread = np.corrcoef(x, y)[0, 1], 1 / 79, np.var(local, ddof=1)
    least = max(correlation**2 - by_chance, 0.0) + min(noise, spread)
    assert (least > spread) == (shared > 0)
    expected = max(told(np.array(local), 0.6 * noise, spread), math.sqrt((least + 0.6 * noise) / 80))
    assert estimate.std_error == pytest.approx(expected, rel=1e-10)
    radius = reference.kth_distances(gaps[0], 3)
    alone = samples.entropy(x, estimator=KozachenkoLeonenko())
    added = 0.55 * (math.pi**2 / 6 - 1 - 1 / 4)
    volumes = np.log(2 * np.array(radius))
    assert alone.std_error == pytest.approx(told(volumes, added, np.var(volumes, ddof=1)), rel=1e-10)


def told(local, added, spread):
    """√(V + s √V / n), V the variance of the mean, s the third central moment over the second."""
    variance = (spread + added) / len(local)
    off = local - local.mean()
    return math.sqrt(variance + abs((off**3).mean()) / (off**2).mean() * math.sqrt(variance) / len(local))


QUANTITIES = {
    "mutual information": (mutual_information(), 2),
    "conditional mutual information": (conditional_mutual_information(), 3),
    "total correlation": (total_correlation(3), 3),
    "O-information": (o_information(3), 3),
}


@pytest.mark.parametrize("name", QUANTITIES)
def test_the_spread_of_a_gaussian_law(name):
    """Of Σ c · -ln p, by drawing from the law of the correlations; two columns each."""
    quantity, m = QUANTITIES[name]
    rng = np.random.default_rng(7)
    x = rng.normal(size=(4000, 2 * m)) @ rng.normal(size=(2 * m, 2 * m)) * 1e3 + 1e6
    sigma = np.corrcoef(x.T)
    drawn = rng.multivariate_normal(np.zeros(2 * m), sigma, size=200_000)
    ratio = np.zeros(len(drawn))
    for group, c in quantity.terms.items():
        at = [2 * i + j for i in sorted(group) for j in (0, 1)]
        ratio -= c * multivariate_normal(cov=sigma[np.ix_(at, at)]).logpdf(drawn[:, at])
    off = (ratio - ratio.mean()) ** 2
    found = correlated([x[:, 2 * i : 2 * i + 2] for i in range(m)], quantity, 10**9)
    assert found == pytest.approx(off.mean(), abs=4 * off.std() / len(off) ** 0.5)


def test_the_spread_of_two_groups_is_that_of_their_canonical_correlations():
    rng = np.random.default_rng(8)
    x = rng.normal(size=(50, 3))
    y = x[:, :2] + rng.normal(size=(50, 2))
    bases = (np.linalg.qr(v - v.mean(axis=0))[0] for v in (x, y))
    canonical = np.linalg.svd(next(bases).T @ next(bases), compute_uv=False)
    by_chance = 3 * 2 / 49
    expected = pytest.approx((canonical**2).sum() - by_chance, rel=0, abs=1e-10)
    assert correlated([x, y], mutual_information(), 49) == expected
    repeated = np.column_stack([x, x[:, 0], np.ones(50)])  # of no new direction, and of none at all
    assert correlated([repeated, y], mutual_information(), 10**9) == pytest.approx((canonical**2).sum())


def test_labels_that_shift_the_columns_do_not_correlate_them():
    """I(X;Y|Z): within each label nothing is shared, and the error is what it is without the shift."""
    rng = np.random.default_rng(9)
    z, x, y = rng.integers(3, size=300), rng.normal(size=300), rng.normal(size=300)
    plain, shifted = (
        samples.conditional_mutual_information(x + s * z, y + s * z, z, estimator="mixed_ksg", kind=KINDS)
        for s in (0, 64)
    )
    assert shifted.std_error == pytest.approx(plain.std_error, rel=1e-6)


def test_labels_that_tell_all_leave_no_noise_of_balls():
    """Where the values of each label lie apart, every ball holds its k neighbours and no others."""
    label = np.arange(90) % 3
    x = 100 * label + np.random.default_rng(0).normal(size=90)
    for estimator in ("ross", "mixed_ksg"):
        assert samples.mutual_information(x, label, estimator=estimator).std_error == pytest.approx(
            0, abs=1e-9
        )


def student(n, rng, dof=3):
    scale = np.sqrt(dof / rng.chisquare(dof, size=n))
    return rng.normal(size=n) * scale, rng.normal(size=n) * scale


def information_of_student(dof=3):
    """2 h(t_1) - h(t_2), h(t_d) by its formula."""

    def entropy(d):
        return (
            (dof + d) / 2 * (digamma((dof + d) / 2) - digamma(dof / 2))
            + d / 2 * math.log(dof * math.pi)
            + math.lgamma(dof / 2)
            - math.lgamma((dof + d) / 2)
        )

    return 2 * entropy(1) - entropy(2)


def given(n, rng):
    """X and Y of correlation 0.6 given Z."""
    x, y = worlds.bivariate_gaussian(0.6, n, rng)
    z = rng.normal(size=n)
    return x + z, y + z, z


def given_labels(n, rng):
    """X and Y of correlation 0.9 given each of two labels, which shifts them."""
    x, y = worlds.bivariate_gaussian(0.9, n, rng)
    z = rng.integers(2, size=n)
    return x + 3 * z, y - 5 * z, z


SCORES = KSG(transform="normal_scores")
WORLDS = {  # name -> (draw, truth, measure, options)
    **{
        f"Gaussian {rho}": (
            lambda n, rng, rho=rho: worlds.bivariate_gaussian(rho, n, rng),
            worlds.gaussian_information(rho),
            samples.mutual_information,
            {"estimator": SCORES},
        )
        for rho in (0.0, 0.3, 0.6, 0.9)
    },
    "Student": (student, information_of_student(), samples.mutual_information, {"estimator": SCORES}),
    "given labels": (
        given_labels,
        worlds.gaussian_information(0.9),
        samples.conditional_mutual_information,
        {"kind": KINDS},
    ),
    "rectangles": (
        lambda n, rng: worlds.bivariate_gaussian(0.6, n, rng),
        worlds.gaussian_information(0.6),
        samples.mutual_information,
        {"estimator": KSG(variant=2)},
    ),
    "conditional": (
        given,
        worlds.gaussian_information(0.6),
        samples.conditional_mutual_information,
        {"estimator": SCORES},
    ),
    "three labels": (
        lambda n, rng: worlds.gaussian_classes(n, rng),
        information_of_classes(),
        samples.mutual_information,
        {"estimator": Ross(transform="normal_scores")},
    ),
    "an atom at zero": (
        *TRUTHS["an atom at zero, apart"][:2],
        samples.mutual_information,
        {"estimator": MixedKSG(), "kind": ("mixed", "continuous")},
    ),
    "entropy": (
        lambda n, rng: (rng.normal(size=n),),
        0.5 * math.log(2 * math.pi * math.e),
        samples.entropy,
        {"estimator": KozachenkoLeonenko()},
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("n", [500, 5000])
@pytest.mark.parametrize("world", WORLDS)
def test_coverage(world, n):
    draw, truth, measure, options = WORLDS[world]
    rng = np.random.default_rng(0)
    draws = 1200 if n == 500 else 400
    estimates = [measure(*draw(n, rng), **options) for _ in range(draws)]
    covered = np.mean([low <= truth <= high for low, high in (e.interval(0.95) for e in estimates)])
    assert 0.90 <= covered <= 0.98
    said = np.mean([e.std_error for e in estimates])
    assert said / np.std([float(e) for e in estimates], ddof=1) == pytest.approx(1.0, abs=0.15)


@pytest.mark.slow
@pytest.mark.parametrize(("n", "draws"), [(500, 1200), (5000, 400)])
@pytest.mark.parametrize("k", [6, 10, 22])
def test_many_neighbours_smooth_the_local_values_and_not_their_error(k, n, draws):
    """Which says nothing of bias: that of k = 22 is larger than the error."""
    rng = np.random.default_rng(0)
    estimates = [
        samples.mutual_information(*worlds.bivariate_gaussian(0.9, n, rng), estimator=KSG(k=k))
        for _ in range(draws)
    ]
    said = np.mean([e.std_error for e in estimates])
    assert said / np.std([float(e) for e in estimates], ddof=1) == pytest.approx(1.0, abs=0.1)
