"""What holds for any VAE: bounds in order, pieces that add up, numbers that no bookkeeping moves."""

import json
import math
from itertools import pairwise

import numpy as np
import pytest
import torch
import torch.distributions as td
from hypothesis import given, settings
from hypothesis import strategies as st

from infoscope import model
from infoscope.model.autoencoder import _aggregate
from infoscope.model.autoencoder._any_laws import any_laws
from infoscope.model.autoencoder._clusters import freed, mean_of_some, moments
from reference import vae as slow

DOUBLE = torch.float64


def network(latent=3, dim=5, seed=0):
    """A nonlinear encoder and decoder with random weights, in double precision."""
    generator = torch.Generator().manual_seed(seed)
    A, B, W = (
        torch.randn(a, b, generator=generator, dtype=DOUBLE)
        for a, b in ((dim, latent), (dim, latent), (latent, dim))
    )
    return model.vae(
        lambda x: td.Normal(torch.tanh(x @ A), torch.exp(0.3 * torch.sin(x @ B) - 0.7)),
        lambda z: td.Laplace(torch.tanh(z) @ W, 0.9),
    )


def data(n=60, dim=5, seed=1):
    return np.random.default_rng(seed).normal(size=(n, dim))


def profile(vae=None, x=None, **options):
    options = {"draws": 40, "iwae": (4, 20), "rng": 3} | options
    return model.vae_profile(network() if vae is None else vae, data() if x is None else x, **options)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), latent=st.integers(1, 4), n=st.integers(2, 40))
def test_bounds_are_in_order_and_pieces_add_up(seed, latent, n):
    p = profile(network(latent, seed=seed), data(n, seed=seed), draws=20, iwae=(1, 2, 10), rng=seed)
    for name in ("rate", "distortion", "elbo", "log_likelihood"):
        assert np.isfinite(float(getattr(p, name)))
    assert float(p.elbo) == pytest.approx(-float(p.rate) - float(p.distortion), abs=1e-12)
    ladder = [p.elbo, p.iwae[1], p.iwae[2], p.iwae[10], p.log_likelihood]
    assert all(float(a) <= float(b) for a, b in pairwise(ladder))
    assert float(p.iwae[1]) == pytest.approx(float(p.elbo), abs=1e-10)
    assert float(p.mutual_information) + float(p.marginal_kl) == pytest.approx(float(p.rate), abs=1e-11)
    split = float(p.total_correlation) + p.dimension_wise_kl.value.sum()
    assert split == pytest.approx(float(p.marginal_kl), abs=1e-11)
    assert p.rate_per_dimension.value.sum() == pytest.approx(float(p.rate), rel=1e-12)
    each = p.information_per_dimension.value + p.dimension_wise_kl.value
    np.testing.assert_allclose(each, p.rate_per_dimension.value, atol=1e-12)
    # Freed of noise by a slope that few draws told, an estimate may pass its bound, within its error.
    found, upper = p.mutual_information, p.mutual_information_upper
    assert float(found) <= p.ceiling + 4.0 * found.std_error + 1e-9
    assert float(found) <= float(upper) + 4.0 * np.hypot(found.std_error, upper.std_error) + 1e-9
    for k, gap in p.gaps.items():
        bound = p.iwae.get(k, p.log_likelihood)
        assert float(bound) == pytest.approx(float(p.elbo) + float(gap), abs=1e-11)


def test_pieces_add_up_where_only_some_of_the_data_are_mixed():
    x = data(400)
    p = profile(x=x, mixture_terms=400 * 3 * 150)
    assert "150 data against 400" in p.mutual_information.method
    assert float(p.mutual_information) + float(p.marginal_kl) == pytest.approx(float(p.rate), abs=1e-11)
    split = float(p.total_correlation) + p.dimension_wise_kl.value.sum()
    assert split == pytest.approx(float(p.marginal_kl), abs=1e-11)
    whole = profile(x=x)
    for name in ("mutual_information", "marginal_kl", "total_correlation"):
        some, all_of_them = getattr(p, name), getattr(whole, name)
        assert abs(float(some) - float(all_of_them)) < 4 * some.std_error
        assert some.std_error > all_of_them.std_error * 0.9


