"""Encoders: against the slow versions, numpy's own rules, and what is known of each."""

import math

import numpy as np
import pandas as pd
import pytest

from infoscope.samples import (
    bayesian_blocks,
    entropy,
    equal_frequency,
    equal_width,
    mdl_bins,
    mutual_information,
    ordinal_patterns,
)
from infoscope.samples.encoding._rules import RULES
from reference import encoders as reference
from samples.worlds import SHAPES

RULE_OF_NUMPY = {"sturges": "sturges", "doane": "doane", "freedman_diaconis": "fd"}


def drawn(seed, n=60):
    rng = np.random.default_rng(seed)
    return {name: shape(rng, n) for name, shape in SHAPES.items()}


def consistent(bins, x):
    """The codes are those of the edges, and every edge is in order."""
    assert (np.diff(bins.edges) >= 0).all()
    assert np.array_equal(bins.encode(x), bins.codes)
    assert bins.codes.min() == 0
    assert bins.codes.max() == len(bins.edges) - 2
    assert (bins.edges[0], bins.edges[-1]) == (min(x), max(x))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("shape", SHAPES)
def test_rules(rule, shape):
    for seed in range(5):
        x = drawn(seed)[shape]
        expected = getattr(reference, rule)((x / np.abs(x).max()).tolist())
        assert len(equal_width(x, rule).edges) - 1 == min(expected, len(x))
        if expected <= len(x) and shape not in ("tiny", "vast"):  # the powers of doubles end there
            assert len(np.histogram_bin_edges(x, RULE_OF_NUMPY[rule])) - 1 == expected


@pytest.mark.parametrize("bins", [1, 2, 3, 7, 64])
def test_equal_width(bins):
    for seed in range(5):
        x = np.random.default_rng(seed).normal(size=80)
        found = equal_width(x, bins)
        consistent(found, x)
        assert found.codes.tolist() == reference.equal_width(x.tolist(), bins)
        assert np.allclose(found.edges, np.histogram_bin_edges(x, bins), rtol=1e-13)
        assert np.bincount(found.codes, minlength=bins).tolist() == np.histogram(x, bins)[0].tolist()


@pytest.mark.parametrize("bins", [1, 2, 3, 5, 12, 60])
@pytest.mark.parametrize("shape", SHAPES)
def test_equal_frequency(bins, shape):
    x = drawn(0)[shape]
    found = equal_frequency(x, bins)
    consistent(found, x)
    assert found.codes.tolist() == reference.equal_frequency(x.tolist(), bins)


def test_equal_frequency_keeps_equal_values_together():
    x = np.array([0.0] * 6 + [1.0, 2.0, 3.0, 4.0])
    assert equal_frequency(x, 5).codes.tolist() == [0] * 6 + [1, 1, 2, 2]
    assert equal_frequency(x[::-1], 2).codes.tolist() == [1] * 4 + [0] * 6
    for seed in range(20):
        rng = np.random.default_rng(seed)
        x = rng.integers(0, 9, size=50)
        found = equal_frequency(x, int(rng.integers(1, 12)))
        consistent(found, x)
        assert (np.bincount(found.codes) > 0).all()
        assert all(len(set(found.codes[x == v])) == 1 for v in set(x))


@pytest.mark.parametrize("p0", [0.01, 0.05, 0.5])
def test_bayesian_blocks(p0):
    for seed in range(12):
        rng = np.random.default_rng(seed)
        x = np.r_[rng.uniform(0, 1, size=6), rng.uniform(0, 20, size=4)]
        x = np.round(x, 1) if seed % 3 == 0 else x
        found = bayesian_blocks(x, p0)
        edges, _ = reference.bayesian_blocks(x.tolist(), p0)
        assert found.edges == pytest.approx(edges, rel=1e-12)
        consistent(found, x)


def test_bayesian_blocks_find_the_step_and_nothing_in_noise():
    """Scargle et al. 2013: about p0 of the draws from a constant density are cut."""
    rng = np.random.default_rng(0)
    x = np.r_[rng.uniform(0, 1, size=400), rng.uniform(1, 5, size=100)]
    assert bayesian_blocks(x).edges[1:-1] == pytest.approx([1.0], abs=0.1)
    cut = [len(bayesian_blocks(rng.uniform(size=200)).edges) > 2 for _ in range(100)]
    assert np.mean(cut) < 0.15


def test_bayesian_blocks_of_many_values_are_those_of_some_of_their_ends():
    rng = np.random.default_rng(1)
    x = np.r_[rng.uniform(0, 1, size=16_000), rng.uniform(1, 5, size=4_000)]
    found = bayesian_blocks(x)
    consistent(found, x)
    assert found.edges[1:-1] == pytest.approx([1.0], abs=0.01)


@pytest.mark.parametrize("labels", [2, 3, 5])
def test_mdl_bins(labels):
    for seed in range(30):
        rng = np.random.default_rng([seed, labels])
        x = rng.normal(size=60) if seed % 2 else rng.integers(0, 15, size=60) * 1.0
        y = rng.integers(0, labels, size=60)
        y = np.where(x > rng.normal(), y, rng.integers(0, labels)) if seed % 3 else y
        found = mdl_bins(x, y)
        consistent(found, x)
        assert found.edges[1:-1] == pytest.approx(reference.mdl_bins(x.tolist(), y.tolist()), rel=1e-12)


