"""The self-consistent equations of the bottleneck for many β at once, and where their iteration ends.

The state of one β is the joint law q(z, y), shape (z, y). A step is Tishby, Pereira & Bialek, The information
bottleneck method (1999), equations 16, 17 and 28: the exponents of all β are one matrix product, the new
joint laws another. As an EM step it never raises the free energy F = -Σ p(x) ln Σ q(z) e^(β Σ p(y|x) ln
q(y|z)), and I(X;Z) - β I(Z;Y) <= F - β H(Y), equal where the step changes nothing.
"""

from dataclasses import dataclass

import numpy as np

from ..._kernels import bottleneck as kernel
from ._law import Law, safe_log

__all__ = ["Solution", "alive", "converge", "one_step"]


@dataclass(frozen=True)
class Solution:
    """The states (β, z, y), the free energies F (β,), ln Z(x; β), shape (β, x), by how much F should still
    fall, and how many steps were taken, both (β,)."""

    joints: np.ndarray
    free: np.ndarray
    partition: np.ndarray
    left: np.ndarray
    taken: np.ndarray


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


def converge(
    law: Law, beta: np.ndarray, joints: np.ndarray, *, tol: float, steps: np.ndarray, least: int = 0
) -> Solution:
    """Accelerated steps until the free energy should fall by no more than `tol` nats."""
    joints, *rest = kernel.converge(law.given, law.x, beta, joints, tol=tol, steps=steps, least=least)
    return Solution(alive(joints), *rest)


def alive(joints: np.ndarray) -> np.ndarray:
    """The clusters that still hold some probability, first; those that hold none in any β are dropped."""
    weights = joints.sum(axis=2)
    held = weights > kernel.GONE
    most = int(held.sum(axis=1).max(initial=0))
    if most == joints.shape[1]:
        return joints
    order = np.argsort(-weights, axis=1)[:, :most]
    return np.take_along_axis(np.where(held[:, :, None], joints, 0.0), order[:, :, None], axis=1)
