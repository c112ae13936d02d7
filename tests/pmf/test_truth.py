"""Worked numbers from books, papers and tables."""

import math

import numpy as np
import pytest

from infoscope import pmf

FIFTHS = [0.2] * 5
P, Q = [0.1, 0.5, 0.2, 0.2], [0.3, 0.3, 0.2, 0.2]
XOR = np.array([[[0.25, 0.0], [0.0, 0.25]], [[0.0, 0.25], [0.25, 0.0]]])
AND = np.array([[[0.25, 0.0], [0.25, 0.0]], [[0.25, 0.0], [0.0, 0.25]]])
COPIES = np.zeros((2, 2, 2))
COPIES[0, 0, 0] = COPIES[1, 1, 1] = 0.5

near = pytest.approx


@pytest.mark.parametrize(("unit", "value"), [("bits", 2.321928), ("hartleys", 0.698970), ("nats", 1.609438)])
def test_entropy_of_five_equal_outcomes(unit, value):
    assert pmf.entropy(FIFTHS, unit=unit) == near(value, abs=5e-7)


def test_entropies_in_bits():
    assert pmf.entropy([2 / 3, 1 / 3], unit="bits") == near(0.918296, abs=5e-7)
    assert pmf.entropy([0.4, 0.4, 0.2], unit="bits") == near(1.521928, abs=5e-7)


def test_jensen_shannon():
    p, q = [0.5, 0.5, 0.0], [0.0, 0.5, 0.5]
    assert pmf.jensen_shannon_divergence(p, q, unit="bits") == near(0.5, rel=1e-15)
    weighted = pmf.jensen_shannon_divergence(p, q, weights=(0.25, 0.75), unit="bits")
    assert weighted == near(0.405639062, abs=5e-10)
    assert pmf.jensen_shannon_divergence([1.0, 0.0], [0.0, 1.0], unit="bits") == near(1.0, rel=1e-15)


def test_divergence_and_mutual_information():
    assert pmf.kl_divergence([0.2, 0.2, 0.6], [0.1, 0.4, 0.5]) == near(0.10939293, abs=5e-9)
    assert pmf.mutual_information([[0.2, 0.1, 0.15], [0.1, 0.2, 0.25]]) == near(0.04160502, abs=5e-9)


@pytest.mark.parametrize(
    ("found", "value"),
    [
        (pmf.kl_divergence(P, Q), 0.14555158),
        (pmf.kl_divergence(P, Q, unit="bits"), 0.20998655),
        (pmf.hellinger_distance(P, Q), 0.19873748),
        (pmf.total_variation_distance(P, Q), 0.2),
        (pmf.chi_squared_divergence(P, Q), 0.26666667),
        (pmf.renyi_divergence(P, Q, 2, unit="bits"), 0.34103692),
        (pmf.renyi_divergence(P, Q, 0.5, unit="bits"), 0.11627470),
    ],
)
def test_divergences_of_one_pair(found, value):
    assert found == near(value, abs=5e-9)


def test_gates():
    assert pmf.mutual_information(AND.sum(axis=1), unit="bits") == near(0.31127812, abs=5e-9)
    assert pmf.mutual_information(XOR.sum(axis=1)) == 0.0
    assert pmf.mutual_information(XOR.reshape(4, 2), unit="bits") == near(1.0, rel=1e-15)
    # I(X1;Y|X2): the condition is the last axis.
    given_x2 = np.moveaxis(XOR, 1, 2)
    assert pmf.conditional_mutual_information(given_x2, unit="bits") == near(1.0, rel=1e-15)


def test_o_information():
    pairs = np.multiply.outer(np.diag([0.5, 0.5]), np.diag([0.5, 0.5]))
    assert pmf.o_information(XOR, unit="bits") == near(-1.0, rel=1e-14)
    assert pmf.o_information(COPIES, unit="bits") == near(1.0, rel=1e-14)
    assert pmf.o_information(pairs, unit="bits") == near(0.0, abs=1e-15)


