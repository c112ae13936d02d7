"""The information of every two of many columns, by bits and by counters: the same as counting in dicts."""

import numpy as np
import pytest

from infoscope._kernels import pairs
from infoscope._kernels.threads import limit
from kernels.test_tables import WORLDS, coded, drawn
from reference import tables as slow


def check(columns, levels):
    found = pairs.all_pairs(coded(columns, levels), levels)
    assert found.shape == (4, len(columns), len(columns))
    for i, x in enumerate(columns):
        for j, y in enumerate(columns):
            expected = (*slow.pair(x, y), slow.cells(x, y)) if j < i else (0.0, 0.0, 0.0, 0.0)
            np.testing.assert_allclose(found[:, i, j], expected, rtol=1e-12, atol=1e-13)


@pytest.fixture(params=["bits", "counters"])
def way(request, monkeypatch):
    monkeypatch.setattr(pairs, "FEW", 255 if request.param == "bits" else 0)


@pytest.mark.parametrize("name", WORLDS)
def test_corner_columns(name, way):
    levels, columns = WORLDS[name]
    check(columns, levels)


@pytest.mark.parametrize("seed", range(10))
def test_random_columns(seed, way):
    rng = np.random.default_rng(seed)
    levels, p = int(rng.integers(2, 17)), int(rng.integers(1, 7))
    columns = drawn(rng, p, int(rng.integers(1, 300)), levels, gone=rng.choice([0.0, 0.2, 0.9]))
    check(columns + drawn(rng, 1, len(columns[0]), levels, gone=0.0), levels)


@pytest.mark.parametrize("n", [63, 64, 65, 64 * 64, 64 * 64 + 1, 64 * 2048, 64 * 2048 + 1])
def test_rows_that_fill_a_word_or_a_block(n, way):
    check(drawn(np.random.default_rng(n), 3, n, 3, gone=0.0), 3)


def test_counts_beyond_the_tabulated_ones(monkeypatch, way):
    monkeypatch.setattr(pairs, "TABULATED", 10)
    check(drawn(np.random.default_rng(0), 3, 200, 4, gone=0.1), 4)


def test_any_number_of_threads_says_the_same(way):
    codes = np.random.default_rng(0).integers(0, 5, size=(20, 500)).astype(np.uint8)
    found = []
    for n in (1, 2, 5):
        with limit(n):
            found.append(pairs.all_pairs(codes, 5))
    assert (found[0] == found[1]).all()
    assert (found[0] == found[2]).all()
