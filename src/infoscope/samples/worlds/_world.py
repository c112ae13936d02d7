"""A law of two variables that knows how much they tell of each other, and the families several are of."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from . import _answers as answers
from . import _laws as laws

__all__ = ["World", "additive_uniform", "curved", "gaussian", "student"]

Pair = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class World:
    """A law of two variables: `sample(n, rng)` draws x and y, `information` is I(X;Y) exactly, in nats.

    x and y have shape (n, d), or (n,) where they have one column.

    >>> import numpy as np
    >>> from infoscope.samples import worlds
    >>> world = worlds.benchmark()[0]
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


def gaussian(name: str, correlation: np.ndarray) -> World:
    return World(name, laws.gaussian(correlation), answers.gaussian(correlation))


def student(d: int, dof: int, rho: float = 0.0) -> World:
    correlation = laws.pairs(d, d, rho)
    name = f"Student {dof} {d}x{d}" if rho == 0 else f"Student {dof}, {rho} {d}x{d}"
    return World(name, laws.student(correlation, dof), answers.student(correlation, dof))


def additive_uniform(noise: float) -> World:
    return World(f"Uniform noise {noise} 1x1", laws.additive_uniform(noise), answers.additive_uniform(noise))


@cache
def curved(name: str, mean: Callable, spread: Callable) -> World:
    """Y = mean(X) + spread(X) · noise, X and the noise standard normal."""
    return World(f"{name} 1x1", laws.curved(mean, spread), answers.curved(mean, spread))
