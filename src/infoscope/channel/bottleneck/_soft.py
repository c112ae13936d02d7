"""The bottleneck with soft clusters at many β: starts, convergence, clusters that were missed, the hull."""

import numpy as np

from ..._kernels.bottleneck import encoders
from ._again import all_apart, from_many
from ._bound import sharper_bound
from ._iteration import Solution, alive, converge
from ._law import Law
from ._starts import WIDE, candidates, starts

__all__ = ["best_of_neighbours", "first_kept", "soft_bottleneck"]

AT_ONCE = 1 << 22  # entries of the largest array: β are taken in groups that fit
RUN = 4  # of so many β one is solved from many starts
ROUNDS = 10
NEW = 3  # one row in so many may become a cluster in a round
SHARES = np.geomspace(0.3, 1e-5, 10)  # of all that is given to them, tried in turn
TRIED = 0.1  # of what should be gained in the end, that must be seen at once
PAYS = 1e-9
ROUNDING = 1e-14  # relative, of β H(Y)
CLEAR = 1e-3  # of excess, below which no sharper bound is looked for
BEFORE = 0.999  # of 1 / ρ²: where nothing pays there, it is said to be the threshold
BRACKET = 2e-3  # relative, in which the threshold is found where it lies before
FIRST = 0.9, 1.3  # β ρ² between which the first clusters come, or a little before


