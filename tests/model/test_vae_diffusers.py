"""AutoencoderKL of diffusers is a VAE as it comes, once a likelihood is named."""

import pytest
import torch
import torch.distributions as td

from infoscope import model

diffusers = pytest.importorskip("diffusers", reason="its autoencoder is what is tested")


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(0)
    return diffusers.AutoencoderKL(
        in_channels=1, out_channels=1, block_out_channels=(8,), norm_num_groups=4, latent_channels=2
    ).eval()


def test_its_rate_is_the_one_that_diffusers_computes(network):
    x = torch.rand(10, 1, 8, 8) * 2 - 1
    whole = model.vae(network, likelihood=lambda mean: td.Normal(mean, 0.5))
    p = model.vae_profile(whole, x, draws=10, rng=0)
    with torch.no_grad():
        posterior = network.encode(x).latent_dist
        rate, z = posterior.kl().mean(), posterior.mean
    assert float(p.rate) == pytest.approx(float(rate), rel=1e-4)
    assert p.rate.method == "closed form"
    assert p.latent_shape == tuple(z.shape[1:])
    assert set(p.iwae) == {5}  # 50 would take more draws
    spread = z.double().flatten(1).var(0)
    assert p.active_units == int((spread > 0.01).sum())


def test_without_a_likelihood_it_says_what_is_missing(network):
    with pytest.raises(TypeError, match="losses, no log-likelihoods: pass likelihood="):
        model.vae_profile(network, torch.rand(4, 1, 8, 8), draws=5)
