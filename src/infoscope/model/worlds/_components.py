"""Gaussian components, noised: densities, scores and posterior means in the eigenbasis of each."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logsumexp

__all__ = ["Components"]


@dataclass(frozen=True, eq=False)
class Components:
    """Σ_k w_k N(μ_k, U_k diag(s_k) U_kᵀ); s_k may be 0. Every method works at x_t = √ᾱ x_0 + √(1 − ᾱ) ε.

    weights (K,), means (K, d), spreads (K, d), bases (K, d, d) with eigenvectors in columns, or None where
    all lie along the axes.
    """

    weights: np.ndarray
    means: np.ndarray
    spreads: np.ndarray
    bases: np.ndarray | None = None

    @property
    def dim(self) -> int:
        return self.means.shape[1]

    def noised(self, log_snr):
        """`(signal, noise, variances)`: √ᾱ, √(1 − ᾱ) and (…, K, d) the components' variances at x_t."""
        kept, lost = (expit(v * np.asarray(log_snr, dtype=float))[..., None, None] for v in (1.0, -1.0))
        return np.sqrt(kept), np.sqrt(lost), kept * self.spreads + lost

    def back(self, turned):
        """From the eigenbasis of each component, (b, K, d)."""
        return turned if self.bases is None else np.einsum("bke,kde->bkd", turned, self.bases)

    def along(self, axis):
        """(K, d): the share of each eigenvector that lies on the axis."""
        return np.eye(self.dim)[[axis] * len(self.means)] if self.bases is None else self.bases[:, axis] ** 2

    def at(self, x, log_snr):
        """`(log_joint, whitened, variances)`: ln w_k p_k(x_t), (b, K); U_kᵀ(x − √ᾱ μ_k), (b, K, d)."""
        signal, _, variances = self.noised(log_snr)
        away = x[:, None, :] - signal * self.means
        turned = away if self.bases is None else np.einsum("bkd,kde->bke", away, self.bases)
        spent = np.log(self.weights) - 0.5 * np.log(2.0 * np.pi * variances).sum(axis=-1)
        return spent - 0.5 * (turned**2 / variances).sum(axis=2), turned, variances

    def log_density(self, x, log_snr):
        return logsumexp(self.at(x, log_snr)[0], axis=1)

    def noise(self, x, log_snr):
        """E[ε | x_t], (b, d)."""
        log_joint, turned, variances = self.at(x, log_snr)
        noise = np.sqrt(expit(-np.asarray(log_snr, dtype=float)))[..., None]
        each = self.back(turned / variances)
        return noise * np.einsum("bk,bkd->bd", _shares(log_joint), each)

    def noise_divergence(self, x, log_snr):
        """Σ_i ∂E[ε_i | x_t]/∂x_i, (b,): −√(1 − ᾱ) times the Laplacian of ln p."""
        log_joint, turned, variances = self.at(x, log_snr)
        shares, noise = _shares(log_joint), np.sqrt(expit(-np.asarray(log_snr, dtype=float)))
        each = self.back(turned / variances)  # minus the score of each
        mean = np.einsum("bk,bkd->bd", shares, each)
        spread = (shares * ((each - mean[:, None]) ** 2).sum(axis=2)).sum(axis=1)
        return noise * ((shares * (1.0 / variances).sum(axis=-1)).sum(axis=1) - spread)

    def surprise(self, x, log_snr):
        """ln p(x_t), (b,), and its negative."""
        log_density = self.log_density(x, log_snr)
        return log_density, -log_density

    def noise_variance(self, x, log_snr):
        """ln p(x_t), (b,), and tr Cov(ε | x_t) = SNR tr Cov(x_0 | x_t), (b,)."""
        log_joint, turned, variances = self.at(x, log_snr)
        signal, noise, _ = self.noised(log_snr)
        log_density = logsumexp(log_joint, axis=1)
        shares = np.exp(log_joint - log_density[:, None])
        within = (self.spreads * signal**2 / variances).sum(axis=-1)
        each = self.back(noise * turned / variances)
        mean = np.einsum("bk,bkd->bd", shares, each)
        return log_density, (shares * (within + ((each - mean[:, None]) ** 2).sum(axis=2))).sum(axis=1)

    def draw(self, n, rng):
        which = rng.choice(len(self.weights), size=n, p=self.weights)
        spread = np.sqrt(self.spreads[which]) * rng.normal(size=(n, self.dim))
        turned = spread if self.bases is None else np.einsum("ne,nde->nd", spread, self.bases[which])
        return self.means[which] + turned


def _shares(log_joint):
    return np.exp(log_joint - logsumexp(log_joint, axis=1, keepdims=True))
