"""Linear VAEs, whose every number has a formula."""

import numpy as np
import torch
import torch.distributions as td

from infoscope import model

DOUBLE = torch.float64


def number(x):
    return torch.as_tensor(x, dtype=DOUBLE)


def linear(W, s, A, v):
    """p(x|z) = N(W z, s²), q(z|x) = N(A x, diag(v)), of arrays."""
    W, A, deviation = number(W), number(A), number(v).sqrt()
    return model.vae(lambda x: td.Normal(x @ A.T, deviation), lambda z: td.Normal(z @ W.T, s))


def world(dim=6, latent=3, seed=4, spread=1.0):
    """W, s, and the exact posterior where the columns of W are orthogonal, its variance times `spread`."""
    rng = np.random.default_rng(seed)
    W = np.linalg.qr(rng.normal(size=(dim, latent)))[0] * np.array([2.0, 1.2, 0.7])[:latent]
    s = 0.8
    V = np.linalg.inv(W.T @ W / s**2 + np.eye(latent))
    return W, s, V @ W.T / s**2, spread * np.diag(V)


def sample(W, s, n, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, W.shape[1])) @ W.T + s * rng.normal(size=(n, len(W)))
