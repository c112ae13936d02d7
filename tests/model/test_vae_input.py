"""What cannot be profiled is refused in one clear sentence; what should be doubted is warned of."""

import builtins
import math
from types import SimpleNamespace

import numpy as np
import pytest
import torch
import torch.distributions as td

from infoscope import model
from infoscope.model.autoencoder import _words

X = np.random.default_rng(0).normal(size=(20, 3)).astype(np.float32)
GREY = np.random.default_rng(1).integers(0, 17, (20, 3)).astype(np.float32)


HOLED = np.where(X[7, 1] == X, np.nan, X)


def encode(x):
    return td.Normal(0.5 * x[:, :2], 0.7)


def decode(z):
    return td.Normal(z.sum(-1, keepdim=True).expand(-1, 3), 1.0)


def profile(*pair, x=X, **options):
    vae = pair[0] if len(pair) == 1 else pair or (encode, decode)
    return model.vae_profile(vae, x, **{"draws": 10, "iwae": (5,), "rng": 0} | options)


def broken_encoder(x):
    return td.Normal(torch.where(x[:, :2] == float(X[13, 0]), torch.nan, x[:, :2]), 1.0, validate_args=False)


def broken_decoder(z):
    return td.Normal(z[:, :1].expand(-1, 3) * torch.nan, 1.0, validate_args=False)


