"""Two samples, not paired: what is read, what is refused, what is said of values that repeat."""

import math

import numpy as np
import pandas as pd
import pytest

from infoscope import pmf
from infoscope.samples import (
    KSG,
    Classification,
    Gaussian,
    MillerMadow,
    Poczos,
    WangKulkarniVerdu,
    cross_entropy,
    jensen_shannon_divergence,
    kl_divergence,
    renyi_divergence,
)

P, Q = np.array([0.2, 0.2, 0.6]), np.array([0.1, 0.4, 0.5])
X, Y = (np.repeat(list("abc"), (30 * law).astype(int)).tolist() for law in (P, Q))
PLUG_IN = {"estimator": "plug_in"}
RNG = np.random.default_rng(0)
SAMPLES = RNG.normal(size=(60, 1)), RNG.normal(size=(40, 1)) + 1


def test_plug_in_is_the_divergence_of_the_frequencies():
    assert float(kl_divergence(X, Y, **PLUG_IN)) == pytest.approx(0.10939293, abs=1e-8)  # reference case 3
    assert float(kl_divergence(X, Y, unit="bits", **PLUG_IN)) == pytest.approx(
        pmf.kl_divergence(P, Q, unit="bits")
    )
    assert float(cross_entropy(X, Y, **PLUG_IN)) == pytest.approx(pmf.cross_entropy(P, Q))
    js = jensen_shannon_divergence(X, Y, weights=(0.25, 0.75), **PLUG_IN)
    assert float(js) == pytest.approx(pmf.jensen_shannon_divergence(P, Q, weights=(0.25, 0.75)))
    for order in (0.3, 1, 2):
        found = renyi_divergence(X, Y, order, **PLUG_IN)
        assert float(found) == pytest.approx(pmf.renyi_divergence(P, Q, order))


def test_reference_case_2():
    x, y = ["a", "b"] * 20, ["b", "c"] * 20
    options = {"unit": "bits", **PLUG_IN}
    assert float(jensen_shannon_divergence(x, y, **options)) == pytest.approx(0.5)
    weighted = jensen_shannon_divergence(x, y, weights=(0.25, 0.75), **options)
    assert float(weighted) == pytest.approx(0.405639062, abs=1e-9)
    disjoint = jensen_shannon_divergence(["a"] * 20, ["b"] * 30, **options)
    assert float(disjoint) == pytest.approx(1.0)


@pytest.mark.parametrize("estimator", ["auto", "plug_in", "miller_madow"])
def test_disjoint_labels_are_infinitely_far(estimator):
    for measure in (kl_divergence, cross_entropy):
        found = measure(["a", "b"] * 20, ["c", "d"] * 20, estimator=estimator)
        assert float(found) == math.inf
        assert found.interval() == (math.inf, math.inf)
        (says,) = found.warnings
        assert "2 of the labels that x has, 'a' among them" in says
        assert "pmf.kl_divergence(counts_x + a, counts_y + a, normalize=True)" in says
    assert float(renyi_divergence(["a"], ["b"], 0.5, estimator=estimator)) == math.inf
    assert float(kl_divergence(["a"] * 20, ["a", "b"] * 20, estimator=estimator)) < math.inf


def test_one_alphabet_whatever_the_types():
    whole = kl_divergence([1, 2] * 10, [1, 2, 2, 2] * 10, **PLUG_IN)
    series = (
        pd.Series(["1", "2"] * 10, dtype="category"),
        pd.Series(["2", "1", "2", "2"] * 10, dtype="category"),
    )
    assert float(whole) == float(kl_divergence(*series, **PLUG_IN)) == pytest.approx(math.log(4 / 3) / 2)
    assert float(whole) == float(kl_divergence([1.0, 2.0] * 10, [1, 2, 2, 2] * 10, **PLUG_IN))
    pairs = [["a", "b"]] * 10 + [["b", "a"]] * 10, [["b", "a"], ["a", "b"]] * 30
    assert float(kl_divergence(*pairs, **PLUG_IN)) == 0.0


@pytest.mark.parametrize(
    ("x", "y", "says"),
    [
        (
            ["1"] * 9,
            [1] * 9,
            r"got text, '1' among them \(x\) and numbers, 1 among them \(y\): nothing can be",
        ),
        ([1.5, 2.5] * 9, ["a"] * 9, r"numbers, 1.5 among them \(x\) and text, 'a' among them \(y\)"),
        ([True, False], [1, 0], r"truth values, True among them \(x\) and numbers"),
        (np.array(["2020-01-01"] * 4, dtype="M8[D]"), [1, 2, 3, 4], "got times, "),
        ([["a", 1]] * 4, [["a", "b"]] * 4, r"numbers, 1 among them in column 1 \(x\) and text"),
    ],
)
@pytest.mark.parametrize(
    "measure",
    [kl_divergence, cross_entropy, jensen_shannon_divergence, lambda x, y: renyi_divergence(x, y, 2)],
)
def test_values_of_types_that_never_are_equal(measure, x, y, says):
    with pytest.raises(ValueError, match=says):
        measure(x, y)


