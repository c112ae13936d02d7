"""The pictures of the front page, one a lesson: what its panel shows, without words."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from .. import channel, dist, pmf
from ..model import linear_schedule, worlds
from . import venn
from .picture import BLUE, GREEN, ORANGE, RED, SOFT, Picture, picture

__all__ = ["COVERS"]


@contextmanager
def _cover() -> Iterator[tuple[Picture, Any]]:
    with picture("", width=3.2, height=1.6) as drawn:
        drawn.axes.set(xticks=[], yticks=[])
        drawn.axes.spines[:].set_visible(False)
        drawn.axes.margins(0.04, 0.1)
        yield drawn, drawn.axes


def _filled(axes: Any, x: np.ndarray, y: np.ndarray, colour: str, **options: Any) -> None:
    axes.fill_between(x, y, color=colour, alpha=0.18, linewidth=0)
    axes.plot(x, y, color=colour, linewidth=2.5, **options)


def _normal(x: np.ndarray, mean: Any, sd: float) -> np.ndarray:
    return np.exp(-0.5 * ((x - mean) / sd) ** 2) / (sd * np.sqrt(2 * np.pi))


def entropy() -> Picture:
    """The entropy of a coin."""
    p = np.linspace(0, 1, 201)
    with _cover() as (drawn, axes):
        _filled(axes, p, pmf.binary_entropy(p), BLUE)
        axes.plot(0.5, pmf.binary_entropy(0.5), "o", color=ORANGE, markersize=8)
    return drawn


def maximum_entropy() -> Picture:
    """Jaynes's die."""
    faces = np.arange(1, 7)
    with _cover() as (drawn, axes):
        axes.bar(faces, pmf.maximum_entropy(faces, [(lambda x: x, 4.5)]), color=BLUE, width=0.7)
        axes.axhline(1 / 6, color=ORANGE, linestyle="--")
    return drawn


def cross_entropy() -> Picture:
    """The loss of a sure and wrong answer."""
    z = np.linspace(-4, 4, 121)
    with _cover() as (drawn, axes):
        for y, colour, style in ((1.0, BLUE, "-"), (0.0, ORANGE, "--")):
            loss = pmf.binary_cross_entropy(np.full(121, y), z, from_logits=True, reduction="none")
            axes.plot(z, loss, style, color=colour, linewidth=2.5)
    return drawn


def kl_divergence() -> Picture:
    """Where the divergence is paid, and where saved."""
    x = np.linspace(-4, 5, 240)
    p, q = _normal(x, 0, 1), _normal(x, 1, 1.6)
    cost = p * np.log(p / q)
    with _cover() as (drawn, axes):
        axes.plot(x, p, color=BLUE, linewidth=2.5)
        axes.plot(x, q, color=ORANGE, linestyle="--", linewidth=2.5)
        axes.fill_between(x, np.maximum(cost, 0), color=RED, alpha=0.45, linewidth=0)
        axes.fill_between(x, np.minimum(cost, 0), color=GREEN, alpha=0.45, linewidth=0)
    return drawn


def projection() -> Picture:
    """One Gaussian for two modes, by moments and on one of them."""
    from scipy.stats import norm

    x = np.linspace(-4.5, 4.5, 240)
    two = dist.mixture([norm(-1.8, 0.6), norm(1.8, 0.6)])
    both = dist.project(two, "normal").distribution
    with _cover() as (drawn, axes):
        axes.fill_between(x, two.pdf(x), color=BLUE, alpha=0.3, linewidth=0)
        axes.plot(x, both.pdf(x), color=ORANGE, linewidth=2.5)
        axes.plot(x, _normal(x, 1.8, 0.6), color=GREEN, linestyle="--", linewidth=2.5)
    return drawn


def mutual_information() -> Picture:
    """Two entropies that overlap."""
    shared = float(pmf.mutual_information(0.5 * channel.bsc(0.1), unit="bits"))
    with _cover() as (drawn, axes):
        venn.draw(axes, 1.0, 1.0, shared)
    return drawn


