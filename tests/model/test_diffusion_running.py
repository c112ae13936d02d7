"""Running a profile: budgets, checkpoints, interruption, short memory, bad answers; nothing is lost."""

import re

import numpy as np
import pytest
import torch

from infoscope import model
from infoscope.model import worlds
from infoscope.model.data._given import as_data, normals
from model.running import DATA, EXACT, SCHEDULE, WORLD, network, profile, same


def test_the_same_seed_is_the_same_profile_in_batches_of_any_size():
    a = profile()
    assert same(a, profile(batch_size=7))
    assert profile(rng=6).total.value != a.total.value
    assert same(a, profile(rng=np.int64(5)))


def test_noise_depends_on_datum_and_draw_alone():
    datum, pair = np.array([3, 0, 3, 7]), np.array([0, 0, 1, 2])
    all_ = normals(1, 2, datum, pair, (5,), np.float64)
    for i in range(4):
        assert (normals(1, 2, datum[i : i + 1], pair[i : i + 1], (5,), np.float64)[0] == all_[i]).all()
    assert len(np.unique(all_)) == 20
    many = normals(1, 0, np.arange(4000), np.zeros(4000, int), (5,), np.float64)
    assert many.mean() == pytest.approx(0.0, abs=4 / 20_000**0.5)
    assert many.var() == pytest.approx(1.0, abs=4 * (2 / 20_000) ** 0.5)
    assert np.abs(np.corrcoef(many[:-1, 0], many[1:, 0])[0, 1]) < 4 / 4000**0.5


def test_the_budget_is_kept():
    asked = []
    p = profile(network(lambda x: asked.append(len(x))), max_calls=1234)
    assert p.calls == sum(asked)
    assert abs(p.calls - 1234) <= 1


def test_rtol_ends_a_run_early():
    p = profile(max_calls=20_000, rtol=0.2)
    assert p.calls < 20_000
    assert p.total.std_error <= 0.2 * abs(p.total.value)
    assert profile(max_calls=1000, rtol=1e-9).calls == pytest.approx(1000, abs=4)


@pytest.mark.parametrize(
    ("n", "calls", "said"),
    [(20, 4000, "it is mostly the scatter of the data"), (20_000, 1000, "max_calls= is what keeps it there")],
)
def test_what_keeps_rtol_from_being_reached_is_said(n, calls, said):
    p = profile(data=WORLD.sample(n, rng=1), max_calls=calls, rtol=1e-3)
    (words,) = (w for w in p.warnings if "was not reached" in w)
    assert said in words
    assert f"is {p.total.std_error / p.total.value:.2g} of the total" in words
    assert not any("rtol" in w for w in profile(rtol=0.5).warnings)


def test_an_interrupted_run_goes_on_from_its_checkpoint(tmp_path):
    path, asked = tmp_path / "run.npz", []

    def interrupt(x):
        asked.append(len(x))
        if sum(asked) > 1 + 1200:  # the one is asked to know the network again
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        profile(network(interrupt), checkpoint=path, batch_size=50)
    again = []
    resumed = profile(network(lambda x: again.append(len(x))), checkpoint=path, batch_size=50)
    assert same(resumed, profile())
    assert sum(again) == 1 + 2000 - 1200
    last = []
    assert same(profile(network(lambda x: last.append(len(x))), checkpoint=path), resumed)
    assert last == [1]


def test_a_checkpoint_of_another_run_is_refused(tmp_path):
    path = tmp_path / "run.npz"
    profile(checkpoint=path)
    with pytest.raises(ValueError, match="seed: 5 there, 6 here"):
        profile(checkpoint=path, rng=6)
    with pytest.raises(ValueError, match=r"first of the data: .* there, .* here"):
        profile(checkpoint=path, data=3 * DATA)
    with pytest.raises(ValueError, match=r"variance of the data"):
        profile(checkpoint=path, data=np.concatenate([DATA[:1], 1.1 * DATA[1:]]))
    halved = model.Denoiser(lambda x, s: 0.5 * EXACT.f(x, s), "noise", EXACT.schedule, None, False)
    with pytest.raises(ValueError, match="an answer of the network"):
        profile(halved, checkpoint=path)
    path.write_bytes(b"not an archive")
    with pytest.raises(ValueError, match="no checkpoint"):
        profile(checkpoint=path)


def test_a_checkpoint_in_no_folder_is_refused_before_the_network_is_asked_for_draws(tmp_path):
    asked = []
    with pytest.raises(ValueError, match="there is no folder"):
        profile(network(lambda x: asked.append(len(x))), checkpoint=tmp_path / "none" / "run.npz")
    assert sum(asked) <= 1


