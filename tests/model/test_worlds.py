"""Worlds: their answers against published numbers, against slow versions, and against each other."""

import math

import numpy as np
import pytest
from scipy.special import expit

from infoscope import model
from infoscope.model import worlds
from reference import diffusion as slow

LINEAR = model.linear_schedule().alpha_bar
TWO = ([0.5, 0.5], [-2.0, 2.0], [0.5, 0.5])
UNEVEN = ([0.2, 0.5, 0.3], [-1.0, 0.0, 3.0], [0.1, 1.0, 0.4])
PLANE = worlds.Mixture([0.3, 0.7], [[0.0, 0.0], [2.0, 1.0]], [[0.5, 0.3], [1.0, 0.2]])
TILTED = worlds.Gaussian([[2.0, 1.0], [1.0, 2.0]], mean=[0.5, -1.0])
ALL = [worlds.Gaussian(4.0), TILTED, worlds.Mixture(*TWO), worlds.Points(), PLANE]


def test_information_of_a_gaussian():  # case 29
    t = np.array([1, 10, 100, 250, 500, 750, 1000]) - 1
    one = [4.605170, 3.134322, 1.136601, 0.371258, 0.040924, 0.001678, 2.0e-05]
    four = [5.298280, 3.826758, 1.789557, 0.843650, 0.146767, 0.006679, 8.1e-05]
    assert worlds.Gaussian(1.0).information(LINEAR[t]) == pytest.approx(one, abs=5e-7)
    assert worlds.Gaussian(4.0).information(LINEAR[t]) == pytest.approx(four, abs=5e-7)


def test_entropy_of_a_gaussian():  # case 30
    t = np.array([1, 100, 500, 1000]) - 1
    expected = [2.112048, 2.071895, 1.524782, 1.418999]
    assert worlds.Gaussian(4.0).entropy(LINEAR[t]) == pytest.approx(expected, abs=5e-7)


def test_plus_and_minus_one():  # case 34
    snr = np.array([0.1, 1.0, 2.0, 4.0])
    world = worlds.Points()
    assert world.mmse(snr / (1 + snr)) == pytest.approx([0.908659, 0.449600, 0.231018, 0.068597], abs=5e-7)
    known = [0.047649, 0.336831, 0.500072, 0.632720]
    assert world.information(snr / (1 + snr)) == pytest.approx(known, abs=5e-7)
    nodes, weights = np.polynomial.legendre.leggauss(500)
    log_snr = 20 * nodes - 12  # ½ ∫ mmse dSNR = ½ ∫ SNR mmse dλ
    area = 0.5 * (20 * weights * np.exp(log_snr) * world.mmse(expit(log_snr))).sum()
    assert area == pytest.approx(math.log(2), abs=1e-9)


def test_two_humps():  # case 35
    world = worlds.Mixture(*TWO)
    assert world.entropy() == pytest.approx(1.418845, abs=5e-7)
    assert world.information([0.9, 0.1]) == pytest.approx([1.281211, 0.192498], abs=5e-7)
    assert world.entropy([0.9, 0.1]) == pytest.approx([1.548857, 1.558756], abs=5e-7)


def test_a_bit_that_flips():  # case 40
    for flip in (0.0, 0.01, 0.3, 0.5):
        t = np.arange(6)
        wrong = 0.5 * (1 - (1 - 2 * flip) ** t)
        h = [0.0 if f in (0.0, 1.0) else -f * math.log2(f) - (1 - f) * math.log2(1 - f) for f in wrong]
        assert worlds.Chain(flip).information(t, unit="bits") == pytest.approx(1 - np.array(h), abs=1e-12)
    paths = worlds.Chain(0.2).sample(20_000, 3, rng=1)
    same = paths[:, 3] == paths[:, 0]
    assert same.mean() == pytest.approx(1 - worlds.Chain(0.2).crossover(3), abs=4 * 0.5 / 20_000**0.5)
    assert worlds.Chain(0.2).posterior([1, 0], 3) == pytest.approx([0.608, 0.392])


@pytest.mark.parametrize("law", [TWO, UNEVEN], ids=["two", "uneven"])
@pytest.mark.parametrize("alpha_bar", [0.999, 0.5, 0.02])
def test_mixtures_against_the_slow_version(law, alpha_bar):
    world = worlds.Mixture(*law)
    assert world.entropy(alpha_bar) == pytest.approx(slow.mixture_entropy(alpha_bar, *law), abs=1e-9)
    assert world.mmse(alpha_bar) == pytest.approx(slow.mixture_mmse(alpha_bar, *law), abs=1e-9)
    for x in (-3.0, -0.2, 1.4):
        expected = slow.mixture_denoised(x, alpha_bar, *law)
        assert world.denoised([x], alpha_bar)[0, 0] == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("world", ALL, ids=repr)
def test_information_grows_by_half_the_error(world):
    """I-MMSE: dI/dλ = ½ SNR mmse, by a central difference."""
    at, h = np.array([-3.0, 0.3]), 1e-3
    rise = (world.information(expit(at + h)) - world.information(expit(at - h))) / (2 * h)
    assert rise == pytest.approx(0.5 * np.exp(at) * world.mmse(expit(at)), rel=2e-6)


