import numpy as np
import pytest

from infoscope._kernels import space, space_nearest, space_shells

CLOUDS = {
    "Gaussian": lambda rng, n, d: rng.normal(size=(n, d)),
    "integers": lambda rng, n, d: 1.0 * rng.integers(0, 4, size=(n, d)),
    "tenths": lambda rng, n, d: 0.1 * rng.integers(0, 9, size=(n, d)),
    "all equal": lambda rng, n, d: np.full((n, d), 0.7),
    "half tied": lambda rng, n, d: np.column_stack([rng.integers(0, 3, size=n), rng.normal(size=(n, d - 1))]),
    "heavy tails": lambda rng, n, d: rng.standard_cauchy(size=(n, d)) ** 3,
}
VARIABLES = [[0], [0, 1], [0, 0, 1], [1, 0, 2, 0], [0, -1, 1]]


def clouds():
    for name, cloud in CLOUDS.items():
        for seed, variable in enumerate(VARIABLES):
            for n in (5, 33, 150):
                points = cloud(np.random.default_rng(seed), n, len(variable))
                yield name, np.ascontiguousarray(points), np.array(variable)


def apart(points, others, variable):
    """(m, q, n): distances in each variable; a column of none counts in the greatest alone."""
    gaps = np.abs(points[:, None, :] - others[None, :, :])
    return [gaps[:, :, variable == v].max(axis=2) for v in range(variable.max() + 1)], gaps.max(axis=2)


@pytest.mark.parametrize("k", [1, 3])
def test_reach_in_each_variable(k):
    for name, points, variable in clouds():
        tree = space.tree(points)
        distance = space_nearest.kth_distances(tree, k)
        of, every = apart(points, points, variable)
        expected = [np.where(every <= distance[:, None], gap, 0).max(axis=1) for gap in of]
        assert np.array_equal(space_shells.edges(tree, distance, variable, len(of)), expected), name


@pytest.mark.parametrize("k", [1, 3])
def test_shells_by_what_is_tied(k):
    rng = np.random.default_rng(0)
    for name, points, variable in clouds():
        weight = rng.integers(1, 4, size=len(points))
        queries = points[rng.integers(0, len(points), size=9)]
        of, every = apart(queries, points, variable)
        radius = np.partition(every, k, axis=1)[:, k]  # some points are at just that distance
        m = len(of)
        for member in np.ndindex(*(2,) * m):
            member = np.array(member, bool)
            tied = np.array(of) == radius[None, :, None]
            t, u = tied.sum(axis=0), tied[member].sum(axis=0)
            within = (every <= radius[:, None]) * weight
            expected = [
                [(within * ((t == a) & (u == b))).sum(axis=1) for b in range(member.sum() + 1)]
                for a in range(m + 1)
            ]
            found = space_shells.shells(space.tree(points), weight, queries, radius, variable, member)
            assert np.array_equal(found, expected), (name, member)
