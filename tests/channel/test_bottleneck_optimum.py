"""Is the bottleneck's answer the global optimum? Beside random restarts, Z = X, and formulas."""

import math

import numpy as np
import pytest
from scipy.special import xlogy

from infoscope import channel
from reference import channel as reference


def critical(law):
    """1 / ρ², ρ the second singular value of p(x, y) / √(p(x) p(y))."""
    root = np.sqrt(np.outer(law.sum(axis=1), law.sum(axis=0)))
    return 1.0 / np.linalg.svd(law / root)[1][1] ** 2


def objective(curve, i=0):
    return curve.information_x[i] - curve.beta[i] * curve.information_y[i]


def all_kept(law, beta):
    """H(X) - β I(X;Y): what Z = X costs."""
    x, y = law.sum(axis=1), law.sum(axis=0)
    used = law > 0
    information = (law[used] * np.log((law / np.outer(x, y))[used])).sum()
    return -(x * np.log(x)).sum() - beta * information


def random_law(seed):
    rng = np.random.default_rng(seed)
    n, m = rng.integers(4, 9, 2)
    return rng.dirichlet(np.full(n * m, rng.choice([0.3, 1.0, 3.0]))).reshape(n, m)


def dirichlet(seed, n, m):
    return np.random.default_rng(seed).dirichlet(np.ones(n * m)).reshape(n, m)


FIVE = np.array([[3, 2, 8], [5, 8, 3], [1, 4, 6], [3, 8, 2], [5, 1, 2]]) / 61


@pytest.mark.parametrize(("beta", "clusters"), [(30.0, 2), (30.0, 3), (8.0, 2)])
def test_few_soft_clusters_are_no_worse_than_restarts_nor_than_hard_ones(beta, clusters):
    curve = channel.information_bottleneck(FIVE, [beta], clusters=clusters)
    rng = np.random.default_rng(0)
    assert (
        objective(curve)
        <= reference.bottleneck(FIVE, beta, restarts=20, rng=rng, steps=400, clusters=clusters) + 1e-9
    )
    for encoder in reference.partitions(5):
        if np.count_nonzero(encoder.any(axis=0)) <= clusters:
            x, y = reference.bottleneck_point(FIVE, encoder)
            assert objective(curve) <= x - beta * y + 1e-12


def test_where_a_limit_binds_nothing_bounds_what_is_missed_and_it_is_said():
    curve = channel.information_bottleneck(FIVE, [1.0, 30.0], clusters=2)
    assert np.isnan(curve.excess).tolist() == [False, True]
    assert "at 1 of 2 β more than 2 clusters might pay" in curve.warnings[0]
    loose = channel.information_bottleneck(FIVE, [1.0, 30.0], clusters=5)
    assert not np.isnan(loose.excess).any()
    assert loose.warnings == ()


def near_independent():
    rng = np.random.default_rng(3)
    law = np.outer(rng.dirichlet(np.ones(6)), rng.dirichlet(np.ones(4))) * (
        1 + 0.01 * rng.normal(size=(6, 4))
    )
    return law / law.sum()


TENTHS = np.array([0.46, 0.56, 0.42, 0.52, 0.55, 0.44, 0.41, 0.45, 0.53, 0.51])


