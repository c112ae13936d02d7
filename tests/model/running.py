"""A world, its data, and a network that lets a test see what it is asked."""

import pytest

from infoscope import model
from infoscope.model import worlds

SCHEDULE = model.cosine_schedule(40)
WORLD = worlds.Mixture([0.3, 0.7], [[0.0, 0.0], [2.0, 1.0]], [[0.5, 0.3], [1.0, 0.2]])
DATA = WORLD.sample(300, rng=1)
EXACT = WORLD.denoiser(SCHEDULE)


def network(f=None):
    """The exact denoiser, after `f` has seen the batch."""

    def ask(x, log_snr):
        if f is not None:
            f(x)
        return EXACT.f(x, log_snr)

    return model.Denoiser(ask, "noise", EXACT.schedule, None, False)


def profile(d=None, **options):
    options = {"max_calls": 2000, "likelihoods": ("variational",), "rng": 5} | options
    return model.diffusion_profile(d or network(), options.pop("data", DATA), **options)


def same(a, b):
    return a.total.value == pytest.approx(b.total.value, rel=1e-12) and a.total.std_error == pytest.approx(
        b.total.std_error, rel=1e-9
    )
