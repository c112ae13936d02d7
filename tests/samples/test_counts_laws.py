"""What theory promises of the estimators from counts: exact means, limits, order, digits."""

import math
from itertools import product

import mpmath
import numpy as np
import pytest
from scipy.special import exp1, polygamma
from scipy.stats import poisson

from infoscope import samples
from infoscope.samples import entropy_from_counts
from infoscope.samples.counts.choices import CHOICES
from reference import counts as reference
from samples.test_counts import random_counts

LAW = np.array([0.5, 0.25, 0.15, 0.1])


def exact_mean(name, p, n):
    """E[Ĥ] over every sample of n from p."""
    counts = np.array([c for c in product(range(n + 1), repeat=len(p)) if sum(c) == n])
    ways = [math.factorial(n) / math.prod(map(math.factorial, c)) for c in counts.tolist()]
    chance = ways * np.prod(p**counts, axis=1)
    return float(chance @ entropy_from_counts(counts, estimator=name).value)


@pytest.mark.parametrize("n", [1, 2, 5, 12])
def test_the_mean_of_zhang_is_the_start_of_the_series_of_entropy(n):
    """E[Ĥ] = Σ_{v=1}^{n-1} 1/v Σ p (1-p)^v, of which all v make H: the bias is the rest of the series."""
    mean = math.fsum((LAW * (1 - LAW) ** v).sum() / v for v in range(1, n))
    assert exact_mean("zhang", LAW, n) == pytest.approx(mean, abs=1e-13)


def test_the_jackknife_removes_the_first_order_of_the_bias():
    """What is left goes as 1/n², of the plug-in as 1/n: half the size, a quarter and a half of the bias."""
    p, truth = np.array([0.4, 0.6]), reference.of_law([0.4, 0.6])
    left = {name: [exact_mean(name, p, n) - truth for n in (40, 80)] for name in ("plug_in", "jackknife")}
    assert left["plug_in"][1] / left["plug_in"][0] == pytest.approx(1 / 2, abs=0.02)
    assert left["jackknife"][1] / left["jackknife"][0] == pytest.approx(1 / 4, abs=0.05)


def test_miller_madow_removes_most_of_the_bias_where_all_outcomes_are_seen():
    n = np.random.default_rng(1).multinomial(100, np.full(8, 1 / 8), size=4000)
    left = {
        name: entropy_from_counts(n, estimator=name).value.mean() - math.log(8)
        for name in ("plug_in", "miller_madow")
    }
    assert left["plug_in"] == pytest.approx(-7 / 200, rel=0.05)
    assert abs(left["miller_madow"]) < 0.05 * abs(left["plug_in"])


@pytest.mark.parametrize(
    ("choice", "first", "xi"),
    [
        (samples.Grassberger(2003), np.log, 0.5),
        (samples.Schurmann(0.5), reference.digamma, 0.5),
        (samples.Schurmann(0.7), reference.digamma, 0.7),
    ],
    ids=["Grassberger", "Schürmann at ½", "Schürmann at 0.7"],
)
@pytest.mark.parametrize("rate", [0.3, 2.0, 9.0])
def test_a_poisson_count_has_its_bias_in_closed_form(choice, first, xi, rate):
    """E[N φ(N)] = λ ln λ + λ E₁(λ/ξ) for N ~ Poisson(λ); one outcome seen n times has Ĥ = first(n) - φ(n)."""
    n = np.arange(1, 80)
    found = entropy_from_counts(n[:, None], estimator=choice).value
    phi = np.array([first(float(k)) for k in n]) - found
    mean = poisson.pmf(n, rate) @ (n * phi)
    assert mean == pytest.approx(rate * (math.log(rate) + exp1(rate / xi)), rel=1e-11)


