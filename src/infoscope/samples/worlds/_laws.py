"""How the worlds are drawn: correlations, laws of (x, y), and the maps that bend them."""

from collections.abc import Callable

import numpy as np
from scipy.special import ndtr

Draw = Callable[[int, np.random.Generator], tuple[np.ndarray, np.ndarray]]


def pairs(d: int, informative: int, rho: float) -> np.ndarray:
    """(2d, 2d): columns of x and of y, of which the first `informative` pairs are correlated."""
    correlation = np.eye(2 * d)
    i = np.arange(informative)
    correlation[i, d + i] = correlation[d + i, i] = rho
    return correlation


def dense(d: int, rho: float) -> np.ndarray:
    """(2d, 2d): every column correlated with every other."""
    return np.full((2 * d, 2 * d), rho) + (1 - rho) * np.eye(2 * d)


def gaussian(correlation: np.ndarray) -> Draw:
    root = np.linalg.cholesky(correlation)
    return lambda n, rng: _halves(rng.normal(size=(n, len(root))) @ root.T)


def student(correlation: np.ndarray, dof: float) -> Draw:
    root = np.linalg.cholesky(correlation)

    def sample(n, rng):
        z = rng.normal(size=(n, len(root))) @ root.T
        return _halves(z * np.sqrt(dof / rng.chisquare(dof, size=(n, 1))))

    return sample


def _halves(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.split(z, 2, axis=1)
    return (x[:, 0], y[:, 0]) if x.shape[1] == 1 else (x, y)


def additive_uniform(noise: float) -> Draw:
    return additive(lambda n, rng: rng.random(n), lambda x: x, lambda n, rng: rng.uniform(-noise, noise, n))


def additive(draw: Callable, mean: Callable, noise: Callable) -> Draw:
    def sample(n, rng):
        x = draw(n, rng)
        return x, mean(x) + noise(n, rng)

    return sample


def cauchy(n: int, rng: np.random.Generator) -> np.ndarray:
    return rng.standard_cauchy(n)


def curved(mean: Callable, spread: Callable) -> Draw:
    def sample(n, rng):
        x = rng.normal(size=n)
        return x, mean(x) + spread(x) * rng.normal(size=n)

    return sample


CURVES: list[tuple[str, Callable, Callable]] = [  # name, mean and spread of y given x
    ("Parabola", np.square, lambda x: np.full_like(x, 0.5)),
    ("Sine", lambda x: np.sin(3 * x), lambda x: np.full_like(x, 0.3)),
    ("Fast sine", lambda x: np.sin(6 * x), lambda x: np.full_like(x, 0.3)),
    ("Heteroscedastic", np.zeros_like, lambda x: np.exp(0.8 * x)),
    ("Fan", lambda x: x, lambda x: 0.1 + np.abs(x)),
    ("Steps", lambda x: np.sign(x) + np.sign(x - 1), lambda x: np.full_like(x, 0.2)),
]

INDEPENDENT = [  # name, columns of each, one column of n numbers
    ("Gaussian 1x1", 1, lambda n, rng: rng.normal(size=n)),
    ("Cauchy 1x1", 1, cauchy),
    ("Pareto 1x1", 1, lambda n, rng: rng.pareto(0.5, size=n)),
    ("Gaussian 5x5", 5, lambda n, rng: rng.normal(size=n)),
    ("Cauchy 25x25", 25, cauchy),
]


def independent(d: int, column: Callable) -> Draw:
    return lambda n, rng: _halves(np.column_stack([column(n, rng) for _ in range(2 * d)]))


def checkerboard(side: int) -> Draw:
    """Uniform on the dark cells of a board of side × side cells."""

    def sample(n, rng):
        i, half = rng.integers(0, side, n), rng.integers(0, side // 2, n)
        j = 2 * half + i % 2
        return (i + rng.random(n)) / side, (j + rng.random(n)) / side

    return sample


def among_noise(sample: Draw, columns: int) -> Draw:
    def hidden(n, rng):
        return tuple(np.column_stack([v, rng.random((n, columns))]) for v in sample(n, rng))

    return hidden


def annulus(inner: float) -> Draw:
    """Uniform between the circles of radius `inner` and 1."""

    def sample(n, rng):
        radius, angle = np.sqrt(rng.uniform(inner**2, 1, n)), rng.uniform(0, 2 * np.pi, n)
        return radius * np.cos(angle), radius * np.sin(angle)

    return sample


CENTRES = np.array(
    [[-2.0, -2.0], [2.0, 2.0], [-2.0, 2.0], [3.0, -1.0]]
)  # of the mixture, each of unit variance
WEIGHTS = np.array([0.4, 0.4, 0.1, 0.1])


def mixture(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    x, y = (CENTRES[rng.choice(4, size=n, p=WEIGHTS)] + rng.normal(size=(n, 2))).T
    return x, y


def product(noise: float) -> Draw:
    def sample(n, rng):
        x = rng.normal(size=(n, 2))
        return x, x[:, 0] * x[:, 1] + noise * rng.normal(size=n)

    return sample


def rounded(rho: float, step: float) -> Draw:
    """A Gaussian pair of which y is known to the next multiple of `step`."""

    def sample(n, rng):
        x, y = gaussian(pairs(1, 1, rho))(n, rng)
        return x, step * np.round(y / step)

    return sample


normal_cdf = ndtr


def half_cube(x: np.ndarray) -> np.ndarray:
    return x * np.sqrt(np.abs(x))


def wiggly_x(x: np.ndarray) -> np.ndarray:
    return x + 0.4 * np.sin(x) + 0.2 * np.sin(1.7 * x + 1) + 0.03 * np.sin(3.3 * x - 2.5)


def wiggly_y(y: np.ndarray) -> np.ndarray:
    return y - 0.4 * np.sin(0.4 * y) + 0.17 * np.sin(1.3 * y + 3.5) + 0.02 * np.sin(4.3 * y - 2.5)


def bimodal_x(x: np.ndarray) -> np.ndarray:
    """A standard normal made 0.3 N(0, 1) + 0.7 N(5, 1)."""
    return _quantile_of_two(x, 0.3, 0.0, 5.0)


def bimodal_y(y: np.ndarray) -> np.ndarray:
    """A standard normal made 0.5 N(-1, 1) + 0.5 N(3, 1)."""
    return _quantile_of_two(y, 0.5, -1.0, 3.0)


def _quantile_of_two(z: np.ndarray, weight: float, first: float, second: float) -> np.ndarray:
    """By bisection, between the same quantile of either component."""
    low, high = z + min(first, second), z + max(first, second)
    for _ in range(60):
        middle = (low + high) / 2
        below = weight * ndtr(middle - first) + (1 - weight) * ndtr(middle - second) < ndtr(z)
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2


def swiss_roll(u: np.ndarray) -> np.ndarray:
    """(n, 2): u in [0, 1] rolled up."""
    t = 1.5 * np.pi * (1 + 2 * u)
    return np.column_stack([t * np.cos(t), t * np.sin(t)]) / 21


def spiral(i: int, j: int, speed: float) -> Callable[[np.ndarray], np.ndarray]:
    """x ↦ exp(G · speed · |x|²) x, G turning column i towards column j: it preserves volume."""

    def turned(x):
        angle = speed * (x**2).sum(axis=1)
        bent = x.copy()
        bent[:, i] = np.cos(angle) * x[:, i] + np.sin(angle) * x[:, j]
        bent[:, j] = np.cos(angle) * x[:, j] - np.sin(angle) * x[:, i]
        return bent

    return turned
