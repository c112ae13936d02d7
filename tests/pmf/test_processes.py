"""Markov chains, codes and Jensen gaps."""

import heapq
import math

import mpmath
import numpy as np
import pytest

from infoscope import pmf
from reference import pmf as reference

rng = np.random.default_rng(9)


def test_a_chain_that_changes():
    """A step that copies, then one that forgets."""
    copy, forget = np.eye(2), np.full((2, 2), 0.5)
    entropies, informations = pmf.markov_information([0.5, 0.5], [copy, forget], 2, unit="bits")
    np.testing.assert_allclose(entropies, [1.0, 1.0, 1.0], rtol=1e-15)
    np.testing.assert_allclose(informations, [1.0, 1.0, 0.0], rtol=1e-15)


def test_a_chain_of_no_steps():
    entropies, informations = pmf.markov_information([0.25, 0.75], np.eye(2), 0)
    assert entropies.shape == informations.shape == (1,)
    assert informations[0] == pytest.approx(entropies[0]) == pytest.approx(pmf.entropy([0.25, 0.75]))


@pytest.mark.parametrize(
    ("steps", "moves"), [(-1, np.eye(2)), (1.5, np.eye(2)), (2, np.eye(3)), (2, [np.eye(2)])]
)
def test_shapes_of_chains(steps, moves):
    with pytest.raises(ValueError, match=r"steps must be|transition must have shape"):
        pmf.markov_information([0.5, 0.5], moves, steps)


@pytest.mark.parametrize(("a", "b"), [(0.1, 0.1), (0.3, 0.01), (1.0, 1.0), (1e-9, 1e-3)])
def test_two_state_chain_at_rest(a, b):
    """μ = (b, a) / (a + b), rate = Σ μ_i h(row i): Cover & Thomas, equations 4.23-4.27."""
    moves = [[1 - a, a], [b, 1 - b]]
    mu = np.array([b, a]) / (a + b)
    np.testing.assert_allclose(pmf.stationary_law(moves), mu, rtol=1e-7)
    rate = mu[0] * pmf.binary_entropy(a) + mu[1] * pmf.binary_entropy(b)
    assert pmf.entropy_rate(moves) == pytest.approx(rate, rel=1e-6)


def test_stationary_law_by_a_long_walk():
    moves = rng.dirichlet(np.ones(6), size=6)
    np.testing.assert_allclose(pmf.stationary_law(moves), np.linalg.matrix_power(moves, 400)[0], rtol=1e-12)
    # A transient state has no mass.
    np.testing.assert_allclose(pmf.stationary_law([[0.5, 0.5], [0.0, 1.0]]), [0.0, 1.0], atol=1e-15)


def test_two_closed_classes_have_no_one_law():
    for f in (pmf.stationary_law, pmf.entropy_rate):
        with pytest.raises(ValueError, match="more than one closed class"):
            f(np.eye(2))
        with pytest.raises(ValueError, match="shape"):
            f(np.full((2, 3), 1 / 3))


def optimal_length(p):
    """Expected length of the best code: the sum of the weights of the inner nodes."""
    heap, total = list(p), 0.0
    heapq.heapify(heap)
    while len(heap) > 1:
        merged = heapq.heappop(heap) + heapq.heappop(heap)
        total += merged
        heapq.heappush(heap, merged)
    return total


def test_huffman_is_optimal():
    for size in (1, 2, 3, 10, 40):
        p = rng.dirichlet(np.ones(size) * 0.5)
        assert pmf.expected_code_length(p, code="huffman") == pytest.approx(optimal_length(p), rel=1e-12)


@pytest.mark.parametrize("code", ["shannon", "huffman"])
def test_lengths_as_defined(code):
    for size in (2, 3, 7, 30):
        q = rng.dirichlet(np.ones(size) * 0.3)
        q = np.where(q < 1e-30, 0.0, q)
        q = q / q.sum()
        expected = getattr(reference, code)(q.tolist())
        np.testing.assert_array_equal(pmf.code_lengths(q, code=code), expected)


@pytest.mark.parametrize("k", [0, 1, 2, 31, 52, 300, 1000, 1022, 1060])
def test_shannon_lengths_at_powers_of_two(k):
    q = 2.0**-k
    assert pmf.code_lengths([q, 1 - q] if k else [1.0, 0.0])[0] == k
    if 0 < k < 1000:
        above, below = np.nextafter(q, 1), np.nextafter(q, 0)
        assert pmf.code_lengths([above, 1 - above])[0] == k
        assert pmf.code_lengths([below, 1 - below])[0] == k + 1


def test_impossible_outcomes_have_no_word():
    np.testing.assert_array_equal(pmf.code_lengths([0.5, 0.5, 0.0]), [1.0, 1.0, math.inf])
    assert pmf.kraft_sum([1.0, 1.0, math.inf]) == 1.0
    assert pmf.kraft_sum([1, 1, 1], radix=3) == pytest.approx(1.0)
    assert pmf.expected_code_length([0.5, 0.5, 0.0]) == 1.0
    for call in (
        lambda: pmf.kraft_sum([-1.0]),
        lambda: pmf.kraft_sum([np.nan]),
        lambda: pmf.kraft_sum([1], radix=1),
    ):
        with pytest.raises(ValueError, match="must be"):
            call()


GENERATORS = {
    "exp": mpmath.exp,
    "negative_log": lambda x: -mpmath.log(x),
    "reciprocal": lambda x: 1 / x,
    "square": lambda x: x * x,
    "x_log_x": lambda x: x * mpmath.log(x),
    "entropy": lambda x: -x * mpmath.log(x),
    "log": mpmath.log,
    "sqrt": mpmath.sqrt,
}


@pytest.mark.parametrize("spread", [3.0, 1e-3, 1e-9])
@pytest.mark.parametrize("name", GENERATORS)
def test_jensen_gap(name, spread):
    """The sign is certain and the digits are kept, however close the values lie."""
    f = GENERATORS[name]
    p = rng.dirichlet(np.ones(7))
    values = 2.0 * np.exp(spread * rng.uniform(-1, 1, 7))
    with mpmath.workdps(60):
        q = [mpmath.mpf(a) for a in p]
        q = [a / mpmath.fsum(q) for a in q]
        x = [mpmath.mpf(a) for a in values]
        mean = mpmath.fsum(a * b for a, b in zip(q, x))
        exact = mpmath.fsum(a * f(b) for a, b in zip(q, x)) - f(mean)
    found = pmf.jensen_gap(name, values, p)
    # The mean is rounded: 1e-16 of it against the spread, squared as the gap is.
    assert found == pytest.approx(float(exact), rel=1e-12 + 1e-15 / spread)
    assert np.sign(found) == np.sign(float(exact))


def test_jensen_gap_of_any_function():
    p, values = [0.25, 0.75], np.array([1.0, 3.0])
    assert pmf.jensen_gap(np.sin, values, p) == pytest.approx(
        0.25 * math.sin(1) + 0.75 * math.sin(3) - math.sin(2.5), rel=1e-14
    )
    batch = pmf.jensen_gap("square", np.array([[1.0, 3.0], [0.0, 1.0]]), p)
    np.testing.assert_allclose(batch, [0.75, 0.1875], rtol=1e-14)
