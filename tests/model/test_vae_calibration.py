"""Standard errors against repetition: an encoder that is not the exact posterior, new data each time."""

import math

import numpy as np
import pytest
import torch

from infoscope import model
from model.vae_world import linear, sample
from reference import vae as slow

pytestmark = pytest.mark.slow

REPEATS, N = 400, 150
NUMBERS = ("elbo", "rate", "distortion", "log_likelihood", "marginal_kl", "mutual_information")


@pytest.fixture(scope="module")
def runs():
    W = np.random.default_rng(1).normal(size=(5, 2))
    C = W @ W.T + np.eye(5)
    A, v = W.T @ np.linalg.inv(C), np.array([0.15, 0.3])
    torch.set_num_threads(1)
    found = []
    for seed in range(REPEATS):
        x = sample(W, 1.0, N, seed=seed)
        p = model.vae_profile(linear(W, 1.0, A, v), x, draws=40, iwae=(5, 20), rng=seed)
        values = [getattr(p, name) for name in NUMBERS] + [p.iwae[5], p.gaps[20], p.mutual_information_upper]
        found.append([(float(e), float(e.std_error)) for e in values])
    # E over x of what is quadratic in x: at its covariance
    L = np.linalg.cholesky(C)
    rate = np.mean([slow.linear_rate(math.sqrt(5) * column, A, v) for column in L.T])
    distortion = np.mean([slow.linear_distortion(math.sqrt(5) * column, A, v, W, 1.0) for column in L.T])
    return np.array(found), {"rate": rate, "distortion": distortion, "elbo": -rate - distortion}


def test_errors_are_as_large_as_the_spread(runs):
    values, errors = runs[0][..., 0], runs[0][..., 1]
    ratios = np.sqrt((errors**2).mean(axis=0)) / values.std(axis=0, ddof=1)
    assert (ratios > 0.85).all(), ratios  # 400 repeats know a spread to 3.5 %
    assert (ratios < 1.25).all(), ratios


def test_intervals_cover_and_means_are_exact(runs):
    found, exact = runs
    for name, truth in exact.items():
        values, errors = found[:, NUMBERS.index(name)].T
        assert abs(values.mean() - truth) < 4 * values.std() / math.sqrt(REPEATS), name
        covered = (np.abs(values - truth) < 1.96 * errors).mean()
        assert 0.91 <= covered <= 0.985, (name, covered)
