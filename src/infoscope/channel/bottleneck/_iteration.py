"""The self-consistent equations of the bottleneck, for many β at once, and their acceleration.

The state of one β is the joint law q(z, y), shape (z, y). A step is Tishby, Pereira & Bialek, The information
bottleneck method (1999), equations 16, 17 and 28: the exponents of all β are one matrix product, the new
joint laws another. As an EM step it never raises the free energy F = -Σ p(x) ln Σ q(z) e^(β Σ p(y|x) ln
q(y|z)), and I(X;Z) - β I(Z;Y) <= F - β H(Y), equal where the step changes nothing.
"""

from dataclasses import dataclass

import numpy as np

from ._law import Law, safe_log
from ._merge import merged

__all__ = ["Solution", "converge", "one_step"]

MERGE_EVERY = 3
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
    weights = joints.sum(axis=2)
    logs = safe_log(joints / np.where(weights > 0, weights, 1.0)[:, :, None])
    power = (logs.reshape(batch * clusters, -1) @ law.given.T).reshape(batch, clusters, -1)
    power *= beta[:, None, None]
    power += safe_log(weights)[:, :, None]
    top = power.max(axis=1, keepdims=True)
    power -= top
    np.exp(power, out=power)
    norm = power.sum(axis=1, keepdims=True)
    power *= law.x / norm
    partition = (top + np.log(norm))[:, 0]
    following = (power.reshape(batch * clusters, -1) @ law.given).reshape(joints.shape)
    return following, power, -partition @ law.x, partition


def converge(law: Law, beta: np.ndarray, joints: np.ndarray, *, tol: float, cycles: int) -> Solution:
    """Steps until no probability moves by more than `tol`, three a cycle, the third from a point further on.

    The extrapolation is SQUAREM (Varadhan & Roland, Scandinavian Journal of Statistics 2008, equation 3 with
    the steplength of section 6) on ln q(z, y), taken only where it lowers F.
    """
    batch = len(joints)
    found = Solution(np.zeros_like(joints), np.zeros(batch), np.zeros((batch, len(law.x))))
    active, state = np.arange(batch), joints
    for cycle in range(cycles):
        b = beta[active]
        first, _, _, _ = one_step(law, b, state)
        second, _, free, _ = one_step(law, b, first)
        third, _, further, _ = one_step(law, b, _extrapolated(state, first, second))
        better = further <= free
        following = np.where(better[:, None, None], third, second)
        moved = np.abs(second - first).max(axis=(1, 2))
        done = (moved <= tol) if cycle + 1 < cycles else np.full(len(active), True)
        if done.any():
            _keep(found, law, beta, active[done], following[done])
            active, following = active[~done], following[~done]
            if not active.size:
                break
        if cycle % MERGE_EVERY == 1:
            slow = np.flatnonzero(moved[~done] <= SLOW)
            if slow.size:
                with_y, with_x, _, _ = one_step(law, b[~done][slow], following[slow])
                following[slow] = merged(b[~done][slow], with_x, with_y)
        state = _alive(following)
    return found


def _extrapolated(state, first, second):
    there = (state > 0) & (first > 0) & (second > 0)
    a, b, c = (np.log(s, out=np.zeros_like(s), where=there) for s in (state, first, second))
    step, bend = b - a, c - 2.0 * b + a
    length = (first * step**2).sum(axis=(1, 2))
    curve = (first * bend**2).sum(axis=(1, 2))
    alpha = np.sqrt(np.divide(length, curve, out=np.ones_like(length), where=curve > 0))
    alpha = np.clip(alpha, 1.0, 256.0)[:, None, None]
    ahead = np.where(there, np.exp(np.minimum(a + 2.0 * alpha * step + alpha**2 * bend, 0.0)), second)
    total = ahead.sum(axis=(1, 2), keepdims=True)
    return ahead / total


def _keep(found, law, beta, which, joints):
    clusters = joints.shape[1]
    _, _, free, partition = one_step(law, beta[which], joints)
    found.joints[which, :clusters] = joints
    found.free[which], found.partition[which] = free, partition


def _alive(joints):
    """The clusters that still hold some probability, first; those that hold none in any β are dropped."""
    weights = joints.sum(axis=2)
    alive = weights > GONE
    most = int(alive.sum(axis=1).max())
    if most == joints.shape[1]:
        return joints
    order = np.argsort(-weights, axis=1)[:, :most]
    return np.take_along_axis(np.where(alive[:, :, None], joints, 0.0), order[:, :, None], axis=1)
