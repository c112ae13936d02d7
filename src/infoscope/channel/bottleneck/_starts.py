"""Where the iteration starts: from nothing kept, and from rows p(y|x) that stand for the others."""

import numpy as np

from ..._kernels.bottleneck import climb
from ._iteration import converge
from ._law import Law, safe_log

__all__ = ["WIDE", "candidates", "representatives", "starts"]

ENOUGH = 1e-5  # how much lower the free energy must be to begin with more clusters
NEAR, FAR = 3, 27  # steps of the search from each row, and from the best of them
BEST, WIDE = 8, 4096  # one row in so many; in laws of no more cells than so many it is from all
QUIET = 1e-7  # of c, a rise in one step that is the end of the search from a row
LONG, STILL = 300, 1e-9  # the same in small laws
STEPS = 3  # that tell how good a start is
SPREAD = 0.1  # how much of p(y) is mixed into a row, so that no cluster is closed to another's outcomes


def representatives(law: Law, most: int) -> np.ndarray:
    """Rows in the order in which each lowers Σ p(x) D(p(y|x) ‖ nearest) most: greedy medians."""
    rows = _spread(law)
    own = (law.given * safe_log(law.given)).sum(axis=1)
    apart = own[:, None] - law.given @ np.log(rows).T  # (x, row)
    nearest = own - law.given @ np.log(law.y)
    chosen: list[int] = []
    for _ in range(most):
        gain = law.x @ np.maximum(nearest[:, None] - apart, 0.0)
        gain[chosen] = -1.0
        chosen.append(int(gain.argmax()))
        nearest = np.minimum(nearest, apart[:, chosen[-1]])
    return np.array(chosen)


def starts(law: Law, beta: np.ndarray, most: int) -> np.ndarray:
    """For each β the start of least free energy after so many STEPS, of 1, 2, 4, … `most` clusters."""
    rows, levels = _spread(law)[representatives(law, most)], _levels(most)
    state = np.zeros((len(levels), len(beta), most, len(law.y)))
    for i, clusters in enumerate(levels):
        state[i, :, :clusters] = rows[:clusters] / clusters if clusters > 1 else law.y
    each, few = np.tile(beta, len(levels)), np.full(state.shape[0] * len(beta), STEPS)
    found = converge(law, each, state.reshape(-1, *state.shape[2:]), tol=0.0, steps=few)
    free, joints = found.free.reshape(state.shape[:2]), found.joints.reshape(*state.shape[:2], -1, len(law.y))
    free[0, beta * law.correlation**2 > 1.0] = np.inf  # one cluster is a saddle there
    best = np.zeros(len(beta), dtype=int)
    own = np.arange(len(beta))
    for i in range(1, len(levels)):
        best[free[i] < free[best, own] - ENOUGH * np.abs(free[i])] = i
    return joints[best, own]


def candidates(law: Law, beta: np.ndarray, partition: np.ndarray):
    """`(c, r, share)`: clusters that would pay, climbed to from every row, in large laws far from the best.

    c(r) = Σ p(x) e^(β Σ p(y|x) ln r(y)) / Z(x) is at most 1 for every r where the solution is the global
    optimum: it is the condition of Kuhn and Tucker of rate–distortion (Blahut 1972, theorem 2) when every law
    of Y may be a reproduction; `share` holds its terms. Shapes (β, row), (β, row, y) and (β, row, x).
    """
    rows = np.broadcast_to(_spread(law), (len(beta), *law.given.shape))
    if law.small:
        return _patiently(law, beta, partition, rows)
    if law.joint.size <= WIDE:
        return climb(law.given, law.x, beta, partition, rows, NEAR + FAR, QUIET)
    c, r, share = climb(law.given, law.x, beta, partition, rows, NEAR)
    best = np.argsort(-c, axis=1)[:, : -(-len(law.x) // BEST)]
    each = best[:, :, None]
    farther = climb(law.given, law.x, beta, partition, np.take_along_axis(r, each, axis=1), FAR, QUIET)
    np.put_along_axis(c, best, farther[0], axis=1)
    np.put_along_axis(r, each, farther[1], axis=1)
    np.put_along_axis(share, each, farther[2], axis=1)
    return c, r, share


def _patiently(law, beta, partition, rows):
    """From the rows themselves too, as where β is large some of p(y) leads away; and past where c hardly
    rises, as on the way from one cluster to what lies behind it."""
    one, other = (
        climb(law.given, law.x, beta, partition, begin, LONG, STILL)
        for begin in (rows, np.broadcast_to(law.given, rows.shape))
    )
    wins = one[0] > other[0]
    return tuple(np.where(wins.reshape(*wins.shape, *[1] * (a.ndim - 2)), a, b) for a, b in zip(one, other))


def _spread(law):
    return (1.0 - SPREAD) * law.given + SPREAD * law.y


def _levels(most):
    levels = [2**i for i in range(most.bit_length())]
    return [*(k for k in levels if k < most), most]
