"""A mixture of laws of any make, where its makers have none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .._rng import as_generator
from ._laws import as_law
from ._laws._law import Law
from ._laws._mixture import mixture_law

__all__ = ["Mixture", "mixture"]


@dataclass(frozen=True, eq=False)
class Mixture:
    """Σ w_k P_k, as `mixture` makes it: draws with `rvs`, and has a density.

    >>> from scipy.stats import norm
    >>> two = mixture([norm(-1, 1), norm(1, 1)])
    >>> two.pdf([0.0]).round(8)
    array([0.24197072])
    """

    components: tuple[Any, ...]
    weights: np.ndarray

    @property
    def _laws(self) -> list[Law]:
        return [as_law(c, f"components[{i}]") for i, c in enumerate(self.components)]

    def _law(self) -> Law:
        return mixture_law(self._laws, self.weights, source=self)

    def logpdf(self, x: Any) -> np.ndarray:
        """ln of the density, or of the probability, at x of shape (n,) or (n, d)."""
        return self._law().log_density(np.asarray(x, dtype=float))

    def pdf(self, x: Any) -> np.ndarray:
        """The density, or the probability, at x of shape (n,) or (n, d)."""
        return np.exp(self.logpdf(x))

    def rvs(self, size: int = 1, random_state: int | np.random.Generator | None = None) -> np.ndarray:
        """`size` draws, of shape (size,) or (size, d)."""
        law = self._law()
        if law.sample is None:
            raise ValueError("a component of the mixture cannot be drawn from")
        return law.sample(size, as_generator(random_state))


def mixture(components: Sequence[Any], weights: Any = None) -> Mixture:
    """The law that draws from one of the `components`, each with its weight; equal weights by default.

    Components are laws of any make over the same outcomes, all with a density or all with probabilities.
    Raises ValueError where they differ in dimension or kind, or the weights are no probabilities.

    >>> from scipy.stats import norm
    >>> from infoscope import dist
    >>> p = mixture([norm(-1, 1), norm(1, 1)], [0.5, 0.5])
    >>> dist.kl_divergence(p, norm(0, 1)).value.__round__(6)
    0.163169
    """
    count = len(components)
    if count == 0:
        raise ValueError("components must hold at least one law; got none")
    shares = np.full(count, 1.0 / count) if weights is None else np.asarray(weights, dtype=float)
    if shares.shape != (count,) or not (shares >= 0.0).all() or abs(shares.sum() - 1.0) > 1e-9:
        raise ValueError(
            f"weights must be {count} numbers >= 0 that sum to 1, one a component; got {weights!r}"
        )
    made = Mixture(tuple(components), shares)
    made._law()  # refuses components that do not go together
    return made
