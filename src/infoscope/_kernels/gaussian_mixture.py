"""Points against a mixture of diagonal Gaussians: logarithms of sums of densities, whole and by number."""

import math

import numpy as np
from numba import njit

from .threads import in_pieces

__all__ = ["left_out", "own_and_others"]


def own_and_others(z, own, means, scales):
    """`(whole, each)`, shapes (2, points) and (2, points, d): the log density of a point's own Gaussian, and
    ln Σ of the densities of all others.

    Points (p, d), `own` (p,) which Gaussian each was drawn from, means and scales (n, d).
    """
    whole, each = np.empty((2, len(z))), np.empty((2, *z.shape))
    inverse, offset = 1.0 / scales, -np.log(scales) - 0.5 * math.log(2.0 * math.pi)

    def piece(i, j):
        _sums(z[i:j], own[i:j], means, inverse, offset, whole[:, i:j], each[:, i:j])

    in_pieces(piece, len(z), at_least=max(1, (1 << 18) // means.size))
    return whole, each


def left_out(z, own, means, scales, total, which):
    """(which,): Σ over points of ln(1 - share) of each Gaussian named, but for its own points.

    The share is of the density at the point, whose logarithm is `total` (points,).
    """
    out = np.empty(len(which))
    inverse, offset = 1.0 / scales, -np.log(scales) - 0.5 * math.log(2.0 * math.pi)

    def piece(i, j):
        _shares(z, own, means, inverse, offset.sum(axis=1), total, which[i:j], out[i:j])

    in_pieces(piece, len(which), at_least=max(1, (1 << 18) // z.size))
    return out


@njit(cache=True, nogil=True)
def _shares(z, own, means, inverse, offset, total, which, out):
    d = means.shape[1]
    for i in range(len(which)):
        k = which[i]
        found = 0.0
        for p in range(len(z)):
            squares = 0.0
            for j in range(d):
                u = (z[p, j] - means[k, j]) * inverse[k, j]
                squares += u * u
            log_share = offset[k] - 0.5 * squares - total[p]
            if own[p] != k and log_share > -45.0:  # what is below changes no digit
                found += math.log1p(-math.exp(log_share))
        out[i] = found


@njit(cache=True, nogil=True)
def _sums(z, own, means, inverse, offset, whole, each):
    """Each sum is kept as the largest term so far and what all are worth in units of it."""
    n, d = means.shape
    largest, total = np.empty(d), np.empty(d)
    for i in range(len(z)):
        largest[:] = -np.inf
        total[:] = 0.0
        top, sum_of_all = -np.inf, 0.0
        for k in range(n):
            mine, together = k == own[i], 0.0
            for j in range(d):
                u = (z[i, j] - means[k, j]) * inverse[k, j]
                t = offset[k, j] - 0.5 * u * u
                together += t
                if mine:
                    each[0, i, j] = t
                elif t <= largest[j]:
                    total[j] += math.exp(t - largest[j])
                else:
                    total[j] = total[j] * math.exp(largest[j] - t) + 1.0
                    largest[j] = t
            if mine:
                whole[0, i] = together
            elif together <= top:
                sum_of_all += math.exp(together - top)
            else:
                sum_of_all = sum_of_all * math.exp(top - together) + 1.0
                top = together
        for j in range(d):
            each[1, i, j] = largest[j] + math.log(total[j])
        whole[1, i] = top + math.log(sum_of_all)
