"""The G-test: scipy's G, Williams' correction from his formula, the exact law where cells are few."""

from collections import Counter
from itertools import permutations

import numpy as np
import pytest
from scipy.stats import chi2, chi2_contingency
from sklearn.metrics.cluster import contingency_matrix, expected_mutual_information

from infoscope.samples.independence import _g_test
from infoscope.samples.independence._g_test import SMALLEST, chance_information, g_test, pool_rare
from reference import independence as slow


def held(x, y, z=None, seed=0, **options):
    columns = [None if column is None else np.asarray(column) for column in (x, y, z)]
    return g_test(*columns, rng=np.random.default_rng(seed), **options)


def rows_of(table):
    """The codes of a table of counts."""
    table = np.asarray(table)
    i, j = np.indices(table.shape)
    return np.repeat(i.ravel(), table.ravel()), np.repeat(j.ravel(), table.ravel())


DENSE = {
    "2 x 2": [[20, 13], [11, 25]],
    "2 x 2 on the border": [[5, 5], [5, 5]],
    "3 x 4": [[30, 20, 14, 9], [12, 25, 19, 30], [18, 17, 16, 15]],
    "skewed": [[900, 80], [310, 52]],
    "a cell empty": [[0, 30], [30, 30]],
    "strong": [[400, 3], [2, 500]],
    "independent": [[10, 20], [30, 60]],
}


@pytest.mark.parametrize("name", DENSE)
def test_full_tables_agree_with_scipy_and_williams(name):
    x, y = rows_of(DENSE[name])
    n, found = len(x), held(x, y)
    g, _, degrees, expected = chi2_contingency(DENSE[name], correction=False, lambda_="log-likelihood")
    q = slow.williams(x.tolist(), y.tolist())
    assert expected.min() >= 5
    assert found.information == pytest.approx(g / (2 * n), rel=1e-12, abs=1e-15)
    assert found.p_value == pytest.approx(chi2.sf(g / q, degrees), rel=1e-9)
    assert found.bias == pytest.approx(degrees * q / (2 * n), rel=1e-13)
    assert found.method == f"G-test, χ² with {degrees} degree{'s' if degrees > 1 else ''} of freedom"


def test_williams_by_hand():
    # n = 40, margins 10, 30 and 20, 20: q = 1 + (4 + 4/3 - 1)(2 + 2 - 1) / 240 = 1 + 13/240.
    x, y = rows_of([[4, 6], [16, 14]])
    assert slow.williams(x.tolist(), y.tolist()) == pytest.approx(253 / 240, rel=1e-15)
    g = 2 * sum(o * np.log(o / e) for o, e in ((4, 5), (6, 5), (16, 15), (14, 15)))
    assert held(x, y).p_value == pytest.approx(chi2.sf(g * 240 / 253, 1), rel=1e-12)
    assert held(x, y).bias == pytest.approx(253 / 240 / 80, rel=1e-14)


@pytest.mark.parametrize("name", ["2 x 2", "2 x 2 on the border", "a cell empty"])
def test_the_bias_is_the_mean_under_independence(name):
    x, y = (codes.tolist() for codes in rows_of(DENSE[name]))
    # Williams' mean is of order 1/n; the margins here are fixed, which the next order knows: 1/n of it.
    assert held(x, y).bias == pytest.approx(slow.exact(x, y)[1], rel=1 / len(x))


SPARSE = {
    "2 x 2": ([[3, 1], [1, 4]], None),
    "2 x 3": ([[4, 0, 1], [0, 3, 2]], None),
    "3 x 3": ([[2, 1, 0], [0, 2, 1], [1, 0, 3]], None),
    "as strong as can be": ([[5, 0], [0, 5]], None),
    "as weak as can be": ([[2, 2], [2, 2]], None),
    "one row apart": ([[1, 0], [4, 5]], None),
    "all singletons": (np.eye(4, dtype=int), None),
    "two strata": ([[3, 1], [1, 4]], [0, 0, 1, 1, 0, 0, 1, 1, 1]),
    "a stratum of one": ([[3, 1], [1, 4]], [0, 0, 0, 0, 1, 0, 0, 0, 0]),
    "a stratum where x is constant": ([[4, 2], [2, 4]], [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]),
}


