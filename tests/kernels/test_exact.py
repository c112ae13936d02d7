"""Sums agree with those of fractions, to the last digit in any order and on any number of threads."""

import math

import numpy as np
import pytest

from infoscope._kernels import exact
from infoscope._kernels.threads import limit
from reference import exact as reference

MANY = 600_000  # enough for two pieces


def spread(seed, n, decades):
    """Numbers of both signs and of sizes that lie so many powers of ten apart."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=n) * 10.0 ** rng.uniform(-decades, 0, n)


@pytest.mark.parametrize("n", [1, 2, 511, 512, 513, 5000])
@pytest.mark.parametrize("scale", [1.0, 2.0**-300, 2.0**300, 5e-324, 2.0**1000])
def test_total(n, scale):
    values, counts = spread(n, n, 6) * scale, np.random.default_rng(n).integers(1, 1000, n)
    most = np.abs(values).max() * n
    for weights in (np.ones(n), counts):
        exactly = reference.total((values * weights).tolist(), [1.0] * n)
        assert exact.total(values, weights) == pytest.approx(exactly, rel=1e-15, abs=1e-18 * most)
    assert exact.total(values) == exact.total(values, np.ones(n))


def test_what_cancels():
    values = spread(0, 4001, 8)
    assert exact.total(np.append(values, -values)) == 0.0
    assert exact.total(np.append(np.append(values, -values), 1e-12)) == pytest.approx(1e-12, rel=1e-5)


def test_no_order_and_no_thread_moves_a_digit():
    values = spread(1, MANY, 6)
    found = set()
    for n in (1, 2, 3):
        with limit(n):
            found |= {exact.total(values), exact.total(values[::-1]), exact.total(np.sort(values))}
    assert found == {math.fsum(values)}


def test_what_is_not_finite():
    values = spread(2, 1000, 3)
    values[7] = np.inf
    assert exact.total(values) == np.inf
    assert exact.total(-values) == -np.inf
    values[9] = -np.inf
    assert np.isnan(exact.total(values))
    values[[7, 9]] = 1.0, np.nan
    assert np.isnan(exact.total(values))
    assert exact.total(np.zeros(5)) == 0.0
