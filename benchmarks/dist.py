"""Divergences of many pairs of Gaussians, beside torch and plain numpy: `python -m benchmarks.dist`.

Jobs and their peers take turns in this process, several rounds; the table gives medians and their ratio to
infoscope's, and how far the values lie apart.
"""

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import torch
import torch.distributions as td
from scipy.stats import norm

from infoscope import dist

__all__ = ["main"]

ROUNDS = 5


def vectors(pairs: int, d: int) -> dict[str, Callable]:
    rng = np.random.default_rng(0)
    means = rng.normal(size=(2, pairs, d))
    roots = rng.normal(size=(2, pairs, d, d + 4))
    covariances = roots @ np.swapaxes(roots, -1, -2)
    tensors = [(torch.from_numpy(m), torch.from_numpy(c)) for m, c in zip(means, covariances)]
    p, q = (td.MultivariateNormal(m, c, validate_args=False) for m, c in tensors)

    def from_covariances():
        return td.kl_divergence(*(td.MultivariateNormal(m, c, validate_args=False) for m, c in tensors))

    return {
        "dist.kl_divergence, torch laws": lambda: dist.kl_divergence(p, q).value.numpy(),
        "torch.distributions.kl_divergence": lambda: td.kl_divergence(p, q).numpy(),
        "dist.multivariate_normal_kl_divergence": lambda: dist.multivariate_normal_kl_divergence(
            means[0], covariances[0], means[1], covariances[1]
        ),
        "torch, laws made of covariances": lambda: from_covariances().numpy(),
    }


def numbers(pairs: int) -> dict[str, Callable]:
    rng = np.random.default_rng(0)
    m, n = rng.normal(size=(2, pairs))
    s, t = rng.uniform(0.5, 2.0, size=(2, pairs))
    return {
        "dist.kl_divergence, norm(m, s) of arrays": lambda: dist.kl_divergence(norm(m, s), norm(n, t)).value,
        "numpy, as one writes it": lambda: np.log(t / s) + (s**2 + (m - n) ** 2) / (2 * t**2) - 0.5,
        "copies of the four arrays and the answer": lambda: np.array([m, n, s, t, m])[0],
    }


def measure(jobs: dict[str, Callable]) -> dict[str, tuple[float, float]]:
    """Median seconds of each job, and the largest difference of its values from the first's."""
    values = {name: job() for name, job in jobs.items()}
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            seconds[name].append(time.perf_counter() - start)
    first = next(iter(values.values()))
    off = {name: float(np.abs(v - first).max()) for name, v in values.items()}
    return {name: (statistics.median(s), off[name]) for name, s in seconds.items()}


def main() -> None:
    for title, jobs in (
        ("10⁵ pairs of 16-dimensional Gaussians", vectors(10**5, 16)),
        ("10⁷ pairs of univariate Gaussians", numbers(10**7)),
    ):
        found = measure(jobs)
        base = next(iter(found.values()))[0]
        sys.stdout.write(f"\n{title}\n")
        for name, (seconds, off) in found.items():
            sys.stdout.write(f"{name:45s} {seconds:8.3f} s {seconds / base:6.2f}  off by {off:.1e}\n")


if __name__ == "__main__":
    main()
