"""The local values of an estimate, one an observation: where in the data the information lies."""

from typing import Any, Never

import numpy as np

from ..estimate import Unit
from . import _quantity
from ._measure import pointwise

__all__ = [
    "pointwise_conditional_mutual_information",
    "pointwise_entropy",
    "pointwise_mutual_information",
]


def pointwise_entropy(
    x: Any,
    *,
    estimator: Any = "auto",
    kind: str | None = None,
    missing: str = "raise",
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
    **misplaced: Never,
) -> np.ndarray:
    """-ln p̂(x_i) of each observation, shape (n,), whose mean is `entropy(x)`; the same options.

    Also called surprisal, self-information.

    >>> pointwise_entropy(["a", "a", "a", "b"] * 8, estimator="plug_in", unit="bits")[:4].round(3)
    array([0.415, 0.415, 0.415, 2.   ])
    """
    options = {"estimator": estimator, "kind": kind, "missing": missing, "rng": rng, **misplaced}
    return pointwise(_quantity.entropy(), {"x": x}, unit=unit, **options)


def pointwise_mutual_information(
    x: Any,
    y: Any,
    *,
    estimator: Any = "auto",
    kind: str | tuple[str | None, str | None] | None = None,
    missing: str = "raise",
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
    **misplaced: Never,
) -> np.ndarray:
    """ln p̂(x_i,y_i)/p̂(x_i)p̂(y_i) of each pair, shape (n,), whose mean is `mutual_information(x, y)`.

    The options are those of `mutual_information`. One value says little where they come from
    neighbours; their averages over groups of rows say more (Lizier 2014).

    >>> pointwise_mutual_information(["a", "b"] * 8, [1, 0] * 8, estimator="plug_in", unit="bits")[:4]
    array([1., 1., 1., 1.])
    """
    options = {"estimator": estimator, "kind": kind, "missing": missing, "rng": rng, **misplaced}
    return pointwise(_quantity.mutual_information(), {"x": x, "y": y}, unit=unit, **options)


def pointwise_conditional_mutual_information(
    x: Any,
    y: Any,
    z: Any,
    *,
    estimator: Any = "auto",
    kind: str | tuple[str | None, ...] | None = None,
    missing: str = "raise",
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
    **misplaced: Never,
) -> np.ndarray:
    """Local values of `conditional_mutual_information(x, y, z)`, shape (n,); the same options.

    >>> x, y, xor = [0, 0, 1, 1] * 16, [0, 1, 0, 1] * 16, [0, 1, 1, 0] * 16
    >>> values = pointwise_conditional_mutual_information(x, y, xor, estimator="plug_in", unit="bits")
    >>> bool((abs(values - 1.0) < 1e-12).all())
    True
    """
    options = {"estimator": estimator, "kind": kind, "missing": missing, "rng": rng, **misplaced}
    data = {"x": x, "y": y, "z": z}
    return pointwise(_quantity.conditional_mutual_information(), data, unit=unit, **options)
