"""Mixtures of labels and numbers: against every pair, against Ross, and against truths by integration."""

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from infoscope import samples
from infoscope.samples import MixedKSG, Ross, _quantity
from infoscope.samples.neighbours._ball import Rows, ball
from reference import neighbours as reference
from samples.worlds import bivariate_gaussian, draw, gaussian_classes, gaussian_information

DIGITS = 1e-10
STATED = 0.01


def gaps_of(columns, codes):
    """One matrix of distances a variable: infinite where labels differ."""
    gaps = []
    for c, code in zip(columns, codes):
        gap = reference.distances(c) if c.shape[1] else np.zeros((len(c), len(c)))
        if code is not None:
            gap = np.where(np.equal.outer(code, code), gap, np.inf)
        gaps.append(gap)
    return gaps


def mixtures(n, seed):
    """name -> (columns, codes) of three variables: numbers, labels, and both."""
    rng = np.random.default_rng(seed)
    numbers = [np.tanh(draw("Gaussian", n, d, seed + 10 * i)) for i, d in enumerate((1, 2, 1))]  # within ±1
    two, four = rng.integers(0, 2, size=n), rng.integers(0, 4, size=n)
    none = np.empty((n, 0))
    atom = np.where(rng.random((n, 1)) < 0.3, 0.0, numbers[2])
    return {
        "a label": ([numbers[0], numbers[2], none], [None, None, two]),
        "two labels": ([none, numbers[2], none], [four, None, two]),
        "columns and labels": ([numbers[1], none, numbers[2]], [None, four, None]),
        "both within one": ([numbers[1], numbers[2], none], [two, None, four]),
        "an atom apart": ([atom, numbers[0], none], [(atom[:, 0] == 0).astype(int), None, two]),
    }


QUANTITIES = [
    _quantity.conditional_mutual_information(),
    _quantity.total_correlation(3),
    _quantity.dual_total_correlation(3),
    _quantity.interaction_information(3),
]


@pytest.mark.parametrize("name", mixtures(8, 0))
@pytest.mark.parametrize("quantity", QUANTITIES, ids=lambda q: q.name)
def test_every_quantity_of_every_mixture(name, quantity):
    for seed, (k, n) in enumerate([(1, 40), (3, 90), (6, 70), (14, 60)]):
        columns, codes = mixtures(n, seed)[name]
        rows = Rows(columns, codes)
        label = rows.label(rows.every)
        rows = rows.only(np.bincount(label)[label] > 1)
        local = ball(rows, quantity.terms, k).local
        gaps = gaps_of(rows.columns, rows.codes)
        if name == "an atom apart":
            mean, error = local.mean(), STATED  # ties: below
            slow = broken(rows, quantity.terms, k)
            assert mean == pytest.approx(slow[0], abs=error + 4 * slow[1]), (k, n)
        else:
            slow = np.array(reference.ball_of(gaps, quantity.terms, k))
            assert local == pytest.approx(slow, abs=DIGITS), (k, n)


def broken(rows, terms, k):
    """The estimate averaged over noise in the numbers, smaller than any gap; each variable has one column."""
    numbers = [i for i in range(3) if rows.columns[i].shape[1]]

    def local(*gaps):
        every = gaps_of([np.empty((rows.n, 0))] * 3, rows.codes)
        for i, gap in zip(numbers, gaps):
            every[i] = np.maximum(every[i], gap)
        return reference.ball_of(every, terms, k)

    return reference.broken_ties(local, [rows.columns[i][:, 0] for i in numbers], draws=20, seed=1)


@pytest.mark.parametrize("step", [None, 0.3, 1.0])
@pytest.mark.parametrize("d", [1, 2])
def test_of_numbers_and_labels_it_is_that_of_ross(step, d):
    rng = np.random.default_rng(d)
    x, label = gaussian_classes(200, rng)
    x = np.column_stack([x, rng.normal(size=200)])[:, :d]
    x = x if step is None else np.round(x / step)
    kind = ("continuous", "discrete")
    mixed = samples.mutual_information(x, label, estimator=MixedKSG(4), kind=kind)
    ross = samples.mutual_information(x, label, estimator=Ross(4), kind=kind)
    assert mixed.value == pytest.approx(ross.value, abs=1e-12)
    assert mixed.std_error == pytest.approx(ross.std_error, rel=1e-12)


def test_of_numbers_it_is_ksg():
    rng = np.random.default_rng(3)
    x, y = bivariate_gaussian(0.6, 150, rng)
    mixed = samples.mutual_information(x, y, estimator="mixed_ksg", kind="continuous")
    assert mixed.value == pytest.approx(samples.mutual_information(x, y, estimator="ksg").value, abs=1e-12)


def test_any_scale_gives_the_same_digits():
    """Rows of other labels stay beyond reach, however vast or tiny the numbers are."""
    rng = np.random.default_rng(4)
    x, label = gaussian_classes(120, rng)
    values = {
        samples.mutual_information(x * 2.0**e, label, estimator="mixed_ksg").value
        for e in (0, -900, 900, 1020, 3)
    }
    assert len(values) == 1


def test_rows_with_labels_of_their_own_are_left_out_and_take_the_mean():
    rng = np.random.default_rng(5)
    x, label = rng.normal(size=60), np.array(["a", "b"] * 30)
    without = samples.mutual_information(x[:-1], label[:-1], estimator="mixed_ksg")
    label[-1] = "rare"
    for estimator in ("mixed_ksg", "ross"):
        estimate = samples.mutual_information(x, label, estimator=estimator)
        assert estimate.value == pytest.approx(without.value, abs=1e-12)
        assert estimate.warnings == ("1 observations left out: their label is seen only once",)
        local = samples.pointwise_mutual_information(x, label, estimator=estimator)
        assert local.shape == (60,)
        assert local.mean() == pytest.approx(estimate.value, abs=1e-12)
    label[:2] = "seldom"
    said = samples.mutual_information(x, label, estimator="mixed_ksg").warnings
    assert "the rarest label is seen 2 times" in said[-1]


