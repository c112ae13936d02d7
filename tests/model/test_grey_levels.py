"""Likelihoods of grey levels: all three agree where the model is exact, whatever the number of levels."""

import numpy as np
import pytest
from scipy.stats import norm

from infoscope import model
from infoscope.pmf import entropy

LAWS = {
    "two levels": ([-1.0, 1.0], [0.5, 0.5]),
    "three levels": ([-1.0, 0.0, 1.0], [0.5, 0.2, 0.3]),
    "five levels, one unused": ([-1.0, -0.5, 0.5, 1.0], [0.1, 0.4, 0.2, 0.3]),
}


def profile(points, weights, high, levels, **options):
    world = model.worlds.Points(points, weights)
    x = world.sample(1500, rng=1)
    schedule = model.vdm_schedule(400, high, -9.0)
    told = {"decoder": "discretised", "levels": levels, "max_calls": 15_000, "flow_data": 200} | options
    return model.diffusion_profile(world.denoiser(schedule), x, **told), x


@pytest.mark.parametrize("high", [6.0, 9.0])  # where x_1 tells all but some levels, and where it tells all
@pytest.mark.parametrize("name", LAWS)
def test_each_likelihood_is_the_entropy_of_the_levels(name, high):
    points, weights = LAWS[name]
    levels = {"two": 2, "three": 3, "five": 5}[name.split()[0]]
    found, _ = profile(points, weights, high, levels)
    expected = entropy(np.array(weights))
    for e in found.likelihoods.values():
        assert abs(e.value - expected) < 4 * e.std_error + 2e-3  # finite T; the decoder's own bound
    assert found.finite_steps.value > 0


def test_the_flow_is_exact_for_each_datum():
    points, weights = LAWS["two levels"]
    found, _ = profile(points, weights, 8.0, 2)
    np.testing.assert_allclose(found.flow.values, np.log(2.0), atol=1e-3)


def test_a_level_that_is_rounded_rightly_costs_nothing():
    """The decoder is no sharper than it need be: where x̂_0 strays once, the bound stays finite."""
    points, weights = LAWS["two levels"]
    found, _ = profile(points, weights, 9.0, 2)
    half = 1.0  # of a level
    assert float(found.conventions["decoder variance"]) == pytest.approx((half / 6.0) ** 2, rel=1e-3)
    outside = -norm.logcdf(6.0)
    assert found.reconstruction.value == pytest.approx(outside, rel=1e-3)


def test_uniform_dequantisation_of_a_smooth_law():
    """−ln P of a fine level is h less the log of its width, in both ways of counting it."""
    std, levels = 0.25, 256
    world = model.worlds.Gaussian(std**2)
    x = world.sample(4000, rng=2)
    grey = np.round((x[np.abs(x) < 1.0].reshape(-1, 1) + 1.0) * 127.5) / 127.5 - 1.0
    denoiser = world.denoiser(model.vdm_schedule(300, 9.5, -12.0))
    expected = world.entropy() - np.log(2.0 / (levels - 1))
    for how in ("uniform", "noise"):
        found = model.diffusion_profile(
            denoiser, grey, decoder="discretised", dequantisation=how, flow_data=256, max_calls=15_000
        )
        for e in found.likelihoods.values():
            assert abs(e.value - expected) < 4 * e.std_error + 5e-3
        assert ("uniform" in found.conventions["dequantisation of the probability flow"]) == (
            how == "uniform"
        )
        assert found.conventions["decoder"] == "Gaussian mass of 256 grey levels"


def test_what_is_no_grey_level_is_refused():
    with pytest.raises(ValueError, match=r"example \d+ has values from 0\.5 to 0\.5, up to 0\.5 of a level"):
        profile([-1.0, 0.5, 1.0], [0.3, 0.3, 0.4], 8.0, 3)
    world = model.worlds.Points()
    x = world.sample(2000, rng=1)
    x[1999] = 5.0
    with pytest.raises(ValueError, match="example 1999 has values from 5 to 5, up to 2 of a level off"):
        model.diffusion_profile(world.denoiser(model.vdm_schedule(50)), x, decoder="discretised", levels=2)
    with pytest.raises(ValueError, match="levels must be a whole number >= 2; got 1"):
        profile(*LAWS["two levels"], 8.0, 1)
    with pytest.raises(ValueError, match="dequantisation must be one of noise, uniform"):
        profile(*LAWS["two levels"], 8.0, 2, dequantisation="none")
