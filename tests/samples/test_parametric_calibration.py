"""Do 95 % intervals of parametric estimates cover the truth, and is the standard error the true spread?"""

import math

import numpy as np
import pytest

from infoscope.samples import KernelDensity, Spacings, entropy, mutual_information
from samples import worlds
from samples.test_parametric import student_information, student_sample

SIZES = [(500, 400), (5000, 400)]  # observations, repetitions


def gaussian(rho):
    return lambda n, rng: worlds.bivariate_gaussian(rho, n, rng)


def student(d, dof):
    return lambda n, rng: np.split(student_sample(2 * d, dof, n, rng), 2, axis=1)


def dense(d):
    """2d columns, all correlations ½; the information is that of the one canonical pair."""
    root = np.linalg.cholesky(np.full((2 * d, 2 * d), 0.5) + 0.5 * np.eye(2 * d)).T
    return lambda n, rng: np.split(rng.normal(size=(n, 2 * d)) @ root, 2, axis=1)


def dense_information(d):
    return worlds.gaussian_information(0.5 * d / (1 + 0.5 * (d - 1)))


WORLDS = {  # name -> (draw, truth, estimator)
    **{
        f"{name}, ρ={rho}": (gaussian(rho), worlds.gaussian_information(rho), name)
        for name, rhos in [("gaussian", (0.6, 0.9)), ("gaussian_copula", (0.6, 0.9, 0.99))]
        for rho in rhos
    },
    "student_copula, ρ=0.6": (gaussian(0.6), worlds.gaussian_information(0.6), "student_copula"),
    "gaussian, 5 and 5 columns": (dense(5), dense_information(5), "gaussian"),
    "gaussian_copula, 5 and 5 columns": (dense(5), dense_information(5), "gaussian_copula"),
    **{
        f"student_copula, {d} and {d} columns, ν={dof}": (
            student(d, dof),
            student_information(d, dof),
            "student_copula",
        )
        for d, dof in [(1, 1), (2, 1), (2, 2), (3, 2), (3, 3)]
    },
}


def coverage(draw, truth, measure, n, repeats):
    rng = np.random.default_rng(n)
    found = [measure(draw(n, rng)) for _ in range(repeats)]
    covered = np.mean([low <= truth <= high for low, high in (e.interval(0.95) for e in found)])
    spread = np.std([float(e) for e in found], ddof=1)
    return covered, np.mean([e.std_error for e in found]) / spread


@pytest.mark.slow
@pytest.mark.parametrize(("n", "repeats"), SIZES)
@pytest.mark.parametrize("world", WORLDS)
def test_coverage_of_information(world, n, repeats):
    draw, truth, name = WORLDS[world]
    covered, ratio = coverage(draw, truth, lambda xy: mutual_information(*xy, estimator=name), n, repeats)
    assert 0.90 <= covered <= 0.98
    assert 0.85 <= ratio <= 1.2


@pytest.mark.slow
@pytest.mark.parametrize("estimator", ["gaussian", Spacings("ebrahimi"), KernelDensity("likelihood")])
def test_coverage_of_entropy(estimator):
    truth = 0.5 * math.log(2 * math.pi * math.e)
    measure = lambda x: entropy(x, estimator=estimator)  # noqa: E731
    covered, ratio = coverage(lambda n, rng: rng.normal(size=n), truth, measure, 500, 300)
    assert 0.90 <= covered <= 0.98
    assert 0.85 <= ratio <= 1.2
