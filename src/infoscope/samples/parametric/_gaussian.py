"""Differential entropy of Gaussian groups of columns, unbiased at any n. Nats."""

import numpy as np
from scipy.special import digamma

from .._found import farther, mean_error_and_skew
from ._ellipsoid import Ellipsoid, ellipsoid, triangle
from ._groups import Terms, independent_error

__all__ = ["far_from_gaussian", "gaussian", "shortfall", "standard_error", "total_shortfall"]

ODD = 0.75  # more kurtosis than a Gaussian, or less: a uniform law has 1.2 less, a Laplace law 3 more


def gaussian(z: np.ndarray, log_scale: np.ndarray, terms: Terms, rounding: float) -> tuple[np.ndarray, int]:
    """Local values Σ c · ĥ(group), and Σ c · (columns of the group that depend on others).

    Locally -ln of the Gaussian density with the covariance found, plus what that entropy falls short
    of on average. They are the influence function of the estimate, so their spread is its error.
    """
    t, n = triangle(z), len(z)
    local, flat = np.zeros(n), 0
    for columns, c in terms:
        of_group = ellipsoid(t[:, columns], rounding)
        flat += c * of_group.flat
        local += c * (
            _surprise(of_group, z[:, columns]) + log_scale[columns].sum() + shortfall(of_group.rank, n)
        )
    return local, flat


def far_from_gaussian(z: np.ndarray) -> tuple[str, ...]:
    """What to say of columns of mean 0 and variance 1 whose fourth moment is not 3, beyond chance."""
    kurtosis = (z**4).mean(axis=0)
    worst = float(kurtosis[np.argmax(np.abs(kurtosis - 3))])
    if abs(worst - 3) <= ODD + 4 * np.sqrt(24 / len(z)):
        return ()
    return (
        f"a column is far from Gaussian (kurtosis {worst:.2g}, not 3): only what is linear is seen of it",
    )


def _surprise(of_group: Ellipsoid, z: np.ndarray) -> np.ndarray:
    """(n,): -ln of the Gaussian density."""
    return 0.5 * (of_group.rank * np.log(2 * np.pi) + of_group.log_det + of_group.squares(z))


def shortfall(d: int, n: int) -> float:
    """How far ½ ln det of the covariance with divisor n falls short, on average: the Wishart matrix n Σ̂ has
    n - 1 degrees of freedom, and E ln det = ln det Σ + d ln 2 + Σ_{i=1..d} ψ((n - i)/2).
    """
    return 0.5 * float(d * np.log(n / 2) - digamma((n - np.arange(1, d + 1)) / 2).sum())


def total_shortfall(terms: Terms, n: int) -> float:
    return sum(c * shortfall(len(columns), n) for columns, c in terms)


def standard_error(influence: np.ndarray, terms: Terms, n: int) -> float:
    """Of n rows, from the spread of the influence function, less what chance correlations add to it.

    Where nothing is correlated the influence vanishes, and what is left is of the order 1/n: there the
    spread found is of twice the variance of the estimate.
    """
    least, m = independent_error(terms, n) ** 2, len(influence)
    _, error, skew = mean_error_and_skew(influence)
    found = np.sqrt(max(error**2 * m / n - least * n / m, least))
    return float(farther(found, 2 + skew, n))
