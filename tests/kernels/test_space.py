"""Neighbours in d dimensions agree with looking at every pair, to the last bit."""

import numpy as np
import pytest

from infoscope._kernels import space, space_nearest
from infoscope._kernels.threads import limit
from kernels.clouds import CLOUDS, cloud

SIZES = [2, 3, 63, 64, 65, 200, 700]


def apart(points):
    """(n, n) max-norm distances, a point infinitely far from itself."""
    gap = np.abs(points[:, None] - points[None]).max(axis=2)
    np.fill_diagonal(gap, np.inf)
    return gap


def check(points, k):
    gap = apart(points)
    tree = space.tree(points)
    assert sorted(tree.order) == list(range(len(points)))
    distance = space_nearest.kth_distances(tree, k)
    np.testing.assert_array_equal(distance, np.sort(gap, axis=1)[:, k - 1])
    for radius in (distance, np.nextafter(distance, np.inf), np.zeros(len(points)), 2 * distance):
        nearer, within = space.counts_within(tree, radius)
        np.testing.assert_array_equal(nearer, (gap < radius[:, None]).sum(axis=1))
        np.testing.assert_array_equal(within, (gap <= radius[:, None]).sum(axis=1))


@pytest.mark.parametrize("name", CLOUDS)
def test_awkward_clouds(name):
    for n in SIZES:
        check(np.column_stack(cloud(name, n, n)), min(3, n - 1))


@pytest.mark.parametrize("d", [1, 2, 3, 5, 11])
@pytest.mark.parametrize("k", [1, 4, 40])
def test_dimensions(d, k):
    for n in (k + 1, 150, 400):
        check(np.random.default_rng(n).normal(size=(n, d)), k)


def test_widths_that_differ_by_orders_of_magnitude():
    check(np.random.default_rng(0).normal(size=(500, 4)) * [1e-200, 1.0, 1e9, 1e150], 3)


def test_any_number_of_threads_says_the_same():
    points = np.random.default_rng(0).normal(size=(5000, 3))
    found = []
    for n in (1, 2, 5):
        with limit(n):
            tree = space.tree(points)
            distance = space_nearest.kth_distances(tree, 3)
            found.append([distance, *space.counts_within(tree, distance)])
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_array_equal(found[0], found[2])
