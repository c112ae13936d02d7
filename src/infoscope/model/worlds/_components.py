"""Gaussian components, noised: densities, scores and posterior means in the eigenbasis that they share."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logsumexp

__all__ = ["Components"]


@dataclass(frozen=True, eq=False)
class Components:
    """Σ_k w_k N(μ_k, U diag(s_k) Uᵀ); s_k may be 0. Every method works at x_t = √ᾱ x_0 + √(1 − ᾱ) ε.

    weights (K,), means (K, d), spreads (K, d), basis (d, d) with the eigenvectors U in columns, or None where
    they are the axes.
    """

    weights: np.ndarray
    means: np.ndarray
    spreads: np.ndarray
    basis: np.ndarray | None = None

    @property
    def dim(self) -> int:
        return self.means.shape[1]

    def turned(self, x):
        """In the eigenbasis, (…, d)."""
        return x if self.basis is None else x @ self.basis

    def back(self, turned):
        """From the eigenbasis, (…, d)."""
        return turned if self.basis is None else turned @ self.basis.T

    def noised(self, log_snr):
        """`(signal, noise, variances)`: √ᾱ, √(1 − ᾱ) and (…, K, d) the components' variances at x_t."""
        kept, lost = (expit(v * np.asarray(log_snr, dtype=float))[..., None, None] for v in (1.0, -1.0))
        return np.sqrt(kept), np.sqrt(lost), kept * self.spreads + lost

    def at(self, x, log_snr):
        """`(log_joint, whitened, variances)`: ln w_k p_k(x_t), (b, K); Uᵀ(x − √ᾱ μ_k), (b, K, d)."""
        signal, _, variances = self.noised(log_snr)
        turned = self.turned(x[:, None, :] - signal * self.means)
        spent = np.log(self.weights) - 0.5 * np.log(2.0 * np.pi * variances).sum(axis=-1)
        return spent - 0.5 * (turned**2 / variances).sum(axis=2), turned, variances

    def log_density(self, x, log_snr):
        return logsumexp(self.at(x, log_snr)[0], axis=1)

    def noise(self, x, log_snr):
        """E[ε | x_t], (b, d)."""
        log_joint, turned, variances = self.at(x, log_snr)
        noise = np.sqrt(expit(-np.asarray(log_snr, dtype=float)))[..., None]
        return noise * self.back(np.einsum("bk,bkd->bd", _shares(log_joint), turned / variances))

    def noise_divergence(self, x, log_snr):
        """Σ_i ∂E[ε_i | x_t]/∂x_i, (b,): −√(1 − ᾱ) times the Laplacian of ln p."""
        log_joint, turned, variances = self.at(x, log_snr)
        shares, noise = _shares(log_joint), np.sqrt(expit(-np.asarray(log_snr, dtype=float)))
        each = turned / variances  # minus the score of each
        mean = np.einsum("bk,bkd->bd", shares, each)
        spread = (shares * ((each - mean[:, None]) ** 2).sum(axis=2)).sum(axis=1)
        return noise * ((shares * (1.0 / variances).sum(axis=-1)).sum(axis=1) - spread)

    def draw(self, n, rng):
        which = rng.choice(len(self.weights), size=n, p=self.weights)
        return self.means[which] + self.back(np.sqrt(self.spreads[which]) * rng.normal(size=(n, self.dim)))


def _shares(log_joint):
    return np.exp(log_joint - logsumexp(log_joint, axis=1, keepdims=True))
