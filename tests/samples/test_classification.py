"""Bounds from a classifier: the formulas, what a perfect one gives, and what is said of one that is not."""

import math

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.discriminant_analysis import QuadraticDiscriminantAnalysis
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC

from infoscope import pmf
from infoscope.samples import (
    Classification,
    conditional_mutual_information,
    jensen_shannon_divergence,
    kl_divergence,
    mutual_information,
    renyi_divergence,
    total_correlation,
)
from infoscope.samples.classification import _bounds
from reference import divergences as reference
from samples import worlds
from samples.test_truth import information_of_classes

LOGISTIC = Classification(LogisticRegression())


class Known(ClassifierMixin, BaseEstimator):
    """The odds of N(0,1) against N(1,1), the first `share` of the rows."""

    def __init__(self, share=0.5, scale=1.0):
        self.share, self.scale = share, scale

    def fit(self, x, y):
        self.classes_ = np.unique(y)
        return self

    def decision_function(self, x):
        return self.scale * (0.5 - x[:, 0]) + math.log(self.share / (1 - self.share))

    def predict_proba(self, x):
        p = 1 / (1 + np.exp(-self.decision_function(x)))
        return np.column_stack([1 - p, p])


def unit_gaussians(n, m, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=n), 1 + rng.normal(size=m)


def test_the_bounds():
    rng = np.random.default_rng(0)
    of_p, of_q = rng.normal(0.5, 1, size=30), rng.normal(-0.5, 1, size=50)
    value, error = _bounds.kl_divergence(of_p, of_q, 1.0, None)
    assert value == pytest.approx(reference.nguyen_wainwright_jordan(of_p, of_q))
    slow = reference.jackknife_error(reference.nguyen_wainwright_jordan, of_p, of_q)
    assert error == pytest.approx(slow)
    value, error = _bounds.jensen_shannon_divergence(of_p, of_q, 1.0, (0.3, 0.7))
    assert value == pytest.approx(reference.classifier_jensen_shannon(of_p, of_q, 0.3, 0.7))
    slow = reference.jackknife_error(lambda *g: reference.classifier_jensen_shannon(*g, 0.3, 0.7), of_p, of_q)
    assert error == pytest.approx(slow)
    for order in (0.5, 2):
        value, error = _bounds.renyi_divergence(of_p, of_q, order, None)
        assert value == pytest.approx(reference.birrell(of_p, of_q, order))
        slow = reference.jackknife_error(lambda *g, a=order: reference.birrell(*g, a), of_p, of_q)
        assert error == pytest.approx(slow, rel=0.2)


def test_bounds_at_infinite_odds():
    fine, sure, wrong = np.zeros(4), np.array([0, 0, 0, np.inf]), np.array([0, 0, 0, -np.inf])
    for bound in _bounds.BOUNDS.values():
        for of_p, of_q in ((wrong, fine), (fine, sure), (sure, sure), (wrong, wrong)):
            assert bound(of_p, of_q, 2.0, (0.5, 0.5))[0] == -math.inf or bound is _bounds.renyi_divergence
        assert bound(wrong, sure, 2.0, (0.5, 0.5))[0] == -math.inf
        assert not math.isnan(bound(sure, wrong, 0.5, (0.5, 0.5))[0])
    everywhere = np.full(4, np.inf)
    right = _bounds.jensen_shannon_divergence(everywhere, -everywhere, 1.0, (0.5, 0.5))
    assert right[0] == pytest.approx(math.log(2))
    assert _bounds.kl_divergence(everywhere, -everywhere, 1.0, None)[0] == math.inf


