"""The law that says least beyond what is known of its expectations (Jaynes)."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .._array import place, to_numpy
from .._check import as_numbers

__all__ = ["maximum_entropy"]

_STEPS = 100
_CLOSE = 1e-13  # of the range of a moment's function


def maximum_entropy(support: Any, moments: Sequence[tuple[Callable, float]]) -> Any:
    """The probabilities p ∝ exp Σ_j λ_j f_j(x) of greatest entropy with Σ p f_j(x) = c_j for all j.

    `support` holds K points, shape (K,) or (K, d); `moments` is a list of (f_j, c_j), where f_j maps the
    support to K numbers. The answer has shape (K,). Solved by Newton steps on the convex dual
    ln Σ exp(λ · (f - c)) with a line search; where a constraint lies on the edge of what is possible, on
    the points that can still carry mass. Not differentiable. Raises ValueError where no law satisfies the
    constraints, naming the first that is violated given those before it. Jaynes, Phys. Rev. 106 (1957)
    620; Boyd & Vandenberghe, Convex Optimization (2004), section 5.7.

    >>> die = maximum_entropy([1, 2, 3, 4, 5, 6], [(lambda x: x, 4.5)])
    >>> die.round(5)
    array([0.05435, 0.07877, 0.11416, 0.16545, 0.23977, 0.34749])
    """
    xp, (points,), answer = as_numbers(support=support)
    if points.ndim == 0 or points.shape[0] == 0:
        raise ValueError(f"support must hold at least one point; got shape {tuple(points.shape)}")
    size = points.shape[0]
    features = [_feature(f, points, size, j) for j, (f, _) in enumerate(moments)]
    wanted = [_wanted(value, j) for j, (_, value) in enumerate(moments)]
    p = _solve(np.asarray(features, dtype=np.float64).reshape(-1, size), np.asarray(wanted))
    return answer(xp.asarray(p, dtype=points.dtype, **place(points)))


def _feature(f: Callable, points: Any, size: int, j: int) -> np.ndarray:
    _, (_, values), _ = as_numbers(support=points, values=f(points))
    if tuple(values.shape) != (size,):
        raise ValueError(
            f"moments[{j}] must map the support to {size} numbers; got shape {tuple(values.shape)}"
        )
    feature = to_numpy(values).astype(np.float64)
    if not np.isfinite(feature).all():
        raise ValueError(f"moments[{j}] must be finite on the support; got inf or NaN")
    return feature


def _wanted(value: Any, j: int) -> float:
    if not np.isfinite(value):
        raise ValueError(f"moments[{j}] must have a finite value; got {value!r}")
    return float(value)


def _solve(features: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    scale = np.maximum(np.ptp(features, axis=1), np.abs(features).max(axis=1, initial=0.0) * 1e-12)
    scale = np.where(scale > 0.0, scale, 1.0)
    centred = (features - wanted[:, None]) / scale[:, None]
    p = _newton(centred)
    if p is not None:
        return p
    _name_the_violated(features, wanted)
    kept = _can_carry_mass(centred)
    on_face = _newton(centred[:, kept])
    if on_face is None:
        raise ValueError("moments leave laws whose maximum entropy could not be located to full precision")
    p = np.zeros(features.shape[1])
    p[kept] = on_face
    return p


def _newton(centred: np.ndarray) -> np.ndarray | None:
    """The law whose means of the centred features vanish, or None where the dual has no minimum."""
    centred = _independent(centred)
    weights = np.zeros(len(centred))
    p, height = _law(weights, centred)
    for _ in range(_STEPS):
        gradient = centred @ p
        if np.abs(gradient).max(initial=0.0) <= _CLOSE:
            return p
        spread = centred - gradient[:, None]
        step = np.linalg.lstsq((spread * p) @ spread.T, -gradient, rcond=None)[0]
        descent = -float(gradient @ step)
        length = 1.0
        trial, trial_height = _law(weights + step, centred)
        # Below 1e-9 the height no longer tells in its last digits, and the whole step is right.
        while descent > 1e-9 and trial_height > height - 1e-4 * length * descent:
            length *= 0.5
            trial, trial_height = _law(weights + length * step, centred)
        weights, p, height = weights + length * step, trial, trial_height
    return p if np.abs(centred @ p).max() <= 100 * _CLOSE else None


def _independent(centred: np.ndarray) -> np.ndarray:
    """Orthogonal rows with the same span: a constraint that repeats others drops out."""
    _, size, rows = np.linalg.svd(centred, full_matrices=False)
    return rows[size > 1e-11 * size.max(initial=0.0)] * math.sqrt(centred.shape[1])


def _law(weights: np.ndarray, centred: np.ndarray) -> tuple[np.ndarray, float]:
    exponent = weights @ centred
    top = exponent.max()
    mass = np.exp(exponent - top)
    return mass / mass.sum(), float(top + np.log(mass.sum()))


def _name_the_violated(features: np.ndarray, wanted: np.ndarray) -> None:
    """Raise for the first constraint that those before it leave no room for."""
    for j, (feature, value) in enumerate(zip(features, wanted)):
        ends = [_extreme(sign * feature, features[:j], wanted[:j]) * sign for sign in (1.0, -1.0)]
        slack = 1e-9 * max(np.ptp(feature), abs(value), 1e-300)
        if not ends[0] - slack <= value <= ends[1] + slack:
            before = f" given moments[0] to moments[{j - 1}]" if j else ""
            raise ValueError(
                f"moments[{j}] cannot have the value {value:.10g}: on this support its mean lies between "
                f"{ends[0]:.10g} and {ends[1]:.10g}{before}"
            )


def _extreme(objective: np.ndarray, features: np.ndarray, wanted: np.ndarray) -> float:
    from scipy.optimize import linprog

    equal, right = np.vstack([np.ones(len(objective)), features]), np.append(1.0, wanted)
    return linprog(objective, A_eq=equal, b_eq=right, bounds=(0.0, None), method="highs").fun


def _can_carry_mass(centred: np.ndarray) -> np.ndarray:
    """Which points some feasible law gives mass: greatest Σ u with 0 <= u <= 1, u <= y, centred y = 0."""
    from scipy.optimize import linprog

    count = centred.shape[1]
    # y = u + rest, both >= 0: one program finds the largest support (Freund, Roundy & Todd 1985).
    equal = np.hstack([centred, centred])
    bounds = [(0.0, 1.0)] * count + [(0.0, None)] * count
    found = linprog(
        np.append(-np.ones(count), np.zeros(count)), A_eq=equal, b_eq=np.zeros(len(centred)), bounds=bounds
    )
    return found.x[:count] > 0.5
