"""E[f(y)] over a block: panels of Gauss–Legendre in one and two dimensions, else Sobol points."""

from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np
from scipy.special import gammaincinv, ndtri
from scipy.stats import qmc

from ._view import View

__all__ = ["Integrand", "expectation", "route"]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
_REACH = 8.0  # standard deviations; what lies beyond weighs less than 1e-14
_WIDTH = {1: 1.5, 2: 2.0}  # of a panel, in standard deviations of the narrowest direction
_AT_ONCE = 2**20  # numbers in memory
_SOBOL, _SHUFFLES = 2**13, 8

Integrand = Callable[[View, np.ndarray], tuple[np.ndarray, np.ndarray, np.ndarray]]


def route(dim: int) -> str:
    """How a block of dim dimensions is integrated; 0 where none is."""
    known = {0: "closed form", 1: "quadrature", 2: "quadrature"}
    return known.get(dim, f"Sobol points in {dim} dimensions, {_SHUFFLES} shuffles")


def expectation(view: View, of: Integrand) -> np.ndarray:
    """(R,) answers to E[f(y)]: one by quadrature, good to 1e-10; one of each shuffle by Sobol points.

    `of(view, y)` gives ln p(y), f(y) and a control variate of mean 0, (b,) each, for y (r, b).
    """
    return (_by_panels if view.dim <= 2 else _by_points)(view, of)


def _by_panels(view, of):
    total = 0.0
    for y, volume in _nodes(view):
        log_density, values, _ = of(view, y)
        total += float((volume * np.exp(log_density + view.log_volume(y)) * values).sum())
    return np.array([total])


def _nodes(view: View) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Nodes (r, b) and their weights (b,), of all panels, or cells of two, that a component reaches."""
    lines = [_panels(view, axis) for axis in range(view.dim)]
    places = [m[:, None] + h[:, None] * _NODES for m, h, _ in lines]
    weights = [h[:, None] * _WEIGHTS for _, h, _ in lines]
    size = max(1, _AT_ONCE // (len(_NODES) ** view.dim * view.means.size))
    if view.dim == 1:
        for p in np.array_split(np.arange(len(places[0])), -(-len(places[0]) // size)):
            yield places[0][p].reshape(1, -1), weights[0][p].ravel()
        return
    cells = np.argwhere(lines[0][2].T.astype(float) @ lines[1][2] > 0.0)
    for part in np.array_split(cells, -(-len(cells) // size)):
        x, y = places[0][part[:, 0], :, None], places[1][part[:, 1], None, :]
        volume = weights[0][part[:, 0], :, None] * weights[1][part[:, 1], None, :]
        yield np.stack(np.broadcast_arrays(x, y)).reshape(2, -1), volume.ravel()


def _panels(view: View, axis: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Middles and halves (P,) of panels as fine as the finest component there; who reaches them (K, P)."""
    spread = np.sqrt(view.variances[:, axis])
    low, high = (view.means[:, axis] + side * _REACH * spread for side in (-1.0, 1.0))
    if (copies := view.copies[axis]) > 1:  # a length is about √copies long
        low, high = (spread * max(0.0, np.sqrt(copies) + side * _REACH) for side in (-1.0, 1.0))
    width = _WIDTH[view.dim] * spread
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


def _by_points(view, of):
    """Of each shuffle, less what its points miss of the control, as far as the two go together."""
    points = _normal(tuple(view.copies.tolist()))
    each = list(zip(view.means[:, :, None], np.sqrt(view.variances)[:, :, None]))
    found = np.stack([of(view, mean + spread * p)[1:] for p in points for mean, spread in each])
    values, controls = np.moveaxis(found, 1, 0).reshape(2, len(points), len(view.weights), -1)
    shares = view.weights[:, None] / (len(points) * values.shape[2])
    size = (shares * controls**2).sum()
    slope = (shares * (values - (shares * values).sum()) * controls).sum() / size if size > 0.0 else 0.0
    return (values - slope * controls).mean(axis=2) @ view.weights


@lru_cache(maxsize=2)
def _normal(copies):
    """(R, r, points) standard normals, or lengths of as many as there are copies."""
    uniform = np.stack([qmc.Sobol(len(copies), seed=s).random(_SOBOL) for s in range(_SHUFFLES)], axis=2)
    inside = uniform.T * (1.0 - 2.0**-32) + 2.0**-33  # 0 is among the points
    for axis, n in enumerate(copies):
        u = inside[:, axis]
        inside[:, axis] = ndtri(u) if n == 1 else np.sqrt(2.0 * gammaincinv(0.5 * n, u))
    return inside