def test_the_true_odds_give_the_true_divergences():
    x, y = unit_gaussians(20_000, 40_000)
    known = Classification(Known(share=1 / 3))
    grid = np.linspace(-9, 10, 20_001)
    p, q = (np.exp(-((grid - mean) ** 2) / 2) for mean in (0, 1))
    weights = (0.3, 0.7)
    truths = [
        (kl_divergence(x, y, estimator=known, rng=0), 0.5),
        (renyi_divergence(x, y, 0.5, estimator=known, rng=0), 0.25),  # order/2 · Δ²
        (renyi_divergence(x, y, 1.5, estimator=known, rng=0), 0.75),
        (
            jensen_shannon_divergence(x, y, weights=weights, estimator=known, rng=0),
            pmf.jensen_shannon_divergence(p / p.sum(), q / q.sum(), weights=weights),
        ),
    ]
    for found, truth in truths:
        assert abs(float(found) - truth) < 3.5 * found.std_error
        assert 0 < found.std_error < 0.05
        assert found.n == 20_000


def test_other_odds_give_less():
    x, y = unit_gaussians(4000, 4000)
    for measure in (kl_divergence, jensen_shannon_divergence):
        best, timid, bold = (
            measure(x, y, estimator=Classification(Known(scale=scale)), rng=0) for scale in (1.0, 0.3, 1.9)
        )
        assert float(timid) < float(best) - 3 * best.std_error
        assert float(bold) < float(best) - 3 * best.std_error


def test_sizes_of_the_samples_are_no_evidence():
    """Odds follow the share of rows; the ratio of the laws does not."""
    x, y = unit_gaussians(6000, 1500)
    found = kl_divergence(x, y, estimator=LOGISTIC, rng=1)
    assert abs(float(found) - 0.5) < 3.5 * found.std_error
    assert "lower bound, classification by LogisticRegression, 5 folds" in found.method


def test_many_columns_go_to_a_classifier():
    rng = np.random.default_rng(0)
    x, y = np.exp(rng.normal(size=(600, 6))), np.exp(rng.normal(size=(600, 6)))
    y[:, 0] *= math.e
    found = kl_divergence(x, y, rng=0)
    assert "gradient boosting, 5 folds: 6 columns" in found.method
    assert 0.25 < float(found) < 0.5 + 2 * found.std_error


def test_the_same_seed_the_same_digits():
    x, y = unit_gaussians(100, 80)
    for choice in (Classification(), Classification(RandomForestClassifier(10, min_samples_leaf=20))):
        first, again, other = (kl_divergence(x, y, estimator=choice, rng=seed) for seed in (3, 3, 4))
        assert first == again
        assert float(first) != float(other)


def test_columns_of_several_kinds():
    rng = np.random.default_rng(1)
    x, y = (np.empty((500, 2), dtype=object) for _ in range(2))
    for sample, odds in ((x, 0.2), (y, 0.7)):
        sample[:, 0] = rng.choice(["a", "b"], size=500, p=[odds, 1 - odds])
        sample[:, 1] = rng.normal(size=500)
    truth = pmf.kl_divergence([0.2, 0.8], [0.7, 0.3])
    found = kl_divergence(x, y, rng=0)
    assert "labels with numbers" in found.method
    assert 0.8 * truth < float(found) < truth + 3 * found.std_error


def test_labels_by_name_and_one_column_a_label():
    """Logistic regression on one column a label has the frequencies of the labels for its odds."""
    rng = np.random.default_rng(2)
    p, q = [0.5, 0.3, 0.2], [0.2, 0.3, 0.5]
    x, y = rng.choice(["u", "v", "w"], 4000, p=p), rng.choice(["u", "v", "w"], 4000, p=q)
    for choice in (LOGISTIC, "classification"):
        found = kl_divergence(x.tolist(), y.tolist(), estimator=choice, rng=0)
        assert abs(float(found) - pmf.kl_divergence(p, q)) < 3.5 * found.std_error


def test_more_labels_than_trees_can_tell_apart():
    rng = np.random.default_rng(3)
    x, y = rng.integers(0, 400, size=3000), rng.integers(0, 400, size=3000)
    found = jensen_shannon_divergence(x, y, kind="discrete", estimator="classification", rng=0)
    assert float(found) < 3 * found.std_error


