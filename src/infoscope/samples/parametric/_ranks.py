"""What estimating margins by ranks adds to the influence function of a mean over ranks."""

import numpy as np

__all__ = ["rank_influence"]


def rank_influence(scores: np.ndarray, slopes: np.ndarray) -> np.ndarray:
    """(n,): Σ_j ⟨(1[u_ij <= u_kj] - u_kj) slope_kj⟩ over rows k (Genest, Ghoudi & Rivest 1995, prop. 2.1).

    scores  (n, D), in the order of the ranks of each column
    slopes  (n, D), of the averaged function by the probability u_j of each column
    """
    n = len(scores)
    total = np.zeros(n)
    for score, slope in zip(scores.T, slopes.T):
        order = np.argsort(score, kind="stable")
        above = np.cumsum(slope[order][::-1])[::-1] / n
        total[order] += above - above.mean()
    return total
