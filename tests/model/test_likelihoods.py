"""Laws on a grid: the slow version's masses, bins that sum to 1, tails, gradients, draws."""

import math

import numpy as np
import pytest
import torch

from infoscope.model import likelihoods
from reference import vae as slow

DOUBLE = torch.float64
LAWS = {"gaussian": likelihoods.discretised_gaussian, "logistic": likelihoods.discretised_logistic}
SLOW = {"gaussian": slow.discretised_gaussian, "logistic": slow.discretised_logistic}
GRIDS = [(256, -1.0, 1.0), (17, 0.0, 16.0), (2, 0.0, 1.0), (11, -3.0, 7.0)]


@pytest.mark.parametrize("kind", LAWS)
@pytest.mark.parametrize(("levels", "low", "high"), GRIDS)
@pytest.mark.parametrize(("place", "scale"), [(0.3, 0.05), (0.9, 0.4), (-2.0, 0.3), (0.5, 30.0)])
def test_the_masses_are_those_of_the_slow_version_and_sum_to_one(kind, levels, low, high, place, scale):
    loc, spread = low + place * (high - low), scale * (high - low)
    law = LAWS[kind](
        torch.tensor(loc, dtype=DOUBLE), torch.tensor(spread, dtype=DOUBLE), levels=levels, low=low, high=high
    )
    assert float(law.probs.sum()) == pytest.approx(1.0, abs=1e-14)
    found = law.log_prob(law.values).numpy()
    assert np.isfinite(found).all()
    for level in range(0, levels, max(1, levels // 8)):
        try:
            exact = SLOW[kind](level, loc, spread, levels, low, high)
        except (ValueError, OverflowError):
            continue  # the mass is below the smallest double; its logarithm is not, see below
        if exact > -600:
            assert found[level] == pytest.approx(exact, rel=1e-9, abs=1e-11)


def test_case_39_the_tail_at_six_scales():
    law = likelihoods.discretised_gaussian(torch.tensor(0.0, dtype=DOUBLE), torch.tensor(0.05, dtype=DOUBLE))
    at = 166  # 77/255, some 6 standard deviations up
    exact = slow.discretised_gaussian(at, 0.0, 0.05, 256, -1.0, 1.0)
    assert exact == pytest.approx(-20.97, abs=0.01)
    assert float(law.log_prob(law.values[at])) == pytest.approx(exact, rel=1e-12)


def test_a_flat_law_is_8_bits():
    law = likelihoods.discretised_logistic(torch.tensor(0.0, dtype=DOUBLE), torch.tensor(1e9, dtype=DOUBLE))
    inner = law.log_prob(law.values[1:-1])
    assert float(inner.exp().sum() + 2 * law.probs[0]) == pytest.approx(1.0, abs=1e-12)
    assert float(inner.std()) == pytest.approx(0.0, abs=1e-9)


def gaussian_tail(t):
    """ln Φ(-t) of a large t, by its asymptotic series."""
    series = -1 / t**2 + 3 / t**4 - 15 / t**6
    return -0.5 * t * t - math.log(t * math.sqrt(2 * math.pi)) + math.log1p(series)


@pytest.mark.parametrize("side", [1.0, -1.0])
def test_far_out_the_logarithm_stays_right(side):
    step, scale, level = 2.0 / 255, 0.01, 127
    x = -1.0 + level * step
    loc = x + side * (0.5 * step + 40.0 * scale)  # the bin's near end is 40 scales away
    near, far = 40.0, 40.0 + step / scale
    laws = [LAWS[kind](*torch.tensor([loc, scale], dtype=DOUBLE)) for kind in ("gaussian", "logistic")]
    gaussian, logistic = (float(law.log_prob(torch.tensor(x, dtype=DOUBLE))) for law in laws)
    between = math.log1p(-math.exp(gaussian_tail(far) - gaussian_tail(near)))
    assert gaussian == pytest.approx(gaussian_tail(near) + between, rel=1e-9)
    assert logistic == pytest.approx(-near + math.log1p(-math.exp(near - far)), rel=1e-12)


@pytest.mark.parametrize("kind", LAWS)
def test_gradients_are_those_of_differences_at_the_ends_too(kind):
    grid = {"levels": 17, "low": 0.0, "high": 16.0}
    x = torch.tensor([0.0, 16.0, 5.0, 12.0], dtype=DOUBLE)
    loc = torch.tensor([40.0, 3.0, 5.2, -9.0], dtype=DOUBLE, requires_grad=True)
    scale = torch.tensor([0.8, 2.0, 0.1, 1.5], dtype=DOUBLE, requires_grad=True)
    assert torch.autograd.gradcheck(
        lambda a, b: LAWS[kind](a, b, **grid).log_prob(x), (loc, scale), rtol=1e-5
    )


@pytest.mark.parametrize("kind", LAWS)
def test_draws_follow_the_masses(kind):
    law = LAWS[kind](torch.tensor([1.0, 7.0]), torch.tensor([0.8, 3.0]), levels=9, low=0.0, high=8.0)
    torch.manual_seed(0)
    drawn = law.sample((40_000,))
    assert drawn.shape == (40_000, 2)
    for j in range(2):
        share = torch.bincount(drawn[:, j].long(), minlength=9) / 40_000
        error = (law.probs[j] * (1 - law.probs[j]) / 40_000).sqrt()
        assert ((share - law.probs[j]).abs() < 4.5 * error + 1e-9).all()
    probs = law.probs
    assert torch.allclose(law.mean, (probs * torch.arange(9.0)).sum(-1).double())
    assert float(law.entropy()[0]) == pytest.approx(float(-(probs[0] * probs[0].log()).sum()), rel=1e-9)


def test_single_precision_pixels_are_their_levels():
    x = torch.arange(256, dtype=torch.float32) / 127.5 - 1.0
    law = likelihoods.discretised_gaussian(torch.tensor(0.2), torch.tensor(0.3))
    assert law.log_prob(x).dtype == torch.float32
    assert float(law.log_prob(x).double().exp().sum()) == pytest.approx(1.0, abs=1e-5)
    assert law.expand((3,)).log_prob(x[:3]).shape == (3,)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"levels": 1}, "levels must be a whole number >= 2; got 1"),
        ({"levels": 2.5}, "levels must be a whole number"),
        ({"low": 1.0, "high": 1.0}, "low must be below high"),
        ({"high": math.inf}, "both finite"),
    ],
)
def test_bad_grids(options, words):
    with pytest.raises(ValueError, match=words):
        likelihoods.discretised_gaussian(torch.tensor(0.0), torch.tensor(1.0), **options)


def test_off_the_grid_and_impossible_scales_are_refused():
    law = likelihoods.discretised_gaussian(torch.tensor(0.0), torch.tensor(1.0), levels=17, low=0, high=16)
    with pytest.raises(ValueError, match="within the support"):
        law.log_prob(torch.tensor(3.5))
    with pytest.raises(ValueError, match="scale"):
        likelihoods.discretised_logistic(torch.tensor(0.0), torch.tensor(-1.0))
