"""The terms of the bound in closed form: exact for exact denoisers, by every variance of the reverse step."""

import math

import numpy as np
import pytest

from infoscope import model
from infoscope.model import worlds
from infoscope.model.denoising._reverse import as_reverse
from infoscope.model.diffusion.measuring._baseline import Baseline
from infoscope.model.diffusion.measuring._information import information_flow
from reference import diffusion as slow

LINEAR = model.linear_schedule()


def terms(world, schedule, variance):
    """(T,) the reconstruction and D_t at the world's own error."""
    error = world.mmse(schedule.alpha_bar) * np.exp(schedule.log_snr)
    return as_reverse(schedule, variance, None).costs(error, world.dim)[0]


def prior(variance, schedule):
    kept = schedule.alpha_bar[-1]
    return slow.gaussian_divergence(0.0, 1 - kept, 0.0, 1.0) + 0.5 * kept * variance


@pytest.mark.parametrize("kind", ["beta", "posterior", "optimal"])
@pytest.mark.parametrize("schedule", [LINEAR, model.cosine_schedule(40)], ids=lambda s: s.name)
@pytest.mark.parametrize("variance", [0.3, 1.0, 4.0])
def test_against_the_slow_version(kind, schedule, variance):
    first, rest = slow.reverse_terms(schedule.alpha_bar, variance, kind)
    found = terms(worlds.Gaussian(variance), schedule, kind)
    assert found[0] == pytest.approx(first, abs=1e-9)
    assert found[1:] == pytest.approx(rest, rel=1e-7, abs=1e-12)


def test_the_terms_of_a_gaussian():  # case 31
    found = terms(worlds.Gaussian(1.0), LINEAR, "optimal")
    information = worlds.Gaussian(1.0).information(LINEAR.alpha_bar)
    assert found[0] == pytest.approx(-3.186232, abs=5e-7)
    assert found[0] == pytest.approx(worlds.Gaussian(1.0).entropy() - information[0], abs=1e-9)
    assert found[1:] == pytest.approx(information[:-1] - information[1:], rel=1e-9, abs=1e-13)
    assert found[1:].sum() == pytest.approx(4.605150, abs=5e-7)
    assert prior(1.0, LINEAR) == pytest.approx(2.018e-05, abs=5e-9)
    assert prior(1.0, LINEAR) + found.sum() == pytest.approx(1.418939, abs=5e-7)


@pytest.mark.parametrize(
    ("variance", "kind", "cost"),
    [(1.0, "beta", 0.0), (1.0, "posterior", 0.464892), (4.0, "beta", 0.000853), (4.0, "posterior", 0.470141)],
)
def test_what_a_fixed_variance_costs(variance, kind, cost):  # case 32
    world = worlds.Gaussian(variance)
    lost = terms(world, LINEAR, kind)[1:].sum() - terms(world, LINEAR, "optimal")[1:].sum()
    assert lost == pytest.approx(cost, abs=5e-7)
    if (variance, kind) == (1.0, "posterior"):
        assert lost / math.log(2) == pytest.approx(0.6707, abs=5e-5)


@pytest.mark.parametrize(("steps", "expected"), [(10, 17.707852), (100, 7.243793), (1000, 6.703246)])
def test_what_few_steps_cost(steps, expected):  # case 33: T steps between T + 1 noise levels
    found = terms(worlds.Gaussian(1.0), model.vdm_schedule(steps + 1), "posterior")
    assert found[1:].sum() == pytest.approx(expected, abs=5e-7)


def test_the_limit_of_many_steps():  # case 33
    schedule = model.vdm_schedule(11)
    known = Baseline(np.zeros(1), np.ones(1), lambda x: x, "known")
    error = worlds.Gaussian(1.0).mmse(schedule.alpha_bar) * np.exp(schedule.log_snr)
    flow = information_flow(error, schedule.log_snr, 1, known)
    assert flow.value[0] - flow.value[-1] == pytest.approx(6.646643, abs=5e-7)


