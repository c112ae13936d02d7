"""Clusters that are better one than two: many solutions hold several copies of each."""

import numpy as np

from ._law import safe_log

__all__ = ["merged"]


def merged(beta: np.ndarray, with_x: np.ndarray, with_y: np.ndarray) -> np.ndarray:
    """q(z, y) with pairs of clusters made one wherever that lowers I(X;Z) - β I(Z;Y).

    `with_x` and `with_y` have shapes (β, z, x) and (β, z, y). The pairs are those of clusters that are each
    other's nearest. A pair made one changes the objective by β times the loss of I(Z;Y) less that of I(X;Z);
    each loss is a Jensen–Shannon divergence (Slonim & Tishby, Agglomerative information bottleneck, 1999,
    proposition 1). At an optimum no pair is left.
    """
    clusters = with_y.shape[1]
    if clusters < 2:
        return with_y
    roots = np.sqrt(with_y)
    alike = roots @ roots.transpose(0, 2, 1)
    weights = with_y.sum(axis=2)
    scale = np.sqrt(np.where(weights > 0, weights, np.inf))
    alike /= scale[:, :, None] * scale[:, None, :]
    alike[:, np.arange(clusters), np.arange(clusters)] = -1.0
    nearest = alike.argmax(axis=2)
    here = np.arange(clusters)
    mutual = (np.take_along_axis(nearest, nearest, axis=1) == here) & (nearest > here)
    b, first = np.nonzero(mutual & (weights > 0) & (np.take_along_axis(weights, nearest, axis=1) > 0))
    second = nearest[b, first]
    change = beta[b] * _loss(with_y[b, first], with_y[b, second]) - _loss(with_x[b, first], with_x[b, second])
    b, first, second = (i[change <= 0.0] for i in (b, first, second))
    out = with_y.copy()
    out[b, first] += with_y[b, second]
    out[b, second] = 0.0
    return out


def _loss(a, b):
    """What is lost of the information about the last axis where a and b become one."""
    return _spread(a) + _spread(b) - _spread(a + b)


def _spread(a):
    total = a.sum(axis=-1)
    return (a * safe_log(a)).sum(axis=-1) - total * safe_log(total)
