"""Processes: how a Markov chain forgets where it started."""

from typing import Any

import numpy as np

from .._array import is_traced, namespace, place, to_numpy, total
from .._check import as_laws
from ..estimate import Unit
from ._terms import entropy_terms
from .joint import information_of

__all__ = ["entropy_rate", "markov_information", "stationary_law"]


def markov_information(
    initial: Any, transition: Any, steps: int, *, normalize: bool = False, unit: Unit = "nats"
) -> tuple[Any, Any]:
    """`(entropies, informations)`: H(X_t) and I(X_0; X_t) for t = 0 … steps.

    `initial` has shape (S,), `transition` (S, S) with rows p(x_{t+1} | x_t) that sum to 1, or
    (steps, S, S) for a chain that changes. Both answers have length steps + 1. The informations never
    rise, by the data-processing inequality. Raises ValueError where a row is no law or the shapes do not
    fit. Cover & Thomas, sections 2.8 and 4.4.

    >>> flip = [[0.9, 0.1], [0.1, 0.9]]
    >>> entropies, informations = markov_information([0.5, 0.5], flip, 2, unit="bits")
    >>> informations.round(6)
    array([1.      , 0.531004, 0.319923])
    """
    if isinstance(steps, bool) or not isinstance(steps, int | np.integer) or steps < 0:
        raise ValueError(f"steps must be a whole number >= 0; got {steps!r}")
    xp, (start, moves), answer = as_laws(
        -1, normalize=normalize, unit=unit, initial=initial, transition=transition
    )
    states = start.shape[0]
    if start.ndim != 1 or tuple(moves.shape) not in {(states, states), (steps, states, states)}:
        raise ValueError(
            f"transition must have shape (S, S) or (steps, S, S) with initial of shape (S,); "
            f"got {tuple(moves.shape)} and {tuple(start.shape)}, steps={steps}"
        )
    joint = start[:, None] * xp.eye(states, dtype=start.dtype, **place(start))  # p(x_0, x_t)
    joints = [joint]
    for t in range(steps):
        joint = joint @ (moves if moves.ndim == 2 else moves[t])
        joints.append(joint)
    stacked = xp.stack(joints)
    entropies = total(entropy_terms(xp.sum(stacked, axis=-2)), -1)
    return answer(entropies), answer(information_of(stacked))


def entropy_rate(transition: Any, *, normalize: bool = False, unit: Unit = "nats") -> Any:
    """H(X_{t+1} | X_t) of the stationary chain, Σ_i μ_i H(row i).

    `transition` has shape (S, S) and rows that sum to 1. Raises ValueError where it is not so or the
    stationary law is not unique. Cover & Thomas, equation 4.27.

    >>> entropy_rate([[0.5, 0.5], [1.0, 0.0]], unit="bits").round(6)
    np.float64(0.666667)
    """
    _, (moves,), answer = as_laws(-1, normalize=normalize, unit=unit, transition=transition)
    return answer(total(_stationary(moves) * total(entropy_terms(moves), -1), -1))


def stationary_law(transition: Any, *, normalize: bool = False) -> Any:
    """The law μ with μ = μ · transition.

    `transition` has shape (S, S) and rows that sum to 1; the answer has shape (S,). Raises ValueError
    where it is not so, or where the chain has two or more closed classes and hence no unique μ. Cover &
    Thomas, equation 4.8.

    >>> stationary_law([[0.5, 0.5], [1.0, 0.0]]).round(6)
    array([0.666667, 0.333333])
    """
    _, (moves,), answer = as_laws(-1, normalize=normalize, transition=transition)
    return answer(_stationary(moves))


def _stationary(moves: Any) -> Any:
    xp = namespace(moves)
    states = moves.shape[0]
    if moves.ndim != 2 or moves.shape[1] != states:
        raise ValueError(f"transition must have shape (S, S); got {tuple(moves.shape)}")
    if not is_traced(moves) and _closed_classes(to_numpy(moves) > 0.0) > 1:
        raise ValueError("transition has more than one closed class of states, so no unique stationary law")
    one = xp.ones_like(moves)
    # μ (I - P) = 0 and Σ μ = 1 in one: μ (I - P + 11ᵀ) = 1ᵀ.
    system = xp.eye(states, dtype=moves.dtype, **place(moves)) - moves + one
    return xp.linalg.solve(system.T, one[:, :1])[:, 0]


def _closed_classes(reach: np.ndarray) -> int:
    reach = reach | np.eye(len(reach), dtype=bool)
    for _ in range(len(reach).bit_length()):
        reach = reach @ reach
    closed = [i for i in range(len(reach)) if all(reach[j, i] for j in np.flatnonzero(reach[i]))]
    return len({tuple(reach[i]) for i in closed})
