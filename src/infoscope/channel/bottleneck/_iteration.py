"""Where the self-consistent equations of the bottleneck lead, at many β.

The state of one β is the joint law q(z, y), shape (z, y). No step raises the free energy
F = -Σ p(x) ln Σ q(z) e^(β Σ p(y|x) ln q(y|z)), and I(X;Z) - β I(Z;Y) <= F - β H(Y), equal at a fixed point.
"""

from dataclasses import dataclass

import numpy as np

from ..._kernels import bottleneck as kernel
from ._law import Law

__all__ = ["Solution", "alive", "converge"]


@dataclass(frozen=True)
class Solution:
    """The states (β, z, y), the free energies F (β,), ln Z(x; β), shape (β, x), by how much F should still
    fall, and how many steps were taken, both (β,)."""

    joints: np.ndarray
    free: np.ndarray
    partition: np.ndarray
    left: np.ndarray
    taken: np.ndarray

    def at(self, which: np.ndarray) -> "Solution":
        """Those of some places, in that order."""
        return Solution(*(a[which] for a in vars(self).values()))


def converge(
    law: Law, beta: np.ndarray, joints: np.ndarray, *, tol: float, steps: np.ndarray, run: int = 1
) -> Solution:
    """Steps until the free energy should fall by no more than `tol` nats; the β of a `run` share a start."""
    joints, *rest = kernel.converge(law.given, law.x, beta, joints, tol=tol, steps=steps, run=run)
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
