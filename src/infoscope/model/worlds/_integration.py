"""E[f(x_t)] under a noised mixture: panels of Gauss–Legendre in one and two dimensions, else Sobol points."""

import numpy as np
from scipy.special import ndtri
from scipy.stats import qmc

from ._components import Components

__all__ = ["expectations", "route"]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
_REACH = 9.5  # standard deviations; what lies beyond weighs less than 1e-20
_WIDTH = {1: 1.5, 2: 2.0}  # of a panel, in standard deviations of the narrowest direction
_SOBOL, _SHUFFLES = 2**13, 8


def route(law: Components) -> str:
    return {1: "quadrature", 2: "quadrature"}.get(law.dim, f"Sobol points, {_SHUFFLES} shuffles")


def expectations(law: Components, log_snr: np.ndarray, of) -> tuple[np.ndarray, np.ndarray]:
    """`(values, errors)` of E[of(x_t, log_snr)] at each log-SNR; `of` takes (b, d) and (b,), gives (b,)."""
    one = _by_panels if law.dim <= 2 else _by_points
    found = [one(law, s, of) for s in log_snr]
    return np.array([v for v, _ in found]), np.array([e for _, e in found])


def _by_panels(law, log_snr, of):
    grids = [_line(law, log_snr, axis) for axis in range(law.dim)]
    x = np.stack(np.meshgrid(*(g for g, _ in grids), indexing="ij"), axis=-1).reshape(-1, law.dim)
    volume = grids[0][1] if law.dim == 1 else np.outer(grids[0][1], grids[1][1]).ravel()
    weight = volume * np.exp(law.log_density(x, log_snr))
    near = weight > 1e-40 * weight.max()
    values = of(x[near], log_snr)
    return float(weight[near] @ values), 1e-12


def _line(law, log_snr, axis):
    """Nodes and weights along one axis, with panels as fine as the finest component there."""
    signal, _, variances = law.noised(log_snr)
    centres = (signal * law.means)[:, axis]
    along = law.along(axis)
    spread = np.sqrt(np.einsum("ke,ke->k", along, variances))
    width = _WIDTH[law.dim] * np.sqrt(np.where(along > 0.0, variances, np.inf).min(axis=1))
    cuts = [
        np.linspace(c - _REACH * s, c + _REACH * s, 1 + int(np.ceil(2 * _REACH * s / w)))
        for c, s, w in zip(centres, spread, width)
    ]
    edges = np.unique(np.concatenate(cuts))
    middle, half = 0.5 * (edges[1:] + edges[:-1]), 0.5 * np.diff(edges)
    return (middle[:, None] + half[:, None] * _NODES).ravel(), (half[:, None] * _WEIGHTS).ravel()


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
            total += w * of(x, log_snr).mean()
        totals.append(total)
    return float(np.mean(totals)), float(np.std(totals, ddof=1) / np.sqrt(_SHUFFLES))
