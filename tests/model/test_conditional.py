"""What a condition tells: classes of a mixture, whose information is known exactly."""

import math

import numpy as np
import pytest

from infoscope import model
from infoscope.model import worlds

SCHEDULE = model.cosine_schedule(100)
FAR = worlds.Mixture([0.5, 0.5], [-2.0, 2.0], [0.5, 0.5])
NEAR = worlds.Mixture([0.5, 0.5], [-0.5, 0.5], [0.5, 0.5])


def classes(world, n, rng):
    """Examples and the centre of each one's class."""
    centre = rng.choice(world.components.means[:, 0], n)[:, None]
    return centre + 0.5 * rng.normal(size=(n, 1)), centre


def told(y, t, c):
    kept = SCHEDULE.alpha_bar[t - 1, None]
    return np.sqrt(1 - kept) * (y - np.sqrt(kept) * c) / (0.25 * kept + 1 - kept)


CONDITIONAL = model.denoiser(told, predicts="noise", schedule=SCHEDULE)


@pytest.mark.parametrize("world", [FAR, NEAR], ids=["far", "near"])
def test_a_class_tells_what_the_density_says(world):
    x, c = classes(world, 1500, np.random.default_rng([1]))
    exact = world.entropy() - 0.5 * math.log(2 * math.pi * math.e * 0.25)
    found = model.conditional_information(
        CONDITIONAL, world.denoiser(SCHEDULE), x, c, max_calls=8000, likelihoods=("i_mmse",)
    )
    assert abs(found.total.value - exact) < 4 * found.total.std_error + 1e-3
    kept = SCHEDULE.alpha_bar
    own = world.entropy(kept) - 0.5 * np.log(2 * np.pi * np.e * (0.25 * kept + 1 - kept))
    off = np.abs(found.information.value - own)
    assert (off < 4.5 * found.information.std_error + 1e-3).all()
    apart = np.hypot(*(p.likelihoods["i_mmse"].std_error for p in (found.conditional, found.unconditional)))
    assert found.total.std_error < apart
    assert repr(found).startswith("I(x_0; c) = ")


def test_a_fresh_seed_is_the_same_for_both():
    x, c = classes(FAR, 200, np.random.default_rng([2]))
    options = {"max_calls": 600, "likelihoods": (), "rng": None}
    found = model.conditional_information(CONDITIONAL, FAR.denoiser(SCHEDULE), x, c, **options)
    a, b = (p.measured.curves.m.draws for p in (found.conditional, found.unconditional))
    assert (a.datum == b.datum).all()
    assert (a.place == b.place).all()
