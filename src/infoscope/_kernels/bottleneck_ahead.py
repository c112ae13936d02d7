"""Accelerated steps of the information bottleneck, at one β."""

import numpy as np
from numba import njit

from .anderson import MEMORY, ahead, remember
from .bottleneck_step import ROUNDING, step

__all__ = ["accelerated"]

_AT_LEAST = 0.1  # of its root, that an entry keeps of where a plain step would leave it
_STRETCH, _FARTHEST = 1.5, 100.0  # how far to go along a plain step, where a saddle lies behind
_UPHILL = 1e-3  # of the tolerance, that may be uphill by rounding


@njit(nogil=True, error_model="numpy", fastmath={"contract", "reassoc"})
def accelerated(law, state, power, following, partition, tol, steps):
    """`(F, left, steps taken)`; replaces the state by where it leads.

    `power` p(z|x), `following` and `partition` ln Z(x) are of the last step. law: see `step`.
    """
    size, scratch, weights = state.size, np.empty(state.shape), np.empty(state.shape[1])
    turned, gone, gram = np.zeros((MEMORY, size)), np.zeros((MEMORY, size)), np.zeros((MEMORY, MEMORY))
    residual, image, root, before = np.empty(size), np.empty(size), np.empty(size), np.empty((2, size))
    here, there, plain = state.reshape(-1), following.reshape(-1), np.empty(size)
    highest, left, count, quiet, stretch, turn = np.inf, np.inf, -1, 0, _STRETCH, 0
    while True:
        turn += 1
        free = step(law, state, scratch, weights, power, following, partition)
        if free > highest + ROUNDING * (1.0 + abs(highest)):
            # the step ahead did harm: the plain one instead
            for i in range(size):
                here[i] = plain[i]
            highest, count, quiet, stretch = np.inf, -1, 0, _STRETCH
            continue
        highest = free
        for i in range(size):
            image[i] = np.sqrt(there[i])
            residual[i] = image[i] - np.sqrt(here[i])
            if count < 0:
                before[0, i], before[1, i] = residual[i], image[i]
        if count < 0:
            left = np.inf
        else:
            remember(count, residual, image, before, turned, gone, gram)
            ahead(count + 1, residual, image, turned, gone, gram, root)
            left = _still_to_fall(law[-1], residual, image, root)
        count += 1
        quiet = quiet + 1 if -_UPHILL * tol <= left <= tol else 0
        if quiet > 1 or turn >= steps:
            return highest, left, turn
        if left < 0.0 or count == 0:  # away from a saddle, not towards it
            for i in range(size):
                root[i] = image[i] + (stretch - 1.0) * residual[i]
            stretch = min(2.0 * stretch, _FARTHEST) if left < 0.0 else stretch
        for i in range(size):
            plain[i] = there[i]
            here[i] = max(root[i], _AT_LEAST * image[i]) ** 2
        total = _sum(here)
        for i in range(size):
            here[i] /= total


@njit(nogil=True, fastmath={"contract", "reassoc"})
def _still_to_fall(beta, residual, image, root):
    """Half the gradient times the step, as in Newton's decrement.

    In √q the second derivative of F at fixed p(z|x) is at most 4β, so the gradient is 4β times the residual.
    """
    total = 0.0
    for i in range(root.size):
        total += residual[i] * (root[i] - image[i] + residual[i])
    return 2.0 * beta * total


@njit(nogil=True, fastmath={"contract", "reassoc"})
def _sum(a):
    # a loop of its own: where one that writes is vectorised, and so how it adds, hangs on where arrays lie
    total = 0.0
    for i in range(a.size):
        total += a[i]
    return total