def test_interaction_information_is_redundancy_above_zero():
    assert pmf.interaction_information(XOR, unit="bits") == near(-1.0, rel=1e-14)
    assert pmf.interaction_information(COPIES, unit="bits") == near(1.0, rel=1e-14)


@pytest.mark.parametrize("order", [0, 0.5, 1, 2, 5, math.inf])
def test_renyi_entropy_of_equal_outcomes(order):
    assert pmf.renyi_entropy([1 / 8] * 8, order, unit="bits") == near(3.0, rel=1e-14)


def test_tsallis_entropy_of_negative_order():
    assert pmf.tsallis_entropy(FIFTHS, -0.5) == near(6.7868933, abs=5e-8)


@pytest.mark.parametrize("f", [0.05, 0.1, 0.3, 0.5])
def test_two_state_chain(f):
    """I(X_0;X_t) = 1 - h(½ (1 - (1 - 2f)^t)) bits from a fair start."""
    steps = 12
    entropies, informations = pmf.markov_information([0.5, 0.5], [[1 - f, f], [f, 1 - f]], steps, unit="bits")
    flipped = 0.5 * (1 - (1 - 2 * f) ** np.arange(steps + 1))
    expected = [1 + sum(a * math.log2(a) for a in (x, 1 - x) if a > 0) for x in flipped]
    np.testing.assert_allclose(entropies, 1.0, rtol=1e-15)
    np.testing.assert_allclose(informations, expected, rtol=1e-11, atol=1e-15)


def test_asymmetry_of_kl_shown():
    assert pmf.kl_divergence([0.9, 0.1], [0.5, 0.5]) == near(0.9 * math.log(1.8) + 0.1 * math.log(0.2))
    assert pmf.kl_divergence([0.5, 0.5], [0.9, 0.1]) == near(0.5 * math.log(25 / 9))


def test_numbers_in_numbers_out():
    for found in (pmf.binary_entropy(0.5, unit="bits"), pmf.gaussian_kl(0.0, 0.0, axis=None) + 1.0):
        assert isinstance(found, np.floating)
        assert found == 1.0


def test_infinity_is_an_answer():
    p, q = [0.5, 0.5], [1.0, 0.0]
    for f in (pmf.kl_divergence, pmf.cross_entropy, pmf.chi_squared_divergence, pmf.jeffreys_divergence):
        assert f(p, q) == math.inf
    assert pmf.kl_divergence(q, p) == near(math.log(2))
    assert pmf.renyi_divergence(p, q, 2) == math.inf
    assert pmf.renyi_divergence(p, q, 0.5) == near(math.log(2))
    assert pmf.alpha_divergence(q, p, -1) == math.inf
    assert pmf.bhattacharyya_distance([1.0, 0.0], [0.0, 1.0]) == math.inf
    assert pmf.renyi_divergence([1.0, 0.0], [0.0, 1.0], 0.3) == math.inf
    np.testing.assert_array_equal(pmf.self_information([1.0, 0.0]), [0.0, math.inf])


def test_names_of_normalizations():
    """[[½, 0], [¼, ¼]]: H(X) = 1, H(Y) = h(¼), H(X,Y) = 1.5, I = 1.5 less than their sum, in bits."""
    h_y = 2 - 0.75 * math.log2(3)
    information = 1 + h_y - 1.5
    bounds = {
        "x": 1.0,
        "y": h_y,
        "arithmetic": (1 + h_y) / 2,
        "geometric": math.sqrt(h_y),
        "min": h_y,
        "max": 1.0,
        "joint": 1.5,
    }
    for name, bound in bounds.items():
        found = pmf.normalized_mutual_information([[0.5, 0.0], [0.25, 0.25]], normalization=name)
        assert found == near(information / bound, rel=1e-14)
    assert pmf.normalized_mutual_information([[1.0, 0.0], [0.0, 0.0]]) == 0.0
