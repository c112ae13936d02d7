"""The probability-flow likelihood: exact where the trace is, right on average where it is probed."""

import math

import numpy as np
import pytest
import torch

from infoscope import model
from infoscope.model import worlds
from infoscope.model.diffusion.flow._divergence import divergence_of
from infoscope.model.diffusion.flow._flow_likelihood import FlowLikelihood
from infoscope.model.diffusion.flow._ode import log_likelihood
from reference import diffusion as slow

LINEAR = model.linear_schedule()
TWO = worlds.Mixture([0.5, 0.5], [-2.0, 2.0], [0.5, 0.5])
TILTED = worlds.Gaussian([[1.0, 0.5], [0.5, 2.0]])


def along(world, x, start=40.0, tol=1e-9, prior_variance=1.0, schedule=LINEAR):
    law = world.components

    def field(y, log_snr, who):
        return law.noise(y, log_snr), law.noise_divergence(y, log_snr)[:, None]

    return log_likelihood(x, start, schedule.log_snr[-1], field, 1, prior_variance, tol)


def test_a_gaussian_carried_to_the_prior():  # case 36
    found = along(worlds.Gaussian(4.0), np.array([[1.5]])).log_prob[0, 0]
    assert found == pytest.approx(-1.893309, abs=5e-7)
    assert worlds.Gaussian(4.0).log_prob([1.5])[0] == pytest.approx(-1.893336, abs=5e-7)
    kept = LINEAR.alpha_bar[-1]
    assert found == pytest.approx(slow.probability_flow(1.5, 4.0, kept, 1.0), abs=1e-5)
    # to the law that x_T really has, it is exact
    own = along(worlds.Gaussian(4.0), np.array([[1.5]]), prior_variance=1 + 3 * kept).log_prob[0, 0]
    assert own == pytest.approx(worlds.Gaussian(4.0).log_prob([1.5])[0], abs=1e-7)


@pytest.mark.parametrize("world", [TWO, TILTED], ids=repr)
def test_the_density_comes_out(world):
    x = world.sample(8, rng=1)
    path = along(world, x)
    assert path.log_prob[:, 0] == pytest.approx(world.log_prob(x), abs=5e-4)  # of the prior at T
    rough = along(world, x, tol=1e-4)
    assert rough.log_prob == pytest.approx(path.log_prob, abs=1e-2)
    assert (rough.steps < path.steps).all()


def test_each_example_has_steps_of_its_own_and_does_not_mind_its_neighbours():
    x = np.array([[0.01], [2.0], [-6.0]])
    together, alone = along(TWO, x, tol=1e-6), [along(TWO, x[i : i + 1], tol=1e-6) for i in range(3)]
    assert len(set(together.steps)) > 1
    for i in range(3):
        assert together.log_prob[i, 0] == pytest.approx(alone[i].log_prob[0, 0], abs=1e-9)
        assert together.steps[i] == alone[i].steps[0]


def test_probes_vary_as_hutchinson_says():  # case 37
    a = np.array([[1.0, 0.5], [0.5, 2.0]])
    signs = np.random.default_rng([1]).choice([-1.0, 1.0], size=(20_000, 2))
    probes = np.einsum("ni,ij,nj->n", signs, a, signs)
    assert probes.mean() == pytest.approx(3.0, abs=4 / 20_000**0.5)
    assert probes.var() == pytest.approx(1.0, abs=0.05)


def test_the_variance_of_signs_counts_only_what_lies_off_the_diagonal():  # case 37, with every sign there is
    a = np.array([[1.0, 0.5], [0.5, 2.0]])
    each = [v @ a @ v for v in np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]])]
    assert np.mean(each) == np.trace(a) == 3.0
    assert np.var(each) == 2 * (a**2).sum() - 2 * (np.diag(a) ** 2).sum() == 1.0
    assert 2 * (a**2).sum() == 11.0  # of Gaussian probes: that of a weighted sum of χ²


def test_the_probes_of_a_profile_vary_so():
    """Twenty blocks of case 37: a trace of 60, and a variance of 20 for each probe."""
    whole = np.kron(np.eye(20), [[1.0, 0.5], [0.5, 2.0]])
    d = model.denoiser(lambda x, t: x @ whole, schedule=model.cosine_schedule(20))
    data = np.random.default_rng([6]).normal(size=(60, 40))
    p = model.diffusion_profile(d, data, max_calls=200, likelihoods=())
    probed = divergence_of(p.measured.asking, np.arange(60), 100)
    assert probed.name == "100 Rademacher probes by differences"
    _, found = probed.field(data, np.zeros(60), np.arange(60))
    assert found.shape == (60, 100)
    assert found.mean() == pytest.approx(60.0, abs=4 * math.sqrt(20 / 6000))
    assert found.var() == pytest.approx(20.0, rel=4 * math.sqrt(2 / 6000))