@pytest.mark.parametrize("name", SPARSE)
def test_sparse_tables_follow_the_exact_law(name):
    table, z = SPARSE[name]
    x, y = rows_of(table)
    rounds = 40_000
    found = held(x, y, z, rounds=rounds)
    p, mean, spread = slow.exact(x.tolist(), y.tolist(), z)
    if "constant" in name:  # neither of the two strata varies in x
        assert (found.p_value, found.bias, found.method) == (1.0, 0.0, "G-test, nothing can vary")
        assert (p, mean) == (1.0, pytest.approx(0, abs=1e-15))
        return
    assert found.method == "G-test, 40000 shuffles"
    assert found.p_value == pytest.approx(p, abs=5 * np.sqrt(p * (1 - p) / rounds) + 1 / rounds)
    assert found.bias == pytest.approx(mean, abs=5 * spread / np.sqrt(rounds) + 1e-12)
    assert found.information == pytest.approx(slow.information(x.tolist(), y.tolist(), z)[0], abs=1e-15)


def test_p_of_shuffles_is_b_plus_one_over_rounds_plus_one():
    x, y = rows_of([[6, 0], [0, 6]])  # as large: 2 of 924 deals
    found = held(x, y, rounds=99)
    assert round(100 * found.p_value) == pytest.approx(100 * found.p_value)
    assert 0.01 <= found.p_value <= 0.05


@pytest.mark.parametrize(("work", "rounds"), [(10**9, 4999), (24_000, 2000), (10, 99)])
def test_the_rounds_fit_the_work(monkeypatch, work, rounds):
    monkeypatch.setattr(_g_test, "WORK", work)
    assert held(*rows_of([[6, 0], [0, 6]])).method == f"G-test, {rounds} shuffles"


