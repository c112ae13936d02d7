"""Laws of other shapes than those of the public benchmark."""

import math
from functools import cache

import numpy as np
from scipy.special import digamma

from . import _answers as answers
from . import _copulas as copulas
from . import _hidden as hidden
from . import _kinds as kinds
from . import _laws as laws
from ._world import World, additive_uniform, curved, gaussian, student

__all__ = ["others"]


@cache
def others() -> tuple[World, ...]:
    """Laws of other shapes, easy and hard, from independence to near determinism.

    >>> sorted(w.name for w in others() if w.information == 0)[0]
    'Independent Cauchy 1x1'
    """
    strong = [gaussian(f"Gaussian {rho} 1x1", laws.pairs(1, 1, rho)) for rho in (0.1, -0.9, 0.99, 0.999)]
    plane = gaussian("Gaussian 0.6 1x1", laws.pairs(1, 1, 0.6))
    board = World("Checkerboard 1x1", laws.checkerboard(4), math.log(2))
    noise = [World(f"Independent {n}", laws.independent(d, f), 0.0) for n, d, f in laws.INDEPENDENT]
    return (
        *noise,
        *strong,
        plane.mapped("Log-normal 1x1", lambda x: np.exp(2 * x)),
        gaussian("16 pairs 16x16", laws.pairs(16, 16, 0.5)),
        gaussian("1 pair among noise 6x6", laws.pairs(6, 1, 0.9)),
        board,
        World("Checkerboard among noise 2x2", laws.among_noise(board.sample, 1), math.log(2)),
        World("Checkerboard among noise 4x4", laws.among_noise(board.sample, 3), math.log(2)),
        *(additive_uniform(noise) for noise in (0.02, 0.3, 2.0)),
        World(
            "Cauchy and Cauchy noise 1x1", laws.additive(laws.cauchy, lambda x: x, laws.cauchy), math.log(2)
        ),
        World("Circle 1x1", laws.annulus(0.8), answers.annulus(0.8)),
        World("Disc 1x1", laws.annulus(0.0), answers.annulus(0.0)),
        *(curved(*curve) for curve in laws.CURVES),
        World("Mixture of Gaussians 1x1", laws.mixture, answers.mixture()),
        World("Clayton copula 1x1", copulas.clayton(3.0), copulas.clayton_information(3.0)),
        World("Product 2x1", laws.product(0.5), answers.product(0.5)),
        World("Rounded Gaussian 1x1", laws.rounded(0.8, 0.25), answers.rounded(0.8, 0.25)),
        student(1, 3, 0.8),
        student(10, 4),
        *_in_hiding(),
        *_of_other_kinds(),
    )


def _in_hiding() -> tuple[World, ...]:
    parabola, sine = (curved(*next(c for c in laws.CURVES if c[0] == name)) for name in ("Parabola", "Sine"))
    turned = answers.gaussian(laws.pairs(3, 2, 0.8))
    return (
        World("Frank copula 1x1", copulas.frank(8.0), copulas.frank_information(8.0)),
        World("Gumbel copula 1x1", copulas.gumbel(2.0), copulas.gumbel_information(2.0)),
        World(
            "Signed growth 1x1", hidden.signed_growth, math.log(2) + 0.5 * math.log(1 + 1 / hidden.SIGNED**2)
        ),
        World("Cross 1x1", hidden.cross(0.9), hidden.cross_information(0.9)),
        World("Volatility 1x1", hidden.volatility, hidden.volatility_information()),
        World("Waiting times 1x1", laws.additive(_waits, lambda x: x, _waits), 1 - float(digamma(2))),
        World("Angles 1x1", hidden.angles(10.0, 1), hidden.angles_information(10.0)),
        World("Angles 2x2", hidden.angles(4.0, 2), hidden.angles_information(4.0)),
        World("Interval exchange 1x1", hidden.interval_exchange(0.02), -math.log(0.04)),
        World("Signs 2x1", hidden.signs(2), math.log(2)),
        World("Signs among noise 6x1", hidden.signs(6), math.log(2)),
        World("Parabola of a sum 4x1", hidden.of_a_sum(4, np.square, 0.5), parabola.information),
        World("Parabola of a sum 10x1", hidden.of_a_sum(10, np.square, 0.5), parabola.information),
        World("Sine of a sum 3x1", hidden.of_a_sum(3, lambda t: np.sin(3 * t), 0.3), sine.information),
        World("Copies of a cause 12x1", hidden.copies(12, 0.3), hidden.copies_information(12, 0.3)),
        World("Turned cubes 3x3", hidden.turned_cubes(3, 2, 0.8), turned),
        gaussian("Weak links 15x15", hidden.weak_links(15, 0.3)),
        gaussian("Weak links 30x30", hidden.weak_links(30, 0.3)),
    )


def _of_other_kinds() -> tuple[World, ...]:
    told = math.log(2) + 0.1 * math.log(0.1) + 0.9 * math.log(0.9)
    return (
        World("Zero-inflated counts 1x1", kinds.zero_inflated, kinds.zero_inflated_information()),
        World("Counts of a rate 1x1", kinds.counts_of_a_rate, kinds.counts_of_a_rate_information()),
        World("Integer and uniform 1x1", kinds.integer_and_uniform(5), math.log(5) - 0.8 * math.log(2)),
        World("Censored Gaussian 1x1", kinds.censored(0.8), kinds.censored_information(0.8)),
        World("Ring of clusters 1x1", kinds.ring(8, 3.0, 0.3), kinds.ring_information(8, 3.0, 0.3)),
        World("Logistic 1x1", kinds.logistic(1, 3.0), kinds.logistic_information(3.0)),
        World("Logistic 5x1", kinds.logistic(5, 3.0), kinds.logistic_information(3.0)),
        World("Logistic 15x1", kinds.logistic(15, 3.0), kinds.logistic_information(3.0)),
        World("Signs told 2x1", kinds.signs_told(2, 0.1), told),
        World("Signs told among noise 10x1", kinds.signs_told(10, 0.1), told),
    )


def _waits(n: int, rng: np.random.Generator) -> np.ndarray:
    return rng.exponential(size=n)
