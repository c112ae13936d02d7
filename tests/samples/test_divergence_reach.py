"""Where x lies beyond all of y neighbours cannot tell how rare y is, and say so."""

import math

import numpy as np
import pytest

from infoscope.samples import cross_entropy, kl_divergence, renyi_divergence

BY_NEIGHBOURS = {
    "KL": lambda x, y: kl_divergence(x, y, estimator="wang_kulkarni_verdu"),
    "cross": lambda x, y: cross_entropy(x, y, estimator="wang_kulkarni_verdu"),
    "Renyi": lambda x, y: renyi_divergence(x, y, 0.5, estimator="poczos"),
}
LAPLACE = 0.5 * math.log(2 * math.pi) - math.log(2)  # D(Laplace‖standard normal): 1/2·2 + ½ ln 2π - 1 - ln 2


def warned(estimate):
    return any("how rare y is there" in w for w in estimate.warnings)


@pytest.mark.parametrize("measure", BY_NEIGHBOURS)
@pytest.mark.parametrize("d", [1, 2, 4])
def test_tails_beyond_y_are_told_of(measure, d):
    for seed in range(5):
        rng = np.random.default_rng(seed)
        assert warned(BY_NEIGHBOURS[measure](rng.laplace(size=(500, d)), rng.normal(size=(500, d))))


@pytest.mark.parametrize("measure", BY_NEIGHBOURS)
@pytest.mark.parametrize(("n", "m", "d"), [(500, 500, 1), (200, 900, 2), (900, 200, 3), (300, 300, 4)])
def test_equal_laws_are_not(measure, n, m, d):
    told = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        told += warned(BY_NEIGHBOURS[measure](rng.standard_t(3, size=(n, d)), rng.standard_t(3, size=(m, d))))
    assert told <= 2


def test_no_default_call_is_off_by_much_without_a_word():
    for seed in range(20):
        rng = np.random.default_rng(seed)
        found = kl_divergence(rng.laplace(size=500), rng.normal(size=500))
        off = abs(float(found) - LAPLACE)
        assert off < max(0.1, 3 * found.std_error) or found.warnings