BAD = {
    "no VAE": (lambda: profile("net"), TypeError, "two callables encode"),
    "no decoder": (lambda: profile(encode, 3), TypeError, "decode must be callable; got int"),
    "a tensor out of encode": (
        lambda: profile(lambda x: x, decode),
        TypeError,
        r"encode must return a torch distribution q\(z\|x\).*got Tensor of shape \(20, 3\)",
    ),
    "a tensor out of decode": (
        lambda: profile(encode, lambda z: z),
        TypeError,
        "decode must return a torch distribution.*losses, no log-likelihoods: pass likelihood=",
    ),
    "one law for all": (
        lambda: profile(lambda x: td.Normal(torch.zeros(2), 1.0), decode),
        ValueError,
        "encode must return one law a datum; for 20 data",
    ),
    "wrong shape": (
        lambda: profile(encode, lambda z: td.Normal(z, 1.0)),
        ValueError,
        r"decode must return one law over data of shape \(3,\)",
    ),
    "an encoder that raises": (
        lambda: profile(lambda x: x @ torch.ones(7, 2), decode),
        ValueError,
        r"encode failed on data 0 to 19 \(shape \(20, 3\), float32\): mat1 and mat2",
    ),
    "NaN from the encoder": (
        lambda: profile(broken_encoder, decode, batch=10),
        ValueError,
        r"encode gave NaN: a draw of q\(z\|x\) is NaN for datum 13 of data 10 to 19",
    ),
    "NaN from the decoder": (
        lambda: profile(encode, broken_decoder),
        ValueError,
        r"decode gave NaN: log p\(x\|z\) is NaN for ",
    ),
    "NaN found by torch": (
        lambda: profile(encode, lambda z: td.Normal(z[:, :1] * torch.nan, 1.0)),
        ValueError,
        "decode failed on data 0 to 19 .*Expected parameter loc",
    ),
    "grey values to Bernoulli": (
        lambda: profile(encode, lambda z: td.Bernoulli(logits=decode(z).loc), x=GREY / 16),
        ValueError,
        "a Bernoulli law gives probability to 0 and 1 alone; data run from 0 to 1 .*no log-likelihood",
    ),
    "beyond the unit interval": (
        lambda: profile(encode, lambda z: td.ContinuousBernoulli(logits=decode(z).loc), x=GREY),
        ValueError,
        "data lie outside the support of the decoder's ContinuousBernoulli, .*: data run from 0 to 16",
    ),
    "off the grid": (
        lambda: profile(encode, lambda z: model.likelihoods.discretised_logistic(decode(z).loc, 1.0)),
        ValueError,
        "outside the support of the decoder's DiscretisedLogistic, Grid",
    ),
    "probabilities above 1": (
        lambda: profile(encode, lambda z: Unnormalised(decode(z).loc), x=GREY),
        ValueError,
        "decode returned a law that is none: a probability of data 0 to 19 is above 1",
    ),
    "a prior of another shape": (
        lambda: profile(prior=td.Normal(torch.zeros(5), 1.0)),
        ValueError,
        r"prior must be a law over one z, of shape \(2,\); got batch shape \(5,\)",
    ),
    "a prior that is none": (lambda: profile(prior=3), TypeError, "prior must be a torch distribution"),
    "a kind of prior": (lambda: profile(prior=td.Normal), TypeError, "prior must be .* got type"),
    "a prior that answers none": (lambda: profile(prior=lambda: 3), TypeError, "prior must be .* got int"),
    "a likelihood that is none": (lambda: profile(likelihood=3), TypeError, "likelihood must be callable"),
    "one datum": (lambda: profile(x=X[:1]), ValueError, "at least 2"),
    "NaN in the data": (lambda: profile(x=HOLED), ValueError, "example 7 holds NaN or inf"),
    "no draws": (lambda: profile(draws=0), ValueError, "draws must be a whole number >= 1; got 0"),
    "too few draws": (lambda: profile(draws=4), ValueError, "draws must be at least 5"),
    "half a draw": (lambda: profile(iwae=(2.5,)), ValueError, "a size in iwae must be a whole number"),
    "words for draws": (lambda: profile(draws="a"), ValueError, "draws must be a whole number >= 1; got 'a'"),
    "endless draws": (lambda: profile(draws=math.inf), ValueError, "draws must be a whole number"),
    "words for a batch": (lambda: profile(batch="a"), ValueError, "batch must be .* >= 1; got 'a'"),
    "an empty batch": (lambda: profile(batch=0), ValueError, "batch must be a whole number >= 1; got 0"),
    "one size": (lambda: profile(iwae=5), ValueError, r"iwae must be sizes of bounds, such as \(5, 50\)"),
    "words for sizes": (lambda: profile(iwae="a"), ValueError, "a size in iwae must be a whole number"),
    "population": (lambda: profile(population=10), ValueError, "population must be at least the 20 data"),
    "a named population": (lambda: profile(population="a"), ValueError, "population must be .* got 'a'"),
    "words for terms": (lambda: profile(mixture_terms="a"), ValueError, "mixture_terms must be a number > 0"),
    "unit": (lambda: profile(unit="bit"), ValueError, "unit must be one of nats"),
    "rng": (lambda: profile(rng=-1), ValueError, "rng must be a whole number"),
}  # fmt: skip


class Unnormalised(td.Poisson):
    def log_prob(self, value):
        return value + self.rate

    def __init__(self, loc):
        super().__init__(loc.exp(), validate_args=False)


@pytest.mark.parametrize("name", BAD)
def test_one_clear_error(name):
    call, kind, words = BAD[name]
    with pytest.raises(kind, match=words) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_weights_that_hold_nan_are_named():
    net = torch.nn.Linear(2, 3)
    with torch.no_grad():
        net.bias[1] = torch.nan
    with pytest.raises(ValueError, match="Its weights bias hold NaN"):
        profile(encode, lambda z: td.Normal(net(z), 1.0, validate_args=False))


def test_without_torch_one_line_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def no_torch(name, *rest, **named):
        if name.partition(".")[0] == "torch":
            raise ModuleNotFoundError("No module named 'torch'", name="torch")
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", no_torch)
    with pytest.raises(ImportError, match=r"pip install 'infoscope\[torch\]'"):
        profile()


def test_too_little_memory_halves_the_batch():
    asked = []

    def greedy(z):
        asked.append(len(z))
        if len(z) > 7:
            raise RuntimeError("[enforce fail] DefaultCPUAllocator: not enough memory: you tried to allocate")
        return decode(z)

    assert profile(encode, greedy).elbo == profile().elbo
    assert max(asked) > 7 >= min(asked)
    with pytest.raises(MemoryError, match="too little memory for a single datum"):
        profile(encode, lambda z: (_ for _ in ()).throw(MemoryError()))


