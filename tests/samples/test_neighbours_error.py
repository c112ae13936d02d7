"""Standard errors from neighbours: what overlapping balls add, and, slowly, how often an interval covers."""

import math

import numpy as np
import pytest
from scipy.special import digamma, polygamma

from infoscope import samples
from infoscope.samples import KSG, KozachenkoLeonenko, MixedKSG, Ross
from infoscope.samples.neighbours._error import in_common
from reference import neighbours as reference
from samples import worlds
from samples.test_neighbours_mixed import TRUTHS
from samples.test_truth import information_of_classes


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


def test_the_error_is_the_spread_of_the_local_values_and_what_balls_have_in_common():
    x, y = worlds.draw("Gaussian", 80, 2, 0).T
    gaps = [reference.distances(v[:, None]) for v in (x, y)]
    local = reference.ksg_of(*gaps, 3)
    estimate = samples.mutual_information(x, y, estimator="ksg")
    added = 0.6 * (math.pi**2 / 6 - 1 - 1 / 4)  # ψ'(3)
    assert estimate.std_error == pytest.approx(told(np.array(local), added), rel=1e-10)
    radius = reference.kth_distances(gaps[0], 3)
    alone = samples.entropy(x, estimator=KozachenkoLeonenko())
    added = 0.55 * (math.pi**2 / 6 - 1 - 1 / 4)
    assert alone.std_error == pytest.approx(told(np.log(2 * np.array(radius)), added), rel=1e-10)


def told(local, added):
    """√(V + s √V / n), V the variance of the mean, s the third central moment over the second."""
    variance = (np.var(local, ddof=1) + added) / len(local)
    off = local - local.mean()
    return math.sqrt(variance + abs((off**3).mean()) / (off**2).mean() * math.sqrt(variance) / len(local))


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
    estimates = [measure(*draw(n, rng), **options) for _ in range(400)]
    covered = np.mean([low <= truth <= high for low, high in (e.interval(0.95) for e in estimates)])
    assert 0.90 <= covered <= 0.98
    said = np.mean([e.std_error for e in estimates])
    assert said / np.std([float(e) for e in estimates], ddof=1) == pytest.approx(1.0, abs=0.15)