def test_the_control_takes_noise_away_and_nothing_else():
    rng = np.random.default_rng(0)
    control = rng.normal(size=(50, 300))
    signal = rng.normal(size=300)
    values = signal + 2.0 * control + 0.1 * rng.normal(size=(50, 300))
    better = freed([moments(values[:, :100], control[:, :100]), moments(values[:, 100:], control[:, 100:])])
    assert np.std(better - signal) == pytest.approx(0.1 / math.sqrt(50), rel=0.2)
    assert np.std(values.mean(axis=0) - signal) > 10 * np.std(better - signal)
    np.testing.assert_allclose(freed([moments(control, control)]), 0.0, atol=1e-15)
    both = freed([moments(values + control**2, control)])
    apart = freed([moments(values, control)]) + freed([moments(control**2, control)])
    np.testing.assert_allclose(both, apart, atol=1e-12)  # linear


def test_the_mean_of_some_uses_what_is_known_of_all():
    rng = np.random.default_rng(1)
    helps = rng.normal(size=2000)
    values = 3.0 * helps + 0.1 * rng.normal(size=2000)
    some = rng.choice(2000, 200, replace=False)
    found = mean_of_some(values[some], helps[some], helps)
    assert abs(found.value - values.mean()) < 4 * 0.1 / math.sqrt(200)
    assert found.error == pytest.approx(values.std() / math.sqrt(2000), rel=0.15)
    assert mean_of_some(helps[some], helps[some], helps).value == pytest.approx(helps.mean(), abs=1e-13)


@pytest.mark.parametrize("unit", ["bits", "hartleys"])
def test_every_number_is_in_the_unit(unit):
    nats, other = profile(), profile(unit=unit)
    for name in ("elbo", "mutual_information", "dimension_wise_kl", "marginal_kl_lower"):
        one, two = getattr(nats, name).to(unit), getattr(other, name)
        assert two.unit == unit
        np.testing.assert_allclose(two.value, one.value, rtol=1e-12)
    assert float(other.bits_per_dim) == pytest.approx(float(nats.bits_per_dim), rel=1e-12)
    scale = {"bits": math.log(2), "hartleys": math.log(10)}[unit]
    assert other.ceiling == pytest.approx(math.log(60) / scale)
    np.testing.assert_allclose(other.per_datum["elbo"] * scale, nats.per_datum["elbo"])


def test_same_seed_same_digits_and_the_generators_of_torch_are_left_alone():
    torch.manual_seed(5)
    first = profile()
    after = torch.rand(1)
    torch.manual_seed(5)
    assert torch.rand(1) == after
    assert profile().to_json() == first.to_json()
    assert profile(rng=4).to_json() != first.to_json()


def test_small_batches_change_nothing_but_the_draws():
    one, other = profile(draws=400), profile(draws=400, batch=7)
    np.testing.assert_allclose(one.per_datum["rate"], other.per_datum["rate"], rtol=1e-12)
    assert float(one.distortion) == pytest.approx(float(other.distortion), abs=0.3 * one.distortion.std_error)


def test_any_shape_of_the_same_laws_is_read_the_same():
    x = data()
    base = network()
    shaped = model.vae(
        lambda x: td.Normal(base.encode(x).loc[..., None], base.encode(x).scale[..., None]),
        lambda z: td.Independent(base.decode(z.squeeze(-1)), 1),
    )
    event = model.vae(lambda x: td.Independent(base.encode(x), 1), base.decode)
    pair = (lambda x: (base.encode(x).loc, 2 * base.encode(x).scale.log()), base.decode)

    class Whole:
        encode, decode = staticmethod(base.encode), staticmethod(base.decode)

    for other in (shaped, event, pair, Whole()):
        one, two = profile(base, x), profile(other, x)
        assert float(one.elbo) == pytest.approx(float(two.elbo), rel=1e-12)
        assert float(one.marginal_kl) == pytest.approx(float(two.marginal_kl), rel=1e-9)
        assert one.active_units == two.active_units


