"""Greedy choice in worlds where the answer is known."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from infoscope.table.measuring import _selection
from infoscope.table.measuring._selection import LEVEL, SHARE, select
from reference import tables as slow

LEVELS = 4


def chosen(columns, y, levels=LEVELS, seed=0, threads=2):
    codes = [np.asarray(c, np.uint8) for c in columns.values()]
    with ThreadPoolExecutor(threads) as pool:
        return select(list(columns), codes, levels, np.asarray(y), np.random.default_rng(seed), pool)


def names(steps):
    return [step["name"] for step in steps if step["pays"]]


def world(n=4000, seed=0):
    """y = 2a + b + 1{noise}: a tells most, b the rest; a copy of a, and columns of noise."""
    rng = np.random.default_rng(seed)
    a, b = rng.integers(4, size=n), rng.integers(2, size=n)
    y = 2 * a + b
    columns = {"a": a, "renamed a": (a + 1) % 4, "b": b}
    return columns | {f"noise {i}": rng.integers(4, size=n) for i in range(5)}, y


def told(columns, steps, y):
    """I(chosen; Y) by counting, in nats."""
    together = list(zip(*(np.asarray(columns[name]).tolist() for name in steps)))
    return slow.pair_of_values(list(zip(together, y.tolist())))[0]


def test_both_that_tell_are_chosen_and_neither_copy_nor_noise():
    columns, y = world()
    steps, stopped = chosen(columns, y)
    assert names(steps) == ["a", "b"]
    assert steps[0]["gain"] == pytest.approx(told(columns, ["a"], y), abs=0.01)
    # Nothing is left to tell: 0 nats, of which 0 by chance.
    assert [step["pays"] for step in steps] == [True, True, False]
    assert steps[2]["p_value"] == 1.0
    assert stopped == "what the next best column adds may be chance (p = 1 among 6 columns)"


def noisy_world(seed=0, n=3000):
    """y = a + b + c + a coin, where a, b, c matter less and less."""
    rng = np.random.default_rng(seed)
    a, b, c, coin = (rng.integers(k, size=n) for k in (4, 3, 2, 2))
    y = 3 * a + 2 * b + c + coin
    columns = {"a": a, "c": c, "copy of a": a.copy(), "b": b}
    return columns | {f"noise {i}": rng.integers(4, size=n) for i in range(4)}, y


@pytest.mark.parametrize("seed", range(3))
def test_gains_add_up_to_what_the_choice_tells(seed):
    columns, y = noisy_world(seed)
    steps, _ = chosen(columns, y)
    paid = names(steps)
    assert sorted(paid) == ["a", "b", "c"]
    for i in range(len(paid)):
        # Less what chance alone would show: no more than half a degree of freedom a row too many.
        together = len(set(zip(*(columns[name].tolist() for name in paid[: i + 1]))))
        chance = together * len(set(y.tolist())) / (2 * len(y))
        exact = told(columns, paid[: i + 1], y)
        assert exact - chance <= steps[i]["cumulative"] <= exact
    totals = [step["cumulative"] for step in steps]
    gains = [step["gain"] for step in steps]
    assert totals == pytest.approx(np.cumsum(gains[: len(paid)] + [0.0] * (len(steps) - len(paid))))


def test_the_bias_taken_off_is_what_independence_shows():
    rng = np.random.default_rng(1)
    n = 500
    gains = []
    for _ in range(200):
        steps, _ = chosen({"x": rng.integers(4, size=n)}, rng.integers(3, size=n))
        gains.append(steps[0]["gain"])
    # (4-1)(3-1) / 2n = 0.006 would show; without it nothing does, to within the error of the mean.
    assert abs(np.mean(gains)) <= 4 * np.std(gains) / np.sqrt(200) < 0.001


def test_xor_is_a_blind_spot():
    # Neither input tells anything alone: the greedy choice takes neither, and says it may be chance.
    a, b = np.tile([0, 0, 1, 1], 250), np.tile([0, 1, 0, 1], 250)
    steps, stopped = chosen({"a": a, "b": b}, a ^ b, levels=2)
    assert names(steps) == []
    assert told({"a": a, "b": b}, ["a", "b"], a ^ b) == pytest.approx(np.log(2))
    assert stopped == "what the next best column adds may be chance (p = 1 among 2 columns)"


def test_xor_is_seen_once_an_input_leans():
    rng = np.random.default_rng(0)
    a, b = (rng.random(2000) < 0.3).astype(int), rng.integers(2, size=2000)
    steps, _ = chosen({"b": b, "a": a}, a ^ b, levels=2)
    assert names(steps) == ["b", "a"]
    assert steps[-1]["cumulative"] == pytest.approx(slow.entropy((a ^ b).tolist()), abs=0.01)


def test_a_gain_too_small_to_pay_says_so():
    rng = np.random.default_rng(0)
    n = 200_000
    a = rng.integers(2, size=n)
    little = np.where(rng.random(n) < 0.52, a, 1 - a)  # ln 2 - H(0.52) = 0.0008 nats, certainly there
    steps, stopped = chosen({"little": little}, a, levels=2)
    assert [step["pays"] for step in steps] == [False]
    assert steps[0]["p_value"] < LEVEL
    share = 1 + 0.52 * np.log2(0.52) + 0.48 * np.log2(0.48)
    assert share < SHARE
    assert stopped.startswith("the next best column adds 0.1")
    assert stopped.endswith("% of H(target), less than 1%")


def test_every_column_may_pay():
    columns, y = world()
    columns = {name: columns[name] for name in "ab"}
    assert chosen(columns, y)[1] == "every column was chosen"


def test_it_ends_after_so_many_steps(monkeypatch):
    monkeypatch.setattr(_selection, "STEPS", 2)
    steps, stopped = chosen(*noisy_world())
    assert names(steps) == ["a", "b"]
    assert stopped == "the first 2 columns all paid"


def test_without_a_column():
    assert chosen({}, [0, 1]) == ([], "no column can be ranked")


def test_what_is_missing_is_a_level_of_its_own():
    # x is missing exactly where y is 1.
    y = np.arange(400) % 2
    x = np.where(y == 1, 255, np.arange(400) // 2 % 2)
    steps, _ = chosen({"x": x}, y, levels=2)
    assert names(steps) == ["x"]
    assert steps[0]["gain"] == pytest.approx(np.log(2), abs=0.01)


@pytest.mark.parametrize("threads", [1, 3])
def test_threads_and_the_order_of_the_rows_move_no_digit(threads):
    columns, y = noisy_world(n=300)
    there = chosen(columns, y)
    i = np.random.default_rng(9).permutation(300)
    assert chosen({name: c[i] for name, c in columns.items()}, y[i], threads=threads) == there


def test_noise_is_seldom_taken_however_much_there_is():
    """The 5 % level is shared among all the columns that could have been taken."""
    taken = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        y = rng.integers(2, size=300)
        steps, _ = chosen({f"noise {j}": rng.integers(4, size=300) for j in range(60)}, y)
        taken += bool(names(steps))
    assert taken <= 6  # Binomial(40, 0.05): 7 or more in 3 of 100 such runs


@pytest.mark.parametrize(
    ("pays", "gains", "place"),
    [
        ([True, True, True], [1, 2, 3], 0),
        ([False, True, True], [1, 2, 3], 1),
        ([False, False, True], [3, 2, 1], 2),
        ([False, False, False], [1, 3, 2], 1),
        ([False], [1], 0),
    ],
)
def test_the_first_that_pays_is_taken_else_the_largest_gain(pays, gains, place):
    attempts = [lambda p=p, g=g: {"pays": p, "gain": g} for p, g in zip(pays, gains)]
    with ThreadPoolExecutor(2) as pool:
        found = _selection._first_to_pay(attempts, pool)
    assert found == (place, {"pays": pays[place], "gain": gains[place]})