def flat(seed):
    """Rows that say almost the same."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(4, 12)), int(rng.integers(2, 8))
    return rng.dirichlet(np.ones(n * m) * rng.choice([0.3, 1, 10, 100])).reshape(n, m)


@pytest.mark.parametrize(
    ("law", "times"),
    [
        (np.c_[TENTHS, 1 - TENTHS] / 10, 200),
        (flat(103), 300),
        (flat(156), 1000),
        *((near_independent(), times) for times in (4, 10, 20, 50, 100)),
    ],
)
def test_no_worse_than_to_keep_all_where_beta_is_large(law, times):
    beta = times * critical(law)
    for options in ({}, {"tol": 0.0, "steps": 20_000}):
        curve = channel.information_bottleneck(law, [beta], **options)
        # in digits that β times an information has
        assert objective(curve) <= all_kept(law, beta) + 1e-12 * beta
        assert curve.warnings == ()


def test_a_tolerance_of_nothing_leaves_steps_for_clusters_that_were_missed():
    law = near_independent()
    one, other = (
        channel.information_bottleneck(law, [50 * critical(law)], **options)
        for options in ({}, {"tol": 0.0, "steps": 20_000})
    )
    assert objective(one) == pytest.approx(objective(other), abs=1e-7)


def with_copies():
    """Rows that say the same, one of them with next to no probability."""
    law = dirichlet(12, 4, 3)
    law = np.vstack([law, law * 0.5, law[:1] * 1e-6])
    return law / law.sum()


def early(seed):
    rng = np.random.default_rng(seed)
    n, m = rng.integers(3, 9, 2)
    return rng.dirichlet(np.ones(n * m) * rng.choice([0.3, 1.0, 3.0])).reshape(n, m)


@pytest.mark.parametrize(
    ("law", "times"),
    [
        (dirichlet(6, 5, 5), 1.001),
        (with_copies(), 1.0001),
        (with_copies(), 1.01),
        *((early(seed), times) for seed in (1050, 1136, 1202) for times in (0.999, 1.001)),
    ],
)
def test_one_beta_alone_near_the_critical_one(law, times):
    beta = times * critical(law)
    curve = channel.information_bottleneck(law, [beta])
    best = reference.bottleneck(law, beta, restarts=20, rng=np.random.default_rng(0), steps=600)
    assert objective(curve) <= best + 1e-10
    assert objective(curve) <= 0.0


def test_a_cluster_far_behind_another_is_found():
    law = np.array(
        [
            [0.02969385, 0.06231601, 0.07229023],
            [0.07703593, 0.04453751, 0.04707979],
            [0.03173142, 0.03731263, 0.1154967],
            [0.08492328, 0.07033017, 0.04700507],
            [0.16600248, 0.08155157, 0.03269335],
        ]
    )
    law /= law.sum()
    curve = channel.information_bottleneck(law, [22.9885])
    best = reference.bottleneck(law, 22.9885, restarts=20, rng=np.random.default_rng(0), steps=1000)
    assert objective(curve) <= best + 1e-9


def first_worth_keeping(law):
    """min D(q_x ‖ p_x) / D(q_y ‖ p_y) where Y is one of two: for each q_y the nearest q_x is a tilted p_x."""
    x, y = law.sum(axis=1), law.sum(axis=0)
    given = law / x[:, None]
    strength = np.geomspace(1e-2, 1e3, 100_000)
    tilt = np.concatenate([-strength, strength])[:, None] * (given[:, 0] - 0.5)
    q = x * np.exp(tilt - tilt.max(axis=1, keepdims=True))
    q /= q.sum(axis=1, keepdims=True)
    of_y = q @ given
    return float((xlogy(q, q / x).sum(axis=1) / xlogy(of_y, of_y / y).sum(axis=1)).min())


@pytest.mark.parametrize("seed", range(6))
def test_the_first_transition_is_where_something_is_first_worth_keeping(seed):
    law = dirichlet(seed, 7, 2)
    true, latest = first_worth_keeping(law), critical(law)
    assert true <= latest * (1 + 1e-9)
    for betas in ([0.9 * true, 2 * latest], [0.99 * true, 1.01 * latest]):
        curve = channel.information_bottleneck(law, betas)
        assert curve.transitions[0] == pytest.approx(true, rel=2e-3)
        assert curve.transitions[0] <= latest * (1 + 1e-12)


@pytest.mark.parametrize("beta", [3.0, 10.0, 50.0])
def test_a_row_of_next_to_no_probability_can_win_next_to_nothing(beta):
    law = np.array([[0.3, 0.1, 0], [0.1, 0.3, 0], [0.05, 0.15, 0], [0, 0, 1e-12]])
    curve = channel.information_bottleneck(law / law.sum(), [beta])
    # at most p(x) times β times the surprise at its outcome
    assert 0.0 <= curve.excess[0] <= 1e-12 * beta * math.log(1e12) + 1e-9


@pytest.mark.parametrize("seed", range(20))
def test_excess_bounds_what_few_steps_have_missed(seed):
    law = random_law(seed)
    betas = critical(law) * np.array([0.9, 1.1, 3.0, 20.0])
    few = channel.information_bottleneck(law, betas, steps=2)
    many = channel.information_bottleneck(law, betas)
    above = [objective(few, i) - objective(many, i) for i in range(4)]
    assert (above <= few.excess + 1e-9).all()
    for warning in few.warnings:
        assert "about 0 " not in warning


def test_without_betas_a_function_of_x_is_told_to_be_one_and_beta_has_a_unit():
    law = np.array([[0.2, 0.0], [0.3, 0.0], [0.0, 0.5]])
    curve = channel.information_bottleneck(law, unit="bits")
    assert "functional='squared'), its β in bits" in curve.warnings[0]
    assert "to 2 bits (squared" in repr(curve)
    asked = channel.information_bottleneck(law, unit="bits", functional="squared")
    assert asked.warnings == ()


def test_a_straight_curve_has_no_knee():
    law = np.array([[0.3, 0, 0], [0.2, 0, 0], [0, 0.25, 0], [0, 0, 0.25]])
    for betas in (None, [0.5, 1.1]):
        curve = channel.information_bottleneck(law, betas)
        assert "there is none" in curve.knee.reason
        curve.plot()
    bent = channel.information_bottleneck(0.5 * channel.bsc(0.1), [1.0, 2.0, 9.0])
    assert "farthest" in bent.knee.reason


def test_nothing_is_not_less_than_nothing():
    curve = channel.information_bottleneck(np.outer([0.3, 0.7], [0.2, 0.5, 0.3]), [1.0, 10.0])
    assert curve.total_information >= 0.0
    assert (curve.information_x >= 0.0).all()
    assert (curve.information_y >= 0.0).all()
    assert "-" not in repr(curve)


@pytest.mark.slow
@pytest.mark.parametrize("limited", [False, True])
@pytest.mark.parametrize("seed", range(40))
def test_random_laws_are_no_worse_than_the_best_of_20_restarts(seed, limited):
    law, rng = random_law(1000 + seed), np.random.default_rng(seed)
    clusters = int(rng.integers(2, len(law))) if limited else None
    for times in (0.998, 1.002, 1.05, 2.0, 10.0, 200.0):
        beta = times * critical(law)
        curve = channel.information_bottleneck(law, [beta], clusters=clusters)
        best = reference.bottleneck(law, beta, restarts=20, rng=rng, steps=300, clusters=clusters)
        best = best if limited else min(best, all_kept(law, beta))
        assert objective(curve) <= best + 1e-9 * max(1.0, 1e-3 * beta)
        assert curve.clusters[0] <= (clusters or len(law))