def test_some_values_in_common_are_enough_to_compare():
    assert float(kl_divergence(["a", 1] * 4, [1, 2] * 4)) == math.inf
    assert float(kl_divergence([1, 1, 2, 2], ["a", 1, 1, 2, 2, 2], **PLUG_IN)) < math.inf


def test_relabelling_changes_no_digit():
    other = {"a": "z", "b": "y", "c": "x"}
    for measure in (kl_divergence, cross_entropy, jensen_shannon_divergence):
        renamed = measure([other[v] for v in X], [other[v] for v in Y])
        shuffled = measure(RNG.permutation(X).tolist(), RNG.permutation(Y).tolist())
        assert float(measure(X, Y)) == pytest.approx(float(renamed), abs=1e-15)
        assert float(measure(X, Y)) == pytest.approx(float(shuffled), abs=1e-15)


def test_missing_rows_are_dropped_from_either_sample():
    x, y = [*X, None], [None, *Y, None]
    found = kl_divergence(x, y, missing="drop", **PLUG_IN)
    assert float(found) == float(kl_divergence(X, Y, **PLUG_IN))
    assert found.n == len(X)
    apart = kl_divergence([None, "b", "q"], ["b", None, "b"], missing="drop")
    assert "'q' among them" in apart.warnings[0]


def test_jensen_shannon_is_symmetric_and_kl_is_not():
    x, y = SAMPLES
    for a, b in ((X, Y), (x, y[:40])):
        there, back = (jensen_shannon_divergence(*pair, rng=0) for pair in ((a, b), (b, a)))
        assert float(there) == pytest.approx(float(back), abs=0.02 if a is x else 1e-14)
    assert float(kl_divergence(X, Y)) != float(kl_divergence(Y, X))


@pytest.mark.parametrize("bias_reduced", [True, False])
@pytest.mark.parametrize("d", [1, 3])
def test_neighbours_feel_no_affine_map_common_to_both(d, bias_reduced):
    rng = np.random.default_rng(d)
    x, y = rng.normal(size=(80, d)), 1.5 * rng.normal(size=(50, d))
    a = rng.normal(size=(d, d)) + 2 * np.eye(d)
    moved = [100 + 1e3 * s @ a for s in (x, y)]
    for measure, choice in (
        (kl_divergence, WangKulkarniVerdu(3, bias_reduced)),
        (lambda *s, **o: renyi_divergence(*s, 1.5, **o), Poczos()),
        (kl_divergence, Gaussian()),
    ):
        before, after = measure(x, y, estimator=choice), measure(*moved, estimator=choice)
        assert float(before) == pytest.approx(float(after), abs=1e-6)
        assert before.std_error == pytest.approx(after.std_error, abs=1e-6)
    for choice in (WangKulkarniVerdu(), Gaussian()):  # -ln q moves by ln of the volume
        volume = math.log(abs(np.linalg.det(1e3 * a)))
        moves = float(cross_entropy(*moved, estimator=choice)) - float(cross_entropy(x, y, estimator=choice))
        assert moves == pytest.approx(volume, abs=1e-6)


def test_equal_laws_are_near_zero_and_not_clipped():
    rng = np.random.default_rng(5)
    found = [
        float(kl_divergence(*rng.exponential(size=(2, 400)), estimator="wang_kulkarni_verdu"))
        for _ in range(30)
    ]
    assert min(found) < 0.0 < max(found)
    assert abs(np.mean(found)) < 4 * np.std(found, ddof=1) / 30**0.5
    assert float(kl_divergence(X, X, **PLUG_IN)) == 0.0
    assert float(kl_divergence(X, X)) < 0.0  # less what chance would add


def test_the_same_observations_twice_are_told():
    x = np.random.default_rng(0).normal(size=200)
    found = kl_divergence(x, x, estimator="wang_kulkarni_verdu")
    assert math.isfinite(float(found))
    assert "200 rows of x occur in y too" in found.warnings[-1]


def test_atoms_are_compared_by_their_frequencies():
    x, y = np.repeat([0.0, 1.0], [30, 10]), np.repeat([0.0, 1.0], [20, 60])
    expected = pmf.kl_divergence([0.75, 0.25], [0.25, 0.75])
    for choice in (WangKulkarniVerdu(), WangKulkarniVerdu(bias_reduced=False)):
        found = kl_divergence(x, y, kind="continuous", estimator=choice)
        assert float(found) == pytest.approx(expected)
        assert "kind='discrete'" in found.warnings[0]
    two = renyi_divergence(x, y, 2, kind="continuous", estimator="poczos")
    assert float(two) == pytest.approx(pmf.renyi_divergence([0.75, 0.25], [0.25, 0.75], 2))


def test_an_atom_that_y_lacks_is_infinite_and_the_warning_says_so():
    rng = np.random.default_rng(1)
    x, y = np.r_[np.zeros(20), rng.normal(size=80)], rng.normal(size=100)
    found = kl_divergence(x, y, estimator="wang_kulkarni_verdu")
    assert float(found) == math.inf
    assert "20 rows of x lie where x repeats itself" in found.warnings[0]
    assert math.isfinite(float(kl_divergence(y, x, estimator="wang_kulkarni_verdu")))
    assert float(cross_entropy(x, x + 0.0, kind="continuous", estimator="wang_kulkarni_verdu")) == -math.inf


