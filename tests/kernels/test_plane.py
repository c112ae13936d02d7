import math

import numpy as np
import pytest

from infoscope._kernels import line, plane
from infoscope._kernels.threads import limit
from kernels.clouds import CLOUDS, cloud
from reference import neighbours as reference


def check(x, y, k):
    dx, dy = (np.abs(v[:, None] - v[None, :]) for v in (x, y))
    by_y = np.argsort(y)
    strips = plane.strips(x, y, by_y, k)
    distance = plane.kth_distances(strips, k)
    assert np.array_equal(distance, reference.kth_distances(np.maximum(dx, dy), k))
    every = np.ones(len(x), bool)
    assert np.array_equal(plane.shells(strips, distance, every), reference.shells(dx, dy, distance))


@pytest.mark.parametrize("name", CLOUDS)
def test_small_clouds_of_every_size(name):
    for n in range(2, 42):
        for k in {1, 2, 3, 7, n - 1} & set(range(1, n)):
            check(*cloud(name, n, seed=n), k)


@pytest.mark.parametrize("name", CLOUDS)
@pytest.mark.parametrize("k", [1, 3, 10])
def test_clouds_that_end_on_a_strip_and_just_beside(name, k):
    """Strips hold √(kn) points, at least 8: here n is a multiple of that, and one less and more."""
    for strips in (2, 5):
        size = max(8, strips * k)
        n = strips * size
        if k * strips >= 8:
            assert math.isqrt(k * n) == size
        for count in (n - 1, n, n + 1):
            check(*cloud(name, count, seed=count), k)


@pytest.mark.parametrize("name", ["Gaussian", "heavy tails", "tenths", "clusters", "half tied", "ranks"])
def test_larger_clouds(name):
    for k in (1, 4, 40):
        check(*cloud(name, 700, seed=k), k)


def test_hundreds_of_random_clouds():
    rng = np.random.default_rng(0)
    names = list(CLOUDS)
    for seed in range(600):
        n = int(rng.integers(2, 60))
        check(*cloud(names[rng.integers(len(names))], n, seed), int(rng.integers(1, n)))


def test_any_number_of_threads_says_the_same():
    x, y = cloud("half tied", 600_000, seed=0)
    laid_out = plane.strips(x, y, np.argsort(y), 3)
    found = []
    for n in (1, 2):
        with limit(n):
            distance = plane.kth_distances(laid_out, 3)
            found.append((distance, line.neighbours_within(x, distance)))
    assert np.array_equal(found[0][0], found[1][0])
    assert np.array_equal(found[0][1], found[1][1])
