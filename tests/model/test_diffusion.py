"""The profile against worlds: every part within its error of the exact answer, by every parametrisation."""

import itertools
import json
import math

import numpy as np
import pytest
import torch
from scipy.special import expit

from infoscope import model
from infoscope.model import worlds
from infoscope.model.denoising._reverse import as_reverse
from infoscope.model.denoising.denoiser import PREDICTS
from infoscope.model.diffusion.measuring._cells import Grid
from infoscope.model.diffusion.measuring._plan import plan_draws

TWO = worlds.Mixture([0.5, 0.5], [-2.0, 2.0], [0.5, 0.5])
PLANE = worlds.Mixture([0.3, 0.7], [[0.0, 0.0], [2.0, 1.0]], [[0.5, 0.3], [1.0, 0.2]])
TILTED = worlds.Gaussian([[2.0, 1.0], [1.0, 2.0]], mean=[0.5, -1.0])
CASES = [
    (worlds.Gaussian(1.0), model.linear_schedule()),
    (worlds.Gaussian(4.0), model.cosine_schedule(100)),
    (TWO, model.linear_schedule()),
    (TWO, model.vdm_schedule(10)),
    (PLANE, model.cosine_schedule(30)),
    (TILTED, model.edm_schedule(40)),
    (TILTED, model.flow_schedule(50)),
    (worlds.Points(), model.vdm_schedule(60, 1.5, -8.0)),
]


def near(e, exact, limit=4.0):
    off = np.abs(e.value - exact)
    return bool((off <= limit * e.std_error + 1e-9 * (1.0 + np.abs(exact))).all())


def profile(world, schedule, n=1500, **options):
    options = {"max_calls": 6000, "likelihoods": ("i_mmse",), "rng": 3} | options
    return model.diffusion_profile(world.denoiser(schedule), world.sample(n, rng=7), **options)


@pytest.mark.parametrize(("world", "schedule"), CASES, ids=lambda v: getattr(v, "name", None))
def test_every_part_is_within_its_error(world, schedule):
    p, exact = profile(world, schedule), world.bound(schedule)
    for name in ("prior", "reconstruction", "total"):
        assert near(getattr(p, name), getattr(exact, name)), name
    assert near(p.denoising_sum, exact.denoising.sum())
    some = np.linspace(0, schedule.steps - 1, 8).astype(int)
    kept = schedule.alpha_bar[some]
    information = world.information(kept)
    along = {
        "information": information,
        "entropy": world.entropy(kept),
        "mmse": world.mmse(kept),
    }
    for name, value in along.items():
        e = getattr(p, name)
        assert near(model_at(e, some), value), name
    integral = information[0] - information[-1]
    assert near(p.continuous, exact.prior + exact.reconstruction + integral)
    assert near(p.finite_steps, exact.denoising.sum() - integral)
    assert near(p.likelihoods["i_mmse"], information[0] + exact.reconstruction)
    low, high = model_at(p.information_lower, some), model_at(p.information_upper, some)
    assert (low.value - 4 * low.std_error <= information + 1e-8).all()
    assert (high.value + 4 * high.std_error >= information - 1e-8).all()


def model_at(e, places):
    return type(e)(e.value[places], e.std_error[places], e.unit)


def test_what_finite_steps_cost_rests_on_draws_of_the_same_noise():
    """Both its parts are known to 0.05; of the same data and noise, their difference to a tenth of that."""
    p = profile(TWO, model.cosine_schedule(60), n=400)
    assert p.continuous.std_error > 0.03
    assert p.finite_steps.std_error < 0.2 * p.continuous.std_error


