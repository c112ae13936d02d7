"""The bottleneck with soft clusters at many β: starts, convergence, clusters that were missed, the hull."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ..._kernels.threads import threads
from ._iteration import Solution, converge, one_step
from ._law import Law, informations
from ._merge import merged
from ._starts import candidates, starts

__all__ = ["soft_bottleneck"]

AT_ONCE = 1 << 22  # entries of the largest array: β are taken in groups that fit
TOGETHER = 25  # and of so many at most, the same on any number of threads
CLIMB = 3
ROUNDS = 6
NEW = 4
PAYS = 1e-9


def soft_bottleneck(law: Law, beta: np.ndarray, *, most: int, tol: float, cycles: int):
    """`(encoders, excess)` in the order of β: encoders of shape (x, z), and how much lower F might be."""
    fit = max(1, min(TOGETHER, AT_ONCE // (most * max(len(law.x), len(law.y)))))
    groups = [np.arange(i, len(beta), -(-len(beta) // fit)) for i in range(-(-len(beta) // fit))]
    encoders, excess = [np.empty(0)] * len(beta), np.zeros(len(beta))

    def solve(which):
        return _solve(law, beta[which], most, tol, cycles, max(tol, PAYS))

    with ThreadPoolExecutor(threads()) as pool:
        for which, (found, missing) in zip(groups, pool.map(solve, groups)):
            excess[which] = missing
            for i, encoder in zip(which, found):
                encoders[i] = encoder
    return _with_neighbours(law, beta, encoders, excess)


def _solve(law, beta, most, tol, cycles, pays):
    found = converge(law, beta, starts(law, beta, most), tol=tol, cycles=cycles)
    excess, open_ = np.zeros(len(beta)), np.arange(len(beta))
    for turn in range(ROUNDS + 1):
        c, r = _missed(law, beta[open_], found.partition[open_])
        excess[open_] = np.log(c.max(axis=1))
        lacking = excess[open_] > pays
        open_, c, r = open_[lacking], c[lacking], r[lacking]
        if not open_.size or turn == ROUNDS:
            break
        before = found.free[open_]
        again = converge(law, beta[open_], _with_new(found.joints[open_], c, r, pays), tol=tol, cycles=cycles)
        found = _better(found, open_, again)
        open_ = open_[found.free[open_] < before - pays]
        if not open_.size:
            break
    return _encoders(law, beta, found.joints), np.maximum(excess, 0.0)


def _missed(law, beta, partition):
    size = max(1, AT_ONCE // (len(law.x) * max(len(law.x), len(law.y))))
    parts = [
        candidates(law, beta[i : i + size], partition[i : i + size], CLIMB) for i in range(0, len(beta), size)
    ]
    return tuple(np.concatenate(p) for p in zip(*parts))


def _with_new(joints, c, r, pays):
    """The states with up to NEW clusters more, of the candidates that pay most."""
    order = np.argsort(-c, axis=1)[:, :NEW]
    new = np.take_along_axis(r, order[:, :, None], axis=1)
    wanted = np.take_along_axis(c, order, axis=1) > 1.0 + pays
    share = 0.1 * wanted / np.maximum(wanted.sum(axis=1, keepdims=True), 1)
    return np.concatenate([0.9 * joints, share[:, :, None] * new], axis=1)


def _with_neighbours(law, beta, encoders, excess):
    """A neighbour's encoder where it is better: so the points lie on the hull of all that was found."""
    x, y = np.array([informations(law, e) for e in encoders]).T
    objective = x - beta[:, None] * y
    own = np.arange(len(beta))
    best = objective.argmin(axis=1)
    best = np.where(objective[own, best] < objective[own, own] - 1e-13, best, own)
    gained = objective[own, own] - objective[own, best]
    return [encoders[i] for i in best], np.maximum(excess - gained, 0.0)


def _better(found, which, again):
    """The solutions with those of `again` in their places where their free energy is lower."""
    wins = again.free < found.free[which]
    clusters = max(found.joints.shape[1], again.joints.shape[1])
    joints = np.zeros((len(found.free), clusters, found.joints.shape[2]))
    joints[:, : found.joints.shape[1]] = found.joints
    free, partition, to = found.free.copy(), found.partition.copy(), which[wins]
    joints[to] = 0.0
    joints[to, : again.joints.shape[1]] = again.joints[wins]
    free[to], partition[to] = again.free[wins], again.partition[wins]
    return Solution(joints, free, partition)


def _encoders(law, beta, joints):
    """p(z|x) of each state, with every pair of clusters made one that is no better two."""
    while True:
        with_y, with_x, _, _ = one_step(law, beta, joints)
        fewer = merged(beta, with_x, with_y)
        used = fewer.sum(axis=2) > 0
        if used.sum() == (with_y.sum(axis=2) > 0).sum():
            return [(q[u] / law.x).T for q, u in zip(with_x, used)]
        joints = fewer[:, used.any(axis=0)]