def test_labels_alone_have_no_distances():
    with pytest.raises(ValueError, match="it takes a continuous or mixed variable among them"):
        samples.mutual_information(["a", "b"] * 9, ["c", "d"] * 9, estimator="mixed_ksg")


def discrete_and_uniform(n, rng, m=5):
    """X of m whole numbers, Y uniform on [X, X + 2]: I = ln m - (m - 1) ln 2 / m (Gao et al. 2017)."""
    x = rng.integers(0, m, size=n)
    return x, x + 2 * rng.random(n)


def zero_inflated_poisson(n, rng, p=0.15):
    """X exponential, Y 0 with chance p and else Poisson(X) (Gao et al. 2017)."""
    x = rng.exponential(size=n)
    return x, np.where(rng.random(n) < p, 0, rng.poisson(x))


def information_of_zero_inflated_poisson(p=0.15):
    """H(Y) - H(Y|X): P(Y = y) = p [y = 0] + (1 - p) 2^-(y+1), given x = p [y = 0] + (1 - p) Poisson(x)."""
    y = np.arange(120)
    margin = (1 - p) * 0.5 ** (y + 1.0) + p * (y == 0)

    def given(x):
        mass = (1 - p) * np.exp(y * np.log(x) - x - [math.lgamma(v + 1) for v in y]) + p * (y == 0)
        mass = mass[mass > 0]
        return -math.exp(-x) * float((mass * np.log(mass)).sum())

    return -float((margin * np.log(margin)).sum()) - quad(given, 1e-12, 45, limit=200)[0]


def inflated(n, rng, p=0.3):
    """X is 0 with chance p, else N(0, 1); Y = X + N(0, 1)."""
    x = np.where(rng.random(n) < p, 0.0, rng.normal(size=n))
    return x, x + rng.normal(size=n)


def information_of_inflated(p=0.3):
    def density(y):
        return p * norm.pdf(y) + (1 - p) * norm.pdf(y, 0, math.sqrt(2))

    entropy = quad(lambda y: -density(y) * math.log(density(y)), -14, 14, limit=200)[0]
    return entropy - 0.5 * math.log(2 * math.pi * math.e)


def censored(n, rng):
    """X = max(Z, 0), Y = Z + N(0, 1) with Z normal."""
    z = rng.normal(size=n)
    return np.maximum(z, 0), z + rng.normal(size=n)


def information_of_censored():
    """I(Z;Y) less what Y tells of Z where Z < 0: h(Y | Z < 0) - h(noise), half of the time."""

    def below(y):
        return 2 * norm.pdf(y, 0, math.sqrt(2)) * norm.cdf(-y / math.sqrt(2))

    entropy = quad(lambda y: -below(y) * math.log(below(y)), -10, 7, limit=200)[0]
    return 0.5 * math.log(2) - 0.5 * (entropy - 0.5 * math.log(2 * math.pi * math.e))


TRUTHS = {  # name -> (world, truth, kinds)
    "discrete and uniform": (
        discrete_and_uniform,
        math.log(5) - 0.8 * math.log(2),
        ("discrete", "continuous"),
    ),
    "the same, all numbers": (discrete_and_uniform, math.log(5) - 0.8 * math.log(2), "continuous"),
    "zero-inflated Poisson": (zero_inflated_poisson, information_of_zero_inflated_poisson(), "continuous"),
    "an atom at zero": (inflated, information_of_inflated(), "continuous"),
    "an atom at zero, apart": (inflated, information_of_inflated(), ("mixed", "continuous")),
    "censored": (censored, information_of_censored(), ("mixed", "continuous")),
}
SMOOTHED = 0.012  # bias left at n = 2000, of steps and slopes within the balls


@pytest.mark.parametrize("name", TRUTHS)
def test_worlds_of_known_information(name):
    world, truth, kind = TRUTHS[name]
    rng = np.random.default_rng(0)
    estimates = [
        samples.mutual_information(*world(2000, rng), estimator=MixedKSG(), kind=kind) for _ in range(8)
    ]
    values = [float(e) for e in estimates]
    error = np.std(values, ddof=1) / 8**0.5
    assert np.mean(values) == pytest.approx(truth, abs=SMOOTHED + 4 * error)
    assert error < 0.01


def test_conditional_on_labels():
    """Z of three labels shifts X and Y, which are a Gaussian pair within each."""
    rng = np.random.default_rng(1)
    values = []
    for _ in range(8):
        x, y = bivariate_gaussian(0.6, 1500, rng)
        z = rng.integers(0, 3, size=1500)
        values.append(float(samples.conditional_mutual_information(x + z, y - z, z, estimator="mixed_ksg")))
    error = np.std(values, ddof=1) / 8**0.5
    assert np.mean(values) == pytest.approx(gaussian_information(0.6), abs=SMOOTHED + 4 * error)


def test_nothing_is_cut_off_at_zero():
    rng = np.random.default_rng(2)
    label = rng.integers(0, 3, size=(40, 100))
    x = rng.normal(size=(40, 100))
    values = [float(samples.mutual_information(*pair, estimator="mixed_ksg")) for pair in zip(x, label)]
    assert min(values) < 0 < max(values)
    assert abs(np.mean(values)) < 4 * np.std(values) / 40**0.5 + 0.01
