"""What "auto" chooses among continuous variables, what it says, and what it must not do."""

import math

import numpy as np
import pytest

from infoscope.samples import (
    KSG,
    conditional_mutual_information,
    mutual_information,
    o_information,
    pointwise_mutual_information,
    total_correlation,
    worlds,
)
from infoscope.samples.automatic._fit import UNLIKELY, chance_of_the_rest
from infoscope.samples.automatic._reductions import by_columns, by_features, evenly, halves
from infoscope.samples.parametric import GaussianCopula, StudentCopula

WORLDS = {world.name: world for world in worlds.benchmark() + worlds.others()}
QUICK = [name for name in WORLDS if name.endswith("1x1")]
WIDE = ("25x25", "50x50", "16x16", "10x10")


def draw(name, n=1000, seed=0):
    return WORLDS[name].sample(n, np.random.default_rng([seed, n]))


def columns(name, n=1000, seed=0):
    return [v.reshape(n, -1) for v in draw(name, n, seed)]


@pytest.mark.parametrize(
    ("world", "method"),
    [
        ("Wiggly 1x1", "Gaussian copula: neighbours find no more, to within 0."),
        ("Half-cube 2-pair 5x5", "Gaussian copula: what columns tell in pairs, "),
        ("Independent Cauchy 1x1", "Gaussian copula: neighbours find no more, to within 0."),
        ("Student 1 1x1", "Student copula, "),
        ("Asinh Student 2 5x5", "Student copula, "),
        ("Parabola 1x1", "KSG-1, k=3, normal scores: 0."),
        ("Uniform noise 0.1 1x1", "KSG-1, k=3, normal scores: 0."),
        ("Swiss roll 2x1", "KSG-1, k=3, normal scores: 0."),
        ("Checkerboard among noise 4x4", "KSG-1, k=3, normal scores, of 1+1 columns: 0."),
        ("Spiral 2-pair 5x5", "KSG-1, k=3, normal scores, of 2+2 features: 0."),
        ("Parabola of a sum 10x1", "KSG-1, k=3, normal scores, of 1+1 projections: 0."),
        ("Signs among noise 6x1", "KSG-1, k=3, normal scores, of 1+2 projections: 0."),
    ],
)
def test_the_choice_and_its_reason(world, method):
    found = mutual_information(*draw(world)).method
    assert found.startswith(method)
    assert found.endswith(("nats beyond a Gaussian copula", "nats beyond a Student copula")) or (
        "no more, to within" in found
    )


@pytest.mark.parametrize("name", QUICK)
def test_no_miss_without_a_warning(name):
    estimate = mutual_information(*draw(name))
    assert abs(float(estimate) - WORLDS[name].information) < 0.1 or estimate.warnings


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in WORLDS if not name.endswith(WIDE)])
def test_no_miss_without_a_warning_at_more_rows(name):
    for seed in range(3):
        estimate = mutual_information(*draw(name, 5000, seed))
        assert abs(float(estimate) - WORLDS[name].information) < 0.1 or estimate.warnings


@pytest.mark.slow
def test_bias_on_the_benchmark():
    """Three seeds of 5000 rows: at least 34 of 40 tasks within 0.05 nats, 35 within 0.1."""
    off = []
    for world in worlds.benchmark():
        values = [float(mutual_information(*draw(world.name, 5000, seed))) for seed in range(3)]
        off.append(abs(np.mean(values) - world.information))
    assert sum(o <= 0.05 for o in off) >= 34
    assert sum(o <= 0.1 for o in off) >= 35


@pytest.mark.parametrize(
    "name", ["Gaussian 1x1", "Dense 3x3", "Student 1 2x2", "Student 3 5x5", "2-pair 3x3"]
)
def test_what_is_right_carries_no_warning(name):
    for seed in range(3):
        assert mutual_information(*draw(name, seed=seed)).warnings == ()


def test_a_reduction_says_that_it_is_a_lower_bound():
    for name in ("Checkerboard among noise 4x4", "Spiral 2-pair 5x5"):
        assert any(w.startswith("a lower bound") for w in mutual_information(*draw(name)).warnings)


def test_what_a_copula_leaves_is_said():
    """A law that only few rows hide: no neighbours find more than the copula, yet it is refuted."""
    estimate = mutual_information(*draw("Spiral Normal CDF 2-pair 3x3", seed=3))
    assert estimate.method.startswith("Gaussian copula")
    assert estimate.warnings[-1].startswith("too low: x and y have more to do with each other")


