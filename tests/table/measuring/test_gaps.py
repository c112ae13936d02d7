"""What gaps tell: that a value is missing may say what no value does."""

import numpy as np
import pytest

from infoscope.table import report

N = 400
RNG = np.random.default_rng(0)
Y = RNG.integers(2, size=N)
NOISE = RNG.normal(size=N)


def test_gaps_that_tell_all_are_in_the_headline():
    found = report({"x": np.where(Y == 1, np.nan, NOISE), "z": RNG.normal(size=N), "y": Y}, "y")
    (x,) = [f for f in found.features if f["name"] == "x"]
    # H(Y), less half a degree of freedom a row and Williams' correction to it.
    p = Y.mean()
    entropy = -p * np.log2(p) - (1 - p) * np.log2(1 - p)
    assert x["missing"]["information"] == pytest.approx(entropy - 1 / (2 * N * np.log(2)), abs=1e-4)
    assert x["missing"]["p_value"] < 1e-80
    assert "That x is missing tells" in str(found)
    assert found.selected == ["x"]


def test_gaps_by_chance_are_not_spoken_of():
    gone = np.where(RNG.random(N) < 0.3, np.nan, NOISE)
    found = report({"x": gone, "whole": NOISE, "y": Y}, "y")
    assert "is missing tells" not in str(found)
    assert {f["name"]: f["missing"] is None for f in found.features} == {"x": False, "whole": True}


def test_a_column_with_few_values_does_not_lead():
    few = np.where(np.arange(N) < 14, Y, np.nan)  # all there is to know, of 14 rows
    half = np.where(RNG.random(N) < 0.2, 1 - Y, Y)
    found = report({"few": few, "half": half, "y": Y}, "y", kind={"few": "discrete"})
    assert [f["name"] for f in found.features] == ["half", "few"]
    assert found.features[1]["information"] > found.features[0]["information"]
    assert any("386 of 400 values missing" in w for w in found.features[1]["warnings"])
    assert found.selected[0] == "half"


def test_the_choice_starts_with_what_tells_most_gaps_and_all():
    gaps = np.where(Y == 1, np.nan, NOISE)
    table = {f"x{i:02}": NOISE + (1 + i / 10) * Y for i in range(12)} | {"gaps": gaps, "y": Y}
    found = report(table, "y")
    assert found.selection[0]["name"] == "gaps"


def test_an_estimate_far_below_zero_is_not_to_be_trusted():
    grid = {"x": np.repeat(np.arange(20.0) + 0.5, 20), "y": np.tile(np.arange(20.0) + 0.5, 20)}
    kind = dict.fromkeys(grid, "continuous")
    for found in (report(grid, "y", kind=kind), report(grid, kind=kind)):
        (row,) = found.features or found.pairs
        assert row["information"] + 2 * row["std_error"] < 0
        assert any(w.startswith("the estimator fails here") for w in row["warnings"])
    sound = report({"x": NOISE, "y": RNG.normal(size=N)}, "y").features[0]
    assert not any("fails" in w for w in sound["warnings"])
