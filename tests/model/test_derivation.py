"""docs/theory/diffusion.md, line by line: both sides of each by different routes, where they are known."""

import math

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import multivariate_normal, norm

from infoscope import model
from infoscope.model import worlds
from reference import diffusion as slow

KEPT = np.array([0.9, 0.5, 0.1])
VARIANCE = 2.0
TWO = worlds.Mixture([0.5, 0.5], [-2.0, 2.0], [0.5, 0.5])


def reverse(kept, variance, used="posterior"):
    """`(gain, v)` of x_{t−1} = gain · x_t + √v noise, t = 1 … T: the exact denoiser of N(0, variance)."""
    gains, variances = [], []
    for t in range(1, len(kept) + 1):
        now, before = kept[t - 1], kept[t - 2] if t > 1 else 1.0
        beta = 1 - now / before
        of_data, of_now = (
            math.sqrt(before) * beta / (1 - now),
            math.sqrt(now / before) * (1 - before) / (1 - now),
        )
        guess = math.sqrt(now) * variance / (now * variance + 1 - now)
        error = variance * (1 - now) / (now * variance + 1 - now)
        posterior = beta * (1 - before) / (1 - now)
        gains.append(of_data * guess + of_now)
        best = posterior + of_data**2 * error
        variances.append(best if used == "optimal" or t == 1 else posterior)
    return gains, variances


def model_joint(kept, variance):
    """Covariance of (x_0, …, x_T) under p, built from x_T down."""
    gains, variances = reverse(kept, variance)
    size = len(kept) + 1
    root = np.zeros((size, size))  # x = root · independent normals
    root[-1, -1] = 1.0
    for t in range(size - 1, 0, -1):
        root[t - 1] = gains[t - 1] * root[t]
        root[t - 1, t - 1] += math.sqrt(variances[t - 1])
    return root @ root.T


def noising(kept, x0):
    """Mean and covariance of (x_1, …, x_T) under q given x_0."""
    i = np.arange(len(kept))
    early, late = np.minimum.outer(i, i), np.maximum.outer(i, i)
    return np.sqrt(kept) * x0, np.sqrt(kept[late] / kept[early]) * (1 - kept[early])


def bound_by_hand(kept, variance, x0):
    """E_q [ln q(x_1…x_T|x_0) − ln p(x_0…x_T)], from the two joint Gaussians alone."""
    mean, covariance = noising(kept, x0)
    joint = np.linalg.inv(model_joint(kept, variance))
    path = np.append(x0, mean)
    spread = np.zeros_like(joint)
    spread[1:, 1:] = covariance
    square = path @ joint @ path + np.trace(joint @ spread)
    size = len(path)
    minus_p = 0.5 * (square + size * math.log(2 * math.pi) - np.linalg.slogdet(joint)[1])
    return minus_p - multivariate_normal(mean, covariance).entropy()


@pytest.mark.parametrize("x0", [0.0, 1.7])
def test_line_1_a_density_is_an_average_over_the_paths_of_noising(x0):
    kept = KEPT[1:]
    (g1, g2), (v1, v2) = reverse(kept, VARIANCE)
    mean, covariance = noising(kept, x0)
    grid = np.linspace(-9, 9, 1201)
    x1, x2 = np.meshgrid(grid, grid, indexing="ij")
    p = norm.pdf(x2) * norm.pdf(x1, g2 * x2, v2**0.5) * norm.pdf(x0, g1 * x1, v1**0.5)
    q = multivariate_normal(mean, covariance).pdf(np.stack([x1, x2], -1))
    average = (q * (p / q)).sum() * (grid[1] - grid[0]) ** 2
    assert average == pytest.approx(norm.pdf(x0, 0, model_joint(kept, VARIANCE)[0, 0] ** 0.5), rel=1e-9)


@pytest.mark.parametrize("x0", [0.0, 1.7])
def test_line_2_jensen_loses_the_divergence_of_the_paths(x0):
    joint = model_joint(KEPT, VARIANCE)
    mean, covariance = noising(KEPT, x0)
    gain = joint[1:, 0] / joint[0, 0]
    believed, spread = gain * x0, joint[1:, 1:] - np.outer(gain, joint[0, 1:])
    inverse, away = np.linalg.inv(spread), mean - believed
    lost = 0.5 * (np.trace(inverse @ covariance) + away @ inverse @ away - len(KEPT))
    lost += 0.5 * (np.linalg.slogdet(spread)[1] - np.linalg.slogdet(covariance)[1])
    assert lost > 0.1
    surprise = -norm.logpdf(x0, 0, joint[0, 0] ** 0.5)
    assert bound_by_hand(KEPT, VARIANCE, x0) == pytest.approx(surprise + lost, abs=1e-12)


