"""Laws of labels, counts and numbers with atoms beside measurements."""

import numpy as np
from scipy.special import gammaln, ndtr, ndtri

from ._answers import _entropy, _normal, _normal_grid
from ._laws import Draw

ZEROS = 0.15  # of the counts that are zero whatever the rate
MOST = 120  # counts
SHAPE, SCALE = 2.0, 2.0  # of the gamma law of the rate
GRID = (np.arange(20_000) + 0.5) / 20_000


def zero_inflated(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A rate, exponential, and a Poisson count at that rate, some of them lost to zero (Gao et al. 2017)."""
    x = rng.exponential(size=n)
    return x, np.where(rng.random(n) < ZEROS, 0, rng.poisson(x))


def zero_inflated_log_ratio(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Counts of an exponential rate are geometric: 2^-(y+1)."""
    given = (1 - ZEROS) * np.exp(y * np.log(x) - x - gammaln(y + 1)) + ZEROS * (y == 0)
    return np.log(given) - np.log((1 - ZEROS) * 0.5 ** (y + 1) + ZEROS * (y == 0))


def zero_inflated_information() -> float:
    """⟨H(Y) - H(Y|X)⟩ over quantiles of the rate."""
    x, y = -np.log1p(-GRID), np.arange(MOST)
    given = (1 - ZEROS) * np.exp(y * np.log(x)[:, None] - x[:, None] - gammaln(y + 1)) + ZEROS * (y == 0)
    alone = (1 - ZEROS) * 0.5 ** (y + 1) + ZEROS * (y == 0)
    return _entropy(alone, 1.0) - _entropy(given, 1.0) / len(x)


def counts_of_a_rate(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Two Poisson counts at one rate, itself gamma: each negative binomial."""
    rate = rng.gamma(SHAPE, SCALE, size=n)
    return rng.poisson(rate), rng.poisson(rate)


def counts_of_a_rate_information() -> float:
    """H(X) + H(Y) - H(X,Y), summed over counts."""
    k = np.arange(MOST)

    def log_chance(total, times):
        log_rate = np.log(SCALE / (1 + times * SCALE))
        return gammaln(total + SHAPE) - gammaln(SHAPE) - SHAPE * np.log(SCALE) + (total + SHAPE) * log_rate

    alone = np.exp(log_chance(k, 1) - gammaln(k + 1))
    joint = np.exp(log_chance(k[:, None] + k, 2) - gammaln(k + 1) - gammaln(k + 1)[:, None])
    return 2 * _entropy(alone, 1.0) - _entropy(joint, 1.0)


def integer_and_uniform(integers: int) -> Draw:
    """x of 0 … m-1, y uniform on [x, x + 2]: I = ln m - (m - 1)/m ln 2 (Gao et al. 2017)."""

    def sample(n, rng):
        x = rng.integers(0, integers, n)
        return x, x + rng.uniform(0, 2, n)

    return sample


def censored(rho: float) -> Draw:
    """A Gaussian pair of which y is known where it is above 0."""

    def sample(n, rng):
        x, noise = rng.normal(size=(2, n))
        return x, np.maximum(rho * x + np.sqrt(1 - rho**2) * noise, 0.0)

    return sample


def censored_log_ratio(x: np.ndarray, y: np.ndarray, rho: float) -> np.ndarray:
    sd = np.sqrt(1 - rho**2)
    with np.errstate(divide="ignore"):
        above = np.log(_normal((y - rho * x) / sd) / sd) - np.log(_normal(y))
    return np.where(y > 0, above, np.log(2 * ndtr(-rho * x / sd)))


def censored_information(rho: float) -> float:
    """⟨ln of the ratio⟩, over x by midpoints and over y above 0 by midpoints."""
    x, weight = _normal_grid()
    sd = np.sqrt(1 - rho**2)
    y = (np.arange(4000) + 0.5) / 400
    below = ndtr(-rho * x / sd)
    of_zero = float(weight @ (below * np.log(2 * below, where=below > 0, out=np.zeros_like(below))))
    given = _normal((y - rho * x[:, None]) / sd) / sd
    above = -weight @ np.array([_entropy(p, 1 / 400) for p in given])
    return of_zero + float(above + _entropy(_normal(y), 1 / 400))


def logistic(columns: int, steepness: float) -> Draw:
    """A label of odds exp(steepness · sum of the columns, of variance 1)."""

    def sample(n, rng):
        x = rng.normal(size=(n, columns))
        chance = 1 / (1 + np.exp(-steepness * x.sum(axis=1) / np.sqrt(columns)))
        return (x[:, 0] if columns == 1 else x), (rng.random(n) < chance).astype(int)

    return sample


def logistic_information(steepness: float) -> float:
    """ln 2 - ⟨H(label | x)⟩, over quantiles of the sum."""
    p = 1 / (1 + np.exp(-steepness * ndtri(GRID)))
    return float(np.log(2) + (p * np.log(p) + (1 - p) * np.log1p(-p)).mean())


def signs_told(columns: int, wrong: float) -> Draw:
    """A label that tells, `wrong` at times, whether two of the columns have one sign: I = ln 2 - H(wrong)."""

    def sample(n, rng):
        x = rng.normal(size=(n, columns))
        return x, ((x[:, 0] * x[:, 1] > 0) ^ (rng.random(n) < wrong)).astype(int)

    return sample


def ring(clusters: int, radius: float, width: float) -> Draw:
    """Gaussian clusters around a circle."""
    centres = ring_centres(clusters, radius)

    def sample(n, rng):
        x, y = (centres[rng.integers(0, clusters, n)] + width * rng.normal(size=(n, 2))).T
        return x, y

    return sample


def ring_centres(clusters: int, radius: float) -> np.ndarray:
    angle = 2 * np.pi * np.arange(clusters) / clusters
    return radius * np.column_stack([np.cos(angle), np.sin(angle)])


def ring_information(clusters: int, radius: float, width: float) -> float:
    """h(X) + h(Y) - h(X, Y), on a grid."""
    grid = np.linspace(-radius - 7 * width, radius + 7 * width, 1201)
    step = grid[1] - grid[0]
    of_x, of_y = (
        _normal((grid - c[:, None]) / width) / width for c in ring_centres(clusters, radius).T
    )  # (clusters, 1201)
    joint = of_x.T @ of_y / clusters
    return _entropy(of_x.mean(axis=0), step) + _entropy(of_y.mean(axis=0), step) - _entropy(joint, step**2)