def test_disjoint_supports_are_far_and_the_farther_the_more_is_seen():
    rng = np.random.default_rng(2)
    x, y = rng.uniform(size=3000), 5 + rng.uniform(size=3000)
    found = [kl_divergence(x[:n], y[:n], estimator="wang_kulkarni_verdu") for n in (300, 3000)]
    assert float(found[0]) + 1 < float(found[1]) < math.inf
    for one in found:
        assert any("x lies where y hardly was" in w for w in one.warnings)


def test_a_flat_sample():
    rng = np.random.default_rng(3)
    line = rng.normal(size=(100, 1)) * [1.0, 2.0]
    cloud = rng.normal(size=(100, 2))
    assert float(kl_divergence(line, cloud, estimator="gaussian")) == math.inf
    found = kl_divergence(line, 2 * rng.normal(size=(90, 1)) * [1.0, 2.0], estimator="wang_kulkarni_verdu")
    assert any("1 columns are determined by the others" in w for w in found.warnings)
    assert float(cross_entropy(line, line[::2] + 1, estimator="wang_kulkarni_verdu")) == -math.inf


def test_auto_says_why():
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=(2, 500))
    assert kl_divergence(X, Y).method == "Miller-Madow"
    assert kl_divergence(x, y).method == "Gaussian: neither sample looks otherwise"
    assert kl_divergence(np.exp(x), np.exp(y)).method == "Wang-Kulkarni-Verdú, k=3, bias-reduced"
    assert renyi_divergence(np.exp(x), np.exp(y), 0.5).method == "Póczos, k=5"
    assert jensen_shannon_divergence(x, y).method == "Ross, k=3"
    assert cross_entropy(np.exp(x), y).method == "Kozachenko-Leonenko of x among y, k=3"


def test_more_refusals():
    x, y = SAMPLES
    for measure, data, options, says in (
        (kl_divergence, (x, np.ones((9, 2))), {}, "x and y must have the same columns; got 1 and 2"),
        (kl_divergence, (X, Y), {"estimator": "poczos"}, "cannot be continuous"),
        (
            kl_divergence,
            (x, y),
            {"estimator": "poczos"},
            "does not tell the KL divergence; these do: auto, wang",
        ),
        (kl_divergence, (x, y), {"estimator": MillerMadow()}, "it takes discrete observations"),
        (kl_divergence, (x, y), {"estimator": KSG()}, r"estimator must be one of auto.*got KSG\("),
        (cross_entropy, (x, y), {"estimator": Classification()}, "does not tell the cross-entropy"),
        (jensen_shannon_divergence, (x, y), {"estimator": "gaussian"}, "does not tell the Jensen-Shannon"),
        (jensen_shannon_divergence, (x, y), {"weights": (0.5, 0.6)}, "weights must be two numbers"),
        (jensen_shannon_divergence, (x, y), {"weights": 1}, "weights must be two numbers"),
        (jensen_shannon_divergence, (x, y), {"weights": (1.0, 0.0)}, "weights must be two numbers"),
        (renyi_divergence, (x, y, 0), {}, "order must be a finite number above 0"),
        (renyi_divergence, (x, y, math.inf), {}, "order must be a finite number above 0"),
        (renyi_divergence, (x, y, math.nan), {}, "order must be a number"),
        (renyi_divergence, (x, y, 6.5), {"estimator": "poczos"}, r"orders below k \+ 1 = 6"),
        (kl_divergence, (x[:3], y), {"estimator": "wang_kulkarni_verdu"}, "k=3 neighbours need more than 3"),
        (kl_divergence, (x, y[:2]), {"estimator": "wang_kulkarni_verdu"}, "of y; got 60 and 2"),
        (kl_divergence, (x, y[:3]), {"estimator": "gaussian"}, "needs more than 1 observations of x, 3 of y"),
        (kl_divergence, (x, y), {"kind": ("discrete", "continuous")}, "must be of one kind"),
    ):
        with pytest.raises(ValueError, match=says):
            measure(*data, **options)


def test_choices_refuse_what_they_cannot_be():
    for make in (
        lambda: WangKulkarniVerdu(bias_reduced=1),
        lambda: Classification(folds=1),
        lambda: Classification(classifier="trees"),
        lambda: Classification(classifier=dict),
    ):
        with pytest.raises(ValueError, match="must be"):
            make()


@pytest.mark.parametrize("measure", [kl_divergence, jensen_shannon_divergence])
@pytest.mark.parametrize("d", [1, 3])
def test_a_sample_held_against_itself_is_said(measure, d):
    x = np.random.default_rng(0).normal(size=(300, d))
    assert any("300 rows of x occur in y too" in warning for warning in measure(x, x).warnings)
    y = np.random.default_rng(1).normal(size=(300, d))
    assert not any("occur in y" in warning for warning in measure(x, y).warnings)
