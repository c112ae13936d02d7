"""The self-consistent equations of the information bottleneck, at one β after another.

The state of one β is the joint law q(y, z). A step is Tishby, Pereira & Bialek, The information bottleneck
method (1999), equations 16, 17 and 28. As an EM step it never raises the free energy F = -Σ p(x) ln Z(x),
Z(x) = Σ q(z) e^(β Σ p(y|x) ln q(y|z)).
"""

import numpy as np
from numba import njit

from .anderson import MEMORY, ahead, remember
from .clusters import merged
from .exps import exp
from .logs import log
from .threads import in_pieces, threads

__all__ = ["GONE", "climb", "converge"]

GONE = 1e-13  # probability of a cluster below which it is left out
_AT_LEAST = 0.1  # of its root, that an entry keeps of where a plain step would leave it
_FIRST, _LONGER = 10, 2  # steps before clusters are made one for the first time, and how the wait then grows
_STRETCH, _FARTHEST = 1.5, 100.0  # how far to go along a plain step, where a saddle lies behind
_UPHILL = 1e-3  # of the tolerance, that may be uphill by rounding
_ROUNDING = 4e-15
_SPARSE = 0.25  # share of entries that are not zero, below which the zeros are passed over
_E_300 = float(np.exp(300.0))
_LOWEST = -1e300  # ln 0: its exponential is 0, and its product with 0 too


def converge(given, x, beta, joints, *, tol, steps, least=0):
    """`(joints, F, ln Z(x), left, taken)`: steps until F should fall by no more than `tol` nats.

    given  (x, y): p(y|x); x  (x,); beta  (β,); joints  (β, z, y), clusters of probability 0 are none; steps
    (β,), the most there may be, and `least` so many. The answers (β, z, y), (β,), (β, x), (β,): by how much F
    should still fall, and (β,) the steps taken.
    """
    out, partition = np.zeros_like(joints), np.empty((len(beta), len(x)))
    free, left, taken = np.empty(len(beta)), np.empty(len(beta)), np.empty(len(beta), np.int64)
    law = _law(given, x)

    def piece(i, j):
        for b in _shared_out(len(beta))[i:j]:
            start = np.ascontiguousarray(joints[b, joints[b].sum(axis=1) > GONE].T)
            state, free[b], left[b], taken[b] = _settle(
                *law, beta[b], start, partition[b], tol, least, steps[b]
            )
            out[b, : state.shape[1]] = state.T

    in_pieces(piece, len(beta), at_least=1)
    return out, free, partition, left, taken


def climb(given, x, beta, partition, rows, rounds):
    """`(c, r, share)` of each row r after so many rounds of r(y) ∝ Σ share(x) p(y|x).

    share(x) = p(x) e^(β Σ p(y|x) ln r(y)) / Z(x), and c their sum. rows  (row, y), partition  (β, x):
    ln Z(x); the answers (β, row), (β, row, y) and (β, row, x).
    """
    c = np.empty((len(beta), len(rows)))
    r, share = np.empty((len(beta), *rows.shape)), np.empty((len(beta), len(rows), len(x)))
    law, start = _law(given, x), np.ascontiguousarray(rows.T)

    def piece(i, j):
        for b in range(i, j):
            state = start.copy()
            share[b] = _climb(*law, beta[b], partition[b], state, rounds, c[b]).T * x
            r[b] = state.T

    in_pieces(piece, len(beta), at_least=1)
    return c, r, share


def _law(given, x):
    given = np.ascontiguousarray(given)
    return (
        given,
        np.ascontiguousarray((given * x[:, None]).T),
        x,
        np.count_nonzero(given) < _SPARSE * given.size,
    )


def _shared_out(size):
    """The β in an order in which each thread has some of all: those of many clusters lie side by side."""
    return np.argsort(np.arange(size) % max(1, threads()), kind="stable")


