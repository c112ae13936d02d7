"""Resamples drawn as their law says, intervals as scipy and the papers have them, the same on any threads."""

import json
import math
import threading
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from infoscope import Estimate, samples
from infoscope.samples.resampling import Bootstrapped, bootstrap
from infoscope.samples.resampling._memory import as_series, block_length, memory
from infoscope.samples.resampling._rows import DRAWS
from reference import resampling as slow

RNG = np.random.default_rng(0)
X = RNG.exponential(size=60)
Y = X + RNG.normal(size=60)
LABELS = RNG.choice(4, size=200, p=[0.5, 0.25, 0.2, 0.05])


def mean(x):
    return float(np.mean(x))


def plug_in(x):
    return samples.entropy(x, estimator="plug_in")


def ksg(x, y):
    return samples.mutual_information(x, y, estimator="ksg")


DRAWN = {
    "percentile": (3, 3),
    "block": (3, 2),
    "subsampling": (5, 3),
    "window": (6, 4),
}  # method -> (n, size)


@pytest.mark.parametrize("method", DRAWN)
def test_rows_are_drawn_as_often_as_they_are_likely(method):
    n, size = DRAWN[method]
    draw = DRAWS[method]
    likely = getattr(slow, draw.__name__)(n, size)
    chance = likely if isinstance(likely, dict) else dict.fromkeys(likely, 1 / len(likely))
    rng, times = np.random.default_rng(1), 40_000
    seen = Counter(tuple(draw(n, size, rng).tolist()) for _ in range(times))
    assert set(seen) <= set(chance)
    rows = [r for r, p in chance.items() if p * times > 20]
    observed = np.array([seen[r] for r in rows])
    expected = np.array([chance[r] for r in rows]) * times
    assert stats.chisquare(observed, expected * observed.sum() / expected.sum()).pvalue > 1e-3
    assert observed.sum() > 0.99 * times


def test_percentile_interval_is_that_of_the_sorted_replicates():
    e = bootstrap(mean, X, method="percentile", n_resamples=399, rng=1)
    assert e.value == mean(X)
    for level in (0.5, 0.8, 0.95, 0.99):
        assert e.interval(level) == slow.percentile(e.replicates.tolist(), level)
    assert e.std_error == pytest.approx(np.std(e.replicates, ddof=1))
    assert e.method == "399 resamples, percentiles"


def test_bca_interval_is_that_of_the_paper():
    e = bootstrap(mean, X, method="bca", n_resamples=399, rng=1)
    left_out = [mean(np.delete(X, i)) for i in range(len(X))]
    for level in (0.5, 0.8, 0.95):
        assert e.interval(level) == slow.bca(e.replicates.tolist(), e.value, left_out, level)
    assert e.acceleration == pytest.approx(stats.skew(X) / 6 / math.sqrt(len(X)))  # of a mean, in closed form


def of_scipy(e, statistic, data, level, **options):
    """scipy's BCa of the replicates of e."""
    held = type("Held", (), {"bootstrap_distribution": e.replicates, "standard_error": None})()
    options = {"bootstrap_result": held, "n_resamples": 0, "confidence_level": level, **options}
    found = stats.bootstrap(data, statistic, vectorized=False, **options)
    return found.confidence_interval


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_bca_agrees_with_scipy(level):
    """scipy interpolates between replicates: its ends lie between those on either side of ours."""
    pairs = bootstrap(lambda x, y: float(np.corrcoef(x, y)[0, 1]), X, Y, method="bca", n_resamples=499, rng=2)
    two = bootstrap(
        lambda x, y: mean(x) / mean(y), X, Y[:40] + 3, method="bca", paired=False, n_resamples=499, rng=2
    )
    theirs = [
        of_scipy(pairs, lambda x, y: np.corrcoef(x, y)[0, 1], (X, Y), level, paired=True),
        of_scipy(two, lambda x, y: np.mean(x) / np.mean(y), (X, Y[:40] + 3), level),
    ]
    for ours, (low, high) in zip((pairs, two), theirs):
        ascending = np.sort(ours.replicates)
        for mine, other in zip(ours.interval(level), (low, high)):
            place = int(np.searchsorted(ascending, mine))
            assert ascending[place - 1] <= other <= ascending[place + 1]