def drawn(seed, n, kx, ky, kz=1):
    rng = np.random.default_rng(seed)
    z = rng.integers(kz, size=n)
    x = (rng.integers(kx, size=n) + z) % kx
    y = np.where(rng.random(n) < 0.3, x % ky, rng.integers(ky, size=n))
    return x, y, z


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kz", [1, 3])
def test_information_and_error_equal_the_slow_version(seed, kz):
    x, y, z = drawn(seed, 40 + 100 * seed, 2 + seed, 4, kz)
    found = held(x, y, z, rounds=9)
    expected = slow.information(x.tolist(), y.tolist(), z.tolist())
    np.testing.assert_allclose((found.information, found.std_error), expected, rtol=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_the_conditional_test_adds_up_over_strata(seed):
    x, y, z = drawn(seed, 900, 3, 3, 4)
    found = held(x, y, z)
    parts = [(held(x[z == k], y[z == k]), int((z == k).sum())) for k in range(4)]
    g, degrees = 0.0, 0
    for k in range(4):
        table = np.bincount(3 * x[z == k] + y[z == k], minlength=9).reshape(3, 3)
        one = chi2_contingency(table, correction=False, lambda_="log-likelihood")
        g, degrees = g + one.statistic, degrees + one.dof
    q = slow.williams(x.tolist(), y.tolist(), z.tolist())
    assert slow.degrees(x.tolist(), y.tolist(), z.tolist()) == degrees == 16
    assert slow.least_expected(x.tolist(), y.tolist(), z.tolist()) >= 5
    assert found.method == "G-test, χ² with 16 degrees of freedom"
    assert found.information == pytest.approx(g / 1800, rel=1e-12)
    assert found.information == pytest.approx(sum(p.information * n for p, n in parts) / 900, rel=1e-12)
    assert found.bias == pytest.approx(sum(p.bias * n for p, n in parts) / 900, rel=1e-12)
    assert found.p_value == pytest.approx(chi2.sf(g / q, degrees), rel=1e-9)


def test_a_stratum_that_cannot_vary_counts_for_nothing():
    x, y = rows_of(DENSE["2 x 2"])
    more = np.concatenate([x, np.zeros(31, int)]), np.concatenate([y, np.arange(31) % 2])
    z = np.concatenate([np.zeros(len(x), int), np.ones(31, int)])
    alone, both = held(x, y), held(*more, z)
    assert (both.p_value, both.method) == (pytest.approx(alone.p_value, rel=1e-12), alone.method)
    assert both.information * len(z) == pytest.approx(alone.information * len(x), rel=1e-12)


@pytest.mark.parametrize(
    ("x", "y", "z"),
    [
        ([0, 0, 0, 0], [0, 1, 0, 1], None),
        ([0, 1, 0, 1], [2, 2, 2, 2], None),
        ([0], [0], None),
        ([5, 5], [7, 7], [3, 3]),
        ([0, 1, 2, 3], [3, 1, 2, 0], [0, 1, 2, 3]),
        ([0, 1, 1, 1], [0, 0, 1, 0], [0, 0, 1, 1]),
    ],
    ids=["x constant", "y constant", "one row", "all constant", "a row a stratum", "one varies a stratum"],
)
def test_where_nothing_can_vary(x, y, z):
    found = held(x, y, z)
    assert (found.information, found.std_error, found.bias, found.p_value) == (0.0, 0.0, 0.0, 1.0)
    assert found.method == "G-test, nothing can vary"


def test_p_is_never_zero():
    coin = np.arange(100_000) % 2
    assert held(coin, coin).p_value == SMALLEST > 0
    few = np.arange(8) // 2
    assert held(few, few).p_value >= 1 / 10_000


WORLDS = {
    "χ²": (900, 3, 4, 1),
    "shuffles": (40, 6, 5, 1),
    "χ², strata": (900, 2, 3, 3),
    "shuffles, strata": (60, 3, 4, 4),
}


@pytest.mark.parametrize("world", WORLDS)
def test_the_order_of_the_rows_moves_no_digit(world):
    x, y, z = drawn(1, *WORLDS[world])
    there = held(x, y, z)
    assert world.split(",")[0] in there.method
    for seed in range(5):
        i = np.random.default_rng(seed).permutation(len(x))
        assert held(x[i], y[i], z[i]) == there


@pytest.mark.parametrize("world", ["χ²", "χ², strata"])
def test_renaming_labels_changes_nothing(world):
    x, y, z = drawn(2, *WORLDS[world])
    there = held(x, y, z)
    for seed in range(5):
        names = [np.random.default_rng(seed).permutation(100)[: v.max() + 1] for v in (x, y, z)]
        here = held(*(name[v] for name, v in zip(names, (x, y, z))))
        assert here.information == there.information
        assert (here.p_value, here.bias) == pytest.approx((there.p_value, there.bias), rel=1e-12)


def test_x_and_y_may_change_places():
    x, y, z = drawn(3, *WORLDS["χ², strata"])
    one, other = held(x, y, z), held(y, x, z)
    assert one.information == pytest.approx(other.information, rel=1e-13)
    assert one.p_value == pytest.approx(other.p_value, rel=1e-10)


def test_codes_far_apart_count_like_codes_in_a_row():
    x, y, z = drawn(4, 60, 5, 4, 3)  # too many possible cells for a table of all of them
    far = held(1000 * x, 999 * y, 998 * z)
    assert far == held(x, y, z)


def test_narrow_codes_count_like_wide_ones():
    x, y, _ = drawn(5, 900, 16, 16)
    assert held(x.astype(np.uint8), y.astype(np.uint8)) == held(x, y)


def test_the_seed_decides_the_shuffles():
    x, y, _ = drawn(6, 30, 6, 5)
    assert held(x, y, seed=1) == held(x, y, seed=1)
    assert held(x, y, seed=1).bias != held(x, y, seed=2).bias


# codes, least
RARE = {
    "none": ([0, 0, 1, 1], 2),
    "one, and the next": ([0] * 4 + [1] + [2] * 3, 2),
    "two that do": ([0] * 9 + [1, 2] + [3] * 5, 2),
    "two that do not": ([0] * 9 + [1, 2] + [3] * 5, 4),
    "all": ([0, 1, 2, 3], 5),
    "all but one, and enough": ([0] * 9 + [1, 2, 3, 4], 4),
    "all but one, and too few": ([0] * 9 + [1, 2], 4),
    "one level": ([0, 0, 0], 9),
    "codes that do not occur": ([1, 1, 1, 4, 4, 4, 7, 9], 2),
    "codes that do not occur, none rare": ([1, 1, 1, 4, 4, 4], 2),
    "equally rare": ([0, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4], 3),
}


def blocks(values):
    """The partition of the rows by value."""
    return {frozenset(np.flatnonzero(values == v).tolist()) for v in np.unique(values)}


def check_pool(codes, least):
    found = pool_rare(np.asarray(codes), least)
    pooled = slow.pool_rare(list(codes), least)
    assert blocks(found) == blocks(np.array([-1 if pooled[c] else c for c in codes]))
    count = Counter(found.tolist())
    if len(blocks(found)) < len(blocks(np.asarray(codes))):
        assert min(count.values()) >= least or len(count) > 1
    return found


@pytest.mark.parametrize("seed", range(5))
def test_chance_is_the_mean_over_every_arrangement(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.integers(4, size=7), rng.integers(3, size=7)
    every = [slow.g_statistic(x.tolist(), list(z)) / 14 for z in permutations(y.tolist())]
    assert chance_information(x, y) == pytest.approx(np.mean(every), rel=1e-12, abs=1e-15)


def test_chance_is_the_expected_information_of_scikit_learn():
    rng = np.random.default_rng(0)
    x, y = rng.integers(300, size=1000), rng.integers(5, size=1000)
    expected = expected_mutual_information(contingency_matrix(x, y, sparse=True), 1000)
    assert chance_information(x, y) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("name", RARE)
def test_pool_corners(name):
    check_pool(*RARE[name])


def test_pool_by_hand():
    codes, least = RARE["two that do not"]
    assert blocks(pool_rare(np.array(codes), least)) == {frozenset(range(9)), frozenset(range(9, 16))}
    codes, least = RARE["all but one, and too few"]
    assert pool_rare(np.array(codes), least).tolist() == codes


@pytest.mark.parametrize("seed", range(30))
def test_pool_random_columns(seed):
    rng = np.random.default_rng(seed)
    codes = rng.geometric(rng.uniform(0.1, 0.9), size=rng.integers(1, 60))
    found = check_pool(codes.tolist(), float(rng.choice([1, 2, 3.5, 5, 20])))
    i = rng.permutation(len(codes))
    assert len(found) == len(i)


def test_pooling_does_not_ask_the_order_of_the_rows():
    rng = np.random.default_rng(0)
    codes = rng.geometric(0.3, size=80)
    i = rng.permutation(80)
    assert (pool_rare(codes[i], 6) == pool_rare(codes, 6)[i]).all()


# Chance of each label of x and of y, rows, strata.
NULLS = {
    "2 x 2, a dozen rows": ([0.5, 0.5], [0.7, 0.3], 12, 1),
    "2 x 2": ([0.5, 0.5], [0.5, 0.5], 40, 1),
    "4 x 4": ([0.25] * 4, [0.25] * 4, 120, 1),
    "8 x 3, skewed": ([0.4, 0.25, 0.15, 0.1, 0.04, 0.03, 0.02, 0.01], [0.8, 0.15, 0.05], 400, 1),
    "3 x 3, strata": ([0.5, 0.3, 0.2], [0.5, 0.3, 0.2], 400, 4),
    "3 x 3, small strata": ([0.5, 0.3, 0.2], [0.5, 0.3, 0.2], 60, 4),
}


def null_p_values(name, tables, pooled=None):
    p, q, n, strata = NULLS[name]
    rng = np.random.default_rng(20260101)
    for _ in range(tables):
        z = rng.integers(strata, size=n)
        # x and y both lean on z: independent only within a stratum.
        x = (rng.choice(len(p), n, p=p) + z) % len(p)
        y = (rng.choice(len(q), n, p=q) + z) % len(q)
        x = x if pooled is None else pool_rare(x, pooled)
        yield g_test(x, y, z, rng=rng, rounds=199).p_value


@pytest.mark.slow
@pytest.mark.parametrize("name", ["2 x 2", "4 x 4", "8 x 3, skewed", "3 x 3, strata", "3 x 3, small strata"])
def test_null_p_values_are_uniform(name):
    found = np.array(list(null_p_values(name, 3000)))
    assert 0.03 <= (found <= 0.05).mean() <= 0.07
    assert 0.16 <= (found <= 0.2).mean() <= 0.24
    assert 0.003 <= (found <= 0.01).mean() <= 0.018


@pytest.mark.slow
def test_null_p_values_stay_uniform_when_rare_labels_are_pooled():
    found = np.array(list(null_p_values("8 x 3, skewed", 3000, pooled=100)))
    assert 0.03 <= (found <= 0.05).mean() <= 0.07
    assert 0.16 <= (found <= 0.2).mean() <= 0.24


@pytest.mark.slow
def test_few_rows_allow_few_p_values_and_none_too_small():
    # A dozen rows make a handful of tables: the test is exact, so it may only be too careful.
    found = np.array(list(null_p_values("2 x 2, a dozen rows", 3000)))
    for level in (0.01, 0.05, 0.2):
        assert (found <= level).mean() <= level + 3 * np.sqrt(level / 3000)


@pytest.mark.slow
@pytest.mark.parametrize(("n", "levels"), [(100, 4), (400, 8), (5000, 16)])
def test_null_p_values_of_equal_frequency_bins_are_uniform(n, levels):
    # As a report bins two measurements: five rows or more a cell, both margins even.
    x = np.arange(n) * levels // n
    rng = np.random.default_rng(20260102)
    found = np.array([g_test(rng.permutation(x), x, rng=rng).p_value for _ in range(3000)])
    assert 0.03 <= (found <= 0.05).mean() <= 0.07
    assert 0.003 <= (found <= 0.01).mean() <= 0.02
