"""Cases 24 to 28 of the worked numbers, and formulas of the textbook; bits unless a unit stands there."""

import math

import numpy as np
import pytest

from infoscope import channel

BITS = {"unit": "bits"}


def h(p):
    return -p * math.log2(p) - (1 - p) * math.log2(1 - p)


@pytest.mark.parametrize(
    ("w", "bits"),
    [
        (channel.bsc(0.1), 0.531004),
        (channel.bsc(0.11), 0.500084),
        (channel.bec(0.3), 0.7),
        (channel.z_channel(0.5), 0.321928),
        (channel.symmetric(3, 0.1), 1.015967),
        (channel.typewriter(26), 3.700440),
        (np.eye(5), math.log2(5)),
        (np.full((3, 4), 0.25), 0.0),
        (channel.bsc(0.5), 0.0),
        ([[1.0]], 0.0),
    ],
)
def test_capacity_of_the_textbook(w, bits):
    found = channel.capacity(w, **BITS)
    assert found.value == pytest.approx(bits, abs=5e-7)
    assert found.converged
    assert found.gap <= 1e-9


@pytest.mark.parametrize("f", [0.05, 0.5, 0.9])
def test_z_channel_by_its_formula(f):
    found = channel.capacity(channel.z_channel(f), **BITS)
    assert found.value == pytest.approx(math.log2(1 + (1 - f) * f ** (f / (1 - f))), abs=1e-9)


def test_the_input_of_the_z_channel():
    np.testing.assert_allclose(channel.capacity(channel.z_channel(0.5)).input, [0.6, 0.4], atol=1e-6)


@pytest.mark.parametrize("spend", [0.02, 0.2, 0.4])
def test_capacity_under_a_budget_of_a_binary_symmetric_channel(spend):
    # a one costs 1: the best input has P(1) = spend, and C(B) = h(B ∗ f) - h(f)
    found = channel.capacity(channel.bsc(0.1), cost=[0, 1], budget=spend, **BITS)
    assert found.value == pytest.approx(h(spend * 0.9 + (1 - spend) * 0.1) - h(0.1), abs=1e-9)
    assert found.cost == pytest.approx(spend, abs=1e-9)
    mixed = spend * 0.9 + (1 - spend) * 0.1
    assert found.price == pytest.approx(0.8 * math.log2((1 - mixed) / mixed), abs=1e-6)


def test_budgets_at_the_ends():
    nothing = channel.capacity(channel.bsc(0.1), cost=[0, 1], budget=0)
    assert nothing.value == pytest.approx(0.0, abs=1e-15)
    assert nothing.converged
    plenty = channel.capacity(channel.bsc(0.1), cost=[0, 1], budget=9, **BITS)
    assert plenty.value == pytest.approx(1 - h(0.1), abs=1e-9)
    assert plenty.price == pytest.approx(0.0, abs=1e-8)
    free = channel.capacity(np.eye(3), cost=[1, 1, 2], budget=1, **BITS)
    assert free.value == pytest.approx(1.0)
    assert free.gap <= 1e-9


def test_white_noise():
    assert channel.awgn_capacity(15.0, **BITS).value == pytest.approx(2.0)
    with np.errstate(all="raise"):
        assert channel.awgn_capacity(np.inf).value == np.inf
    assert channel.awgn_capacity(1e-12).value == pytest.approx(5e-13, rel=1e-9)


@pytest.mark.parametrize(
    ("p", "size", "d", "bits"), [([0.3, 0.7], 2, 0.1, 0.412295), ([0.25] * 4, 4, 0.1, 1.372508)]
)
def test_rate_distortion_under_hamming(p, size, d, bits):
    found = channel.rate_distortion(p, channel.hamming(size), **BITS).at(distortion=d)
    assert float(found) == found.rate == pytest.approx(bits, abs=5e-7)
    assert found.gap <= 1e-9


@pytest.mark.parametrize("d", [0.001, 0.1, 0.2, 0.299])
def test_the_whole_curve_of_a_bent_coin(d):
    curve = channel.rate_distortion([0.3, 0.7], channel.hamming(2), **BITS)
    found = curve.at(distortion=d)
    assert found.rate == pytest.approx(h(0.3) - h(d), abs=1e-9)
    # the slope is that of a chord around D: the less precise, the steeper the curve bends
    assert found.slope == pytest.approx(math.log2((1 - d) / d), rel=1e-2)


@pytest.mark.parametrize(
    ("variance", "d", "bits"),
    [
        (1.0, 0.25, 1.0),
        ([4, 1, 0.25], 3, 0.596323),
        ([4, 1, 0.25], 1.5, 1.678072),
        ([4, 1, 0.25], 0.3, 4.982892),
    ],
)
def test_reverse_water_filling(variance, d, bits):
    found = channel.gaussian_rate_distortion(variance, distortion=d, **BITS)
    assert found.rate == pytest.approx(bits, abs=5e-7)
    assert found.components.sum() == pytest.approx(d)


def test_a_fine_grid_tends_to_the_gaussian_formula():
    x = np.linspace(-5, 5, 81)
    p = np.exp(-(x**2) / 2)
    curve = channel.rate_distortion(p / p.sum(), channel.distortion_matrix(x), points=5, **BITS)
    assert curve.at(distortion=0.25).rate == pytest.approx(1.0, abs=2e-3)


def test_water_filling_of_a_covariance_is_that_of_its_eigenvalues():
    turn = np.linalg.qr(np.random.default_rng(0).normal(size=(3, 3)))[0]
    found = channel.gaussian_rate_distortion(turn @ np.diag([4, 1, 0.25]) @ turn.T, distortion=1.5, **BITS)
    assert found.rate == pytest.approx(1.678072, abs=5e-7)
    assert channel.gaussian_rate_distortion([1, 2], distortion=3.0).rate == 0.0


