"""`report` against formulas, scipy and scikit-learn, and on tables whose answer is known."""

import math
import re

import numpy as np
import pytest
from scipy.stats import false_discovery_control
from sklearn import datasets
from sklearn.feature_selection import mutual_info_classif, mutual_info_regression

from infoscope.table import open_example, report
from infoscope.table.measuring._entropy import ROUNDED
from reference import independence, labels

N = 1000
COIN = np.random.default_rng(0).integers(2, size=N)
CLASSES = datasets.load_wine, datasets.load_breast_cancer, datasets.load_iris


@pytest.fixture
def rng():
    """Its own for each test, so that none depends on which ran before."""
    return np.random.default_rng(1)


def feature(found, name):
    (one,) = [f for f in found.features if f["name"] == name]
    return one


def reason(found, name):
    (one,) = [e["reason"] for e in found.excluded if e["name"] == name]
    return one


def check_laws(found):
    """What holds of every report with a target."""
    rows = found.features
    assert [r["information"] for r in rows] == sorted((r["information"] for r in rows), reverse=True)
    for r in rows:
        assert 0 < r["p_value"] <= r["q_value"] <= 1
        assert r["std_error"] >= 0
        assert 0 <= r["correlation"] <= 1
        assert not any(isinstance(v, float) and math.isnan(v) for v in r.values())
    assert {r["name"] for r in rows} == set(found.panels)
    named = [*(r["name"] for r in rows), *(e["name"] for e in found.excluded)]
    assert sorted([*named, found.target["name"]]) == sorted(c["name"] for c in found.columns)
    assert set(found.selected) <= {r["name"] for r in rows}
    assert str(found)
    return found


@pytest.mark.parametrize("load", [*CLASSES, datasets.load_diabetes], ids=lambda f: f.__name__[5:])
def test_agrees_with_scikit_learn_where_that_is_right(load):
    data = load()
    ours = check_laws(report(open_example(load.__name__[5:]), "target", unit="nats"))
    peer = mutual_info_regression if load is datasets.load_diabetes else mutual_info_classif
    # Its noise is what it adds to break ties: the spread over seeds. Ours is the standard error.
    runs = np.array([peer(data.data, data.target, random_state=seed) for seed in range(5)])
    mean, spread = runs.mean(0), runs.std(0, ddof=1)
    there = {str(name): (m, s) for name, m, s in zip(data.feature_names, mean, spread)}
    assert len(ours.features) == len(there)
    for f in ours.features:
        m, s = there[f["name"]]
        # It reports a negative estimate as 0; no less than that can be asked of ours.
        assert max(f["information"], 0) == pytest.approx(m, abs=3 * math.hypot(f["std_error"], s))
    # Where it sees a clear difference, the order is the same.
    for one in ours.features:
        for less in ours.features:
            (m, s), (n, t) = there[one["name"]], there[less["name"]]
            if m - n > 3 * math.sqrt(s * s + t * t + one["std_error"] ** 2 + less["std_error"] ** 2):
                assert one["information"] > less["information"]


def test_agrees_with_scikit_learn_on_labels():
    # Digits 0 to 16: the plug-in, to which Miller and Madow add (K_x + K_y - K_xy - 1) / 2n.
    data = datasets.load_digits()
    columns = {f"x{i}": data.data[:, i] for i in (10, 20, 28, 36, 43, 61)}
    ours = report(columns | {"y": data.target}, "y", unit="nats")
    assert len(ours.features) == 6
    for f in ours.features:
        x, y = columns[f["name"]].astype(int), data.target
        plug_in = mutual_info_classif(x[:, None], y, discrete_features=True)[0]
        seen = [len(np.unique(v)) for v in (x, y, 100 * x + y)]
        correction = (seen[0] + seen[1] - seen[2] - 1) / (2 * len(y))
        assert (f["kind"], f["method"]) == ("discrete", "Miller-Madow")
        assert f["information"] == pytest.approx(plug_in + correction, rel=1e-10)


