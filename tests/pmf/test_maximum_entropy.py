"""Known laws of maximum entropy, the optimality conditions, and what cannot be."""

import math

import mpmath
import numpy as np
import pytest
import torch

from infoscope import pmf


def identity(x):
    return x


def test_no_constraint_gives_the_uniform_law():
    np.testing.assert_allclose(pmf.maximum_entropy(range(7), []), 1 / 7, rtol=1e-14)


def test_the_loaded_die_of_jaynes():
    """Mean 4.5: his Brandeis lectures (1963) print these five digits."""
    p = pmf.maximum_entropy([1, 2, 3, 4, 5, 6], [(identity, 4.5)])
    np.testing.assert_allclose(p, [0.05435, 0.07877, 0.11416, 0.16545, 0.23977, 0.34749], atol=5e-6)
    assert pmf.entropy(p) == pytest.approx(1.61358, abs=5e-6)


@pytest.mark.parametrize("mean", [1.0 + 1e-6, 1.5, 3.5, 4.5, 5.999])
def test_die_to_1e_12(mean):
    """p ∝ r^k, with r the positive root of Σ (k - mean) r^k = 0."""
    with mpmath.workdps(50):
        terms = [mpmath.mpf(k) - mpmath.mpf(mean) for k in range(1, 7)]
        r = mpmath.findroot(
            lambda r: sum(t * r**k for k, t in enumerate(terms)),
            (1e-9, 1e5),
            solver="anderson",
            tol=1e-60,
            maxsteps=500,
        )
        exact = [r**k for k in range(6)]
        exact = [float(e / sum(exact)) for e in exact]
    p = pmf.maximum_entropy([1, 2, 3, 4, 5, 6], [(identity, mean)])
    np.testing.assert_allclose(p, exact, rtol=1e-8, atol=1e-12)
    assert p @ np.arange(1, 7) == pytest.approx(mean, rel=1e-13)


def test_geometric():
    """On 0, 1, 2, … with mean m: p ∝ (m / (1 + m))^k."""
    m = 2.0
    x = np.arange(400.0)
    np.testing.assert_allclose(
        pmf.maximum_entropy(x, [(identity, m)]), (m / (1 + m)) ** x / (1 + m), rtol=1e-9, atol=1e-14
    )


def test_exponential_on_a_grid():
    x = np.arange(0.0, 60.0, 0.01)
    p = pmf.maximum_entropy(x, [(identity, 1.0)])
    # On the grid it is the geometric law of the same mean.
    ratio = 1.0 / (1.0 + 0.01)
    np.testing.assert_allclose(p, ratio ** np.arange(len(x)) * (1 - ratio), rtol=1e-8, atol=1e-15)
    np.testing.assert_allclose(p / 0.01, np.exp(-x), atol=0.01)  # as fine as the grid


def test_gaussian_on_a_grid():
    x = np.linspace(-12, 14, 2601)
    p = pmf.maximum_entropy(x, [(identity, 1.0), (np.square, 1.0 + 4.0)])
    density = np.exp(-((x - 1) ** 2) / 8)
    np.testing.assert_allclose(p, density / density.sum(), rtol=1e-6, atol=1e-12)
    assert pmf.entropy(p) + math.log(0.01) == pytest.approx(
        0.5 * math.log(2 * math.pi * math.e * 4), rel=1e-6
    )


def test_optimality():
    """ln p is affine in the features, and the constraints hold."""
    rng = np.random.default_rng(0)
    points = rng.normal(size=(50, 3))
    features = [lambda x: x[:, 0], lambda x: x[:, 1] * x[:, 2], lambda x: np.cos(x[:, 0])]
    inside = rng.dirichlet(np.ones(50))
    wanted = [float(inside @ f(points)) for f in features]
    p = pmf.maximum_entropy(points, list(zip(features, wanted)))
    for f, value in zip(features, wanted):
        assert p @ f(points) == pytest.approx(value, abs=1e-12)
    columns = np.column_stack([np.ones(50), *(f(points) for f in features)])
    fitted = columns @ np.linalg.lstsq(columns, np.log(p), rcond=None)[0]
    np.testing.assert_allclose(fitted, np.log(p), atol=1e-10)
    assert pmf.entropy(p) > pmf.entropy(inside)


def test_repeated_constraints_change_nothing():
    once = pmf.maximum_entropy(range(6), [(identity, 2.0)])
    twice = pmf.maximum_entropy(range(6), [(identity, 2.0), (lambda x: 3 * x + 1, 7.0)])
    np.testing.assert_allclose(twice, once, rtol=1e-10)


@pytest.mark.parametrize("value", [1.0, 6.0])
def test_a_constraint_on_the_edge_leaves_one_point(value):
    p = pmf.maximum_entropy([1, 2, 3, 4, 5, 6], [(identity, value)])
    np.testing.assert_allclose(p, np.arange(1, 7) == value, atol=1e-12)


def test_an_edge_of_several_points():
    """P(x = 0) = 0 leaves a law on the others."""
    p = pmf.maximum_entropy(range(5), [(lambda x: (x == 0) * 1.0, 0.0), (identity, 2.5)])
    np.testing.assert_allclose(p, [0.0, 0.25, 0.25, 0.25, 0.25], atol=1e-10)


@pytest.mark.parametrize(
    ("moments", "message"),
    [
        ([(identity, 7.0)], r"moments\[0\] cannot have the value 7: .* between 1 and 6"),
        ([(identity, 0.0)], r"moments\[0\] cannot"),
        (
            [(identity, 3.5), (np.square, 12.0)],
            r"moments\[1\] cannot have the value 12: .* given moments\[0\]",
        ),
        ([(identity, 3.0), (identity, 4.0)], r"moments\[1\] cannot"),
        ([(lambda x: 0 * x + 1, 2.0)], r"moments\[0\] cannot"),
        ([(identity, float("nan"))], r"moments\[0\] must have a finite value"),
        ([(lambda x: x[:2], 1.0)], r"moments\[0\] must map the support to 6 numbers"),
        ([(lambda x: x / (x > 3), 1.0)], r"moments\[0\] must be finite"),
    ],
)
def test_what_cannot_be_is_named(moments, message):
    with np.errstate(divide="ignore"), pytest.raises(ValueError, match=message):
        pmf.maximum_entropy([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], moments)


def test_an_empty_support_is_refused():
    with pytest.raises(ValueError, match="at least one point"):
        pmf.maximum_entropy([], [])


def test_torch_functions_on_torch_points():
    p = pmf.maximum_entropy(torch.arange(6.0), [(torch.square, 4.0)])
    assert p.dtype == torch.float32
    assert (p * torch.arange(6.0) ** 2).sum().item() == pytest.approx(4.0, rel=1e-6)
