"""Entropy from counts: every estimator against its slow version, worked numbers, units, corners."""

import math
import warnings
from collections import Counter

import numpy as np
import pytest

from infoscope import samples
from infoscope.samples import entropy, entropy_from_counts
from infoscope.samples.counts.choices import CHOICES
from reference import counts as reference

EXAMPLE = [4, 2, 3, 0, 2, 4, 0, 0, 2, 1, 1]  # of R's package `entropy`
CORNERS = {
    "one outcome": [7],
    "one observation": [1, 0, 0],
    "one of several": [0, 9, 0],
    "unseen outcomes": [3, 0, 2, 0],
    "all seen once": [1, 1, 1, 1],
    "all seen twice": [2, 2, 2],
    "one seen once": [1, 3, 4],
    "skewed": [3_000, 1, 1],
    "many": [*range(1, 60)],
}
LARGE = [2**53, 2**52]
WITH_ALPHABET = {
    "bonachela",
    "james_stein",
    "jeffreys",
    "laplace",
    "schurmann_grassberger",
    "minimax",
    "nsb",
}
ERRORS = {  # the estimators whose error is the spread of what is left with one observation out
    "jackknife": reference.plug_in,
    "chao_shen": reference.chao_shen,
    "chao_wang_jost": reference.chao_wang_jost,
    "zhang": reference.zhang,
    "grassberger_1988": reference.zhang,
    "grassberger_2003": reference.zhang,
    "schurmann": reference.zhang,
}


def random_counts(repeats, seed=0):
    rng = np.random.default_rng(seed)
    for _ in range(repeats):
        n = rng.poisson(rng.exponential(3), size=rng.integers(1, 9))
        n[0] += 1
        yield n


def slow(name, n, **options):
    return getattr(reference, name)(list(map(int, n)), **options)


@pytest.mark.parametrize("name", CHOICES)
@pytest.mark.parametrize("corner", CORNERS)
def test_agrees_with_the_slow_version_at_the_corners(name, corner):
    n = CORNERS[corner]
    if name == "nsb" and corner in ("skewed", "many"):
        pytest.skip("the slow version has no end")
    estimate = entropy_from_counts(n, estimator=name)
    assert float(estimate) == pytest.approx(slow(name, n), rel=1e-10, abs=1e-10)
    assert estimate.n == sum(n)
    assert np.isfinite(estimate.std_error) == (max(n) > 1 or name == "nsb")


@pytest.mark.parametrize("name", CHOICES)
def test_agrees_with_the_slow_version_on_random_counts(name):
    for n in random_counts(5 if name == "nsb" else 200):
        estimate = entropy_from_counts(n, estimator=name)
        assert float(estimate) == pytest.approx(slow(name, n), rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("name", sorted(WITH_ALPHABET - {"nsb"}))
def test_an_alphabet_is_as_many_zeros(name):
    for n in random_counts(50, seed=1):
        estimate = entropy_from_counts(n, estimator=name, alphabet_size=20)
        assert float(estimate) == pytest.approx(slow(name, n, size=20), rel=1e-10, abs=1e-10)
        zeros = entropy_from_counts(np.r_[np.zeros(20 - len(n), int), n], estimator=name)
        assert float(estimate) == pytest.approx(float(zeros), rel=1e-13)


@pytest.mark.parametrize("name", sorted(set(CHOICES) - WITH_ALPHABET))
def test_outcomes_never_seen_change_nothing_for_the_others(name):
    for n in random_counts(20, seed=2):
        zeros = entropy_from_counts(np.r_[n, np.zeros(9, int)], estimator=name)
        assert zeros == entropy_from_counts(n, estimator=name)
        assert zeros.value == entropy_from_counts(n, estimator=name, alphabet_size=99).value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("plug_in", 1.96838241),
        ("miller_madow", 2.15259294),
        ("chao_shen", 2.20113710),
        ("james_stein", 2.37960290),
        ("jeffreys", 2.17948038),
        ("laplace", 2.25787552),
        ("schurmann_grassberger", 2.03688781),
        ("minimax", 2.15409119),
        ("nsb", 2.18777446),
        ("grassberger_2003", 2.14462639),
    ],
)
def test_the_example_of_the_r_package(name, value):
    """Reference case 9."""
    assert float(entropy_from_counts(EXAMPLE, estimator=name)) == pytest.approx(value, abs=6e-9)