@pytest.mark.parametrize(
    "world", [worlds.Mixture([0.4, 0.6], [-1, 2], [0.3, 1.0]), worlds.Gaussian([0.2, 3.0])]
)
def test_bounds_hold_on_both_sides_and_every_variance_costs_at_least_the_optimum(world):
    schedule = model.cosine_schedule(30)
    exact = world.information(schedule.alpha_bar)
    error = world.mmse(schedule.alpha_bar) * np.exp(schedule.log_snr)
    spread = np.array([world.mmse(0.0) / world.dim] * world.dim)
    known = Baseline(np.zeros(1), spread, lambda x: x, "")
    flow = information_flow(error, schedule.log_snr, world.dim, known)
    assert (flow.lower <= exact + 1e-9).all()
    assert (flow.upper + known.information(schedule.log_snr[-1:]) >= exact - 1e-9).all()
    best = terms(world, schedule, "optimal")
    step = exact[:-1] - exact[1:]
    assert (best[1:] >= step - 1e-9).all()  # the bound's term is at least what the step destroys
    for kind in ("beta", "posterior", best[0] * 0 + np.full(30, 0.01)):
        assert (terms(world, schedule, kind) >= best - 1e-12).all()


def test_bounds_meet_for_an_isotropic_gaussian():
    world, schedule = worlds.Gaussian(2.5, dim=3), model.vdm_schedule(8)
    error = world.mmse(schedule.alpha_bar) * np.exp(schedule.log_snr)
    known = Baseline(np.zeros(3), np.full(3, 2.5), lambda x: x, "")
    flow = information_flow(error, schedule.log_snr, 3, known)
    exact = world.information(schedule.alpha_bar)
    for found in (flow.value, flow.lower, flow.upper + known.information(schedule.log_snr[-1:])):
        assert found == pytest.approx(exact, rel=1e-9)


@pytest.mark.parametrize("kind", ["beta", "posterior", "optimal"])
def test_slopes_are_derivatives(kind):
    reverse = as_reverse(model.cosine_schedule(9), kind, None)
    error, h = np.linspace(0.5, 1.5, 9), 1e-6
    high, low = (reverse.costs(error + s * h, 2)[0] for s in (1, -1))
    assert reverse.costs(error, 2)[1] == pytest.approx((high - low) / (2 * h), rel=1e-5)


@pytest.mark.parametrize("kind", ["log", "range"])
def test_a_learned_variance_costs_what_two_gaussians_differ_by(kind):
    schedule = model.linear_schedule(20, 0.01, 0.3)
    reverse, t = as_reverse(schedule, "learned", kind), np.array([2, 9, 20])
    told, error = np.array([[-3.0], [0.2], [-0.4]]), np.array([[0.3], [-0.2], [1.0]])
    v = reverse.told_variance(t, told, kind)
    kept = schedule.alpha_bar
    for i, step in enumerate(t):
        beta = 1 - kept[step - 1] / kept[step - 2]
        posterior = beta * (1 - kept[step - 2]) / (1 - kept[step - 1])
        low, high = math.log(posterior), math.log(beta)
        expected = told[i, 0] if kind == "log" else low + (told[i, 0] + 1) / 2 * (high - low)
        assert math.log(v[i, 0]) == pytest.approx(expected, rel=1e-9)
        gap = math.sqrt(kept[step - 2]) * beta / (1 - kept[step - 1]) * error[i, 0]
        cost = slow.gaussian_divergence(0.0, posterior, gap, v[i, 0])
        assert reverse.learned(t, error, v)[i] == pytest.approx(cost, rel=1e-9)


@pytest.mark.parametrize(
    ("variance", "said"),
    [("best", "optimal, beta"), ("learned", "denoiser"), (np.ones(3), "9 numbers"), (np.zeros(9), "> 0")],
)
def test_refusals(variance, said):
    with pytest.raises(ValueError, match=said):
        as_reverse(model.cosine_schedule(9), variance, None)