@pytest.mark.parametrize("world", ALL, ids=repr)
def test_denoiser_score_and_divergence_belong_together(world):
    x, kept, h = np.random.default_rng([2]).normal(size=(4, world.dim)), 0.6, 1e-5
    shifts = h * np.eye(world.dim)
    slope = [(world.log_prob(x + s, kept) - world.log_prob(x - s, kept)) / (2 * h) for s in shifts]
    assert world.score(x, kept) == pytest.approx(np.stack(slope, 1), rel=1e-6, abs=1e-8)
    d = world.denoiser([0.9, kept, 0.1])
    t = np.full(4, 2)
    assert d.noise(x, t) == pytest.approx(-math.sqrt(1 - kept) * world.score(x, kept), rel=1e-12)
    assert d.data(x, t) == pytest.approx(world.denoised(x, kept), rel=1e-9)
    trace = sum((d.noise(x + s, t) - d.noise(x - s, t))[:, i] / (2 * h) for i, s in enumerate(shifts))
    assert d.divergence(x, np.full(4, d.schedule.log_snr[1])) == pytest.approx(trace, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("world", ALL, ids=repr)
def test_samples_are_of_the_law(world):
    x = world.sample(40_000, rng=3)
    assert x.shape == (40_000, world.dim)
    total = x.var(axis=0).sum()
    squares = ((x - x.mean(axis=0)) ** 2).sum(axis=1)
    assert world.mmse(0.0) == pytest.approx(total, abs=5 * squares.std() / 200 + 1e-3)
    if not world.discrete:
        surprise = -world.log_prob(x)
        assert world.entropy() == pytest.approx(surprise.mean(), abs=4 * surprise.std() / 200)


def test_independent_directions_add_up():
    """Six components in the plane, the product of two laws on a line."""
    a, b = worlds.Mixture(*TWO), worlds.Mixture(*UNEVEN)
    pairs = [(i, j) for i in range(2) for j in range(3)]
    plane = worlds.Mixture(
        [TWO[0][i] * UNEVEN[0][j] for i, j in pairs],
        [[TWO[1][i], UNEVEN[1][j]] for i, j in pairs],
        [[TWO[2][i], UNEVEN[2][j]] for i, j in pairs],
    )
    for kept in (0.9999, 0.9, 0.4, 0.01):
        for name in ("information", "mmse", "entropy"):
            one, other, both = (getattr(w, name)(kept) for w in (a, b, plane))
            assert both == pytest.approx(one + other, abs=1e-9), name


@pytest.mark.parametrize(
    "world", [*ALL, worlds.Mixture(*UNEVEN), worlds.Points([[1, 1], [-1, 0.5]])], ids=repr
)
def test_many_places_are_as_exact_as_one(world):
    """Between Chebyshev nodes and at places of their own."""
    some = [0, 137, 400, 640, 999]
    for name in ("information", "mmse"):
        alone = [float(getattr(world, name)(LINEAR[t])) for t in some]
        assert getattr(world, name)(LINEAR)[some] == pytest.approx(alone, abs=1e-9), name


def test_without_noise_or_signal():
    world = worlds.Gaussian([1.0, 0.0])
    assert world.information([0.0, 1.0]).tolist() == [0.0, math.inf]
    assert world.mmse([0.0, 1.0]).tolist() == [1.0, 0.0]
    assert world.entropy() == -math.inf
    assert worlds.Gaussian(1).information(1) == math.inf
    for mixture in (worlds.Mixture(*TWO), PLANE):
        assert mixture.information([0.0, 1.0]).tolist() == [0.0, math.inf]
        variance = mixture.sample(200_000, rng=1).var(axis=0).sum()
        assert mixture.mmse([1.0, 0.0]).tolist() == [0.0, pytest.approx(variance, rel=0.01)]
        assert mixture.entropy(1.0) == pytest.approx(mixture.entropy(1 - 1e-9), abs=1e-6)
        assert mixture.entropy(0.0) == pytest.approx(0.5 * mixture.dim * math.log(2 * math.pi * math.e))


def test_values_have_their_own_entropy_and_no_density():
    fair = worlds.Points([0.0, 1.0, 1.0, 5.0])  # of which two are one: 1/4, 1/2, 1/4
    assert fair.information([0.0, 1.0]) == pytest.approx([0.0, 1.5 * math.log(2)], abs=1e-12)
    assert fair.information(1 - 1e-6) == pytest.approx(1.5 * math.log(2), abs=1e-9)
    assert fair.entropy() == -math.inf
    half = worlds.Mixture([0.5, 0.5], [0.0, 1.0], [0.0, 1.0])  # a value, or a Gaussian
    assert half.information(1.0) == math.inf
    assert half.entropy([1.0, 1 - 1e-12])[0] == -math.inf
    for world in (fair, half, worlds.Gaussian([1.0, 0.0])):
        with pytest.raises(ValueError, match="no density at alpha_bar = 1"):
            world.log_prob(np.zeros((1, world.dim)))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: worlds.Gaussian(-1.0), "must not be negative"),
        (lambda: worlds.Gaussian([[1.0, 2.0], [0.0, 1.0]]), "symmetric"),
        (lambda: worlds.Mixture([0.5, 0.6], [0, 1], [1, 1]), "sum to 1"),
        (lambda: worlds.Mixture([0.5, 0.5], [0, 1, 2], [1, 1]), "one entry for each component"),
        (lambda: worlds.Mixture([1.0], [0.0], [-1.0]), "stds"),
        (lambda: worlds.Points().log_prob([1.0]), "no density"),
        (lambda: worlds.Gaussian().information(1.5), "between 0 and 1"),
        (lambda: worlds.Gaussian(dim=2).log_prob(np.ones((3, 1))), r"shape \(n, 2\)"),
        (lambda: worlds.Chain(2.0), "flip"),
        (lambda: worlds.Gaussian([1.0, 2.0], dim=3), "variance has 2 dimensions, dim says 3"),
    ],
)
def test_refusals_say_what_was_given(make, said):
    with pytest.raises(ValueError, match=said):
        make()
