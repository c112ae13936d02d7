"""Rows that remember the row before are told of; rows drawn one by one, or sorted, are not."""

import numpy as np
import pytest

from infoscope.samples import entropy, mutual_information

N = 500


def series(rng, memory):
    x = rng.normal(size=N)
    for i in range(1, N):
        x[i] = memory * x[i - 1] + np.sqrt(1 - memory**2) * x[i]
    return x


def sticky(rng, stay):
    return np.cumsum(rng.random(N) > stay) % 3


def says(estimate):
    return any("row before" in w or "rows beside each other" in w for w in estimate.warnings)


@pytest.mark.parametrize("seed", range(5))
def test_series_are_told_of(seed):
    rng = np.random.default_rng(seed)
    walk, other = rng.normal(size=(2, N)).cumsum(axis=1)
    state = np.where(np.sin(np.arange(N) / 40) > 0, "day", "night")
    assert says(mutual_information(walk, state))
    assert says(mutual_information(walk, other))
    assert says(mutual_information(sticky(rng, 0.9), sticky(rng, 0.9)))
    assert says(entropy(series(rng, 0.95)))
    assert says(entropy(sticky(rng, 0.9)))


@pytest.mark.parametrize("seed", range(20))
def test_rows_drawn_one_by_one_are_not(seed):
    rng = np.random.default_rng(seed)
    x, label = rng.normal(size=N), rng.choice(3, p=[0.6, 0.3, 0.1], size=N)
    assert not says(entropy(x))
    assert not says(entropy(label))
    assert not says(mutual_information(x, label))
    assert not says(mutual_information(x, x + rng.normal(size=N)))
    assert not says(
        mutual_information(series(rng, 0.95), x)
    )  # one of them has no memory: no error is too small


def test_sorted_rows_are_not():
    rng = np.random.default_rng(0)
    x, label = rng.normal(size=N), np.sort(rng.integers(3, size=N))
    assert not says(mutual_information(x + label, label))
    assert not says(entropy(label))
    assert not says(entropy(np.sort(x)[::-1]))
    order = np.argsort(x)
    assert not says(mutual_information(x[order], (x + 0.1 * rng.normal(size=N))[order]))