def test_subsamples_are_shrunk_to_the_sample():
    b = round(60**0.8)
    seen = []
    e = bootstrap(lambda x: seen.append(mean(x)) or seen[-1], X, method="subsampling", n_resamples=199, rng=3)
    assert e.interval(0.9) == pytest.approx(slow.subsampled(seen[1:], e.value, 60, b, 0.9), rel=1e-12)
    assert e.method == "199 subsamples of 26 rows"
    # of a mean the spread is known, finite population and all
    assert e.std_error == pytest.approx(np.std(X, ddof=1) / math.sqrt(60), rel=0.15)


def test_the_error_of_a_smooth_statistic_is_that_of_the_delta_method():
    """The spread of -ln p̂, by √n; what an estimate says is that of a law one such error farther off."""
    surprise = -np.log((np.bincount(LABELS) / len(LABELS))[LABELS])
    delta = np.std(surprise) / math.sqrt(len(LABELS))
    for method in ("percentile", "bca", "subsampling"):
        e = bootstrap(plug_in, LABELS, method=method, n_resamples=999, rng=4)
        assert e.std_error == pytest.approx(delta, rel=0.12)
    slope = 2 + abs(stats.moment(surprise, 3)) / np.var(surprise)
    chance = math.sqrt(3 / 2) / len(LABELS)  # of four levels, where the law is uniform
    told = math.sqrt(delta**2 - chance**2)
    told = math.sqrt(told**2 + slope * told / len(LABELS))
    assert plug_in(LABELS).std_error == pytest.approx(told, rel=1e-12)


def test_auto_takes_subsamples_where_repeated_rows_mislead():
    e = bootstrap(ksg, X, Y, n_resamples=49, rng=0)
    assert "subsamples" in e.method
    assert e.method.startswith("KSG-1, k=3; ")
    assert not any("repeat" in w for w in e.warnings)
    for smooth in (plug_in, samples.entropy):
        assert "percentiles" in bootstrap(smooth, LABELS, n_resamples=49, rng=0).method
    assert "percentiles" in bootstrap(mean, X, n_resamples=49, rng=0).method
    assert "subsamples" in bootstrap(lambda x: float(np.min(np.diff(np.sort(x)))), X, n_resamples=9).method


@pytest.mark.parametrize("method", ["percentile", "bca", "block"])
def test_resamples_of_neighbours_are_warned_of(method):
    e = bootstrap(ksg, X, Y, method=method, n_resamples=19, rng=0)
    assert any("repeating every row moves the statistic" in w for w in e.warnings)
    assert any("method='subsampling'" in w for w in e.warnings)
    assert bootstrap(plug_in, LABELS, method=method, n_resamples=19, rng=0).warnings == ()


def test_seeds_reproduce_on_any_number_of_threads():
    one = bootstrap(ksg, X, Y, n_resamples=40, rng=7)
    assert bootstrap(ksg, X, Y, n_resamples=40, rng=7, n_jobs=4) == one
    assert bootstrap(ksg, X, Y, n_resamples=40, rng=7, n_jobs=-1) == one
    assert bootstrap(ksg, X, Y, n_resamples=40, rng=8) != one
    generator = np.random.default_rng(7)
    assert bootstrap(ksg, X, Y, n_resamples=40, rng=generator) == one
    assert bootstrap(ksg, X, Y, n_resamples=40, rng=generator) != one


def test_a_statistic_that_draws_is_given_a_generator():
    def noisy(x, *, rng=None):
        return mean(x) + rng.normal()

    one = bootstrap(noisy, X, method="percentile", n_resamples=40, rng=7)
    assert bootstrap(noisy, X, method="percentile", n_resamples=40, rng=7, n_jobs=3) == one
    assert one.std_error > 0.5


def test_rows_stay_together_unless_they_are_not_paired():
    def gap(x, y):
        return mean(x) - mean(y)

    for method in DRAWS:
        assert not bootstrap(gap, X, X, method=method, n_resamples=9, rng=0).replicates.any()
        assert bootstrap(gap, X, X, method=method, n_resamples=9, rng=0, paired=False).std_error > 0
    two = bootstrap(gap, X, Y[:25], paired=False, n_resamples=1999, rng=0)
    known = math.sqrt(np.var(X) / 60 + np.var(Y[:25]) / 25)
    assert two.std_error == pytest.approx(known, rel=0.08)
    half = bootstrap(gap, X, Y[:30], paired=False, method="subsampling", length=15, rng=0)
    assert half.method == "999 subsamples of 30 and 15 rows"
    known = math.sqrt(np.var(X, ddof=1) / 60 + np.var(Y[:30], ddof=1) / 30)
    assert half.std_error == pytest.approx(known, rel=0.1)


