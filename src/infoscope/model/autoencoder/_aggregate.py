"""The aggregated posterior q(z) = 1/N Σ q(z|x_n): every draw is held against every datum's law.

Its weights: a draw's own datum counts 1/P and the others share what is left, P the number of data that q(z)
is an average over. With P = N, the data given, q(z) is the mixture itself and nothing is approximated. With
P larger, the data are a sample, and the weights make the sum an unbiased estimate of the mixture over all P:
the stratified weights of Chen et al., Isolating sources of disentanglement in VAEs (2018), appendix C.2, with
each of the others in turn in the place of the last. With P = ∞ the own datum is left out. A widely copied
program of that formula fills its matrix of weights along a stride that runs down a column, not the diagonal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..._kernels.gaussian_mixture import left_out, own_and_others
from . import _laws
from ._any_laws import any_laws
from ._draws import Drawn

__all__ = ["Mixed", "mix", "weights"]

_TERMS = 1 << 22  # log densities in memory at once
_COMPILED = 1 << 26  # and between two reports of progress where none are kept


@dataclass(frozen=True, eq=False)
class Mixed:
    """ln q(z) of draws of some data, split in own and others; `each`, number by number, where known."""

    rows: np.ndarray  # (r,) which data
    own: np.ndarray  # (draws, r): ln q(z|x) of the draw's own datum
    others: np.ndarray  # (draws, r): ln Σ over the other data
    own_each: np.ndarray | None  # (draws, r, d)
    others_each: np.ndarray | None
    influence: np.ndarray  # (r,): Σ over the other data of E ln(1 - share of this one in q(z))
    n: int

    def log_q(self, population: float) -> np.ndarray:
        """ln q(z), shape (draws, r)."""
        return _weighted(self.own, self.others, self.n, population)

    def log_q_each(self, population: float) -> np.ndarray | None:
        """ln q(z_j), shape (draws, r, d)."""
        if self.own_each is None or self.others_each is None:
            return None
        return _weighted(self.own_each, self.others_each, self.n, population)


def weights(n: int, population: float) -> tuple[float, float]:
    """`(own, other)` weights of n data that stand for a population: own + (n - 1) other = 1.

    >>> weights(4, 4), weights(3, float("inf"))
    ((0.25, 0.25), (0.0, 0.5))
    """
    own = 1.0 / population
    return own, (1.0 - own) / (n - 1)


def _weighted(own: np.ndarray, others: np.ndarray, n: int, population: float) -> np.ndarray:
    with np.errstate(divide="ignore"):
        mine, theirs = np.log(weights(n, population))
    return np.logaddexp(own + mine, others + theirs)


def mix(drawn: Drawn, rows: np.ndarray, draws: int, progress: Callable) -> Mixed:
    """Hold the first draws of `rows` against the laws of all data."""
    import torch

    n, numbers = drawn.kept.shape[1], max(1, int(np.prod(drawn.shape)))
    pick = torch.as_tensor(rows, device=drawn.kept.device)
    z, index = drawn.kept[:draws, pick].flatten(0, 1), pick.repeat(draws)
    compiled = _gaussians(drawn)
    sums, shares = compiled or any_laws(drawn.laws)
    step = max(1, (_COMPILED if compiled else _TERMS) // (n * numbers))
    parts, influence = [], np.zeros(len(rows))
    for start in range(0, len(z), step):
        points, own = z[start : start + step], index[start : start + step]
        whole, each = sums(points, own)
        parts.append((whole, each))
        influence += shares(points, own, np.logaddexp(*whole), rows)
        progress(min(start + step, len(z)), len(z), "mixing the posteriors")
    whole = np.concatenate([part[0] for part in parts], axis=1).reshape(2, draws, len(rows))
    influence *= n / len(z)
    if any(part[1] is None for part in parts):
        return Mixed(rows, whole[0], whole[1], None, None, influence, n)
    each = np.concatenate([part[1] for part in parts], axis=1).reshape(2, draws, len(rows), numbers)
    return Mixed(rows, whole[0], whole[1], each[0], each[1], influence, n)


def _gaussians(drawn: Drawn) -> tuple[Callable, Callable] | None:
    """The compiled way, for products of normal laws in host memory; None for others."""
    pairs = [_laws.marginals(q) for _, _, q in drawn.laws]
    if any(p is None or type(p[0]).__name__ != "Normal" or not p[1] for p in pairs):
        return None
    if drawn.kept.device.type != "cpu":
        return None
    means, scales = (
        np.concatenate([_table(getattr(p[0], name)) for p in pairs if p is not None])
        for name in ("loc", "scale")
    )

    def sums(z: Any, index: Any) -> tuple[np.ndarray, np.ndarray]:
        return own_and_others(_table(z), index.numpy(), means, scales)

    def shares(z: Any, index: Any, total: np.ndarray, which: np.ndarray) -> np.ndarray:
        return left_out(_table(z), index.numpy(), means, scales, total, which)

    return sums, shares


def _table(tensor: Any) -> np.ndarray:
    return np.ascontiguousarray(tensor.double().numpy().reshape(len(tensor), -1))
