"""VAEs whose every number has a formula: linear ones in several dimensions, and a finite one."""

import math

import numpy as np
import pytest
import torch
import torch.distributions as td

from infoscope import model
from model.vae_world import linear, number, sample, world
from reference import vae as slow


def within(found, exact, errors=4.0):
    assert found.std_error > 0.0
    assert abs(float(found) - exact) < errors * float(found.std_error), (found, exact)


HALF = 0.5 * math.log(2 * math.pi * math.e)  # 1.418939
CASE_38 = (np.array([[2.0]]), 1.0, np.array([[0.4]]), np.array([0.2]))


def test_case_38_to_every_digit():
    # x² = 5 = Var x, so that each datum's numbers are those of the mean
    x = number([[-math.sqrt(5.0)], [math.sqrt(5.0)]])
    found = model.vae_profile(linear(*CASE_38), x, rng=1)
    assert float(found.rate) == pytest.approx(0.5 * math.log(5.0), abs=1e-12)  # .804719
    assert float(found.distortion) == pytest.approx(
        0.5 * math.log(2 * math.pi * math.e), abs=1e-12
    )  # 1.418939
    nll = 0.5 * math.log(2 * math.pi * math.e * 5.0)  # 2.223657
    for bound in (found.elbo, *found.iwae.values(), found.log_likelihood):
        assert float(bound) == pytest.approx(-nll, abs=1e-12)
        assert float(bound.std_error) == 0.0
    assert float(found.bits_per_dim) == pytest.approx(nll / math.log(2.0), abs=1e-12)
    np.testing.assert_allclose(found.effective_sample_size, found.draws)


def test_case_38_on_a_sample():
    x = sample(CASE_38[0], 1.0, 2000)
    found = model.vae_profile(linear(*CASE_38), x, rng=2)
    within(found.rate, 0.804719)
    within(found.distortion, 1.418939)
    within(found.elbo, -2.223657)
    within(found.mutual_information, 0.5 * math.log(5.0))
    exact = np.mean([slow.linear_log_likelihood(row, CASE_38[0], 1.0) for row in x])
    assert float(found.elbo) == pytest.approx(exact, abs=1e-10)
    assert found.activity == pytest.approx([0.8], abs=4 * 0.8 * math.sqrt(2 / 2000))
    assert (found.active_units, found.informative_units) == (1, 1)
    assert found.findings == ()


def test_a_collapsed_posterior():
    W, s, A, _ = CASE_38
    x = sample(W, s, 2000)
    found = model.vae_profile(linear(W, s, 0.0 * A, np.array([1.0])), x, draws=1000, iwae=(), rng=3)
    exact = np.mean([slow.linear_log_likelihood(row, W, s) for row in x])
    gap = exact + float(found.distortion)
    assert gap == pytest.approx(3.195281, abs=4 * float(found.elbo.std_error))
    within(found.gaps[1000], 3.195281)
    assert float(found.rate) == 0.0
    assert float(found.mutual_information) == pytest.approx(0.0, abs=1e-12)
    assert found.active_units == found.informative_units == 0
    assert found.findings[0].startswith("Posterior collapse")


@pytest.mark.parametrize("spread", [1.0, 0.6])
def test_linear_in_several_dimensions(spread):
    W, s, A, v = world(spread=spread)
    x = sample(W, s, 1500)
    found = model.vae_profile(linear(W, s, A, v), x, rng=5)
    rates = np.array([slow.linear_rate(row, A, v) for row in x])
    distortions = np.array([slow.linear_distortion(row, A, v, W, s) for row in x])
    np.testing.assert_allclose(found.per_datum["rate"], rates, rtol=1e-12)
    assert float(found.rate.std_error) == pytest.approx(rates.std(ddof=1) / math.sqrt(1500))
    # of these very data: what is left is the noise of the draws, far below the error over data
    assert float(found.distortion) == pytest.approx(distortions.mean(), abs=0.2 * found.distortion.std_error)
    exact = np.mean([slow.linear_log_likelihood(row, W, s) for row in x])
    assert float(found.elbo) <= float(found.iwae[5]) <= float(found.iwae[50]) <= exact + 1e-3
    # ln of a mean of 200 weights is low by Var w / 400; E w² = √(r / (2 - 1/r)) for each z_j, r the spread
    bias = (math.sqrt(spread / (2.0 - 1.0 / spread)) ** 3 - 1.0) / 400.0
    assert float(found.log_likelihood) == pytest.approx(exact - bias, abs=1e-10 + 0.5 * bias)
    if spread == 1.0:
        assert float(found.elbo) == pytest.approx(exact, abs=1e-10)
    else:
        assert float(found.elbo) < exact - 0.1


