"""Nearest-neighbour estimates agree with the papers' formulas over every pair."""

from statistics import NormalDist

import numpy as np
import pytest

from infoscope.samples import (
    KSG,
    KozachenkoLeonenko,
    Ross,
    conditional_entropy,
    entropy,
    mutual_information,
)
from infoscope.samples.reading._sorted import normal_scores
from reference import neighbours as reference
from samples.worlds import SHAPES, draw, joint_labels

DIGITS = 1e-10
CONTINUOUS = ("continuous", "continuous")


SIZES = [(k, n) for k in (1, 3, 8) for n in (k + 1, k + 2, 3 * k + 7, 90)]


def agree(estimate, slow):
    return float(estimate) == pytest.approx(slow, rel=DIGITS, abs=DIGITS)


def ksg(x, y, k, **given):
    return mutual_information(x, y, estimator=KSG(k), kind=CONTINUOUS, **given)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("dx", "dy"), [(1, 1), (1, 3), (2, 1), (2, 2)])
def test_ksg(shape, dx, dy):
    for seed, (k, n) in enumerate(SIZES):
        x, y = draw(shape, n, dx, seed), draw(shape, n, dy, seed + 100)
        y[:, 0] += 0.5 * x[:, 0]
        assert agree(ksg(x, y, k), reference.ksg(x, y, k)), (k, n)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("d", [1, 2, 4])
def test_kozachenko_leonenko(shape, d):
    for seed, (k, n) in enumerate(SIZES):
        x = draw(shape, n, d, seed)
        estimate = entropy(x, estimator=KozachenkoLeonenko(k))
        assert agree(estimate, reference.kozachenko_leonenko(x, k)), (k, n)


def labels_of(name, n, seed):
    rng = np.random.default_rng(seed)
    if name == "two":
        return np.arange(n) % 2
    if name == "rare":  # one label seen once, one seen twice, one seen k times for k = 3
        return np.array([0, 1, 1, 2, 2, 2] + [3] * (n - 6))[rng.permutation(n)]
    return rng.integers(0, max(2, n // 4), size=n)  # "many": some seen once


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("labels", ["two", "rare", "many"])
@pytest.mark.parametrize("d", [1, 2])
def test_ross(shape, labels, d):
    for seed, (k, n) in enumerate([(1, 16), (1, 60), (3, 20), (3, 60), (8, 30), (8, 60)]):
        label = labels_of(labels, n, seed)
        x = draw(shape, n, d, seed)
        x[:, 0] += (label % 2) * np.abs(x[:, 0]).mean()
        slow = reference.ross(x, label.tolist(), k)
        kind = ("continuous", "discrete")
        assert agree(mutual_information(x, label, estimator=Ross(k), kind=kind), slow), (k, n)
        assert agree(mutual_information(label, x, estimator=Ross(k), kind=kind[::-1]), slow), (k, n)


def test_four_hundred_observations():
    x, y, label = draw("Gaussian", 400, 1, 1), draw("lognormal", 400, 1, 2), labels_of("rare", 400, 3)
    assert agree(ksg(x, y, 4), reference.ksg(x, y, 4))
    assert agree(entropy(x), reference.kozachenko_leonenko(x, 3))
    assert agree(mutual_information(x, label, estimator="ross"), reference.ross(x, label.tolist(), 3))


def scores(x):
    """By ranks, one column at a time, with the inverse normal law found by bisection."""
    ordered = sorted(x)
    n, law = len(x), NormalDist()
    ranks = [ordered.index(v) + (ordered.count(v) + 1) / 2 for v in x]
    return np.array([law.inv_cdf((rank - 0.5) / n) for rank in ranks])


def test_normal_scores_are_normal_quantiles_of_the_mean_ranks():
    rng = np.random.default_rng(0)
    x = np.column_stack([rng.normal(size=50), rng.integers(0, 6, size=50), np.r_[np.zeros(49), -0.0]])
    slow = np.column_stack([scores(column) for column in x.T])
    assert normal_scores(x) == pytest.approx(slow, abs=1e-12)


def test_with_normal_scores_is_without_on_the_scores():
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=(2, 61))
    label, _ = joint_labels(61, rng)
    a, b = normal_scores(x[:, None]), normal_scores(y[:, None])
    of_labels = mutual_information(x, label, estimator=Ross(transform="normal_scores"))
    assert of_labels.method == "Ross, k=3, normal scores"
    assert float(of_labels) == float(mutual_information(a, label, estimator="ross"))
    both = mutual_information(x, y, estimator=KSG(transform="normal_scores"))
    assert both.method == "KSG-1, k=3, normal scores"
    assert float(both) == float(mutual_information(a, b, estimator="ksg"))


def test_differences_of_infinite_entropies_are_refused():
    rng = np.random.default_rng(6)
    x, y = np.round(rng.normal(size=(2, 200)))
    kl = KozachenkoLeonenko()
    with pytest.raises(ValueError, match=r"conditional entropy .* is inf - inf, .* use KSG\(\)"):
        conditional_entropy(x, y, estimator=kl, kind="continuous")
    finer = x + 0.1 * rng.normal(size=200)
    assert conditional_entropy(finer, y, estimator=kl, kind="continuous").value == np.inf
    assert mutual_information(finer, y, estimator=kl, kind="continuous").value == -np.inf
    assert "atoms" in mutual_information(finer, y, estimator=kl, kind="continuous").warnings[-1]