@pytest.mark.parametrize("name", CHOICES)
def test_estimates_close_in_on_the_law(name):
    truth = reference.of_law(LAW.tolist())
    off = [
        abs(float(entropy_from_counts(np.rint(LAW * n), estimator=name)) - truth)
        for n in (10**2, 10**4, 10**6)
    ]
    assert off[2] <= off[1] + 1e-12 <= off[0] + 2e-12
    assert off[2] < (1e-3 if name == "minimax" else 2e-5)  # whose √n pseudo-counts fade as 1/√n


def test_what_each_adds_to_the_last():
    """ln x - ψ(x) falls, so ψ(n) - ψ(k) >= ln n - ln k; the discoveries to come are never negative."""
    for n in random_counts(200, seed=5):
        plug_in, zhang, beyond, madow = (
            float(entropy_from_counts(n, estimator=name))
            for name in ("plug_in", "zhang", "chao_wang_jost", "miller_madow")
        )
        assert plug_in <= zhang + 1e-14
        assert zhang <= beyond + 1e-14
        assert madow - plug_in == pytest.approx(((n > 0).sum() - 1) / (2 * n.sum()), abs=1e-14)


@pytest.mark.parametrize(
    "name", ["james_stein", "jeffreys", "laplace", "minimax", "schurmann_grassberger", "nsb"]
)
def test_no_more_than_the_logarithm_of_the_alphabet(name):
    for n in random_counts(100, seed=6):
        estimate = entropy_from_counts(n, estimator=name, alphabet_size=12)
        assert -1e-15 <= float(estimate) <= math.log(12) * (1 + 1e-14)
        assert not any("above" in w for w in estimate.warnings)


@pytest.mark.parametrize(("n", "singles"), [(3, 3), (50, 50), (1000, 10), (10**6, 10**6), (10**6, 3)])
def test_discoveries_to_come_have_all_their_digits(n, singles):
    """The paper's difference in 60 digits, through Σ_{r >= n} q^r / r = q^n ₂F₁(1, n; n+1; q) / n."""
    counts = np.r_[np.ones(singles, int), [n - singles] * (n > singles)]
    with mpmath.workdps(60):
        a = mpmath.mpf(2) / ((n - 1) * (singles - 1) + 2)
        tail = singles * (1 - a) / mpmath.mpf(n) ** 2 * mpmath.hyp2f1(1, n, n + 1, 1 - a)
    added = entropy_from_counts(counts, estimator="chao_wang_jost").value
    added -= entropy_from_counts(counts, estimator="zhang").value
    assert added == pytest.approx(float(tail), rel=1e-9)


def nsb_by_quadrature(n, size):
    """Mean and standard deviation with 60 digits, over ln κ."""
    seen, total = [k for k in n if k], sum(n)

    def log_weight(kappa):
        beta = kappa / size
        slope = mpmath.psi(1, kappa + 1) - mpmath.psi(1, beta + 1) / size
        rising = sum(mpmath.loggamma(k + beta) - mpmath.loggamma(beta) for k in seen)
        return mpmath.log(slope * kappa) + rising + mpmath.loggamma(kappa) - mpmath.loggamma(total + kappa)

    def moments(kappa):
        a = [(k + kappa / size, 1) for k in seen] + [(kappa / size, size - len(seen))]
        whole = total + kappa
        top, lift = mpmath.psi(0, whole + 2), mpmath.psi(1, whole + 2)
        low = [mpmath.psi(0, v + 1) - top for v, _ in a]
        pairs = sum(m * v * s for (v, m), s in zip(a, low)) ** 2
        pairs -= sum(m * (v * s) ** 2 for (v, m), s in zip(a, low))
        pairs -= lift * (whole**2 - sum(m * v**2 for v, m in a))
        own = sum(
            m * v * (v + 1) * ((mpmath.psi(0, v + 2) - top) ** 2 + mpmath.psi(1, v + 2) - lift) for v, m in a
        )
        mean = mpmath.psi(0, whole + 1) - sum(m * v / whole * mpmath.psi(0, v + 1) for v, m in a)
        return mean, (pairs + own) / (whole * (whole + 1))

    step, rows = mpmath.mpf("0.25"), []
    for i in range(-160, 240):
        kappa = mpmath.exp(i * step)
        rows.append((log_weight(kappa), *moments(kappa)))
    top = max(row[0] for row in rows)
    weights = [mpmath.exp(row[0] - top) for row in rows]
    mean, square = (
        mpmath.fsum(w * row[j] for w, row in zip(weights, rows)) / mpmath.fsum(weights) for j in (1, 2)
    )
    return float(mean), float(mpmath.sqrt(square - mean**2))


