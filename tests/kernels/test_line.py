import numpy as np
import pytest

from infoscope._kernels import line
from kernels.clouds import CLOUDS, cloud
from reference import neighbours as reference


def gaps(values):
    return np.abs(values[:, None] - values[None, :])


@pytest.mark.parametrize("name", CLOUDS)
def test_the_kth_distance_is_that_of_every_pair(name):
    for seed, n in enumerate([2, 3, 4, 5, 9, 30, 61]):
        x, _ = cloud(name, n, seed)
        for k in {1, 2, 3, n // 2, n - 1} & set(range(1, n)):
            expected = reference.kth_distances(gaps(x), k)
            assert np.array_equal(line.kth_distances(x, k), expected), (n, k)


@pytest.mark.parametrize("name", CLOUDS)
def test_counts_are_those_of_every_pair(name):
    for seed, n in enumerate([1, 2, 3, 8, 33, 60]):
        x, _ = cloud(name, n, seed)
        # distances that occur, so that points lie on the boundary, and distances that do not
        occurring = np.random.default_rng(seed).choice(gaps(x).ravel(), size=n)
        for radius in (occurring, np.nextafter(occurring, np.inf), 0.4 * occurring, np.full(n, np.inf)):
            nearer, no_farther = line.neighbours_within(x, radius)
            assert np.array_equal(nearer, reference.nearer(gaps(x), radius)), n
            assert np.array_equal(no_farther, reference.no_farther(gaps(x), radius)), n


def test_a_long_run_of_equal_values():
    x = np.repeat([0.0, 1.0, 2.0], [1000, 2000, 500])
    nearer, no_farther = line.neighbours_within(x, np.full(3500, 1.0))
    assert nearer.tolist() == [999] * 1000 + [1999] * 2000 + [499] * 500
    assert no_farther.tolist() == [2999] * 1000 + [3499] * 2000 + [2499] * 500
    assert line.kth_distances(x, 999).max() == 1.0
    assert line.kth_distances(x, 499).max() == 0.0


@pytest.mark.parametrize("k", [1, 3, 8, 9, 40])
@pytest.mark.parametrize("digits", [1, 3, 15])
def test_the_kth_distance_among_thousands(k, digits):
    x = np.sort(np.random.default_rng(2).normal(size=2500).round(digits))
    assert np.array_equal(line.kth_distances(x, k), reference.kth_distances(gaps(x), k))


def test_a_point_on_the_boundary_is_not_nearer():
    """Reference case 22: comparing with x ± the distance, even one float less, takes some of them in."""
    rng = np.random.default_rng(5)
    x = np.sort(rng.normal(size=2000))
    y = rng.normal(size=2000)
    radius = reference.kth_distances(np.maximum(gaps(x), gaps(y)), 3)
    below = np.nextafter(radius, 0)
    rounded = np.searchsorted(x, x + below, "right") - np.searchsorted(x, x - below, "left") - 1
    expected = reference.nearer(gaps(x), radius)
    assert (rounded != expected).mean() > 0.05  # the trap is in these data
    assert np.array_equal(line.neighbours_within(x, radius)[0], expected)