def test_the_gain_of_a_cell_is_the_mean_of_the_gains_in_it():
    grid = Grid(np.array([3.0, 1.2, -2.0]), np.array([0.9, 0.4, 0.05]), 1000)
    nodes, weights = np.polynomial.legendre.leggauss(20)
    assert grid.per_step.tolist() == [8, 13]
    for c, (high, low) in enumerate(itertools.pairwise(grid.edges)):
        at = 0.5 * (high + low) + 0.5 * (high - low) * nodes
        # how an isotropic Gaussian's error answers to its error at the step: by a central difference
        rise, share, h = np.expm1(at - grid.log_snr[grid.step[c]]), grid.share[grid.step[c]], 1e-6
        grown = [(1 + rise) * m / (1 + rise * m) for m in (share - h, share + h)]
        assert grid.mean_gain[c] == pytest.approx(0.5 * weights @ (grown[1] - grown[0]) / (2 * h), rel=1e-7)
        assert grid.gain(at, np.full(20, grid.step[c])) == pytest.approx(
            (grown[1] - grown[0]) / (2 * h), rel=1e-7
        )


def test_partners_lie_evenly_between_their_step_and_the_next_cleaner_one():
    grid = Grid(np.array([3.0, 1.2, -2.0]), np.array([0.9, 0.4, 0.05]), 1000)
    plan = plan_draws(np.array([10, 40, 26]), 7, np.random.default_rng([1]))
    kept, partner, at = grid.partners(plan, np.random.default_rng([2]))
    assert (plan.place[kept] > 0).all()
    assert len(kept) == 66
    for name in ("datum", "pair", "sign"):
        assert (getattr(partner, name) == getattr(plan, name)[kept]).all()
    assert (grid.step[partner.place] == plan.place[kept]).all()
    assert (at <= grid.edges[partner.place]).all()
    assert (at >= grid.edges[partner.place + 1]).all()
    for step, many in ((1, 40), (2, 26)):
        share = (grid.log_snr[step - 1] - at[plan.place[kept] == step]) / -np.diff(grid.log_snr)[step - 1]
        assert np.sort((share * many).astype(int)).tolist() == list(range(many))


@pytest.mark.parametrize("kind", ["beta", "posterior"])
def test_other_reverse_variances(kind):
    schedule = model.cosine_schedule(50)
    p, exact = profile(TWO, schedule, reverse_variance=kind), TWO.bound(schedule, kind)
    assert near(p.total, exact.total)
    assert near(p.reconstruction, exact.reconstruction)
    assert near(p.denoising_sum, exact.denoising.sum())


def as_network(world, schedule, predicts):
    """The world's exact denoiser in the terms of a network on the schedule's own process and times."""

    def f(y, t):
        i = np.array([int(np.flatnonzero(schedule.times == v)[0]) for v in t])
        log_snr, scale = schedule.log_snr[i], schedule.scale[i, None]
        signal, noise = np.sqrt(expit(log_snr))[:, None], np.sqrt(expit(-log_snr))[:, None]
        x = y / scale
        e = world.components.noise(x, log_snr)
        x0 = (x - noise * e) / signal
        return {
            "noise": e,
            "data": x0,
            "velocity": signal * e - noise * x0,
            "score": -e / (scale * noise),
            "flow": e - x0,
        }[predicts]

    return model.denoiser(f, predicts=predicts, schedule=schedule, continuous=False)


@pytest.mark.parametrize(
    "schedule",
    [model.cosine_schedule(20), model.edm_schedule(12), model.flow_schedule(15)],
    ids=lambda s: s.name,
)
def test_every_parametrisation_gives_the_same_numbers(schedule):
    data = PLANE.sample(300, rng=5)
    found = [
        model.diffusion_profile(as_network(PLANE, schedule, kind), data, max_calls=2000, likelihoods=())
        for kind in PREDICTS
    ]
    for p in found[1:]:
        assert p.total.value == pytest.approx(found[0].total.value, rel=1e-7)
        assert p.information.value == pytest.approx(found[0].information.value, rel=1e-6)
        assert p.total.std_error == pytest.approx(found[0].total.std_error, rel=1e-5)
        assert p.calls == found[0].calls