def test_mdl_bins_of_few_rows():
    """Where every term of the criterion tells."""
    for seed in range(300):
        rng = np.random.default_rng(seed)
        n = int(rng.integers(1, 14))
        x, y = rng.permutation(n) * 1.0, np.sort(rng.integers(0, rng.integers(1, 4), size=n))[::-1]
        y = np.where(rng.random(n) < 0.2, 0, y[np.argsort(np.argsort(x))])
        assert mdl_bins(x, y).edges[1:-1].tolist() == reference.mdl_bins(x.tolist(), y.tolist())


def test_mdl_bins_find_the_cut_and_nothing_in_noise():
    rng = np.random.default_rng(2)
    x, noise = rng.uniform(size=(2, 500))
    assert mdl_bins(x, np.array(["no", "yes"])[(x > 0.3) * 1]).edges[1:-1] == pytest.approx([0.3], abs=0.01)
    assert len(mdl_bins(noise, x > 0.3).edges) == 2


def test_labels_of_a_target_in_a_frame():
    x = np.arange(40.0)
    y = pd.DataFrame({"a": x > 19.5, "b": ["u"] * 40})
    assert mdl_bins(x, y).edges.tolist() == [0.0, 19.5, 39.0]


@pytest.mark.parametrize("order", [2, 3, 4, 5])
@pytest.mark.parametrize("lag", [1, 2, 3])
def test_ordinal_patterns(order, lag):
    for seed in range(5):
        rng = np.random.default_rng(seed)
        x = rng.integers(0, 6, size=40) if seed % 2 else rng.normal(size=40)
        assert ordinal_patterns(x, order, lag).tolist() == reference.ordinal_patterns(x.tolist(), order, lag)


def test_the_example_of_bandt_and_pompe():
    """Bandt & Pompe 2002: the series 4, 7, 9, 10, 6, 11, 3 has order-2 entropy 0.918, order-3 1.522 bits."""
    x = [4, 7, 9, 10, 6, 11, 3]
    for order, bits in ((2, 0.918), (3, 1.522)):
        codes = ordinal_patterns(x, order)
        assert float(entropy(codes, estimator="plug_in", unit="bits")) == pytest.approx(bits, abs=5e-4)


def test_monotone_series_have_one_pattern():
    for x, code in ((np.arange(9.0), 0), (-np.arange(9.0), 23), (np.ones(9), 0)):
        assert set(ordinal_patterns(x, 4)) == {code}


def test_the_longest_pattern_fits():
    assert ordinal_patterns(-np.arange(20.0), 20).tolist() == [math.factorial(20) - 1]


@pytest.mark.parametrize("encode", [equal_width, equal_frequency, bayesian_blocks])
def test_a_constant_has_one_bin(encode):
    for x in ([3.0] * 5, [3.0]):
        bins = encode(x)
        assert bins.codes.tolist() == [0] * len(x)
        assert bins.edges.tolist() == [3.0, 3.0]


@pytest.mark.parametrize("encode", [equal_width, equal_frequency, bayesian_blocks])
@pytest.mark.parametrize("shape", SHAPES)
def test_the_scale_does_not_matter(encode, shape):
    x = drawn(3)[shape]
    assert np.array_equal(encode(x).codes, encode(4.0 * x).codes)
    assert np.array_equal(encode(x * 2.0**-3).codes, encode(x).codes)


def test_bins_are_taken_as_labels_however_many():
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=(2, 200))
    bins = equal_frequency(x, 40)
    one = mutual_information(bins, equal_width(y, 3), estimator="plug_in")
    codes = mutual_information(bins.codes, equal_width(y, 3).codes, estimator="plug_in", kind="discrete")
    assert (one.value, one.warnings) == (codes.value, codes.warnings)
    assert float(entropy(bins, estimator="plug_in")) == pytest.approx(math.log(40))


BAD = {
    "NaN": ([1.0, math.nan], "1 missing values.*drop those rows"),
    "infinite": ([1.0, math.inf], "1 infinite values.*drop those rows"),
    "text": (["a", "b"], "must be numbers; got object, which are labels already"),
    "truth values": ([True, False], "must be numbers; got bool"),
    "columns": (np.ones((4, 2)), "must be one column of numbers; got 2 columns"),
    "empty": ([], r"shape \(n,\) or \(n, d\)"),
}


@pytest.mark.parametrize("case", BAD)
@pytest.mark.parametrize(
    "encode",
    [equal_width, equal_frequency, bayesian_blocks, ordinal_patterns, lambda x: mdl_bins(x, [1] * len(x))],
)
def test_bad_observations(encode, case):
    x, says = BAD[case]
    with pytest.raises(ValueError, match=f"x .*{says}"):
        encode(x)


def test_bad_options():
    x = np.arange(5.0)
    for bins in (0, -1, 2.5, True, "sturgess", None):
        for encode in (equal_width, equal_frequency):
            with pytest.raises(ValueError, match=r"bins must be a whole number >= 1 or one of st.*got"):
                encode(x, bins)
    for p0 in (0, 1, -0.1, math.nan):
        with pytest.raises(ValueError, match="p0 must lie between 0 and 1; got"):
            bayesian_blocks(x, p0)
    for options in ({"order": 1}, {"order": 21}, {"order": 2.0}, {"lag": 0}, {"lag": 6}, {"lag": True}):
        with pytest.raises(ValueError, match="must be a whole number from"):
            ordinal_patterns(x, **options)
    with pytest.raises(ValueError, match="order 4 and lag 2 spans 7 values; got 5"):
        ordinal_patterns(x, order=4, lag=2)
    with pytest.raises(ValueError, match=r"as many of each variable: got lengths 5 .x. and 4 .y."):
        mdl_bins(x, [1, 2, 3, 4])
