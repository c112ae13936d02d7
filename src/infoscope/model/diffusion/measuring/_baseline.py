"""The best linear denoiser of the data: the Gaussian baseline, and the control variate it makes.

In a basis where the data are uncorrelated it treats every coordinate alone, so its error at any draw, the
mean of that error over the noise, and over data and noise, are all closed forms.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy.fft import dctn
from scipy.special import expit

from ...data._given import Data
from ._smooth import smooth_product

__all__ = ["Baseline", "fit_baseline"]

_FULL = 512  # dimensions up to which the covariance is diagonalised
_CHUNK, _BLOCK = 2**22, 2**16  # numbers read at once, and numbers that stay near the processor


@dataclass(frozen=True, eq=False)
class Baseline:
    """Mean and variance of each coordinate (d,), the map into coordinates, and its name.

    With signal ᾱ and coordinates of variance s, the error of the noise it predicts is
    e = (ᾱ s ε − √ᾱ √(1 − ᾱ) (x_0 − μ)) / (ᾱ s + 1 − ᾱ).
    """

    mean: np.ndarray
    variance: np.ndarray
    turn: Callable[[np.ndarray], np.ndarray]
    name: str
    _kept: dict = field(default_factory=dict, repr=False)

    def curve(self, log_snr: np.ndarray) -> np.ndarray:
        """E ‖e‖² = Σ ᾱ s / (ᾱ s + 1 − ᾱ), over data and noise, at each log-SNR."""
        return self._once(
            "curve", log_snr, lambda s: (self.variance / (self.variance + np.exp(-s))).sum(axis=-1)
        )

    def information(self, log_snr: np.ndarray) -> np.ndarray:
        """½ Σ ln(1 + s SNR) in nats: of Gaussian data, and the most for any with these variances."""
        return self._once(
            "information", log_snr, lambda s: 0.5 * np.log1p(self.variance * np.exp(s)).sum(axis=-1)
        )

    def controls(self, x: np.ndarray, noise: np.ndarray, log_snr: np.ndarray) -> np.ndarray:
        """(b, 3): ‖e‖² less its mean over the noise, ‖ε‖² − d, and that mean less its mean over the data."""
        turned = self.turn(noise)
        kept, lost = (expit(v)[:, None].astype(turned.dtype) for v in (log_snr, -log_snr))
        mean, variance = self.mean.astype(turned.dtype), self.variance.astype(turned.dtype)
        of_noise = kept * variance
        both = of_noise + lost
        of_noise /= both
        away = np.sqrt(kept * lost) / both * (self.turn(x) - mean)  # what the data do to the error
        # Σ (a − b)² = Σ a² − 2 Σ a b + Σ b², of which the mean over the noise is known but for a² and a b
        known = np.einsum("bk,bk->b", of_noise, of_noise, dtype=float)
        chance = np.einsum("bk,bk->b", turned, turned, dtype=float) - turned.shape[1]
        held = of_noise * turned
        error = np.einsum("bk,bk->b", held, held - 2.0 * away, dtype=float) - known
        given = known + np.einsum("bk,bk->b", away, away, dtype=float) - of_noise.sum(axis=1, dtype=float)
        return np.stack([error, chance, given], axis=1)

    def excess(self, x: np.ndarray) -> np.ndarray:
        """(b, d) the squares of each datum's coordinates, less their variances."""
        away = self.turn(x) - self.mean
        away *= away  # in place: such arrays are as large as the data
        away -= self.variance
        return away

    def of_data(self, excess: np.ndarray, log_snr: np.ndarray) -> np.ndarray:
        """(b, T): the mean over the noise of ‖e‖² at each datum and log-SNR, less its mean over the data."""

        def weights(s: np.ndarray) -> np.ndarray:
            kept, lost = expit(s)[:, None], expit(-s)[:, None]
            return kept * lost / (kept * self.variance + lost) ** 2

        return smooth_product(excess, weights, log_snr)

    def of_information(self, excess: np.ndarray, log_snr: np.ndarray) -> np.ndarray:
        """(b, T) what each datum's squares add to `information`, beyond their mean."""
        return smooth_product(excess, lambda s: 0.5 / (np.exp(-s)[:, None] + self.variance), log_snr)

    def surprise(self, x: np.ndarray) -> np.ndarray:
        """(b,) −ln of the Gaussian density, constant coordinates left out."""
        varies = self.variance > 0.0
        away = (self.turn(x).astype(float) - self.mean)[:, varies]
        v = self.variance[varies]
        return 0.5 * (away**2 / v + np.log(2.0 * np.pi * v)).sum(axis=1)

    def _once(self, name, log_snr, of):
        """`of` at each log-SNR, in blocks; what is asked again is kept."""
        at = np.asarray(log_snr, dtype=float)
        key = (name, at.shape, at.tobytes())
        if key not in self._kept:
            blocks = [of(at.ravel()[index, None]) for index in chunks(at.size, len(self.variance), _BLOCK)]
            self._kept[key] = np.concatenate(blocks).reshape(at.shape)
        return self._kept[key]


def fit_baseline(data: Data) -> tuple[Baseline, tuple[Baseline, Baseline]]:
    """The baseline of the data, and those that judge data of even and of odd number: of the other half.

    In the eigenbasis of their covariance where the data tell it, else of cosines.
    """
    cosines = _cosines(data.event)
    full = data.dim <= _FULL and data.n > 2 * data.dim
    turn = _flat if full or len(data.event) < 2 else cosines
    name = "full covariance" if full else "cosine spectrum" if turn is cosines else "variances"
    total = np.zeros((2, data.dim))
    squares = np.zeros((2, data.dim, data.dim) if full else (2, data.dim))
    for index in chunks(data.n, data.dim):
        rows = turn(data.batch(index)).astype(float)
        for half in (0, 1):
            own = rows[(half - index[0]) % 2 :: 2]
            total[half] += own.sum(axis=0)
            squares[half] += own.T @ own if full else np.einsum("bk,bk->k", own, own)
    odd = data.n // 2
    whole = _baseline(total.sum(axis=0), squares.sum(axis=0), data.n, turn, name)
    halves = (_baseline(total[h], squares[h], (odd, data.n - odd)[1 - h], turn, name) for h in (1, 0))
    return whole, tuple(halves)  # type: ignore[return-value]


def _baseline(total, squares, n, turn, name) -> Baseline:
    mean = total / n
    if squares.ndim == 1:
        return Baseline(mean, np.maximum(squares / n - mean**2, 0.0), turn, name)
    spread, basis = np.linalg.eigh(squares / n - np.outer(mean, mean))
    return Baseline(mean @ basis, np.maximum(spread, 0.0), lambda x: _flat(x) @ basis, name)


def chunks(n: int, dim: int, most: int = _CHUNK):
    """The numbers from 0 to n - 1 in runs, each of no more than `most` numbers where one has `dim`."""
    size = max(1, most // dim)
    return (np.arange(start, min(n, start + size)) for start in range(0, n, size))


def _flat(x):
    return x.reshape(len(x), -1)


def _cosines(event):
    axes = tuple(range(-min(2, len(event)), 0))
    return lambda x: _flat(dctn(x, axes=axes, norm="ortho"))
