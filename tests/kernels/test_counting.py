"""Counts of whole numbers of every width agree with counting one at a time, on any number of threads."""

import multiprocessing
import os

import joblib
import numpy as np
import pytest

from infoscope._kernels import counting
from infoscope._kernels.threads import each, in_pieces, limit, threads
from reference import counting as reference

TYPES = ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"]
MANY = 600_000  # enough for two pieces


def numbers(dtype, n, wide, seed=0):
    """n numbers of `wide` values from the least of the type up."""
    least = int(np.iinfo(dtype).min)
    return (np.random.default_rng(seed).integers(0, wide, size=n) + least).astype(dtype)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize(("n", "wide"), [(1, 1), (2, 5), (7, 2), (5001, 100), (5002, 250)])
def test_tally(dtype, n, wide):
    a = numbers(dtype, n, wide)
    low, counts = counting.tally(a, 1 << 20)
    assert (low, counts.tolist()) == reference.tally(a.tolist())


@pytest.mark.parametrize("dtype", TYPES)
def test_the_ends_of_each_type(dtype):
    bounds = np.iinfo(dtype)
    for end in (bounds.min, bounds.max):
        near = np.full(9, end, dtype)
        near[3] = end + 3 if end == bounds.min else end - 3
        low, counts = counting.tally(near, 4)
        assert (low, counts.tolist()) == reference.tally(near.tolist())
        assert counting.tally(near, 3) is None
    both = np.array([bounds.min, bounds.max], dtype)
    assert counting.extremes(both) == (bounds.min, bounds.max)
    if bounds.max - bounds.min >= 1 << 20:
        assert counting.tally(both, 1 << 20) is None


@pytest.mark.parametrize("place", [0, 1, 12_345, MANY - 1])
def test_one_number_far_from_the_rest(place):
    """It is not among those looked at, so that the first count meets it unprepared."""
    a = numbers("i8", MANY, 50) - np.iinfo("i8").min
    a[place] = 5000
    low, counts = counting.tally(a, 1 << 20)
    assert (low, counts.tolist()) == reference.tally(a.tolist())
    a[place] = -5000
    low, counts = counting.tally(a, 1 << 20)
    assert (low, counts.tolist()) == reference.tally(a.tolist())


@pytest.mark.parametrize(("kx", "ky"), [(1, 1), (3, 5), (50, 40), (300, 200)])
@pytest.mark.parametrize(("tx", "ty"), [("i8", "i8"), ("u1", "i4"), ("i2", "u8")])
def test_pair_counts(kx, ky, tx, ty):
    kx = min(kx, 200) if tx == "u1" else kx
    for n in (1, 6, 4003):
        x, y = numbers(tx, n, kx), numbers(ty, n, ky, seed=1)
        given = (int(np.iinfo(tx).min), kx), (int(np.iinfo(ty).min), ky)
        found = counting.pair_counts(x, *given[0], y, *given[1])
        assert found.tolist() == reference.pair_counts(x.tolist(), *given[0], y.tolist(), *given[1])


def test_any_number_of_threads_counts_the_same():
    x, y = numbers("i4", MANY, 700), numbers("i4", MANY, 900, seed=1)
    low = int(np.iinfo("i4").min)
    found = []
    for n in (1, 2, 3):
        with limit(n):
            table = counting.pair_counts(x, low, 700, y, low, 900)
            found.append((counting.extremes(x), counting.tally(x, 1 << 20)[1].tolist(), table.tolist()))
    assert found[0] == found[1] == found[2]


def test_every_other_number_of_an_array():
    a = numbers("i8", 2000, 30)[::2]
    low, counts = counting.tally(a, 1 << 20)
    assert (low, counts.tolist()) == reference.tally(a.tolist())


def test_pieces_cover_the_range_in_order():
    with limit(3):
        assert in_pieces(lambda i, j: (i, j), 10, at_least=2) == [(0, 3), (3, 6), (6, 10)]
        assert in_pieces(lambda i, j: (i, j), 10, at_least=20) == [(0, 10)]
        assert in_pieces(lambda i, j: (i, j), 10, at_least=20, at_most=4) == [(0, 3), (3, 6), (6, 10)]
    with limit(1):
        assert threads() == 1
    assert threads() >= 1


def test_threads_are_those_that_the_process_was_given(monkeypatch):
    monkeypatch.delenv("NUMBA_NUM_THREADS", raising=False)
    every = threads()
    for told, allowed in [("1", 1), ("100000", every), ("", every), ("0", 1)]:
        monkeypatch.setenv("NUMBA_NUM_THREADS", told)
        assert threads() == allowed


def test_each_piece_of_work_has_one_thread_and_their_order_stays():
    with limit(3):
        assert each(lambda item: (item, threads()), range(5)) == [(item, 1) for item in range(5)]


def test_processes_side_by_side_share_the_cores_out():
    found = joblib.Parallel(n_jobs=os.cpu_count())(joblib.delayed(threads)() for _ in range(4))
    assert found == [1] * 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_fork_counts_as_its_parent():
    a = numbers("i4", MANY, 700)
    with limit(2):
        expected = counting.tally(a, 1 << 20)[1].tolist()
        with multiprocessing.get_context("fork").Pool(2) as pool:
            for _, counts in pool.starmap(counting.tally, [(a, 1 << 20)] * 4):
                assert counts.tolist() == expected