def test_a_constant_column_tells_nothing(rng):
    # scikit-learn's noise makes it tell more, the more rows there are.
    for n in (50, 20_000):
        y = rng.integers(2, size=n)
        found = report({"k": np.full(n, 0.1), "none": np.full(n, np.nan), "y": y}, "y")
        assert reason(found, "k") == "constant: it carries no information"
        assert reason(found, "none") == "every value is missing"
        assert found.features == []


def test_a_constant_tells_by_its_gaps(rng):
    y = rng.integers(2, size=N)
    found = report({"half": np.where(y == 1, 2.5, np.nan), "y": y}, "y")
    (half,) = found.features
    assert half["information"] == pytest.approx(found.target["entropy"], abs=2 / N)
    assert (half["n"], half["n_missing"]) == (N, int((y == 0).sum()))
    assert found.selected == ["half"]
    assert found.panels["half"]["levels"] == ["missing", "2.5"]


def test_where_a_column_stands_does_not_matter(rng):
    # Moved by 2³⁰ without rounding; scikit-learn's noise grows with the mean and drowns such a column.
    x = np.round(rng.normal(size=N) * 2**20) / 2**20
    y = x > np.median(x)
    found = report({"x": x, "moved": x + 2**30, "stretched": -(2.0**-40) * x, "y": y}, "y")
    one = feature(found, "x")
    assert one["information"] == pytest.approx(1, abs=3 * one["std_error"] + 1 / N)
    for name in ("moved", "stretched"):
        other = feature(found, name)
        for key in ("information", "std_error", "p_value", "share"):
            assert other[key] == pytest.approx(one[key], rel=1e-9)
    far = mutual_info_classif((x + 2**30)[:, None], y, random_state=0)[0] / np.log(2)
    assert far < 0.9


def test_labels_by_formula(rng):
    seen = np.where(rng.random(N) < 0.1, 1 - COIN, COIN)  # a symmetric channel: 1 - H(0.1) bits
    found = check_laws(report({"x": seen, "y": COIN}, "y"))
    one = feature(found, "x")
    capacity = 1 + 0.1 * math.log2(0.1) + 0.9 * math.log2(0.9)
    assert one["information"] == pytest.approx(capacity, abs=4 * one["std_error"])
    x, y = seen.tolist(), COIN.tolist()
    nats = labels.through("miller_madow", [x, y], labels.MUTUAL)
    assert one["information"] == pytest.approx(nats / math.log(2), rel=1e-10)
    assert one["std_error"] == pytest.approx(labels.plug_in_error(x, y) / math.log(2), rel=1e-10)
    assert one["n"] == N
    assert independence.least_expected(x, y) >= 5
    assert one["test"] == "G-test, χ² with 1 degree of freedom"


@pytest.mark.parametrize("rho", [0.0, 0.6, 0.9])
def test_measurements_by_formula(rng, rho):
    x = rng.normal(size=3000)
    y = rho * x + math.sqrt(1 - rho**2) * rng.normal(size=3000)
    found = check_laws(report({"x": x, "y": y}, "y", unit="nats"))
    one = feature(found, "x")
    assert one["information"] == pytest.approx(-0.5 * math.log(1 - rho**2), abs=4 * one["std_error"])
    assert found.target["entropy"] == pytest.approx(0.5 * math.log(2 * math.pi * math.e), abs=0.1)
    assert one["share"] is None
    if rho:
        # |r| of the Gaussian pair of this information is ρ, to the error of the information.
        slope = (1 - rho**2) / rho
        assert one["correlation"] == pytest.approx(rho, abs=4 * slope * one["std_error"])
    if one["information"] > 0:
        i = one["information"]
        assert one["correlation"] == pytest.approx(math.sqrt(1 - math.exp(-2 * i)), rel=1e-12)


def test_a_mixture_by_formula(rng):
    # Y picks one of two triangles that overlap: I by hand from the areas, in bits.
    y = rng.integers(2, size=4000)
    x = rng.random(4000) + 0.5 * y  # uniform on (0, 1) or (½, 1½): half of each tells Y for certain
    one = feature(report({"x": x, "y": y}, "y"), "x")
    assert one["information"] == pytest.approx(0.5, abs=4 * one["std_error"])


