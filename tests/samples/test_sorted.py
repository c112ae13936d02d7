"""A column put in order, against numpy's own sorting."""

import numpy as np
import pytest

from infoscope.samples.reading._sorted import Sorted

N = 5000
RNG = np.random.default_rng(0)
NORMAL = RNG.normal(size=N)
COLUMNS = {
    "few": NORMAL[:100],
    "normal": NORMAL,
    "ties": np.round(NORMAL, 1),
    "alike in all but the last bits": 1.0 + RNG.integers(0, 4000, N) * 2.0**-52,
    "some alike": np.where(RNG.random(N) < 0.02, -1.0 - RNG.integers(0, 4, N) * 2.0**-52, NORMAL),
    "both zeros": RNG.choice([0.0, -0.0, 5e-324, -5e-324], N),
    "extremes": RNG.choice([1.7e308, -1.7e308, 1e-308, 1.0], N) * RNG.random(N),
    "every other of a table": RNG.normal(size=(N, 3))[::2, 1],
    "descending": np.sort(NORMAL)[::-1],
}


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_in_order(column):
    found = Sorted.of(column)
    np.testing.assert_array_equal(found.ascending, np.sort(column))
    np.testing.assert_array_equal(column[found.order], found.ascending)
    np.testing.assert_array_equal(np.sort(found.order), np.arange(len(column)))
