"""Estimates of laws whose information is known, by formula or by quadrature."""

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import cauchy, laplace, norm, uniform

from infoscope.samples import KSG, KozachenkoLeonenko, MillerMadow, PlugIn, entropy, mutual_information
from samples import worlds

SEEDS = range(12)
CONTINUOUS = ("continuous", "continuous")
COUNTS = [PlugIn(), MillerMadow()]


def mean_and_error(estimates):
    values = [float(e) for e in estimates]
    return np.mean(values), np.std(values, ddof=1) / len(values) ** 0.5


@pytest.mark.parametrize(
    ("law", "truth"),
    [
        (norm(), 1.41893853),
        (norm(3, 0.01), 1.41893853 + math.log(0.01)),
        (uniform(31, 76), 6.24792751 * math.log(2)),
        (laplace(), 1.69314718),
        (cauchy(), 2.53102425),
        (uniform(0, 0.1), -2.30258509),
    ],
    ids=["normal", "narrow normal", "uniform, bits in the table", "Laplace", "Cauchy", "below zero"],
)
def test_differential_entropy(law, truth):
    """Reference case 13."""
    estimates = [entropy(law.rvs(size=2000, random_state=seed)) for seed in SEEDS]
    mean, error = mean_and_error(estimates)
    assert mean == pytest.approx(truth, abs=4 * error)
    assert error < 0.02


def test_entropy_of_two_gaussian_columns():
    rng = np.random.default_rng(0)
    x = [np.column_stack(worlds.bivariate_gaussian(0.6, 2000, rng)) for _ in SEEDS]
    mean, error = mean_and_error([entropy(v, estimator=KozachenkoLeonenko(4)) for v in x])
    truth = math.log(2 * math.pi * math.e) + 0.5 * math.log(1 - 0.36)
    assert mean == pytest.approx(truth, abs=4 * error)


@pytest.mark.parametrize("estimator", ["auto", "ksg"])
@pytest.mark.parametrize(
    ("rho", "truth"), [(0.0, 0.0), (0.3, 0.04715534), (0.6, 0.22314355), (0.9, 0.8303656)]
)
def test_a_bivariate_gaussian(estimator, rho, truth):
    """Reference case 14."""
    rng = np.random.default_rng(7)
    pairs = [worlds.bivariate_gaussian(rho, 2000, rng) for _ in SEEDS]
    estimates = [mutual_information(x, y, estimator=estimator) for x, y in pairs]
    mean, error = mean_and_error(estimates)
    assert mean == pytest.approx(truth, abs=4 * error)
    assert error < 0.01


def test_two_gaussian_columns_with_one():
    """Y = X₁ + X₂ + noise: I = ½ ln(1 + 2/σ²)."""
    rng = np.random.default_rng(8)
    estimates = []
    for _ in SEEDS:
        x = rng.normal(size=(2000, 2))
        estimates.append(mutual_information(x, x.sum(axis=1) + 2 * rng.normal(size=2000), estimator="ksg"))
    mean, error = mean_and_error(estimates)
    assert mean == pytest.approx(0.5 * math.log(1.5), abs=4 * error)


def test_many_columns_are_warned_of():
    """Reference case 14: sixteen pairs at ρ = ½ carry 2.30 nats, of which neighbours find a part."""
    rng = np.random.default_rng(9)
    x, y = (np.reshape(v, (1000, 16)) for v in worlds.bivariate_gaussian(0.5, 16_000, rng))
    estimate = mutual_information(x, y, estimator="ksg")
    assert float(estimate) < 1.5 < 2.30145658
    assert any("32 dimensions" in warning for warning in estimate.warnings)


def information_of_classes():
    """h(X) - Σ p h(X|class), the first by quadrature, the rest by formula."""

    def density(x):
        parts = norm.pdf(x, worlds.CLASS_MEANS, worlds.CLASS_WIDTHS)
        return float(worlds.CLASS_WEIGHTS @ parts)

    of_mixture, error = quad(lambda x: -density(x) * math.log(density(x)), -12, 14, limit=200)
    assert error < 1e-7
    of_classes = 0.5 * np.log(2 * math.pi * math.e * worlds.CLASS_WIDTHS**2)
    return of_mixture - float(worlds.CLASS_WEIGHTS @ of_classes)


