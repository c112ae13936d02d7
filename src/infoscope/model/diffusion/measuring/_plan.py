"""Which datum is noised to which step: strata, antithetic pairs, and a budget shared by variance.

The steps of all draws are sorted and cut in blocks of n; in each block every datum has one draw, so that a
datum's draws are spread over the steps. Two blocks that follow each other take the data in opposite order
and opposite noise.
"""

from dataclasses import dataclass

import numpy as np

__all__ = ["Plan", "allocate", "plan_draws", "shared_out"]


@dataclass(frozen=True, eq=False)
class Plan:
    """(M,) arrays of draws, in the order they are made: place, datum, noise stream and its sign."""

    place: np.ndarray
    datum: np.ndarray
    pair: np.ndarray
    sign: np.ndarray

    def __len__(self) -> int:
        return len(self.place)


def plan_draws(counts: np.ndarray, n: int, rng: np.random.Generator) -> Plan:
    """Draws with counts[p] of them at place p, over n data."""
    place = np.repeat(np.arange(len(counts)), counts)
    total = len(place)
    blocks = -(-total // n)
    datum = np.empty(blocks * n, dtype=np.int64)
    for b in range(blocks):
        rows = slice(b * n, (b + 1) * n)
        datum[rows] = rng.permutation(n) if b % 2 == 0 else datum[(b - 1) * n : b * n][::-1]
    block = np.arange(total) // n
    order = rng.permutation(total)  # so that what is done first stands for the whole
    block = block[order]
    return Plan(place[order], datum[:total][order], block // 2, 1.0 - 2.0 * (block % 2))


def allocate(spread: np.ndarray, total: int, floor: float = 0.5) -> np.ndarray:
    """Counts (P,) that sum to about `total`: `floor` of it alike, the rest in proportion to `spread`.

    Var Σ_p w_p m̂_p = Σ w_p² σ_p² / n_p is least at n_p ∝ w_p σ_p (Neyman, 1934); the floor sees to it that
    every place is known for itself.
    """
    size = len(spread)
    share = spread / spread.sum() if spread.sum() > 0.0 else np.full(size, 1.0 / size)
    return shared_out(floor / size + (1.0 - floor) * share, total)


def shared_out(share: np.ndarray, total: int) -> np.ndarray:
    """Whole numbers near total · share: sums along the places are rounded, so none strays by more than 1."""
    ends = np.round(np.cumsum(share) / share.sum() * total).astype(np.int64)
    return np.diff(ends, prepend=0)