def test_tensors_give_what_arrays_give():
    schedule = model.cosine_schedule(20)
    kept = torch.tensor(schedule.alpha_bar)

    def arrays(x, t):
        return np.sqrt(1 - schedule.alpha_bar[t - 1])[:, None] * np.tanh(x)

    def tensors(x, t):
        return torch.sqrt(1 - kept.to(x.dtype)[t - 1])[:, None] * torch.tanh(x)

    data = TILTED.sample(400, rng=2)
    options = {"max_calls": 2000, "rng": 1}
    a = model.diffusion_profile(model.denoiser(arrays, schedule=schedule), data, **options)
    b = model.diffusion_profile(model.denoiser(tensors, schedule=schedule), torch.tensor(data), **options)
    assert b.total.value == pytest.approx(a.total.value, rel=1e-12)
    for name, e in a.likelihoods.items():
        assert b.likelihoods[name].value == pytest.approx(e.value, rel=1e-5), name
    single = model.diffusion_profile(
        model.denoiser(tensors, schedule=schedule), torch.tensor(data, dtype=torch.float32), **options
    )
    assert single.total.value == pytest.approx(a.total.value, abs=4 * a.total.std_error)


def test_the_bound_is_no_less_than_the_truth_and_equal_in_the_limit():
    data = TWO.sample(1500, rng=7)
    truth = -TWO.log_prob(data)
    totals = [TWO.bound(model.vdm_schedule(steps)).total for steps in (10, 100, 1000)]
    assert totals[0] > totals[1] > totals[2] > TWO.entropy()
    assert totals[2] == pytest.approx(TWO.entropy(), abs=0.01)
    p = model.diffusion_profile(TWO.denoiser(model.vdm_schedule(10)), data, max_calls=6000, likelihoods=())
    assert p.total.value > truth.mean() + 4 * p.total.std_error


def test_the_parts_add_up():
    p = profile(PLANE, model.cosine_schedule(30), unit="bits")
    assert p.total.value == pytest.approx(
        p.prior.value + p.denoising_sum.value + p.reconstruction.value, abs=1e-12
    )
    assert p.denoising_sum.value == pytest.approx(p.denoising.value.sum(), abs=1e-12)
    assert p.restored.value.sum() == pytest.approx(
        p.information.value[0] - p.information.value[-1], abs=1e-12
    )
    assert p.continuous.value + p.finite_steps.value == pytest.approx(p.total.value, abs=1e-12)
    given = 0.5 * 2 * np.log2(2 * np.pi * np.e * (1 - p.schedule.alpha_bar))
    assert p.entropy.value - p.information.value == pytest.approx(given, abs=1e-9)
    assert p.bits_per_dim.value == pytest.approx(p.total.value / 2)
    nats = profile(PLANE, model.cosine_schedule(30))
    assert nats.total.value == pytest.approx(p.total.value * math.log(2), rel=1e-12)
    assert nats.total.unit == "nats"


def test_entropy_rises_and_falls():  # case 35
    p = profile(TWO, model.linear_schedule())
    peak = int(np.argmax(p.entropy.value))
    assert 100 < peak < 500
    assert p.entropy.value[peak] - p.entropy.value[0] > 0.3
    assert p.entropy_rate.value[0] == pytest.approx(0.0, abs=0.1)
    rate = np.gradient(TWO.entropy(p.schedule.alpha_bar[200:203]), p.schedule.log_snr[200:203])[1]
    assert near(model_at(p.entropy_rate, [201]), rate)


def test_fisher_information_is_that_of_the_score():
    schedule = model.from_alpha_bar([0.9, 0.5, 0.1])
    p = profile(TWO, schedule)
    rng = np.random.default_rng([8])
    for i, kept in enumerate(schedule.alpha_bar):
        x = math.sqrt(kept) * TWO.sample(40_000, rng) + math.sqrt(1 - kept) * rng.normal(size=(40_000, 1))
        squares = TWO.score(x, kept) ** 2
        error = math.hypot(p.fisher_information.std_error[i], squares.std() / 200)
        assert abs(p.fisher_information.value[i] - squares.mean()) < 4 * error