@pytest.mark.parametrize(("n", "size"), [([4, 2, 1], 11), ([50, 3], 2), ([2, 1, 1], 10**6), ([7], 3)])
def test_nsb_has_all_its_digits(n, size):
    with mpmath.workdps(60):
        mean, deviation = nsb_by_quadrature(n, size)
    estimate = entropy_from_counts(n, estimator="nsb", alphabet_size=size)
    assert float(estimate) == pytest.approx(mean, rel=1e-11)
    assert estimate.std_error == pytest.approx(deviation, rel=1e-9)


def test_nsb_with_an_unknown_alphabet_is_the_limit_of_large_ones():
    n = [4, 2, 3, 2, 4, 2, 1, 1]
    unknown = entropy_from_counts(n, estimator=samples.NSB(math.inf))
    assert float(unknown) == pytest.approx(reference.nsb_unbounded(n), rel=1e-9)
    off = [
        abs(float(entropy_from_counts(n, estimator="nsb", alphabet_size=10**k)) - float(unknown))
        for k in (3, 5, 7, 9)
    ]
    assert off[0] > 50 * off[1] > 2500 * off[2] > 125_000 * off[3]
    assert "K unknown" in unknown.method


@pytest.mark.parametrize("coincidences", [1, 3])
def test_nsb_counts_coincidences(coincidences):
    """Few among many: Ĥ → γ - ln 2 + 2 ln n - ψ(Δ), with deviation √ψ'(Δ) (Nemenman 2011)."""
    n = [2] * coincidences + [1] * (4000 - 2 * coincidences)
    estimate = entropy_from_counts(n, estimator="nsb", alphabet_size=math.inf)
    limit = np.euler_gamma - math.log(2) + 2 * math.log(4000) - reference.digamma(coincidences)
    assert float(estimate) == pytest.approx(limit, abs=0.02)
    assert estimate.std_error == pytest.approx(polygamma(1, coincidences) ** 0.5, rel=0.02)


def test_nsb_needs_no_sample_of_every_outcome():
    """Uniform on 1000, of which 100 observations show a tenth: truth lies within twice the deviation said,
    where the plug-in is 2.4 nats short.
    """
    n = np.random.default_rng(7).multinomial(100, np.full(1000, 1e-3), size=20)
    estimate = entropy_from_counts(n, estimator="nsb")
    assert abs(estimate.value.mean() - math.log(1000)) < 2 * estimate.std_error.mean() < 0.4
    assert entropy_from_counts(n).value.mean() < math.log(1000) - 2.3


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(CHOICES) - {"minimax"}))  # √n pseudo-counts leave half an error
def test_coverage(name):
    """Ten outcomes as 1/rank, 500 observations: what is left of the bias is small beside the error."""
    p = 1 / np.arange(1, 11) / (1 / np.arange(1, 11)).sum()
    n = np.random.default_rng(8).multinomial(500, p, size=1000)
    estimate = entropy_from_counts(n, estimator=name)
    low, high = estimate.interval(0.95)
    truth = reference.of_law(p.tolist())
    assert 0.90 <= np.mean((low <= truth) & (truth <= high)) <= 0.98
    assert 0.85 <= estimate.std_error.mean() / estimate.value.std() <= 1.2
