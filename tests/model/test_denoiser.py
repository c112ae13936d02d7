"""Denoisers: whatever the network predicts, in whichever arrays, the same noise comes out."""

import numpy as np
import pytest
import torch

from infoscope import model
from infoscope.model.denoising.denoiser import PREDICTS
from reference import diffusion as slow

SCHEDULES = [model.linear_schedule(20, 0.01, 0.4), model.edm_schedule(12), model.flow_schedule(15)]


def answers(schedule, predicts):
    """A network that knows x0 = 0.3 exactly, told in the terms of `predicts`."""

    def f(y, t):
        i = [int(np.flatnonzero(schedule.times == v)[0]) for v in np.asarray(t)]
        a, s = (
            (schedule.scale * np.sqrt(k))[i][:, None] for k in (schedule.alpha_bar, 1 - schedule.alpha_bar)
        )
        e = (y - a * 0.3) / s
        root = np.hypot(a, s)
        return {
            "noise": e,
            "data": 0.3 + 0 * y,
            "velocity": (a * e - s * 0.3) / root,
            "score": -e / s,
            "flow": e - 0.3,
        }[predicts]

    return f


@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda s: s.name)
@pytest.mark.parametrize("predicts", PREDICTS)
def test_every_parametrisation_is_the_same_denoiser(schedule, predicts):
    d = model.denoiser(answers(schedule, predicts), predicts=predicts, schedule=schedule)
    steps = np.array([1, schedule.steps // 2, schedule.steps])
    noise = np.array([[0.5], [-1.0], [2.0]])
    kept = schedule.alpha_bar[steps - 1, None]
    x = np.sqrt(kept) * 0.3 + np.sqrt(1 - kept) * noise
    assert d.noise(x, steps) == pytest.approx(noise, abs=1e-9)
    assert d(x, steps) == pytest.approx(noise, abs=1e-9)
    assert d.data(x, steps)[:2] == pytest.approx(np.full((2, 1), 0.3), abs=1e-9)


@pytest.mark.parametrize("predicts", PREDICTS)
def test_the_same_as_the_slow_version(predicts):
    for answer, x, log_snr, scale in np.random.default_rng([1]).normal(size=(20, 4)):
        signal, noise = (1 + np.exp(-log_snr)) ** -0.5, (1 + np.exp(log_snr)) ** -0.5
        given = (answer, x, signal, noise, abs(scale))
        assert PREDICTS[predicts](*given) == pytest.approx(getattr(slow, predicts)(*given), rel=1e-12)


def test_tensors_go_in_and_come_out_in_their_own_precision():
    seen = []

    def f(x, t):
        seen.append((x.dtype, t.dtype, t.tolist()))
        return 0 * x

    d = model.denoiser(f, predicts="data", schedule=model.linear_schedule())
    out = d.noise(torch.ones(2, 3, dtype=torch.float32), [1, 7])
    assert isinstance(out, torch.Tensor)
    assert out.dtype == torch.float32
    assert seen == [(torch.float32, torch.int64, [1, 7])]
    edm = model.denoiser(f, predicts="data", schedule=model.edm_schedule(9))
    edm.noise(torch.ones(1, 3, dtype=torch.float64), [9])
    assert seen[-1] == (torch.float64, torch.float64, [80.0])


def test_between_the_steps():
    schedule = model.linear_schedule(10)
    middle = schedule.log_snr[3:5].mean(keepdims=True)

    def f(x, t):
        return x * np.asarray(t, dtype=float)[:, None]

    for continuous in (False, True):  # linear in t, so that both routes are the same
        d = model.denoiser(f, predicts="noise", schedule=schedule, continuous=continuous)
        assert d.noise_at(np.ones((1, 1)), middle) == pytest.approx(np.array([[4.5]]))
        assert d.noise_at(np.ones((1, 1)), schedule.log_snr[-1:]) == pytest.approx(np.array([[10.0]]))


def test_a_condition_is_handed_on():
    d = model.denoiser(lambda x, t, c: x + c, predicts="noise", schedule=model.linear_schedule())
    assert d.noise(np.ones((1, 2)), [3], np.full((1, 1), 4.0)).tolist() == [[5.0, 5.0]]


def test_a_variance_as_second_output_or_as_more_channels():
    schedule = model.linear_schedule()
    x = np.ones((2, 3, 4, 4))
    pair = model.denoiser(lambda x, t: (x, 2 * x), predicts="noise", schedule=schedule, variance="log")
    wide = model.denoiser(
        lambda x, t: np.concatenate([x, 2 * x], 1), predicts="noise", schedule=schedule, variance="range"
    )
    for d in (pair, wide):
        noise, variance = d.outputs(x, [1, 2])
        assert (noise == x).all()
        assert (variance == 2 * x).all()


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda s: model.denoiser(3, predicts="noise", schedule=s), TypeError, "callable"),
        (lambda s: model.denoiser(abs, predicts="nosie", schedule=s), ValueError, "did you mean 'noise'"),
        (lambda s: model.denoiser(abs, schedule="linear"), TypeError, "linear_schedule"),
        (lambda s: model.denoiser(abs, schedule=[0.36, 0.9]), ValueError, "must fall strictly"),
        (lambda s: model.denoiser(abs, schedule=s, variance="both"), ValueError, "log, range"),
        (
            lambda s: model.denoiser(lambda x, t: x, schedule=s).noise(np.ones((1, 1)), [0]),
            ValueError,
            "1 … 1000",
        ),
        (
            lambda s: model.denoiser(lambda x, t: x[:, :1], schedule=s).noise(np.ones((1, 2)), [1]),
            ValueError,
            "got .1, 1. for .1, 2.",
        ),
        (
            lambda s: model.denoiser(lambda x, t: x.numpy(), schedule=s).noise(torch.ones((1, 2)), [1]),
            TypeError,
            "given a tensor and must answer with one",
        ),
    ],
)
def test_refusals_say_what_was_given(call, error, said):
    with pytest.raises(error, match=said):
        call(model.linear_schedule())


def test_a_schedule_may_be_an_array_of_alpha_bar():
    nothing = model.denoiser(lambda x, t: 0 * x, predicts="data", schedule=[0.9, 0.36])
    # E[ε | x] = (x − √ᾱ · 0)/√(1 − ᾱ) = 1/0.8
    assert nothing.noise(np.ones((1, 1)), [2]) == pytest.approx(1.25, abs=1e-15)
