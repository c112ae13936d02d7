"""What every two columns share: copies all, independent ones nothing, and groups of the alike."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from infoscope.table.measuring._redundancy import redundancy_of
from reference import tables as slow

LEVELS = 4


def shared(columns, levels=LEVELS, threads=2):
    codes = [np.asarray(c, np.uint8) for c in columns.values()]
    with ThreadPoolExecutor(threads) as pool:
        information, groups, found = redundancy_of(list(columns), codes, levels, pool)
    return information, groups, found["names"], np.array(found["matrix"])


def world(n=2000, seed=0):
    rng = np.random.default_rng(seed)
    a, b, c = rng.integers(4, size=(3, n))
    noisy = np.where(rng.random(n) < 0.9, b, rng.integers(4, size=n))
    return {"a": a, "b": b, "renamed a": 3 - a, "noisy b": noisy, "c": c, "half a": a // 2}


def test_copies_share_everything_and_make_a_group():
    a = np.arange(1000) % 4
    information, groups, names, matrix = shared({"a": a, "renamed": (a + 1) % 4})
    assert groups == [names]
    assert sorted(names) == ["a", "renamed"]
    # All of ln 4 but for the bias that is taken off, 9 / 2000.
    assert information[0, 1] == pytest.approx(np.log(4) - 9 / 2000, rel=1e-12)
    assert matrix[0, 1] == pytest.approx(1 - 9 / 2000 / np.log(4), rel=1e-12)


def test_independent_columns_share_nothing():
    columns = {f"x{i}": c for i, c in enumerate(np.random.default_rng(0).integers(4, size=(12, 3000)))}
    information, groups, _, matrix = shared(columns)
    assert groups == []
    off = information[np.triu_indices(12, 1)]
    # 2nI is χ² of 9 degrees about its mean, which is taken off: spread √18 / 2n.
    spread = np.sqrt(18) / 6000
    assert abs(off.mean()) < 4 * spread / np.sqrt(len(off))
    assert abs(off).max() < 6 * spread
    assert abs(matrix - np.eye(12)).max() < 6 * spread / np.log(4) * 1.01


def test_matrix_against_counting():
    columns = world()
    information, _, names, matrix = shared(columns)
    own = list(columns)
    for i, one in enumerate(names):
        for j, other in enumerate(names):
            plug_in, bias, smaller = slow.pair(columns[one].tolist(), columns[other].tolist())
            expected = 1.0 if i == j else (plug_in - bias) / smaller
            assert matrix[i, j] == pytest.approx(expected, rel=1e-10, abs=1e-12)
            if i != j:
                there = information[own.index(one), own.index(other)]
                assert there == pytest.approx(plug_in - bias, rel=1e-10, abs=1e-12)


def test_symmetric_and_ordered():
    columns = world()
    information, _, names, matrix = shared(columns)
    assert sorted(names) == sorted(columns)
    assert (information == information.T).all()
    assert (matrix == matrix.T).all()
    assert (np.diag(matrix) == 1).all()
    assert matrix.max() <= 1


def test_groups_hold_the_alike_and_are_neighbours():
    _, groups, names, _ = shared(world())
    assert [sorted(group) for group in groups] == [["a", "half a", "renamed a"], ["b", "noisy b"]]
    for group in groups:
        first = names.index(group[0])
        assert names[first : first + len(group)] == group


def test_rows_that_miss_either_are_left_out():
    a = np.arange(1200) % 4
    gone = np.arange(1200) < 600
    columns = {"a": np.where(gone, 255, a), "b": a, "c": np.where(gone, a, 255)}
    information, groups, names, matrix = shared(columns)
    assert information[0, 1] == pytest.approx(np.log(4) - 9 / 1200, rel=1e-12)
    assert information[0, 2] == matrix[names.index("a"), names.index("c")] == 0.0  # no row has both
    # a and c are like b but not like each other: which of them b joins is left open.
    assert len(groups) == 1
    assert "b" in groups[0]


@pytest.mark.parametrize("columns", [{}, {"a": [0, 1, 1]}], ids=["none", "one"])
def test_too_few_to_compare(columns):
    _, groups, names, matrix = shared(columns)
    assert (groups, names) == ([], list(columns))
    assert matrix.tolist() == [[1.0]] * len(columns)


def test_constant_where_both_are():
    _, groups, names, matrix = shared({"a": [0, 0, 1, 1, 255, 255], "b": [2, 2, 255, 255, 0, 0]})
    assert (groups, sorted(names)) == ([], ["a", "b"])
    assert matrix.tolist() == [[1.0, 0.0], [0.0, 1.0]]


@pytest.mark.parametrize("p", [2, 3, 7, 40, 250])
def test_many_columns_on_any_number_of_threads(p):
    columns = {f"x{i}": c for i, c in enumerate(np.random.default_rng(p).integers(4, size=(p, 50)))}
    one, many = shared(columns, threads=1), shared(columns, threads=4)
    assert (one[0] == many[0]).all()
    assert one[1:3] == many[1:3]
    assert (one[3] == many[3]).all()
    assert len(set(one[2])) == p
