"""The same observations give the same digits, whatever holds them; and kinds are read as the manual says."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

from infoscope.samples import entropy, mutual_information
from samples.worlds import gaussian_classes

N = 120
RNG = np.random.default_rng(0)
X, CODES = gaussian_classes(N, RNG)
X = X.astype(np.float32).astype(float)  # so that single precision holds the same numbers
NAMES = np.array(["red", "green", "blue"])[CODES]

MEASUREMENTS = {
    "list": X.tolist(),
    "tuple": tuple(X.tolist()),
    "one column": X[:, None],
    "list of rows": [[v] for v in X.tolist()],
    "single precision": X.astype(np.float32),
    "long double": X.astype(np.longdouble),
    "big endian": X.astype(">f8"),
    "strided": np.repeat(X, 2)[::2],
    "pandas": pd.Series(X, index=np.arange(N)[::-1]),
    "pandas frame": pd.DataFrame({"x": X}),
    "pandas nullable": pd.Series(X, dtype="Float64"),
    "polars": pl.Series(X),
    "polars frame": pl.DataFrame({"x": X}),
}
LABELS = {
    "list": NAMES.tolist(),
    "tuple": tuple(NAMES.tolist()),
    "one column": NAMES[:, None],
    "bytes": NAMES.astype("S"),
    "objects": NAMES.astype(object),
    "codes": CODES,
    "small codes": CODES.astype(np.int8),
    "unsigned codes": CODES.astype(np.uint64),
    "far codes": CODES * 10**12,
    "list of codes": CODES.tolist(),
    "times": np.array("2020-01-01", "M8[D]") + CODES,
    "pandas": pd.Series(NAMES),
    "pandas text": pd.Series(NAMES, dtype="string"),
    "pandas category": pd.Series(NAMES, dtype="category"),
    "pandas category of numbers": pd.Series(CODES * 0.5, dtype="category"),
    "categorical": pd.Categorical(NAMES),
    "pandas nullable": pd.Series(CODES, dtype="Int64"),
    "polars": pl.Series(NAMES),
    "polars category": pl.Series(NAMES, dtype=pl.Categorical),
    "polars enum": pl.Series(NAMES, dtype=pl.Enum(["blue", "green", "red"])),
    "mixed objects": np.array(["red", 1, (2, 3)], dtype=object)[CODES],
}


def same(one, other):
    return (one.value, one.std_error, one.method, one.n) == (
        other.value,
        other.std_error,
        other.method,
        other.n,
    )


@pytest.mark.parametrize("held", MEASUREMENTS)
def test_measurements(held):
    x = MEASUREMENTS[held]
    assert same(entropy(x), entropy(X))
    assert same(mutual_information(x, NAMES), mutual_information(X, NAMES))
    assert same(mutual_information(x, X**2), mutual_information(X, X**2))
    assert same(mutual_information(x, X**2, estimator="ksg"), mutual_information(X, X**2, estimator="ksg"))


@pytest.mark.parametrize("held", LABELS)
def test_labels(held):
    y = LABELS[held]
    assert same(entropy(y), entropy(NAMES))
    assert same(mutual_information(X, y), mutual_information(X, NAMES))
    assert same(mutual_information(y, X > 0), mutual_information(NAMES, X > 0))


@pytest.mark.parametrize("held", [X > 0, (X > 0).tolist(), pd.Series(X > 0), pl.Series(X > 0)], ids=type)
def test_truth_values(held):
    assert same(entropy(held), entropy((X > 0).astype(int)))
    assert same(mutual_information(held, NAMES), mutual_information((X > 0) * 1, NAMES))


def test_columns_of_labels_are_taken_jointly():
    rng = np.random.default_rng(1)
    rows = np.column_stack([CODES, rng.integers(0, 4, size=N), rng.integers(0, 2, size=N)])
    joint = rows @ [100, 10, 1]
    text = [[str(v) for v in row] for row in rows]
    frame = pd.DataFrame(rows, columns=list("abc"))
    for held in (rows, text, np.array(text), rows.astype(object), rows * 1.5, frame, pl.from_pandas(frame)):
        assert same(entropy(held, kind="discrete"), entropy(joint, kind="discrete"))
        kind = ("discrete", "discrete")
        assert same(mutual_information(held, NAMES, kind=kind), mutual_information(joint, NAMES, kind=kind))


def test_one_and_the_text_of_one_are_two_labels():
    assert entropy([1, "1"] * 8, estimator="plug_in", unit="bits").value == 1.0


def test_a_whole_number_measured_reads_as_its_double():
    counts = RNG.poisson(1000.0, size=N)
    assert same(entropy(counts, kind="continuous"), entropy(counts * 1.0, kind="continuous"))
    assert same(mutual_information(counts, X), mutual_information(counts * 1.0, X))


WHOLE, FEW, COUNTED, MIXED = "read as categories", "read as measured", "that repeat, counted", "read as mixed"
KINDS = {  # name -> (observations, kind, what is said of it)
    "text": (NAMES, "discrete", None),
    "truth values": (X > 0, "discrete", None),
    "few whole numbers": (CODES, "discrete", None),
    "20 whole numbers": (np.arange(N) % 20, "discrete", None),
    "21 whole numbers": (np.arange(N) % 21, "discrete", COUNTED),
    "21 whole numbers, as floats": (np.arange(N) % 21 * 1.0, "discrete", COUNTED),
    "whole numbers that hardly repeat": (np.arange(N) // 3, "continuous", None),
    "21 whole numbers, often": (np.arange(2100) % 21, "discrete", None),
    "category of many numbers": (pd.Series(np.arange(N) % 60, dtype="category"), "discrete", None),
    "floats": (X, "continuous", None),
    "whole floats": (CODES * 1.0, "discrete", WHOLE),
    "few floats": (CODES + 0.5, "continuous", FEW),
    "all alike": (np.full(N, 2.5), "discrete", None),
}


@pytest.mark.parametrize("case", KINDS)
def test_the_kind_is_read_from_the_values(case):
    x, kind, said = KINDS[case]
    estimate = entropy(x)
    assert ("Kozachenko" in estimate.method) == (kind == "continuous")
    notes = [warning for warning in estimate.warnings if "read as" in warning or "counted" in warning]
    assert len(notes) == (said is not None)
    assert all(said in note for note in notes)


def test_what_is_said_of_a_column_names_it():
    whole = CODES * 1.0
    for pair, name in (((whole, X), "x"), ((X, whole), "y")):
        (warning,) = mutual_information(*pair).warnings
        assert warning.startswith(f"{name}: ")
        assert "kind='continuous'" in warning


def test_a_kind_given_is_the_kind_used_and_needs_no_warning():
    whole = CODES * 1.0
    assert mutual_information(whole, X, kind=("discrete", None)).warnings == ()
    assert mutual_information(whole, X, kind=["discrete", "continuous"]).method.startswith("Ross")
    assert mutual_information(whole, X, kind="continuous").method.startswith("KSG")
    assert mutual_information(CODES, CODES[::-1], kind="continuous").method.startswith("KSG")
    assert mutual_information(X, X**2, kind="discrete").method == "Chao-Wang-Jost"
    assert entropy(whole, kind="discrete").warnings == ()
