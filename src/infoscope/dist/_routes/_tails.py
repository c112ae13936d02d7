"""How heavy the upper tail of a sample is: whether its variance, or its mean, exists."""

import numpy as np

__all__ = ["distrust", "shape_of_tail"]

FEWEST = 25  # of the largest values, for a shape to be read off them


def shape_of_tail(largest: np.ndarray) -> float:
    """k̂ of the generalized Pareto law of what exceeds the least of `largest`.

    Values have a finite variance for k < ½ and a finite mean for k < 1. Zhang & Stephens, Technometrics 51
    (2009) 316, with the prior of Vehtari et al., JMLR 25 (2024), appendix C.
    """
    x = np.sort(largest)
    x = x[1:] - x[0]
    if x[-1] <= 0.0 or len(x) < FEWEST:
        return -np.inf
    n = len(x)
    grid = 30 + int(np.sqrt(n))
    quartile = x[int(n / 4 + 0.5) - 1]
    if quartile <= 0.0:
        return -np.inf
    theta = 1.0 / x[-1] + (1.0 - np.sqrt(grid / (np.arange(1, grid + 1) - 0.5))) / (3.0 * quartile)
    shapes = np.log1p(-theta[:, None] * x).mean(axis=1)
    fits = n * (np.log(-theta / shapes) - shapes - 1.0)
    weights = np.exp(fits - fits.max())
    best = float((theta * weights).sum() / weights.sum())
    shape = float(np.log1p(-best * x).mean())
    return (n * shape + 10 * 0.5) / (n + 10)


def distrust(largest: np.ndarray) -> tuple[str, ...]:
    """What to say of a mean of values of which these are the largest in size, from the least to the largest.

    A power is one however deep one looks: the shape is that of the lightest of three tails, each deeper, of
    two at least.
    """
    sizes = [len(largest) // share for share in (1, 3, 8) if len(largest) // share > FEWEST]
    k = min(shape_of_tail(largest[-size:]) for size in sizes) if len(sizes) > 1 else -np.inf
    if k < 0.5:
        return ()
    what = "the mean itself" if k >= 1.0 else "the variance"
    return (
        f"the largest values fall off like a power, with Pareto shape {k:.2f}: {what} looks infinite, and "
        "the error bar cannot be trusted (Q's tails are too thin for P)",
    )