@njit(cache=True, nogil=True)
def _settle(given, joint, x, sparse, beta, state, partition, tol, least, steps):
    """Accelerated steps; between them clusters that are better one are made one: sooner, two might part."""
    wait, taken = _FIRST, 0
    while True:
        wait = min(wait, steps - taken)
        power, following = np.empty((x.size, state.shape[1])), np.empty(state.shape)
        free, left, used = _converge(
            given, joint, x, sparse, beta, state, power, following, partition, tol, least - taken, wait
        )
        taken += used
        if taken >= steps:
            return state, free, left, taken
        fewer = merged(beta, x, power, following)
        if fewer.shape[1] == state.shape[1] and abs(left) <= tol:
            return state, free, left, taken
        state, wait = fewer, _LONGER * wait


@njit(nogil=True, error_model="numpy", fastmath={"contract", "reassoc"})
def _converge(given, joint, x, sparse, beta, state, power, following, partition, tol, least, steps):
    """Replace the state by where it converges to; `power` p(z|x) and `following` are of the last step."""
    size, scratch, weights = state.size, np.empty(state.shape), np.empty(state.shape[1])
    turned, gone, gram = np.zeros((MEMORY, size)), np.zeros((MEMORY, size)), np.zeros((MEMORY, MEMORY))
    residual, image, root, before = np.empty(size), np.empty(size), np.empty(size), np.empty((2, size))
    here, there, plain = state.reshape(-1), following.reshape(-1), np.empty(size)
    highest, left, count, quiet, stretch, turn = np.inf, np.inf, -1, 0, _STRETCH, 0
    while True:
        turn += 1
        free = _step(given, joint, x, sparse, beta, state, scratch, weights, power, following, partition)
        if free > highest + _ROUNDING * (1.0 + abs(highest)):
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
            left = _still_to_fall(beta, residual, image, root)
        count += 1
        quiet = quiet + 1 if -_UPHILL * tol <= left <= tol else 0
        if (quiet > 1 and turn > least) or turn >= steps:
            return highest, left, turn
        if left < 0.0 or count == 0:  # away from a saddle, not towards it
            for i in range(size):
                root[i] = image[i] + (stretch - 1.0) * residual[i]
            stretch = min(2.0 * stretch, _FARTHEST) if left < 0.0 else stretch
        total = 0.0
        for i in range(size):
            plain[i] = there[i]
            here[i] = max(root[i], _AT_LEAST * image[i]) ** 2
            total += here[i]
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


@njit(nogil=True, error_model="numpy", fastmath={"contract", "reassoc"})
def _step(given, joint, x, sparse, beta, state, scratch, weights, power, following, partition):
    """One step: `following` from `state`, F and ln Z(x) of the state; scratch  (y, z), power  (x, z)."""
    clusters = state.shape[1]
    for z in range(clusters):
        weights[z] = 0.0
    for y in range(state.shape[0]):
        for z in range(clusters):
            weights[z] += state[y, z]
    _scaled_logs(beta, state, scratch)
    for z in range(clusters):
        weights[z] = (1.0 - beta) * np.log(weights[z])
    _times(given, scratch, power, sparse)
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
    _times(joint, power, following, sparse)
    return free


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract", "reassoc"})
def _climb(given, joint, x, sparse, beta, partition, rows, rounds, c):
    """Shares  (x, row) at the end, divided by p(x); replaces rows  (y, row) and c  (row,)."""
    logs, share = np.empty(rows.shape), np.empty((x.size, rows.shape[1]))
    for turn in range(rounds + 1):
        _scaled_logs(beta, rows, logs)
        _times(given, logs, share, sparse)
        c[:] = 0.0
        for i in range(x.size):
            for z in range(rows.shape[1]):
                # at most e^300, as where a row is far better than all clusters
                share[i, z] = exp(min(share[i, z] - partition[i], 300.0) - 300.0) * _E_300
                c[z] += x[i] * share[i, z]
        if turn == rounds:
            break
        _times(joint, share, rows, sparse)
        for y in range(rows.shape[0]):
            for z in range(rows.shape[1]):
                rows[y, z] /= c[z]
    return share


@njit(nogil=True, error_model="numpy", fastmath={"contract"})
def _scaled_logs(beta, joint, out):
    for y in range(joint.shape[0]):
        for z in range(joint.shape[1]):
            out[y, z] = beta * log(joint[y, z]) if joint[y, z] > 0.0 else _LOWEST


@njit(nogil=True, fastmath={"contract"})
def _times(a, b, out, sparse):
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
