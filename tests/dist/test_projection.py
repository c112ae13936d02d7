"""Projections: moments where they answer, every mode where there are several, known optima found."""

import math

import numpy as np
import pytest
from scipy import stats
from scipy.stats import norm

from infoscope import dist
from infoscope.dist._families import FAMILIES, Shape
from infoscope.dist._fitting import OBJECTIVES, as_target
from infoscope.dist._laws import as_law
from reference import dist as reference

APART = dist.mixture([norm(-3, 1), norm(3, 1)], [0.4, 0.6])


def test_forward_covers_reverse_sits():
    wide = dist.project(APART, "normal")
    assert wide.distribution.mean() == pytest.approx(0.6, abs=1e-10)
    assert wide.distribution.var() == pytest.approx(1 + 9 - 0.36, rel=1e-10)
    narrow = dist.project(APART, "normal", direction="reverse")
    modes = [(o.distribution.mean(), o.distribution.std()) for o in (narrow.optima[0], narrow.optima[-1])]
    assert modes[0] == pytest.approx((3, 1), abs=0.05)
    assert modes[1] == pytest.approx((-3, 1), abs=0.05)
    # on one mode of weight w the cost is -ln w, less what the tail of the other adds
    ranked = [float(o.divergence) for o in narrow.optima]
    assert ranked == sorted(ranked)
    assert (ranked[0], ranked[-1]) == pytest.approx((-math.log(0.6), -math.log(0.4)), abs=0.08)


@pytest.mark.parametrize("direction", OBJECTIVES)
@pytest.mark.parametrize("family", ["normal", "laplace", "student"])
def test_no_step_aside_is_better(family, direction):
    found = dist.project(APART, family, direction=direction)
    measure = {
        "forward": lambda q: dist.kl_divergence(APART, q),
        "reverse": lambda q: dist.kl_divergence(q, APART),
        "jensen_shannon": lambda q: dist.jensen_shannon_divergence(APART, q),
    }[direction]
    *shapes, loc, scale = found.distribution.args
    law = getattr(stats, {"normal": "norm", "laplace": "laplace", "student": "t"}[family])
    for a, b in ((0.02, 0), (-0.02, 0), (0, 0.02), (0, -0.02)):
        aside = float(measure(law(*shapes, loc + a * scale, scale * math.exp(b))))
        assert aside >= float(found.divergence) - 1e-9


@pytest.mark.parametrize("direction", ["reverse", "jensen_shannon"])
def test_a_member_of_the_family_is_found_again(direction):
    found = dist.project(stats.laplace(1, 2), "laplace", direction=direction)
    assert found.distribution.args == pytest.approx((1, 2), abs=1e-3)
    assert float(found.divergence) == pytest.approx(0, abs=1e-6)


@pytest.mark.slow
def test_student_laws_and_mixtures_are_found_again_forward():
    student = dist.project(stats.t(4, 1, 2), "student").distribution
    assert student.args == pytest.approx((4, 1, 2), rel=1e-3)
    mixture = dist.project(APART, "mixture", starts=2)
    assert float(mixture.divergence) == pytest.approx(0, abs=1e-6)
    np.testing.assert_allclose(mixture.distribution.weights, [0.4, 0.6], atol=1e-3)


def test_forward_laplace_is_the_median_and_the_mean_distance_from_it():
    found = dist.project(stats.expon(), "laplace").distribution
    median = math.log(2)
    # E|X - ln 2| of an exponential law is ln 2
    assert found.args == pytest.approx((median, math.log(2)), rel=1e-9)


def test_vectors_by_moments_and_their_diagonal():
    S = np.array([[1.0, 0.5], [0.5, 2.0]])
    parts = [stats.multivariate_normal([-2, 0], S), stats.multivariate_normal([2, 1], S)]
    target = dist.mixture(parts)
    full = dist.project(target, "multivariate_normal", rng=0, max_samples=2000).distribution
    np.testing.assert_allclose(full.mean, [0, 0.5], atol=1e-12)
    np.testing.assert_allclose(full.cov, S + np.array([[4, 1], [1, 0.25]]), atol=1e-12)
    diagonal = dist.project(target, "normal", covariance="diagonal", rng=0, max_samples=2000).distribution
    np.testing.assert_allclose(diagonal.cov, np.diag([5, 2.25]), atol=1e-12)


def test_reverse_with_a_diagonal_keeps_the_precision():
    # the reverse projection of N(m, S) on diagonal covariances has 1 / (S⁻¹)_ii (Bishop 2006, equation 10.15)
    S = np.array([[1.0, 0.8], [0.8, 1.0]])
    options = {"direction": "reverse", "covariance": "diagonal", "rng": 0, "starts": 1}
    found = dist.project(stats.multivariate_normal([1, -1], S), "normal", **options).distribution
    np.testing.assert_allclose(found.mean, [1, -1], atol=0.02)
    np.testing.assert_allclose(np.diag(found.cov), 1 / np.diag(np.linalg.inv(S)), rtol=0.02)


@pytest.mark.parametrize("direction", OBJECTIVES)
def test_objectives_against_the_slow_versions(direction):
    target, theta = as_target(as_law(APART), np.random.default_rng(0)), np.array([0.5, 0.7])
    found = OBJECTIVES[direction](theta, FAMILIES["normal"], Shape(1, "full", 1), target)
    slow = getattr(reference, OBJECTIVES[direction].__name__)
    expected = slow(APART.logpdf, reference.of(reference.normal, 0.5, math.exp(0.7)))
    assert found == pytest.approx(expected, abs=1e-6)


def test_same_arguments_same_answer_and_a_picture():
    one, other = (dist.project(APART, "normal", direction="reverse") for _ in range(2))
    assert one.distribution.args == other.distribution.args
    (axes,) = one.plot().axes
    assert len(axes.get_lines()) == len(one.optima)
    assert "reverse projection" in axes.get_title()


@pytest.mark.parametrize(
    ("target", "choices", "said"),
    [
        (stats.cauchy(), {"family": "normal"}, "no finite variance"),
        (stats.gamma(3), {"family": "normal", "direction": "reverse"}, "its reverse divergence is inf"),
        (stats.poisson(3), {"family": "normal"}, "one law with a density"),
        (norm(), {"family": "nrmal"}, "did you mean 'normal'"),
        (norm(), {"family": "normal", "direction": "back"}, "direction must be one of forward, reverse"),
        (stats.multivariate_normal([0, 0]), {"family": "laplace"}, "for laws of numbers"),
        (norm(), {"family": "mixture", "components": 0}, "whole numbers >= 1"),
    ],
)
def test_what_cannot_be_projected_is_said(target, choices, said):
    with pytest.raises(ValueError, match=said):
        dist.project(target, **choices)
