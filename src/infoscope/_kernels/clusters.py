"""Clusters that are better one than two: many solutions of a bottleneck hold several copies of each."""

import numpy as np
from numba import njit

from .logs import log

__all__ = ["merged"]


@njit(nogil=True)
def merged(beta, x, encoder, joint, slack):
    """`joint` with pairs of clusters made one wherever that raises I(X;Z) - β I(Z;Y) by `slack` at most.

    x  (x,), encoder  (x, z): p(z|x), and joint  (y, z); the answer has as many columns as clusters are left.
    The pairs are each other's nearest. A pair made one changes the objective by β times the loss of I(Z;Y)
    less that of I(X;Z); each loss is a Jensen–Shannon divergence (Slonim & Tishby, Agglomerative information
    bottleneck, 1999, proposition 1). At an optimum no pair lowers it.
    """
    left = joint.shape[1]
    with_x, with_y = np.empty((left, x.size)), np.empty((left, joint.shape[0]))
    for z in range(left):
        for i in range(x.size):
            with_x[z, i] = x[i] * encoder[i, z]
        for i in range(joint.shape[0]):
            with_y[z, i] = joint[i, z]
    nearest, gone = np.empty(left, np.int64), np.empty(left, np.bool_)
    while left > 1:
        _find_nearest(with_y, left, nearest)
        before, left = left, 0
        for z in range(before):
            gone[z] = False
        for z in range(before):
            other = nearest[z]
            if other < z or nearest[other] != z:
                continue
            if beta * _loss(with_y, z, other) <= _loss(with_x, z, other) + slack:
                _add(with_x, z, other)
                _add(with_y, z, other)
                gone[other] = True
        for z in range(before):
            if not gone[z]:
                _move(with_x, z, left)
                _move(with_y, z, left)
                left += 1
        if left == before:
            break
    out = np.empty((joint.shape[0], left))
    for z in range(left):
        for i in range(joint.shape[0]):
            out[i, z] = with_y[z, i]
    return out


@njit(nogil=True)
def _add(joint, to, other):
    for i in range(joint.shape[1]):
        joint[to, i] += joint[other, i]


@njit(nogil=True)
def _move(joint, z, to):
    for i in range(joint.shape[1]):
        joint[to, i] = joint[z, i]


@njit(nogil=True, error_model="numpy", fastmath={"contract", "reassoc"})
def _find_nearest(joint, clusters, nearest):
    """The cluster whose law of Y overlaps most with that of each: Σ √(q(y|z) q(y|z')) is greatest."""
    size = joint.shape[1]
    roots, most = np.empty((clusters, size)), np.empty(clusters)
    for z in range(clusters):
        weight = 0.0
        for i in range(size):
            weight += joint[z, i]
        for i in range(size):
            roots[z, i] = np.sqrt(joint[z, i] / weight)
        nearest[z], most[z] = -1, -1.0
        for other in range(z):
            overlap = 0.0
            for i in range(size):
                overlap += roots[z, i] * roots[other, i]
            if overlap > most[z]:
                nearest[z], most[z] = other, overlap
            if overlap > most[other]:
                nearest[other], most[other] = z, overlap


@njit(nogil=True, error_model="numpy", fastmath={"contract", "reassoc"})
def _loss(joint, a, b):
    """What is lost of the information about the other variable where clusters a and b become one."""
    total, of_a, of_b = 0.0, 0.0, 0.0
    for i in range(joint.shape[1]):
        u, v = joint[a, i], joint[b, i]
        of_a += u
        of_b += v
        total += _term(u) + _term(v) - _term(u + v)
    return total - _term(of_a) - _term(of_b) + _term(of_a + of_b)


@njit(nogil=True, error_model="numpy", fastmath={"contract"})
def _term(a):
    return a * log(a)
