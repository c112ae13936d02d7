"""A profile as text, figure and page: everything that was measured is there, and nothing is fetched."""

import re

import numpy as np
import pytest

from infoscope import model
from infoscope.model import worlds

TWO = worlds.Mixture([0.5, 0.5], [-2.0, 2.0], [0.5, 0.5])


@pytest.fixture(scope="module")
def profile():
    d = TWO.denoiser(model.linear_schedule())
    return model.diffusion_profile(d, TWO.sample(500, rng=1), max_calls=4000, flow_data=20)


def numbers(words):
    return [float(v) for v in re.findall(r"-?\d+\.\d+", words)]


def test_the_summary_says_the_numbers_in_the_unit_asked_for(profile):
    nats, bits = profile.summary("nats"), profile.summary("bits")
    row = {line.split("  ")[0]: line for line in bits.splitlines() if line}
    assert numbers(row["total"])[0] == pytest.approx(profile.total.to("bits").value, abs=0.06)
    assert numbers(row["I-MMSE"])[0] == pytest.approx(
        profile.likelihoods["i_mmse"].to("bits").value, abs=0.06
    )
    assert "from 20 of the data" in row["probability flow"]
    assert "1000 steps; 500 data in 1 dimension; 4000 draws" in bits
    assert nats != bits
    assert repr(profile) == profile.summary() == nats  # its own unit, where nobody says
    for convention in profile.conventions:
        assert convention in bits


def test_lines_fit_the_width_but_for_tables(profile):
    said = profile.summary("bits", width=60)
    told = said[said.index("schedule:") :]
    assert max(map(len, told.splitlines())) <= 60


def test_warnings_are_said():
    schedule = model.linear_schedule(100)
    p = model.diffusion_profile(
        TWO.denoiser(schedule), TWO.sample(200, rng=1), max_calls=1000, likelihoods=()
    )
    assert "warning: the last step still keeps" in p.summary()
    assert "the last step still keeps" in p.to_html()
    assert p.total.warnings == p.warnings


def test_the_figure_has_four_panels_with_what_was_measured(profile):
    picture = profile.plot("nats")
    terms, information, error, entropy = picture.axes
    assert [ax.get_title(loc="left").strip() for ax in picture.axes] == [
        "What each step has to restore",
        "What x_t still knows of x₀",
        "Error of the noise",
        "Entropy h(x_t)",
    ]
    assert (terms.lines[0].get_ydata() == profile.denoising.value).all()
    assert (terms.lines[0].get_xdata() == np.arange(2, 1001)).all()
    assert (information.lines[0].get_ydata() == profile.information.value).all()
    assert information.lines[1].get_ydata() == pytest.approx(profile.gaussian_information)
    assert error.lines[0].get_ydata() == pytest.approx(profile.mmse.value * np.exp(profile.schedule.log_snr))
    assert (entropy.lines[0].get_ydata() == profile.entropy.value).all()
    assert (profile.plot().axes[1].lines[0].get_ydata() == information.lines[0].get_ydata()).all()
    bits = profile.plot("bits")
    assert bits.axes[1].lines[0].get_ydata() == pytest.approx(profile.information.value / np.log(2))
    assert bits.axes[1].lines[1].get_ydata() == pytest.approx(profile.gaussian_information / np.log(2))


def test_the_page_has_each_panel_as_a_picture_of_its_own(profile):
    page = profile.to_html("bits")
    pictures = re.findall(r"<figure>(<svg.*?</svg>)<figcaption>(.*?)</figcaption>", page, re.S)
    assert len(pictures) == 4
    for (drawn, words), ax in zip(pictures, profile.plot().axes):
        assert ax.get_title(loc="left").strip() in drawn
        assert words
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(set(ids)) == len(ids)
    asked = re.findall(r'(?:url\(#|href="#)([^")]+)', page)
    assert set(asked) <= set(ids)


@pytest.mark.parametrize("unit", ["bits", "nats", "hartleys"])
def test_sentences_are_in_the_unit_of_the_profile(unit):
    """What the last step keeps, D(N(√ᾱ x, 1 − ᾱ) ‖ N(0, 1)) on average, and the factor of the area."""
    schedule = model.from_alpha_bar([0.9, 0.5])
    x = TWO.sample(300, rng=1)
    p = model.diffusion_profile(TWO.denoiser(schedule), x, max_calls=300, likelihoods=(), unit=unit)
    nats = {"bits": np.log(2.0), "nats": 1.0, "hartleys": np.log(10.0)}[unit]
    costs = 0.5 * (0.5 * (x**2).mean() + 0.5 - 1.0 - np.log(0.5)) / nats
    others = {"bits", "nats", "hartleys"} - {unit}
    (said,) = [w for w in p.warnings if "the last step still keeps 0.5" in w]
    assert f"costs {costs:.3g} {unit}" in said
    for words in (*p.warnings, p.summary(), p.to_html()):
        prose = words.replace("bits a dimension", "").replace("bits per dimension", "")
        assert not any(re.search(rf"\b{other}\b", prose) for other in others)
    assert f"{0.5 / nats:.3g} × the area to its left is the information, in {unit} a dimension" in p.to_html()


def test_bytes_that_nobody_scaled_are_noticed():
    x = np.random.default_rng(0).integers(0, 256, (50, 2)).astype(float)
    world = worlds.Gaussian(5000.0, dim=2)
    p = model.diffusion_profile(world.denoiser(model.linear_schedule(20)), x, max_calls=300, likelihoods=())
    assert any("data are whole numbers from" in w and "uint8" in w for w in p.warnings)


def test_the_page_stands_alone(profile, tmp_path):
    path = tmp_path / "profile.html"
    profile.save_html(path)
    page = path.read_text("utf-8")
    assert page == profile.to_html()
    assert "<svg" in page
    assert not re.findall(r"""(?:src|href)=["']https?:""", page)
    for words in ("total", "reconstruction", "I(x₀;x_t)", "What was assumed", "dequantisation"):
        assert words in page
    assert "script-src 'none'" in page
    assert "<svg" in profile._repr_html_()
    assert "<html" not in profile._repr_html_()


def test_names_from_outside_are_escaped():
    schedule = model.from_alpha_bar([0.9, 0.5, 0.1], name="<script>alert(1)</script>")
    p = model.diffusion_profile(TWO.denoiser(schedule), TWO.sample(100, rng=1), max_calls=300, likelihoods=())
    assert "<script>alert" not in p.to_html()


def test_json_is_written(profile, tmp_path):
    profile.save_json(tmp_path / "p.json")
    assert (tmp_path / "p.json").read_text("utf-8") == profile.to_json() + "\n"
