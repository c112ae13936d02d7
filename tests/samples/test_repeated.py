"""A measurement given twice: infinite where it is, and what is left of the others where it is not."""

import math

import numpy as np
import pytest

from infoscope.samples import (
    KSG,
    conditional_entropy,
    conditional_mutual_information,
    dual_total_correlation,
    entropy,
    interaction_information,
    joint_entropy,
    mutual_information,
    o_information,
    pointwise_mutual_information,
    total_correlation,
    transfer_entropy,
)
from infoscope.samples._quantity import Quantity
from infoscope.samples._repeated import without_repeats
from infoscope.samples.reading._variables import Variable

RNG = np.random.default_rng(0)
X, Z = RNG.normal(size=(2, 400))
Y = 0.6 * X + 0.8 * RNG.normal(size=400)
XY, YZ = np.column_stack([X, Y]), np.column_stack([Y, Z])
L, M = RNG.integers(0, 3, 400), RNG.integers(0, 4, 400)
MIXED = np.where(L == 0, 0.0, X)

INFINITE = {
    "I(X;X)": lambda: mutual_information(X, X),
    "I(X;exp X)": lambda: mutual_information(X, np.exp(X)),
    "I(X;-X³)": lambda: mutual_information(X, -(X**3)),
    "I(XY;YZ)": lambda: mutual_information(XY, YZ),
    "I(X;X|Y)": lambda: conditional_mutual_information(X, X, Y),
    "I(X;X|L)": lambda: conditional_mutual_information(X, X, L),
    "I(X;XY)": lambda: mutual_information(X, XY),
    "TC(X,X,Y)": lambda: total_correlation(X, X, Y),
    "DTC(X,X,Y)": lambda: dual_total_correlation(X, X, Y),
    "I of a mixed variable with itself": lambda: mutual_information(MIXED, MIXED),
}
MINUS = {
    "h(X,X)": lambda: joint_entropy(X, X),
    "h(X|X)": lambda: conditional_entropy(X, X),
    "h of a column twice": lambda: entropy(np.column_stack([X, Z, X])),
}
NOTHING = {
    "I(X;Y|X)": lambda: conditional_mutual_information(X, Y, X),
    "I(X;Y|exp X)": lambda: conditional_mutual_information(X, Y, np.exp(X)),
    "I(L;M|L)": lambda: conditional_mutual_information(L, M, L),
    "TE from X to X": lambda: transfer_entropy(source=X, target=X),
}
LEFT = {  # what is the same by its definition
    "O(X,X,Y) = I(X;Y)": (lambda: o_information(X, X, Y), lambda: mutual_information(X, Y)),
    "II(X,X,Y) = I(X;Y)": (lambda: interaction_information(X, X, Y), lambda: mutual_information(X, Y)),
    "I(XY;Z|Y) = I(X;Z|Y)": (
        lambda: conditional_mutual_information(XY, Z, Y),
        lambda: conditional_mutual_information(X, Z, Y),
    ),
    "I(XY;YZ|Y) = I(X;Z|Y)": (
        lambda: conditional_mutual_information(XY, YZ, Y),
        lambda: conditional_mutual_information(X, Z, Y),
    ),
    "I(L;L) = H(L)": (lambda: mutual_information(L, L), lambda: entropy(L)),
    "I(L;L|M) = H(L|M)": (
        lambda: conditional_mutual_information(L, L, M),
        lambda: conditional_entropy(L, M),
    ),
    "I(L;L|X) = H(L|X)": (
        lambda: conditional_mutual_information(L, L, X),
        lambda: conditional_entropy(L, X),
    ),
    "O(L,L,M) = I(L;M)": (lambda: o_information(L, L, M), lambda: mutual_information(L, M)),
}


@pytest.mark.parametrize("name", INFINITE)
def test_infinite(name):
    found = INFINITE[name]()
    assert (float(found), found.std_error) == (math.inf, 0.0)
    assert found.warnings[-1].endswith("determine each other: it is infinite")


@pytest.mark.parametrize("name", MINUS)
def test_without_a_density(name):
    assert float(MINUS[name]()) == -math.inf


@pytest.mark.parametrize("name", NOTHING)
def test_nothing_is_left(name):
    found = NOTHING[name]()
    assert (float(found), found.std_error) == (0.0, 0.0)


@pytest.mark.parametrize("name", LEFT)
def test_the_rest_is_what_it_is_without(name):
    found, same = (f() for f in LEFT[name])
    assert float(found) == pytest.approx(float(same), rel=1e-12, abs=1e-12)
    assert found.std_error == pytest.approx(same.std_error, rel=1e-12)


def test_both_ways_is_refused():
    """h(X,X) - h(Y,Y): no public quantity asks for it."""
    columns = [Variable(name, "continuous", columns=v[:, None]) for name, v in zip("xxyy", (X, X, Y, Y))]
    asked = Quantity("difference", {frozenset({0, 1}): 1, frozenset({2, 3}): -1})
    with pytest.raises(ValueError, match=r"difference is inf - inf: x and x determine each other; leave out"):
        without_repeats(asked, columns)


def test_pointwise_values_are_infinite_too():
    assert (pointwise_mutual_information(X, 2 * X) == math.inf).all()


def test_few_rows_in_one_order_are_no_proof():
    assert math.isfinite(float(mutual_information([1.2, 2.0, 4.0, 8.0, 9.0], [0.1, 0.2, 0.5, 0.7, 1.5])))
    assert float(mutual_information([1.2, 2.0, 4.0, 8.0, 9.0], [1.2, 2.0, 4.0, 8.0, 9.0])) == math.inf


def test_an_estimator_that_was_asked_for_answers_itself():
    assert math.isfinite(float(mutual_information(X, X, estimator=KSG())))
