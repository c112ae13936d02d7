"""Every order a null allows and no other, p-values that count what they say, the same on any threads."""

import math
from collections import Counter

import numpy as np
import pytest
from scipy import stats

from infoscope import Estimate, samples
from infoscope.samples.reading._variables import Variable
from infoscope.samples.resampling import PermutationTest, permutation_test
from infoscope.samples.resampling._nulls import NULLS, nearest_in, within
from reference import resampling as slow
from reference.independence import information

RNG = np.random.default_rng(0)
X, Z = RNG.normal(size=(2, 80))
Y = X + RNG.normal(size=80)
A, B, C = RNG.integers(0, 3, size=(3, 60))


def continuous(*columns):
    return Variable("z", "continuous", columns=np.column_stack(columns).astype(float))


def mixed(codes, *columns):
    codes = np.asarray(codes)
    return Variable(
        "z", "mixed", codes=codes, levels=int(codes.max()) + 1, columns=np.column_stack(columns).astype(float)
    )


def drawn(null, n, bound, times=6000, seed=0):
    rng = np.random.default_rng(seed)
    return Counter(tuple(null(n, bound, rng).tolist()) for _ in range(times))


@pytest.mark.parametrize(
    ("null", "n", "bound"),
    [
        (NULLS["shuffle"], 4, None),
        (NULLS["circular_shift"], 9, 2),
        (NULLS["circular_shift"], 8, 3),
        (within, 6, np.array([0, 1, 0, 2, 1, 0])),
    ],
)
def test_every_order_is_as_likely_as_the_next(null, n, bound):
    allowed = getattr(slow, null.__name__)(n, bound)
    seen = drawn(null, n, bound)
    assert set(seen) == set(allowed)
    assert stats.chisquare(list(seen.values())).pvalue > 1e-3


@pytest.mark.parametrize("k", [2, 3, 4])
def test_local_orders_are_those_of_neighbours(k):
    z = np.array([0.0, 1.1, 2.3, 3.2, 4.6, 10.0])
    near = nearest_in(continuous(z), k, np.random.default_rng(0))
    assert [set(row) for row in near.tolist()] == slow.nearest_in(z.tolist(), k)
    allowed = set(slow.local(6, near.tolist()))
    seen = drawn(NULLS["local"], 6, near)
    assert set(seen) <= allowed
    assert set(seen) == allowed or len(seen) > 0.8 * len(allowed)
    assert seen[tuple(range(6))] < 0.6 * sum(seen.values())  # it does undo


def test_nearest_are_of_the_same_label_and_hold_the_row_itself():
    z = np.array([0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0])  # five that are equal, of which k = 3
    codes = [0, 0, 0, 0, 0, 0, 1, 1]
    for seed in range(20):
        near = nearest_in(mixed(codes, z), 3, np.random.default_rng(seed))
        assert all(i in row for i, row in enumerate(near.tolist()))
        assert all(codes[j] == codes[i] for i, row in enumerate(near.tolist()) for j in row)
        assert sorted(NULLS["local"](8, near, np.random.default_rng(seed))) == list(range(8))
    far = {tuple(sorted(nearest_in(mixed(codes, z), 3, np.random.default_rng(s))[0])) for s in range(40)}
    assert len(far) == 6  # of itself and two of four that are as near, any two


def test_local_orders_are_permutations_of_many_rows():
    near = nearest_in(
        continuous(*np.random.default_rng(1).normal(size=(2, 500))), 5, np.random.default_rng(2)
    )
    rows = NULLS["local"](500, near, np.random.default_rng(3))
    assert sorted(rows) == list(range(500))
    assert all(rows[i] in near[i] for i in range(500))
    assert np.mean(rows == np.arange(500)) < 0.35  # about 1 / k stay


def test_p_values_count_ties_as_larger():
    def parity(x, y):
        return float(np.asarray(x)[0] != y[0])

    y = np.array(["a"] * 2 + ["b"] * 2)
    found = permutation_test(y, y, statistic=lambda x, y: 1.0, n_permutations=19, rng=0)
    assert found.p_value == 1.0
    found = permutation_test(y, y, statistic=parity, n_permutations=99, rng=0)
    assert found.p_value == 1.0  # the observed is the least
    first = permutation_test(y, y, statistic=lambda x, y: float(x[0] == y[0]), n_permutations=999, rng=0)
    assert first.p_value == (first.null.sum() + 1) / 1000
    assert first.p_value == pytest.approx(1 / 2, abs=0.05)


