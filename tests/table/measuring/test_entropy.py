"""The entropy of a column: by formula, rounded or not."""

import math

import numpy as np
import pytest
from scipy.stats import norm

from infoscope.table import open_table, report
from infoscope.table.measuring import _entropy
from infoscope.table.measuring._entropy import entropy_of
from infoscope.table.measuring._feature import as_feature


def entropy(values, kind=None):
    return entropy_of(as_feature(open_table({"x": values}).read("x"), kind))


@pytest.mark.parametrize("step", [0.25, 0.5, 2.0])
def test_rounded_numbers_have_the_entropy_of_what_they_were_rounded_from(step):
    x = step * np.rint(np.random.default_rng(0).normal(scale=5 * step, size=4000) / step)
    found = entropy(x, "continuous")
    # Of the law spread evenly over each step: Σ -p ln(p / step), p by the normal law between its edges.
    places = step * np.arange(-40, 41)
    p = norm.cdf(places + step / 2, scale=5 * step) - norm.cdf(places - step / 2, scale=5 * step)
    exact = -(p[p > 0] * np.log(p[p > 0] / step)).sum()
    assert found.value == pytest.approx(exact, abs=4 * found.std_error)
    assert exact == pytest.approx(0.5 * math.log(2 * math.pi * math.e * (25 + 1 / 12) * step**2), abs=1e-6)
    assert found.warnings == (_entropy.ROUNDED,)


def test_two_values_by_hand():
    # ln 2, Miller and Madow's (2 - 1) / 2n, and the step between them.
    for low, step in ((1.5, 1.0), (0.0, 0.125), (-3.0, 40.0)):
        found = entropy([low, low + step] * 50, "continuous")
        assert found.value == pytest.approx(math.log(2) + 1 / 200 + math.log(step), rel=1e-12)


def test_an_atom_leaves_no_entropy_and_says_so():
    x = np.where(np.arange(200) % 2, 0.0, np.random.default_rng(0).normal(size=200))
    found = report({"x": x, "y": np.arange(200) % 2}, "y")
    column = found.columns[0]
    assert column["entropy"] is None
    assert column["warnings"] == [_entropy.ATOMS]
    assert report({"x": np.random.default_rng(1).normal(size=200), "y": x}, "y").target["entropy"] is None


@pytest.mark.parametrize(
    ("values", "step"),
    [
        ([0.5, 1.0, 2.5], 0.5),
        ([3.0, 9.0, 6.0], 3.0),
        ([15.6, 16.8, 11.2], 0.4),
        ([-0.1, 0.2], 0.3),
        ([86400.0, 3 * 86400.0], 2 * 86400.0),
        ([0.0, 1 / 3, 1.0], None),
        ([0.0, 1e17], None),
    ],
)
def test_the_step(values, step):
    found = _entropy._step(np.unique(values))
    assert found == (step if step is None else pytest.approx(step, rel=1e-12))
