"""ψ at whole numbers: every count of neighbours goes through it."""

from functools import lru_cache

import numpy as np
from scipy.special import digamma

__all__ = ["psi_table"]


@lru_cache(maxsize=4)
def psi_table(n: int) -> np.ndarray:
    """ψ(0 .. n + 1), to be indexed by counts; ψ(0) is never asked for."""
    return np.concatenate([[np.nan], digamma(np.arange(1.0, n + 2))])