@pytest.mark.parametrize("z", [None, np.array([0, 0, 0, 0, 1, 1, 1])])
def test_labels_under_every_shuffle(z):
    """The law of the shuffled statistic, against a list of every order there is."""
    x, y = np.array([0, 0, 1, 1, 0, 1, 2]), np.array([0, 0, 1, 0, 0, 1, 1])
    found = permutation_test(x, y, z, kind="discrete", n_permutations=20_000, rng=0)
    every = slow.shuffled_informations(x.tolist(), y.tolist(), None if z is None else z.tolist())
    observed = information(x.tolist(), y.tolist(), None if z is None else z.tolist())[0]
    assert found.statistic.value == pytest.approx(observed)
    chance = np.mean(np.array(every) >= observed - 1e-9)
    assert found.p_value == pytest.approx(chance, abs=4 * math.sqrt(chance / 20_000))
    assert set(np.round(found.null, 9)) == set(np.round(every, 9))


def test_labels_by_sums_and_by_estimates_have_one_law():
    """Plug-in from the sum that moves, against the estimator run on every shuffle."""
    for data in ((A, B), (A, B, C)):
        fast = permutation_test(*data, n_permutations=1500, rng=0)
        plain = permutation_test(
            *data,
            statistic=lambda *d: (
                samples.mutual_information(*d, estimator="plug_in")
                if len(d) == 2
                else samples.conditional_mutual_information(*d, estimator="plug_in")
            ),
            n_permutations=1500,
            rng=1,
        )
        assert fast.statistic.value == pytest.approx(plain.statistic.value, rel=1e-12)
        assert stats.ks_2samp(fast.null, plain.null).pvalue > 1e-3


@pytest.mark.parametrize("transform", [None, "normal_scores"])
@pytest.mark.parametrize(
    "data", [(X, Y), (np.sort(X), Y), (np.round(X, 1), np.round(Y))], ids=["distinct", "in order", "tied"]
)
@pytest.mark.parametrize("null", ["shuffle", "circular_shift"])
def test_columns_sorted_once_and_for_every_shuffle_are_the_same(data, transform, null):
    choice = samples.KSG(k=4, transform=transform)
    options = {"null": null, "n_permutations": 25, "rng": 3}
    quick = permutation_test(*data, estimator=choice, **options)
    plain = permutation_test(
        *data, statistic=lambda x, y: samples.mutual_information(x, y, estimator=choice), **options
    )
    assert quick.null == pytest.approx(plain.null, abs=1e-12)
    assert quick.p_value == plain.p_value


def test_seeds_reproduce_on_any_number_of_threads():
    for data in ((X, Y), (X, A.repeat(2)[:80]), (A, B)):
        one = permutation_test(*data, n_permutations=40, rng=7)
        many = permutation_test(*data, n_permutations=40, rng=7, n_jobs=4)
        assert many.null.tolist() == one.null.tolist()
        assert permutation_test(*data, n_permutations=40, rng=8).null.tolist() != one.null.tolist()


def test_the_statistic_is_the_estimate_of_the_data():
    found = permutation_test(X, Y, estimator="ksg", n_permutations=19, rng=0, unit="bits")
    assert found.statistic == samples.mutual_information(X, Y, estimator="ksg", unit="bits")
    nats = permutation_test(X, Y, estimator="ksg", n_permutations=19, rng=0)
    assert found.null == pytest.approx(nats.null / math.log(2))
    assert found.p_value == nats.p_value == 0.05
    given = permutation_test(A, B, C, n_permutations=19, rng=0, unit="bits")
    assert given.null == pytest.approx(permutation_test(A, B, C, n_permutations=19, rng=0).null / math.log(2))


def test_dependence_is_found_and_where_there_is_none_not():
    angle = RNG.uniform(0, 2 * math.pi, size=300)
    circle = np.cos(angle), np.sin(angle)  # not correlated
    assert permutation_test(*circle, n_permutations=199, rng=0).p_value == 0.005
    assert permutation_test(circle[0], circle[1] > 0, n_permutations=99, rng=0).p_value > 0.01
    assert permutation_test(circle[0], np.abs(circle[1]) > 0.5, n_permutations=99, rng=0).p_value == 0.01
    assert permutation_test(X, Z, n_permutations=99, rng=0).p_value > 0.01


def test_given_z_what_z_explains_is_no_dependence():
    rng = np.random.default_rng(5)
    z = rng.normal(size=400)
    x, y = z + 0.5 * rng.normal(size=(2, 400))
    options = {"estimator": "gaussian", "n_permutations": 99, "rng": 0}
    assert permutation_test(x, y, **options).p_value == 0.01
    assert permutation_test(x, y, z, **options).p_value > 0.01
    assert permutation_test(x, x + y, z, **options).p_value == 0.01
    label = rng.integers(0, 3, size=400)
    a, b = (label + (rng.random((2, 400)) < 0.2)) % 3
    assert permutation_test(a, b, n_permutations=99, rng=0).p_value == 0.01
    assert permutation_test(a, b, label, n_permutations=99, rng=0).p_value > 0.01


