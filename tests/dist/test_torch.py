"""Laws of torch: tensors in, tensors out, gradients all the way."""

import math

import numpy as np
import pytest
import torch
import torch.distributions as td
from scipy import stats

from infoscope import dist

DOUBLE = torch.float64


def number(x, **kw):
    return torch.tensor(x, dtype=DOUBLE, **kw)


def test_the_registry_is_used_and_gradients_pass():
    mean = number([0.5, -1.0], requires_grad=True)
    found = dist.kl_divergence(td.Normal(mean, number(1.0)), td.Normal(number(0.0), number(2.0)))
    assert found.method == "closed_form"
    found.value.sum().backward()
    np.testing.assert_allclose(mean.grad, [0.5 / 4, -1.0 / 4], rtol=1e-14)
    prior = td.Independent(td.Normal(mean, torch.exp(number([0.1, 0.2]))), 1)
    standard = td.Independent(td.Normal(torch.zeros(2, dtype=DOUBLE), torch.ones(2, dtype=DOUBLE)), 1)
    variance = np.exp([0.2, 0.4])
    expected = 0.5 * (np.array([0.25, 1.0]) + variance - 1 - np.log(variance)).sum()
    assert float(dist.kl_divergence(prior, standard)) == pytest.approx(expected, rel=1e-14)


def test_bits_keep_the_gradient():
    scale = number(2.0, requires_grad=True)
    found = dist.entropy(td.Normal(number(0.0), scale), unit="bits")
    (slope,) = torch.autograd.grad(found.value, scale)
    assert float(slope) == pytest.approx(0.5 / math.log(2))


def test_draws_carry_the_gradient_where_there_is_no_closed_form():
    mean = number(0.5, requires_grad=True)
    q = td.StudentT(number(3.0))
    found = dist.kl_divergence(td.Normal(mean, number(1.0)), q, rng=0, max_samples=100_000)
    assert found.method == "monte_carlo"
    assert not found.std_error.requires_grad
    exact = dist.kl_divergence(stats.norm(0.5, 1), stats.t(3))
    assert abs(float(found) - float(exact)) < 4 * float(found.std_error)
    (slope,) = torch.autograd.grad(found.value, mean)
    ends = [float(dist.kl_divergence(stats.norm(0.5 + h, 1), stats.t(3))) for h in (1e-4, -1e-4)]
    assert float(slope) == pytest.approx((ends[0] - ends[1]) / 2e-4, abs=0.02)


def test_the_score_carries_it_where_draws_cannot():
    rate = number(3.0, requires_grad=True)
    p, q = td.Poisson(rate), td.NegativeBinomial(number(5.0), number(0.4))
    found = dist.kl_divergence(p, q, rng=0, max_samples=200_000, rtol=0.0, atol=0.0)
    (slope,) = torch.autograd.grad(found.value, rate)

    def exact(at):
        return float(dist.kl_divergence(stats.poisson(at), stats.nbinom(5.0, 0.6)))

    assert abs(float(found) - exact(3.0)) < 4 * float(found.std_error)
    assert float(slope) == pytest.approx((exact(3.0001) - exact(2.9999)) / 2e-4, abs=0.02)


def test_without_gradients_numbers_are_exact():
    p, q = td.Normal(number(0.5), number(1.0)), td.StudentT(number(3.0))
    found = dist.kl_divergence(p, q)
    assert found.method == "quadrature"
    assert isinstance(found.value, torch.Tensor)
    assert float(found) == pytest.approx(float(dist.kl_divergence(stats.norm(0.5), stats.t(3))), abs=1e-10)


