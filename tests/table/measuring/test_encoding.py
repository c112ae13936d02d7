"""Groups of labels: planted ones are found, what they tell is what they do tell, and chance makes none."""

import math

import numpy as np
import pytest

from infoscope import table

RATES = np.array([0.05, 0.2, 0.5, 0.8])
KINDS = np.arange(240) % 4


def rows(n, seed, kinds=KINDS, rates=RATES):
    rng = np.random.default_rng(seed)
    city = (rng.zipf(1.3, n) - 1) % len(kinds)
    return city, (rng.random(n) < rates[kinds[city]]).astype(int)


def named(city):
    return [f"city {c:03d}" for c in city]


def h(p):
    return -p * math.log2(p) - (1 - p) * math.log2(1 - p)


@pytest.fixture(scope="module")
def told():
    city, y = rows(20_000, 0)
    noise = np.random.default_rng(1).integers(0, 200, len(y))
    return table.report({"city": named(city), "noise": [f"n{v}" for v in noise], "y": y}, target="y")


def test_planted_groups_are_found(told):
    (found,) = told.encodings
    assert (found["name"], found["n_labels"], found["levels"]) == ("city", 240, 4)
    assert sum(g["weight"] for g in found["groups"]) == pytest.approx(1.0)
    labels = [label for g in found["groups"] for label in g["labels"]]
    assert sorted(labels) == [f"city {c:03d}" for c in range(240)]
    for group in found["groups"]:
        kinds = KINDS[[int(label[-3:]) for label in group["labels"][:10]]]
        assert len(set(kinds)) == 1  # the commonest labels of a group are of one kind
        rate = RATES[kinds[0]]
        assert group["proportion"] == pytest.approx(rate if group["level"] == "1" else 1 - rate, abs=0.04)


def test_what_groups_tell_is_held_against_rows_that_did_not_make_them():
    told, exact = [], []
    for seed in range(6):
        city, y = rows(5_000, seed)
        (found,) = table.report({"city": named(city), "y": y}, target="y").encodings
        told.append(found["information"])
        weight = np.bincount(city, minlength=240) / len(city)
        rate = RATES[KINDS]
        exact.append(h(weight @ rate) - weight @ [h(r) for r in rate])
        assert found["share"] == pytest.approx(found["information"] / _told_alone(city, y), rel=1e-9)
    # groups made of some of the rows tell less than the labels do, never more on average: no optimism
    assert 0.75 * np.mean(exact) < np.mean(told) < 1.02 * np.mean(exact)


def _told_alone(city, y):
    (row,) = table.report({"city": named(city), "y": y}, target="y").features
    return row["information"]


def test_the_order_of_the_rows_changes_nothing(told):
    city, y = rows(2_000, 3)
    order = np.random.default_rng(0).permutation(len(y))
    one, other = (
        table.report({"city": named(city[i]), "y": y[i]}, target="y").encodings
        for i in (np.arange(len(y)), order)
    )
    assert one == other


@pytest.mark.parametrize("seed", range(4))
def test_chance_makes_no_groups(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, 300, 2_000), rng.integers(0, 2, 2_000)
    assert table.report({"x": named(x), "y": y}, target="y").encodings == []


def test_few_labels_numbers_and_a_table_without_a_target_are_left_alone():
    city, y = rows(2_000, 0, kinds=np.arange(8) % 4)
    data = {"city": named(city), "z": np.random.default_rng(0).normal(size=2_000) + y, "y": y}
    assert table.report(data, target="y").encodings == []
    assert table.report(data).encodings == []


def test_a_continuous_target_is_told_in_bins():
    rng = np.random.default_rng(0)
    city = rng.integers(0, 60, 8_000)
    y = rng.normal(size=8_000) + 4.0 * (city % 3)
    (found,) = table.report({"city": named(city), "y": y}, target="y").encodings
    assert found["levels"] == 3
    assert {len({int(x[-3:]) % 3 for x in g["labels"]}) for g in found["groups"]} == {1}


def test_it_is_shown_everywhere(told):
    sentence = "240 labels can be merged into 4 groups that keep"
    assert sentence in " ".join(repr(told).split())
    assert sentence in told.to_html()
    assert '"encodings"' in told.to_json()


def test_labels_are_escaped():
    city, y = rows(2_000, 0, kinds=np.arange(40) % 4)
    page = table.report({"c": [f"<b>{c}</b>" for c in city], "y": y}, target="y").to_html()
    assert "can be merged into" in page
    assert "<b>" not in page
