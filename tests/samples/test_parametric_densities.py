"""Kernel densities and spacings: the slow version, scipy's, and what is refused."""

import math

import numpy as np
import pytest
from scipy import stats

from infoscope import samples
from infoscope.samples import KernelDensity, Spacings
from reference import parametric as slow
from samples import worlds
from samples.test_parametric import drawn


@pytest.mark.parametrize(("n", "d"), [(2, 1), (30, 1), (25, 3)])
@pytest.mark.parametrize("bandwidth", [0.2, 0.7])
def test_kernel_density_is_that_of_the_slow_version(n, d, bandwidth):
    x = drawn(n, d, n)
    expected = slow.kernel_density(x, bandwidth)
    assert samples.pointwise_entropy(x, estimator=KernelDensity(bandwidth)) == pytest.approx(
        expected, rel=1e-9
    )
    if d == 1:
        return
    found = samples.mutual_information(x[:, 0], x[:, 1:], estimator=KernelDensity(bandwidth))
    parts = slow.kernel_density(x[:, :1], bandwidth) + slow.kernel_density(x[:, 1:], bandwidth) - expected
    assert float(found) == pytest.approx(parts.mean(), rel=1e-8)


@pytest.mark.parametrize("block", [1, 7, 100])
def test_blocks_leave_the_answer(block, monkeypatch):
    from infoscope.samples.parametric import _kernel_density

    x = drawn(20, 2, 0)
    whole = samples.pointwise_entropy(x, estimator="kernel_density")
    monkeypatch.setattr(_kernel_density, "BLOCK", block)
    assert samples.pointwise_entropy(x, estimator="kernel_density") == pytest.approx(whole, rel=1e-12)


@pytest.mark.parametrize("rule", ["scott", "silverman", None])
def test_the_bandwidth_is_that_of_scipy(rule):
    x = drawn(40, 2, 1)
    factor = stats.gaussian_kde(x.T, bw_method=rule).factor
    expected = slow.kernel_density(x, factor).mean()
    assert float(samples.entropy(x, estimator=KernelDensity(rule))) == pytest.approx(expected, rel=1e-10)


def test_no_bandwidth_nearby_is_more_likely():
    x = worlds.draw("heavy tails", 200, 1, 2)
    found = samples.entropy(x, estimator=KernelDensity("likelihood"))
    bandwidth = float(found.method.rpartition(" ")[2])
    assert float(found) <= min(slow.kernel_density(x, bandwidth * by).mean() for by in (0.9, 1.1))


def test_an_observation_far_from_all_others():
    x = np.append(np.random.default_rng(3).normal(size=400), 1e3)
    local = samples.pointwise_entropy(x, estimator=KernelDensity(0.001))
    width = 0.001 * x.std(ddof=1)
    gap = (1e3 - x[:-1].max()) / width
    assert local[-1] == pytest.approx(0.5 * gap**2, rel=1e-3)


def test_information_by_kernels_and_what_is_said_of_it():
    x, y = worlds.bivariate_gaussian(0.6, 2000, np.random.default_rng(4))
    found = samples.mutual_information(x, y, estimator="kernel_density")
    assert float(found) == pytest.approx(worlds.gaussian_information(0.6), abs=0.05)
    assert found.warnings == ()
    assert float(samples.mutual_information(x, 2 * x + 3, estimator="kernel_density")) == math.inf
    said = samples.mutual_information(drawn(50, 2, 5), drawn(50, 2, 6), estimator="kernel_density").warnings
    assert "smooth much away" in said[-1]


@pytest.mark.parametrize("method", ["auto", "vasicek", "van es", "ebrahimi", "correa"])
@pytest.mark.parametrize("m", [None, 1, 4])
def test_spacings_are_those_of_scipy(method, m):
    x = drawn(30, 1, 7)[:, 0]
    expected = stats.differential_entropy(x, window_length=m, method=method)
    assert float(samples.entropy(x, estimator=Spacings(method, m))) == pytest.approx(expected, rel=1e-12)


def test_spacings_are_those_of_the_slow_version():
    x = drawn(30, 1, 8)[:, 0]
    found = samples.entropy(x, estimator=Spacings("vasicek", 3))
    assert float(found) == pytest.approx(slow.spacings(x, 3), rel=1e-12)
    local = samples.pointwise_entropy(x, estimator=Spacings("ebrahimi", 3))
    ordered = np.sort(x)
    assert local[np.argsort(x)[10]] == pytest.approx(math.log(30 / 6 * (ordered[13] - ordered[7])))
    assert local[np.argmin(x)] == pytest.approx(math.log(30 / 3 * (ordered[3] - ordered[0])))


LAWS = {  # reference case 13: law -> entropy
    "Gaussian": (stats.norm(), 1.41893853),
    "uniform": (stats.uniform(31, 76), 6.24792751 * math.log(2)),
    "Laplace": (stats.laplace(), 1.69314718),
    "narrow": (stats.uniform(0, 0.1), -2.30258509),
}


@pytest.mark.parametrize("law", LAWS)
def test_spacings_of_known_laws(law):
    drawn_from, truth = LAWS[law]
    x = drawn_from.rvs(size=5000, random_state=np.random.default_rng(9))
    for method in ("ebrahimi", "correa"):
        found = samples.entropy(x, estimator=Spacings(method))
        assert float(found) == pytest.approx(truth, abs=4 * found.std_error + 0.02)


def test_an_atom_has_no_density():
    for estimator in ("spacings", Spacings("correa")):
        found = samples.entropy(np.r_[drawn(30, 1, 10)[:, 0], np.full(20, 3.0)], estimator=estimator)
        assert float(found) == -math.inf
        assert "atoms" in found.warnings[-1]


@pytest.mark.parametrize("m", [None, 2])
def test_windows_too_long(m):
    with pytest.raises(ValueError, match="window_length=2 needs more than 4 observations; got 4"):
        samples.entropy([0.5, 1.5, 2.25, 4.0], estimator=Spacings(window_length=m))


def test_spacings_are_for_one_column():
    for call in (samples.entropy, lambda x, **o: samples.mutual_information(*x.T, **o)):
        with pytest.raises(ValueError, match="takes the entropy of one continuous column"):
            call(drawn(30, 2, 11), estimator="spacings")


@pytest.mark.parametrize("bandwidth", [0, -1.0, math.nan, math.inf, True, "scot", [1.0]])
def test_bandwidths_that_are_none(bandwidth):
    with pytest.raises(ValueError, match="bandwidth must be"):
        KernelDensity(bandwidth)


@pytest.mark.parametrize("m", [0, 1.5, True, "3"])
def test_windows_that_are_none(m):
    with pytest.raises(ValueError, match="window_length must be a whole number >= 1, or None; got"):
        Spacings(window_length=m)
    with pytest.raises(ValueError, match="method must be one of"):
        Spacings("van_es")
