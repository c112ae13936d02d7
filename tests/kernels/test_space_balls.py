"""The points in balls about other points agree with looking at every pair."""

import numpy as np
import pytest

from infoscope._kernels import space
from infoscope._kernels.space_balls import within
from infoscope._kernels.threads import limit
from kernels.clouds import CLOUDS, cloud
from reference import neighbours as reference


def check(points, others, reach):
    farthest, ball, member = within(space.tree(points), space.tree(others), reach)
    gap = reference.apart(others, points, euclidean=True)
    inside = gap <= reach[:, None]
    pairs = np.lexsort([member, ball])
    np.testing.assert_array_equal(np.stack([ball, member])[:, pairs], np.nonzero(inside))
    np.testing.assert_allclose(farthest, np.where(inside, gap, 0.0).max(axis=1), rtol=1e-14)


@pytest.mark.parametrize("name", [name for name in CLOUDS if name not in ("far apart", "subnormal")])
def test_awkward_clouds(name):
    for n in (1, 3, 64, 150):
        points, others = np.column_stack(cloud(name, n, n)), np.column_stack(cloud(name, 140, n + 1))
        third = np.sort(reference.apart(others, points, euclidean=True), axis=1)[:, min(2, n - 1)]
        check(points, others, third * (1 + 1e-12))  # the third is in, whichever way its square was rounded


@pytest.mark.parametrize("reach", [0.0, 0.5, 100.0])
@pytest.mark.parametrize("d", [1, 4, 9])
def test_dimensions(d, reach):
    points, others = np.random.default_rng(d).normal(size=(2, 300, d))
    check(points, others, np.full(300, reach))


def test_any_number_of_threads_says_the_same():
    points, others = np.random.default_rng(0).normal(size=(2, 5000, 3))
    found = []
    for n in (1, 2, 5):
        with limit(n):
            found.append(within(space.tree(points), space.tree(others), np.full(5000, 0.4)))
    for one in found[1:]:
        for a, b in zip(found[0], one):
            np.testing.assert_array_equal(a, b)