def test_the_aggregated_posterior_of_a_linear_encoder():
    W, s, A, v = world()
    A = A + 0.3 * A[[1, 2, 0]]  # so that q(z) is no product
    x = sample(W, s, 2000, seed=6)
    found = model.vae_profile(linear(W, s, A, v), x, rng=7, draws=20, iwae=())
    C = W @ W.T + s * s * np.eye(len(W))
    information, marginal, total, each = slow.linear_aggregate(C, A, v)
    assert float(found.mutual_information) - 4 * found.mutual_information.std_error < information
    assert information < float(found.mutual_information_upper) + 4 * found.mutual_information_upper.std_error
    within(found.mutual_information, information, 5)  # the bias of 2000 data is of the size of the error
    assert float(found.marginal_kl_lower) - 4 * found.marginal_kl_lower.std_error < marginal
    within(found.marginal_kl, marginal, 5)
    within(found.total_correlation, total, 5)
    error = found.dimension_wise_kl.std_error
    np.testing.assert_array_less(np.abs(found.dimension_wise_kl.value - each), 5 * error)
    np.testing.assert_allclose(found.activity, np.diag(A @ C @ A.T), rtol=0.15)


def finite_world():
    prior = np.array([0.5, 0.3, 0.2])
    encoder = np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3], [0.3, 0.3, 0.4], [0.05, 0.05, 0.9]])
    decoder = np.array([[0.4, 0.3, 0.2, 0.1], [0.1, 0.5, 0.3, 0.1], [0.1, 0.1, 0.2, 0.6]])
    return prior, encoder, decoder


def test_a_finite_vae():
    prior, encoder, decoder = finite_world()
    found = model.vae_profile(
        model.vae(
            lambda x: td.Categorical(probs=number(encoder)[x[:, 0].long()]),
            lambda z: td.Categorical(probs=number(decoder)[z]),
            prior=td.Categorical(probs=number(prior)),
        ),
        np.tile(np.arange(4.0), 100),
        rng=8,
        draws=100,
    )
    rates, distortions, logs = np.array([slow.finite(prior, encoder, decoder, x) for x in range(4)]).T
    np.testing.assert_allclose(found.per_datum["rate"][:4], rates, rtol=1e-12)
    for x in range(4):
        draws = found.per_datum["distortion"][x::4]
        assert draws.mean() == pytest.approx(distortions[x], abs=4 * draws.std() / math.sqrt(100))
    # Categorical data are one number: p(x|z) is a probability, and so is p(x)
    assert float(found.log_likelihood) == pytest.approx(logs.mean(), abs=0.02)
    q = encoder.mean(axis=0)
    information = np.mean([(row * np.log(row / q)).sum() for row in encoder])
    assert float(found.mutual_information) == pytest.approx(information, abs=0.02)
    assert float(found.marginal_kl) == pytest.approx((q * np.log(q / prior)).sum(), abs=0.02)
    assert found.active_units is None  # the mean of a label is no number


