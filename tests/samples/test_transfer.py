"""Transfer entropy: the reference case, the definition, the Gaussian truth, and what series may hold."""

import math

import numpy as np
import pandas as pd
import pytest

from infoscope.samples import (
    conditional_mutual_information,
    pointwise_transfer_entropy,
    transfer_entropy,
)
from reference.transfer import transfer_entropy as slow

XS = [0, 1, 1, 1, 1, 0, 0, 0, 0]
YS = [0, 0, 1, 1, 1, 1, 0, 0, 0]
PLUG_IN = {"estimator": "plug_in"}


def test_reference_case_19():
    there = transfer_entropy(source=XS, target=YS, history=2, unit="bits", **PLUG_IN)
    back = transfer_entropy(source=YS, target=XS, history=2, unit="bits", **PLUG_IN)
    assert there.value == pytest.approx(0.67926964, abs=5e-9)
    assert back.value == pytest.approx(0.0, abs=1e-15)
    assert there.n == 7


@pytest.mark.parametrize("steps", [(1, 1, 1), (2, 1, 1), (1, 3, 1), (3, 2, 2), (1, 1, 4)])
def test_the_definition(steps):
    history, lag, source_history = steps
    options = {"history": history, "lag": lag, "source_history": source_history}
    for seed in range(4):
        rng = np.random.default_rng(seed)
        x, y, z = rng.integers(0, 3, size=(3, 60))
        y = np.where(rng.random(60) < 0.5, np.roll(x, lag), y)
        for conditions in (None, z):
            value, local = slow(x.tolist(), y.tolist(), conditions=conditions, **options)
            given = {"source": x, "target": y, "conditions": conditions, **options, **PLUG_IN}
            assert float(transfer_entropy(**given)) == pytest.approx(value, abs=1e-12)
            assert pointwise_transfer_entropy(**given) == pytest.approx(local, abs=1e-12)


@pytest.mark.parametrize(("estimator", "n", "draws"), [("gaussian", 2000, 60), ("ksg", 1000, 20)])
@pytest.mark.parametrize(("b", "s"), [(0.8, 0.5), (0.3, 1.0), (0.0, 1.0)])
def test_the_gaussian_truth(b, s, estimator, n, draws):
    """y_t = b x_{t-1} + s e_t: ½ log2(1 + b²/s²) one way, 0 the other."""
    there, back = [], []
    for seed in range(draws):
        x, e = np.random.default_rng([seed, 3]).normal(size=(2, n))
        y = s * e + b * np.r_[0.0, x[:-1]]
        options = {"estimator": estimator, "unit": "bits"}
        there.append(float(transfer_entropy(source=x, target=y, **options)))
        back.append(float(transfer_entropy(source=y, target=x, **options)))
    for found, truth in ((there, 0.5 * math.log2(1 + b**2 / s**2)), (back, 0.0)):
        assert np.mean(found) == pytest.approx(truth, abs=4 * np.std(found, ddof=1) / math.sqrt(draws))
        assert np.std(found) < 0.06


def test_the_lag_is_where_the_source_is_looked_for():
    x = np.random.default_rng(1).integers(0, 2, size=2000)
    y = np.roll(x, 3)
    values = [
        float(transfer_entropy(source=x, target=y, lag=lag, unit="bits", **PLUG_IN)) for lag in (1, 2, 3, 4)
    ]
    assert values[2] == pytest.approx(1.0, abs=0.01)
    assert max(values[:2] + values[3:]) < 0.01
    longer = transfer_entropy(source=x, target=y, source_history=3, unit="bits", **PLUG_IN)
    assert float(longer) == pytest.approx(1.0, abs=0.02)


def test_a_common_cause_is_taken_off_by_conditions():
    """z drives x at once and y a step later: x seems to drive y until z is known."""
    rng = np.random.default_rng(2)
    z = rng.integers(0, 4, size=4000)
    y = np.r_[0, z[:-1]]
    given = {"source": z % 2, "target": y, "unit": "bits", **PLUG_IN}
    assert float(transfer_entropy(**given)) == pytest.approx(1.0, abs=0.02)
    assert float(transfer_entropy(**given, conditions=z)) == pytest.approx(0.0, abs=1e-12)


