"""Lesson 3: the losses against torch, the training against torch's own gradients."""

import math

import pytest
import torch
from torch.nn import functional

from learn.lessons import run, solved

NATURE = (0.6, 0.3, 0.1)


def crossed(*scores):
    whole = sum(math.exp(s) for s in scores)
    return -sum(p * math.log2(math.exp(s) / whole) for p, s in zip(NATURE, scores))


def test_its_numbers():
    told = run("cross_entropy")
    floor = -sum(p * math.log2(p) for p in NATURE)
    assert told["crossed"] == pytest.approx(math.log2(3))
    assert told["floor"] == pytest.approx(floor)
    assert told["excess"] == pytest.approx(math.log2(3) - floor)
    z = torch.tensor([-1.0], dtype=torch.float64)
    assert told["loss_if_one"] == pytest.approx(
        float(functional.binary_cross_entropy_with_logits(z, z * 0 + 1))
    )
    assert told["loss_if_zero"] == pytest.approx(float(functional.binary_cross_entropy_with_logits(z, z * 0)))


def test_its_training_is_that_of_torch():
    told = run("cross_entropy")
    inputs, labels = torch.tensor(told["inputs"]), torch.tensor(told["labels"])
    weights = torch.tensor(told["path"][0], requires_grad=True)
    losses = []
    for _ in range(200):
        loss = functional.binary_cross_entropy_with_logits(inputs @ weights, labels)
        losses.append(float(loss.detach()))
        (slope,) = torch.autograd.grad(loss, weights)
        weights = (weights - 0.15 * slope).detach().requires_grad_()
    assert told["losses"] == pytest.approx(losses, rel=1e-9)
    assert told["likelihood"] == pytest.approx(-120 * losses[0])
    assert losses[0] > math.log(2) > losses[-1]


def test_its_answers():
    loss = -0.7 * math.log(0.7) - 0.3 * math.log(0.3)
    assert solved("cross_entropy")[:3] == pytest.approx([1.75, -math.log(0.8), loss])


def test_in_the_browser(reader):
    reader.open("cross_entropy")
    before = reader.pictures()
    a = reader.move("score of A", "ArrowRight", 8)
    b = reader.move("score of B", "ArrowLeft", 3)
    assert reader.shows("H(P,Q)", crossed(a, b, 0))
    assert reader.pictures() != before
    z = reader.move("score z of the positive class", "ArrowRight", 4)
    assert reader.shows("loss if y = 1", math.log1p(math.exp(-z)), panel=2)
    step = int(reader.move("steps of gradient descent", "ArrowRight", 5))
    assert reader.shows("cross-entropy", run("cross_entropy")["losses"][step], panel=3)
    assert reader.answer(1, "1.5").startswith("Not yet")
    assert reader.answer(1, "7/4").startswith("Right")
    assert reader.answer(2, "-ln 0.8").startswith("Right")
    assert reader.answer(3, "0.881 bits").startswith("Right")
    assert reader.choose(4, "Cross-entropy is symmetric").startswith("Not this one")
    assert reader.choose(4, "They differ by H(P), which does not depend on Q").startswith("Right")
    assert reader.page.locator(".solved").inner_text() == "4 of 4 solved"