@pytest.mark.parametrize(
    ("name", "n", "value", "unit"),
    [
        ("chao_shen", [2, 1], 1.53826958, "bits"),
        ("chao_shen", [1, 1, 1, 1, 1], 3.4868904, "nats"),
        ("chao_shen", [1, 2, 3], 1.81392375, "bits"),
        ("zhang", [2, 1], 0.8333333, "nats"),
        ("zhang", [1, 1, 1], 2.16404256, "bits"),
        ("chao_wang_jost", [2, 1], 1.33333333, "bits"),
        ("chao_wang_jost", [1, 2, 3], 1.80835249, "bits"),
    ],
)
def test_short_sequences(name, n, value, unit):
    """Reference case 10."""
    assert float(entropy_from_counts(n, estimator=name, unit=unit)) == pytest.approx(value, abs=5e-8)


def test_the_mean_plug_in_entropy_of_three_fair_bits():
    """Reference case 11: of the 8 sequences 2 have one outcome, 6 are split 2 to 1."""
    n = [[a + b + c, 3 - a - b - c] for a in (0, 1) for b in (0, 1) for c in (0, 1)]
    assert entropy_from_counts(n, unit="bits").value.mean() == pytest.approx(0.688722, abs=5e-7)


@pytest.mark.parametrize("name", CHOICES)
def test_leading_axes_are_many_counts_at_once(name):
    rng = np.random.default_rng(1)
    n = rng.integers(0, 9, size=(3, 4, 5)) + np.eye(5, dtype=int)[0]
    estimate = entropy_from_counts(n, estimator=name)
    assert estimate.value.shape == estimate.std_error.shape == (3, 4)
    assert estimate.n is None
    for i in np.ndindex(3, 4):
        one = entropy_from_counts(n[i], estimator=name)
        assert estimate.value[i] == pytest.approx(one.value, rel=1e-14)
        assert estimate.std_error[i] == pytest.approx(one.std_error, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("name", CHOICES)
def test_the_order_of_the_outcomes_moves_no_digit(name):
    n = np.random.default_rng(2).integers(0, 50, size=200)
    for counts in (n, np.stack([n, n[::-1]])):
        for seed in range(3):
            moved = np.random.default_rng(seed).permutation(counts, axis=-1)
            assert entropy_from_counts(moved, estimator=name) == entropy_from_counts(counts, estimator=name)


@pytest.mark.parametrize("name", CHOICES)
def test_whole_floats_and_any_width_of_integer_are_counts(name):
    expected = entropy_from_counts(EXAMPLE, estimator=name)
    for dtype in (np.float32, np.int8, np.uint8, np.uint64):
        assert entropy_from_counts(np.array(EXAMPLE, dtype), estimator=name) == expected


def test_a_counter_holds_counts():
    counts = Counter("abracadabra")
    assert entropy_from_counts(counts) == entropy_from_counts([5, 2, 2, 1, 1])
    with pytest.raises(ValueError, match="counts must be numbers of shape"):
        entropy_from_counts({})


@pytest.mark.parametrize("name", CHOICES)
@pytest.mark.parametrize(("unit", "nats"), [("bits", math.log(2)), ("hartleys", math.log(10))])
def test_units(name, unit, nats):
    estimate, in_nats = (entropy_from_counts(EXAMPLE, estimator=name, unit=u) for u in (unit, "nats"))
    assert estimate.unit == unit
    assert float(estimate) == pytest.approx(float(in_nats) / nats, rel=1e-14)
    assert estimate.std_error == pytest.approx(in_nats.std_error / nats, rel=1e-14)


@pytest.mark.parametrize("name", ["plug_in", "miller_madow"])
def test_the_error_of_the_delta_method(name):
    for n in [*CORNERS.values(), *random_counts(50, seed=3)]:
        error = entropy_from_counts(n, estimator=name).std_error
        assert error == pytest.approx(reference.plug_in_error(list(n)), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", ERRORS)
def test_the_error_of_leaving_one_observation_out(name):
    for n in [*CORNERS.values(), *random_counts(50, seed=4)]:
        n = [int(k) for k in n if k]
        error = entropy_from_counts(n, estimator=name).std_error
        assert error == pytest.approx(reference.jackknife_error(n, ERRORS[name]), rel=1e-8, abs=1e-10)


@pytest.mark.parametrize("name", ["james_stein", "jeffreys", "laplace", "schurmann_grassberger"])
def test_the_error_of_a_shrunk_law_is_that_of_its_derivative(name):
    """The influence of an outcome is the derivative in its observed frequency, by differences."""
    a = {"jeffreys": 0.5, "laplace": 1.0, "schurmann_grassberger": 1 / len(EXAMPLE)}
    n = np.array([9, 4, 3, 0, 2, 7, 0, 0, 2, 1, 1.0])

    def estimate(counts):
        counts = counts * n.sum() / counts.sum()
        return (
            reference.james_stein(counts) if name == "james_stein" else reference.dirichlet(counts, a[name])
        )

    step = 1e-5
    pushed = np.eye(len(n))[n > 0] * step
    g = np.array([(estimate(n + d) - estimate(n - d)) / (2 * step) for d in pushed])
    error = reference.told(list(zip(n.sum() * g, n[n > 0])), reference.second_order(n))
    found = entropy_from_counts(n.astype(int), estimator=name)
    assert found.std_error == pytest.approx(error, rel=1e-5)


@pytest.mark.parametrize("name", CHOICES)
def test_counts_beyond_all_bounds(name):
    """The law is then known, whatever repairs the plug-in."""
    truth = reference.of_law([2 / 3, 1 / 3])
    estimate = entropy_from_counts(LARGE, estimator=name)
    assert float(estimate) == pytest.approx(truth, abs=1e-7)
    assert 0 <= estimate.std_error < 1e-7


@pytest.mark.parametrize("name", sorted(set(CHOICES) - {"bonachela"}))  # whose bias grows with K
def test_a_million_outcomes(name):
    """Each seen about 30 times: every repair is then small."""
    n = np.random.default_rng(5).poisson(30, size=10**6) + 1
    estimate = entropy_from_counts(n, estimator=name)
    assert float(estimate) == pytest.approx(float(entropy_from_counts(n)), abs=0.05)


@pytest.mark.parametrize("name", CHOICES)
def test_entropy_of_labels_is_that_of_their_counts(name):
    n = [k for k in EXAMPLE if k]
    estimate = entropy(np.repeat(np.arange(len(n)), n), estimator=name)
    expected = entropy_from_counts(n, estimator=name)
    assert float(estimate) == pytest.approx(float(expected), rel=1e-12)
    assert estimate.std_error == pytest.approx(expected.std_error, rel=1e-9)
    assert (estimate.n, estimate.method) == (19, expected.method)


def test_a_name_is_its_choice():
    choices = {
        "grassberger_1988": samples.Grassberger(year=1988),
        "grassberger_2003": samples.Grassberger(),
        "schurmann": samples.Schurmann(xi=math.exp(-0.5)),
        "laplace": samples.Dirichlet(1.0),
        "jeffreys": samples.Dirichlet(0.5),
        "nsb": samples.NSB(alphabet_size=11),
    }
    for name, choice in choices.items():
        named, chosen = (entropy_from_counts(EXAMPLE, estimator=e) for e in (name, choice))
        assert (named.value, named.std_error) == (chosen.value, chosen.std_error)
    methods = {entropy_from_counts(EXAMPLE, estimator=name).method for name in CHOICES}
    assert len(methods) == len(CHOICES)


@pytest.mark.parametrize(
    ("xi", "name", "less"),
    [(1.0, "zhang", 0.0), (0.5, "grassberger_2003", math.log(19) - reference.digamma(19))],
)
def test_schurmann_holds_the_others(xi, name, less):
    estimate = entropy_from_counts(EXAMPLE, estimator=samples.Schurmann(xi))
    assert float(estimate) == pytest.approx(slow(name, EXAMPLE) - less, abs=1e-12)
    assert float(estimate) == pytest.approx(reference.schurmann(EXAMPLE, xi=xi), abs=1e-12)


def test_what_cannot_be_is_refused():
    refused = [
        (lambda: samples.Grassberger(year=2008), "year must be 1988 or 2003"),
        (lambda: samples.Schurmann(xi=0.3), "xi must lie between 0.5 and 1"),
        (lambda: samples.Schurmann(xi=True), "xi must lie between 0.5 and 1"),
        (lambda: samples.Dirichlet("jefferys"), "prior must be one of.*did you mean 'jeffreys'"),
        (lambda: samples.Dirichlet(0.0), "prior must be a number > 0"),
        (lambda: samples.Dirichlet(math.inf), "prior must be a number > 0"),
        (lambda: samples.Dirichlet(1.0, alphabet_size=math.inf), "alphabet_size must be None or a whole"),
        (lambda: samples.NSB(alphabet_size=2.5), "alphabet_size must be None or a whole.*or inf"),
        (lambda: samples.JamesStein(alphabet_size=0), "alphabet_size must be None or a whole"),
        (lambda: entropy_from_counts([1, 2], alphabet_size=1), "at least the 2 outcomes seen; got 1"),
        (lambda: entropy_from_counts([1, 2], alphabet_size=math.inf), "None or a whole number >= 1; got inf"),
        (
            lambda: entropy_from_counts([1, 2], estimator=samples.NSB(4), alphabet_size=5),
            "alphabet_size=5 contradicts NSB",
        ),
        (lambda: entropy(list("abc"), estimator=samples.NSB(2)), "at least the 3 outcomes x was seen with"),
    ]
    for attempt, says in refused:
        with pytest.raises(ValueError, match=says):
            attempt()


def test_doubts_are_said():
    above = entropy_from_counts([1, 1, 1, 1], estimator="miller_madow", alphabet_size=4)
    assert any("above ln K = 1.386" in w for w in above.warnings)
    assert entropy_from_counts([2, 1, 1, 2], estimator="miller_madow").warnings == ()
    assert (
        entropy_from_counts([1, 1, 1], estimator="nsb", alphabet_size=9).warnings == ()
    )  # its prior bounds it
    unseen = entropy_from_counts([[1, 1, 1, 1], [3, 1, 0, 0]], estimator="miller_madow")
    assert unseen.std_error[0] == math.inf
    assert unseen.std_error[1] < 1
    assert any("seen twice" in w for w in unseen.warnings)
    unbounded = entropy_from_counts([1, 1, 1], estimator="nsb", alphabet_size=math.inf)
    assert float(unbounded) == math.inf
    assert any("seen twice" in w for w in unbounded.warnings)
    shrunk = entropy_from_counts([2, 1, 1, 2], estimator="james_stein")
    assert float(shrunk) == pytest.approx(math.log(4), rel=1e-15)
    assert any("wholly" in w for w in shrunk.warnings)


def test_no_corner_warns_of_arithmetic():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in CHOICES:
            for n in [*CORNERS.values(), LARGE, np.ones(5000, int)]:
                assert not math.isnan(entropy_from_counts(n, estimator=name).std_error)
