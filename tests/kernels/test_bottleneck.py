"""The iteration of the bottleneck beside plain steps, and the parts of which it is made."""

import math

import numpy as np
import pytest

from infoscope._kernels import anderson, bottleneck
from infoscope._kernels.clusters import merged
from infoscope._kernels.exps import exp
from infoscope._kernels.newton import direction
from reference import channel as reference


def law(seed, n, m, zeros=0.0):
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.ones(m), size=n) * (rng.random((n, m)) >= zeros)
    p[:, 0] += 0.1
    return p / p.sum()


def plain_step(p, beta, joint):
    """`(next joint, F)`, shapes (z, y), straight from the equations."""
    x, given, weights = p.sum(axis=1), p / p.sum(axis=1, keepdims=True), joint.sum(axis=1)
    power = np.array(
        [
            [
                w
                * math.exp(
                    beta
                    * sum(
                        g * (math.log(q / w) if q > 0 else -math.inf) for g, q in zip(row, cluster) if g > 0
                    )
                )
                for cluster, w in zip(joint, weights)
            ]
            for row in given
        ]
    )
    encoder = power / power.sum(axis=1, keepdims=True)
    return (x[:, None] * encoder).T @ given, -float(x @ np.log(power.sum(axis=1)))


def test_the_exponential_is_that_of_the_library():
    for a in [0.0, -1e-300, -1e-9, -0.3, -1.0, -20.5, -300.0, -707.0]:
        assert exp(a) == pytest.approx(math.exp(a), rel=1e-15)
    assert exp(-1000.0) == exp(-np.inf) == 0.0


@pytest.mark.parametrize("zeros", [0.0, 0.9], ids=["dense", "mostly zeros"])
def test_it_converges_to_what_plain_steps_do(zeros):
    p, beta = law(0, 6, 5, zeros), 4.0
    joint = plain = np.random.default_rng(1).dirichlet(np.ones(3), size=6).T @ p
    for _ in range(3000):
        plain, free = plain_step(p, beta, plain)
    x = p.sum(axis=1)
    _, ours, partition, left, taken = bottleneck.converge(
        p / x[:, None], x, np.array([beta]), joint[None], tol=1e-16, steps=np.array([3000])
    )
    assert ours[0] == pytest.approx(free, abs=1e-12)
    assert -partition[0] @ x == pytest.approx(free, abs=1e-12)
    assert abs(left[0]) <= 1e-16
    assert taken[0] < 300


def test_no_more_steps_are_taken_than_allowed():
    p = law(0, 6, 5)
    x, joints = p.sum(axis=1), np.broadcast_to(p, (2, 6, 5)).copy()
    *_, taken = bottleneck.converge(
        p / x[:, None], x, np.array([2.0, 3.0]), joints, tol=0.0, steps=np.array([7, 1])
    )
    assert taken.tolist() == [7, 1]


def test_climbing_is_the_step_of_a_cluster_alone():
    p, beta = law(2, 5, 4), 3.0
    x = p.sum(axis=1)
    given, rows = p / x[:, None], np.random.default_rng(0).dirichlet(np.ones(4), size=2)
    partition = np.random.default_rng(3).normal(size=(1, 5))
    c, r, share = bottleneck.climb(given, x, np.array([beta]), partition, rows[None], 1)
    for row, found, total, shares in zip(rows, r[0], c[0], share[0]):
        once = x * np.exp(beta * given @ np.log(row) - partition[0])
        next_row = once @ given / once.sum()
        np.testing.assert_allclose(found, next_row, rtol=1e-12)
        np.testing.assert_allclose(
            shares, x * np.exp(beta * given @ np.log(next_row) - partition[0]), rtol=1e-12
        )
        assert total == pytest.approx(shares.sum(), rel=1e-12)


def test_a_row_stays_where_its_climb_is_quiet():
    """Each row for itself, one round after another, until c rises by no more than 1e-3; or twenty."""
    p, beta = law(4, 9, 6), np.array([2.0, 6.0])
    x = p.sum(axis=1)
    given, rows = p / x[:, None], np.random.default_rng(0).dirichlet(np.ones(6), size=(2, 9))
    partition = beta[:, None] * (given @ np.log(p.sum(axis=0)))
    found = bottleneck.climb(given, x, beta, partition, rows, 20, 1e-3)
    ended = []
    for b in range(2):
        for i in range(9):
            at = (beta[b : b + 1], partition[b : b + 1])
            now = bottleneck.climb(given, x, *at, rows[b, i][None, None], 0)
            rise, turns = math.inf, 0
            while rise > 1e-3 and turns < 20:
                before, now = now, bottleneck.climb(given, x, *at, now[1], 1)
                rise, turns = now[0][0, 0] - before[0][0, 0], turns + 1
            ended.append(turns)
            for ours, expected in zip(found, now):
                np.testing.assert_allclose(ours[b, i], expected[0, 0], rtol=1e-12)
    assert len(set(ended)) > 2


