"""The losses are torch's where torch's are exact, and the negative log-likelihood everywhere."""

import math

import mpmath
import numpy as np
import pytest
import torch
from torch.nn import functional

from infoscope import pmf

rng = np.random.default_rng(7)
LOGITS = rng.normal(size=(6, 4)) * 3
LABELS = np.array([0, 3, 1, 1, 2, 0])
SOFT = rng.dirichlet(np.ones(4), size=6)
WEIGHTS = np.array([0.5, 2.0, 1.0, 0.0])
TARGETS = rng.uniform(size=(6, 4))


def tensors(*arrays):
    return [torch.asarray(a) for a in arrays]


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("smoothing", [0.0, 0.1, 1.0])
@pytest.mark.parametrize("weights", [None, WEIGHTS])
@pytest.mark.parametrize("y", [LABELS, SOFT], ids=["labels", "soft"])
def test_categorical_is_torch(y, weights, smoothing, reduction):
    expected = functional.cross_entropy(
        *tensors(LOGITS, y),
        weight=None if weights is None else torch.asarray(weights),
        reduction=reduction,
        label_smoothing=smoothing,
    )
    options = {"class_weights": weights, "label_smoothing": smoothing, "reduction": reduction}
    found = pmf.categorical_cross_entropy(y, LOGITS, from_logits=True, **options)
    np.testing.assert_allclose(found, expected, rtol=1e-13)
    by_probability = pmf.categorical_cross_entropy(y, softmax(LOGITS), **options)
    np.testing.assert_allclose(by_probability, expected, rtol=1e-13)


def test_categorical_on_images():
    """Classes on axis 1, as torch has them."""
    logits, labels = rng.normal(size=(2, 5, 3, 4)), rng.integers(0, 5, size=(2, 3, 4))
    found = pmf.categorical_cross_entropy(labels, logits, from_logits=True, axis=1)
    np.testing.assert_allclose(found, functional.cross_entropy(*tensors(logits, labels)), rtol=1e-13)


def test_categorical_is_the_negative_log_likelihood():
    q = softmax(LOGITS)
    expected = -np.log(q[np.arange(6), LABELS])
    np.testing.assert_allclose(
        pmf.categorical_cross_entropy(LABELS, q, reduction="none"), expected, rtol=1e-14
    )
    np.testing.assert_allclose(
        pmf.categorical_cross_entropy(SOFT, q, reduction="none", unit="bits"),
        pmf.cross_entropy(SOFT, q, unit="bits"),
        rtol=1e-14,
    )


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("weight", [None, TARGETS[:, :1]])
def test_binary_is_torch(weight, reduction):
    w = None if weight is None else torch.asarray(weight)
    options = {"weight": weight, "reduction": reduction}
    expected = functional.binary_cross_entropy_with_logits(
        *tensors(LOGITS, TARGETS), weight=w, pos_weight=torch.tensor(1.5), reduction=reduction
    )
    found = pmf.binary_cross_entropy(TARGETS, LOGITS, from_logits=True, positive_weight=1.5, **options)
    np.testing.assert_allclose(found, expected, rtol=1e-13)
    q = 1 / (1 + np.exp(-LOGITS))
    expected = functional.binary_cross_entropy(*tensors(q, TARGETS), weight=w, reduction=reduction)
    np.testing.assert_allclose(pmf.binary_cross_entropy(TARGETS, q, **options), expected, rtol=1e-13)


def test_binary_smoothing_moves_targets_to_one_half():
    found = pmf.binary_cross_entropy(TARGETS, LOGITS, from_logits=True, label_smoothing=0.2)
    expected = pmf.binary_cross_entropy(0.8 * TARGETS + 0.1, LOGITS, from_logits=True)
    np.testing.assert_allclose(found, expected, rtol=1e-14)


@pytest.mark.parametrize("z", [-1e4, -800.0, -40.0, -1e-9, 0.0, 1e-9, 40.0, 800.0, 1e4])
def test_logits_of_any_size(z):
    """Where torch's own form holds; gradients as well."""
    with mpmath.workdps(5000):
        exact = {y: float(mpmath.log1p(mpmath.exp(-z if y else z))) for y in (0.0, 1.0)}
    for y, expected in exact.items():
        assert pmf.binary_cross_entropy([y], [z], from_logits=True) == pytest.approx(expected, rel=1e-12)
        logits = torch.tensor([[z, 0.0]], dtype=torch.float64, requires_grad=True)
        loss = pmf.categorical_cross_entropy([0 if y else 1], logits, from_logits=True)
        # log-sum-exp rounds at the size of the logit
        assert loss.item() == pytest.approx(expected, rel=1e-12, abs=1e-15)
        loss.backward()
        assert torch.isfinite(logits.grad).all()