def test_tables_keep_what_they_are():
    frame = pd.DataFrame({"a": X, "b": Y}, index=np.arange(60)[::-1])
    kinds = set()

    def watch(f, s, labels, masked):
        kinds.add((type(f), type(s), labels.dtype.kind, type(masked)))
        return mean(f["a"])

    bootstrap(watch, frame, frame["b"], ["a", 1.0] * 30, np.ma.array(X), n_resamples=3, rng=0)
    assert kinds == {(pd.DataFrame, pd.Series, "O", np.ma.MaskedArray)}


def test_units():
    e = bootstrap(plug_in, LABELS, n_resamples=99, rng=0, unit="bits")
    nats = bootstrap(plug_in, LABELS, n_resamples=99, rng=0)
    assert e.unit == "bits"
    for a in (e, nats.to("bits")):
        assert a.value == pytest.approx(nats.value / math.log(2))
        assert a.std_error == pytest.approx(nats.std_error / math.log(2))
        assert a.interval() == pytest.approx([end / math.log(2) for end in nats.interval()])
    assert nats.to("nats") is nats
    assert isinstance(nats.to("bits"), Bootstrapped)


def test_the_answer_is_an_estimate_that_can_be_saved():
    e = bootstrap(plug_in, LABELS, n_resamples=9, rng=0)
    assert isinstance(e, Estimate)
    saved = json.loads(json.dumps(e.to_dict()))
    assert saved["replicates"] == e.replicates.tolist()
    assert saved["n"] == 200
    assert repr(e).endswith("(plug-in; 9 resamples, percentiles, n=200)")
    assert e == bootstrap(plug_in, LABELS, n_resamples=9, rng=0)
    for level in (0.0, 1.0, -1):
        with pytest.raises(ValueError, match="level must be between 0 and 1"):
            e.interval(level)


def test_another_route_in_a_resample_is_told():
    count = iter(range(100))

    def fickle(x):
        return Estimate(mean(x), 0.1, method="A, k=3" if next(count) % 2 else "B (why)")

    warnings = bootstrap(fickle, X, method="subsampling", n_resamples=10, rng=0).warnings
    assert warnings == (
        "in 5 of 10 resamples another estimator answered (A): hold it with estimator= and kind=",
    )


def test_infinity_is_an_answer():
    rare = np.r_[0.0, np.ones(20)]

    def divergence(x):
        return math.inf if (x == 1).all() else mean(x)

    e = bootstrap(divergence, rare, method="percentile", n_resamples=99, rng=0)
    infinite = int(np.isinf(e.replicates).sum())
    assert 20 < infinite < 55  # (20 / 21)^21 = 0.36 of them
    assert e.std_error == math.inf
    assert f"infinite in {infinite} of 99 resamples" in e.warnings
    assert e.interval()[1] == math.inf
    small = bootstrap(divergence, rare, method="subsampling", n_resamples=99, rng=0)
    assert not np.isnan(small.replicates).any()
    assert small.interval()[1] == math.inf
    always = bootstrap(lambda x: math.inf, rare, n_resamples=9, rng=0)
    assert always.interval() == (math.inf, math.inf)


def test_bca_with_every_replicate_on_one_side_says_so():
    low = bootstrap(lambda x: float(len(set(x.tolist()))), X, method="bca", n_resamples=99, rng=0)
    assert low.bias == math.inf
    assert any("every resample lies below the value" in w for w in low.warnings)
    assert low.interval()[1] == low.replicates.max()
    constant = bootstrap(lambda x: 1.0, X, method="bca", n_resamples=9, rng=0)
    assert constant.interval() == (1.0, 1.0)


def autoregressive(phi, n, rng):
    x = np.zeros(n)
    for t, noise in enumerate(rng.normal(size=n)):
        x[t] = phi * x[t - 1] + noise
    return x


@pytest.mark.parametrize("phi", [0.0, 0.5, 0.9, -0.7])
@pytest.mark.parametrize("n", [8, 40, 300])
def test_memory_and_blocks_agree_with_the_slow_ones(phi, n):
    for seed in range(5):
        x = autoregressive(phi, n, np.random.default_rng(seed))
        assert memory(x) == slow.memory(x.tolist())
        assert block_length(x) == slow.block_length(x.tolist())