def test_without_a_checkpoint_an_interrupted_run_answers_from_what_there_is():
    asked = []

    def interrupt(x):
        asked.append(len(x))
        if sum(asked) > 1500:
            raise KeyboardInterrupt

    p = profile(network(interrupt), batch_size=50)
    assert p.calls == 1500
    assert "interrupted: this rests on the 1500 draws" in p.warnings[0]
    assert abs(p.total.value - WORLD.bound(SCHEDULE).total) < 4 * p.total.std_error


def test_interrupted_at_once_there_is_nothing_to_answer():
    def interrupt(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        profile(network(interrupt))


@pytest.mark.parametrize(
    "error",
    [
        MemoryError("too much"),
        torch.OutOfMemoryError("too much"),
        RuntimeError("[enforce fail at alloc_cpu.cpp:127] DefaultCPUAllocator: can't allocate memory"),
    ],
)
def test_batches_shrink_where_memory_is_short(error):
    def small(x):
        if len(x) > 20:
            raise error

    p = profile(network(small))
    assert same(p, profile())
    assert "batches shrank to" in p.warnings[0]


def test_one_example_that_does_not_fit_is_an_error():
    def never(x):
        raise MemoryError

    with pytest.raises(MemoryError, match="one example alone"):
        profile(network(never))


def test_another_error_of_the_network_comes_through():
    def broken(x):
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    with pytest.raises(RuntimeError, match="mat1"):
        profile(network(broken))


@pytest.mark.parametrize(("bad", "word"), [(np.nan, "NaN"), (np.inf, "inf")])
def test_a_bad_answer_is_named_with_its_step_and_example(bad, word, tmp_path):
    def f(x, log_snr):
        out = EXACT.f(x, log_snr)
        out[log_snr == SCHEDULE.log_snr[16]] = bad
        return out

    d = model.Denoiser(f, "noise", EXACT.schedule, None, False)
    with pytest.raises(FloatingPointError, match=rf"answered {word} at t = 17: \d+ of \d+ examples"):
        profile(d, checkpoint=tmp_path / "run.npz")
    assert (tmp_path / "run.npz").exists()


def test_progress_is_told_to_whoever_asks(capsys):
    told = []
    profile(progress=lambda done, total, what: told.append((done, total, what)), batch_size=500)
    assert {what for _, _, what in told} == {"pilot", "steps 1"}
    assert told[-1][0] == told[-1][1]
    profile()
    assert capsys.readouterr() == ("", "")  # no one is looking
    profile(progress=True)
    assert capsys.readouterr().out == ""


def test_a_condition_that_is_lacking_or_too_many_is_named():
    told = model.denoiser(lambda y, t, c: y * c, predicts="noise", schedule=SCHEDULE)
    with pytest.raises(TypeError, match=r"called as f\(y, t\), without a condition: pass condition="):
        profile(told)
    with pytest.raises(TypeError, match=r"as f\(y, t, c\), with a condition: leave condition= out"):
        profile(model.denoiser(lambda y, t: y, schedule=SCHEDULE), condition=np.ones((300, 1)))

    def broken(y, t):
        raise TypeError("unsupported operand")

    with pytest.raises(TypeError, match=r"^unsupported operand\nThe network was asked with an array of"):
        profile(model.denoiser(broken, schedule=SCHEDULE))


class Items:
    """A data set by index, as torch and others have them: examples with labels."""

    def __init__(self, rows):
        self.rows = rows

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        return self.rows[i], i % 10


def test_a_data_set_is_read_as_an_array_is():
    assert same(profile(data=Items(DATA)), profile())
    assert as_data(Items(torch.ones(4, 2)), abs).tensors


def test_one_dimension_needs_no_second_axis():
    world = worlds.Gaussian(2.0)
    d, x = world.denoiser(SCHEDULE), world.sample(100, rng=1)
    assert same(profile(d, data=x[:, 0]), profile(d, data=x))


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"data": DATA[:1]}, ValueError, "at least 2 examples"),
        ({"data": np.array([["a"], ["b"]])}, TypeError, "real numbers"),
        ({"data": np.where(DATA > 3.5, np.nan, DATA)}, ValueError, r"example \d+ holds NaN"),
        ({"condition": np.ones(3)}, ValueError, "each of 300 examples; got 3"),
        ({"decoder": "discrete"}, ValueError, "did you mean 'discretised'"),
        ({"decoder": "discretised"}, ValueError, "256 grey levels from -1 to 1"),
        ({"reverse_variance": "learned"}, ValueError, "variance="),
        ({"likelihoods": ("elbo",)}, ValueError, "variational"),
        ({"likelihoods": "variational"}, ValueError, r"a list of names, as \['variational'\]"),
        ({"max_calls": 10}, ValueError, "at least 128"),
        ({"max_calls": "5"}, ValueError, "max_calls must be a whole number, at least 128; got '5'"),
        ({"batch_size": 8.0}, ValueError, "batch_size must be a whole number"),
        ({"rtol": "a"}, ValueError, "rtol must be a number > 0"),
        ({"flow_tol": -1}, ValueError, "flow_tol must be a number > 0"),
        ({"rtol": 0.0}, ValueError, "rtol"),
        ({"allocation": np.ones(3)}, ValueError, "40 shares"),
        ({"unit": "bit"}, ValueError, "nats, bits"),
        ({"rng": -1}, ValueError, "rng must be"),
        ({"batch_size": 0}, ValueError, "batch_size"),
    ],
)
def test_refusals_say_what_was_given(options, error, said):
    with pytest.raises(error, match=said):
        profile(**options)


