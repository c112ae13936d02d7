"""E[f(x_t)] under a noised mixture: panels of Gauss–Legendre in one and two dimensions, else Sobol points."""

from collections.abc import Callable, Iterator

import numpy as np
from scipy.special import ndtri
from scipy.stats import qmc

from ._components import Components

__all__ = ["Integrand", "expectation", "route"]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
_REACH = 8.0  # standard deviations; what lies beyond weighs less than 1e-14
_WIDTH = {1: 1.5, 2: 2.0}  # of a panel, in standard deviations of the narrowest direction
_AT_ONCE = 2**20  # numbers in memory
_SOBOL, _SHUFFLES = 2**13, 8

Integrand = Callable[[np.ndarray, float], tuple[np.ndarray, np.ndarray]]


def route(law: Components) -> str:
    return "quadrature" if law.dim <= 2 else f"Sobol points, {_SHUFFLES} shuffles"


def expectation(law: Components, log_snr: float, of: Integrand) -> np.ndarray:
    """(R,) answers to E[f(x_t)]: one by quadrature, good to 1e-10; one of each shuffle by Sobol points.

    `of(x, log_snr)` gives ln p(x_t) and f(x_t), (b,) each, for x (b, d).
    """
    return (_by_panels if law.dim <= 2 else _by_points)(law, log_snr, of)


def _by_panels(law, log_snr, of):
    total = 0.0
    for x, volume in _nodes(law, log_snr):
        log_density, values = of(x, log_snr)
        total += float((volume * np.exp(log_density)) @ values)
    return np.array([total])


def _nodes(law: Components, log_snr: float) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Nodes (b, d) and their weights (b,), of all panels, or cells of two, that a component reaches."""
    lines = [_panels(law, log_snr, axis) for axis in range(law.dim)]
    places = [m[:, None] + h[:, None] * _NODES for m, h, _ in lines]
    weights = [h[:, None] * _WEIGHTS for _, h, _ in lines]
    size = max(1, _AT_ONCE // (len(_NODES) ** law.dim * law.means.size))
    if law.dim == 1:
        for p in np.array_split(np.arange(len(places[0])), -(-len(places[0]) // size)):
            yield places[0][p].reshape(-1, 1), weights[0][p].ravel()
        return
    cells = np.argwhere(lines[0][2].T.astype(float) @ lines[1][2] > 0.0)
    for part in np.array_split(cells, -(-len(cells) // size)):
        x, y = places[0][part[:, 0], :, None], places[1][part[:, 1], None, :]
        volume = weights[0][part[:, 0], :, None] * weights[1][part[:, 1], None, :]
        yield np.stack(np.broadcast_arrays(x, y), axis=-1).reshape(-1, 2), volume.ravel()


def _panels(law: Components, log_snr: float, axis: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Middles and halves (P,) of panels as fine as the finest component there; who reaches them (K, P)."""
    signal, _, variances = law.noised(log_snr)
    centres, along = (signal * law.means)[:, axis], law.along(axis)
    reach = _REACH * np.sqrt((along * variances).sum(axis=1))
    low, high = centres - reach, centres + reach
    width = _WIDTH[law.dim] * np.sqrt(np.where(along > 0.0, variances, np.inf).min(axis=1))
    starts, ends, at, last = [], [], low.min(), high.max()
    while at < last:
        here = (low <= at) & (at < high)
        if here.any():
            widest = width[here].min()
            finer = low[(low > at) & (low < at + widest) & (width < 0.9 * widest)]
            end = finer.min() if finer.size else at + widest
            starts.append(at)
            ends.append(end)
            at = end
        else:
            at = low[low > at].min()
    begin, stop = np.array(starts), np.array(ends)
    return 0.5 * (begin + stop), 0.5 * (stop - begin), (low[:, None] < stop) & (begin < high[:, None])


def _by_points(law, log_snr, of):
    signal, _, variances = law.noised(log_snr)
    totals = []
    for seed in range(_SHUFFLES):
        uniform = qmc.Sobol(law.dim, seed=seed).random(_SOBOL)
        normal = ndtri(uniform * (1.0 - 2.0**-32) + 2.0**-33)  # 0 is among the points
        total = 0.0
        for k, w in enumerate(law.weights):
            turned = np.sqrt(variances[k]) * normal
            x = signal[0] * law.means[k] + (turned if law.bases is None else turned @ law.bases[k].T)
            total += w * of(x, log_snr)[1].mean()
        totals.append(total)
    return np.array(totals)