def test_float32_torch_numpy_and_data_sets_are_data():
    class Items(torch.utils.data.Dataset):
        def __len__(self):
            return 60

        def __getitem__(self, i):
            return torch.as_tensor(data()[i]), 0

    exact = profile()
    for x in (torch.as_tensor(data()), data().tolist()):
        assert profile(x=x).elbo == exact.elbo
    single = model.vae(lambda x: network().encode(x.double()), network().decode)
    for x in (data().astype(np.float32), Items()):
        assert float(profile(single, x).elbo) == pytest.approx(float(exact.elbo), rel=1e-4)


def test_a_module_is_asked_in_its_own_precision_and_left_as_it_was():
    class Small(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = torch.nn.Linear(5, 4)
            self.drop = torch.nn.Dropout(0.5)

        def encode(self, x):
            return self.layer(self.drop(x)).chunk(2, -1)

        def decode(self, z):
            return td.Normal(z @ torch.ones(2, 5), 1.0)

    torch.manual_seed(0)
    small = Small()
    p, q = profile(small), profile(small)
    assert p.to_json() == q.to_json()  # no dropout
    assert small.drop.training
    hidden = model.vae(lambda x: small.encode(x), small.decode)
    assert profile(hidden).to_json() == p.to_json()


def test_the_kernel_and_the_slow_loops_agree():
    rng = np.random.default_rng(2)
    means, deviations, z = rng.normal(size=(7, 3)), rng.uniform(0.3, 2.0, (7, 3)), rng.normal(size=(5, 3))
    own = np.array([0, 3, 3, 6, 1])
    centres, scales = torch.as_tensor(means), torch.as_tensor(deviations)
    laws = [(i, min(i + 3, 7), td.Normal(centres[i : i + 3], scales[i : i + 3])) for i in (0, 3, 6)]
    compiled = _aggregate.own_and_others(z, own, means, deviations)
    generic = any_laws(laws)[0](torch.as_tensor(z), torch.as_tensor(own))
    for one, other in zip(compiled, generic):
        np.testing.assert_allclose(one, other, rtol=1e-12)
    mixed = _aggregate.Mixed(np.arange(5), *compiled[0][:, None], None, None, np.zeros(5), 7)
    for population in (7, 50, math.inf):
        exact = [slow.aggregated(z[i], own[i], means, deviations, population) for i in range(5)]
        np.testing.assert_allclose(mixed.log_q(population)[0], exact, rtol=1e-12)
    total, which = np.logaddexp(*compiled[0]), np.array([3, 0, 5])
    one = _aggregate.left_out(z, own, means, deviations, total, which)
    other = any_laws(laws)[1](torch.as_tensor(z), torch.as_tensor(own), total, which)
    np.testing.assert_allclose(one, other, rtol=1e-12)

    def share(p, k):
        return math.exp(sum(map(slow.normal, z[p], means[k], deviations[k])) - total[p])

    by_hand = [sum(math.log1p(-share(p, k)) for p in range(5) if own[p] != k) for k in which]
    np.testing.assert_allclose(one, by_hand, rtol=1e-12)


def wrong_stride(size, population):
    """The weights of the widely copied program: its stride runs down a column."""
    others = size - 1
    W = np.full((size, size), 1.0 / others)
    W.reshape(-1)[:: others + 1] = 1.0 / population
    W.reshape(-1)[1 :: others + 1] = (population - others) / (population * others)
    W[others - 1, 0] = (population - others) / (population * others)
    return W


def test_the_stratified_weights_are_unbiased_and_the_copied_ones_are_not():
    rng = np.random.default_rng(3)
    population, size = 7, 4
    densities = rng.gamma(1.0, size=population)
    own, other = _aggregate.weights(size, population)
    for datum in range(population):
        found = slow.stratified_mean(densities, datum, size, (own, other))
        assert found == pytest.approx(densities.mean(), rel=1e-12)
    W = wrong_stride(size, population)
    right = np.full((size, size), other) + np.diag(np.full(size, own - other))
    assert not np.allclose(np.diag(W), own)  # a draw's own datum has weight 1/P in the first row alone
    assert np.allclose(np.diag(right), own)
    # what that does to ln q(z) of draws that only their own datum explains
    lone = np.eye(size) + 1e-9
    truth = np.log(1.0 / population)
    assert np.log((right * lone).sum(axis=1)) == pytest.approx(truth, abs=1e-6)
    assert np.abs(np.log((W * lone).sum(axis=1)) - truth).max() > 0.5
    assert _aggregate.weights(5, 5) == pytest.approx((0.2, 0.2))
    assert _aggregate.weights(5, math.inf) == (0.0, 0.25)


def test_a_sample_of_a_population_estimates_its_aggregated_posterior():
    everything = data(600, seed=8)
    whole = profile(x=everything)
    part = profile(x=everything[:120], population=600)
    low, high = profile(x=everything[:120]).mutual_information, part.mutual_information_upper
    found = part.mutual_information
    assert float(low) < float(found) < float(high)
    assert abs(float(found) - float(whole.mutual_information)) < 4 * found.std_error
    assert "stratified for 600" in found.method


def test_it_tells_in_words_text_json_html_and_pictures():
    p = profile(unit="bits")
    text = p.summary()
    assert text == repr(p)
    for words in ("ELBO, bits", "- rate", "I(x;z)", "IWAE-20", "effective sample size", "Active units"):
        assert words in text
    told = json.loads(p.to_json())
    assert told["elbo"]["value"] == float(p.elbo)
    assert set(told["iwae"]) == {"4", "20"}
    assert told["active_units"] == p.active_units
    page = p.to_html()
    for absent in ("<script", "src=", "<link"):
        assert absent not in page
    for words in ("Where is the information", "How to read it", "IWAE-20", "default-src 'none'", "<svg"):
        assert words in page
    assert p._repr_html_().count("<svg") == page.count("<svg") == 4
    assert len(p.plot().axes) == 4


def test_units_that_cost_and_tell_nothing_are_named():
    base = network()

    def encode(x):
        q = base.encode(x)
        loc, scale = q.loc.clone(), q.scale.clone()
        loc[:, 1], scale[:, 1] = 0.7, 0.5  # the same for all, and not the prior
        loc[:, 2], scale[:, 2] = 0.0, 1.0  # the prior
        return td.Normal(loc, scale)

    p = profile(model.vae(encode, base.decode))
    assert (p.silent_units.tolist(), p.collapsed_units.tolist()) == ([1], [2])
    assert p.informative_units == p.active_units == 1
    said = " ".join(p.findings)
    assert "z1 costs rate and tells nothing" in said
    assert "1 of 3 units has collapsed" in said
    assert "z2. It costs nothing and tells nothing." in said


def test_noise_beyond_a_bound_is_called_noise_and_is_no_bias():
    """q(z|x) = N(x, 1) with x near 0: ln q(z)/p(z) is almost nothing, and its estimate as often below 0."""
    x = 0.05 * np.random.default_rng(4).normal(size=(100, 1))
    near = (lambda x: td.Normal(x, 1.0), lambda z: td.Normal(0.0 * z, 1.0))
    z = np.linspace(-10.0, 10.0, 4001)
    q = np.exp(-0.5 * (z - x) ** 2).mean(axis=0) / math.sqrt(2.0 * math.pi)
    truth = (q * (np.log(q) + 0.5 * z**2 + 0.5 * math.log(2.0 * math.pi))).sum() * (z[1] - z[0])
    runs = [model.vae_profile(near, x, draws=8, iwae=(), rng=seed) for seed in range(60)]
    values = np.array([float(p.marginal_kl) for p in runs])
    assert abs(values.mean() - truth) < 4 * values.std(ddof=1) / math.sqrt(60)
    assert values.std(ddof=1) < 1.3 * np.mean([p.marginal_kl.std_error for p in runs])
    assert 0 < (values < 0.0).sum() < 60
    # The smaller of a noisy bound and an exact one would be low by 0.4 of the noise.
    low = np.array([float(p.rate) - float(p.mutual_information_upper) for p in runs])
    assert 0.0 <= low.mean() < truth + 0.2 * values.std(ddof=1)
    for p in runs:
        said = [words for words in p.findings if words.startswith("Estimated below 0: ")]
        beyond = float(p.mutual_information) > float(p.rate) + 1e-5
        assert beyond == any(
            "D(q(z)‖p(z)), and so I(x;z) above the rate, its bound" in words for words in said
        )
