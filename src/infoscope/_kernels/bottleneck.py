"""The information bottleneck at one β after another: where its steps lead, and clusters they have missed."""

import numpy as np
from numba import njit

from .bottleneck_ahead import accelerated
from .bottleneck_newton import BENT, DAMPING, MOST, newton
from .bottleneck_step import scaled_logs, step, times
from .clusters import merged
from .exps import exp
from .threads import in_pieces

__all__ = ["GONE", "climb", "converge", "encoders"]

GONE = 1e-13  # probability of a cluster below which it is left out
_FIRST, _LONGER = 30, 2  # accelerated steps before Newton's, and how they grow where those did not get there
_ROUGH = 1e-3  # of the tolerance: what accelerated steps say is left may be too little
_PARTS = 4  # how often Newton's steps go on before accelerated ones are tried again
_LARGE = 400  # rows, beyond which Newton's steps cost more than they save
_NEARLY = 1e-6  # what is left, below which it may be lost where clusters are made one
_SPARSE = 0.25  # share of entries that are not zero, below which the zeros are passed over
_E_300 = float(np.exp(300.0))


def converge(given, x, beta, joints, *, tol, steps, run=1):
    """`(joints, F, ln Z(x), left, taken)`: steps until F should fall by no more than `tol` nats.

    given  (x, y): p(y|x); x  (x,); beta  (β,); joints  (start, z, y), clusters of probability 0 are none: one
    for each `run` of β, in which each starts where the one before it led; steps  (β,), the most there may be.
    The answers (β, z, y), (β,), (β, x), (β,): by how much F should still fall, and (β,) the steps taken.
    """
    out, partition = np.zeros((len(beta), *joints.shape[1:])), np.empty((len(beta), len(x)))
    free, left, taken = np.empty(len(beta)), np.empty(len(beta)), np.empty(len(beta), np.int64)
    law = _law(given, x)

    def work(start):
        begin = joints[start]
        for b in range(start * run, min((start + 1) * run, len(beta))):
            state, free[b], left[b], taken[b] = _settle(
                *law, beta[b], _held(begin), partition[b], tol, steps[b]
            )
            out[b, : state.shape[1]] = state.T
            begin = out[b]

    _in_turn(work, len(joints))
    return out, free, partition, left, taken


def encoders(given, x, beta, joints):
    """p(z|x) of each state, shapes (x, z) for the clusters that hold some; `joints` has shape (β, z, y)."""
    law, out = _law(given, x), [_held(joint) for joint in joints]

    def work(b):
        out[b] = _encoder(*law, beta[b], out[b])

    _in_turn(work, len(beta))
    return out


def climb(given, x, beta, partition, rows, rounds, quiet=-np.inf):
    """`(c, r, share)` of each row r after so many rounds of r(y) ∝ Σ share(x) p(y|x), or until c is quiet.

    share(x) = p(x) e^(β Σ p(y|x) ln r(y)) / Z(x), and c their sum, which no round lowers; where it rose by
    no more than `quiet` the row stays. rows  (β, row, y), partition  (β, x): ln Z(x); the answers (β, row),
    (β, row, y) and (β, row, x).
    """
    c, r, share = np.empty(rows.shape[:2]), np.empty(rows.shape), np.empty((*rows.shape[:2], len(x)))
    law = _law(given, x)

    def work(b):
        state = rows[b].T.copy(order="C")
        _climb(*law, beta[b], partition[b], state, rounds, quiet, c[b], r[b], share[b])

    _in_turn(work, len(beta))
    return c, r, share


def _held(joint):
    """The clusters that hold some probability, as a state (y, z)."""
    return np.ascontiguousarray(joint[joint.sum(axis=1) > GONE].T)


def _law(given, x):
    given = np.ascontiguousarray(given)
    return (
        given,
        np.ascontiguousarray((given * x[:, None]).T),
        x,
        np.count_nonzero(given) < _SPARSE * given.size,
    )


def _in_turn(work, size):
    """work(i) of each, the last first, by whichever thread is free: some take a hundred times as long."""
    left = iter(range(size - 1, -1, -1))

    def piece(*_):
        for i in left:
            work(i)

    in_pieces(piece, size, at_least=1)


@njit(cache=True, nogil=True)
def _settle(given, joint, x, sparse, beta, state, partition, tol, steps):
    """Accelerated steps, Newton's where those do not get there; clusters that are better one are made one.

    Where the objective is no bowl, as where more clusters would pay, the accelerated ones end it.
    """
    law, rough = (given, joint, x, sparse, beta), _ROUGH * tol
    wait, taken, large = _FIRST, 0, x.size > _LARGE
    power, following = np.empty((x.size, state.shape[1])), np.empty(state.shape)
    while True:
        wait = min(wait, steps - taken)
        free, left, used = accelerated(law, state, power, following, partition, rough, wait)
        taken, wait, damping = taken + used, _LONGER * wait, DAMPING
        if taken >= steps:
            return state, free, left, taken
        there = abs(left) <= rough
        for _ in range(_PARTS):
            fewer = merged(beta, x, power, following, left if 0.0 < left < _NEARLY else 0.0)
            if fewer.shape[1] < state.shape[1]:
                state = fewer
                power, following = np.empty((x.size, state.shape[1])), np.empty(state.shape)
            elif there:
                return state, free, left, taken
            if there or large or taken + MOST > steps:
                break
            free, left, used, damping = newton(law, state, power, following, partition, tol, damping)
            taken, there = taken + used, left <= tol
            if damping > BENT:
                break


@njit(cache=True, nogil=True)
def _encoder(given, joint, x, sparse, beta, state):
    scratch, weights = np.empty(state.shape), np.empty(state.shape[1])
    power = np.empty((x.size, state.shape[1]))
    law = (given, joint, x, sparse, beta)
    step(law, state, scratch, weights, power, np.empty(state.shape), np.empty(x.size))
    return power


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract", "reassoc"})
def _climb(given, joint, x, sparse, beta, partition, rows, rounds, quiet, c, r, shares):
    """Fills c  (row,), r  (row, y) and shares  (row, x); the columns of rows are those still moving."""
    at, before = np.arange(rows.shape[1]), np.full(rows.shape[1], -np.inf)
    for turn in range(rounds + 1):
        logs, share, now = np.empty(rows.shape), np.empty((x.size, at.size)), np.zeros(at.size)
        scaled_logs(beta, rows, logs)
        times(given, logs, share, sparse)
        for i in range(x.size):
            for z in range(at.size):
                # at most e^300, as where a row is far better than all clusters
                share[i, z] = exp(min(share[i, z] - partition[i], 300.0) - 300.0) * _E_300
                now[z] += x[i] * share[i, z]
        moves = now - before > (quiet if turn < rounds else np.inf)
        moving = np.flatnonzero(moves)
        if moving.size < at.size:
            for z in range(at.size):
                if not moves[z]:
                    _told(x, rows, share, now, z, at[z], c, r, shares)
            if moving.size == 0:
                return
            at, now, share = at[moving], now[moving], share[:, moving]
            rows = np.empty((rows.shape[0], at.size))
        times(joint, share, rows, sparse)
        for y in range(rows.shape[0]):
            for z in range(at.size):
                rows[y, z] /= now[z]
        before = now


@njit(nogil=True)
def _told(x, rows, share, now, z, row, c, r, shares):
    c[row] = now[z]
    for y in range(rows.shape[0]):
        r[row, y] = rows[y, z]
    for i in range(x.size):
        shares[row, i] = x[i] * share[i, z]