FACTOR = torch.tensor([[1.0, 0.0], [0.5, 0.8]], dtype=DOUBLE)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_batches_of_normal_vectors_by_kernel_and_by_registry(dtype):
    generator = torch.Generator().manual_seed(0)
    means = torch.randn(2, 50, 4, generator=generator, dtype=dtype)
    roots = torch.randn(2, 50, 4, 6, generator=generator, dtype=dtype)
    p, q = (td.MultivariateNormal(m, r @ r.mT) for m, r in zip(means, roots))
    found = dist.kl_divergence(p, q)
    assert found.value.dtype == dtype
    tolerance = 1e-10 if dtype == torch.float64 else 1e-3
    torch.testing.assert_close(found.value, td.kl_divergence(p, q), rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize(
    ("law", "same"),
    [
        (td.Laplace(number(1.0), number(2.0)), stats.laplace(1, 2)),
        (td.Gamma(number(2.0), number(3.0)), stats.gamma(2, scale=1 / 3)),
        (td.Exponential(number(2.0)), stats.expon(scale=0.5)),
        (td.Beta(number(2.0), number(3.0)), stats.beta(2, 3)),
        (td.Poisson(number(3.0)), stats.poisson(3)),
        (td.Geometric(number(0.3)), stats.geom(0.3, loc=-1)),
        (td.Bernoulli(number(0.3)), stats.bernoulli(0.3)),
        (td.Categorical(number([0.2, 0.8])), stats.rv_discrete(values=([0, 1], [0.2, 0.8]))),
        (td.VonMises(number(1.0), number(2.0)), stats.vonmises(2, 1)),
        (td.Dirichlet(number([2.0, 3.0, 1.5])), stats.dirichlet([2, 3, 1.5])),
        (td.Pareto(number(1.0), number(3.0)), stats.pareto(3)),
        (td.HalfNormal(number(2.0)), stats.halfnorm(0, 2)),
        (td.MultivariateNormal(torch.zeros(2, dtype=DOUBLE), scale_tril=FACTOR), None),
        (
            td.MixtureSameFamily(
                td.Categorical(number([0.3, 0.7])), td.Normal(number([-1.0, 1.0]), number([0.1, 0.5]))
            ),
            dist.mixture([stats.norm(-1, 0.1), stats.norm(1, 0.5)], [0.3, 0.7]),
        ),
    ],
)
def test_a_law_of_torch_is_that_of_scipy(law, same):
    same = same or stats.multivariate_normal([0, 0], (FACTOR @ FACTOR.T).numpy())
    # one of each kind goes through numbers: both directions cost nothing
    for p, q in ((law, same), (same, law)):
        method = None if type(law).__name__ != "Dirichlet" else "closed_form"
        assert float(dist.kl_divergence(p, q, method=method)) == pytest.approx(0.0, abs=1e-6)
    entropies = [float(dist.entropy(x)) for x in (law, same)]
    assert entropies[0] == pytest.approx(entropies[1], abs=1e-6)


def test_draws_leave_the_state_of_torch_alone():
    before = torch.random.get_rng_state()
    first = dist.entropy(td.Gumbel(number(0.0), number(1.0)), method="monte_carlo", rng=3, max_samples=1000)
    again = dist.entropy(td.Gumbel(number(0.0), number(1.0)), method="monte_carlo", rng=3, max_samples=1000)
    assert torch.equal(torch.random.get_rng_state(), before)
    assert first == again


def test_errors():
    mean = number(0.0, requires_grad=True)
    with pytest.raises(ValueError, match="would cut the gradient"):
        dist.kl_divergence(td.Normal(mean, number(1.0)), td.StudentT(number(3.0)), method="quadrature")
    with pytest.raises(ValueError, match="same dimension"):
        dist.kl_divergence(td.Normal(mean, 1.0), td.MultivariateNormal(torch.zeros(2), torch.eye(2)))


TWO_WAYS = {  # of tensors, of numbers, and how far a slope from 10^5 draws may lie off
    "hellinger": dist.hellinger_distance,
    "total variation": dist.total_variation_distance,
    "jensen-shannon": dist.jensen_shannon_divergence,
    "renyi below 1": lambda P, Q, **kw: dist.renyi_divergence(P, Q, 0.5, **kw),
    "renyi above 1": lambda P, Q, **kw: dist.renyi_divergence(P, Q, 1.3, **kw),
    "chi-squared": dist.chi_squared_divergence,
    "f": lambda P, Q, **kw: dist.f_divergence(P, Q, lambda t: (t**0.5 - 1.0) ** 2, **kw),
    "jeffreys": dist.jeffreys_divergence,
}


@pytest.mark.parametrize("measure", TWO_WAYS.values(), ids=TWO_WAYS.keys())
def test_every_divergence_carries_gradients(measure):
    mean, scale = number(0.4, requires_grad=True), number(0.8, requires_grad=True)
    p, q = td.Normal(mean, scale), td.Normal(number(0.0), number(1.0))
    found = measure(p, q, rng=0, max_samples=100_000, rtol=0.0, atol=0.0)

    def exact(m, s):
        return float(measure(stats.norm(m, s), stats.norm()))

    assert abs(float(found) - exact(0.4, 0.8)) <= 4.5 * float(found.std_error) + 1e-12
    slopes = torch.autograd.grad(found.value, (mean, scale))
    h = 1e-5
    expected = [
        (exact(0.4 + h, 0.8) - exact(0.4 - h, 0.8)) / (2 * h),
        (exact(0.4, 0.8 + h) - exact(0.4, 0.8 - h)) / (2 * h),
    ]
    # a slope is an average of draws too: of 10^5, whose spread is of the order of 1
    np.testing.assert_allclose([float(s) for s in slopes], expected, atol=0.02, rtol=0.02)


@pytest.mark.parametrize("measure", TWO_WAYS.values(), ids=TWO_WAYS.keys())
def test_without_gradients_every_divergence_is_a_tensor_of_the_exact_number(measure):
    found = measure(td.Normal(number(0.4), number(0.8)), td.Normal(number(0.0), number(1.0)))
    assert isinstance(found.value, torch.Tensor)
    exact = float(measure(stats.norm(0.4, 0.8), stats.norm()))
    assert float(found) == pytest.approx(exact, rel=1e-8)


def test_laws_of_labels_by_their_score():
    logits = number([0.2, -0.3, 0.5], requires_grad=True)
    p, q = td.Categorical(logits=logits), td.Categorical(number([0.3, 0.3, 0.4]))
    found = dist.jensen_shannon_divergence(p, q, rng=0, max_samples=200_000, rtol=0.0, atol=0.0)
    weights = torch.softmax(logits, 0)
    m = (weights + q.probs) / 2
    exact = 0.5 * ((weights * (weights / m).log()).sum() + (q.probs * (q.probs / m).log()).sum())
    assert abs(float(found) - float(exact.detach())) <= 4.5 * float(found.std_error)
    (slope,) = torch.autograd.grad(found.value, logits, retain_graph=True)
    (expected,) = torch.autograd.grad(exact, logits)
    np.testing.assert_allclose(slope, expected, atol=0.01)


def test_supports_that_differ_are_no_error_and_no_nan():
    rate = number(1.3, requires_grad=True)
    p, q = td.Normal(number(0.5), number(1.0)), td.Exponential(rate)
    for measure in (
        dist.jensen_shannon_divergence,
        dist.hellinger_distance,
        dist.total_variation_distance,
    ):
        found = measure(p, q, rng=0, max_samples=100_000)
        exact = float(measure(stats.norm(0.5), stats.expon(scale=1 / 1.3)))
        assert abs(float(found) - exact) <= 4.5 * float(found.std_error)
        assert torch.isfinite(torch.autograd.grad(found.value, rate)[0])
    assert float(dist.kl_divergence(p, q)) == math.inf
    assert math.isfinite(float(dist.kl_divergence(q, p)))


def test_batches_of_laws_go_by_draws():
    means = number([0.0, 1.0, 2.0])
    found = dist.hellinger_distance(td.Normal(means, number(1.0)), td.Normal(number(0.0), number(1.0)), rng=0)
    exact = np.sqrt(1.0 - np.exp(-(means.numpy() ** 2) / 8))
    assert found.value.shape == (3,)
    np.testing.assert_allclose(found.value, exact, atol=0.01)


def test_thin_tails_are_told_of_tensors_too():
    mean = number(0.0, requires_grad=True)
    found = dist.kl_divergence(
        td.StudentT(number(1.2), mean), td.Normal(number(0.0), number(1.0)), rng=0, max_samples=50_000
    )
    assert any("cannot be trusted" in w for w in found.warnings)
