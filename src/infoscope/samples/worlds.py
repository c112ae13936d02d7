"""Worlds to try an estimator in: laws of two variables whose mutual information is known, in nats.

`benchmark()` lists the 40 tasks of Czyż et al., `others()` laws of other shapes. A world is drawn from
and asked for its information; what an estimator makes of it is for tests, benchmarks and lessons.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from . import _world_answers as answers
from . import _world_laws as laws

__all__ = ["World", "benchmark", "others"]

Pair = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class World:
    """A law of two variables: `sample(n, rng)` draws x and y, `information` is I(X;Y) exactly, in nats.

    x and y have shape (n, d), or (n,) where they have one column.

    >>> import numpy as np
    >>> world = benchmark()[0]
    >>> x, y = world.sample(5, np.random.default_rng(0))
    >>> world.name, x.shape, round(world.information, 4)
    ('Gaussian 1x1', (5,), 0.4133)
    """

    name: str
    sample: Callable[[int, np.random.Generator], Pair]
    information: float

    def mapped(self, name: str, of_x: Callable, of_y: Callable | None = None) -> "World":
        """The world of (of_x(x), of_y(y)): maps one-to-one leave the information as it is."""

        def sample(n: int, rng: np.random.Generator) -> Pair:
            x, y = self.sample(n, rng)
            return of_x(x), (of_y or of_x)(y)

        return World(name, sample, self.information)


@cache
def benchmark() -> tuple[World, ...]:
    """The 40 tasks of Czyż, Grabowski, Vogt, Beerenwinkel & Marx (NeurIPS 2023), "Beyond Normal".

    >>> len(benchmark())
    40
    """
    plane = _gaussian("Gaussian 1x1", laws.pairs(1, 1, 0.75))
    uniform = plane.mapped("Normal CDF 1x1", laws.normal_cdf)
    two_pairs = {d: _gaussian(f"2-pair {d}x{d}", laws.pairs(d, 2, 0.8)) for d in (2, 3, 5, 25)}
    bent = [w for d in (3, 5, 25) for w in _bent(two_pairs[d], d)]
    dense = [_gaussian(f"Dense {d}x{d}", laws.dense(d, 0.5)) for d in (2, 3, 5, 25, 50)]
    student = {
        (d, dof): _student(d, dof) for d, dof in [(1, 1), (2, 1), (2, 2), (3, 2), (3, 3), (5, 2), (5, 3)]
    }
    calm = [
        student[of].mapped(f"Asinh {student[of].name}", np.arcsinh) for of in [(1, 1), (2, 1), (3, 2), (5, 2)]
    ]
    return (
        plane,
        uniform,
        plane.mapped("Half-cube 1x1", laws.half_cube),
        plane.mapped("Wiggly 1x1", laws.wiggly_x, laws.wiggly_y),
        plane.mapped("Bimodal 1x1", laws.bimodal_x, laws.bimodal_y),
        uniform.mapped("Swiss roll 2x1", laws.swiss_roll, lambda y: y),
        *(_additive_uniform(noise) for noise in (0.1, 0.75)),
        *dense,
        *two_pairs.values(),
        *bent,
        *student.values(),
        *calm,
    )


def _bent(world: World, d: int) -> list[World]:
    of_x, of_y = laws.spiral(0, 1, 1 / d), laws.spiral(1, 2, 1 / d)
    uniform = world.mapped(f"Normal CDF {world.name}", laws.normal_cdf)
    return [
        uniform,
        world.mapped(f"Half-cube {world.name}", laws.half_cube),
        world.mapped(f"Spiral {world.name}", of_x, of_y),
        uniform.mapped(f"Spiral {uniform.name}", of_x, of_y),
    ]


@cache
def others() -> tuple[World, ...]:
    """Laws of other shapes, easy and hard, from independence to near determinism.

    >>> sorted(w.name for w in others() if w.information == 0)[0]
    'Independent Cauchy 1x1'
    """
    strong = [_gaussian(f"Gaussian {rho} 1x1", laws.pairs(1, 1, rho)) for rho in (0.1, -0.9, 0.99, 0.999)]
    plane = _gaussian("Gaussian 0.6 1x1", laws.pairs(1, 1, 0.6))
    board = World("Checkerboard 1x1", laws.checkerboard(4), math.log(2))
    noise = [World(f"Independent {n}", laws.independent(d, f), 0.0) for n, d, f in laws.INDEPENDENT]
    return (
        *noise,
        *strong,
        plane.mapped("Log-normal 1x1", lambda x: np.exp(2 * x)),
        _gaussian("16 pairs 16x16", laws.pairs(16, 16, 0.5)),
        _gaussian("1 pair among noise 6x6", laws.pairs(6, 1, 0.9)),
        board,
        World("Checkerboard among noise 2x2", laws.among_noise(board.sample, 1), math.log(2)),
        World("Checkerboard among noise 4x4", laws.among_noise(board.sample, 3), math.log(2)),
        *(_additive_uniform(noise) for noise in (0.02, 0.3, 2.0)),
        World(
            "Cauchy and Cauchy noise 1x1", laws.additive(laws.cauchy, lambda x: x, laws.cauchy), math.log(2)
        ),
        World("Circle 1x1", laws.annulus(0.8), answers.annulus(0.8)),
        World("Disc 1x1", laws.annulus(0.0), answers.annulus(0.0)),
        *(_curved(*curve) for curve in laws.CURVES),
        World("Mixture of Gaussians 1x1", laws.mixture, answers.mixture()),
        World("Clayton copula 1x1", laws.clayton(3.0), answers.clayton(3.0)),
        World("Product 2x1", laws.product(0.5), answers.product(0.5)),
        World("Rounded Gaussian 1x1", laws.rounded(0.8, 0.25), answers.rounded(0.8, 0.25)),
        _student(1, 3, 0.8),
        _student(10, 4),
    )


def _gaussian(name: str, correlation: np.ndarray) -> World:
    return World(name, laws.gaussian(correlation), answers.gaussian(correlation))


def _student(d: int, dof: int, rho: float = 0.0) -> World:
    correlation = laws.pairs(d, d, rho)
    name = f"Student {dof} {d}x{d}" if rho == 0 else f"Student {dof}, {rho} {d}x{d}"
    return World(name, laws.student(correlation, dof), answers.student(correlation, dof))


def _additive_uniform(noise: float) -> World:
    return World(f"Uniform noise {noise} 1x1", laws.additive_uniform(noise), answers.additive_uniform(noise))


def _curved(name: str, mean: Callable, spread: Callable) -> World:
    """Y = mean(X) + spread(X) · noise, X and the noise standard normal."""
    return World(f"{name} 1x1", laws.curved(mean, spread), answers.curved(mean, spread))