def test_a_copula_is_doubted_before_it_is_refuted():
    """Gaussian pairs cubed and turned: a t copula misses a fifth of what they tell, as do so few rows."""
    doubted = 0
    for seed in range(3):
        estimate = mutual_information(*draw("Turned cubes 3x3", seed=seed))
        assert estimate.method.startswith("Student copula")
        assert float(estimate) < WORLDS["Turned cubes 3x3"].information - 0.1
        assert any("too low" in warning for warning in estimate.warnings)
        doubted += any(warning.startswith("perhaps too low") for warning in estimate.warnings)
    assert doubted


def test_nothing_found_in_many_columns_is_said_to_be_little():
    """sin(3 t) of a sum of ten columns: no pair, no polynomial and no neighbour sees a wave so fine."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(1000, 10))
    y = np.sin(3 * x.sum(axis=1) / math.sqrt(10)) + 0.3 * rng.normal(size=1000)
    told = mutual_information(x, y)
    assert float(told) < 0.1
    assert any("nothing found is not nothing there" in warning for warning in told.warnings)
    alone = mutual_information(rng.normal(size=1000), rng.normal(size=1000))
    found = mutual_information(x, x[:, 0] + y)
    for estimate in (alone, found):
        assert not any("nothing found" in warning for warning in estimate.warnings)


@pytest.mark.parametrize(
    ("name", "copula"),
    [
        ("2-pair 3x3", GaussianCopula()),
        ("Independent Cauchy 1x1", GaussianCopula()),
        ("Student 1 1x1", StudentCopula()),
        ("Student 3 5x5", StudentCopula()),
        ("Gaussian 0.99 1x1", GaussianCopula()),
        ("Gaussian 0.999 1x1", GaussianCopula()),
    ],
)
def test_a_true_law_is_not_refuted(name, copula):
    assert all(chance_of_the_rest(copula, *columns(name, seed=seed)) > UNLIKELY for seed in range(10))


@pytest.mark.parametrize("name", ["Clayton copula 1x1", "Heteroscedastic 1x1", "Product 2x1", "Disc 1x1"])
@pytest.mark.parametrize("copula", [GaussianCopula(), StudentCopula()])
def test_a_false_law_is_refuted(name, copula):
    assert all(chance_of_the_rest(copula, *columns(name, 2000, seed)) < UNLIKELY for seed in range(3))


def test_atoms_and_few_rows_are_left_to_neighbours():
    def neighbours(a, b):
        return mutual_information(a, b, estimator=KSG(transform="normal_scores"))

    x, y = draw("Gaussian 1x1", 200)
    for a, b in [(x[:15], y[:15]), (np.round(x), y)]:
        assert mutual_information(a, b, kind="continuous") == neighbours(a, b)


def test_local_values_stand_in_their_rows():
    x, y = draw("2-pair 3x3", 400)
    rows = np.random.default_rng(1).permutation(400)
    local = pointwise_mutual_information(x, y)
    assert pointwise_mutual_information(x[rows], y[rows]) == pytest.approx(local[rows], abs=1e-12)
    assert local.mean() == pytest.approx(float(mutual_information(x, y)), rel=1e-12)
    gaussian = pointwise_mutual_information(x, y, estimator=GaussianCopula())
    assert local == pytest.approx(gaussian, abs=1e-12)


def test_many_rows_are_chosen_for_by_few_and_measured_by_all():
    x, y = draw("Clayton copula 1x1", 25_000)
    estimate, ksg = (mutual_information(x, y, estimator=e) for e in ("auto", KSG(transform="normal_scores")))
    assert (estimate.value, estimate.std_error) == (ksg.value, ksg.std_error)
    x, y = draw("Gaussian 1x1", 25_000)
    copula = mutual_information(x, y, estimator=GaussianCopula())
    assert float(mutual_information(x, y)) == pytest.approx(float(copula), rel=1e-12)


def test_other_quantities_take_the_law_of_all_variables():
    """X → Z → Y, Gaussian then bent: I(X;Y|Z) = 0, and T = I(X;Z) + I(Z;Y)."""
    rng = np.random.default_rng(2)
    x = rng.normal(size=2000)
    z = x + rng.normal(size=2000)
    y = z + rng.normal(size=2000)
    straight = conditional_mutual_information(np.exp(x), y, z)
    assert straight.method.startswith("Gaussian copula")
    assert abs(float(straight)) < 4 * straight.std_error
    total = total_correlation(x, y, z)
    assert total.method.startswith("Gaussian copula")
    assert float(total) == pytest.approx(0.5 * np.log(2) + 0.5 * np.log(3), abs=4 * total.std_error)
    bent = conditional_mutual_information(x, z**2 + 0.1 * rng.normal(size=2000), z)
    assert bent.method.startswith("KSG")
    assert abs(float(bent)) < 0.05


@pytest.mark.parametrize("n", [20, 101, 10_000])
def test_halves_and_samples_lie_evenly(n):
    (one, other), again = halves(n)
    assert sorted([*one, *other]) == list(range(n))
    assert again[0] is other
    for part in (one, other, evenly(n, n // 3)):
        assert (np.diff(part) > 0).all()
        assert np.diff(part).max() <= 2 * n / len(part)
        assert (
            abs((part % 2).mean() - 0.5) <= 2 / len(part) ** 0.5 / 2
        )  # of mirror images, no more of one side


def test_reductions_choose_on_one_half_and_measure_on_the_other():
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(2, 1200, 3))
    y[:, 2] = x[:, 1] ** 2 + 0.1 * rng.normal(size=1200)
    pairs = by_columns(x, y, lambda a, b: (float(abs(np.corrcoef(a[:, 0] ** 2, b[:, 0])[0, 1])), 0.1))
    for rows, of_x, of_y in pairs:
        assert (of_x == x[rows][:, [1]]).all()
        assert (of_y == y[rows][:, [2]]).all()
    for rows, f, g in by_features(x, y):
        assert f.shape == g.shape == (len(rows), 1)
        assert abs(np.corrcoef(f[:, 0], g[:, 0])[0, 1]) > 0.9
    assert by_columns(x, y, lambda a, b: (0.0, 1.0)) == []


def test_labels_and_numbers_together_are_for_neighbours_of_any_kind():
    rng = np.random.default_rng(4)
    label = rng.integers(0, 3, size=1000)
    x = label + rng.normal(size=1000)
    y = x + rng.normal(size=1000)
    assert mutual_information(x, label).method == "Ross, k=3, normal scores"
    found = conditional_mutual_information(x, y, label)
    assert found.method.startswith("mixed KSG")
    assert float(found) == pytest.approx(0.5 * np.log(2), abs=4 * found.std_error)
    absent = np.where(x > 1, x, 0.0)  # zero for half of the rows
    assert mutual_information(absent, y).method.startswith("mixed KSG")


@pytest.mark.parametrize(("rho", "n"), [(0.999, 40), (0.9999, 80), (0.99, 20)])
def test_what_ranks_cannot_resolve_is_no_student_law(rho, n):
    """Ranks that agree by the dozen are a peak without bound to the likelihood of few degrees of freedom."""
    found = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=n)
        e = mutual_information(x, rho * x + math.sqrt(1 - rho**2) * rng.normal(size=n))
        found.append(float(e))
        assert any("closer to each other" in warning for warning in e.warnings)
    error = np.std(found) / math.sqrt(len(found))
    assert np.mean(found) == pytest.approx(-0.5 * math.log(1 - rho**2), abs=4 * error)


@pytest.mark.parametrize("measure", [total_correlation, o_information])
def test_a_copula_that_nothing_was_held_to_says_so(measure):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(500, 8))
    x[:, 1] = x[:, 0] ** 2 + 0.5 * rng.normal(size=500)
    assert any("nothing but a copula" in warning for warning in measure(x).warnings)
    assert not any("nothing but a copula" in warning for warning in measure(x[:, :5]).warnings)


def test_labels_that_many_columns_tell_together_are_beyond_neighbours():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(1000, 4))
    parity = mutual_information(x, x.prod(axis=1) > 0)  # ln 2
    assert any("too low" in warning for warning in parity.warnings)
    assert not mutual_information(x[:, 0], x[:, 0] + rng.normal(size=1000) > 0).warnings


def test_what_measurements_share_given_a_label_is_the_mean_of_what_they_share_within_each():
    rng = np.random.default_rng(5)
    label = rng.integers(3, size=900)
    x, noise = rng.normal(size=(2, 900))
    y = 0.7 * x + noise
    within = [
        (rows.mean(), mutual_information(x[rows], y[rows], estimator=KSG(transform="normal_scores")).value)
        for rows in (label == each for each in range(3))
    ]
    kinds = ("continuous", "continuous", "discrete")
    found = conditional_mutual_information(x, y, label, kind=kinds)
    assert found.value == pytest.approx(sum(share * value for share, value in within), abs=1e-12)
    assert found.warnings == ()
    moved = conditional_mutual_information(np.exp(x) + 9 * label, y**3 - label, label, kind=kinds)
    assert (moved.value, moved.std_error) == (found.value, found.std_error)


def test_few_rows_of_a_label_are_told():
    rng = np.random.default_rng(6)
    x, y = rng.multivariate_normal([0, 0], [[1, 0.9], [0.9, 1]], size=300).T
    found = conditional_mutual_information(
        x, y, np.arange(300) % 12, kind=("continuous", "continuous", "discrete")
    )
    assert any("25 rows for each label" in warning for warning in found.warnings)
