"""Which rows a resample takes: of a table of n rows, a table about as good, or a smaller one.

Politis & Romano 1994a, The stationary bootstrap; 1994b, Large sample confidence regions based on subsamples
under minimal assumptions.
"""

import numpy as np

__all__ = ["DRAWS"]


def independent_rows(n: int, size: int, rng: np.random.Generator) -> np.ndarray:
    """n rows, any of them any number of times (Efron 1979)."""
    return rng.integers(n, size=n)


def stationary_blocks(n: int, size: int, rng: np.random.Generator) -> np.ndarray:
    """n rows in runs of geometric length, `size` on average, around the end (Politis & Romano 1994a)."""
    starts = rng.random(n) * size < 1.0
    starts[0] = True
    begun = np.flatnonzero(starts)
    run = np.cumsum(starts) - 1
    return (rng.integers(n, size=len(begun))[run] + np.arange(n) - begun[run]) % n


def subset(n: int, size: int, rng: np.random.Generator) -> np.ndarray:
    """`size` rows in order, none twice (Politis & Romano 1994b)."""
    return np.sort(rng.choice(n, size, replace=False))


def window(n: int, size: int, rng: np.random.Generator) -> np.ndarray:
    """`size` rows that follow one another (Politis & Romano 1994b, for series)."""
    return int(rng.integers(n - size + 1)) + np.arange(size)


DRAWS = {
    "percentile": independent_rows,
    "bca": independent_rows,
    "block": stationary_blocks,
    "subsampling": subset,
    "window": window,
}
