"""The most that x_t can know of data with these second moments: a linear denoiser, judged by other data.

Half the area under the error of any denoiser is at least I(x_0; x_t). Of the best linear one for N(μ, Σ) it
is ½ ln det(1 + SNR Σ) + ½ E (x − μ)ᵀ (SNR⁻¹ + Σ)⁻¹ (x − μ) − ½ tr Σ (SNR⁻¹ + Σ)⁻¹, the capacity where μ and
Σ are the data's own. Each half of the data is judged by what the other half tells of them: by its own it
would seem too small, by any amount where there are no more data than dimensions.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...data._given import Data
from ._baseline import Baseline, chunks

__all__ = ["Held", "held_out"]


@dataclass(frozen=True, eq=False)
class Held:
    """At each step (T,): the capacity, the linear denoiser's error E‖ε − ε̂‖², and its standard error.

    `rows(index, x)` is (b, T) what each datum adds to the capacity.
    """

    capacity: np.ndarray
    linear: np.ndarray
    linear_error: np.ndarray
    rows: Callable[[np.ndarray, np.ndarray], np.ndarray]


def held_out(data: Data, halves: tuple[Baseline, Baseline], log_snr: np.ndarray) -> Held:
    """Judges datum i by halves[i % 2], which must not rest on it."""

    def each(index: np.ndarray, x: np.ndarray, *of: Callable) -> np.ndarray:
        """(len(of), b, T), of a run of consecutive numbers."""
        found = np.empty((len(of), len(index), len(log_snr)))
        for half, judge in enumerate(halves):
            own = slice((half - index[0]) % 2, None, 2)
            excess = judge.excess(x[own])
            for row, one in zip(found, of):
                row[own] = one(judge, excess, log_snr)
        return found

    total, squares = np.zeros((2, len(log_snr))), np.zeros(len(log_snr))
    last, of_last = np.empty(0, dtype=int), np.empty(0)  # all of them, where they are one block
    for index in chunks(data.n, max(data.dim, len(log_snr))):
        found = each(index, data.batch(index), _information, _error)
        total += found.sum(axis=1)
        squares += np.einsum("bt,bt->t", found[1], found[1])
        last, of_last = index, found[0]
    capacity, linear = total / data.n
    spread = np.sqrt(np.maximum(squares / data.n - linear**2, 0.0) / (data.n - 1))

    def rows(index: np.ndarray, x: np.ndarray) -> np.ndarray:
        known = of_last if np.array_equal(index, last) else each(index, x, _information)[0]
        return (known - capacity) / data.n

    return Held(capacity, linear, spread, rows)


def _information(judge: Baseline, excess: np.ndarray, log_snr: np.ndarray) -> np.ndarray:
    return judge.information(log_snr) + judge.of_information(excess, log_snr)


def _error(judge: Baseline, excess: np.ndarray, log_snr: np.ndarray) -> np.ndarray:
    return judge.curve(log_snr) + judge.of_data(excess, log_snr)
