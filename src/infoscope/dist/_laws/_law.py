"""One law, whoever made it: what the routes need to know of it and no more."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["LINE", "Law"]

INFINITE = (-np.inf, np.inf)
LINE = ("line", "lattice", "circle")  # spaces of one dimension, over which one can integrate or sum


@dataclass(frozen=True, eq=False)
class Law:
    """A law as a log density (nats), with a name for the closed forms where it has one.

    `log_density` maps (n,) to (n,), or (n, d) to (n,) where d > 1; `sample(n, rng)` draws such an array.
    `space` says what the outcomes are: "line", "lattice" (numbers in steps of 1, or the `points`), "circle",
    "vectors", "simplex", "counts", "matrices". `shift` is where the family's zero lies. `landmarks`, from a
    generator, are finite points between which the density is smooth, the bulk among them. `centre` is where
    a symmetric law is mirrored. `near` are the log density as a function of the distance above the low and
    below the high end of the support, where that is more than rounding leaves. `strata` are weights and laws
    whose mixture it is.
    """

    label: str
    log_density: Callable[[Any], Any]
    sample: Any  # Callable[[int, numpy.random.Generator], array], or None
    landmarks: Callable[[np.random.Generator], Any] | None = None
    space: str = "line"
    dim: int = 1
    support: tuple[float, float] = INFINITE
    points: np.ndarray | None = None
    family: str = ""
    parameters: tuple[Any, ...] = ()
    shift: Any = 0.0
    batch: tuple[int, ...] = ()
    centre: Any = None
    near: tuple[Callable | None, Callable | None] = (None, None)
    strata: "tuple[tuple[float, Law], ...]" = ()
    source: Any = None

    @property
    def discrete(self) -> bool:
        return self.space in ("lattice", "counts")

    def beside(self, edge: float, sign: float) -> Callable | None:
        """The log density by the distance from one end of the support, where `edge` is that end."""
        end = 0 if sign > 0.0 else 1
        return self.near[end] if self.support[end] == edge else None

    def leaves(self, other: "Law") -> bool:
        """Whether it gives mass to what is impossible under `other`, by their supports alone."""
        if self.points is not None:
            return self._misses(other)
        if self.space == "counts" and (self.family, other.family) == ("multinomial", "multinomial"):
            return self.parameters[0] != other.parameters[0]
        if self.space not in ("line", "lattice"):
            return False
        (low, high), (least, most) = self.support, other.support
        if low < least or high > most:
            return True
        return other.space == "lattice" and (other.points is not None or self._off_the_lattice(other))

    def _misses(self, other: "Law") -> bool:
        with np.errstate(divide="ignore"):
            points = np.asarray(self.points)
            mine = points[self.log_density(points) > -np.inf]
            return bool(np.any(other.log_density(mine) == -np.inf))

    def _off_the_lattice(self, other: "Law") -> bool:
        ends = [e - f for e, f in zip(self.support, other.support) if np.isfinite([e, f]).all()]
        return any(e != round(e) for e in ends)
