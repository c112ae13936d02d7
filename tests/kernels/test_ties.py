"""The average over ties, against its own definition: by exact sums where there are any, else by drawing."""

import math

import numpy as np
import pytest

from infoscope._kernels import ties
from reference.neighbours import digamma

PSI = np.array([math.nan, *(digamma(n) for n in range(1, 700))])


def expected(inside=0, r=1, sides=0, own_sides=0, corners=0, apart=0):
    counts = (np.array([v]) for v in (inside, r, sides, own_sides, corners, apart))
    return ties.expected_psi(PSI, *counts)[0]


def binomial(n, p):
    return [math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(n + 1)]


@pytest.mark.parametrize(("sides", "corners"), [(1, 0), (0, 1), (4, 0), (0, 6), (3, 2), (12, 30)])
def test_where_the_ball_ends_is_a_sum_over_binomials(sides, corners):
    for r in range(1, sides + corners + 1):
        for w in (0.001, 0.1, 0.5, 0.93, 1.0):
            of_sides, of_corners = binomial(sides, w), binomial(corners, w**2)
            at_least = math.fsum(
                p * q for a, p in enumerate(of_sides) for b, q in enumerate(of_corners) if a + b >= r
            )
            assert ties._ends_within(w, r, sides, corners) == pytest.approx(at_least, abs=1e-13)


def test_a_large_shell_neither_overflows_nor_leaves_the_unit_interval():
    for w in (1e-6, 1e-3, 0.3, 0.999):
        chances = [ties._ends_within(w, r, 0, 10**6) for r in (1, 3, 20)]
        assert sorted(chances, reverse=True) == chances
        assert -1e-9 <= min(chances) <= max(chances) <= 1.0  # 1 - w² rounds, and is taken to the 10⁶th power


@pytest.mark.parametrize("inside", [0, 1, 7, 300])
def test_one_neighbour_alone_at_the_distance_is_the_plain_count(inside):
    assert expected(inside, sides=1, own_sides=1) == PSI[1 + inside]
    assert expected(inside, sides=1, own_sides=0) == PSI[1 + inside]


@pytest.mark.parametrize(("r", "sides"), [(1, 3), (2, 3), (3, 3), (5, 9)])
def test_a_shell_in_one_variable_counts_all_but_the_last(r, sides):
    assert expected(4, r, sides, own_sides=sides) == PSI[1 + 4 + r - 1]
    assert expected(4, r, sides, own_sides=0) == PSI[1 + 4]


def beta_binomial(count, a, b):
    """Of Bin(count, W), W the a-th smallest of a + b - 1 uniform amounts."""

    def ln_beta(p, q):
        return math.lgamma(p) + math.lgamma(q) - math.lgamma(p + q)

    return [
        math.comb(count, m) * math.exp(ln_beta(m + a, count - m + b) - ln_beta(a, b))
        for m in range(count + 1)
    ]


@pytest.mark.parametrize(("r", "sides"), [(1, 1), (1, 2), (3, 3), (2, 7), (5, 30)])
@pytest.mark.parametrize("apart", [1, 3, 12, 200])
@pytest.mark.parametrize("inside", [0, 3])
def test_others_at_the_distance_fall_inside_as_often_as_the_ball_reaches(inside, r, sides, apart):
    """The shell in one variable: the others that fall inside are beta-binomial."""
    chances = beta_binomial(apart, r, sides - r + 1)
    exact = math.fsum(p * PSI[inside + r + m] for m, p in enumerate(chances))
    # W is taken to be in the middle of its cell, of which the last reaches from 0.82 to 1: ln 200 W is off
    # by (ln 0.82)²/8 there at most, and as much again where W leans to one side of it. ψ is taken to second
    # order in the count, and bends most at a count of one.
    tolerance = 0.012 if inside + r == 1 else 0.01
    assert expected(inside, r, sides, sides, apart=apart) == pytest.approx(exact, abs=tolerance)


@pytest.mark.parametrize("inside", [0, 1, 4, 40])
def test_a_lone_corner_is_inside_half_the_time(inside):
    exact = (PSI[1 + inside] + PSI[2 + inside]) / 2
    assert expected(inside, corners=1) == pytest.approx(exact, abs=0.01 / (1 + inside) ** 3)


def drawn(inside, r, sides, own_sides, corners, apart, draws=40_000):
    """(mean, standard error) of ψ(1 + m), amounts drawn for each of the shell."""
    rng = np.random.default_rng(3)
    of_sides, here = rng.random((draws, sides)), rng.random((draws, corners))
    of_corners = np.maximum(here, rng.random((draws, corners)))
    end = np.sort(np.hstack([of_sides, of_corners]), axis=1)[:, r - 1]
    m = inside + rng.binomial(apart, end)
    m += (of_sides[:, :own_sides] < end[:, None]).sum(axis=1) + (here < end[:, None]).sum(axis=1)
    values = PSI[1 + m]
    return values.mean(), values.std() / draws**0.5


SHELLS = [  # inside, r, sides, own_sides, corners, apart
    (0, 3, 0, 0, 3, 0),
    (0, 3, 0, 0, 20, 0),
    (0, 3, 0, 0, 70, 80),
    (0, 3, 0, 0, 70, 8),
    (3, 2, 3, 1, 0, 0),
    (3, 2, 3, 1, 2, 1),
    (5, 1, 4, 2, 0, 10),
    (5, 3, 4, 2, 3, 30),
    (2, 1, 2, 1, 0, 3),
    (8, 2, 1, 0, 3, 40),
    (0, 5, 0, 0, 100, 400),
]


@pytest.mark.parametrize("shell", SHELLS, ids=str)
def test_any_shell_agrees_with_drawing(shell):
    mean, error = drawn(*shell)
    # 0.003: ψ to second order, and the range of W cut into cells.
    assert expected(*shell) == pytest.approx(mean, abs=0.003 + 4 * error)


@pytest.mark.parametrize("shell", [(0, 1, 0, 0, 5, 5), (0, 1, 0, 0, 70, 80), (0, 1, 0, 0, 1, 5)], ids=str)
def test_the_smallest_counts_agree_with_drawing_more_roughly(shell):
    """k = 1 and nothing nearer: m starts at 0, where ψ bends most."""
    mean, error = drawn(*shell)
    assert expected(*shell) == pytest.approx(mean, abs=0.02 + 4 * error)


def test_many_questions_are_answered_as_each_alone():
    """Answers are kept and looked up again: a look-up must not mistake one question for another."""
    rng = np.random.default_rng(0)
    n = 20_000
    inside, apart, corners, sides = rng.integers(0, [[300], [90], [3], [9]], size=(4, n))
    corners += sides == 0
    own_sides = (rng.random(n) * (sides + 1)).astype(np.int64)
    r = 1 + (rng.random(n) * np.minimum(3, sides + corners)).astype(np.int64)
    together = ties.expected_psi(PSI, inside, r, sides, own_sides, corners, apart)
    for i in rng.integers(0, n, size=500):
        alone = expected(inside[i], r[i], sides[i], own_sides[i], corners[i], apart[i])
        assert together[i] == alone
