"""Laws in which what x and y tell of each other lies in signs, sizes, angles or sums of columns."""

from collections.abc import Callable
from functools import cache

import numpy as np
from scipy.special import i0e, i1e

from ._answers import _entropy, _normal, _normal_grid
from ._laws import Draw, gaussian, pairs

VOLATILITY = 1.0  # standard deviation of the ln of the size that x and y share
SIGNED = 0.5  # of ln |y| about ln |x|


def signed_growth(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """x log-normal with either sign, y = x · exp(noise): I = ln 2 + ½ ln(1 + 1/SIGNED²)."""
    x = rng.choice([-1.0, 1.0], n) * np.exp(rng.normal(size=n))
    return x, x * np.exp(SIGNED * rng.normal(size=n))


def cross(rho: float) -> Draw:
    """A Gaussian pair of correlation ρ or -ρ, either as likely."""

    def sample(n, rng):
        x, noise = rng.normal(size=(2, n))
        return x, rng.choice([-rho, rho], n) * x + np.sqrt(1 - rho**2) * noise

    return sample


def cross_log_ratio(x: np.ndarray, y: np.ndarray, rho: float) -> np.ndarray:
    left = 1 - rho**2
    return (
        np.logaddexp(rho * x * y / left, -rho * x * y / left)
        - rho**2 * (x**2 + y**2) / (2 * left)
        - 0.5 * np.log(4 * left)
    )


def cross_information(rho: float) -> float:
    """By trapezoids on the plane."""
    grid = np.linspace(-9, 9, 1801)
    ratio = cross_log_ratio(grid[:, None], grid, rho)
    weight = _normal(grid) * (grid[1] - grid[0])
    return float(weight @ (np.exp(ratio) * ratio) @ weight)


def signs(columns: int) -> Draw:
    """y has the sign of the product of the first two columns of x, and no other says anything: I = ln 2."""

    def sample(n, rng):
        x = rng.normal(size=(n, columns))
        return x, np.sign(x[:, 0] * x[:, 1]) * np.abs(rng.normal(size=n))

    return sample


def volatility(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Two Gaussians of one size, itself log-normal: uncorrelated, and heavy at both ends."""
    x, y = np.exp(VOLATILITY * rng.normal(size=n)) * rng.normal(size=(2, n))
    return x, y


def volatility_log_ratio(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    u, weight = _normal_grid(400)
    of_x, of_y = (_normal(v[:, None] / np.exp(VOLATILITY * u)) / np.exp(VOLATILITY * u) for v in (x, y))
    return np.log((weight * of_x * of_y).sum(axis=1) / (of_x @ weight) / (of_y @ weight))


def volatility_information() -> float:
    """By trapezoids in ln |x| and ln |y|."""
    u, weight = _normal_grid(400)
    t = np.linspace(-16, 12, 1401)
    size = np.exp(VOLATILITY * u)
    # (1401, 400): density of ln |x| given the size
    given = 2 * _normal(np.exp(t)[:, None] / size) / size * np.exp(t)[:, None]
    joint, alone, step = (given * weight) @ given.T, given @ weight, t[1] - t[0]
    return 2 * _entropy(alone, step) - _entropy(joint, step**2)


def angles(kappa: float, columns: int) -> Draw:
    """Two angles, their difference von Mises: as numbers from -π to π, or as points of the circle."""

    def sample(n, rng):
        a = rng.uniform(-np.pi, np.pi, n)
        b = (a + rng.vonmises(0.0, kappa, n) + np.pi) % (2 * np.pi) - np.pi
        return (a, b) if columns == 1 else tuple(np.column_stack([np.cos(v), np.sin(v)]) for v in (a, b))

    return sample


def angles_information(kappa: float) -> float:
    """ln 2π less the entropy of a von Mises law: κ I₁/I₀ - ln I₀."""
    return float(kappa * (i1e(kappa) / i0e(kappa) - 1) - np.log(i0e(kappa)))


ORDER = np.array([3, 0, 5, 2, 7, 4, 1, 6])


def interval_exchange(noise: float) -> Draw:
    """x on [0, 1] cut into eight that are put in another ORDER, and noise around the circle: I = -ln 2ε."""

    def sample(n, rng):
        x = rng.random(n)
        piece = (len(ORDER) * x).astype(int)
        moved = x + (ORDER[piece] - piece) / len(ORDER)
        return x, (moved + rng.uniform(-noise, noise, n)) % 1.0

    return sample


def of_a_sum(columns: int, curve: Callable, noise: float) -> Draw:
    """y = curve(sum of the columns, of variance 1) + noise: all that x tells is in one direction."""

    def sample(n, rng):
        x = rng.normal(size=(n, columns))
        return x, curve(x.sum(axis=1) / np.sqrt(columns)) + noise * rng.normal(size=n)

    return sample


def copies(columns: int, noise: float) -> Draw:
    """x many noisy copies of one cause, y a noisy sine of it."""

    def sample(n, rng):
        cause = rng.normal(size=n)
        x = cause[:, None] + noise * rng.normal(size=(n, columns))
        return x, np.sin(3 * cause) + 0.3 * rng.normal(size=n)

    return sample


def copies_information(columns: int, noise: float) -> float:
    """The mean of x tells of the cause what x does: it is Gaussian, as is the cause given it."""
    left = 1 / (1 + columns / noise**2)
    e, weight = _normal_grid(400)
    y = np.linspace(-3, 3, 1201)
    step = y[1] - y[0]
    given = np.array(
        [
            weight @ (_normal((y - np.sin(3 * (m + np.sqrt(left) * e))[:, None]) / 0.3) / 0.3)
            for m in np.sqrt(1 - left) * e
        ]
    )
    return _entropy(weight @ given, step) - float(weight @ [_entropy(p, step) for p in given])


@cache
def turn(d: int, seed: int) -> np.ndarray:
    """(d, d), orthogonal."""
    return np.asarray(np.linalg.qr(np.random.default_rng(seed).normal(size=(d, d)))[0])


def turned_cubes(d: int, informative: int, rho: float) -> Draw:
    """Gaussian pairs, each column cubed, and then all columns of a side turned: no column is one of them."""

    def sample(n, rng):
        x, y = gaussian(pairs(d, informative, rho))(n, rng)
        return x**3 @ turn(d, 1), y**3 @ turn(d, 2)

    return sample


def weak_links(d: int, strength: float) -> np.ndarray:
    """(2d, 2d) correlations of x and y = x B + noise, every entry of B small."""
    b = turn(d, 3) * strength
    scale = np.sqrt(1 + (b * b).sum(axis=0))
    across = b / scale
    of_y = (np.eye(d) + b.T @ b) / np.outer(scale, scale)
    return np.block([[np.eye(d), across], [across.T, of_y]])
