"""The matrix of every two columns is what `mutual_information` says of each two."""

import math
import re

import numpy as np
import pandas as pd
import polars as pl
import pytest

from infoscope._kernels.threads import threads
from infoscope.samples import (
    KSG,
    EstimateWarning,
    Gaussian,
    MillerMadow,
    PlugIn,
    entropy,
    mutual_information,
    mutual_information_matrix,
    permutation_test,
)

N = 300


def labels(seed, levels):
    rng = np.random.default_rng(seed)
    first = rng.integers(0, levels[0], size=N)
    return np.column_stack([np.where(rng.random(N) < 0.3, first, rng.integers(0, k, size=N)) for k in levels])


def by_pairs(columns, **options):
    p = len(columns)
    matrix = np.empty((p, p))
    for i in range(p):
        for j in range(i):
            matrix[i, j] = matrix[j, i] = mutual_information(columns[i], columns[j], **options)
        matrix[i, i] = entropy(columns[i], **options)
    return matrix


@pytest.mark.parametrize("estimator", [PlugIn(), MillerMadow(), "auto"], ids=repr)
@pytest.mark.parametrize("levels", [(2, 3, 5), (4, 100, 2, 200), (7,)])
@pytest.mark.filterwarnings("ignore::infoscope.samples.EstimateWarning")
def test_labels(estimator, levels):
    X = labels(0, levels)
    found = mutual_information_matrix(X, estimator=estimator, kind="discrete")
    assert found == pytest.approx(by_pairs(X.T, estimator=estimator, kind="discrete"), abs=1e-12)
    assert np.array_equal(found, found.T)


@pytest.mark.parametrize("dtype", ["int64", "uint64", ">i4"])
@pytest.mark.parametrize("late", [0, 200, 70_000, 2**30], ids=str)
@pytest.mark.parametrize("lowest", [0, 1, 150, -3])
@pytest.mark.filterwarnings("ignore::infoscope.samples.EstimateWarning")
def test_whole_numbers_of_any_width_wherever_they_come(lowest, late, dtype):
    """The last row is far beyond the others; columns are read in few bytes where all numbers have room."""
    X = labels(0, (2, 3, 5)) + max(lowest, 0 if dtype == "uint64" else lowest)
    X[-1, 1] += late
    X = X.astype(dtype)
    for estimator in ("plug_in", "chao_wang_jost"):
        found = mutual_information_matrix(X, estimator=estimator, kind="discrete")
        text = by_pairs(X.T.astype(str), estimator=estimator)
        assert found == pytest.approx(text, abs=1e-12)
        assert mutual_information(X[:, :2], X[:, 2], estimator=estimator, kind="discrete").value == (
            mutual_information(X[:, :2].astype(str), X[:, 2].astype(str), estimator=estimator).value
        )


@pytest.mark.parametrize("estimator", [KSG(), Gaussian()], ids=repr)
def test_measurements(estimator):
    rng = np.random.default_rng(1)
    X = rng.normal(size=(N, 4)) @ rng.normal(size=(4, 4))
    found = mutual_information_matrix(X, estimator=estimator)
    assert np.isinf(np.diag(found)).all()
    for i, j in ((0, 1), (1, 0), (3, 2)):
        one = mutual_information(X[:, i], X[:, j], estimator=estimator)
        assert found[i, j] == pytest.approx(float(one), rel=1e-12)
    assert np.array_equal(found, found.T)


def test_a_gaussian_matrix_is_that_of_the_correlations():
    covariance = np.array([[1.0, 0.4, 0.3], [0.4, 1.0, 0.2], [0.3, 0.2, 1.0]])
    X = np.random.default_rng(2).multivariate_normal(np.zeros(3), covariance, size=20_000)
    found = mutual_information_matrix(X, estimator="gaussian")
    truth = -0.5 * np.log1p(-(covariance[np.triu_indices(3, 1)] ** 2))
    # The standard error of the estimate of -½ ln(1 - ρ²) is about |ρ| / √n.
    assert found[np.triu_indices(3, 1)] == pytest.approx(truth, abs=4 * 0.4 / math.sqrt(20_000))


def frame():
    rng = np.random.default_rng(3)
    x = rng.normal(size=N)
    return {"x": x, "up": x > 0, "name": np.array(list("abc"))[rng.integers(0, 3, size=N)], "one": np.ones(N)}


