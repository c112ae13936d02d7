"""Boxes along the axes of the neighbours find what thin relations hide from rectangles."""

import numpy as np
import pytest

from infoscope.samples import KSG, LocalNonuniformity, conditional_mutual_information, mutual_information
from infoscope.samples.neighbours._nonuniform import fill_of_uniform
from reference import neighbours as reference
from samples.worlds import bivariate_gaussian, gaussian_information


@pytest.mark.parametrize("threshold", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("dimensions", [(1, 1), (2, 1), (1, 1, 1)])
def test_local_values(dimensions, threshold):
    from infoscope.samples import total_correlation

    rng = np.random.default_rng(0)
    common = rng.normal(size=(70, 1))
    columns = [common + 0.1 * rng.normal(size=(70, d)) for d in dimensions]
    for k in (4, 10):
        estimate = total_correlation(*columns, estimator=LocalNonuniformity(k, threshold))
        slow = reference.mean(reference.local_nonuniformity(columns, k, threshold))
        assert float(estimate) == pytest.approx(slow, rel=1e-10)
        if threshold == 0.0:
            assert float(estimate) == float(total_correlation(*columns, estimator=KSG(k, variant=2)))


@pytest.mark.parametrize(("k", "d"), [(5, 2), (10, 2), (6, 4)])
def test_the_threshold_is_seldom_crossed_by_uniform_points(k, d):
    """The rule of the paper: a neighbourhood that is uniform is corrected once in 200 times."""
    rng = np.random.default_rng(1)
    fills = [reference.fill(rng.uniform(-1, 1, size=(k, d))) for _ in range(20_000)]
    share = np.mean(np.array(fills) < fill_of_uniform(k, d))
    assert share == pytest.approx(0.005, abs=0.0035)  # four errors of both counts


def test_strong_relations():
    """y = x + noise of width 10⁻³ at n = 500: KSG is more than a nat short, this a quarter of one."""
    truth = gaussian_information(np.sqrt(1 / (1 + 1e-6)))
    rng = np.random.default_rng(2)
    x = rng.normal(size=500)
    y = x + 1e-3 * rng.normal(size=500)
    assert float(mutual_information(x, y, estimator=KSG())) < truth - 1
    corrected = mutual_information(x, y, estimator="local_nonuniformity")
    assert float(corrected) == pytest.approx(truth, abs=0.25)
    assert corrected.method == "local nonuniformity, k=10"


def test_no_relation_stays_none():
    rng = np.random.default_rng(3)
    values = [
        float(mutual_information(*bivariate_gaussian(0.0, 400, rng), estimator=LocalNonuniformity()))
        for _ in range(20)
    ]
    assert abs(np.mean(values)) < 4 * np.std(values) / 20**0.5 + 0.005


def test_a_line_is_infinite_information():
    x = np.arange(60.0) ** 2
    assert mutual_information(x, x, estimator="local_nonuniformity").value > 15


def test_what_it_cannot_tell():
    x, y, z = np.random.default_rng(4).normal(size=(3, 40))
    with pytest.raises(ValueError, match="k must be more than the 2 columns"):
        mutual_information(x, y, estimator=LocalNonuniformity(2))
    with pytest.raises(ValueError, match="for mutual information and total correlation"):
        conditional_mutual_information(x, y, z, estimator=LocalNonuniformity())
    for threshold in (-0.1, 1.5, "a", np.nan):
        with pytest.raises(ValueError, match="threshold must be None or a share from 0 to 1"):
            LocalNonuniformity(threshold=threshold)