def test_grey_levels_under_a_density_are_warned_of():
    found = profile(x=np.tile(GREY, (10, 1)) / 8 - 1)
    levels = len(np.unique(GREY))
    assert any(
        f"the data take {levels} values and p(x|z) is a density" in w for w in found.distortion.warnings
    )
    on_grid = profile(
        encode,
        lambda z: model.likelihoods.discretised_logistic(decode(z).loc, 1.0, levels=17),
        x=np.tile(GREY, (10, 1)) / 8 - 1,
    )
    assert on_grid.distortion.warnings == ()
    assert float(on_grid.elbo) < 0.0


def test_few_draws_that_count_and_few_data_are_warned_of():
    x = 3.0 * np.random.default_rng(2).normal(size=(30, 3))
    sharp = profile(lambda x: td.Normal(x[:, :2], 0.05), decode, x=x)
    assert any("fewer than 10 draws count" in w for w in sharp.log_likelihood.warnings)
    assert any("near its ceiling, log 30" in w for w in sharp.mutual_information.warnings)
    assert set(sharp.warnings) >= {*sharp.log_likelihood.warnings, *sharp.mutual_information.warnings}
    assert "Distrust:" in sharp.summary()


def test_a_likelihood_makes_the_law_of_what_is_decoded():
    def normal(mean, scale=1.0):
        return td.Normal(mean, scale)

    one = profile(model.vae(encode, lambda z: decode(z).loc, likelihood=normal))
    two = profile(encode, lambda z: (decode(z).loc, torch.tensor(1.0)), likelihood=normal)
    assert one.elbo == two.elbo == profile().elbo


def test_the_wrapper_is_overruled_by_what_the_call_names():
    prior = td.Normal(torch.zeros(2), 2.0)
    vae = model.vae(encode, decode, prior=prior)
    assert profile(vae).rate == profile(prior=prior).rate != profile().rate
    assert profile(vae, prior=td.Normal(torch.zeros(2), 1.0)).rate == profile().rate


def test_a_datum_that_fails_alone_is_named():
    """The laws are checked by torch inside the network, for the whole batch at once."""

    def fails(x):
        return td.Normal(torch.where(x[:, :2] == float(X[13, 0]), torch.nan, x[:, :2]), 1.0)

    with pytest.raises(
        ValueError, match=r"encode failed on datum 13 of data 10 to 19 \(.*Expected parameter loc"
    ):
        profile(fails, decode, batch=10)


def test_bounds_that_few_draws_cannot_give_are_said_to_be_missing():
    few, some, named = (profile(**how) for how in ({"draws": 3, "iwae": None}, {"iwae": None}, {"iwae": ()}))
    assert few.iwae == {}
    assert any("IWAE-5 and IWAE-50 cannot be had from 3 draws" in w for w in few.warnings)
    assert list(some.iwae) == [5]
    assert any(w.startswith("IWAE-50 cannot be had from 10 draws") for w in some.log_likelihood.warnings)
    assert not any("IWAE" in w for w in named.warnings)


def test_bytes_that_nobody_scaled_are_noticed():
    x = np.random.default_rng(0).integers(0, 256, (20, 3))
    (said,) = [w for w in profile(x=x.astype(np.float32)).warnings if "whole numbers from" in w]
    assert f"from {x.min()} to {x.max()}" in said
    assert not any("whole numbers from" in w for w in profile(x=x.astype(np.uint8)).warnings)


