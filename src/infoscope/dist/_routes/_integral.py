"""What is to be integrated, said once for every route. Nats."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Integral", "unchanged"]


def unchanged(value: Any, error: Any) -> tuple[Any, Any]:
    return value, error


@dataclass(frozen=True)
class Integral:
    """An expectation of `values(ln p, ln q)` under one of the laws, and what is made of it.

    `under` is "P", "Q" or "M", the mixture of the two by `weights`. Where `logarithmic`, `values` are
    logarithms of what is averaged, which may be too large to hold. `finish` turns (expectation, error) into
    the measure and its error. `values` and `finish` take arrays of numpy and tensors of torch alike.
    """

    under: str
    values: Callable[[Any, Any], Any]
    logarithmic: bool = False
    finish: Callable[[Any, Any], tuple[Any, Any]] = unchanged
    weights: tuple[float, float] = (0.5, 0.5)
    bounded: bool = False

    def strata(self, p: Any, q: Any) -> tuple[tuple[float, Any], ...]:
        """The law under which one averages, as weights and laws."""
        return {"P": ((1.0, p),), "Q": ((1.0, q),), "M": tuple(zip(self.weights, (p, q)))}[self.under]

    def log_density(self, of_p: Any, of_q: Any) -> Any:
        u, v = self.weights
        if self.under == "M":
            return np.logaddexp(of_p + np.log(u), of_q + np.log(v))
        return of_p if self.under == "P" else of_q

    def terms(self, of_p: Any, of_q: Any, log_step: Any = 0.0) -> tuple[Any, Any]:
        """`(terms, masses)`: the integrand and the density, each times the step e^log_step."""
        with np.errstate(all="ignore"):
            log_mass = self.log_density(of_p, of_q) + log_step
            mass = np.exp(log_mass)
            values = self.values(of_p, of_q)
            terms = np.exp(log_mass + values) if self.logarithmic else mass * values
        # Where not even 1e-86 of mass is left, a density of 0 is one that underflowed.
        seen = (log_mass > -200.0) | (np.isfinite(values) & (log_mass > -np.inf))
        return np.where(seen, terms, 0.0), mass
