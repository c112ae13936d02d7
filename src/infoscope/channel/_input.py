"""What may be handed in: channels, laws, costs and joint laws as numpy arrays, or one clear error."""

from typing import Any

import numpy as np

from .._array import to_numpy
from .._check import as_laws, as_numbers

__all__ = [
    "as_betas",
    "as_channel",
    "as_cost",
    "as_count",
    "as_joint",
    "as_law",
    "as_laws_by_row",
    "as_matrix",
    "as_number",
    "as_tolerance",
    "between",
]


def as_matrix(values: Any, name: str) -> np.ndarray:
    """A 2-d array of finite numbers in double precision."""
    _, (a,), _ = as_numbers(**{name: values})
    matrix = to_numpy(a).astype(np.float64)
    if matrix.ndim != 2 or 0 in matrix.shape:
        raise ValueError(
            f"{name} must be a matrix with at least one row and column; got shape {matrix.shape}"
        )
    if not np.isfinite(matrix).all():
        bad = "NaN" if np.isnan(matrix).any() else "infinity"
        raise ValueError(f"{name} must hold finite numbers; got {bad} among them")
    return matrix


def as_channel(w: Any, name: str = "w") -> np.ndarray:
    """A row-stochastic matrix: row x is p(y|x)."""
    matrix = as_matrix(w, name)
    if (matrix < 0).any():
        raise ValueError(f"{name} must be >= 0; got {matrix.min():.6g}")
    sums = matrix.sum(axis=1)
    wrong = np.flatnonzero(~(np.abs(sums - 1.0) <= 2e-6))
    if wrong.size:
        x = wrong[0]
        raise ValueError(
            f"each row of {name} must sum to 1: row x is p(y|x); row {x} sums to {sums[x]:.10g}. "
            "For counts use channel.from_counts"
        )
    return matrix / sums[:, None]


def as_law(p: Any, name: str = "p") -> np.ndarray:
    """Probabilities along one axis."""
    law = as_laws_by_row(p, name)
    if law.ndim != 1:
        raise ValueError(f"{name} must be one-dimensional; got shape {law.shape}")
    return law / law.sum()


def as_laws_by_row(p: Any, name: str = "p") -> np.ndarray:
    """Probabilities along the last axis."""
    try:
        _, (a,), _ = as_laws(-1, normalize=False, **{name: p})
    except ValueError as error:  # whose advice is for functions that can normalize
        raise ValueError(str(error).partition(". Pass normalize")[0]) from None
    return to_numpy(a).astype(np.float64)


def as_joint(p_xy: Any, name: str = "p_xy") -> tuple[np.ndarray, int | None]:
    """`(law, n)`: a joint law, and the number of observations where whole-number counts were given."""
    matrix = as_matrix(p_xy, name)
    if (matrix < 0).any():
        raise ValueError(f"{name} must be >= 0; got {matrix.min():.6g}")
    total = matrix.sum()
    counts = total > 1.5 and (matrix == np.floor(matrix)).all()
    if not counts and not abs(total - 1.0) <= 2e-6:
        raise ValueError(
            f"{name} must sum to 1 (a joint law) or hold whole numbers (counts); got a sum of {total:.10g}"
        )
    empty = np.flatnonzero(matrix.sum(axis=1) == 0)
    if empty.size:
        raise ValueError(
            f"each row of {name} must hold some probability; row {empty[0]} is all zero: "
            "drop the x that never occurs"
        )
    return matrix / total, int(total) if counts else None


def as_cost(cost: Any, size: int) -> np.ndarray:
    """One finite cost >= 0 for each input letter."""
    _, (a,), _ = as_numbers(cost=cost)
    costs = to_numpy(a).astype(np.float64)
    if costs.shape != (size,):
        raise ValueError(f"cost must have one entry for each of the {size} inputs; got shape {costs.shape}")
    if not np.isfinite(costs).all() or (costs < 0).any():
        raise ValueError(f"costs must be finite and >= 0; got {costs.tolist()}")
    return costs


def as_number(value: Any, name: str) -> float:
    """A real number that is no NaN."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = None
    if number is None or isinstance(value, str | bytes):
        raise TypeError(f"{name} must be a number; got {value!r}")
    if number != number:
        raise ValueError(f"{name} must be a number; got NaN")
    return number


def as_count(value: Any, name: str, least: int) -> int:
    """A whole number that is large enough."""
    number = as_number(value, name)
    if not number.is_integer() or number < least:
        raise ValueError(f"{name} must be a whole number >= {least}; got {value!r}")
    return int(value)


def as_tolerance(tol: Any) -> float:
    """A number >= 0, in nats."""
    number = as_number(tol, "tol")
    if number < 0.0:
        raise ValueError(f"tol must be a number >= 0, in nats; got {tol!r}")
    return number


def between(value: Any, low: float, high: float, name: str) -> float:
    """A number of the closed interval."""
    number = as_number(value, name)
    if not low <= number <= high:
        raise ValueError(f"{name} must lie between {low:g} and {high:g}; got {number:g}")
    return number


def as_betas(betas: Any) -> np.ndarray:
    """Finite numbers > 0, along one axis."""
    try:
        beta = np.atleast_1d(np.asarray(betas))
    except (TypeError, ValueError):
        beta = np.empty(0)
    beta = beta.astype(np.float64) if beta.dtype.kind in "iuf" else np.empty(0)
    if beta.ndim != 1 or beta.size == 0 or not np.isfinite(beta).all() or (beta <= 0).any():
        raise ValueError(f"betas must be finite numbers > 0 along one axis; got {betas!r}")
    return beta
