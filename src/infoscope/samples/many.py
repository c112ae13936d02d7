"""What many variables share: total and dual total correlation, O-information, interaction information."""

from typing import Any, Never

import numpy as np

from ..estimate import Estimate, Unit
from . import _quantity
from ._measure import measure
from ._quantity import Quantity
from .reading._variables import several

__all__ = ["dual_total_correlation", "interaction_information", "o_information", "total_correlation"]


def total_correlation(
    x: Any,
    *more: Any,
    estimator: Any = "auto",
    kind: str | tuple[str | None, ...] | None = None,
    missing: str = "raise",
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
    **misplaced: Never,
) -> Estimate:
    """Total correlation Σ H(X_i) - H(X_1, …, X_m): how far the variables are from independence.

    x          (n, m): each column a variable; or, with `more`, one variable an argument, (n,) or (n, d)
    kind       one kind, or one for each variable

    Also called multi-information (Watanabe 1960). The other options are those of `mutual_information`,
    which this is for two variables.

    >>> pairs = [[0, 0], [1, 1]] * 8
    >>> print(total_correlation(pairs, estimator="plug_in", unit="bits"))
    1.00 ± 0.12 bits (plug-in, n=16)
    """
    options = {"estimator": estimator, "kind": kind, "missing": missing, "unit": unit, "rng": rng}
    return _of_several(_quantity.total_correlation, x, *more, **options, **misplaced)


def dual_total_correlation(
    x: Any,
    *more: Any,
    estimator: Any = "auto",
    kind: str | tuple[str | None, ...] | None = None,
    missing: str = "raise",
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
    **misplaced: Never,
) -> Estimate:
    """Dual total correlation H(X_1, …, X_m) - Σ H(X_i | the others); arguments as `total_correlation`.

    Also called binding information, excess entropy (Han 1975).

    >>> xor = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]] * 8
    >>> print(dual_total_correlation(xor, estimator="plug_in", unit="bits"))
    2.00 ± 0.09 bits (plug-in, n=32)
    """
    options = {"estimator": estimator, "kind": kind, "missing": missing, "unit": unit, "rng": rng}
    return _of_several(_quantity.dual_total_correlation, x, *more, **options, **misplaced)


def o_information(
    x: Any,
    *more: Any,
    estimator: Any = "auto",
    kind: str | tuple[str | None, ...] | None = None,
    missing: str = "raise",
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
    **misplaced: Never,
) -> Estimate:
    """O-information, total less dual total correlation; arguments as `total_correlation`.

    Above 0 redundancy outweighs synergy, below 0 synergy redundancy (Rosas et al. 2019, eq. 8).

    >>> xor = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]] * 8
    >>> print(o_information(xor, estimator="plug_in", unit="bits"))
    -1.00 ± 0.09 bits (plug-in, n=32)
    """
    options = {"estimator": estimator, "kind": kind, "missing": missing, "unit": unit, "rng": rng}
    return _of_several(_quantity.o_information, x, *more, **options, **misplaced)


def interaction_information(
    x: Any,
    *more: Any,
    estimator: Any = "auto",
    kind: str | tuple[str | None, ...] | None = None,
    missing: str = "raise",
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
    **misplaced: Never,
) -> Estimate:
    """Interaction information, I(X;Y) - I(X;Y|Z) for three variables; arguments as `total_correlation`.

    -Σ (-1)^|A| H(A) over the groups A of variables. Also called co-information; some authors turn its sign
    for an odd number of variables (McGill 1954).

    >>> xor = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]] * 8
    >>> print(interaction_information(xor, estimator="plug_in", unit="bits"))
    -1.00 ± 0.09 bits (plug-in, n=32)
    """
    options = {"estimator": estimator, "kind": kind, "missing": missing, "unit": unit, "rng": rng}
    return _of_several(_quantity.interaction_information, x, *more, **options, **misplaced)


def _of_several(quantity: Any, *given: Any, unit: Unit, **options: Any) -> Estimate:
    data = several(*given)
    one: Quantity = quantity(len(data))
    return measure(one, data, unit=unit, **options)