def network(world, schedule, scale=1.0):
    kept = torch.tensor(schedule.alpha_bar)
    inverse = [
        torch.linalg.inv(
            k * torch.tensor([[1.0, 0.5], [0.5, 2.0]], dtype=torch.float64)
            + (1 - k) * torch.eye(2, dtype=torch.float64)
        )
        for k in kept
    ]
    stacked = torch.stack(inverse)

    class Exact(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.unused = torch.nn.Parameter(torch.zeros(1, dtype=torch.float64))

        def forward(self, x, t):
            return torch.sqrt(1 - kept[t - 1])[:, None] * torch.einsum("bij,bj->bi", stacked[t - 1], x)

    return model.denoiser(Exact(), predicts="noise", schedule=schedule)


def test_gradients_differences_and_the_known_divergence_agree():
    schedule, data = model.cosine_schedule(100), TILTED.sample(40, rng=2)
    options = {"max_calls": 400, "likelihoods": ("probability_flow",), "flow_data": 6, "flow_tol": 1e-6}

    def arrays(x, t):
        return np.concatenate(
            [TILTED.components.noise(x[i : i + 1], schedule.log_snr[t[i] - 1]) for i in range(len(x))]
        )

    found = [
        model.diffusion_profile(d, data, **options)
        for d in (network(TILTED, schedule), model.denoiser(arrays, schedule=schedule))
    ]
    by_gradient, by_differences = (p.flow for p in found)
    assert by_gradient.method == "probability flow, exact trace by gradients"
    assert by_differences.method == "probability flow, exact trace by differences"
    assert by_gradient.values == pytest.approx(by_differences.values, abs=1e-4)
    exact = -TILTED.log_prob(data[by_gradient.which])
    assert by_gradient.values == pytest.approx(exact, abs=0.02)  # between steps ε̂ is interpolated
    known = model.diffusion_profile(TILTED.denoiser(schedule), data, **options).flow
    assert known.values == pytest.approx(exact, abs=1e-4)
    assert known.conventions["probability flow starts"] == "from x_0 itself"
    assert by_gradient.conventions["probability flow starts"].startswith("from log-SNR")


def test_probes_are_right_on_average_and_say_their_error():
    dim, schedule = 40, model.cosine_schedule(50)
    rng = np.random.default_rng([3])
    root = rng.normal(size=(dim, dim)) / math.sqrt(dim)
    world = worlds.Gaussian(root @ root.T + 0.3 * np.eye(dim))
    basis, spread = world.components.basis, world.components.spreads[0]

    def f(x, t):
        kept = schedule.alpha_bar[t - 1, None]
        return np.sqrt(1 - kept) * ((x @ basis) / (kept * spread + 1 - kept)) @ basis.T

    data = world.sample(100, rng=1)
    d = model.denoiser(f, predicts="noise", schedule=schedule)
    options = {"max_calls": 400, "likelihoods": ("probability_flow",), "flow_data": 20, "flow_tol": 1e-3}
    p = model.diffusion_profile(d, data, probes=8, **options)
    exact = -world.log_prob(data[p.flow.which])
    off = p.flow.values - exact
    assert np.abs(off.mean()) < 4 * math.sqrt(p.flow.probe_variance.mean() / 20) + 0.15
    assert off.var() == pytest.approx(p.flow.probe_variance.mean(), rel=1.0)
    e = p.likelihoods["probability_flow"]
    assert "8 Rademacher probes by differences" in e.method
    assert "of the error" in e.method


def test_the_flow_of_all_data_from_some():
    """The Gaussian density of all data carries what few examples say to the rest."""
    data = TILTED.sample(2000, rng=4)
    truth = -TILTED.log_prob(data).mean()
    p = model.diffusion_profile(TILTED.denoiser(LINEAR), data, max_calls=400, flow_data=50)
    e = p.likelihoods["probability_flow"]
    assert e.value == pytest.approx(truth, abs=0.005)
    every = TILTED.log_prob(data).std() / math.sqrt(2000)  # had all been carried; 50 of their own: 0.14
    assert every < e.std_error < 1.2 * every


def test_three_likelihoods_side_by_side():
    data = TWO.sample(1200, rng=4)
    p = model.diffusion_profile(TWO.denoiser(LINEAR), data, max_calls=8000, flow_data=1200)
    truth = -TWO.log_prob(data)
    assert list(p.likelihoods) == ["variational", "probability_flow", "i_mmse"]
    assert p.likelihoods["probability_flow"].value == pytest.approx(truth.mean(), abs=1e-3)
    error = truth.std() / math.sqrt(1200)
    assert p.likelihoods["probability_flow"].std_error == pytest.approx(error, rel=0.05)
    for e in p.likelihoods.values():
        assert abs(e.value - TWO.entropy()) < 4 * e.std_error


def test_grey_levels_are_dequantised():
    levels = np.random.default_rng([5]).integers(100, 156, size=(60, 1)).astype(np.uint8)
    world = worlds.Gaussian(0.02)
    p = model.diffusion_profile(
        world.denoiser(LINEAR),
        levels,
        decoder="discretised",
        dequantisation="uniform",
        max_calls=600,
        flow_data=60,
    )
    assert p.conventions["dequantisation of the probability flow"] == "uniform in bins of width 0.007843"
    x = levels / 127.5 - 1
    mass = -(world.log_prob(x) + math.log(2 / 255))
    assert p.likelihoods["probability_flow"].value == pytest.approx(mass.mean(), abs=0.02)


def test_a_flow_that_cannot_be_crossed_says_so():
    def wild(y, log_snr, who):
        return np.sin(1e6 * y), np.zeros((len(y), 1))

    with pytest.raises(ArithmeticError, match="flow_tol"):
        log_likelihood(np.ones((1, 1)), 5.0, -5.0, wild, 1, 1.0, 1e-12)


def between_steps(world, broken):
    """The exact denoiser of a world on whole steps, which `broken` spoils when the flow asks about one x."""
    exact = world.denoiser(LINEAR)

    def ask(x, log_snr):
        return broken(x, exact.f(x, log_snr))

    return model.Denoiser(ask, "noise", exact.schedule, None, False)


def spoiled(kind, calls):
    """What it is asked after so many examples is of the flow alone."""
    asked = []

    def broken(x, answer):
        asked.append(len(x))
        if sum(asked) <= calls:
            return answer
        if kind == "NaN":
            return np.nan * answer
        raise kind

    return broken


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("NaN", "what the network answered at log-SNR 9.21 is NaN or infinite for example"),
        (MemoryError, "one example alone does not fit"),
        (KeyboardInterrupt, "it was interrupted"),
    ],
)
def test_a_flow_that_fails_leaves_the_bound_as_it_is(kind, said):
    data = TWO.sample(400, rng=1)
    how = {"max_calls": 1000, "flow_data": 8, "rng": 3}
    whole = model.diffusion_profile(between_steps(TWO, lambda x, answer: answer), data, **how)
    p = model.diffusion_profile(between_steps(TWO, spoiled(kind, whole.calls)), data, **how)
    assert list(whole.likelihoods) == ["variational", "probability_flow", "i_mmse"]
    assert list(p.likelihoods) == ["variational", "i_mmse"]
    assert any(w.startswith("no probability flow: ") and said in w for w in p.warnings)
    assert (p.total.value, p.total.std_error) == (whole.total.value, whole.total.std_error)


