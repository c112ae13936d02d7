"""One plain step of the self-consistent equations of the information bottleneck, at one β.

The state is the joint law q(y, z). A step is Tishby, Pereira & Bialek, The information bottleneck method
(1999), equations 16, 17 and 28. As an EM step it never raises the free energy F = -Σ p(x) ln Z(x),
Z(x) = Σ q(z) e^(β Σ p(y|x) ln q(y|z)).
"""

import numpy as np
from numba import njit

from .exps import exp
from .logs import log

__all__ = ["ROUNDING", "scaled_logs", "step", "times"]

ROUNDING = 4e-15  # relative, by which F may seem to rise
_LOWEST = -1e300  # ln 0: its exponential is 0, and its product with 0 too


@njit(nogil=True, error_model="numpy", fastmath={"contract", "reassoc"})
def step(law, state, scratch, weights, power, following, partition):
    """F of the state; writes `following`, p(z|x) into `power`, shape (x, z), and ln Z(x) into `partition`.

    law: p(y|x), shape (x, y); p(x, y), shape (y, x); p(x); whether zeros are to be passed over; and β.
    scratch  (y, z), weights  (z,)
    """
    given, joint, x, sparse, beta = law
    clusters = state.shape[1]
    for z in range(clusters):
        weights[z] = 0.0
    for y in range(state.shape[0]):
        for z in range(clusters):
            weights[z] += state[y, z]
    scaled_logs(beta, state, scratch)
    for z in range(clusters):
        weights[z] = (1.0 - beta) * np.log(weights[z])
    times(given, scratch, power, sparse)
    free = 0.0
    for i in range(x.size):
        row, top, norm = power[i], -np.inf, 0.0
        for z in range(clusters):
            row[z] += weights[z]
            top = max(top, row[z])
        for z in range(clusters):
            row[z] = exp(row[z] - top)
            norm += row[z]
        partition[i] = top + np.log(norm)
        free -= x[i] * partition[i]
        norm = 1.0 / norm
        for z in range(clusters):
            row[z] *= norm
    times(joint, power, following, sparse)
    return free


@njit(nogil=True, error_model="numpy", fastmath={"contract"})
def scaled_logs(beta, joint, out):
    for y in range(joint.shape[0]):
        for z in range(joint.shape[1]):
            out[y, z] = beta * log(joint[y, z]) if joint[y, z] > 0.0 else _LOWEST


@njit(nogil=True, fastmath={"contract"})
def times(a, b, out, sparse):
    """out = a b, where `sparse` without the zeros of a."""
    if not sparse:
        np.dot(a, b, out)
        return
    out[:] = 0.0
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            if a[i, j] != 0.0:
                for k in range(b.shape[1]):
                    out[i, k] += a[i, j] * b[j, k]
