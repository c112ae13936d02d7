"""The exercise of the field: two-dimensional classes, a trade-off for many β, judged on data held out."""

import numpy as np
import pytest

from infoscope import channel

EDGES = np.linspace(-2.5, 2.5, 7)


def classes(n, rng):
    """Three overlapping clouds in the plane."""
    y = rng.integers(0, 3, n)
    centres = np.array([[0.0, 1.2], [-1.1, -0.6], [1.1, -0.6]])
    return centres[y] + 0.8 * rng.normal(size=(n, 2)), y


def counts(points, y):
    cell = np.ravel_multi_index(np.stack([np.searchsorted(EDGES, c) for c in points.T]), (8, 8))
    table = np.zeros((64, 3), dtype=int)
    np.add.at(table, (cell, y), 1)
    return table


@pytest.fixture(scope="module")
def exercise():
    rng = np.random.default_rng(0)
    train, test = counts(*classes(150, rng)), counts(*classes(20_000, rng))
    seen = train.any(axis=1)
    train, test = train[seen], test[seen]
    betas = np.geomspace(1.2, 100, 30)
    curve = channel.information_bottleneck(train, betas, unit="bits", tol=1e-7)
    return curve, train, channel.held_out_information(curve, train, test, unit="bits")


def test_the_trade_off(exercise):
    curve, _, _ = exercise
    assert (np.diff(curve.information_y) >= -1e-6).all()
    assert curve.information_y[-1] == pytest.approx(curve.total_information, rel=0.01)
    assert curve.clusters[-1] > curve.clusters[0]
    assert 0 < curve.knee.index < len(curve.beta) - 1


def test_the_best_compression_predicts_better_than_keeping_all(exercise):
    curve, _, held_out = exercise
    best = int(held_out.argmax())
    assert 0 < best < len(held_out) - 1
    assert curve.information_x[best] < curve.information_x[-1]
    assert held_out[best] > held_out[-1]
    # on the sample itself more is always better: what is told of new data is less
    assert held_out[best] < curve.information_y[best]
