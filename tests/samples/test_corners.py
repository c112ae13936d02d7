"""The corner set: each gets an answer that is no NaN, or a refusal, and numpy never warns."""

import math

import numpy as np
import pytest

from infoscope.samples import entropy, mutual_information

RNG = np.random.default_rng(0)
NORMAL = RNG.normal(size=40)
COLUMNS = {
    "two observations": np.array([3.7, 1.2]),
    "four measurements": np.array([0.3, 1.7, -2.2, 9.1]),
    "constant": np.full(40, 2.5),
    "constant text": np.array(["a"] * 40),
    "two points": np.repeat([0.5, 1.5], 20),
    "all but one equal": np.r_[np.full(39, 0.5), 1.75],
    "ties in pairs": np.repeat(NORMAL[:20], 2),
    "discrete floats": np.round(NORMAL),
    "tenths": np.round(NORMAL, 1),
    "all distinct whole numbers": RNG.permutation(40),
    "every label once": np.array([f"id {i}" for i in range(40)]),
    "one label once": np.array(["a"] * 20 + ["b"] * 19 + ["c"]),
    "single precision": NORMAL.astype(np.float32),
    "half precision": NORMAL.astype(np.float16),
    "truth values": NORMAL > 0,
    "bytes": np.array([b"a", b"bc"] * 20),
    "times": np.array(["2020-01-01", "2020-01-02"] * 20, dtype="M8[D]"),
    "vast": NORMAL * 7e307,
    "subnormal": np.arange(40) * 5e-324,
    "vast and tiny": np.column_stack([NORMAL * 1e300, NORMAL[::-1] * 1e-300]),
    "unsigned beyond signed": np.array([2**64 - 1, 2**64 - 3] * 20, dtype=np.uint64),
    "ends of the whole numbers": np.array([-(2**63), 2**63 - 1] * 20),
    "small whole numbers": np.array([-128, 127] * 20, dtype=np.int8),
    "signed zeros": np.array([0.0, -0.0] * 20),
    "labels in two columns": np.column_stack([np.arange(40) % 2, np.arange(40) % 3]),
}
KINDS = (None, "discrete", "continuous")


def answer(measure, *data, kind):
    """The estimate, held to be a number, or None where it was refused."""
    try:
        estimate = measure(*data, kind=kind)
    except ValueError as refusal:
        if "\n" in str(refusal):
            raise
        return None
    assert not math.isnan(estimate.value)
    assert estimate.std_error >= 0.0
    if math.isinf(estimate.std_error):
        assert any("determine each other" in w or "seen twice" in w for w in estimate.warnings)
    return estimate


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", COLUMNS)
def test_entropy(name, kind):
    x = COLUMNS[name]
    estimate = answer(entropy, x, kind=kind)
    if kind == "discrete":
        assert 0.0 <= estimate.value <= math.log(len(x)) + 0.5 or estimate.std_error == math.inf
    elif estimate is None:
        assert x.dtype.kind not in "iuf" or len(x) <= 3
    elif estimate.value == -math.inf:
        assert any("atoms" in warning for warning in estimate.warnings)


@pytest.mark.parametrize("name", COLUMNS)
def test_mutual_information(name):
    x = COLUMNS[name]
    for other, y in COLUMNS.items():
        for kind in (None, "discrete", "continuous", ("continuous", "discrete")):
            estimate = answer(mutual_information, x, y, kind=kind)
            if len(x) == len(y) and kind == "discrete":
                assert estimate is not None, other
            if estimate is not None and not math.isfinite(estimate.value):
                assert estimate.value == math.inf, other
                assert any("determine each other" in w for w in estimate.warnings), other


@pytest.mark.parametrize("one", [[3.7], ["a"], [[1.0, 2.0]], [True]], ids=str)
def test_one_observation_is_refused(one):
    for measure in (entropy, lambda x: mutual_information(x, x)):
        with pytest.raises(ValueError, match="one observation tells nothing"):
            measure(one)


def test_signed_zeros_are_one_value():
    assert entropy(COLUMNS["signed zeros"], kind="discrete").value == 0.0


def test_neighbouring_whole_numbers_beyond_doubles_are_told_apart():
    for name in ("unsigned beyond signed", "ends of the whole numbers", "small whole numbers"):
        assert float(entropy(COLUMNS[name], estimator="plug_in", kind="discrete")) == pytest.approx(
            math.log(2)
        )


def test_a_million_categories():
    rng = np.random.default_rng(1)
    x, y = rng.permutation(10**6), rng.integers(0, 10**6, size=10**6)
    each = entropy(x, kind="discrete", estimator="plug_in")
    both = mutual_information(x, y, kind="discrete", estimator="plug_in")
    assert float(each) == pytest.approx(math.log(10**6), rel=1e-9)
    assert float(both) == pytest.approx(float(entropy(y, kind="discrete", estimator="plug_in")), rel=1e-9)
    assert both.std_error == math.inf
    assert any("seen twice" in warning for warning in both.warnings)


def test_a_label_seen_once_is_left_out_and_said_so():
    rng = np.random.default_rng(2)
    x, label = rng.normal(size=60), np.array(["a", "b"] * 30)
    kept = mutual_information(x[:-1], label[:-1], estimator="ross")
    label[-1] = "rare"
    estimate = mutual_information(x, label, estimator="ross")
    assert estimate.value == kept.value
    assert estimate.warnings == ("1 observations left out: their label is seen only once",)
    label[:2] = "seldom"
    assert "the rarest label is seen 2 times" in mutual_information(x, label).warnings[-1]