def test_what_it_says():
    found = permutation_test(X, Y, estimator="ksg", n_permutations=99, rng=0)
    assert repr(found).splitlines() == [repr(found.statistic), "p <= 0.01: none of 99 shuffles of x as large"]
    test = PermutationTest(
        Estimate(0.5, 0.1, warnings=("few",)), 0.5, np.array([0.1, 0.7, 0.2]), "3 shuffles"
    )
    assert repr(test) == "0.50 ± 0.10 nats\np = 0.5: 1 of 3 shuffles as large\n  warning: few"
    series = permutation_test(X, Y, null="circular_shift", lag=4, n_permutations=9, rng=0)
    assert series.method == "9 circular shifts of x by at least 4"
    given = permutation_test(X, Y, Z, estimator="gaussian", n_permutations=9, rng=0)
    assert given.method == "9 shuffles of x among 5 neighbours in z"
    assert permutation_test(A, B, C, n_permutations=9, rng=0).method == "9 shuffles of x within z"


def test_series_are_told_from_rows():
    x, y = np.cumsum(np.random.default_rng(0).normal(size=(2, 300)), axis=1)
    alike = "null='circular_shift'"
    assert any(alike in w for w in permutation_test(x, y, n_permutations=9, rng=0).statistic.warnings)
    labels = permutation_test(x > 0, y > 0, n_permutations=9, rng=0)
    assert any(alike in w for w in labels.statistic.warnings)
    assert not permutation_test(
        x, np.random.default_rng(1).permutation(y), n_permutations=9
    ).statistic.warnings
    few = permutation_test(x[:30], y[:30], null="circular_shift", lag=10, n_permutations=9, rng=0)
    assert few.statistic.warnings[-1] == "there are only 11 different shifts"
    with pytest.raises(
        ValueError, match=r"shifts by 16 rows or more.*need 32 rows; got 30: set a smaller lag"
    ):
        permutation_test(x[:30], y[:30], null="circular_shift", lag=16)


def test_corners():
    constant = permutation_test(np.ones(20), np.arange(20), n_permutations=9, rng=0)
    assert constant.p_value == 1.0
    assert constant.statistic.value == 0.0
    flat = permutation_test(X, Y, np.ones(80), estimator="gaussian", n_permutations=9, rng=0)
    assert flat.statistic.value == samples.mutual_information(X, Y, estimator="gaussian").value
    dropped = permutation_test(["a", None, "b"] * 9, [1, 2, 3] * 9, missing="drop", n_permutations=9, rng=0)
    assert dropped.statistic.n == 18
    assert dropped.p_value == 0.1
    two = permutation_test(np.column_stack([X, Z]), Y, n_permutations=9, rng=0)
    assert two.statistic.n == 80
    same = permutation_test(X, X, n_permutations=9, rng=0)
    assert same.p_value == 0.1


BAD = [
    (
        {"null": "shufle"},
        "null must be one of auto, shuffle, local, circular_shift; got 'shufle'.*mean 'shuffle'",
    ),
    ({"null": "local"}, "null='local' takes x from rows that are near in z; give z"),
    ({"z": Z, "null": "shuffle"}, "would undo what binds x to z as well; with z, null='local'"),
    ({"z": Z, "null": "circular_shift"}, "would undo what binds x to z as well"),
    ({"z": Z, "neighbours": 1, "estimator": "gaussian"}, "neighbours must be a whole number >= 2; got 1"),
    ({"lag": 0, "null": "circular_shift"}, "lag must be a whole number >= 1; got 0"),
    ({"n_permutations": 0}, "n_permutations must be a whole number >= 1; got 0"),
    ({"n_jobs": -2}, "n_jobs must be a whole number >= 1, or -1"),
    ({"statistic": "entropy"}, "statistic must be one of mutual_information; got 'entropy'"),
    ({"statistic": max, "estimator": "ksg"}, "are for a named statistic; set them in yours"),
    ({"statistic": lambda x, y: math.nan}, "statistic must return a number; got NaN"),
]


@pytest.mark.parametrize(("options", "says"), BAD, ids=lambda v: repr(v).split(" at 0x")[0])
def test_bad_options(options, says):
    with pytest.raises(ValueError, match=says):
        permutation_test(X, Y, **options)


def test_a_statistic_in_the_place_of_x():
    with pytest.raises(ValueError, match="a statistic goes by its name: statistic="):
        permutation_test(samples.mutual_information, X, Y)
