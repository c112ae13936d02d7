"""Tied data: the rule is the mean over many ways of breaking the ties by noise, with none drawn.

The slow version draws uniform noise, smaller than any gap, and counts strictly; its mean over the draws
has the standard error that is allowed four times here. Beyond that the rule may differ by what it takes
for granted: that an observation's own noise favours no neighbour over another, and, of several columns,
that one is tied at a time. It says it is about a hundredth of a nat off; where few observations are tied
it is far less.
"""

import numpy as np
import pytest

from infoscope.samples import KSG, KozachenkoLeonenko, Ross, entropy, mutual_information
from reference import neighbours as reference
from samples.worlds import bivariate_gaussian

N = 150
STATED = 0.01
FEW_TIED = 0.003
CONTINUOUS = ("continuous", "continuous")


def columns(x):
    return list(np.reshape(x, (len(x), -1)).T)


def ksg_broken(x, y, k, draws):
    dx = len(columns(x))

    def local(*gaps):
        return reference.ksg_of(np.max(gaps[:dx], axis=0), np.max(gaps[dx:], axis=0), k)

    return reference.broken_ties(local, [*columns(x), *columns(y)], draws, seed=1)


def ross_broken(x, labels, k, draws):
    def local(*gaps):
        return reference.ross_of(np.max(gaps, axis=0), labels.tolist(), k)

    return reference.broken_ties(local, columns(x), draws, seed=1)


def agree(estimate, broken, beyond):
    mean, error = broken
    assert float(estimate) == pytest.approx(mean, abs=beyond + 4 * error)


def ranks(x):
    return x.argsort().argsort()