def test_it_is_a_conditional_mutual_information():
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(2, 300, 2))
    by_hand = conditional_mutual_information(
        np.hstack([x[1:-1], x[:-2]]), y[2:], np.hstack([y[1:-1], y[:-2]]), estimator="gaussian"
    )
    found = transfer_entropy(source=x, target=y, history=2, source_history=2, estimator="gaussian")
    assert (found.value, found.std_error, found.n) == (by_hand.value, by_hand.std_error, 298)


def test_a_series_without_change_tells_nothing():
    x = np.random.default_rng(4).integers(0, 2, size=50)
    for given in ({"source": np.ones(50), "target": x}, {"source": x, "target": np.ones(50)}):
        assert transfer_entropy(**given).value == 0.0
        assert transfer_entropy(**given, estimator="gaussian").value == 0.0


def test_missing_steps_leave_out_those_that_look_back_on_them():
    rng = np.random.default_rng(5)
    x, y = rng.integers(0, 2, size=(2, 200)) * 1.0
    y[1:] = np.where(rng.random(199) < 0.7, x[:-1], y[1:])
    holes = x.copy()
    holes[50] = math.nan
    with pytest.raises(ValueError, match="source holds 1 missing values"):
        transfer_entropy(source=holes, target=y)
    dropped = transfer_entropy(source=holes, target=y, missing="drop", **PLUG_IN)
    kept = [t for t in range(1, 200) if t != 51]
    now, past, other = y[kept], y[np.array(kept) - 1], x[np.array(kept) - 1]
    by_hand = conditional_mutual_information(other, now, past, **PLUG_IN)
    assert (dropped.value, dropped.n) == (by_hand.value, 198)
    with_hole = np.where(np.isnan(holes), 9.0, holes)
    labelled = transfer_entropy(source=holes, target=y, missing="label", **PLUG_IN)
    assert labelled.value == transfer_entropy(source=with_hole, target=y, **PLUG_IN).value


def test_the_kind_is_that_of_the_series_not_of_a_slice():
    """21 levels, one of them seen only at the end, where the past does not reach."""
    rng = np.random.default_rng(6)
    y = np.r_[rng.integers(0, 20, size=200), 20]
    x = rng.integers(0, 2, size=201)
    with pytest.raises(ValueError, match=r"target .continuous., past of target .continuous."):
        transfer_entropy(source=x, target=y, **PLUG_IN)
    assert transfer_entropy(source=x, target=y, kind="discrete", **PLUG_IN).n == 200
    assert transfer_entropy(source=x, target=y, kind=(None, "discrete"), **PLUG_IN).n == 200


def test_what_is_said_of_a_series_is_said_once():
    x = np.random.default_rng(7).integers(0, 2, size=200) * 1.0
    estimate = transfer_entropy(source=x, target=np.roll(x, 1) * 2, history=3, **PLUG_IN)
    assert [w.partition(":")[0] for w in estimate.warnings if "categories" in w] == ["source", "target"]


def test_series_in_frames():
    rng = np.random.default_rng(8)
    x = pd.DataFrame(
        {"a": rng.integers(0, 2, size=300), "b": np.array(["u", "v"])[rng.integers(0, 2, size=300)]}
    )
    y = (x["a"].shift(1, fill_value=0) + 2 * (x["b"].shift(1, fill_value="u") == "v")).astype(int)
    found = transfer_entropy(source=x, target=y, unit="bits", **PLUG_IN)
    assert float(found) == pytest.approx(
        slow(list(zip(x["a"], x["b"])), y.tolist())[0] / math.log(2), abs=1e-12
    )
    assert float(found) > 1.8


def test_steps_must_be_whole_and_the_series_longer():
    for name in ("history", "lag", "source_history"):
        for bad in (0, -1, 1.0, True, "1", None):
            with pytest.raises(ValueError, match=f"{name} must be a whole number >= 1; got"):
                transfer_entropy(source=XS, target=YS, **{name: bad})
    for steps in ({"history": 9}, {"lag": 9}, {"lag": 5, "source_history": 5}):
        with pytest.raises(ValueError, match="looking back 9 steps needs more than 9 observations; got 9"):
            transfer_entropy(source=XS, target=YS, **steps)
    with pytest.raises(TypeError, match=r"no option 'delay'; the options are .*lag"):
        transfer_entropy(source=XS, target=YS, delay=2)
    with pytest.raises(TypeError, match="positional"):
        transfer_entropy(XS, YS)
