"""The standard error told is that of a law one error farther off: what it is for, by laws that are known."""

import numpy as np
import pytest
from scipy.stats import binom

from infoscope.samples._found import farther, mean_and_error, mean_error_and_skew

MANY = 20_000


def skew(*rows):
    return mean_error_and_skew(*rows)[2]


@pytest.mark.parametrize("freedom", [1, 4, 16])
@pytest.mark.parametrize("apart", [0.0, 1.0, 2.2, 4.0, 8.0, 20.0])
def test_an_interval_reaches_the_truth_near_independence(freedom, apart):
    """Near it 2n Î + freedom is a noncentral chi-squared, and the spread found that of its root.

    Without going farther 0.77 of the intervals cover with one degree of freedom, `apart` by 4.
    """
    rng = np.random.default_rng(0)
    square = (apart + rng.normal(size=MANY)) ** 2
    square += rng.chisquare(freedom - 1, MANY) if freedom > 1 else 0.0
    value, truth = (square - freedom) / 2, apart**2 / 2
    first = np.sqrt(np.maximum(square - freedom / 2, freedom / 2))
    covered = np.mean(np.abs(value - truth) <= 1.96 * farther(first, 2.0, 1))
    assert covered > 0.905
    if apart == 20.0:
        assert covered < 0.965


@pytest.mark.parametrize("chance", [0.015, 0.02, 0.03])
def test_an_interval_reaches_the_truth_where_few_rows_make_the_mean(chance):
    """Of 400 rows a few are -5, the others 0: where fewer are, both the mean and its spread are small."""
    n, plain, covered = 400, 0.0, 0.0
    for k in range(1, 60):
        local = np.where(np.arange(n) < k, -5.0, 0.0)
        mean, error = mean_and_error(local)
        weight, off = binom.pmf(k, n, chance), abs(mean + 5 * chance)
        plain += weight * (off <= 1.96 * error)
        covered += weight * (off <= 1.96 * farther(error, skew(local), n))
    assert covered > max(plain, 0.93)


def test_skew_is_the_third_moment_over_the_second():
    local = np.array([0.0, 1.0, 1.0, 5.0])
    off = local - local.mean()
    assert skew(local) == pytest.approx((off**3).sum() / (off**2).sum())
    assert skew(-local) == skew(local)
    assert skew(np.array([0.0, 1.0, 5.0]), np.array([1, 2, 1])) == pytest.approx(skew(local))
    assert skew(np.ones(4)) == skew(np.full(4, np.inf)) == 0.0
