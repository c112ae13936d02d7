"""A convex function over {x >= 0, rows·x = totals}: Newton steps inside, drawn to the edges where it wants.

A primal–dual path with Mehrotra's corrector (Wright, Primal–Dual Interior-Point Methods, 1997, chapter 10):
some fifteen steps, whether or not the optimum lies at an edge, where multiplicative steps need thousands.
"""

from collections.abc import Callable

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from .._kernels.blas import alone_where_small

__all__ = ["interior_minimum"]

TO_THE_EDGE = 0.995
AT_MOST = (
    0.7  # share that a sum, of which a logarithm is taken, may lose in a step: its slope changes so much
)
PATIENCE = 25


def interior_minimum(
    derivatives: Callable,
    excess: Callable,
    through: np.ndarray,
    start: np.ndarray,
    rows: np.ndarray,
    totals: np.ndarray,
    *,
    tol: float,
    steps: int,
) -> tuple[np.ndarray, np.ndarray, int]:
    """`(x, multipliers, steps taken)`: the point of smallest excess among those passed.

    The function is one of logarithms of the sums `through @ x`. `derivatives(x)` is its gradient and a root R
    of its Hessian R Rᵀ, `excess(x, multipliers)` a bound on how far it lies above its minimum at x; the walk
    ends where that is at most `tol`, or stops falling.
    """
    with alone_where_small(max(through.shape)):
        return _walk(derivatives, excess, through, start, rows, totals, tol, steps)


def _walk(derivatives, excess, through, start, rows, totals, tol, steps):
    x, y, z = start.copy(), np.zeros(len(rows)), np.ones(len(start))
    best, smallest, stalled, taken = (x, y), excess(x, y), 0, 0
    while smallest > tol and stalled < PATIENCE and taken < steps:
        taken += 1
        try:
            x, y, z = _step(x, y, z, through, rows, totals, *derivatives(x))
        except np.linalg.LinAlgError:  # so close to an edge that rounding is all that is left
            break
        now = excess(x, y)
        stalled = 0 if now < 0.9 * smallest else stalled + 1
        if now < smallest:
            best, smallest = (x, y), now
    return *best, taken


def _step(x, y, z, through, rows, totals, gradient, root):
    scale = np.sqrt(x / z)  # so that the matrix is the identity and what is added to it: well conditioned
    scaled = scale[:, None] * root
    system = scaled @ scaled.T
    system.flat[:: len(x) + 1] += 1.0
    factor = cho_factor(system, lower=True, overwrite_a=True, check_finite=False)

    def inverse(right):
        return scale * cho_solve(factor, (right * scale).T, check_finite=False).T

    across = inverse(rows).T
    dual, primal = gradient - rows.T @ y - z, rows @ x - totals

    def solve(target):
        right = target / x - dual
        along = inverse(right)
        dy = np.linalg.solve(rows @ across, -primal - rows @ along)
        dx = along + across @ dy
        return dx, dy, (target - z * dx) / x

    dx, _, dz = solve(-x * z)
    reach = min(_reach(x, dx), _reach(z, dz))
    mu = x @ z / len(x)
    ahead = (x + reach * dx) @ (z + reach * dz) / len(x)
    dx, dy, dz = solve((ahead / mu) ** 3 * mu - x * z - dx * dz)
    reach = min(1.0, TO_THE_EDGE * min(_reach(x, dx), _reach(z, dz)))
    falls = (through @ dx) / (through @ x)
    reach = min(reach, AT_MOST / max(-float(falls.min()), AT_MOST))
    return x + reach * dx, y + reach * dy, z + reach * dz


def _reach(x, dx):
    """How far along dx until an entry of x is zero."""
    falling = dx < 0
    return min(1.0 / TO_THE_EDGE, (-x[falling] / dx[falling]).min(initial=np.inf))
