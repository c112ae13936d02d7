"""Newton's steps of the information bottleneck, at one β, each from where a plain step leads."""

import numpy as np
from numba import njit

from .bottleneck_step import ROUNDING, step, times
from .logs import log
from .newton import HELD, direction

__all__ = ["BENT", "DAMPING", "MOST", "newton"]

_TURNS = 16
MOST = _TURNS + 4  # steps that it may take
DAMPING, BENT = 1e-5, 2e-3  # the first, and beyond which the objective is no bowl
_LEAST, _SURE = 1e-9, 1e-5  # the least, and up to which what is left to fall is told rightly
_SHORTER, _SHORTEST = 0.3, 0.1  # how far to go instead, and where to give up and take the plain step
_KEPT = 0.1  # of an entry, at least


@njit(nogil=True, error_model="numpy", fastmath={"contract", "reassoc"})
def newton(law, state, power, following, partition, tol, damping):
    """`(F, left, steps taken, damping)`: as `accelerated`, until F should fall by no more than `tol`.

    It ends too after so many steps, or where more damping would be needed than BENT.
    """
    given, joint, x, sparse, beta = law
    scratch, weights, change = np.empty(state.shape), np.empty(state.shape[1]), np.empty(power.shape)
    before, tried, encoder = np.empty(power.shape), np.empty(power.shape), np.empty(power.shape)
    ahead, onward, left, used = np.empty(state.shape), np.empty(state.shape), np.inf, 1
    step(law, state, scratch, weights, before, onward, partition)
    while True:
        state[:] = onward
        free = step(law, state, scratch, weights, power, following, partition)
        used += 1
        if left <= tol or used >= _TURNS:
            return free, left, used, damping
        for i in range(x.size):
            for z in range(power.shape[1]):
                encoder[i, z] = 0.0
                if before[i, z] > HELD:
                    encoder[i, z] = log(before[i, z]) - log(power[i, z])
        fall = direction(given, x, beta, before, encoder, state, damping, change)
        while fall < 0.0:
            damping = 10.0 * damping
            if damping > BENT:
                return free, np.inf, used, damping
            fall = direction(given, x, beta, before, encoder, state, damping, change)
        left, far = fall * max(1.0, damping / _SURE), 1.0
        while True:
            _changed(before, change, far, encoder)
            times(joint, encoder, ahead, sparse)
            reached = step(law, ahead, scratch, weights, tried, onward, partition)
            used += 1
            if reached <= free + ROUNDING * (1.0 + abs(free)):
                break
            if far < _SHORTEST:
                step(law, following, scratch, weights, tried, onward, partition)
                break
            far *= _SHORTER
        before, tried = tried, before
        damping = max(0.1 * damping, _LEAST) if far == 1.0 else 10.0 * damping


@njit(nogil=True, error_model="numpy", fastmath={"contract", "reassoc"})
def _changed(encoder, change, far, out):
    """p(z|x) (1 + far d), no entry less than a tenth of what it was."""
    for i in range(encoder.shape[0]):
        total = 0.0
        for z in range(encoder.shape[1]):
            out[i, z] = encoder[i, z] * max(1.0 + far * change[i, z], _KEPT)
            total += out[i, z]
        for z in range(encoder.shape[1]):
            out[i, z] /= total
