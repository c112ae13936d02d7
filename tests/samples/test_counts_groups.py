"""Any quantity of labels through any estimator from counts."""

import math

import numpy as np
import pytest

from infoscope import samples
from infoscope.samples import conditional_mutual_information, entropy, mutual_information
from infoscope.samples.counts.choices import CHOICES
from reference import counts as reference
from reference import labels as reference_labels
from reference.labels import CONDITIONAL, MUTUAL, through

DISCRETE = ("discrete", "discrete")
LAWS = sorted(reference_labels.LAWS)


def pair(rows, columns, n, seed):
    rng = np.random.default_rng(seed)
    x = np.r_[0, 1, rng.integers(0, rows, size=n - 2)]
    y = (x + rng.integers(0, columns, size=n)) % columns
    y[:2] = 0, 1
    return x, y


def repeats(name):
    return range(1 if name == "nsb" else 10)


@pytest.mark.parametrize("name", CHOICES)
@pytest.mark.parametrize(("rows", "columns", "n"), [(2, 2, 30), (3, 4, 40), (12, 9, 60)])
def test_mutual_information_agrees_with_the_slow_version(name, rows, columns, n):
    if name == "nsb" and rows > 3:
        pytest.skip("the slow version has no end")
    for seed in repeats(name):
        x, y = pair(rows, columns, n, seed)
        estimate = mutual_information(x, y, estimator=name, kind=DISCRETE)
        assert float(estimate) == pytest.approx(through(name, (x.tolist(), y.tolist()), MUTUAL), abs=1e-9)


@pytest.mark.parametrize("name", sorted(set(CHOICES) - {"nsb"}))
def test_conditional_mutual_information_agrees_with_the_slow_version(name):
    for seed in repeats(name):
        x, y = pair(3, 4, 80, seed)
        z = np.r_[0, 1, np.random.default_rng(seed + 50).integers(0, 3, size=78)]
        estimate = conditional_mutual_information(x, y, z, estimator=name, kind=("discrete",) * 3)
        expected = through(name, (x.tolist(), y.tolist(), z.tolist()), CONDITIONAL)
        assert float(estimate) == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize("name", ["plug_in", "miller_madow"])
@pytest.mark.parametrize(("rows", "columns", "n"), [(2, 2, 30), (3, 7, 200), (50, 40, 100)])
def test_the_error_of_the_delta_method(name, rows, columns, n):
    for seed in range(5):
        x, y = pair(rows, columns, n, seed)
        error = reference_labels.plug_in_error(x.tolist(), y.tolist())
        estimate = mutual_information(x, y, estimator=name, kind=DISCRETE)
        assert estimate.std_error == pytest.approx(error, abs=1e-10)


@pytest.mark.parametrize(
    ("name", "left_out"),
    [("jackknife", "plug_in"), ("zhang", "zhang"), ("chao_shen", "chao_shen"), ("chao_wang_jost",) * 2],
)
def test_the_error_of_leaving_one_row_out(name, left_out):
    for seed in range(3):
        x, y = (column.tolist() for column in pair(3, 4, 40, seed))
        rows = [[column[:i] + column[i + 1 :] for column in (x, y)] for i in range(40)]
        without = [(39 * through(left_out, columns, MUTUAL), 1) for columns in rows]
        estimate = mutual_information(x, y, estimator=name, kind=DISCRETE)
        error = reference.told(without, reference_labels.second_order(x, y))
        assert estimate.std_error == pytest.approx(error, rel=1e-8)


@pytest.mark.parametrize("name", ["james_stein", "jeffreys", "minimax"])
def test_the_error_of_a_shrunk_law_is_that_of_its_derivative(name):
    """Moving a little weight to a cell at a time moves the estimate by the influence of that cell."""
    x, y = pair(3, 3, 60, 3)
    table = np.zeros((3, 3))
    np.add.at(table, (x, y), 1)

    def estimate(n):
        n = n * 60 / n.sum()
        p = np.reshape(reference_labels.LAWS[name](n.ravel().tolist()), (3, 3))
        return sum(map(reference.of_law, (p.sum(0), p.sum(1)))) - reference.of_law(p.ravel())

    seen, step = table.ravel() > 0, 1e-5
    pushed = np.eye(9)[seen].reshape(-1, 3, 3) * step
    g = np.array([(estimate(table + d) - estimate(table - d)) / (2 * step) for d in pushed])
    error = reference.told(list(zip(60 * g, table.ravel()[seen])), reference_labels.second_order(x, y))
    found = mutual_information(x, y, estimator=name, kind=DISCRETE)
    assert found.std_error == pytest.approx(error, rel=1e-5)


@pytest.mark.parametrize("name", CHOICES)
def test_pointwise_values_have_the_estimate_for_their_mean(name):
    x, y = pair(3, 4, 50, 1)
    local = samples.pointwise_mutual_information(x, y, estimator=name, kind=DISCRETE)
    estimate = mutual_information(x, y, estimator=name, kind=DISCRETE)
    assert local.shape == (50,)
    assert local.mean() == pytest.approx(float(estimate), abs=1e-13)
    plain = samples.pointwise_mutual_information(x, y, estimator="plug_in", kind=DISCRETE)
    assert np.ptp(local - plain) == pytest.approx(0, abs=1e-13)