def test_a_bare_function_is_not_a_denoiser():
    with pytest.raises(TypeError, match=re.escape("model.denoiser(f, predicts=, schedule=)")):
        model.diffusion_profile(lambda x, t: x, DATA)


def test_a_network_wrapped_wrongly_is_noticed():
    p = profile(model.Denoiser(EXACT.f, "data", EXACT.schedule, None, False))
    assert any("does worse than the best linear denoiser" in w for w in p.warnings)
    assert profile().warnings == ()


def test_few_steps_far_apart_are_said_so():
    schedule = model.vdm_schedule(6)
    d = WORLD.denoiser(schedule)
    p = profile(model.Denoiser(d.f, "noise", d.schedule, None, False))
    assert any("between the 6 steps information is known only to" in w for w in p.warnings)
    assert profile(d).warnings == ()


def test_a_schedule_that_ends_far_from_noise_is_said_so():
    p = profile(WORLD.denoiser(model.linear_schedule(100)))
    assert any("still keeps 0.364 of the signal" in w for w in p.warnings)


def test_data_that_are_all_the_same_are_refused():
    with pytest.raises(ValueError, match="all 50 examples are the same"):
        profile(data=np.ones((50, 2)))


def test_dropout_is_off_while_a_network_is_measured():
    network = Told(torch.nn.Dropout(0.5))
    data = torch.as_tensor(DATA)
    for f in (network, lambda x, t: network(x, t)):
        d = model.denoiser(f, predicts="noise", schedule=SCHEDULE)
        p = profile(d, data=data)
        assert network.training
        assert network.layer.training
        network.eval()
        assert same(p, profile(d, data=data))
        network.train()


def test_an_answer_that_is_none_is_refused():
    silent = model.denoiser(lambda x, t: None, predicts="noise", schedule=SCHEDULE)
    with pytest.raises(TypeError, match="must answer with an array or a tensor; got NoneType"):
        profile(silent)


class Linear(torch.nn.Module):
    """The best denoiser of N(0, 1) in each coordinate, through a layer that takes its own precision alone."""

    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 2, bias=False)
        torch.nn.init.eye_(self.layer.weight)

    def forward(self, x, t):
        lost = torch.sqrt(torch.as_tensor(1.0 - SCHEDULE.alpha_bar)[t - 1]).to(x.dtype)
        return lost[:, None] * self.layer(x)


def test_noise_that_half_precision_rounds_away_is_said_so():
    x = np.random.default_rng(0).normal(size=(100, 2))
    schedule = model.vdm_schedule(
        20, 13.3, -5.0
    )  # the first noise is 0.0013; bfloat16 rounds 1 by up to 0.004
    for precision, wanted in (("bfloat16", True), ("float32", False)):
        network = torch.nn.Linear(2, 2).to(getattr(torch, precision))
        d = model.denoiser(Told(network), predicts="noise", schedule=schedule)
        p = model.diffusion_profile(d, x, max_calls=200, rng=0, likelihoods=())
        assert any(f"asked in {precision}" in w for w in p.warnings) == wanted


class Told(torch.nn.Module):
    """A layer that is given a time, and does without."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x, t):
        return self.layer(x)


@pytest.mark.parametrize("kind", ["array", "tensor"])
def test_a_network_in_half_precision_is_asked_in_it(kind):
    x = np.random.default_rng(0).normal(size=(400, 2))
    data = x if kind == "array" else torch.as_tensor(x).bfloat16()
    d = model.denoiser(Linear().bfloat16(), predicts="noise", schedule=SCHEDULE)
    p = model.diffusion_profile(d, data, max_calls=3000, rng=0, likelihoods=("variational",))
    exact = np.mean(0.5 * (x**2).sum(axis=1)) + np.log(2 * np.pi)  # -ln N(x; 0, 1) of the same data
    assert p.total.value == pytest.approx(exact, abs=0.05)  # bfloat16 has 8 bits
