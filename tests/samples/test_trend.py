"""Rank tests of trend: against their definitions, SciPy, and the level they promise."""

import numpy as np
import pytest
from scipy import stats

from infoscope.samples.independence import _trend
from infoscope.samples.independence._trend import kruskal_wallis, spearman
from reference import trend as slow


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def codes(values):
    return np.unique(values, return_inverse=True)[1]


@pytest.mark.parametrize("levels", [3, 12, 10_000])
def test_by_definition(rng, levels):
    x, y, labels = rng.integers(levels, size=60), rng.integers(levels, size=60), rng.integers(4, size=60)
    y = y + x // 2
    assert spearman(x, y).explained == pytest.approx(slow.spearman(x.tolist(), y.tolist()), rel=1e-12)
    expected = slow.kruskal_wallis(x.tolist(), labels.tolist())
    assert kruskal_wallis(codes(x), labels).explained == pytest.approx(expected, rel=1e-12)


def test_agrees_with_scipy(rng):
    x, labels = rng.normal(size=500).round(1), rng.integers(5, size=500)
    y = x + 5 * rng.normal(size=500)
    r = stats.spearmanr(x, y).statistic
    found = spearman(codes(x), codes(y))
    assert found.explained == pytest.approx(r * r, rel=1e-12)
    assert found.p_value == pytest.approx(2 * stats.norm.sf(abs(r) * np.sqrt(499)), rel=1e-10)
    moved = x + 0.1 * labels
    expected = stats.kruskal(*(moved[labels == one] for one in range(5))).pvalue
    assert kruskal_wallis(codes(moved), labels).p_value == pytest.approx(expected, rel=1e-9)


def test_two_labels_are_one_rank_correlation(rng):
    x, labels = codes(rng.normal(size=200)), rng.integers(2, size=200)
    assert kruskal_wallis(x, labels).p_value == pytest.approx(spearman(x, labels).p_value, rel=1e-10)


def test_nothing_to_rank_is_no_trend():
    assert spearman(np.zeros(9, int), np.arange(9)).p_value == 1.0
    assert kruskal_wallis(np.zeros(9, int), np.arange(9) % 3).p_value == 1.0
    assert kruskal_wallis(np.arange(9), np.full(9, 2)).p_value == 1.0


def test_labels_not_seen_do_not_count(rng):
    x, labels = codes(rng.normal(size=80)), rng.integers(3, size=80)
    assert kruskal_wallis(x, 5 * labels) == kruskal_wallis(x, labels)


def test_the_order_of_the_rows_moves_no_digit(rng):
    n = 300_000  # sums of n³ and more, which doubles would round
    x, y, labels, i = rng.permutation(n), rng.permutation(n), rng.integers(7, size=n), rng.permutation(n)
    assert spearman(x, y) == spearman(x[i], y[i])
    assert kruskal_wallis(x, labels) == kruskal_wallis(x[i], labels[i])


def test_long_sums_are_taken_in_runs():
    n = 2**21 + 5
    a = np.full(n, n)
    assert _trend._dot(a, a) == n**3  # beyond 64 bits, or near


@pytest.mark.slow
@pytest.mark.parametrize(("n", "least"), [(10, 0.0), (30, 0.03), (300, 0.03)])
def test_level(n, least):  # of ten rows few p-values are possible: it may only be too careful
    rng = np.random.default_rng(1)
    p = np.array(
        [
            [
                spearman(rng.permutation(n), np.arange(n)).p_value,
                kruskal_wallis(rng.permutation(n), np.arange(n) % 3).p_value,
            ]
            for _ in range(4000)
        ]
    )
    rejected = (p <= 0.05).mean(0)  # 4000 tosses: ± 0.7 % is two standard errors
    assert (rejected > least).all()
    assert (rejected < 0.065).all()