def test_certain_classifiers_are_told_on():
    x, y = unit_gaussians(200, 200)
    found = kl_divergence(x, y, estimator=Classification(KNeighborsClassifier(1)), rng=0)
    assert float(found) == -math.inf
    assert "a probability of 0 or 1" in found.warnings[0]
    assert "CalibratedClassifierCV" in found.warnings[0]
    with pytest.raises(ValueError, match="gives no probabilities; wrap it"):
        kl_divergence(x, y, estimator=Classification(LinearSVC()), rng=0)


def test_overconfident_odds_are_told_on():
    x, y = unit_gaussians(300, 300)
    found = kl_divergence(x, y, estimator=Classification(Known(scale=8.0)), rng=0)
    assert float(found) < 0
    assert any("odds are worse than none" in w for w in found.warnings)


def test_too_few_rows():
    with pytest.raises(ValueError, match="5 folds need 10 observations of each sample or more; got 9"):
        kl_divergence(np.arange(9.0), np.arange(30.0), estimator="classification")
    with pytest.raises(ValueError, match="5 folds need 20 rows or more; got 19"):
        mutual_information(np.arange(19.0), np.arange(19.0), estimator="classification", kind="continuous")


def test_mutual_information_of_gaussians():
    x, y = worlds.bivariate_gaussian(0.6, 4000, np.random.default_rng(0))
    truth = worlds.gaussian_information(0.6)
    exact = mutual_information(x, y, estimator=Classification(QuadraticDiscriminantAnalysis()), rng=0)
    assert abs(float(exact) - truth) < 3.5 * exact.std_error
    trees = mutual_information(x, y, estimator="classification", rng=0)
    assert 0.7 * truth < float(trees) < truth + 2 * trees.std_error
    assert "lower bound, classification by gradient boosting" in trees.method


def test_mutual_information_of_any_kinds():
    rng = np.random.default_rng(1)
    value, label = worlds.gaussian_classes(1500, rng)
    found = mutual_information(value, label, estimator="classification", rng=0)
    assert 0.8 * information_of_classes() < float(found) < information_of_classes() + 2 * found.std_error
    x, y = worlds.joint_labels(1500, rng)
    found = mutual_information(x, y, estimator="classification", rng=0)
    assert 0.7 * worlds.joint_information() < float(found) < worlds.joint_information() + 2 * found.std_error


def test_total_correlation_by_shuffling_every_variable():
    rng = np.random.default_rng(2)
    z = rng.normal(size=6000)
    x = 0.8 * np.column_stack([z, z, z]) + 0.6 * rng.normal(size=(6000, 3))
    covariance = np.full((3, 3), 0.64) + 0.36 * np.eye(3)
    truth = -0.5 * math.log(np.linalg.det(covariance))
    found = total_correlation(x, estimator=Classification(QuadraticDiscriminantAnalysis()), rng=0)
    assert abs(float(found) - truth) < 4 * found.std_error


def test_independence_gives_no_information():
    x, y = np.random.default_rng(3).normal(size=(2, 1000))
    found = mutual_information(x, y, estimator="classification", rng=0)
    assert float(found) < 2 * found.std_error
    with pytest.raises(ValueError, match="conditional mutual information needs another estimator"):
        conditional_mutual_information(x, y, x + y, estimator="classification")


@pytest.mark.slow
def test_the_error_of_mutual_information_is_its_spread():
    rng = np.random.default_rng(0)
    choice = Classification(QuadraticDiscriminantAnalysis())
    found = [
        mutual_information(*worlds.bivariate_gaussian(0.5, 500, rng), estimator=choice, rng=rng)
        for _ in range(300)
    ]
    spread = np.std([float(e) for e in found], ddof=1)
    assert 0.8 <= np.mean([e.std_error for e in found]) / spread <= 1.25