def test_what_z_saves_and_whether_the_decoder_listens():
    """x = z + noise, q(z|x) = N(x/2, 1/2): E (x − z)²/2 is (x²/4 + 1/2)/2 with z of q, (x² + 1)/2 without."""
    x = np.random.default_rng(0).normal(scale=2.0**0.5, size=(4000, 1))
    heard = profile(lambda x: td.Normal(0.5 * x, 0.5**0.5), lambda z: td.Normal(z, 1.0), x=x)
    expected = 0.5 * ((x**2 + 1.0) - (x**2 / 4.0 + 0.5)).mean()
    assert abs(heard.saved_by_z.value - expected) < 4.0 * heard.saved_by_z.std_error
    assert not any("does without z" in said for said in heard.findings)
    deaf = profile(lambda x: td.Normal(0.5 * x, 0.5**0.5), lambda z: td.Normal(0.0 * z, 2.0), x=x)
    assert deaf.saved_by_z.value == pytest.approx(0.0, abs=1e-12)
    assert any(said.startswith("The decoder does without z") for said in deaf.findings)


def test_two_data_of_which_z_tells_nothing_are_not_told_apart():
    """A draw's own datum has half of q(z) whatever the encoder does: only what is beyond is knowledge."""
    x = np.array([[-1.0], [1.0]])
    collapsed = profile(lambda x: td.Normal(0.0 * x, 1.0), lambda z: td.Normal(0.0 * z, 1.0), x=x)
    assert float(collapsed.mutual_information) == 0.0
    assert collapsed.mutual_information.warnings == ()
    apart = profile(lambda x: td.Normal(x, 0.1), lambda z: td.Normal(z, 1.0), x=x)
    assert float(apart.mutual_information) == pytest.approx(math.log(2.0), abs=1e-9)
    assert "near its ceiling, log 2" in apart.mutual_information.warnings[0]


@pytest.mark.parametrize(
    ("gains", "told"),
    [([0.4, 0.6], "raised it by 0.5 nats"), ([-0.152, 0.048], ""), ([-0.9, 1.0], ""), ([0.0, math.inf], "")],
)
def test_what_more_draws_gain_is_said_where_it_is_something(gains, told):
    drawn = SimpleNamespace(sizes=np.ones(40), doubling=np.tile(gains, 20))
    said = _words._few_draws_count(drawn, "nats")
    assert said.endswith(
        f"E log p(x) is higher than shown; the second half of the draws {told}" if told else "shown"
    )


def test_collapse_of_the_encoder_is_not_laid_on_the_decoder():
    x = np.random.default_rng(0).normal(size=(50, 1))
    prior = (lambda x: td.Normal(0.0 * x, 1.0), lambda z: td.Normal(0.0 * z, 1.0))
    both = profile(*prior, x=x).findings[0]
    assert both.startswith("Posterior collapse:")
    assert both.endswith("the decoder does without z.")
    one = profile(prior[0], lambda z: td.Normal(z, 1.0), x=x).findings
    assert one[0].startswith("Posterior collapse:")
    assert "not the decoder: it heeds z" in one[0]
    assert not any("does without z" in said for said in one)


@pytest.mark.parametrize("unit", ["bits", "nats", "hartleys"])
def test_sentences_are_in_the_unit_of_the_profile(unit):
    x = 3.0 * np.random.default_rng(2).normal(size=(30, 3))
    found = profile(
        lambda x: td.Normal(x[:, :2] * torch.tensor([1.0, 0.0]), torch.tensor([0.05, 1.0])),
        decode,
        x=x,
        unit=unit,
    )
    ceiling = math.log(30) / {"bits": math.log(2.0), "nats": 1.0, "hartleys": math.log(10.0)}[unit]
    assert any(f"its ceiling, log 30 = {ceiling:.3g} {unit}" in w for w in found.warnings)
    little = 0.01 / {"bits": math.log(2.0), "nats": 1.0, "hartleys": math.log(10.0)}[unit]
    assert any(f"rate below {little:.2g} {unit}" in said for said in found.findings)
    prose = f"{found.summary()} {found.to_html()}".replace("bits per dimension", "")
    assert not any(other in prose.split() for other in {"bits", "nats", "hartleys"} - {unit})
