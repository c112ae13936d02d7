"""A bit that flips: a discrete diffusion of one number, in closed form."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..._check import in_unit_interval
from ..._rng import as_generator
from ...estimate import Unit, nats_per
from ...pmf import binary_entropy

__all__ = ["Chain"]


@dataclass(frozen=True)
class Chain:
    """A fair bit that flips with probability `flip` at each step: what X_t still knows of X_0.

    >>> from infoscope.model import worlds
    >>> worlds.Chain(0.1).information([0, 1, 2], unit="bits").round(6)
    array([1.      , 0.531004, 0.319923])
    """

    flip: float

    def __post_init__(self) -> None:
        in_unit_interval(np, np.asarray(self.flip), "flip")

    def crossover(self, t: Any) -> np.ndarray:
        """P(X_t ≠ X_0) = ½ (1 − (1 − 2 flip)^t)."""
        return 0.5 * (1.0 - (1.0 - 2.0 * self.flip) ** np.asarray(t, dtype=float))

    def information(self, t: Any, unit: Unit = "nats") -> np.ndarray:
        """I(X_0; X_t) = ln 2 − h(crossover)."""
        return (np.log(2.0) - binary_entropy(self.crossover(t))) / nats_per(unit)

    def posterior(self, x: Any, t: Any) -> np.ndarray:
        """P(X_0 = 1 | X_t = x), the exact denoiser."""
        wrong = self.crossover(t)
        return np.where(np.asarray(x) == 1, 1.0 - wrong, wrong)

    def sample(self, n: int, steps: int, rng: int | np.random.Generator | None = None) -> np.ndarray:
        """(n, steps + 1) paths of 0 and 1 from t = 0."""
        generator = as_generator(rng)
        flips = generator.random((n, steps)) < self.flip
        start = generator.integers(0, 2, (n, 1))
        return (start + np.concatenate([np.zeros((n, 1), int), flips.cumsum(axis=1)], axis=1)) % 2