def test_the_block_of_an_autoregression_is_the_best_one():
    """Of an AR(1), G / g = 2φ / (1 - φ²), so the best block is (2φ / (1 - φ²))^⅔ n^⅓."""
    phi, n = 0.6, 20_000
    lengths = [block_length(autoregressive(phi, n, np.random.default_rng(seed))) for seed in range(9)]
    assert np.median(lengths) == pytest.approx((2 * phi / (1 - phi**2)) ** (2 / 3) * n ** (1 / 3), rel=0.15)


def test_labels_remember_through_their_indicators():
    x = autoregressive(0.9, 400, np.random.default_rng(0))
    text = np.where(x > 0, "up", "down")
    assert memory(*as_series(text)) == slow.memory((x > 0).astype(float).tolist()) > 3
    assert memory(*as_series(np.column_stack([text, text[::-1]]))) > 3
    assert memory(np.ones(9)) == 0
    assert block_length(np.ones(9)) == 1


def test_blocks_see_the_memory_that_rows_hide():
    """The mean of an AR(1) varies (1 + φ) / (1 - φ) times as much as that of independent rows."""
    x = autoregressive(0.7, 3000, np.random.default_rng(3))
    alone = np.std(x) / math.sqrt(3000)
    assert bootstrap(mean, x, method="percentile", n_resamples=499, rng=0).std_error < 1.1 * alone
    for method in ("block", "window"):
        e = bootstrap(mean, x, method=method, n_resamples=999, rng=0)
        assert e.std_error == pytest.approx(alone * math.sqrt(1.7 / 0.3), rel=0.25)
    seven = bootstrap(mean, x, method="block", length=7, n_resamples=9, rng=0)
    assert seven.method == "9 resamples in blocks of 7 rows on average"


def test_progress_goes_to_stderr_and_only_when_asked(capsys):
    bootstrap(mean, X, n_resamples=5, rng=0)
    assert capsys.readouterr() == ("", "")
    bootstrap(mean, X, n_resamples=5, rng=0, progress=True)
    told = capsys.readouterr()
    assert told.out == ""
    assert "5/5" in told.err


@pytest.mark.parametrize("n_jobs", [1, 3])
def test_an_interrupt_ends_it_and_leaves_nothing_running(n_jobs):
    calls, before = [], threading.active_count()

    def impatient(x):
        calls.append(1)
        if len(calls) == 20:
            raise KeyboardInterrupt
        return mean(x)

    with pytest.raises(KeyboardInterrupt):
        bootstrap(impatient, X, method="subsampling", n_resamples=10_000, rng=0, n_jobs=n_jobs)
    assert len(calls) < 10_000
    assert threading.active_count() <= before  # of which one may have been ending


BAD = [
    ({"method": "bcs"}, "method must be one of auto, percentile, .*; got 'bcs'.*did you mean 'bca'"),
    ({"n_resamples": 1}, "n_resamples must be a whole number >= 2; got 1"),
    ({"n_resamples": 2.5}, "n_resamples must be a whole number"),
    ({"n_jobs": 0}, "n_jobs must be a whole number >= 1, or -1 for every core; got 0"),
    ({"rng": "seed"}, "rng must be"),
    ({"unit": "bit"}, "unit must be one of"),
    ({"method": "block", "length": 0}, "length must be a whole number >= 1; got 0"),
    ({"method": "subsampling", "length": 60}, "length must be less than the 60 rows there are; got 60"),
    ({"method": "bca", "length": 6}, "length is of blocks or subsamples, and method='bca' has none"),
]


@pytest.mark.parametrize(("options", "says"), BAD, ids=str)
def test_bad_options(options, says):
    with pytest.raises(ValueError, match=says):
        bootstrap(mean, X, **options)


def test_bad_data():
    for given in ([], [1.0], 3.0, np.zeros((2, 2, 2)), "abc", None):
        with pytest.raises(ValueError, match=r"two observations or more in shape \(n,\) or \(n, d\); got"):
            bootstrap(mean, given)
    with pytest.raises(ValueError, match=r"got lengths \[60, 59\].*paired=False"):
        bootstrap(ksg, X, Y[1:])
    with pytest.raises(ValueError, match="bootstrap needs data after the statistic"):
        bootstrap(mean)
    with pytest.raises(ValueError, match="statistic must return one number"):
        bootstrap(lambda x: x, X)
    with pytest.raises(ValueError, match="got NaN"):
        bootstrap(lambda x: math.nan, X)


def test_rows_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="rows of different lengths"):
        bootstrap(samples.entropy, [[1, 2], [3]] * 30)
