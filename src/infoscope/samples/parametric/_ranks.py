"""What estimating margins by ranks adds to the influence function of a mean over ranks."""

import numpy as np

__all__ = ["rank_influence"]


def rank_influence(scores: np.ndarray, slopes: np.ndarray) -> np.ndarray:
    """(n,): Σ_j ⟨1[u_ij < u_kj] slope_kj⟩ over rows k, rows as high counted half, but for a constant.

    The influence of the empirical margins on a mean of a function of them (Genest, Ghoudi & Rivest 1995,
    prop. 2.1).

    scores  (n, D), in the order of the ranks of each column
    slopes  (n, D), of the averaged function by the probability u_j of each column
    """
    n = len(scores)
    total = np.zeros(n)
    for score, slope in zip(scores.T, slopes.T):
        places = np.unique(score, return_inverse=True)[1]
        along = np.bincount(places, slope)
        below, above = np.cumsum(along), np.cumsum(along[::-1])[::-1]
        # Not above alone, though the two have one sum: so turning the column's sign moves no digit.
        total += (above - below)[places] / (2 * n)
    return total
