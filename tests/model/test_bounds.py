"""What an error proves of the information: bounds of any network, of few data, and curves that contradict."""

import math

import numpy as np
import pytest

from infoscope import model
from infoscope.model import worlds

SCHEDULE = model.linear_schedule(200, 1e-3, 0.1)
TWO = worlds.Mixture([0.5, 0.5], [-2.0, 2.0], [0.5, 0.5])
WRONG = {
    "silent": model.denoiser(lambda x, t: 0 * x, schedule=SCHEDULE),
    "too wide": worlds.Gaussian(16.0).denoiser(SCHEDULE),
    "half": model.denoiser(lambda x, t: 0.9 * x * (t > 100)[:, None], schedule=SCHEDULE),
}


def profile(d, data, **options):
    options = {"max_calls": 3000, "likelihoods": ("i_mmse",), "rng": 2} | options
    return model.diffusion_profile(d, data, **options)


def said(p, words):
    return any(words in w for w in p.warnings)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_network_bounds_the_information_from_above_and_says_that_its_area_is_not_it(name):
    p = profile(WRONG[name], TWO.sample(400, rng=1))
    exact = TWO.information(SCHEDULE.alpha_bar)
    upper = p.information_upper
    assert (upper.value + 4 * upper.std_error >= exact).all()
    capacity = 0.5 * np.log1p(4.25 * np.exp(SCHEDULE.log_snr))  # of variance 4.25
    assert (upper.value <= capacity + 4 * upper.std_error).all()
    assert (p.information.value + 4 * p.information.std_error >= exact).all()  # the area is no less than I
    assert (p.information_lower.value <= upper.value).all()
    assert said(p, "half the area under the network's error is more than the covariance of the data")


@pytest.mark.parametrize("world", [TWO, worlds.Gaussian(1.0, dim=3), worlds.Gaussian([3.0, 0.2])], ids=repr)
@pytest.mark.parametrize("between", [True, False])
def test_the_exact_denoiser_lies_between_its_bounds(world, between):
    d = world.denoiser(model.cosine_schedule(60))
    p = profile(d if between else model.Denoiser(d.f, "noise", d.schedule), world.sample(400, rng=1))
    assert (p.information_lower.value <= p.information.value).all()
    assert (p.information.value <= p.information_upper.value).all()
    assert (p.information_upper.std_error > 0.0).all()
    assert p.warnings == ()


@pytest.mark.parametrize("n", [20, 61, 100])
def test_the_capacity_of_few_data_is_no_less_than_that_of_their_law(n):
    """30 dimensions, which few data do not show: ½ ln det of their own covariance is far too small."""
    law = worlds.Gaussian(np.eye(30))
    exact = law.information(SCHEDULE.alpha_bar)
    for seed in range(3):
        data = law.sample(n, rng=seed)
        p = profile(law.denoiser(SCHEDULE), data, max_calls=1500)
        held = p.measured.asking.held.capacity
        rows = np.concatenate([r["capacity"] for r in p.measured.rows()])
        error = np.sqrt((rows**2).sum(axis=0))
        assert (held + 4 * error > exact).all()
        own = np.linalg.eigvalsh(np.cov(data.T, bias=True)).clip(0)
        too_small = exact[0] - 0.5 * np.log1p(own * np.exp(SCHEDULE.log_snr[0])).sum()
        assert too_small > 0.5 * 30 * 31 / (4 * n)  # E ln det S − ln det Σ ≈ −d(d + 1)/2n
        assert not said(p, "worse than the best linear denoiser")
        assert (p.information_upper.value + 4 * p.information_upper.std_error > exact).all()


def test_the_capacity_of_many_data_is_half_the_log_determinant():
    law = worlds.Gaussian([[2.0, 1.0], [1.0, 2.0]])
    p = profile(law.denoiser(SCHEDULE), law.sample(20_000, rng=1))
    rows = np.concatenate([r["capacity"] for r in p.measured.rows()])
    error = np.sqrt((rows**2).sum(axis=0))
    held = p.measured.asking.held
    assert (np.abs(held.capacity - law.information(SCHEDULE.alpha_bar)) < 4 * error).all()
    linear = np.exp(SCHEDULE.log_snr) * law.mmse(SCHEDULE.alpha_bar)
    assert (np.abs(held.linear - linear) < 4 * held.linear_error).all()
    assert error[0] == pytest.approx(math.sqrt(0.5 * 2 / 20_000), rel=0.05)  # Var ½ χ²_d = d/2


def test_few_data_are_said_to_be_few():
    for n in (2, 3, 29):
        p = profile(TWO.denoiser(SCHEDULE), TWO.sample(n, rng=1), max_calls=300)
        assert said(p, f"{n} data hardly tell their own scatter")
    assert not said(profile(TWO.denoiser(SCHEDULE), TWO.sample(30, rng=1)), "scatter")


def test_nearly_equal_data_do_not_accuse_the_exact_denoiser():
    law = worlds.Gaussian(1e-12, mean=0.3)
    assert not said(profile(law.denoiser(SCHEDULE), law.sample(30, rng=1)), "worse than")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (worlds.Points().sample(300, rng=1), "only 2 of 300 data differ"),
        (np.random.default_rng([1]).integers(0, 8, (300, 20)) / 4 - 1.0, "no more than 8 values"),
    ],
)
def test_data_without_a_density_are_said_so(data, words):
    p = profile(worlds.Gaussian(1.0, dim=data.shape[1]).denoiser(SCHEDULE), data)
    assert said(p, words)
    assert said(p, "such data have no density")