def test_a_mixture_for_a_prior_has_no_closed_form_and_is_drawn():
    W, s, A, v = world(latent=2)
    x = sample(W, s, 300)
    parts = td.Independent(td.Normal(number([[-1.0, 0.0], [1.0, 0.0]]), number(1.0)), 1)
    prior = td.MixtureSameFamily(td.Categorical(probs=number([0.25, 0.75])), parts)
    found = model.vae_profile(linear(W, s, A, v), x, prior=prior, rng=9, draws=400)
    assert "draws" in found.rate.method
    assert found.total_correlation is None
    # 64 × 64 nodes of Gauss and Hermite: E ln p(z) under each q
    nodes, weights = np.polynomial.hermite_e.hermegauss(64)
    weights = weights / weights.sum()
    exact = []
    for row in x[:200]:
        m, d = A @ row, np.sqrt(v)
        z = m[0] + d[0] * nodes
        log_p = np.log(0.25 * np.exp(-0.5 * (z + 1) ** 2) + 0.75 * np.exp(-0.5 * (z - 1) ** 2)) @ weights
        log_p += -0.5 * (m[1] ** 2 + v[1]) - math.log(2 * math.pi)
        exact.append(-0.5 * np.log(v).sum() - math.log(2 * math.pi) - 1.0 - log_p)
    drawn = found.per_datum["rate"][:200] - np.array(exact)
    assert abs(drawn.mean()) < 4 * drawn.std() / math.sqrt(200)


class Learned(torch.nn.Module):
    """N(centre, 1) over two numbers, which answers when called, and not in training mode."""

    def __init__(self, centre):
        super().__init__()
        self.centre = torch.nn.Parameter(number(centre))

    def forward(self):
        assert not self.training
        return td.Independent(td.Normal(self.centre, 1.0), 1)


class Whole(Learned):
    """A VAE whose prior is made of its own parameter."""

    def __init__(self, centre, pair):
        super().__init__(centre)
        self.encode, self.decode = pair.encode, pair.decode

    @property
    def prior(self):
        return td.Normal(self.centre, 1.0)


def test_a_prior_with_gradients_is_a_prior():
    """D(N(m, v) ‖ N(c, 1)) = ½ Σ (v + (m - c)² - 1 - ln v)."""
    W, s, A, v = world(latent=2)
    x, centre = sample(W, s, 50), np.array([0.5, -1.0])
    pair, module = linear(W, s, A, v), Learned(centre)
    weights = torch.nn.Parameter(number(centre))
    expected = 0.5 * (v + (x @ A.T - centre) ** 2 - 1.0 - np.log(v)).sum(axis=1)
    priors = (
        td.Normal(weights, 1.0),
        td.Independent(td.Normal(weights, 1.0), 1),
        module,
        lambda: module.eval()(),
    )
    for prior in priors:
        module.train()
        found = model.vae_profile(pair, x, prior=prior, rng=0)
        np.testing.assert_allclose(found.per_datum["rate"], expected, rtol=1e-12)
        assert found.rate_per_dimension.value.sum() == pytest.approx(expected.mean(), rel=1e-12)
    model.vae_profile(pair, x, prior=module, rng=0)
    assert module.training
    found = model.vae_profile(Whole(centre, pair), x, rng=0)
    assert float(found.rate) == pytest.approx(expected.mean(), rel=1e-12)


def test_a_posterior_with_a_covariance():
    W, s, _, _ = world(latent=3)
    W = W @ np.array([[1.0, 0.4, 0.0], [0.0, 1.0, 0.3], [0.0, 0.0, 1.0]])
    V = np.linalg.inv(W.T @ W / s**2 + np.eye(3))
    A, L = number(V @ W.T / s**2), number(np.linalg.cholesky(V))
    exact = model.vae(
        lambda x: td.MultivariateNormal(x @ A.T, scale_tril=L),
        lambda z: td.Independent(td.Normal(z @ number(W).T, s), 1),
    )
    x = sample(W, s, 250)
    found = model.vae_profile(exact, x, rng=10)
    assert found.rate.method == "closed form"
    log_p = np.mean([slow.linear_log_likelihood(row, W, s) for row in x])
    assert float(found.elbo) == pytest.approx(log_p, abs=1e-10)
    assert float(found.mutual_information) < float(found.rate)
    assert float(found.total_correlation) == pytest.approx(0.0, abs=0.2)  # q(z) is the prior