def test_masked_logits():
    z = torch.tensor([[0.0, -math.inf, 1.0], [2.0, 0.0, -math.inf]], dtype=torch.float64, requires_grad=True)
    loss = pmf.categorical_cross_entropy([0, 1], z, from_logits=True)
    expected = (math.log(1 + math.e) + math.log(1 + math.exp(2))) / 2
    assert loss.item() == pytest.approx(expected, rel=1e-14)
    loss.backward()
    reference = z.detach().clone().requires_grad_(True)
    functional.cross_entropy(reference, torch.tensor([0, 1])).backward()
    torch.testing.assert_close(z.grad, reference.grad)
    assert pmf.categorical_cross_entropy([1, 0], z.detach(), from_logits=True).item() == math.inf
    with pytest.raises(ValueError, match="at least one class"):
        pmf.categorical_cross_entropy([0], [[-math.inf, -math.inf]], from_logits=True)


def test_an_impossible_target_costs_infinity():
    assert pmf.categorical_cross_entropy([1], [[1.0, 0.0]]) == math.inf
    assert pmf.binary_cross_entropy([1.0], [0.0]) == math.inf
    assert pmf.binary_cross_entropy([0.0, 1.0], [0.0, 1.0]) == 0.0
    q = torch.tensor([0.0, 1.0], dtype=torch.float64, requires_grad=True)
    pmf.binary_cross_entropy([0.0, 1.0], q).backward()
    assert torch.isfinite(q.grad).all()


def test_what_losses_refuse():
    cases = [
        (
            lambda: pmf.categorical_cross_entropy([0, 4], LOGITS[:2], from_logits=True),
            "whole numbers from 0 to 3",
        ),
        (
            lambda: pmf.categorical_cross_entropy([0, -1], LOGITS[:2], from_logits=True),
            "whole numbers from 0",
        ),
        (
            lambda: pmf.categorical_cross_entropy([0.5, 1], LOGITS[:2], from_logits=True),
            "whole numbers from 0",
        ),
        (lambda: pmf.categorical_cross_entropy([0], LOGITS[:2], from_logits=True), "class indices of shape"),
        (lambda: pmf.categorical_cross_entropy([0], [[np.nan, 0]], from_logits=True), "NaN"),
        (lambda: pmf.categorical_cross_entropy([0], [[np.inf, 0]], from_logits=True), "below .inf"),
        (lambda: pmf.categorical_cross_entropy([0], [[0.5, 0.5]], class_weights=[1.0]), "class_weights must"),
        (lambda: pmf.binary_cross_entropy([0.5], [0.5], label_smoothing=1.5), "label_smoothing must"),
        (lambda: pmf.binary_cross_entropy([0.5], [1.5]), "q must lie between 0 and 1"),
        (lambda: pmf.binary_cross_entropy([1.5], [0.5]), "y must lie between 0 and 1"),
        (lambda: pmf.gaussian_nll([0.0], [np.nan], [0.0]), "mean must hold no NaN"),
        (lambda: pmf.gaussian_kl([0.0], [np.nan]), "logvar must hold no NaN"),
    ]
    for call, message in cases:
        with pytest.raises(ValueError, match=message):
            call()


def test_gaussian_nll_is_torch():
    x, mean, logvar = rng.normal(size=(3, 5, 2))
    for reduction in ("mean", "sum", "none"):
        expected = functional.gaussian_nll_loss(
            *tensors(mean, x, np.exp(logvar)), full=True, reduction=reduction, eps=1e-30
        )
        np.testing.assert_allclose(
            pmf.gaussian_nll(x, mean, logvar, reduction=reduction), expected, rtol=1e-13
        )
    assert pmf.gaussian_nll(1.0, 1.0, -1e4) == pytest.approx(0.5 * (math.log(2 * math.pi) - 1e4))
    assert pmf.gaussian_nll(1.0, 0.0, -1e4) == math.inf


def test_gaussian_kl_is_torch():
    mean, logvar = rng.normal(size=(2, 5, 3))
    normal = torch.distributions.Normal
    expected = torch.distributions.kl_divergence(
        normal(torch.asarray(mean), torch.asarray(np.exp(logvar / 2))), normal(0.0, 1.0)
    ).numpy()
    np.testing.assert_allclose(pmf.gaussian_kl(mean, logvar, axis=None), expected, rtol=1e-12)
    np.testing.assert_allclose(pmf.gaussian_kl(mean, logvar), expected.sum(-1), rtol=1e-12)


@pytest.mark.parametrize(
    "logvar", [-1e4, -50.0, -1.0, -0.11, -0.09, -1e-5, -1e-9, 0.0, 1e-9, 1e-3, 0.09, 0.11, 5.0]
)
def test_gaussian_kl_near_the_prior_keeps_its_digits(logvar):
    with mpmath.workdps(60):
        exact = float((mpmath.exp(mpmath.mpf(logvar)) - 1 - mpmath.mpf(logvar)) / 2)
    assert pmf.gaussian_kl([0.0], [logvar]) == pytest.approx(exact, rel=1e-13, abs=0.0)
    assert pmf.gaussian_kl([0.0], [1e4]) == math.inf
