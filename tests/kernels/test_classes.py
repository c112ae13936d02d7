"""Rows of classes agree with sorting them, and their local values with Ross's eq. 7 row by row."""

import numpy as np
import pytest
from scipy.special import digamma

from infoscope._kernels import classes


@pytest.mark.parametrize("levels", [1, 3, 40])
def test_gathered_is_a_stable_sort(levels):
    labels = np.random.default_rng(levels).integers(0, levels, 100)
    size = np.bincount(labels, minlength=levels + 1)  # the last occurs nowhere
    np.testing.assert_array_equal(classes.gathered(labels, size), np.argsort(labels, kind="stable"))


def test_local_values():
    labels, k = np.array([0, 1, 1, 0]), np.array([2, 3])
    constant = np.array([5.0, 7.0])
    count = np.array([[4, 2, 0, 3], [5, 4, 1, 3]])
    psi = np.append(np.nan, digamma(np.arange(1.0, 9.0)))
    local, slope, tied = classes.local_values(psi, constant, k, labels, count)
    np.testing.assert_array_equal(tied, [False, True, False, True])
    for i, (label, inside) in enumerate(zip(labels, count[0])):
        assert local[i] == pytest.approx(constant[label] - digamma(1 + inside), abs=1e-14)
        assert slope[i] == pytest.approx(max(1 - k[label] / (inside + 1), 0), abs=1e-15)