SYMMETRIC = np.array([[0.45, 0.05], [0.05, 0.45]])


@pytest.mark.parametrize(("beta", "x", "y"), [(2.0, 0.696433, 0.407234), (3.0, 0.948951, 0.516595)])
def test_the_binary_bottleneck(beta, x, y):
    curve = channel.information_bottleneck(SYMMETRIC, [beta], **BITS)
    assert curve.information_x[0] == pytest.approx(x, abs=6e-7)
    assert curve.information_y[0] == pytest.approx(y, abs=6e-7)


def test_beta_has_no_unit():
    bits = channel.information_bottleneck(SYMMETRIC, [2.0, 3.0], unit="bits")
    nats = channel.information_bottleneck(SYMMETRIC, [2.0, 3.0], unit="nats")
    np.testing.assert_allclose(nats.information_x, bits.information_x * math.log(2), rtol=1e-12)


@pytest.mark.parametrize("beta", [1.57, 1.6, 1.8, 2.5, 6.0])
def test_the_binary_bottleneck_is_a_symmetric_channel(beta):
    # Witsenhausen & Wyner (1975): the best encoder is a symmetric channel of some noise a; h, a ∗ δ by hand
    a = np.linspace(1e-9, 0.5, 400_001)[:-1]
    mixed = a * 0.9 + (1 - a) * 0.1
    entropy = lambda q: -q * np.log(q) - (1 - q) * np.log1p(-q)  # noqa: E731
    objective = math.log(2) - entropy(a) - beta * (math.log(2) - entropy(mixed))
    curve = channel.information_bottleneck(SYMMETRIC, [beta])
    found = curve.information_x[0] - beta * curve.information_y[0]
    assert found == pytest.approx(objective.min(), abs=1e-10)


def test_nothing_is_kept_below_the_critical_beta():
    curve = channel.information_bottleneck(SYMMETRIC, [1.0, 1.5, 1.56, 1.57])
    np.testing.assert_allclose(curve.information_x[:3], 0.0, atol=1e-12)
    assert curve.information_x[3] > 0.01
    assert curve.transitions == (pytest.approx(1.5625),)


@pytest.mark.parametrize(
    ("rho", "beta", "x", "y"),
    [([0.8], 2, 0.415037, 0.236966), ([0.8], 10, 2.0, 0.660964), ([0.9, 0.5], 5, 2.253480, 1.083555)],
)
def test_the_gaussian_bottleneck(rho, beta, x, y):
    curve = channel.gaussian_bottleneck(rho, [beta], **BITS)
    assert curve.information_x[0] == pytest.approx(x, abs=5e-7)
    assert curve.information_y[0] == pytest.approx(y, abs=5e-7)


def test_what_the_gaussian_bottleneck_tends_to():
    curve = channel.gaussian_bottleneck([0.8], [1.56, 1e9], **BITS)
    assert curve.total_information == pytest.approx(0.736966, abs=5e-7)
    assert curve.information_x[0] == curve.information_y[0] == 0.0
    assert curve.information_y[1] == pytest.approx(curve.total_information, abs=1e-8)
    two = channel.gaussian_bottleneck([0.5, -0.9], [3.0])
    np.testing.assert_allclose(two.critical_beta, [1.234568, 4.0], atol=5e-7)


def test_canonical_correlations_survive_mixing_within_each_side():
    rng = np.random.default_rng(1)
    mix = np.zeros((4, 4))
    mix[:2, :2], mix[2:, 2:] = rng.normal(size=(2, 2)), rng.normal(size=(2, 2))
    plain = np.eye(4) + np.diag([0.9, 0.5], 2) + np.diag([0.9, 0.5], -2)
    np.testing.assert_allclose(channel.canonical_correlations(mix @ plain @ mix.T, first=2), [0.9, 0.5])


def test_the_gaussian_bottleneck_of_a_covariance_is_that_of_its_correlations():
    covariance = np.array([[4.0, 0.8 * 2 * 3], [0.8 * 2 * 3, 9.0]])
    curve = channel.gaussian_bottleneck(covariance, [10.0], first=1, **BITS)
    assert curve.information_x[0] == pytest.approx(2.0, abs=5e-7)
    assert curve.information_y[0] == pytest.approx(0.660964, abs=5e-7)


FUNCTION = np.array([[0.2, 0.0], [0.3, 0.0], [0.0, 0.5]])


def test_a_sweep_finds_only_corners_where_y_is_a_function_of_x():
    curve = channel.information_bottleneck(FUNCTION, [0.5, 0.99, 1.01, 7.0], **BITS)
    np.testing.assert_allclose(curve.information_x, [0, 0, 1, 1], atol=1e-12)
    np.testing.assert_allclose(curve.information_y, [0, 0, 1, 1], atol=1e-12)
    assert "Y is a function of X" in curve.method
    assert "squared" in curve.warnings[0]


def test_the_squared_functional_resolves_the_line():
    curve = channel.information_bottleneck(FUNCTION, [0.5, 1.0, 1.5, 3.0], functional="squared", **BITS)
    np.testing.assert_allclose(curve.information_x, [0.25, 0.5, 0.75, 1.0], atol=1e-12)
    np.testing.assert_allclose(curve.information_y, curve.information_x, atol=1e-12)
    default = channel.information_bottleneck(FUNCTION, **BITS)
    np.testing.assert_allclose(default.information_y, np.minimum(default.information_x, 1.0), atol=1e-12)
    assert len(np.unique(default.information_x.round(6))) == 40
