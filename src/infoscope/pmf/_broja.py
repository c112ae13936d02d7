"""The decomposition of Bertschinger, Rauh, Olbrich, Jost & Ay, Entropy 16 (2014) 2161 (BROJA).

Of all laws with the same p(x1,y) and p(x2,y), take the one with the least I(X1,X2;Y): what that law lacks
is synergy (equations 11-13). The set is p(x1,y) p(x2,y) / p(y) plus moves that add mass to two
corners of a rectangle in (x1, x2) and take it from the other two; least -H(Y|X1,X2) on it is convex.
"""

from typing import Any

import numpy as np

from .._array import namespace, place, to_numpy
from .joint import information_of

__all__ = ["broja_atoms"]

_LAST_BARRIER = 1e-13


def broja_atoms(p: Any) -> dict[str, Any]:
    law = to_numpy(p).astype(np.float64)
    least = _least_joint_information(law)
    total = information_of(law.reshape(-1, law.shape[-1]))
    first, second = information_of(law.sum(axis=1)), information_of(law.sum(axis=0))
    unique_1, unique_2 = least - second, least - first
    atoms = {"{1}{2}": first - unique_1, "{1}": unique_1, "{2}": unique_2, "{12}": total - least}
    xp = namespace(p)
    return {name: xp.asarray(float(atom), dtype=p.dtype, **place(p)) for name, atom in atoms.items()}


def _least_joint_information(law: np.ndarray) -> float:
    """The least I(X1,X2;Y), by Newton steps along a log barrier that vanishes."""
    start, moves, cells = _feasible(law)
    shape = law.shape
    z = np.zeros(moves.shape[1])
    barrier = 1e-2
    while moves.shape[1] and barrier > _LAST_BARRIER:
        z = _centre(start, moves, cells, shape, z, barrier)
        barrier *= 0.2
    q = np.zeros(law.size)
    q[cells] = start + moves @ z
    return float(information_of(q.reshape(-1, shape[-1])))


def _feasible(law: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A law inside the set on the cells that may carry mass, a basis of the moves, and those cells."""
    p1, p2, p_y = law.sum(axis=1), law.sum(axis=0), law.sum(axis=(0, 1))
    inside = p1[:, None, :] * p2[None, :, :] / np.where(p_y > 0.0, p_y, 1.0)
    number = np.arange(law.size).reshape(law.shape)
    columns = []
    for y in range(law.shape[2]):
        rows, cols = np.flatnonzero(p1[:, y]), np.flatnonzero(p2[:, y])
        for i in rows[1:]:
            for j in cols[1:]:
                move = np.zeros(law.size)
                move[[number[rows[0], cols[0], y], number[i, j, y]]] = 1.0
                move[[number[rows[0], j, y], number[i, cols[0], y]]] = -1.0
                columns.append(move)
    cells = np.flatnonzero(inside.ravel())
    basis = np.asarray(columns).reshape(len(columns), law.size).T[cells]
    return inside.ravel()[cells], basis, cells


def _centre(start, moves, cells, shape, z, barrier):
    """The minimum of Σ q ln(q / q(x1,x2)) - barrier Σ ln q, from z on."""
    group = cells // shape[-1]

    def height(z):
        q = start + moves @ z
        if not (q > 0.0).all():
            return np.inf
        pairs = np.bincount(group, q)[group]
        return float(np.sum(q * np.log(q / pairs)) - barrier * np.sum(np.log(q)))

    here = height(z)
    for _ in range(60):
        q = start + moves @ z
        pairs = np.bincount(group, q, minlength=group.max() + 1)
        gradient = moves.T @ (np.log(q / pairs[group]) - barrier / q)
        sums = np.zeros((len(pairs), moves.shape[1]))
        np.add.at(sums, group, moves)
        held = pairs > 0.0
        curvature = (moves.T * (1.0 / q + barrier / q**2)) @ moves
        curvature -= (sums[held].T / pairs[held]) @ sums[held]
        step = np.linalg.lstsq(curvature, -gradient, rcond=None)[0]
        decrease = -float(gradient @ step)
        if not decrease > 1e-3 * barrier:
            break
        length = 1.0
        while not height(z + length * step) <= here - 1e-4 * length * decrease:
            length *= 0.5
            if length < 1e-12:
                return z
        z = z + length * step
        here = height(z)
    return z
