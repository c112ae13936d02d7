"""The baseline that a model of grey images must beat: a full-covariance Gaussian, counted as exactly."""

from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr, ndtri_exp

from ..._rng import as_generator
from ...estimate import Estimate, Unit

__all__ = ["GreyGaussian", "fit_grey_gaussian"]

_SHRINKAGE = (0.0, 0.02, 0.05, 0.1, 0.2)
_NOISE = (1 / 48, 1 / 24, 1 / 12, 1 / 6, 1 / 3)  # variances, of a level; 1/12 is that of rounding
_AT_ONCE = 2_000_000  # numbers in memory


@dataclass(frozen=True, eq=False)
class GreyGaussian:
    """N(mean, factor factorᵀ) of images with `levels` values from −1 to 1, counted in levels 0 … levels − 1.

    The law of a grey image is the mass of the cell of images that round to it: an integral over d
    dimensions, estimated without bias by drawing one coordinate after the other from its cell (Geweke,
    Hajivassiliou & Keane; Hajivassiliou, McFadden & Ruud, 1996). The outermost cells are open.

    >>> flat = GreyGaussian(np.zeros(1), np.eye(1) * 1e6, 2, 0.0, 0.0)
    >>> flat.surprise(np.array([[1.0]])).round(4)  # ½ of the line: ln 2
    array([0.6931])
    """

    mean: np.ndarray
    factor: np.ndarray
    levels: int
    shrinkage: float
    noise: float

    def surprise(self, x, *, draws: int = 500, rng: int | np.random.Generator | None = 0) -> np.ndarray:
        """(n,) −ln P of each image, in nats; by Jensen high by half the variance of ln of the estimate."""
        generator = as_generator(rng)
        grey = as_levels(x, self.levels)
        rows = max(1, _AT_ONCE // (draws * grey.shape[1]))
        parts = [self._some(grey[i : i + rows], draws, generator) for i in range(0, len(grey), rows)]
        return np.concatenate(parts)

    def code_length(
        self, x, *, unit: Unit = "nats", draws: int = 500, rng: int | np.random.Generator | None = 0
    ) -> Estimate:
        """Mean −ln P of an image, its error that of the images."""
        nats = self.surprise(x, draws=draws, rng=rng)
        how = (
            f"full-covariance Gaussian, mass of each cell by {draws} draws, "
            f"shrinkage {self.shrinkage:g}, noise {self.noise:.3g} of a level squared"
        )
        return Estimate(nats.mean(), nats.std(ddof=1) / len(nats) ** 0.5, "nats", how, len(nats)).to(unit)

    def _some(self, grey: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
        n, d = grey.shape
        inner = np.zeros((d, n, draws))  # independent normals behind the image
        log_mass = np.zeros((n, draws))
        for i in range(d):
            centre = self.mean[i] + np.tensordot(self.factor[i, :i], inner[:i], axes=1)
            scale, value = self.factor[i, i], grey[:, i, None]
            low = np.where(value == 0, -np.inf, value - 0.5 - centre) / scale
            high = np.where(value == self.levels - 1, np.inf, value + 0.5 - centre) / scale
            mass, inner[i] = _truncated(low, high, rng)
            log_mass += mass
        most = log_mass.max(axis=1)
        return -(most + np.log(np.exp(log_mass - most[:, None]).mean(axis=1)))


def fit_grey_gaussian(train, *, levels: int, rng: int | np.random.Generator | None = 0) -> GreyGaussian:
    """The Gaussian of the images whose shrinkage and noise code a fifth of them, held out, best.

    >>> images = np.random.default_rng(0).integers(0, 3, (50, 2)) - 1.0
    >>> fit_grey_gaussian(images, levels=3).mean.shape
    (2,)
    """
    generator = as_generator(rng)
    grey = as_levels(train, levels)
    order = generator.permutation(len(grey))
    held, rest = grey[order[: len(grey) // 5]], grey[order[len(grey) // 5 :]]
    found = []
    for shrinkage in _SHRINKAGE:
        for noise in _NOISE:
            law = _fitted(rest, levels, shrinkage, noise)
            found.append(
                (law._some(held, 32, np.random.default_rng([1, len(held)])).mean(), shrinkage, noise)
            )
    _, shrinkage, noise = min(found)
    return _fitted(grey, levels, shrinkage, noise)


def _fitted(grey: np.ndarray, levels: int, shrinkage: float, noise: float) -> GreyGaussian:
    """Covariances shrunk towards 0, variances kept, and noise added."""
    covariance = np.cov(grey, rowvar=False, bias=True)
    shrunk = (1.0 - shrinkage) * covariance + shrinkage * np.diag(np.diag(covariance))
    factor = np.linalg.cholesky(shrunk + noise * np.eye(len(shrunk)))
    return GreyGaussian(grey.mean(axis=0), factor, levels, shrinkage, noise)


def as_levels(x, levels: int) -> np.ndarray:
    """(n, d) whole numbers 0 … levels − 1 from images in [−1, 1]."""
    flat = np.asarray(x, dtype=float).reshape(len(x), -1)
    grey = (flat + 1.0) * (levels - 1) / 2.0
    if not np.abs(grey - np.round(grey)).max() < 1e-3 or grey.min() < -1e-3 or grey.max() > levels - 1 + 1e-3:
        raise ValueError(
            f"images must take the {levels} values evenly spaced from -1 to 1; got some between them, "
            f"or beyond: from {flat.min():g} to {flat.max():g}"
        )
    return np.round(grey)


def _truncated(low: np.ndarray, high: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """`(ln mass, draw)` of a standard normal between low and high, in the tail as well."""
    upper = low > 0.0  # above the mean: seen from below, where ln Φ keeps its digits
    a, b = np.where(upper, -high, low), np.where(upper, -low, high)
    top, ratio = log_ndtr(b), np.exp(log_ndtr(a) - log_ndtr(b))
    mass = top + np.log1p(-ratio)
    draw = ndtri_exp(top + np.log(ratio + rng.random(a.shape) * (1.0 - ratio)))
    return mass, np.where(upper, -draw, draw)
