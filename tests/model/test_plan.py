"""Which datum is noised to which step: strata, antithetic pairs, and a budget shared by variance."""

import numpy as np
import pytest

from infoscope.model.diffusion.measuring._plan import allocate, plan_draws, shared_out


def test_every_datum_is_asked_once_in_each_stratum_of_the_steps():
    counts = np.array([7, 3, 20, 10])
    plan = plan_draws(counts, 10, np.random.default_rng([1]))
    assert np.bincount(plan.place).tolist() == counts.tolist()
    assert np.bincount(plan.datum).tolist() == [4] * 10
    block = 2 * plan.pair + (plan.sign < 0)
    for b in range(4):
        rows = block == b
        assert sorted(plan.datum[rows]) == list(range(10))
        assert plan.place[rows].max() <= plan.place[block > b].min(initial=3)


def test_two_strata_share_their_noise_with_opposite_sign_and_order():
    plan = plan_draws(np.full(40, 1), 10, np.random.default_rng([1]))
    order = np.argsort(plan.place)
    datum, sign, pair = plan.datum[order], plan.sign[order], plan.pair[order]
    for first in (0, 20):
        assert (datum[first : first + 10] == datum[first + 10 : first + 20][::-1]).all()
        assert (sign[first : first + 10] == 1.0).all()
        assert (sign[first + 10 : first + 20] == -1.0).all()
        assert len(set(pair[first : first + 20])) == 1


def test_fewer_draws_than_data_take_each_datum_at_most_once():
    plan = plan_draws(np.array([2, 5]), 100, np.random.default_rng([1]))
    assert len(set(plan.datum)) == 7


def test_half_the_draws_are_even_and_half_go_where_the_spread_is():
    counts = allocate(np.array([0.0, 1.0, 3.0, 0.0]), 800)
    assert counts.tolist() == [100, 200, 400, 100]
    assert allocate(np.zeros(4), 80).tolist() == [20] * 4


def test_shares_are_rounded_without_losing_any():
    rng = np.random.default_rng([2])
    for total in (1, 10, 1001):
        share = rng.random(37)
        counts = shared_out(share, total)
        assert counts.sum() == total
        assert (counts >= 0).all()
        assert np.abs(np.cumsum(counts) - np.cumsum(share) / share.sum() * total).max() <= 0.5 + 1e-9


def test_draws_are_best_in_proportion_to_the_spread():
    spread = np.array([1.0, 2.0, 5.0])
    best = allocate(spread, 8000, floor=0.0)
    least = (spread**2 / best).sum()
    assert least == pytest.approx(spread.sum() ** 2 / 8000, rel=1e-3)
    assert least < (spread**2 / shared_out(np.ones(3), 8000)).sum()