@pytest.mark.parametrize("unit", ["nats", "bits", "hartleys"])
def test_units(rng, unit):
    x = COIN + rng.normal(size=N)
    table = {"x": x, "z": rng.integers(3, size=N), "gone": np.where(COIN & (x > 0), np.nan, x), "y": COIN}
    per = {"nats": 1.0, "bits": math.log(2), "hartleys": math.log(10)}[unit]
    nats, other = (report(table, "y", unit=u) for u in ("nats", unit))
    assert (other.unit, other.selected) == (unit, nats.selected)
    for a, b in zip(nats.features, other.features):
        for key in ("information", "std_error", "entropy"):
            assert b[key] * per == pytest.approx(a[key], rel=1e-12)
        for key in ("name", "p_value", "q_value", "share", "correlation", "n"):
            assert a[key] == b[key]
    for a, b in zip(nats.selection, other.selection):
        for key in ("gain", "std_error", "cumulative"):
            assert b[key] * per == pytest.approx(a[key], rel=1e-12)
    assert (other.redundancy, other.panels) == (nats.redundancy, nats.panels)
    assert [c["entropy"] * per for c in other.columns] == pytest.approx([c["entropy"] for c in nats.columns])
    pairs = [report({k: table[k] for k in ("x", "y")}, unit=u).pairs[0] for u in ("nats", unit)]
    assert pairs[1]["information"] * per == pytest.approx(pairs[0]["information"], rel=1e-12)


def test_q_values_are_benjamini_and_hochberg_s(rng):
    tied = {f"same {i}": COIN for i in range(3)}
    noise = {f"x{i}": rng.integers(3, size=N) + (i < 3) * COIN for i in range(25)}
    rows = report(noise | tied | {"y": COIN}, "y").features
    p, q = ([r[key] for r in rows] for key in ("p_value", "q_value"))
    np.testing.assert_allclose(q, false_discovery_control(p, method="bh"), rtol=1e-12)
    assert any(a < b < 1 for a, b in zip(p, q))


def test_shares_are_of_the_entropy_of_the_target(rng):
    table = {"x": COIN + rng.normal(size=N), "z": COIN * 2 + rng.integers(2, size=N), "y": COIN}
    found = report(table, "y")
    for f in found.features:
        assert f["share"] == pytest.approx(f["information"] / found.target["entropy"], rel=1e-12)
    # Both estimates are off by about 1/n: no share exceeds the whole by more.
    assert feature(found, "z")["share"] == pytest.approx(1, abs=2 / N)


def test_a_copy_is_suspected_of_leaking(rng):
    names = np.array(["no", "yes"])[COIN]
    x = rng.normal(size=N)
    found = report({"copy": COIN, "part": np.where(x > -1, COIN, 0), "noise": x, "y": names}, "y")
    leaks = {f["name"] for f in found.features if any("suspected leakage" in w for w in f["warnings"])}
    assert leaks == {"copy"}
    found = report({"map": np.exp(-x), "near": x + 0.3 * rng.normal(size=N), "y": x}, "y")
    leaks = {f["name"] for f in found.features if any("suspected leakage" in w for w in f["warnings"])}
    assert leaks == {"map"}


def test_rows_without_a_value_are_counted(rng):
    x = rng.normal(size=N)
    gone = np.where(np.arange(N) % 10 == 0, np.nan, x)
    found = report({"x": gone, "y": COIN}, "y")
    one = feature(found, "x")
    assert (one["n"], one["n_missing"]) == (900, 100)
    assert one["warnings"] == ["100 of 1000 values missing: measured on the other 900"]
    kept = ~np.isnan(gone)
    alone = feature(report({"x": x[kept], "y": COIN[kept]}, "y"), "x")
    assert one["information"] == alone["information"]
    assert one["std_error"] == alone["std_error"]


def test_that_a_value_is_missing_may_tell(rng):
    x = np.where((COIN == 1) & (rng.random(N) < 0.5), np.nan, rng.normal(size=N))
    (note,) = [w for w in feature(report({"x": x, "y": COIN}, "y"), "x")["warnings"] if "tells" in w]
    found = re.fullmatch(r"that it is missing tells (.*) bits of the target \(p = .*e-.*\)", note)
    gone = np.isnan(x).astype(int)
    plug_in = labels.through("plug_in", [gone.tolist(), COIN.tolist()], labels.MUTUAL)
    expected = (plug_in - independence.williams(gone.tolist(), COIN.tolist()) / (2 * N)) / math.log(2)
    assert float(found[1]) == pytest.approx(expected, rel=0.05)  # it is shown in two digits


