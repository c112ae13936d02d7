"""Schedules: the published ᾱ, one coordinate for every process, and what is refused."""

import math

import numpy as np
import pytest

from infoscope import model
from reference import diffusion as slow

ALL = [
    model.linear_schedule(1000),
    model.linear_schedule(10, 0.01, 0.4),
    model.cosine_schedule(200),
    model.vdm_schedule(50),
    model.edm_schedule(18),
    model.flow_schedule(40),
    model.from_alpha_bar([0.99, 0.5, 0.01]),
]


@pytest.mark.parametrize("schedule", ALL, ids=lambda s: s.name)
def test_signal_falls_and_the_coordinate_is_its_log_odds(schedule):
    kept = schedule.alpha_bar
    assert kept.shape == (schedule.steps,)
    assert kept.dtype == np.float64
    assert (np.diff(kept) < 0).all()
    assert ((kept > 0) & (kept < 1)).all()
    assert schedule.log_snr == pytest.approx([math.log(a / (1 - a)) for a in kept], rel=1e-9)


def test_published_schedules():
    assert model.linear_schedule().alpha_bar == pytest.approx(
        slow.alpha_bar_linear(1000, 1e-4, 0.02), rel=1e-12
    )
    assert model.linear_schedule().alpha_bar[-1] == pytest.approx(4.035830e-05, rel=1e-6)
    assert model.cosine_schedule(50).alpha_bar == pytest.approx(
        slow.alpha_bar_cosine(50, 0.008, 0.999), rel=1e-10
    )


@pytest.mark.parametrize("schedule", [model.edm_schedule(9), model.flow_schedule(9)], ids=lambda s: s.name)
def test_other_processes_are_the_same_one_times_a_scale(schedule):
    scale, times = schedule.at(schedule.log_snr)
    assert scale == pytest.approx(schedule.scale, rel=1e-12)
    assert times == pytest.approx(schedule.times, rel=1e-12)
    a, s = schedule.scale * np.sqrt(schedule.alpha_bar), schedule.scale * np.sqrt(1 - schedule.alpha_bar)
    if schedule.name.startswith("EDM"):
        assert a == pytest.approx(np.ones(9))
        assert s == pytest.approx(schedule.times)
    else:
        assert a == pytest.approx(1 - schedule.times)
        assert s == pytest.approx(schedule.times)


def test_generation_starts_from_the_law_of_the_process():
    assert model.linear_schedule().prior_variance == 1.0
    edm, flow = model.edm_schedule(9), model.flow_schedule(9)
    assert edm.prior_variance * edm.scale[-1] ** 2 == pytest.approx(80.0**2)
    assert flow.prior_variance * flow.scale[-1] ** 2 == pytest.approx(1.0)


def test_log_snr_itself_can_be_the_time():
    schedule = model.linear_schedule(10).in_log_snr()
    assert (schedule.times == schedule.log_snr).all()
    assert schedule.continuous
    assert [v.tolist() for v in schedule.at([1.5])] == [[1.0], [1.5]]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: model.from_alpha_bar([0.9, 0.95, 0.5]), "0.9 at t = 1 and 0.95 at t = 2"),
        (lambda: model.from_alpha_bar([0.1, 0.5, 0.9]), "Reverse it"),
        (lambda: model.from_alpha_bar([1.0, 0.5]), "both excluded; got 1 to 0.5"),
        (lambda: model.from_alpha_bar([0.5, 0.0]), "leave it out"),
        (lambda: model.from_alpha_bar([0.9, math.nan]), "finite"),
        (lambda: model.from_alpha_bar([0.5]), "at least 2 steps"),
        (lambda: model.Schedule(np.array([1.0, 0.0]), times=[1.0]), "2 steps; got"),
        (lambda: model.linear_schedule(1), "whole number >= 2"),
        (lambda: model.linear_schedule(10, 0.0), "between 0 and 1"),
        (lambda: model.edm_schedule(8, 1.0, 0.5), "sigma_min < sigma_max"),
        (lambda: model.edm_schedule(8, rho=0.0), "rho > 0"),
        (lambda: model.cosine_schedule(8, most=1.0), "most between 0 and 1"),
        (lambda: model.cosine_schedule(8, offset=-2.0), "offset >= 0"),
        (lambda: model.flow_schedule(8, 0.0), "t = 0 has no noise"),
        (lambda: model.linear_schedule().at(0.0), "steps alone"),
        (lambda: model.Schedule([1.0, 0.0], prior_variance=0.0), "prior_variance"),
    ],
)
def test_refusals_say_what_was_given(make, said):
    with pytest.raises(ValueError, match=said):
        make()