def posterior(kept, t, x0, x):
    """Mean and variance of q(x_{t−1} | x_t, x_0), from the joint law of the two given x_0."""
    mean, covariance = noising(kept, x0)
    gain = covariance[t - 2, t - 1] / covariance[t - 1, t - 1]
    spread = covariance[t - 2, t - 2] - gain * covariance[t - 1, t - 2]
    return mean[t - 2] + gain * (x - mean[t - 1]), spread


def test_line_3_the_noising_turned_round():
    path, x0 = np.array([0.3, -0.8, 1.9]), 0.7
    mean, covariance = noising(KEPT, x0)
    whole = multivariate_normal(mean, covariance).logpdf(path)
    forward = norm.logpdf(path[0], mean[0], (1 - KEPT[0]) ** 0.5)
    backward = norm.logpdf(path[2], mean[2], (1 - KEPT[2]) ** 0.5)
    for t in (2, 3):
        ratio = KEPT[t - 1] / KEPT[t - 2]
        step = norm.logpdf(path[t - 1], ratio**0.5 * path[t - 2], (1 - ratio) ** 0.5)
        centre, spread = posterior(KEPT, t, x0, path[t - 1])
        turned = norm.logpdf(path[t - 2], centre, spread**0.5)
        ends = [norm.logpdf(path[s - 1], mean[s - 1], (1 - KEPT[s - 1]) ** 0.5) for s in (t, t - 1)]
        assert step == pytest.approx(turned + ends[0] - ends[1], abs=1e-12)
        forward, backward = forward + step, backward + turned
    assert forward == pytest.approx(whole, abs=1e-12)
    assert backward == pytest.approx(whole, abs=1e-12)


@pytest.mark.parametrize("x0", [0.0, 1.7])
def test_line_4_three_terms(x0):
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    weights = weights / weights.sum()
    gains, variances = reverse(KEPT, VARIANCE)
    at = [math.sqrt(k) * x0 + math.sqrt(1 - k) * nodes for k in KEPT]
    prior = slow.gaussian_divergence(math.sqrt(KEPT[-1]) * x0, 1 - KEPT[-1], 0.0, 1.0)
    denoising = 0.0
    for t in (2, 3):
        centre, spread = posterior(KEPT, t, x0, at[t - 1])
        apart = [
            slow.gaussian_divergence(c, spread, gains[t - 1] * x, variances[t - 1])
            for c, x in zip(centre, at[t - 1])
        ]
        denoising += weights @ np.array(apart)
    reconstruction = -weights @ norm.logpdf(x0, gains[0] * at[0], variances[0] ** 0.5)
    assert prior + denoising + reconstruction == pytest.approx(bound_by_hand(KEPT, VARIANCE, x0), abs=1e-10)


def test_line_5_the_terms_in_closed_form():
    snr = KEPT / (1 - KEPT)
    for t in (2, 3):
        ratio = KEPT[t - 1] / KEPT[t - 2]
        _, spread = posterior(KEPT, t, 0.0, 0.0)
        of_data = posterior(KEPT, t, 1.0, 0.0)[0]  # the factor of x_0 in the mean
        assert spread == pytest.approx((1 - ratio) * (1 - KEPT[t - 2]) / (1 - KEPT[t - 1]), rel=1e-12)
        assert of_data == pytest.approx(math.sqrt(KEPT[t - 2]) * (1 - ratio) / (1 - KEPT[t - 1]), rel=1e-12)
        assert of_data**2 / spread == pytest.approx(snr[t - 2] - snr[t - 1], rel=1e-12)
    gains, variances = reverse(KEPT, VARIANCE, "optimal")
    bound = worlds.Gaussian(VARIANCE).bound(model.from_alpha_bar(KEPT))
    for t in (2, 3):  # on average over x_0 and x_t, by the variance of the means' difference
        of_data, own = posterior(KEPT, t, 1.0, 0.0)[0], posterior(KEPT, t, 0.0, 1.0)[0]
        joint = np.array(
            [[VARIANCE, KEPT[t - 1] ** 0.5 * VARIANCE], [0.0, KEPT[t - 1] * VARIANCE + 1 - KEPT[t - 1]]]
        )
        a, b = of_data, own - gains[t - 1]
        square = a * a * joint[0, 0] + 2 * a * b * joint[0, 1] + b * b * joint[1, 1]
        spread, v = posterior(KEPT, t, 0.0, 0.0)[1], variances[t - 1]
        expected = 0.5 * (spread / v - 1 - math.log(spread / v) + square / v)
        assert bound.denoising[t - 2] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("world", [worlds.Gaussian(VARIANCE), TWO], ids=repr)
