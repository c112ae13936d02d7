"""Laws that give nothing somewhere: infinity is the answer, never NaN, and no sentence weighs it."""

import json
import math

import numpy as np
import pytest
import torch
import torch.distributions as td
from scipy.stats import norm

from infoscope import model
from model.vae_world import number

pytestmark = pytest.mark.filterwarnings("error")

X = np.linspace(-2.0, 2.0, 64)[:, None]
FALSE = ("does without z", "inf nats", "nan", "same, to")


def profile(encode, decode, x=X, **options):
    return model.vae_profile((encode, decode), x, **{"rng": 0} | options)


def strict(found):
    """All that it tells, in strict JSON; and it can be shown."""

    def refuse(token):
        raise AssertionError(token)

    assert "<svg" in found.to_html()
    assert not any(words in said for said in (*found.findings, *found.warnings) for words in FALSE)
    return json.loads(found.to_json(), parse_constant=refuse)


def narrow(z):
    return td.Uniform(z - 1.0, z + 1.0)


def test_impossible_data_are_an_infinite_distortion():
    """x = z + U(-1, 1): p(x) = ½ (Φ(x + 1) - Φ(x - 1)). Its logarithm, of draws of N(x, 1), is low by the
    relative variance of the weights over twice the draws: E w² = ¼ exp(x²) (Φ(2x + 1) - Φ(2x - 1))."""
    found = profile(lambda x: td.Normal(x, 1.0), narrow, draws=1000)
    assert float(found.rate) == pytest.approx(0.5 * (X**2).mean(), rel=1e-12)
    for e, value in ((found.elbo, -math.inf), (found.distortion, math.inf), (found.gaps[1000], math.inf)):
        assert (float(e), e.std_error) == (value, math.inf)
    p = 0.5 * (norm.cdf(X + 1.0) - norm.cdf(X - 1.0)).ravel()
    squares = 0.25 * (np.exp(X**2) * (norm.cdf(2.0 * X + 1.0) - norm.cdf(2.0 * X - 1.0))).ravel()
    off = found.per_datum["log_likelihood"] - np.log(p) + (squares / p**2 - 1.0) / 2000.0
    assert abs(off.mean()) < 4 * off.std() / math.sqrt(len(off))
    assert found.saved_by_z is None  # inf - inf
    told = strict(found)
    assert told["elbo"]["value"] == "-inf"
    assert told["saved_by_z"] is None
    (said,) = [words for words in found.findings if words.startswith("The ELBO is -inf")]
    assert "for 64 of 64 data" in said
    assert said.endswith("what z saves of it is unknown.")


@pytest.mark.parametrize(
    ("spread", "reach", "prior", "distortion", "saved"),
    [(0.1, 9.0, 100.0, math.log(18.0), math.inf), (3.0, 3.0, 0.01, math.inf, -math.inf)],
)
def test_what_z_saves_may_be_infinite(spread, reach, prior, distortion, saved):
    """U(z - r, z + r) costs ln 2r where z is near x, and all there is where z is far."""
    found = profile(
        lambda x: td.Normal(x, spread),
        lambda z: td.Uniform(z - reach, z + reach),
        prior=td.Normal(torch.zeros(1), prior),
    )
    assert float(found.distortion) == pytest.approx(distortion, rel=1e-12)
    assert float(found.saved_by_z) == saved
    assert strict(found)["saved_by_z"]["value"] == str(saved)


def test_data_that_no_draw_gives():
    """A collapsed encoder, and a decoder that puts x nowhere: nothing follows of whether it heeds z."""
    found = profile(lambda x: td.Normal(0.0 * x, 1.0), lambda z: td.Uniform(z - 90.0, z - 80.0))
    assert float(found.log_likelihood) == -math.inf
    assert "none for 64 of 64 data" in found.summary()
    assert found.findings[0].endswith("so z tells nothing of x.")
    strict(found)


def test_posteriors_that_reach_one_another_only_in_part():
    """q(z|x) = U(x - ½, x + ½) on whole x from -3 to 3: q(z) = U(-3.5, 3.5), against p(z) = U(-4, 4)."""
    found = profile(
        lambda x: td.Uniform(x - 0.5, x + 0.5),
        lambda z: td.Normal(z, 1.0),
        x=np.arange(-3.0, 4.0)[:, None],
        prior=td.Uniform(number([-4.0]), number([4.0])),
        draws=4000,
    )
    assert float(found.rate) == pytest.approx(math.log(8.0), rel=1e-12)
    assert float(found.mutual_information) == pytest.approx(math.log(7.0), rel=1e-12)
    assert float(found.marginal_kl) == pytest.approx(math.log(8.0 / 7.0), rel=1e-12)
    assert float(found.dimension_wise_kl.value[0]) == pytest.approx(math.log(8.0 / 7.0), rel=1e-12)
    distortion = 0.5 * math.log(2.0 * math.pi) + 0.5 / 12.0  # E (x - z)² = 1/12, its variance 1/180
    noise = 0.5 / math.sqrt(180.0 * 7.0 * 4000.0)
    assert float(found.distortion) == pytest.approx(distortion, abs=4 * noise)
    strict(found)


@pytest.mark.parametrize("terms", [3e8, 10.0])
def test_a_prior_that_has_no_mass_there(terms):
    """The rate and the misfit are infinite; what z tells is what it was."""
    pair = lambda x: td.Normal(x, 1.0), lambda z: td.Normal(z, 1.0)
    x = np.linspace(-2.0, 2.0, 200)[:, None]
    bounded = td.Uniform(number([-2.0]), number([2.0]))
    found = profile(*pair, x=x, prior=bounded, mixture_terms=terms)
    for e in (found.rate, found.marginal_kl, found.marginal_kl_lower):
        assert float(e) == math.inf
    assert found.total_correlation is None
    usual = profile(*pair, x=x, rng=1).mutual_information
    difference = float(found.mutual_information) - float(usual)
    assert abs(difference) < 4 * math.hypot(found.mutual_information.std_error, usual.std_error)
    assert found.findings == (
        "The ELBO is -inf: the rate is infinite, for q(z|x) puts mass where the prior has none.",
    )
    strict(found)
