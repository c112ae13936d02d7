"""The self-consistent equations of the bottleneck, for many β at once, and their acceleration.

The state of one β is the joint law q(z, y), shape (z, y). A step is Tishby, Pereira & Bialek, The information
bottleneck method (1999), equations 16, 17 and 28: the exponents of all β are one matrix product, the new
joint laws another. As an EM step it never raises the free energy F = -Σ p(x) ln Σ q(z) e^(β Σ p(y|x) ln
q(y|z)), and I(X;Z) - β I(Z;Y) <= F - β H(Y), equal where the step changes nothing.
"""

from dataclasses import dataclass

import numpy as np

from ._ahead import Past
from ._law import Law, safe_log
from ._merge import merged

__all__ = ["Solution", "alive", "converge", "one_step"]

PAUSE = 10  # steps after which it is seen what was gained
SLOW = 1e-4  # movement below which two clusters may be made one: sooner, they may still part
GONE = 1e-13  # probability of a cluster below which it is left out


@dataclass(frozen=True)
class Solution:
    """The states (β, z, y), the free energies (β,), and ln Z(x; β), shape (β, x)."""

    joints: np.ndarray
    free: np.ndarray
    partition: np.ndarray


def one_step(law: Law, beta: np.ndarray, joints: np.ndarray):
    """`(next joints, q(z, x), F, ln Z(x))` of the joints given."""
    batch, clusters, _ = joints.shape
    power = (safe_log(joints).reshape(batch * clusters, -1) @ law.given.T).reshape(batch, clusters, -1)
    power *= beta[:, None, None]
    power += ((1.0 - beta[:, None]) * safe_log(joints.sum(axis=2)))[:, :, None]
    top = power.max(axis=1, keepdims=True)
    power -= top
    np.exp(power, out=power)
    norm = power.sum(axis=1, keepdims=True)
    power *= law.x / norm
    partition = (top + np.log(norm))[:, 0]
    following = (power.reshape(batch * clusters, -1) @ law.given).reshape(joints.shape)
    return following, power, -partition @ law.x, partition


def converge(law: Law, beta: np.ndarray, joints: np.ndarray, *, tol: float, steps: int) -> Solution:
    """Accelerated steps until no probability moves by more than `tol`, or ten gain no more than `tol` nats.

    Every ten steps clusters that are better one are made one, where little moves.
    """
    found = Solution(np.zeros_like(joints), np.zeros(len(joints)), np.zeros((len(joints), len(law.x))))
    open_, b, state = np.arange(len(joints)), beta, alive(joints)
    plain, past, highest, gained = state, Past(state.shape), np.full(len(b), np.inf), np.full(len(b), np.inf)
    for turn in range(steps + 1):
        following, power, free, partition = one_step(law, b, state)
        rose = np.flatnonzero(free > highest)
        if rose.size:
            past.forget(rose)
            state[rose] = plain[rose]
            following[rose], power[rose], free[rose], partition[rose] = one_step(law, b[rose], state[rose])
        moved = np.abs(following - state).max(axis=(1, 2))
        pause = turn % PAUSE == PAUSE - 1
        done = (moved <= tol) | (pause & (gained - free <= tol)) | (turn == steps)
        if done.any():
            which, left = open_[done], ~done
            found.joints[which, : state.shape[1]] = state[done]
            found.free[which], found.partition[which] = free[done], partition[done]
            open_, b, state, following, power, free, moved, gained = (
                a[left] for a in (open_, b, state, following, power, free, moved, gained)
            )
            past.keep(left)
            if not open_.size:
                break
        if pause:
            slow, gained = np.flatnonzero(moved <= SLOW), free
            if slow.size:
                following[slow] = merged(b[slow], power[slow], following[slow])
                past.forget(slow)
            fewer = alive(following)
            if fewer.shape != following.shape:
                following, past = fewer, Past(fewer.shape)
            ahead = following
        else:
            ahead = past.ahead(state, following)
        plain, highest, state = following, free, ahead
    return found


def alive(joints: np.ndarray) -> np.ndarray:
    """The clusters that still hold some probability, first; those that hold none in any β are dropped."""
    weights = joints.sum(axis=2)
    held = weights > GONE
    most = int(held.sum(axis=1).max(initial=0))
    if most == joints.shape[1]:
        return joints
    order = np.argsort(-weights, axis=1)[:, :most]
    return np.take_along_axis(np.where(held[:, :, None], joints, 0.0), order[:, :, None], axis=1)