@pytest.mark.parametrize("name", CHOICES)
def test_names_and_order_of_labels_and_rows_change_nothing(name):
    x, y = pair(3, 4, 50, 2)
    estimate = mutual_information(x, y, estimator=name, kind=DISCRETE)
    order = np.random.default_rng(0).permutation(50)
    named = np.array(["c", "a", "b"])[x[order]]
    again = mutual_information(named, 3 - y[order], estimator=name, kind=DISCRETE)
    turned = mutual_information(y, x, estimator=name, kind=DISCRETE)
    for other in (again, turned):
        assert float(other) == pytest.approx(float(estimate), abs=1e-13)
        assert other.std_error == pytest.approx(estimate.std_error, rel=1e-9)


@pytest.mark.parametrize("name", LAWS)
def test_what_is_read_from_one_law_is_never_negative(name):
    for seed in range(20):
        x, y = pair(6, 5, 30, seed)
        assert float(mutual_information(x, y, estimator=name, kind=DISCRETE)) >= -1e-14


def test_nsb_finds_little_where_there_is_nothing():
    """Independent columns, two rows a cell: the plug-in finds its bias, (rows - 1)(columns - 1) / 2n."""
    rng = np.random.default_rng(4)
    found = {"plug_in": [], "nsb": []}
    for _ in range(30):
        x, y = rng.integers(0, 8, size=200), rng.integers(0, 12, size=200)
        for name, values in found.items():
            values.append(float(mutual_information(x, y, estimator=name, kind=DISCRETE)))
    assert np.mean(found["plug_in"]) > 0.15
    assert abs(np.mean(found["nsb"])) < 0.02


def test_an_alphabet_is_that_of_each_variable():
    x, y = pair(3, 4, 40, 5)
    table = np.zeros((6, 6), int)
    np.add.at(table, (x, y), 1)
    law = np.reshape(reference_labels.posterior_mean(table.ravel().tolist(), 0.5), (6, 6))
    expected = sum(map(reference.of_law, (law.sum(0), law.sum(1)))) - reference.of_law(law.ravel())
    estimate = mutual_information(x, y, estimator=samples.Dirichlet("jeffreys", 6), kind=DISCRETE)
    assert float(estimate) == pytest.approx(expected, abs=1e-13)
    assert estimate.method == "Jeffreys prior, K=36"


def test_what_cannot_be_told():
    x = np.arange(20)
    with pytest.raises(ValueError, match="no two rows agree"):
        mutual_information(x, x % 4, estimator=samples.NSB(math.inf), kind=DISCRETE)
    with pytest.raises(ValueError, match="at least the 4 outcomes y was seen with; got 3"):
        mutual_information(x % 3, x % 4, estimator=samples.JamesStein(3), kind=DISCRETE)
    many = np.random.default_rng(0).integers(0, 20, size=(30, 300))
    with pytest.raises(ValueError, match="300 variables are too many"):
        samples.total_correlation(many, estimator="laplace", kind="discrete")
    assert math.isfinite(samples.total_correlation(many, estimator="zhang", kind="discrete").value)


def test_a_single_group_keeps_the_deviation_of_its_posterior():
    x, _ = pair(3, 4, 50, 6)
    n = np.bincount(x).tolist()
    assert entropy(x, estimator="nsb").std_error == pytest.approx(reference.nsb_moments(n)[1], rel=1e-6)


def test_the_error_of_nsb_is_the_plug_in_s_and_what_each_posterior_has_beyond_it():
    x, y = pair(3, 15, 50, 6)
    joint = np.unique(x * 15 + y, return_counts=True)[1]
    groups = [(np.bincount(x), len(set(x))), (np.bincount(y), len(set(y)))]
    groups.append((joint, groups[0][1] * groups[1][1]))
    variance = np.var(reference_labels.log_ratios(x.tolist(), y.tolist())) / 50
    for n, size in groups:
        posterior = samples.entropy_from_counts(n, estimator="nsb", alphabet_size=size).std_error
        variance += max(posterior**2 - np.var(np.repeat(np.log(n[n > 0]), n[n > 0])) / 50, 0)
    estimate = mutual_information(x, y, estimator="nsb", kind=DISCRETE)
    assert estimate.std_error == pytest.approx(math.sqrt(variance), rel=1e-9)


def test_a_table_too_wide_to_lay_out_counts_the_same():
    rng = np.random.default_rng(3)
    x = rng.integers(0, 700, size=900)
    y = (x + rng.integers(0, 2, size=900)) % 700
    slow = through("plug_in", (x.tolist(), y.tolist()), MUTUAL)
    assert len(set(x)) * len(set(y)) > 1 << 16
    estimate = mutual_information(x, y, estimator="plug_in", kind=DISCRETE)
    assert float(estimate) == pytest.approx(slow, rel=1e-10)
