"""Lesson 8: the gradients by finite differences, the bound through torch and `model.vae_profile`."""

import math

import numpy as np
import pytest
import torch
from torch.distributions import Bernoulli, Independent, Normal

from infoscope import model
from infoscope.learn import digits_vae
from learn.lessons import run, solved


def rate(mean, sd):
    return 0.5 * (mean**2 + sd**2 - 1 - math.log(sd**2))


def tensors(weights):
    return {name: torch.tensor(value) for name, value in weights.items()}


def profile(beta):
    """The stored network through torch's distributions, on the digits that it was judged by."""
    w = tensors(digits_vae.stored()[beta])

    def encode(x):
        both = torch.tanh(x @ w["into"] + w["in0"]) @ w["code"] + w["code0"]
        return Independent(Normal(both[:, :2], (both[:, 2:] / 2).exp()), 1)

    def decode(z):
        return Independent(
            Bernoulli(logits=torch.tanh(z @ w["from"] + w["from0"]) @ w["paint"] + w["paint0"]), 1
        )

    unseen = torch.tensor(digits_vae.digits()[1])
    return model.vae_profile(model.vae(encode, decode), unseen, draws=100, rng=0)


@pytest.mark.parametrize("beta", [1.0, 10.0])
def test_its_bound_is_that_of_a_profile_through_torch(beta):
    found, told = profile(beta), digits_vae.result(beta)
    assert told["rate"] == pytest.approx(float(found.rate), abs=1e-6)
    assert told["distortion"] == pytest.approx(float(found.distortion), abs=0.06)  # 20 draws against 100
    assert told["elbo"] == pytest.approx(-told["rate"] - told["distortion"])
    assert told["elbo"] <= told["iwae"] <= float(found.log_likelihood) + 0.05


def test_its_gradients_are_those_of_torch():
    rng = np.random.default_rng(3)
    weights, x, noise = digits_vae.stored()[1.0], digits_vae.digits()[0][:7], rng.normal(size=(7, 2))
    w = {name: value.requires_grad_() for name, value in tensors(weights).items()}
    pixels = torch.tensor(x)
    both = torch.tanh(pixels @ w["into"] + w["in0"]) @ w["code"] + w["code0"]
    mean, logvar = both[:, :2], both[:, 2:]
    z = mean + (logvar / 2).exp() * torch.tensor(noise)
    scores = torch.tanh(z @ w["from"] + w["from0"]) @ w["paint"] + w["paint0"]
    lost = torch.nn.functional.binary_cross_entropy_with_logits(scores, pixels, reduction="sum") / 7
    (lost + 2.5 * 0.5 * (mean**2 + logvar.exp() - 1 - logvar).sum() / 7).backward()
    slopes = digits_vae.slopes(weights, x, noise, 2.5)
    for name, value in w.items():
        assert slopes[name] == pytest.approx(value.grad.numpy(), abs=1e-10), name


def test_what_is_stored_is_what_training_gives():
    fresh, curve = digits_vae.train(1.0)
    elbo = digits_vae.judged(fresh, digits_vae.digits()[1])["elbo"]
    assert elbo == pytest.approx(
        digits_vae.result(1.0)["elbo"], abs=0.3
    )  # rounded to 16 bits, other processors
    assert curve[-1] > curve[0] + 3


def test_the_bound_is_best_at_its_own_price_and_the_dearest_code_is_silent():
    every = run("vae")["every"]
    assert max(every, key=lambda beta: every[beta]["elbo"]) == 1.0
    assert every[10.0]["rate"] < 1e-3 < 3 < every[1.0]["rate"]
    rates = [one["rate"] for one in every.values()]
    assert rates == sorted(rates, reverse=True)


def test_its_answers():
    assert solved("vae")[:2] == pytest.approx([rate(1, 0.5), 0.5 * math.log(5)])


def test_in_the_browser(reader):
    reader.open("vae")
    before = reader.pictures()
    z = reader.move("z₁", "ArrowRight", 5), reader.move("z₂", "ArrowLeft", 8)
    assert reader.shows("ln p(z)", -0.5 * (z[0] ** 2 + z[1] ** 2) - math.log(2 * math.pi))
    assert reader.pictures() != before
    mean = reader.move("mean μ of the code", "ArrowRight", 4)
    sd = reader.move("standard deviation σ", "ArrowLeft", 3)
    assert reader.shows("rate", rate(mean, sd), panel=2)
    reader.move("β, the price", "End")
    assert reader.shows("rate", 0, panel=3, within=1e-3)  # collapsed
    reader.page.get_by_role("button", name="Train one now").click()
    reader.page.locator(".scope-panel").nth(3).locator("svg.picture").wait_for()
    assert reader.number("this one", panel=4) == pytest.approx(
        reader.number("stored network", panel=4), abs=1.5
    )
    assert reader.answer(1, "0.5").startswith("Not yet")
    assert reader.answer(1, "0.818").startswith("Right")
    assert reader.answer(2, "½ ln 5").startswith("Right")
    assert reader.choose(3, "The training is perfect").startswith("Not this one")
    assert reader.choose(3, "The code says nothing: posterior collapse").startswith("Right")
