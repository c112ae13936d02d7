"""The nearest neighbours, of the same points and of others, agree with looking at every pair."""

import numpy as np
import pytest

from infoscope._kernels import space
from infoscope._kernels.space_nearest import nearest
from infoscope._kernels.threads import limit
from kernels.clouds import CLOUDS, cloud
from reference import neighbours as reference

SIZES = [2, 17, 64, 65, 130, 400]


def check(points, others, k, euclidean):
    """Of each of `others`, or of the points themselves where there are none."""
    gap = reference.apart(points if others is None else others, points, euclidean)
    if others is None:
        np.fill_diagonal(gap, np.inf)
    of = None if others is None else space.tree(others)
    distance, which = nearest(space.tree(points), k, of=of, euclidean=euclidean)
    exactly = {} if euclidean else {"rtol": 0.0}
    with np.errstate(over="ignore", invalid="ignore"):
        np.testing.assert_allclose(distance, np.sort(gap, axis=1)[:, :k], **{"rtol": 1e-14, **exactly})
        np.testing.assert_allclose(np.take_along_axis(gap, which, 1), distance, **{"rtol": 1e-14, **exactly})
    assert all(len(set(row)) == k for row in which.tolist())
    assert others is not None or (which != np.arange(len(points))[:, None]).all()
    for last in {1, min(2, k)}:
        fewer = nearest(space.tree(points), k, of=of, euclidean=euclidean, last=last)
        np.testing.assert_array_equal(fewer[0], distance[:, k - last :])


@pytest.mark.parametrize("euclidean", [False, True])
@pytest.mark.parametrize("name", CLOUDS)
def test_awkward_clouds(name, euclidean):
    if euclidean and name in ("far apart", "subnormal"):
        pytest.skip("squares of these numbers leave the range of floats")
    for n in SIZES:
        points, others = np.column_stack(cloud(name, n, n)), np.column_stack(cloud(name, 90, n + 1))
        check(points, None, min(3, n - 1), euclidean)
        check(points, others, min(3, n), euclidean)


@pytest.mark.parametrize("euclidean", [False, True])
@pytest.mark.parametrize("d", [1, 3, 6, 11])
@pytest.mark.parametrize("k", [1, 4, 40])
def test_dimensions(d, k, euclidean):
    rng = np.random.default_rng(d)
    for n in (k + 1, 150, 400):
        points = rng.normal(size=(n, d))
        check(points, None, k, euclidean)
        check(points, 3.0 * rng.normal(size=(70, d)), k, euclidean)
        check(points, 50.0 + rng.normal(size=(1, d)), k, euclidean)


def test_any_number_of_threads_says_the_same():
    points, others = np.random.default_rng(0).normal(size=(2, 5000, 3))
    found = []
    for n in (1, 2, 5):
        with limit(n):
            found.append(nearest(space.tree(points), 3, of=space.tree(others)))
    for one in found[1:]:
        np.testing.assert_array_equal(found[0], one)
