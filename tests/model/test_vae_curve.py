"""Rate against distortion along β: the linear model has its best encoder in closed form."""

import json

import numpy as np
import pytest
import torch
import torch.distributions as td

from infoscope import model
from model.vae_world import sample

W = np.array([[2.0]])


def train(beta):
    """The minimum of β rate + distortion for x = 2 z + n: precision 1 + 4/β, mean 2 x / (4 + β)."""
    deviation = (beta / (4.0 + beta)) ** 0.5
    return lambda x: td.Normal(2.0 * x / (4.0 + beta), deviation), lambda z: td.Normal(2.0 * z, 1.0)


@pytest.fixture(scope="module")
def curve():
    x = sample(W, 1.0, 300)
    return model.rate_distortion_curve(train, x, [4.0, 0.25, 1.0], rng=0, draws=50, iwae=(5,))


def test_beta_trades_rate_for_distortion_and_one_is_best(curve):
    assert curve.betas.tolist() == [0.25, 1.0, 4.0]
    assert (np.diff(curve.rate) < 0).all()
    assert (np.diff(curve.distortion) > 0).all()
    assert curve.elbo.argmax() == 1
    np.testing.assert_allclose(curve.elbo, -curve.rate - curve.distortion)
    assert (curve.mutual_information <= curve.rate + 1e-9).all()
    assert curve.active_units == [1, 1, 1]


def test_the_slope_is_minus_beta(curve):
    """d distortion / d rate = -β along the curve: between two points it lies between their two β."""
    slopes = -np.diff(curve.distortion) / np.diff(curve.rate)
    assert (curve.betas[:-1] < slopes).all()
    assert (slopes < curve.betas[1:]).all()


def test_models_by_name_are_those_of_the_function(curve):
    x = sample(W, 1.0, 300)
    models = {b: train(b) for b in (0.25, 1.0, 4.0)}
    again = model.rate_distortion_curve(models, x, rng=0, draws=50, iwae=(5,))
    assert again.to_dict() == curve.to_dict()
    seen = []
    model.rate_distortion_curve(
        models, x[:20], [1.0], rng=0, draws=5, iwae=(), progress=lambda *told: seen.append(told)
    )
    assert seen == [(1, 1, "models of different β")]


def test_it_can_be_read_and_seen(curve, tmp_path):
    head, *rows = repr(curve).splitlines()
    assert head.split() == ["beta", "rate", "distortion", "ELBO", "I(x;z)", "active", "units", "(in", "nats)"]
    for row, beta, p in zip(rows, curve.betas, curve.profiles, strict=True):
        told = [float(word) for word in row.replace("±", " ").split()]
        assert told[0] == beta
        for value, error, e in zip(
            told[1:9:2], told[2:9:2], (p.rate, p.distortion, p.elbo, p.mutual_information)
        ):
            assert value == pytest.approx(float(e), abs=error)
            assert error == pytest.approx(e.std_error, rel=0.3)
    (axes,) = curve.plot().axes
    assert axes.get_xlabel() == "rate, nats"
    curve.save_json(tmp_path / "curve.json")
    assert json.loads((tmp_path / "curve.json").read_text("utf-8")) == curve.to_dict()
    curve.save_html(tmp_path / "curve.html")
    page = (tmp_path / "curve.html").read_text("utf-8")
    assert "What does β trade for what?" in page
    assert page.count("<svg") == curve._repr_html_().count("<svg") == 1
    for row in rows:
        assert all(f">{cell.strip()}<" in page for cell in row.split("  ") if cell)


@pytest.mark.filterwarnings("error")
def test_a_model_without_a_finite_bound_is_left_out_of_the_picture_alone():
    x = sample(W, 1.0, 30)
    impossible = (train(1.0)[0], lambda z: td.Uniform(z - 0.1, z + 0.1))
    for models, points in (({1.0: train(1.0), 2.0: impossible}, 1), ({2.0: impossible}, 0)):
        found = model.rate_distortion_curve(models, x, rng=0, draws=10)
        assert "-inf" in repr(found)
        assert json.loads(found.to_json())["profiles"][-1]["elbo"]["value"] == "-inf"
        assert len(found.plot().axes[0].texts) == points
        assert "<svg" in found.to_html()


def test_betas_are_any_numbers_in_a_row(curve):
    x = sample(W, 1.0, 300)
    for betas in (curve.betas, torch.as_tensor(curve.betas), (4, 0.25, 1)):
        again = model.rate_distortion_curve(train, x, betas, rng=0, draws=50, iwae=(5,))
        np.testing.assert_array_equal(again.rate, curve.rate)


@pytest.mark.parametrize(
    ("models", "betas", "words"),
    [
        ({}, None, "at least one beta"),
        (train, None, "at least one beta"),
        (train, [-1.0], "finite numbers >= 0"),
        (train, ["a"], r"finite numbers >= 0; got \['a'\]"),
        (train, 1.0, "finite numbers >= 0; got 1.0"),
        ({1.0: train(1.0)}, [1.0, 2.0], r"there is none for \[2.0\]"),
    ],
)
def test_bad_betas(models, betas, words):
    with pytest.raises(ValueError, match=words):
        model.rate_distortion_curve(models, torch.zeros(3, 1), betas)