def test_rows_without_a_target_are_left_out(rng):
    x = rng.normal(size=N) + COIN
    y = np.where(np.arange(N) % 4 == 0, None, np.array(["no", "yes"], object)[COIN])
    found = check_laws(report({"x": x, "y": y}, "y"))
    assert found.notes == ["250 rows without a target are left out"]
    assert feature(found, "x")["n"] == 750
    kept = y != None  # noqa: E711
    whole = report({"x": x[kept], "y": y[kept].astype(str)}, "y")
    for key in ("information", "std_error", "share"):
        assert found.features[0][key] == whole.features[0][key]
    assert sum(found.panels["x"]["weights"]) == pytest.approx(1)


def test_too_few_rows_a_cell_are_warned_of(rng):
    found = report({"x": rng.integers(300, size=N).astype(str), "y": COIN}, "y")
    assert any("few rows a cell" in w for w in found.features[0]["warnings"])


def test_kinds_are_told_and_can_be_given():
    table = {"few": COIN * 2.0 + 1, "halves": COIN * 0.5, "y": COIN}
    found = report(table, "y")
    notes = {c["name"]: c["warnings"] for c in found.columns}
    assert "read as categories" in notes["few"][0]
    assert "read as measured" in notes["halves"][0]
    given = report(table, "y", kind={"few": "continuous", "halves": "discrete"})
    assert [c["kind"] for c in given.columns] == ["continuous", "discrete", "discrete"]
    assert [c["warnings"] for c in given.columns] == [[ROUNDED], [], []]
    assert report(table, "few", kind={"few": "continuous"}).target["kind"] == "continuous"


def test_a_second_name_of_the_target():
    one = report(open_example("iris"), "class")
    given = report(open_example("iris"), "target", kind={"class": "discrete"})
    assert given.features == one.features


def test_texts_that_stand_for_missing(rng):
    y = ["no", "yes", "no", "?"] * 50
    found = report({"x": rng.normal(size=200), "y": y}, "y", missing=["?"])
    assert found.target["levels"] == ["no", "yes"]
    assert found.target["n_missing"] == 50


def test_progress_is_told_to_the_end(rng):
    told = []
    report(
        {"x": rng.normal(size=50), "z": COIN[:50], "y": COIN[:50]}, "y", progress=lambda *a: told.append(a)
    )
    for what in {what for _, _, what in told}:
        done = [(d, t) for d, t, w in told if w == what]
        assert done[0][0] == 0
        assert [d for d, _ in done] == sorted(d for d, _ in done)
        assert done[-1][0] == done[-1][1]
    assert ("measuring columns", 2) in {(what, total) for _, total, what in told}


def test_pairs_and_groups_without_a_target(rng):
    x = rng.normal(size=N)
    table = {"x": x, "2x": 2 * x + 0.01 * rng.normal(size=N), "noise": rng.normal(size=N), "k": np.ones(N)}
    table |= {"label": np.where(x > 0, "up", "down")}
    found = report(table)
    assert (found.target, found.features, found.selection, found.panels) == (None, [], [], {})
    assert [e["name"] for e in found.excluded] == ["k"]
    assert {found.pairs[0]["x"], found.pairs[0]["y"]} == {"x", "2x"}
    assert len(found.pairs) == 6
    assert sorted(found.groups[0]) == ["2x", "label", "x"]
    told = {frozenset((p["x"], p["y"])): p for p in found.pairs}
    half = told[frozenset(("x", "label"))]
    # Of a coin that x decides: one bit.
    assert half["information"] == pytest.approx(1, abs=4 * half["std_error"] + 2 / N)
    # In 14 bins of x, of which at most one lies on both sides.
    assert 1 - 1 / 14 - 0.02 < half["redundancy"] <= 1
    assert told[frozenset(("noise", "label"))]["p_value"] > 0.001
    informations = [p["information"] for p in found.pairs]
    assert informations == sorted(informations, reverse=True)
