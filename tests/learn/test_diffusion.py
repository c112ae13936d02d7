"""Lesson 11: Gaussians in closed form, the mixture by sums on a grid, the coin by quadrature here."""

import math

import numpy as np
import pytest

from infoscope.learn import noising
from learn.lessons import run, solved

X = np.linspace(-12, 12, 24001)


def alpha_bar(t):
    """Of the linear schedule, as Ho et al. (2020) state it."""
    return float(np.prod(1 - np.linspace(1e-4, 0.02, 1000)[:t]))


def two_modes(kept):
    """(I(x_0; x_t), h(x_t)) of half N(-2, 1/4), half N(2, 1/4)."""
    sd = math.sqrt(0.25 * kept + 1 - kept)
    density = sum(np.exp(-0.5 * ((X - m * math.sqrt(kept)) / sd) ** 2) for m in (-2, 2)) / (
        2 * sd * math.sqrt(2 * math.pi)
    )
    entropy = -float(np.sum(density * np.log(np.maximum(density, 1e-300))) * (X[1] - X[0]))
    return entropy - 0.5 * math.log(2 * math.pi * math.e * (1 - kept)), entropy


def coin(snr):
    """I(x; sqrt(snr) x + n) of x = ±1: snr - E ln cosh(snr + sqrt(snr) n)."""
    z = np.linspace(-12, 12, 40001)
    weight = np.exp(-0.5 * z**2) / math.sqrt(2 * math.pi) * (z[1] - z[0])
    y = snr + math.sqrt(snr) * z
    return float(snr - np.sum(weight * (np.logaddexp(y, -y) - math.log(2))))


def chain(t, flip):
    wrong = (1 - (1 - 2 * flip) ** t) / 2
    return 1 + wrong * math.log2(wrong) + (1 - wrong) * math.log2(1 - wrong)


def test_its_numbers():
    told = run("diffusion")
    assert told["alpha"] == pytest.approx(alpha_bar(200))
    assert (told["known"], told["spread"]) == pytest.approx(two_modes(alpha_bar(200)), abs=1e-7)
    assert told["area"] == pytest.approx(told["information"], abs=1e-5)
    assert told["information"] == pytest.approx(coin(10**0.5), abs=1e-7)


def test_the_terms_are_the_information_that_each_step_takes():
    told = run("diffusion")
    profile, floor = told["profile"], told["floor"]
    first, last = two_modes(alpha_bar(1))[0], two_modes(alpha_bar(1000))[0]
    assert floor == pytest.approx(two_modes(1 - 1e-9)[1], abs=1e-6)
    assert abs(float(told["bound"]) - floor) < 4 * told["bound"].std_error
    assert float(profile.prior) == pytest.approx(last, abs=3e-4)
    assert told["lost"].sum() == pytest.approx(first - last, abs=1e-6)
    error = float(np.sqrt(np.sum(np.square(profile.denoising.std_error))))
    assert abs(told["paid"].sum() - told["lost"].sum()) < 5 * error
    assert np.corrcoef(told["paid"], told["lost"])[0, 1] > 0.99


def test_the_reverse_process_arrives():
    frames, _ = noising.film()
    arrived = frames[-1]
    assert abs(np.mean(np.abs(arrived)) - 2) < 4 * 0.5 / math.sqrt(800)
    assert abs(np.mean(arrived > 0) - 0.5) < 4 * 0.5 / math.sqrt(800)
    assert np.std(np.abs(arrived)) == pytest.approx(0.5, abs=0.07)


def test_the_entropy_climbs_as_high_as_the_lesson_says():
    assert max(two_modes(a)[1] for a in np.linspace(0.3, 0.7, 41)) == pytest.approx(1.78, abs=0.005)
    assert two_modes(alpha_bar(1000))[1] == pytest.approx(1.419, abs=5e-4)


def test_its_answers():
    expected = [chain(3, 0.1), 0.5 * math.log(5), 0.5 * math.log(2 * math.pi * math.e * 4)]
    assert solved("diffusion")[:3] == pytest.approx(expected)


def test_in_the_browser(reader):
    reader.open("diffusion")
    before = reader.pictures()
    reader.move("step t", "End")
    information, entropy = two_modes(alpha_bar(1000))
    assert reader.shows("I(x₀;x_t)", information, within=1e-7)
    assert reader.shows("h(x_t)", entropy, within=1e-7)
    assert reader.pictures() != before
    reader.page.get_by_role("combobox").nth(0).select_option("one Gaussian, variance 4")
    assert reader.shows("h(x_t)", 0.5 * math.log(2 * math.pi * math.e * (1 + 3 * alpha_bar(1000))))
    reader.page.get_by_role("combobox").nth(2).select_option("one Gaussian, variance 4")
    assert reader.shows("h(x₀), exact", 0.5 * math.log(2 * math.pi * math.e * 4), panel=2)
    reader.move("steps taken back", "Home")
    assert reader.shows("put back so far", 0, panel=3)
    snr = 10 ** reader.move("log₁₀ of the signal-to-noise ratio", "ArrowRight", 5)
    assert reader.shows("I(x₀;x_t)", coin(snr), panel=4, within=1e-6)
    assert reader.shows("half the area", coin(snr), panel=4, within=1e-3)
    flip = reader.move("chance to flip", "ArrowRight", 5)
    assert reader.shows("I(X₀;X₅)", chain(5, flip), panel=5)
    assert reader.answer(1, "0.8").startswith("Not yet")
    assert reader.answer(1, "0,198").startswith("Right")
    assert reader.answer(2, "½ ln 5").startswith("Right")
    assert reader.answer(3, "2.112 nats").startswith("Right")
    assert reader.choose(4, "Yes: the entropy of what is seen grows").startswith("Not this one")
    assert reader.choose(4, "It may add entropy").startswith("Right")