@pytest.mark.parametrize("damping", [1e-6, 0.3])
def test_a_step_of_newton_solves_the_whole_system_at_once(damping):
    p, beta = law(5, 5, 6), 4.0
    x, before = p.sum(axis=1), 0.8 * np.eye(5) + 0.04
    for _ in range(60):  # towards an optimum: far from it the objective is no bowl
        encoder, before = before, reference.bottleneck_step(p, beta, before)
    slope = np.log(encoder / before)
    expected, fall = reference.bottleneck_newton(p, beta, encoder, slope, damping=damping)
    found = np.empty(encoder.shape)
    joint = np.ascontiguousarray(p.T @ encoder)
    falls = direction(p / x[:, None], x, beta, encoder, slope, joint, damping, found)
    np.testing.assert_allclose(found, expected, atol=1e-9 * np.abs(expected).max())
    assert falls == pytest.approx(fall, rel=1e-8)
    np.testing.assert_allclose((encoder * found).sum(axis=1), 0.0, atol=1e-12 * np.abs(found).max())


def test_a_step_of_newton_is_refused_where_the_objective_is_no_bowl():
    p = law(5, 5, 6)
    x, one = p.sum(axis=1), np.ones((5, 1))
    joint, found = p.sum(axis=0)[:, None], np.empty((5, 1))
    # one cluster is a saddle beyond 1 / ρ², whatever its slope
    assert direction(p / x[:, None], x, 1e3, one, np.zeros((5, 1)), joint, 0.0, found) == -1.0
    assert direction(p / x[:, None], x, 1.0, one, np.zeros((5, 1)), joint, 1e-3, found) == 0.0


def test_the_encoders_are_those_of_a_step():
    p, beta = law(0, 6, 5), 2.5
    x = p.sum(axis=1)
    encoder = np.random.default_rng(0).dirichlet(np.ones(3), size=6)
    joints = np.zeros((1, 4, 5))
    joints[0, :3] = encoder.T @ p
    (found,) = bottleneck.encoders(p / x[:, None], x, np.array([beta]), joints)
    np.testing.assert_allclose(found, reference.bottleneck_step(p, beta, encoder), rtol=1e-12)


def test_clusters_are_made_one_only_where_that_lowers_the_objective():
    p, beta = law(4, 6, 5), 3.0
    x = p.sum(axis=1)
    encoder = np.random.default_rng(0).dirichlet(np.ones(4), size=6)
    twice = np.hstack([0.5 * encoder[:, :1], 0.5 * encoder[:, :1], encoder[:, 1:]])
    after = merged(beta, x, twice, np.ascontiguousarray(p.T @ twice), 0.0)
    assert after.shape[1] < 5
    np.testing.assert_allclose(after.sum(axis=1), p.sum(axis=0), rtol=1e-12)
    sharp = np.eye(6)
    assert merged(1e6, x, sharp, np.ascontiguousarray(p.T), 0.0).shape[1] == 6
    assert merged(1e-6, x, sharp, np.ascontiguousarray(p.T), 0.0).shape[1] == 1
    before = reference.bottleneck_point(p, twice)
    halves = reference.bottleneck_point(p, encoder)
    assert halves[0] - beta * halves[1] <= before[0] - beta * before[1]


def test_an_iteration_that_is_linear_is_solved_at_once():
    rng, size, memory = np.random.default_rng(0), 3, anderson.MEMORY
    matrix, fixed = 0.9 * np.linalg.qr(rng.normal(size=(size, size)))[0], rng.normal(size=size)
    state, out = np.zeros(size), np.zeros(size)
    turned, gone = np.zeros((2, memory, size))
    gram, before = np.zeros((memory, memory)), None
    for count in range(size + 1):
        image = fixed + matrix @ (state - fixed)
        if before is None:
            before, state = np.array([image - state, image]), image
            continue
        residual = image - state
        anderson.remember(count - 1, residual, image, before, turned, gone, gram)
        anderson.ahead(count, residual, image, turned, gone, gram, out)
        state = out.copy()
    # damping by 1e-10 of normal equations whose condition is some 10⁵; plain steps would be 0.7 away
    np.testing.assert_allclose(state, fixed, atol=1e-4)
