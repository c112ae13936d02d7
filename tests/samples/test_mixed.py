"""Variables of several kinds at once: columns of a frame, atoms among measurements, missing as a label."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from infoscope.samples import (
    conditional_entropy,
    conditional_mutual_information,
    entropy,
    joint_entropy,
    mutual_information,
    pointwise_entropy,
    total_correlation,
)
from infoscope.samples.reading._variables import as_variables

N = 400
RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(2, N))
NAMES = np.array(["red", "green", "blue"])[RNG.integers(0, 3, size=N)]
UP = RNG.random(N) < 0.4
INFLATED = np.where(RNG.random(N) < 0.3, 0.0, X)
CENSORED = np.clip(X, -0.8, 1.0)


def read(x, kind=None, **options):
    (variable,) = as_variables({"x": x}, kind, **options)
    return variable


def same_partition(codes, *labels):
    """Rows have equal codes where, and only where, all labels are equal."""
    keys = list(zip(*labels))
    return len(set(zip(codes.tolist(), keys))) == len(set(codes.tolist())) == len(set(keys))


FRAMES = {
    "pandas": pd.DataFrame({"x": X, "name": NAMES, "up": UP, "y": Y}),
    "polars": pl.DataFrame({"x": X, "name": NAMES, "up": UP, "y": Y}),
    "pyarrow": pa.table({"x": X, "name": NAMES, "up": UP, "y": Y}),
    "objects": np.column_stack([a.astype(object) for a in (X, NAMES, UP, Y)]),
    "rows": [list(row) for row in zip(X.tolist(), NAMES.tolist(), UP.tolist(), Y.tolist())],
    "records": np.rec.fromarrays([X, NAMES, UP, Y], names="x,name,up,y"),
}


@pytest.mark.parametrize("held", FRAMES)
def test_columns_of_several_kinds(held):
    v = read(FRAMES[held])
    assert v.kind == "mixed"
    assert np.array_equal(v.columns, np.column_stack([X, Y]))
    assert v.levels == 6
    assert same_partition(v.codes, NAMES.tolist(), UP.tolist())


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame])
def test_frames_of_one_kind(frame):
    assert read(frame({"a": NAMES, "b": UP})).kind == "discrete"
    assert read(frame({"a": X, "b": Y})).kind == "continuous"
    one = frame({"a": NAMES})
    assert same_partition(read(one).codes, NAMES.tolist())


def test_what_is_no_frame_in_memory_is_refused():
    with pytest.raises(ValueError, match="or be a data frame held in memory; got LazyFrame"):
        entropy(pl.LazyFrame({"a": X}))
    with pytest.raises(ValueError, match=r"got DataFrame of shape \(0, 2\)"):
        entropy(pl.DataFrame({"a": [], "b": []}))


def test_a_message_names_the_column_of_a_frame():
    frame = pd.DataFrame({"a": UP * 1.0, "b": X})
    (warning,) = as_variables({"x": frame}, None)[0].notes
    assert warning.startswith("x['a']: a few distinct whole numbers")
    with pytest.raises(ValueError, match=r"x\['b'\] holds 1 infinite values"):
        mutual_information(frame.assign(b=np.r_[np.inf, X[1:]]), Y)
    assert "x['name'] is constant" in " ".join(total_correlation(frame.assign(name="u")).warnings)


def test_a_column_without_change_takes_no_part():
    v = read(np.column_stack([X, np.ones(N), Y]))
    assert v.kind == "continuous"
    assert np.array_equal(v.columns, np.column_stack([X, Y]))


ATOMS = {  # name -> (observations, which rows are atoms)
    "zero inflated": (INFLATED, INFLATED == 0),
    "censored at both ends": (CENSORED, (X <= -0.8) | (X >= 1.0)),
    "single precision": (INFLATED.astype(np.float32), INFLATED == 0),
    "whole amounts": (np.where(UP, 0, RNG.integers(1, 10**7, size=N)), UP),
    "an atom off zero": (np.where(UP, 99.9, X), UP),
    "few, in many rows": (np.where(np.arange(5000) < 60, -1.0, RNG.normal(size=5000)), np.arange(5000) < 60),
    "a tenth of a millimetre": (
        np.where(np.arange(4000) < 3000, 0.0, np.round(RNG.gamma(2.0, 3.0, size=4000), 1)),
        np.arange(4000) < 3000,
    ),
}


@pytest.mark.parametrize("name", ATOMS)
def test_atoms_are_labels(name):
    x, atom = ATOMS[name]
    v = read(x)
    assert v.kind == "mixed"
    labels = (
        np.where((x == x[:, None]).sum(axis=0) > 9, x, np.nan) if len(x) <= N else np.where(atom, x, np.nan)
    )
    assert np.array_equal(v.codes == v.codes[np.argmin(atom)], ~atom | (x == x[np.argmin(atom)]))
    assert same_partition(v.codes, np.where(np.isnan(labels), "none", labels.astype(str)).tolist())
    assert np.array_equal(v.columns[:, 0], x.astype(float))  # one to one: nothing is lost
    assert "read as mixed" in v.notes[0]
    assert "say kind='continuous'" in v.notes[0]
    assert read(x, "continuous").kind == "continuous"
    assert read(x, "continuous").notes == ()


NO_ATOMS = {
    "normal": X,
    "rounded": np.round(X, 1),
    "rounded, many": np.round(RNG.normal(size=20_000), 2),
    "rounded exponential": np.round(RNG.exponential(size=5000), 1),
    "rounded lognormal": np.round(RNG.lognormal(sigma=3.0, size=2000), 2),
    "counts": RNG.poisson(60.0, size=2000),
    "geometric": RNG.geometric(0.03, size=2000),
    "pairs": np.repeat(X[:200], 2),
    "nine alike of many": np.r_[np.zeros(9), X],
    "ten alike of very many": np.r_[np.zeros(10), RNG.normal(size=5000)],
}


@pytest.mark.parametrize("name", NO_ATOMS)
def test_rounding_makes_no_atoms(name):
    assert read(NO_ATOMS[name]).kind == "continuous"


def test_all_but_a_few_equal_are_no_measurements_with_an_atom():
    for rest in ([1.75], [1.75, 1.85, 1.95] * 4):
        assert read(np.r_[np.full(100, 0.5), rest]).kind == "continuous"


def test_mixed_can_be_asked_for():
    rare = np.r_[0.0, 0.0, 0.0, X]
    assert read(rare).kind == "continuous"
    v = read(rare, "mixed")
    assert v.kind == "mixed"
    assert np.array_equal(v.codes == v.codes[0], rare == 0)
    assert v.notes == ()
    assert read(X, "mixed").kind == "continuous"
    assert read(NAMES, "mixed").kind == "discrete"
    assert read(FRAMES["pandas"], "mixed").kind == "mixed"
    assert read(INFLATED, "mixed").columns.shape == (N, 1)


def test_whole_numbers_that_repeat_are_counted_where_their_entropy_is_asked_for():
    counts = RNG.poisson(30.0, size=1000)
    assert len(np.unique(counts)) > 20
    estimate = entropy(counts, estimator="auto")
    assert estimate.value == entropy(counts, kind="discrete").value
    assert "whole numbers that repeat, counted" in estimate.warnings[0]
    assert read(counts).kind == "continuous"  # where only what is shared counts
    assert read(counts, in_units=[0]).kind == "discrete"
    assert read(RNG.permutation(1000), in_units=[0]).kind == "continuous"
    assert read(np.round(X, 1), in_units=[0]).kind == "continuous"


def holes(values, which, none=None):
    return [none if gone else v for v, gone in zip(values.tolist(), which)]


GONE = np.arange(N) % 7 == 0
MISSING = {  # name -> (observations, what they hold where nothing is missing)
    "NaN": (np.where(GONE, np.nan, X), X),
    "None among numbers": (holes(X, GONE), X),
    "NaN among numbers": (holes(X, GONE, math.nan), X),
    "Decimal": ([None if g else Decimal(v) for v, g in zip(X.tolist(), GONE)], X),
    "fractions": ([None if g else Fraction(v) for v, g in zip(X.tolist(), GONE)], X),
    "NA of pandas": (pd.Series(np.where(GONE, np.nan, X)).astype("Float64"), X),
    "objects with NA": (pd.Series(holes(X, GONE, pd.NA), dtype=object), X),
    "nulls of polars": (pl.Series(holes(X, GONE)), X),
    "nulls of pyarrow": (pa.chunked_array([holes(X, GONE)]), X),
    "masked": (np.ma.array(X, mask=GONE), X),
    "masked column": (np.ma.array(X[:, None], mask=GONE[:, None]), X),
    "frame": (pl.DataFrame({"x": holes(X, GONE)}), X),
    "None among text": (holes(NAMES, GONE), NAMES),
    "NaN among text": (holes(NAMES, GONE, math.nan), NAMES),
    "text of pandas": (pd.Series(holes(NAMES, GONE), dtype="string"), NAMES),
    "category of pandas": (pd.Series(holes(NAMES, GONE), dtype="category"), NAMES),
    "text of polars": (pl.Series(holes(NAMES, GONE)), NAMES),
    "truth of pandas": (pd.Series(holes(UP, GONE), dtype="boolean"), UP),
    "truth of polars": (pl.Series(holes(UP, GONE)), UP),
    "masked text": (np.ma.array(NAMES, mask=GONE), NAMES),
    "whole numbers": (pd.Series(holes(UP * 3, GONE), dtype="Int64"), UP * 3),
    "times": (np.where(GONE, np.datetime64("NaT"), np.datetime64("2020-01-01") + UP * 1), UP),
}


@pytest.mark.parametrize("name", MISSING)
def test_missing(name):
    x, whole = MISSING[name]
    with pytest.raises(ValueError, match=r"x holds \d+ missing values.*missing='drop'.*missing='label'"):
        mutual_information(x, UP)
    dropped, kept = read(x, missing="drop"), read(whole[~GONE])
    assert (dropped.kind, dropped.levels) == (kept.kind, kept.levels)
    assert np.array_equal(dropped.columns, kept.columns)
    assert len(kept.codes) == 0 or same_partition(dropped.codes, kept.codes.tolist())
    labelled = read(x, missing="label")
    if kept.kind == "continuous":
        assert (labelled.kind, labelled.levels) == ("mixed", 2)
        assert np.array_equal(labelled.codes == labelled.codes[0], GONE)
        assert np.array_equal(labelled.columns[~GONE], kept.columns)
    else:
        assert (labelled.kind, labelled.levels) == ("discrete", kept.levels + 1)
        assert same_partition(labelled.codes, np.where(GONE, "none", whole.astype(str)).tolist())


def test_a_missing_label_is_one_more_label():
    filled = np.where(GONE, "none", NAMES)
    options = {"estimator": "plug_in", "missing": "label"}
    for x in (MISSING["None among text"][0], MISSING["masked text"][0]):
        assert mutual_information(x, UP, **options).value == mutual_information(filled, UP, **options).value
        assert entropy(x, **options).value == entropy(filled, **options).value


def test_missing_and_atoms_are_labels_of_their_own():
    x = np.where(GONE, np.nan, INFLATED)
    v = read(x, missing="label")
    assert v.levels == 3
    assert same_partition(v.codes, np.where(GONE, "none", np.where(INFLATED == 0, "atom", "number")).tolist())
    assert read(np.full(N, np.nan), missing="label").levels == 1


def test_one_true_and_one_are_told_apart():
    assert read([1, True, "a", 1.0]).levels == 3
    assert read([1, 2.0, Decimal(2), 7]).kind == "discrete"
    assert read([0.25, Fraction(1, 3), *X]).kind == "continuous"


def test_columns_that_repeat_another_tell_nothing_more():
    x = np.column_stack([X, Y])
    more = np.column_stack([X, Y, X, np.full(N, 2.0)])
    for estimator in ("auto", "ksg", "gaussian"):
        y = X + Y + RNG.normal(size=N)
        found, plain = (mutual_information(v, y, estimator=estimator, rng=0) for v in (more, x))
        assert (found.value, found.std_error) == (plain.value, plain.std_error)
    kind = ("continuous", "continuous")
    found = mutual_information(more, y, kind=kind, estimator="gaussian")
    assert found.value == plain.value
    assert "2 columns of x are constant or repeat another: left out" in found.warnings


def many(estimate, truth, draws=12):
    """The mean over draws lies within 4 of its standard errors of the truth."""
    values = [float(estimate(np.random.default_rng([seed, 5]))) for seed in range(draws)]
    assert np.mean(values) == pytest.approx(truth, abs=4 * np.std(values, ddof=1) / math.sqrt(draws))
    assert np.std(values) < 0.1


NORMAL = 0.5 * math.log(2 * math.pi * math.e)  # h of N(0, 1)


def test_entropy_of_a_mixed_variable():
    """H(L) + p h(X|L): zero in 30 % of the rows, else N(0, 1)."""
    truth = -0.3 * math.log(0.3) - 0.7 * math.log(0.7) + 0.7 * NORMAL
    many(lambda rng: entropy(np.where(rng.random(2000) < 0.3, 0.0, rng.normal(size=2000))), truth)


def test_what_is_said_of_parts():
    estimate = entropy(-np.abs(inflated_pair(RNG)[0]))
    assert estimate.method == "Miller-Madow and Kozachenko-Leonenko, k=3"
    assert "% of the values are 0: read as mixed, that value a label" in estimate.warnings[0]


def test_entropy_of_a_frame():
    """ln 2 + ½ (h(N(0, 1)) + h(N(0, 3)))."""

    def one(rng):
        label = rng.integers(0, 2, size=2000)
        return entropy(pd.DataFrame({"a": np.array(["u", "v"])[label], "b": rng.normal(0, 1 + 2 * label)}))

    many(one, math.log(2) + NORMAL + 0.5 * math.log(3))


def binary_by_noise(p, n, rng):
    """A label, and a number that is uniform on (0, 1) or on (p, 1 + p) by the label: I = p ln 2."""
    label = rng.integers(0, 2, size=n)
    return label, rng.random(n) + p * label


def test_conditional_and_joint_entropies_of_a_label_and_a_measurement():
    """I(X;Y) = p ln 2, h(Y) = (1 - p) ln 1 + p ln 2, as half of the mass lies where y tells the label."""
    p = 0.6
    pair = lambda rng: binary_by_noise(p, 2000, rng)  # noqa: E731
    many(lambda rng: conditional_entropy(*pair(rng)), (1 - p) * math.log(2))
    many(lambda rng: conditional_entropy(*pair(rng)[::-1]), 0.0)
    many(lambda rng: joint_entropy(*pair(rng)), math.log(2))
    x, y = pair(RNG)
    assert "Ross" in conditional_entropy(x, y).method or "mixed KSG" in conditional_entropy(x, y).method


def test_local_values_of_parts_are_of_their_rows():
    label, y = binary_by_noise(0.6, 2000, RNG)
    known = conditional_entropy(label, y)
    assert known.std_error < 0.03
    assert entropy(INFLATED).value == pytest.approx(pointwise_entropy(INFLATED).mean(), rel=1e-12)
    local = pointwise_entropy(INFLATED)
    atoms = local[INFLATED == 0]
    share = (INFLATED == 0).mean()
    assert atoms == pytest.approx(-math.log(share) + 1 / (2 * N), rel=1e-12)  # Miller-Madow's, for two cells


def test_labels_too_rare_to_tell_their_numbers():
    names = np.r_[["rare"] * 4, ["often"] * (N - 4)]
    frame = pd.DataFrame({"a": names, "b": X})
    assert "4 rows of x left out" in " ".join(entropy(frame).warnings)
    with pytest.raises(ValueError, match="every label of x is seen fewer than 5 times"):
        entropy(pd.DataFrame({"a": np.arange(N).astype(str), "b": X}))


def inflated_pair(rng, rho=0.8, n=1500):
    """(bx, by, b): zero where b is, else Gaussian of correlation rho."""
    b = rng.random(n) < 0.5
    x, noise = rng.normal(size=(2, n))
    return b * x, b * (rho * x + math.sqrt(1 - rho**2) * noise), b


GAUSSIAN = -0.5 * math.log(1 - 0.8**2)  # I of two normals of correlation 0.8
MIXED = {"estimator": "mixed_ksg"}


def test_information_of_zero_inflated_variables():
    """I(BX;BY) = H(B) + ½ I(X;Y); with B, that is H(B) alone; given B, ½ I(X;Y) alone."""
    many(lambda rng: mutual_information(*inflated_pair(rng)[:2], **MIXED), math.log(2) + GAUSSIAN / 2)
    many(lambda rng: conditional_mutual_information(*inflated_pair(rng), **MIXED), GAUSSIAN / 2)
    many(lambda rng: mutual_information(*inflated_pair(rng)[1:], **MIXED), math.log(2))


def frames(rng, error=0.1, n=1500):
    """Two frames: labels that agree but for one in ten, beside Gaussians of correlation 0.8."""
    x, noise = rng.normal(size=(2, n))
    a = rng.integers(0, 2, size=n)
    b = np.where(rng.random(n) < error, 1 - a, a)
    of_y = pl.DataFrame({"b": b, "y": 0.8 * x + 0.6 * noise})
    return pd.DataFrame({"a": np.array(["u", "v"])[a], "x": x}), of_y


def test_information_of_frames():
    """I((A,X);(B,Y)) = ln 2 - H(error) + I(X;Y)."""
    flip = -0.1 * math.log(0.1) - 0.9 * math.log(0.9)
    many(lambda rng: mutual_information(*frames(rng), **MIXED), math.log(2) - flip + GAUSSIAN)