def soft_bottleneck(law: Law, beta: np.ndarray, *, most: int, tol: float, steps: int):
    """`(encoders, excess, left)` in the order of β: encoders of shape (x, z), how much lower F might be as
    far as a search from every row finds (NaN where only the limit keeps it from more clusters), and how much
    it should still have fallen when the steps ended."""
    size = len(law.x) if law.joint.size <= WIDE else most
    fit = max(1, AT_ONCE // (size * max(len(law.x), len(law.y))))
    groups = [np.arange(i, len(beta), -(-len(beta) // fit)) for i in range(-(-len(beta) // fit))]
    answers, excess, left = [np.empty(0)] * len(beta), np.zeros(len(beta)), np.zeros(len(beta))
    for which in groups:
        found, excess[which] = _solve(law, beta[which], most, tol, steps, max(tol, PAYS))
        left[which] = found.left
        for i, encoder in zip(which, encoders(law.given, law.x, beta[which], found.joints)):
            answers[i] = encoder
    return answers, excess, left


def _solve(law, beta, most, tol, steps, pays):
    if most == len(law.x):
        return _without_limit(law, beta, tol, steps, pays)
    # a solution without the limit that keeps to it is the best with it too
    small = law.joint.size <= WIDE
    found, excess = _without_limit(law, beta, tol, steps, pays) if small else _nothing_kept(law, beta)
    over = np.flatnonzero(_clusters(found) > most if small else excess == np.inf)
    if over.size:
        more = [found.joints[i] for i in over]
        found.free[over], excess[over] = np.inf, np.nan
        found = _better(found, over, _first(law, beta[over], most, tol, steps))
        if small:
            many = from_many(law, beta[over], most, limited=more, tol=tol, steps=steps)
            found = _better(found, over, many)
    return found, excess


def _without_limit(law, beta, tol, steps, pays):
    most = len(law.x)
    found, excess = _nothing_kept(law, beta)
    open_ = np.flatnonzero(excess > pays)
    unstable = np.flatnonzero(excess == np.inf)
    if unstable.size:
        found = _better(found, unstable, _first(law, beta[unstable], most, tol, steps))
    found, excess = _search(law, beta, found, excess, open_, steps, tol, pays)
    again = _doubtful(law, beta, found, excess, tol, pays)
    if again.size:
        if law.small:
            more = from_many(law, beta[again], most, limited=[], tol=tol, steps=steps)
        else:
            apart = np.broadcast_to(law.joint, (len(again), *law.joint.shape))
            more = converge(law, beta[again], apart, tol=tol, steps=np.full(len(again), steps))
        # what is as good but for rounding stays, as nothing kept does beside two clusters that are the same
        lower = more.free < found.free[again] - ROUNDING * (1.0 + beta[again] * law.entropy_y)
        more.free[~lower] = np.inf
        found.taken[again] = 0  # the first look may have spent all steps at a place not worth it
        found = _better(found, again, more)
        open_ = again[lower | (excess[again] > pays)]
        found, excess = _search(law, beta, found, excess, open_, steps, tol, pays)
    return found, excess


def _doubtful(law, beta, found, excess, tol, pays):
    """Where a second look pays: Z = X is better; and in small laws where something was left, and where first
    something may be kept, as there the free energy is flat."""
    kept = found.free - beta * law.entropy_y
    doubtful = kept > all_apart(law, beta) + np.maximum(pays, ROUNDING * beta * law.entropy_y)
    if law.small:
        strength = beta * law.correlation**2
        doubtful |= (excess > pays) | (found.left > tol) | ((strength > FIRST[0]) & (strength < FIRST[1]))
    return np.flatnonzero(doubtful)


def first_kept(law: Law, low: float, high: float) -> float:
    """The β between low, where nothing is worth keeping, and high, where something is, at which that begins.

    At 1 / ρ² at the latest, where nothing kept is no longer even a local optimum. Often a cluster that is
    unlike all that is kept pays before: from min D(q_x ‖ p_x) / D(q_y ‖ p_y) on, over laws q_x of X, q_y what
    they say of Y (Anantharam, Gohari, Kamath & Nair 2013). It is sought as clusters are that were missed.
    """
    latest = 1.0 / law.correlation**2
    below = max(low, BEFORE * latest)
    if below < high and not _pays_something(law, below):
        return float(latest)
    high = min(high, below)
    while high - low > BRACKET * high:
        middle = 0.5 * (low + high)
        low, high = (low, middle) if _pays_something(law, middle) else (middle, high)
    return 0.5 * (low + high)


def _pays_something(law, beta):
    return _nothing_kept(law, np.array([beta]))[1][0] > PAYS


def _search(law, beta, found, excess, open_, steps, tol, pays):
    """Clusters that pay are added until none is found."""
    grew = np.full(len(beta), True)
    for _ in range(ROUNDS):
        if not open_.size:
            break
        c, r, share = _missed(law, beta[open_], found.partition[open_])
        excess[open_] = np.log(np.maximum(c.max(axis=1), 1.0))
        some = c.max(axis=1) > 1.0 + pays
        open_ = open_[some]
        state, gain = _with_new(law, found.joints[open_], c[some], r[some], share[some], pays)
        wants = gain > TRIED * pays
        open_, state = open_[wants], state[wants]
        found.left[open_] = np.maximum(found.left[open_], gain[wants])
        goes = grew[open_] & (found.taken[open_] < steps)
        open_, state = open_[goes], state[goes]
        if open_.size:
            before, remain = found.free[open_], steps - found.taken[open_]
            again = converge(law, beta[open_], state, tol=tol, steps=remain)
            again = _within(law, beta[open_], again, len(law.x), tol, steps)
            found = _better(found, open_, again)
            grew[open_] = found.free[open_] < before - pays
    far = np.flatnonzero((excess > CLEAR) & (excess < np.inf))
    if far.size:
        excess[far] = np.minimum(excess[far], sharper_bound(law, beta[far], found.partition[far]))
    return found, excess


def _clusters(found):
    return (found.joints.sum(axis=2) > 0).sum(axis=1)


def _within(law, beta, found, most, tol, steps):
    """Where clusters that were added leave more than allowed, where it leads without the lightest."""
    over = np.flatnonzero(_clusters(found) > most)
    if over.size:
        heaviest = np.argsort(-found.joints[over].sum(axis=2), axis=1)[:, :most, None]
        state = np.take_along_axis(found.joints[over], heaviest, axis=1)
        found.free[over] = np.inf
        again = converge(law, beta[over], state, tol=tol, steps=np.full(len(over), steps))
        found = _better(found, over, again)
    return found


def _first(law, beta, most, tol, steps):
    """Every RUN-th β from many starts, each of those below it from where the last one led."""
    order = np.argsort(-beta, kind="stable")
    state = starts(law, beta[order[::RUN]], most)
    led = converge(law, beta[order], state, tol=tol, steps=np.full(len(beta), steps), run=RUN)
    return led.at(np.argsort(order))


def _nothing_kept(law, beta):
    """The solution of one cluster at each β, and how much lower F might be."""
    joints = np.broadcast_to(law.y, (len(beta), 1, len(law.y))).copy()
    partition = beta[:, None] * (law.given @ np.log(law.y))
    excess, stable = np.full(len(beta), np.inf), np.flatnonzero(beta * law.correlation**2 <= 1.0)
    if stable.size:
        c, _, _ = _missed(law, beta[stable], partition[stable])
        excess[stable] = np.log(np.maximum(c.max(axis=1), 1.0))
    nothing = np.zeros(len(beta))
    return Solution(joints, -partition @ law.x, partition, nothing, nothing.astype(int)), excess


def _missed(law, beta, partition):
    size = max(1, AT_ONCE // (len(law.x) * max(len(law.x), len(law.y))))
    parts = [candidates(law, beta[i : i + size], partition[i : i + size]) for i in range(0, len(beta), size)]
    return tuple(np.concatenate(p) for p in zip(*parts))


def _with_new(law, joints, c, r, share, pays):
    """`(states, gains)`: one row in NEW as a cluster more, those that pay most, at the best of SHARES."""
    order = np.argsort(-c, axis=1)[:, : -(-c.shape[1] // NEW), None]
    wanted = np.take_along_axis(c, order[:, :, 0], axis=1)[:, :, None] > 1.0 + pays
    new = np.where(wanted, 1.0, 0.0) / np.maximum(wanted.sum(axis=1, keepdims=True), 1)
    heard = (np.take_along_axis(share, order, axis=1) * new).sum(axis=1) / law.x
    gains = np.log1p(SHARES[:, None, None] * (heard - 1.0)) @ law.x
    best = SHARES[gains.argmax(axis=0), None, None]
    with_new = [(1.0 - best) * joints, best * new * np.take_along_axis(r, order, axis=1)]
    return np.concatenate(with_new, axis=1), gains.max(axis=0)


def best_of_neighbours(beta: np.ndarray, x: np.ndarray, y: np.ndarray):
    """`(which, gained)`: at each β the point of least x - β y: so the points lie on the hull of them all."""
    objective = x - beta[:, None] * y
    own = np.arange(len(beta))
    best = objective.argmin(axis=1)
    best = np.where(objective[own, best] < objective[own, own] - 1e-13, best, own)
    return best, objective[own, own] - objective[own, best]


def _better(found, which, again):
    """The solutions with those of `again` in their places where their free energy is lower."""
    wins = again.free < found.free[which]
    clusters = max(found.joints.shape[1], again.joints.shape[1])
    joints = np.zeros((len(found.free), clusters, found.joints.shape[2]))
    joints[:, : found.joints.shape[1]] = found.joints
    free, partition, left, taken = (a.copy() for a in (found.free, found.partition, found.left, found.taken))
    taken[which] += again.taken
    to = which[wins]
    joints[to] = 0.0
    joints[to, : again.joints.shape[1]] = again.joints[wins]
    free[to], partition[to], left[to] = again.free[wins], again.partition[wins], again.left[wins]
    return Solution(alive(joints), free, partition, left, taken)
