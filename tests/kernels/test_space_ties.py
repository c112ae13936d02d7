"""ψ of a count averaged over broken ties of many variables: against ties.py for two, and by drawing."""

import numpy as np
import pytest

from infoscope._kernels import space_ties, ties
from reference import neighbours as reference

PSI = np.array([np.nan, *(reference.digamma(n) for n in range(1, 2000))])


def expected(inside, r, shell, apart):
    """shell: {(t, u): members}; apart: {u: members}."""
    m, s = max(t for t, _ in shell), max([1, *(u for _, u in shell), *apart])
    members, beside = np.zeros((m + 1, s + 1, 1), np.int64), np.zeros((s + 1, 1), np.int64)
    for at, count in shell.items():
        members[at][0] = count
    for u, count in apart.items():
        beside[u] = count
    return space_ties.expected_psi(PSI, np.array([inside]), np.array([r]), members, beside)[0]


def test_of_two_variables_it_is_the_rule_of_the_plane():
    rng = np.random.default_rng(0)
    for _ in range(300):
        inside, apart, corners, sides = rng.integers(0, [50, 40, 4, 6])
        corners += sides == 0
        own = rng.integers(0, sides + 1)
        r = rng.integers(1, sides + corners + 1)
        plane = ties.expected_psi(PSI, *(np.array([v]) for v in (inside, r, sides, own, corners, apart)))[0]
        shell = {(1, 1): own, (1, 0): sides - own, (2, 1): corners}
        assert expected(inside, r, shell, {1: apart}) == pytest.approx(plane, rel=1e-12)


def drawn(inside, r, shell, apart, draws=40_000):
    """(mean, standard error) of ψ(1 + m), an amount drawn for each variable in which each row is tied."""
    rng = np.random.default_rng(3)
    kinds = [kind for kind, count in shell.items() for _ in range(count)]
    amounts = [rng.random((draws, t)) for t, _ in kinds]
    end = np.sort([a.max(axis=1) for a in amounts], axis=0)[r - 1]
    m = np.full(draws, inside)
    for a, (_, u) in zip(amounts, kinds):
        if u:
            m += (a[:, :u] < end[:, None]).all(axis=1)
    for u, count in apart.items():
        m += rng.binomial(count, end**u)
    values = PSI[1 + m]
    return values.mean(), values.std() / draws**0.5


CASES = [
    (4, 1, {(3, 2): 5}, {1: 6, 2: 3}),
    (2, 2, {(1, 0): 2, (2, 1): 3, (3, 2): 4}, {1: 10}),
    (7, 3, {(1, 1): 3, (3, 3): 8}, {1: 30, 2: 20, 3: 9}),
    (3, 3, {(4, 1): 40}, {1: 100}),
    (5, 2, {(2, 2): 6, (2, 0): 4}, {2: 12}),
    (30, 1, {(1, 0): 1, (2, 1): 1}, {}),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_any_shell_agrees_with_drawing(case):
    mean, error = drawn(*case)
    # 0.004: ψ to second order, and the range of the ball's end cut into cells.
    assert expected(*case) == pytest.approx(mean, abs=0.004 + 4 * error)


def test_one_neighbour_alone_at_the_distance_is_the_plain_count():
    for inside in (0, 1, 40):
        assert expected(inside, 1, {(1, 1): 1}, {}) == PSI[1 + inside]
        assert expected(inside, 1, {(1, 0): 1}, {}) == PSI[1 + inside]
