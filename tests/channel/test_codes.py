"""Codes beside slow versions; real messages beside cross-entropy, and read back."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infoscope import channel
from reference import channel as reference


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=2, max_size=9))
def test_codes_agree_with_the_slow_versions(weights):
    p = np.array(weights) / sum(weights)
    huffman, elias = channel.huffman_code(p), channel.shannon_fano_elias_code(p)
    shares = [Fraction(float(q)) for q in p / p.sum()]
    assert huffman.expected_length == pytest.approx(float(reference.huffman(shares)), abs=1e-12)
    assert list(elias.words) == reference.shannon_fano_elias([s / sum(shares) for s in shares])
    assert huffman.kraft_sum == 1.0
    assert elias.kraft_sum <= 1.0
    assert huffman.entropy - 1e-12 <= huffman.expected_length < huffman.entropy + 1
    assert huffman.expected_length <= elias.expected_length < elias.entropy + 2 + 1e-12
    message = np.random.default_rng(0).choice(len(p), size=50, p=p).tolist()
    for code in (huffman, elias):
        assert code.decode(code.encode(message)) == message
        words = sorted(code.words)
        assert not any(b.startswith(a) for a, b in pairwise(words))


def test_what_never_occurs_has_no_word():
    for code in (channel.huffman_code([0.5, 0.0, 0.5]), channel.shannon_fano_elias_code([0.5, 0.0, 0.5])):
        with pytest.raises(ValueError, match="symbol 1 has no word"):
            code.encode([0, 1])
        with pytest.raises(ValueError, match="end within a word"):
            code.decode(code.words[0] + code.words[2][:-1] if len(code.words[2]) > 1 else "x")
    assert channel.huffman_code([0.0, 1.0]).words == ("", "0")
    assert repr(channel.huffman_code([0.0, 1.0])).startswith("Huffman code of 1 word: ")
    with pytest.raises(ValueError, match=r"symbol must be a whole number >= 0; got 1\.5"):
        channel.huffman_code([0.5, 0.5]).encode([0, 1.5])


def test_only_what_was_encoded_is_decoded():
    with pytest.raises(TypeError, match="EncodedMessage; got bytes"):
        channel.decode(b"abc", [0.5, 0.5])


LAWS = {
    "fair": [0.5, 0.5],
    "skewed": [0.9, 0.05, 0.03, 0.02],
    "almost sure": [1 - 1e-6, 1e-6],
    "never but possible": [1 - 1e-15, 1e-15],
    "many": np.random.default_rng(0).dirichlet(np.full(1000, 0.5)),
}


@pytest.mark.parametrize("p", LAWS.values(), ids=LAWS.keys())
def test_a_million_symbols_cost_their_cross_entropy(p):
    pytest.importorskip("constriction")
    p = np.asarray(p) / np.sum(p)
    message = np.random.default_rng(1).choice(len(p), size=10**6, p=p)
    written = channel.encode(message, p)
    ideal = -np.log2(p[message]).sum()
    assert written.cross_entropy == pytest.approx(ideal)
    assert abs(written.bits - ideal) <= 1e-3 * ideal + 64
    np.testing.assert_array_equal(channel.decode(written, p), message)


def half_of(rare):
    return [1 - rare, rare], np.random.default_rng(0).integers(0, 2, 10**6)


TAIL = np.append(0.999, np.full(10**5, 1e-8))
RARE = {
    "1e-5 in half": half_of(1e-5),
    "1e-7 in half": half_of(1e-7),
    "1e-30 in half": half_of(1e-30),
    "the least there is": ([1.0, 5e-324], np.eye(1, 2000, 1234, dtype=int)[0]),
    "never what is rare": ([0.999, 0.001], np.zeros(10**6, dtype=int)),
    "powers of two alike": (2.0 ** -np.append(np.arange(1, 200), 199), np.arange(10**4) % 200),
    "a long tail": (TAIL, np.random.default_rng(0).choice(len(TAIL), size=10**6, p=TAIL)),
    "all of many": (np.arange(1.0, 5001) / (2500 * 5001), np.arange(5000)),
}


@pytest.mark.parametrize(("p", "message"), RARE.values(), ids=RARE.keys())
def test_what_is_rare_costs_its_cross_entropy_however_often_it_occurs(p, message):
    pytest.importorskip("constriction")
    written = channel.encode(message, p)
    ideal = -np.log2(np.asarray(p)[message]).sum()
    assert abs(written.bits - ideal) <= 1e-3 * ideal + 64
    np.testing.assert_array_equal(channel.decode(written, p), message)


@pytest.mark.parametrize("other", [[0.5, 0.5], [1 - 1e-5, 1e-5], [1e-9, 1 - 1e-9]])
def test_with_another_law_something_else_is_read(other):
    pytest.importorskip("constriction")
    p, message = half_of(1e-4)
    read = channel.decode(channel.encode(message[:5000], p), other)
    assert read.shape == (5000,)
    assert set(read) <= {0, 1}
    assert (read != message[:5000]).any()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 400), min_size=2, max_size=30), st.lists(st.integers(0, 29), max_size=60))
def test_any_message_of_any_magnitudes_is_read_back(magnitudes, letters):
    pytest.importorskip("constriction")
    p = 2.0 ** -np.array(magnitudes) / (2.0 ** -np.array(magnitudes)).sum()
    message = np.array(letters, dtype=int) % len(p)
    written = channel.encode(message, p)
    assert abs(written.bits + np.log2(p[message]).sum()) <= 64 + 1e-3 * written.bits
    np.testing.assert_array_equal(channel.decode(written, p), message)


def test_the_wrong_model_costs_the_divergence():
    pytest.importorskip("constriction")
    p, q = np.array([0.8, 0.1, 0.1]), np.array([0.2, 0.3, 0.5])
    message = np.repeat([0, 1, 2], (10**6 * p).astype(int))
    right, wrong = channel.encode(message, p), channel.encode(message, q)
    assert wrong.bits - right.bits == pytest.approx(1e6 * (p * np.log2(p / q)).sum(), rel=2e-3)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 4), max_size=40), st.booleans())
def test_every_message_is_read_back(message, by_symbol):
    pytest.importorskip("constriction")
    p = np.array([0.7, 0.3 - 3e-9, 1e-9, 1e-9, 1e-9])
    model = np.tile(p, (len(message), 1)) if by_symbol and message else p
    np.testing.assert_array_equal(channel.decode(channel.encode(message, model), model), message)


def test_an_alphabet_of_one():
    pytest.importorskip("constriction")
    written = channel.encode([0, 0, 0], [1.0])
    assert written.bits <= 64
    np.testing.assert_array_equal(channel.decode(written, [1.0]), [0, 0, 0])


@pytest.mark.parametrize(
    ("message", "p", "words"),
    [
        ([0, 1], [1.0, 0.0], "symbol 1 at place 1 has probability 0.*nothing was written"),
        ([0, 2], [0.5, 0.5], "between 0 and 1; got 0 to 2"),
        ([-1], [0.5, 0.5], "between 0 and 1"),
        ([2**32], [0.5, 0.5], "between 0 and 1; got 4294967296"),
        ([0], [0.5, 0.4], "got sums from 0.9 to 0.9$"),
        ([0.5], [0.5, 0.5], "whole numbers"),
        ([0], [0.5, 0.6], "p must sum to 1"),
        ([0, 1], [[0.5, 0.5]], "a row for each of the 2 symbols"),
    ],
)
def test_bad_messages_are_one_clear_error(message, p, words):
    with pytest.raises(ValueError, match=words):
        channel.encode(message, p)
