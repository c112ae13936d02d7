"""Sums over 10⁷ probabilities, beside scipy and what one would write by hand."""

from collections.abc import Callable

import numpy as np

from infoscope import pmf

from ._job import EVERY, Job, Route

__all__ = ["JOBS"]


def laws(size: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    p, q = rng.random(size), rng.random(size)
    return p / p.sum(), q / q.sum()


def tensors(size: int) -> tuple:
    import torch

    return tuple(map(torch.asarray, laws(size)))


def slopes(divergence: Callable, p, q):
    """The divergence and its gradient, of which the sum over q is returned."""
    p, q = p.clone().requires_grad_(True), q.clone().requires_grad_(True)
    divergence(p, q).backward()
    return float(q.grad.sum()) / q.numel()


def by_hand(p, q):
    """The divergence as one writes it in torch, without a thought for zeros."""
    return (p * (p / q).log()).sum()


def scipy_entropy(p, q):
    from scipy.stats import entropy

    return entropy(p)


def scipy_kl(p, q):
    from scipy.special import rel_entr

    return rel_entr(p, q).sum()


def scipy_js(p, q):
    from scipy.spatial.distance import jensenshannon

    return jensenshannon(p, q) ** 2


def job(name: str, what: str, data: Callable, arrays: int, routes: tuple[Route, ...]) -> Job:
    return Job(name, what, data, (10**7,), (10**5,), routes, moved=lambda size: 8 * arrays * size)


JOBS = (
    job(
        "entropy",
        "Entropy of 10⁷ probabilities.",
        laws,
        1,
        (
            Route("infoscope", lambda p, q: pmf.entropy(p), threads=EVERY),
            Route("scipy.stats.entropy(p)", scipy_entropy, bar=5),
            Route("numpy: -(p * np.log(p)).sum()", lambda p, q: -(p * np.log(p)).sum()),
        ),
    ),
    job(
        "kl",
        "Relative entropy of two laws of 10⁷ probabilities.",
        laws,
        2,
        (
            Route("infoscope", pmf.kl_divergence, threads=EVERY),
            Route("scipy.special.rel_entr(p, q).sum()", scipy_kl, bar=5),
            Route("numpy: (p * np.log(p / q)).sum()", lambda p, q: (p * np.log(p / q)).sum(), bar=3),
        ),
    ),
    job(
        "js",
        "Jensen-Shannon divergence of two laws of 10⁷ probabilities.",
        laws,
        2,
        (
            Route("infoscope", pmf.jensen_shannon_divergence, threads=EVERY),
            Route("scipy.spatial.distance.jensenshannon(p, q)²", scipy_js, bar=5),
        ),
    ),
    job(
        "kl-torch",
        "Relative entropy of two laws of 10⁷ probabilities in torch tensors.",
        tensors,
        2,
        (
            Route("infoscope", lambda p, q: float(pmf.kl_divergence(p, q)), threads=EVERY),
            Route("torch: (p * (p / q).log()).sum()", lambda p, q: float(by_hand(p, q)), threads=EVERY),
        ),
    ),
    job(
        "kl-gradient",
        "The same with its gradient, of which the mean slope in q is told.",
        tensors,
        2,
        (
            # On the simplex the two gradients differ by a constant: d/dq of -p + q is 1.
            Route("infoscope", lambda p, q: slopes(pmf.kl_divergence, p, q) - 1.0, threads=EVERY),
            Route("torch: (p * (p / q).log()).sum()", lambda p, q: slopes(by_hand, p, q), threads=EVERY),
        ),
    ),
)