def test_loss_weights_and_importance():
    p = profile(TWO, model.cosine_schedule(30))
    error = p.mmse.value * np.exp(p.schedule.log_snr)
    h = 1e-6 * error
    reverse = as_reverse(p.schedule, "optimal", None)
    slope = (reverse.costs(error + h, 1)[0] - reverse.costs(error - h, 1)[0]) / (2 * h)
    assert p.loss_weights == pytest.approx(slope, rel=1e-5)
    assert p.importance.sum() == pytest.approx(1.0)
    assert (p.importance > 0).all()
    beta = profile(TWO, model.cosine_schedule(30), reverse_variance="posterior")
    snr = np.exp(p.schedule.log_snr)
    # ½ (SNR_{t−1} − SNR_t)/SNR_t for the variance β̃ (Kingma et al., 2021, equation 14)
    assert beta.loss_weights[1:] == pytest.approx(0.5 * (snr[:-1] - snr[1:]) / snr[1:], rel=1e-9)


def test_discretised_grey_values():
    """A model that knows nothing of uniform levels but their range: 8 bits a dimension, and no less."""
    rng = np.random.default_rng([4])
    levels = rng.integers(0, 256, size=(800, 3)).astype(np.uint8)
    exact = worlds.Points(np.linspace(-1, 1, 256))
    schedule = model.vdm_schedule(40, 12.0, -8.0)

    def f(x, t):
        log_snr = np.repeat(schedule.log_snr[t - 1], 3)
        return exact.components.noise(x.reshape(-1, 1), log_snr).reshape(x.shape)

    p = model.diffusion_profile(
        model.denoiser(f, predicts="noise", schedule=schedule),
        levels,
        decoder="discretised",
        max_calls=3000,
        likelihoods=("variational",),
    )
    assert p.bits_per_dim.value > 8.0 - 4 * p.bits_per_dim.std_error
    assert p.bits_per_dim.value == pytest.approx(8.0, abs=0.25)
    assert p.conventions["data"] == "8-bit integers read as x/127.5 - 1"
    assert p.conventions["bits per dimension"].startswith("of the mass")


@pytest.mark.parametrize("kind", ["log", "range"])
def test_a_learned_variance_that_says_the_optimum_costs_the_optimum(kind):
    schedule = model.linear_schedule(40, 0.01, 0.2)
    kept = np.append(1.0, schedule.alpha_bar)
    beta = 1 - kept[1:] / kept[:-1]
    posterior = beta * (1 - kept[:-1]) / (1 - kept[1:])
    gap = np.sqrt(kept[:-1]) * beta / (1 - kept[1:])
    best = posterior + gap**2 * worlds.Gaussian(2.0).mmse(schedule.alpha_bar)
    low = np.log(np.append(posterior[1], posterior[1:]))
    told = np.log(best) if kind == "log" else 2 * (np.log(best) - low) / (np.log(beta) - low) - 1

    def f(x, t):
        e = worlds.Gaussian(2.0).components.noise(x, schedule.log_snr[t - 1])
        return e, np.broadcast_to(told[t - 1, None], x.shape)

    d = model.denoiser(f, predicts="noise", schedule=schedule, variance=kind)
    data = worlds.Gaussian(2.0).sample(800, rng=1)
    p = model.diffusion_profile(d, data, reverse_variance="learned", max_calls=4000, likelihoods=())
    exact = worlds.Gaussian(2.0).bound(schedule)
    assert near(p.total, exact.total)
    assert near(p.denoising_sum, exact.denoising.sum())
    assert near(p.reconstruction, exact.reconstruction)


def test_json_holds_all_of_it():
    p = profile(TWO, model.cosine_schedule(12))
    told = json.loads(p.to_json())
    assert told["total"]["value"] == float(p.total.value)
    assert told["information"]["std_error"] == p.information.std_error.tolist()
    assert told["schedule"]["steps"] == 12
    assert set(told["likelihoods"]) == {"i_mmse"}