def jensen() -> Picture:
    """A chord above a convex curve."""
    x, ends = np.linspace(0.16, 3, 160), np.array([0.3, 2.6])
    gap = float(pmf.jensen_gap("negative_log", ends, [0.5, 0.5]))
    low = -np.log(ends.mean())
    with _cover() as (drawn, axes):
        axes.plot(x, -np.log(x), color=BLUE, linewidth=2.5)
        axes.plot(ends, -np.log(ends), "o-", color=ORANGE, linewidth=2.5)
        axes.plot([ends.mean()] * 2, [low, low + gap], color=RED, linewidth=4)
    return drawn


def vae() -> Picture:
    """What one unit of the code costs."""
    mean, logvar = np.meshgrid(np.linspace(-2.5, 2.5, 60), np.linspace(-4, 1.5, 40))
    cost = pmf.gaussian_kl(mean[..., None], logvar[..., None])
    with _cover() as (drawn, axes):
        axes.contour(mean, logvar, cost, levels=[0.1, 0.4, 0.9, 1.6, 2.5, 3.6], colors=BLUE, linewidths=1.6)
        axes.plot(0, 0, "o", color=ORANGE, markersize=9)
    return drawn


def jensen_shannon() -> Picture:
    """Level at one bit, where the other grows on."""
    gaps = np.linspace(0, 7, 60)
    cells = np.diff(np.cumsum(_normal(np.linspace(-11, 11, 441), gaps[:, None] / 2, 1), axis=1), axis=1)
    line = pmf.jensen_shannon_divergence(cells, cells[:, ::-1], normalize=True, unit="bits")
    with _cover() as (drawn, axes):
        axes.axhline(1, color=SOFT, linestyle="--")
        axes.plot(gaps, line, color=BLUE, linewidth=2.5)
        axes.plot(gaps, gaps**2 / (2 * np.log(2)), color=RED, linestyle="-.", linewidth=2.5)
        axes.set_ylim(-0.1, 1.7)
    return drawn


def bottleneck() -> Picture:
    """An information curve."""
    x = np.arange(12)
    law = np.stack([_normal(x, centre, 2.0) for centre in (2, 6, 10)], axis=1)
    curve = channel.information_bottleneck(law / law.sum(), np.geomspace(1.05, 60, 25))
    with _cover() as (drawn, axes):
        axes.axhline(curve.total_information, color=SOFT, linestyle="--")
        axes.plot(curve.information_x, curve.information_y, ".-", color=BLUE, markersize=7)
        axes.plot(curve.information_x[9], curve.information_y[9], "o", color=ORANGE, markersize=9)
    return drawn


def diffusion() -> Picture:
    """Two modes that dissolve in noise."""
    two, x = worlds.Mixture([0.5, 0.5], [-2.0, 2.0], [0.5, 0.5]), np.linspace(-4, 4, 121)
    kept = linear_schedule(1000).alpha_bar[[0, 99, 199, 349, 599, 999]]
    with _cover() as (drawn, axes):
        for row, alpha in enumerate(kept):
            density = np.exp(two.log_prob(x, alpha))
            axes.fill_between(x, -0.22 * row, density - 0.22 * row, color=BLUE, alpha=0.3, linewidth=0)
            axes.plot(x, density - 0.22 * row, color=ORANGE if row == 5 else BLUE, linewidth=1.6)
    return drawn


def monte_carlo(seed: int = 1) -> Picture:
    """Running averages that close in on the exact value."""
    draws = 0.5 - np.random.default_rng(seed).normal(size=(14, 2000))
    n = np.unique(np.geomspace(8, 2000, 70).astype(int))
    with _cover() as (drawn, axes):
        axes.plot(
            np.log(n), (np.cumsum(draws, axis=1) / np.arange(1, 2001))[:, n - 1].T, color=BLUE, alpha=0.35
        )
        axes.axhline(float(dist.multivariate_normal_kl_divergence([0], [[1]], [1], [[1]])), color=ORANGE)
    return drawn


COVERS: dict[str, Callable[[], Picture]] = {
    "entropy": entropy,
    "maximum_entropy": maximum_entropy,
    "cross_entropy": cross_entropy,
    "kl_divergence": kl_divergence,
    "projection": projection,
    "mutual_information": mutual_information,
    "jensen": jensen,
    "vae": vae,
    "jensen_shannon": jensen_shannon,
    "bottleneck": bottleneck,
    "diffusion": diffusion,
    "monte_carlo": monte_carlo,
}
