"""A second look where the first answer may be a local one: many more starts, the best led to their ends."""

import numpy as np

from ._hard import hard_bottleneck, merge_tree
from ._iteration import Solution, converge
from ._law import Law

__all__ = ["all_apart", "from_many"]

SCATTERED = 24  # starts, where a limit on the clusters leaves no certificate
FEW, BEST = 30, 5  # steps that tell which starts to lead to their ends, and how many those are


def from_many(law: Law, beta: np.ndarray, most: int, *, limited: list, tol: float, steps: int) -> Solution:
    """The best at each β from each level of a tree of merges and from X cut in two along its correlation.

    Near where something first pays two clusters part along the function of X that correlates most with Y, and
    which share is on either side hangs on the law: all cuts are tried. `limited` holds for each β the state
    (z, y) of a solution of more clusters than `most`, which are merged to start from too, or is empty.
    """
    states = [_joint(law.joint, labels, most) for labels in _partitions(law, most)]
    hard = hard_bottleneck(law, beta, most=most) if limited else []
    if limited and law.small:
        states += [encoder.T @ law.joint for encoder in _scattered(SCATTERED, len(law.x), most)]
    every = np.array([states] * len(beta))  # (β, start, z, y)
    if limited:
        own = [
            [_joint(law.joint, h.argmax(axis=1), most), _merged_down(joint, most)]
            for h, joint in zip(hard, limited)
        ]
        every = np.concatenate([every, own], axis=1) if states else np.array(own)
    if every.shape[1] > BEST:
        each, few = np.repeat(beta, every.shape[1]), np.full(every.shape[0] * every.shape[1], FEW)
        tried = converge(law, each, every.reshape(-1, most, len(law.y)), tol=tol, steps=few)
        order = tried.free.reshape(every.shape[:2]).argsort(axis=1)[:, :BEST]
        every = np.take_along_axis(every, order[:, :, None, None], axis=1)
    each = np.repeat(beta, every.shape[1])
    led = converge(law, each, every.reshape(-1, most, len(law.y)), tol=tol, steps=np.full(len(each), steps))
    best = led.free.reshape(every.shape[:2]).argmin(axis=1) + every.shape[1] * np.arange(len(beta))
    return led.at(best)


def all_apart(law: Law, beta: np.ndarray) -> np.ndarray:
    """H(Z) - β I(X;Y) of the Z that tells only rows p(y|x) apart that differ."""
    _, labels = np.unique(law.given.round(12), axis=0, return_inverse=True)
    z = np.bincount(labels.ravel(), weights=law.x)
    return -(z @ np.log(z)) - beta * law.information


def _partitions(law, most):
    if not law.small:
        return []
    order = np.argsort(law.direction)
    cuts = [np.isin(np.arange(len(order)), order[:i]).astype(int) for i in range(1, len(order))]
    return [labels for labels in [*merge_tree(law.joint), *cuts] if labels.max() < most]


def _merged_down(joint, most):
    joint = joint[joint.any(axis=1)]
    return _joint(joint, merge_tree(joint)[max(len(joint) - most, 0)], most)


def _scattered(*shape):
    """Encoders all over the place, shape (start, x, z), the same at each call: Weyl's sequence of φ k²."""
    spread = (np.arange(1.0, 1.0 + np.prod(shape)) ** 2 * 0.5 * (1.0 + np.sqrt(5.0))) % 1.0
    weights = np.log(spread).reshape(shape) ** 2
    return weights / weights.sum(axis=2, keepdims=True)


def _joint(joint, labels, most):
    out = np.zeros((most, joint.shape[1]))
    np.add.at(out, labels, joint)
    return out