def test_line_6_a_term_is_what_was_destroyed_and_what_is_not_restored(world):
    schedule = model.vdm_schedule(12, 5.0, -4.0)
    kept, known, h = (
        schedule.alpha_bar,
        world.information(schedule.alpha_bar),
        world.entropy(schedule.alpha_bar),
    )
    ratio = kept[1:] / kept[:-1]
    # h(x_{t−1}|x_t) = h(x_{t−1}) + h(x_t|x_{t−1}) − h(x_t), against the Gaussian of the same variance
    given = h[:-1] + 0.5 * np.log(2 * np.pi * np.e * (1 - ratio)) - h[1:]
    gap = np.sqrt(kept[:-1]) * (1 - ratio) / (1 - kept[1:])
    v = (1 - ratio) * (1 - kept[:-1]) / (1 - kept[1:]) + gap**2 * world.mmse(kept[1:])
    failure = 0.5 * np.log(2 * np.pi * np.e * v) - given
    assert world.bound(schedule).denoising == pytest.approx(known[:-1] - known[1:] + failure, abs=1e-9)
    if world.exact_by == "closed form":
        assert failure == pytest.approx(np.zeros(11), abs=1e-12)
    else:
        assert (failure > 0).all()


def test_line_7_the_sum_becomes_half_the_area_under_the_error():
    nodes, weights = np.polynomial.legendre.leggauss(60)
    log_snr = 4.15 + 9.15 * nodes  # from −5 to 13.3
    error = np.exp(log_snr) * TWO.mmse(expit(log_snr))
    area = 0.5 * 9.15 * (weights @ error)
    ends = TWO.information(expit([13.3, -5.0]))
    assert area == pytest.approx(ends[0] - ends[1], abs=1e-7)
    over = [TWO.bound(model.vdm_schedule(steps)).denoising.sum() - area for steps in (50, 100, 200)]
    assert over[0] / over[1] == pytest.approx(2.0, rel=0.05)  # the cost of finite T falls as 1/T
    assert over[1] / over[2] == pytest.approx(2.0, rel=0.05)


@pytest.mark.parametrize("world", [TWO, worlds.Gaussian([0.3, 2.0]), worlds.Points()], ids=repr)
def test_line_8_the_error_falls_at_least_as_fast_as_a_gaussians(world):
    log_snr = np.linspace(-4.0, 2.5, 40)
    snr, mmse = np.exp(log_snr), world.mmse(expit(log_snr))
    slope = np.diff(world.dim / mmse) / np.diff(snr)
    assert (slope >= 1 - 1e-9).all()
    destroyed = np.diff(world.information(expit(log_snr)))
    step = np.diff(snr) / world.dim
    assert (destroyed <= 0.5 * world.dim * np.log1p(step * mmse[:-1]) + 1e-12).all()
    assert (destroyed >= -0.5 * world.dim * np.log1p(-step * mmse[1:]) - 1e-12).all()


@pytest.mark.parametrize("world", [TWO, worlds.Gaussian(VARIANCE), worlds.Points()], ids=repr)
def test_line_9_entropy_and_de_bruijn(world):
    at, h = np.array([-2.0, 0.5, 2.0]), 1e-4
    kept, error = expit(at), np.exp(at) * world.mmse(expit(at))
    rate = (world.entropy(expit(at + h)) - world.entropy(expit(at - h))) / (2 * h)
    assert rate == pytest.approx(0.5 * (error - world.dim * kept), abs=1e-7)
    assert world.entropy(kept) - world.information(kept) == pytest.approx(
        0.5 * np.log(2 * np.pi * np.e * (1 - kept)), abs=1e-10
    )
    # dh/dσ² = ½ J in y = x_0 + σ ε = x_t/√ᾱ, whose Fisher information is ᾱ J
    fisher = (world.dim - error) / (1 - kept)
    variance = np.exp(-at)

    def of_y(v):
        return world.entropy(1 / (1 + v)) + 0.5 * np.log(1 + v)

    k = 1e-4 * variance
    assert (of_y(variance + k) - of_y(variance - k)) / (2 * k) == pytest.approx(0.5 * kept * fisher, rel=1e-6)


def test_line_10_the_way_back_to_the_data():
    schedule = model.linear_schedule()
    bound, first = TWO.bound(schedule), TWO.information(schedule.alpha_bar[0])
    assert first + bound.reconstruction >= TWO.entropy()
    assert first + bound.reconstruction == pytest.approx(TWO.entropy(), abs=1e-4)
