"""The discretised Gaussian: bins that sum to 1, exact far into the tail."""

import math

import numpy as np
import pytest

from infoscope import model
from reference import diffusion as slow

GREY = np.linspace(-1.0, 1.0, 256)


@pytest.mark.parametrize(("mean", "std"), [(0.0, 0.05), (0.999, 0.01), (-1.0, 0.3), (5.0, 0.1), (0.2, 1e-4)])
def test_bins_sum_to_one(mean, std):
    assert np.exp(model.discretised_gaussian(GREY, mean, std)).sum() == pytest.approx(1.0, abs=1e-12)


def test_the_tail_is_exact():  # case 39: the copied tanh approximation gives −24.88
    x = -1.0 + 2.0 * 166 / 255  # the level six standard deviations out
    assert float(model.discretised_gaussian(x, 0.0, 0.05)) == pytest.approx(-20.97, abs=0.005)


def test_against_the_slow_version():
    rng = np.random.default_rng([1])
    for level, mean, std in zip(rng.integers(0, 256, 50), rng.uniform(-1, 1, 50), rng.uniform(0.05, 1, 50)):
        expected = slow.discretised_gaussian(GREY[level], mean, std, 256)
        assert model.discretised_gaussian(GREY[level], mean, std) == pytest.approx(expected, rel=1e-9)


def test_symmetric_and_finite_where_no_number_is_left():
    far = model.discretised_gaussian(GREY, -0.9, 0.01)
    assert np.isfinite(far).all()
    assert far == pytest.approx(model.discretised_gaussian(-GREY, 0.9, 0.01), rel=1e-12)
    # ln Φ(−z) ~ −z²/2 − ln(z √2π): the bin at 127/255, its lower edge 139.8 − 0.39 deviations away
    edge = (126 / 255 + 0.9) / 0.01
    found = model.discretised_gaussian(127 / 255, -0.9, 0.01)
    assert found == pytest.approx(-(edge**2) / 2 - math.log(edge * math.sqrt(2 * math.pi)), rel=1e-6)


@pytest.mark.parametrize("levels", [2, 17, 256])
def test_arrays_and_tensors_say_the_same_far_into_the_tail(levels):
    """Two implementations of one mass, as numpy and torch have ln Φ: the same to 1e-12 of the answer."""
    torch = pytest.importorskip("torch", reason="one of the two is of tensors")
    grid = np.linspace(-1.0, 1.0, levels)
    rng = np.random.default_rng([7])
    for mean, std in [
        *zip(rng.uniform(-3, 3, 40), 10.0 ** rng.uniform(-3, 1, 40)),
        (-1.0, 1e-4),
        (0.0, 1e-5),
    ]:
        law = model.likelihoods.discretised_gaussian(
            torch.tensor(mean, dtype=torch.float64), torch.tensor(std, dtype=torch.float64), levels=levels
        )
        tensors = law.log_prob(torch.as_tensor(grid)).numpy()
        arrays = model.discretised_gaussian(grid, mean, std, levels=levels)
        assert np.isfinite(arrays).all()
        assert arrays == pytest.approx(tensors, rel=1e-12, abs=1e-12), (mean, std)


def test_two_levels_are_a_coin():
    p = np.exp(model.discretised_gaussian([-1.0, 1.0], 0.0, 0.7, levels=2))
    assert p == pytest.approx([0.5, 0.5], abs=1e-15)


@pytest.mark.parametrize(
    ("x", "std", "options", "words"),
    [
        (1.0, 0.0, {}, "std must be > 0; got 0"),
        (3.0, 1.0, {}, "x must hold 256 levels from -1 to 1; got 3"),
        ([1.0, 0.001], 1.0, {}, "x must hold 256 levels from -1 to 1; got 0.001"),
        (np.nan, 1.0, {}, "x must hold 256 levels from -1 to 1; got nan"),
        (0.5, 1.0, {"levels": 3}, "x must hold 3 levels from -1 to 1; got 0.5"),
        (1.0, 1.0, {"levels": 1}, "levels must be a whole number >= 2; got 1"),
        (1.0, 1.0, {"levels": "a"}, "levels must be a whole number >= 2; got 'a'"),
    ],
)
def test_what_is_no_level_and_no_deviation_is_refused(x, std, options, words):
    with pytest.raises(ValueError, match=words):
        model.discretised_gaussian(x, 0.0, std, **options)


def test_single_precision_pixels_are_their_levels():
    p = np.exp(model.discretised_gaussian(GREY.astype(np.float32), 0.2, 0.3))
    assert p.sum() == pytest.approx(1.0, abs=1e-5)
