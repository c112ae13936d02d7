"""Two profiles of the same data: what their difference rests on, and what is said where it rests on less."""

from dataclasses import replace

import numpy as np
import pytest

from infoscope import model
from model.running import DATA, EXACT, WORLD, profile


def test_two_models_on_the_same_noise_differ_sharply():
    def worse(x, log_snr):
        return 0.99 * EXACT.f(x, log_snr)

    one = profile()
    other = profile(model.Denoiser(worse, "noise", EXACT.schedule, None, False), allocation=one.allocation)
    difference = other.compare(one)
    apart = np.hypot(one.total.std_error, other.total.std_error)
    assert difference["total"].value == pytest.approx(other.total.value - one.total.value, abs=1e-9)
    assert difference["total"].value > 4 * difference["total"].std_error
    assert difference["total"].std_error < 0.2 * apart
    itself = one.compare(one)
    assert itself["total"].std_error == 0.0
    assert (itself["information"].value == 0.0).all()


def test_profiles_of_other_data_are_not_compared():
    with pytest.raises(ValueError, match="n = 300 and 200"):
        profile().compare(profile(data=DATA[:200]))
    with pytest.raises(ValueError, match="the same data, in the same order"):
        profile().compare(profile(data=WORLD.sample(300, rng=2)))
    with pytest.raises(TypeError, match="compared with another one; got int"):
        profile().compare(3)


def test_networks_asked_between_the_steps_are_paired_by_noise_too():
    def worse(x, log_snr):
        return 0.99 * EXACT.f(x, log_snr)

    one = profile(EXACT)
    # the same signal, but for rounding, on another schedule
    rounded = replace(EXACT.schedule, log_snr=EXACT.schedule.log_snr * (1.0 + 1e-14))
    other = profile(model.Denoiser(worse, "noise", rounded, None, True), allocation=one.allocation)
    difference = other.compare(one)["information"]
    assert difference.warnings == ()
    apart = np.hypot(one.information.std_error[0], other.information.std_error[0])
    assert difference.std_error[0] < 0.4 * apart


def test_a_comparison_says_what_its_draws_have_in_common():
    one = profile()
    assert one.compare(profile(allocation=one.allocation))["total"].warnings == ()
    for other, why in (
        (profile(EXACT), "pass continuous= alike"),
        (profile(rng=6), "pass the same rng="),
        (profile(max_calls=1500), "pass the same max_calls="),
    ):
        difference = other.compare(one)["total"]
        assert why in difference.warnings[0]
        assert difference.method == "difference, paired by datum"
        apart = np.hypot(one.total.std_error, other.total.std_error)
        assert abs(difference.value) < 4 * difference.std_error < 8 * apart