def test_the_flow_asks_for_less_at_once_where_memory_is_short():
    def small(x, answer):
        if len(x) > 8:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 80 bytes")
        return answer

    data, how = TWO.sample(100, rng=1), {"max_calls": 400, "flow_data": 20, "rng": 3}
    whole = model.diffusion_profile(between_steps(TWO, lambda x, answer: answer), data, **how)
    p = model.diffusion_profile(between_steps(TWO, small), data, **how)
    assert p.likelihoods["probability_flow"].value == pytest.approx(
        whole.likelihoods["probability_flow"].value, rel=1e-9
    )
    assert "batches shrank to" in p.warnings[0]


@pytest.mark.parametrize(("n", "told"), [(16, True), (64, False)])
def test_few_data_go_without_a_line_and_say_that_they_are_few(n, told):
    rng = np.random.default_rng([n])
    known = rng.exponential(size=300)
    values = 0.5 * known[:n] + rng.normal(size=n)
    e = FlowLikelihood(np.arange(n), values, np.zeros(n), known[:n], known, "flow", {}).estimate("nats")
    if told:
        assert (e.value, e.std_error) == pytest.approx((values.mean(), values.std(ddof=1) / 4.0), rel=1e-12)
        assert "16 data hardly tell their own scatter" in e.warnings[0]
    else:
        assert e.warnings == ()


def test_a_line_through_few_values_knows_its_error():
    """Drawn again and again: what the regression tells is the scatter that there is."""
    found = []
    for r in range(600):
        rng = np.random.default_rng([7, r])
        x = rng.normal(size=300) * np.where(rng.random(300) < 0.2, 2.0, 0.3)
        density = 0.8 * np.exp(-0.5 * (x / 0.3) ** 2) / 0.3 + 0.2 * np.exp(-0.5 * (x / 2.0) ** 2) / 2.0
        surprise = -np.log(density / math.sqrt(2.0 * math.pi))
        known = 0.5 * x**2 / x.var() + 0.5 * math.log(2.0 * math.pi * x.var())
        e = FlowLikelihood(np.arange(60), surprise[:60], np.zeros(60), known[:60], known, "", {})
        found.append((e.estimate("nats").value, e.estimate("nats").std_error))
    value, error = np.array(found).T
    assert value.std() < 1.1 * math.sqrt((error**2).mean())
    z = (value - value.mean()) / error
    assert (np.abs(z) < 1.96).mean() > 0.9