@pytest.mark.parametrize("held", [pd.DataFrame, pl.DataFrame])
def test_a_frame_of_kinds(held):
    columns = frame()
    found = mutual_information_matrix(held(columns))
    assert np.diag(found).tolist() == [
        math.inf,
        float(entropy(columns["up"])),
        float(entropy(columns["name"])),
        0.0,
    ]
    assert found[0, 1] == mutual_information(columns["x"], columns["up"]).value
    assert found[0, 2] == mutual_information(columns["x"], columns["name"]).value
    assert found[1, 2] == pytest.approx(mutual_information(columns["up"], columns["name"]).value)
    assert found[3].tolist() == [0.0] * 4


def test_units():
    X = labels(4, (3, 4, 5))
    nats, bits = (mutual_information_matrix(X, unit=unit) for unit in ("nats", "bits"))
    assert bits * math.log(2) == pytest.approx(nats)


def test_threads_move_no_digit(capsys):
    X = np.random.default_rng(5).normal(size=(100, 5))
    one = mutual_information_matrix(X, estimator="ksg", rng=0)
    two = mutual_information_matrix(X, estimator="ksg", rng=0, n_jobs=2, progress=True)
    assert np.array_equal(one, two)
    assert "measuring pairs" in capsys.readouterr().err


def test_missing():
    X = labels(6, (3, 4)) * 1.0
    X[5, 0] = math.nan
    with pytest.raises(ValueError, match="X holds 1 missing values"):
        mutual_information_matrix(X)
    whole = np.delete(X, 5, axis=0)
    dropped = mutual_information_matrix(X, missing="drop", estimator="plug_in")
    assert np.array_equal(dropped, mutual_information_matrix(whole, estimator="plug_in"))
    filled = np.where(np.isnan(X), 9.0, X)
    labelled = mutual_information_matrix(X, missing="label", estimator="plug_in")
    assert labelled == pytest.approx(mutual_information_matrix(filled, estimator="plug_in"))


def test_kinds_and_options():
    X = labels(7, (3, 4))
    with pytest.raises(ValueError, match="kind must be one kind, or one for each of column 0 of X, column 1"):
        mutual_information_matrix(X, kind=("discrete",))
    with pytest.raises(TypeError, match=r"no option 'n_job'; .*did you mean 'n_jobs'"):
        mutual_information_matrix(X, n_job=2)


def test_what_is_to_be_said_of_pairs_is_said_once():
    X = labels(8, (30, 30, 2, 2))
    with pytest.warns(EstimateWarning) as said:
        found = mutual_information_matrix(X, kind="discrete")
    assert type(found) is np.ndarray
    (warning,) = said
    one = mutual_information(X[:, 0], X[:, 1], kind="discrete")
    assert re.match(r"column 0 of X and column 1 of X, one of \d pairs of which", str(warning.message))
    assert one.warnings[0] in str(warning.message)
    assert warning.filename == __file__


@pytest.mark.parametrize("estimator", ["plug_in", "miller_madow", "jackknife"])
def test_sparse_tables_are_told_of_by_whatever_route(estimator):
    X = labels(9, (20, 20))
    with pytest.warns(EstimateWarning, match="observations a joint cell"):
        mutual_information_matrix(X, kind="discrete", estimator=estimator)


def test_what_is_plain_is_not_warned_of():
    rng = np.random.default_rng(10)
    columns = {
        "a": rng.normal(size=N),
        "b": rng.normal(size=N),
        "one": np.ones(N),
        "label": labels(11, (2,))[:, 0],
    }
    mutual_information_matrix(pd.DataFrame(columns))


@pytest.mark.parametrize("n_jobs", [1, 3, None, -1])
def test_kernels_have_no_more_threads_than_asked_for(monkeypatch, n_jobs):
    seen = []

    def pieces(run, size, **options):
        seen.append(threads())
        return [run(0, size)]

    monkeypatch.setattr("infoscope._kernels.exact.in_pieces", pieces)
    X = np.random.default_rng(0).normal(size=(300, 3))
    mutual_information_matrix(X, n_jobs=n_jobs)
    permutation_test(X[:, 0], X[:, 1], n_permutations=3, rng=0, n_jobs=n_jobs)
    assert max(seen) == {1: 1, 3: 3}.get(n_jobs, threads())