def plane_worlds():
    """name -> (x, y, what the rule may differ by)."""
    rng = np.random.default_rng(0)
    x, y = bivariate_gaussian(0.8, N, rng)
    again = rng.integers(0, N // 5, size=N)
    return {
        "two decimals": (np.round(x, 2), np.round(y, 2), FEW_TIED),
        "one decimal": (np.round(x, 1), np.round(y, 1), STATED),
        "fine grid": (np.round(50 * x), np.round(50 * y), FEW_TIED),
        "grid": (np.round(5 * x), np.round(5 * y), STATED),
        "coarse grid": (np.round(x), np.round(y), STATED),
        "unequal grids": (np.round(x), np.round(30 * y), STATED),
        "one tied, one not": (np.round(5 * x), y, FEW_TIED),
        "one coarsely tied": (np.round(x), y, FEW_TIED),
        "one binary": (1.0 * (x > 0), y, FEW_TIED),
        "both binary": (1.0 * (x > 0), 1.0 * (y > 0), STATED),
        "coincident points": (x[again], y[again], STATED),
        "ranks": (ranks(x), ranks(y), FEW_TIED),
        "a rank and a grid": (ranks(x), np.round(5 * y), STATED),
        "independent grids": (np.round(5 * x), np.round(5 * rng.permutation(y)), STATED),
        "half in one place": (np.where(x < 0, 0.0, x), np.where(x < 0, 0.0, y), STATED),
    }


SIX_NEIGHBOURS = ("grid", "unequal grids", "one tied, one not", "coincident points")


@pytest.mark.parametrize(
    ("name", "k"), [*((name, 3) for name in plane_worlds()), *((name, 6) for name in SIX_NEIGHBOURS)]
)
def test_ksg_in_the_plane(name, k):
    x, y, beyond = plane_worlds()[name]
    estimate = mutual_information(x, y, estimator=KSG(k), kind=CONTINUOUS)
    agree(estimate, ksg_broken(x, y, k, draws=150), beyond)


@pytest.mark.parametrize(
    ("name", "beyond"),
    [("grid", 0.02), ("coarse grid", 0.02), ("ranks", FEW_TIED), ("coincident points", 0.05)],
)
def test_with_one_neighbour_the_rule_is_coarser(name, beyond):
    """A count that starts at 0, where ψ bends most, in a ball that one tie ends."""
    x, y, _ = plane_worlds()[name]
    estimate = mutual_information(x, y, estimator=KSG(1), kind=CONTINUOUS)
    agree(estimate, ksg_broken(x, y, 1, draws=150), beyond)


def space_worlds():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(N, 2))
    y = 0.6 * x[:, :1] + 0.8 * rng.normal(size=(N, 1))
    again = rng.integers(0, N // 5, size=N)
    one_tied = np.column_stack([np.round(5 * x[:, 0]), x[:, 1]])
    return {
        "fine grid": (np.round(50 * x), np.round(50 * y), FEW_TIED),
        "grid": (np.round(5 * x), np.round(5 * y), STATED),
        "coarse grid": (np.round(x), np.round(y), STATED),
        "two columns tied, one not": (np.round(5 * x), y, STATED),
        "one column tied of three": (one_tied, y, STATED),
        "coincident points": (x[again], y[again], STATED),
        "ranks": (np.column_stack([ranks(c) for c in x.T]), ranks(y[:, 0]), FEW_TIED),
        "independent grids": (np.round(5 * x), np.round(5 * rng.permutation(y)), STATED),
    }


@pytest.mark.parametrize("name", space_worlds())
def test_ksg_in_more_dimensions(name):
    x, y, beyond = space_worlds()[name]
    estimate = mutual_information(x, y, estimator=KSG(3), kind=CONTINUOUS)
    agree(estimate, ksg_broken(x, y, 3, draws=150), beyond)
    turned = mutual_information(y, x, estimator=KSG(3), kind=CONTINUOUS)
    assert turned.value == estimate.value


@pytest.mark.parametrize("step", [0.02, 0.2, 0.5, 1.0])
@pytest.mark.parametrize("d", [1, 2])
def test_ross(step, d):
    rng = np.random.default_rng(2)
    label = rng.integers(0, 2, size=N)
    x = np.round((rng.normal(size=(N, d)) + label[:, None]) / step)
    estimate = mutual_information(x, label, estimator=Ross(3), kind=("continuous", "discrete"))
    agree(estimate, ross_broken(x, label, 3, draws=50), beyond=STATED)


def test_ross_on_ranks_and_with_a_rare_label():
    rng = np.random.default_rng(3)
    label = np.array([0, 0] + [1] * 5 + [2] * (N - 7))
    x = ranks(rng.normal(size=N) + 0.5 * label)
    for values in (x, x // 4):
        estimate = mutual_information(values, label, estimator=Ross(3), kind=("continuous", "discrete"))
        agree(estimate, ross_broken(values, label, 3, draws=40), beyond=STATED)


def test_without_ties_the_rule_is_the_plain_estimate():
    rng = np.random.default_rng(4)
    x, y = bivariate_gaussian(0.6, 300, rng)
    plain = reference.ksg(x[:, None], y[:, None], 3)
    assert float(mutual_information(x, y, estimator="ksg")) == pytest.approx(plain, abs=1e-13)
    assert ksg_broken(x, y, 3, draws=3)[1] == 0.0  # noise below every gap changes nothing


def test_equal_observations_have_no_density():
    x = np.array([0.5] * 4 + list(np.arange(20) * 0.3))
    estimate = entropy(x, kind="continuous")
    assert estimate.value == -np.inf
    assert estimate.std_error == 0.0
    assert "atoms" in estimate.warnings[-1]
    assert np.isfinite(entropy(x, estimator=KozachenkoLeonenko(4)).value)


def test_independence_on_a_grid_is_near_zero():
    """Counting strictly as if nothing were tied gives nats here."""
    rng = np.random.default_rng(5)
    x, y = np.round(3 * rng.normal(size=(2, 1500)))
    estimate = mutual_information(x, y, estimator="ksg")
    assert abs(float(estimate)) < 4 * estimate.std_error
    strict = reference.ksg(x[:400, None], y[:400, None], 3)
    assert strict > 1.0
