"""What estimating margins by ranks adds to the influence function of a mean over ranks."""

import numpy as np

__all__ = ["rank_influence"]


def rank_influence(scores: np.ndarray, slopes: np.ndarray) -> np.ndarray:
    """(n,): Σ_j ⟨1[u_ij < u_kj] slope_kj⟩ over rows k, a row's own counted half, but for its mean.

    The influence of the empirical margins on a mean of a function of them (Genest, Ghoudi & Rivest 1995,
    prop. 2.1).

    scores  (n, D), in the order of the ranks of each column
    slopes  (n, D), of the averaged function by the probability u_j of each column
    """
    n = len(scores)
    total = np.zeros(n)
    for score, slope in zip(scores.T, slopes.T):
        order = np.argsort(score, kind="stable")
        along = slope[order] / n
        above = np.cumsum(along[::-1])[::-1] - along / 2
        total[order] += above - above.mean()
    return total