@pytest.mark.parametrize("estimator", ["auto", "ross"])
def test_gaussian_classes(estimator):
    rng = np.random.default_rng(10)
    pairs = [worlds.gaussian_classes(2000, rng) for _ in SEEDS]
    estimates = [mutual_information(x, y, estimator=estimator) for x, y in pairs]
    mean, error = mean_and_error(estimates)
    assert mean == pytest.approx(information_of_classes(), abs=4 * error)
    assert error < 0.01


@pytest.mark.parametrize("estimator", COUNTS, ids=repr)
def test_labels(estimator):
    rng = np.random.default_rng(11)
    pairs = [worlds.joint_labels(5000, rng) for _ in SEEDS]
    mean, error = mean_and_error([mutual_information(x, y, estimator=estimator) for x, y in pairs])
    assert mean == pytest.approx(worlds.joint_information(), abs=4 * error)
    law = worlds.JOINT.sum(axis=1)
    mean, error = mean_and_error([entropy(x, estimator=estimator) for x, _ in pairs])
    assert mean == pytest.approx(-float(law @ np.log(law)), abs=4 * error)


@pytest.mark.parametrize("n", [5, 100, 10_000])
@pytest.mark.parametrize("other", ["float", "label", "constant"])
@pytest.mark.parametrize("estimator", ["auto", "ksg", "ross", "plug_in", "miller_madow"])
def test_a_constant_carries_nothing(estimator, other, n):
    """Reference case 21: exactly 0, at every n, whatever is asked for."""
    rng = np.random.default_rng(n)
    y = {"float": rng.normal(size=n), "label": rng.integers(0, 3, size=n), "constant": np.ones(n)}[other]
    for constant in (np.full(n, 2.5), np.full((n, 2), 7), np.full(n, True)):
        if estimator == "ksg" and constant.dtype == bool:
            continue  # a truth value is no measurement
        for pair in ((constant, y), (y, constant)):
            estimate = mutual_information(*pair, estimator=estimator)
            assert (estimate.value, estimate.std_error) == (0.0, 0.0)
            assert any("constant" in warning for warning in estimate.warnings)


def test_an_uncentred_column_tells_as_much_as_a_centred_one():
    """Reference case 21. Steps of 2⁻²⁰ leave room for the million in a double, so no digit is lost."""
    rng = np.random.default_rng(12)
    x, label = worlds.gaussian_classes(2000, rng)
    x = np.round(x * 2**20) / 2**20
    y = x + rng.normal(size=2000)
    for estimator in ("auto", "ross"):
        centred = mutual_information(x, label, estimator=estimator)
        assert mutual_information(x + 1e6, label, estimator=estimator) == centred
    for estimator in ("auto", "ksg"):
        assert mutual_information(x + 1e6, y, estimator=estimator) == mutual_information(
            x, y, estimator=estimator
        )


def test_a_copy_of_a_label_tells_all_of_it():
    x, _ = worlds.joint_labels(500, np.random.default_rng(13))
    names = np.array(["red", "green", "blue"])[x]
    for estimator in COUNTS:
        h = entropy(x, estimator=estimator)
        assert float(mutual_information(x, names, estimator=estimator)) == pytest.approx(float(h), rel=1e-12)


def test_near_its_ceiling_an_estimate_says_so():
    """No point can have fewer neighbours than k: KSG then answers ψ(n) - ψ(k) - 1/k, whatever is true."""
    rng = np.random.default_rng(0)
    x, scores = rng.normal(size=300), KSG(transform="normal_scores")
    same = mutual_information(x, 2 * x + 1, estimator=scores)
    assert same.std_error == math.inf
    assert "the truth may be inf" in same.warnings[0]
    close = mutual_information(x, x + 0.001 * rng.normal(size=300), estimator=scores)
    assert "near its ceiling" in close.warnings[0]
    loose = mutual_information(x, 0.6 * x + 0.8 * rng.normal(size=300), estimator=scores)
    assert loose.warnings == ()
