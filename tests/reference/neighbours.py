"""Nearest-neighbour estimates by looking at every pair; nats, max norm, columns of shape (n, d).

`ksg`, `ross`, `ball` and `kozachenko_leonenko` are as the papers print them, for data without ties. The
functions that end in `_of` take matrices of distances, so that `broken_ties` can break ties by noise
smaller than any gap in the data: it replaces each distance by its rank among all distances, which a count
of neighbours cannot notice, and adds less than one half.
"""

from functools import cache
from math import fsum, inf, log

import numpy as np

EULER = 0.57721566490153286


@cache
def digamma(n):
    """ψ(n) = -γ + 1 + 1/2 + … + 1/(n - 1), for whole n >= 1."""
    return -EULER + fsum(1 / i for i in range(1, n))


def distances(x):
    """(n, n) distances in the max norm."""
    return np.abs(x[:, None, :] - x[None, :, :]).max(axis=2)


def apart(x, y, euclidean):
    """(n, m) distances of the rows of two arrays."""
    gaps = np.abs(x[:, None, :] - y[None, :, :])
    return np.sqrt((gaps**2).sum(axis=2)) if euclidean else gaps.max(axis=2)


def kth_distances(distance, k):
    """Distance from each observation to the k-th of the others."""
    others = distance + np.diag(np.full(len(distance), inf))
    return np.partition(others, k - 1, axis=1)[:, k - 1]


def nearer(distance, radius):
    """How many others lie strictly nearer than radius[i]."""
    return ((distance < radius[:, None]) & ~np.eye(len(distance), dtype=bool)).sum(axis=1)


def no_farther(distance, radius):
    """How many others lie at radius[i] or nearer."""
    return ((distance <= radius[:, None]) & ~np.eye(len(distance), dtype=bool)).sum(axis=1)


def shells(dx, dy, radius):
    """Others no farther than radius[i] in both: nearer, tied in x, tied in y, tied in both; (4, n)."""
    apart = ~np.eye(len(dx), dtype=bool)
    at_x, at_y = dx == radius[:, None], dy == radius[:, None]
    in_x, in_y = dx < radius[:, None], dy < radius[:, None]
    kinds = (in_x & in_y, at_x & in_y, in_x & at_y, at_x & at_y)
    return np.array([(kind & apart).sum(axis=1) for kind in kinds])


def kozachenko_leonenko(x, k):
    """Kraskov et al. 2004, eq. 20: ψ(n) - ψ(k) + ln c + d ⟨ln ε⟩, ε twice the distance and c = 1."""
    n, d = x.shape
    radius = kth_distances(distances(x), k)
    if (radius == 0).any():
        return -inf
    return digamma(n) - digamma(k) + d * fsum(log(2 * r) for r in radius) / n


def ksg(x, y, k):
    """Kraskov et al. 2004, eq. 8: ψ(k) + ψ(n) - ⟨ψ(n_x + 1) + ψ(n_y + 1)⟩."""
    return mean(ksg_of(distances(x), distances(y), k))


def ksg_of(dx, dy, k):
    radius = kth_distances(np.maximum(dx, dy), k)
    n = len(dx)
    psi = [digamma(i) for i in range(1, n + 1)]  # psi[i] is ψ(i + 1)
    return [psi[k - 1] + psi[n - 1] - psi[a] - psi[b] for a, b in zip(nearer(dx, radius), nearer(dy, radius))]


def ross(x, labels, k):
    """Ross 2014, eq. 7: ψ(n) + ⟨ψ(k_i) - ψ(n_y) - ψ(m_i)⟩, labels seen once left out.

    m_i counts the observations at a distance no larger than that to the k-th of the same label, the
    observation itself not among them: since that neighbour counts, so many lie nearer, itself included.
    """
    often = np.array([list(labels).count(label) > 1 for label in labels])
    return mean(ross_of(distances(x[often]), [v for v, keep in zip(labels, often) if keep], k))


def ross_of(distance, labels, k):
    n, labels = len(labels), np.asarray(labels)
    local = []
    for i in range(n):
        mine = labels == labels[i]
        mine[i] = False
        same = np.sort(distance[i, mine])
        k_here = min(k, len(same))
        m = int((np.delete(distance[i], i) < same[k_here - 1]).sum()) + 1
        local.append(digamma(n) + digamma(k_here) - digamma(len(same) + 1) - digamma(m))
    return local


def ball(columns, terms, k):
    """Σ c_S H(S) of variables of shape (n, d), no ties: eq. 8 and 23 of Kraskov et al. 2004, term by term."""
    gaps = [distances(c) for c in columns]
    units = sum(c * sum(columns[i].shape[1] for i in group) for group, c in terms.items())
    radius = kth_distances(np.max(gaps, axis=0), k)
    local = ball_of(gaps, terms, k)
    return mean([v + (units * log(2 * r) if units else 0.0) for v, r in zip(local, radius)])


def ball_of(gaps, terms, k):
    """(n,) local values from one matrix of distances a variable, `inf` where labels differ.

    H(S) by Kozachenko & Leonenko with the radius of the joint space: ψ(n) - ψ(n_S + 1), in all the space
    ψ(n) - ψ(k), and k the number of others at a finite distance where that is smaller.
    """
    joint, n = np.max(gaps, axis=0), len(gaps[0])
    local = []
    for i in range(n):
        others = np.sort(np.delete(joint[i], i))
        k_here = min(k, int(np.isfinite(others).sum()))
        radius, value = others[k_here - 1], 0.0
        for group, c in terms.items():
            gap = np.delete(np.max([gaps[v][i] for v in group], axis=0), i)
            count = k_here if len(group) == len(gaps) else int((gap < radius).sum()) + 1
            value += c * (digamma(n) - digamma(count))
        local.append(value)
    return local


def rectangle(columns, k):
    """(n,) local values of Kraskov et al. 2004, eq. 9 and 24; all at the k-th distance are neighbours."""
    gaps, m, n = [distances(c) for c in columns], len(columns), len(columns[0])
    joint, local = np.max(gaps, axis=0), []
    radius = kth_distances(joint, k)
    for i in range(n):
        held = [j for j in range(n) if j != i and joint[i, j] <= radius[i]]
        value = digamma(len(held)) - (m - 1) / len(held) + (m - 1) * digamma(n)
        for gap in gaps:
            reach = max(gap[i, j] for j in held)
            value -= digamma(sum(1 for j in range(n) if j != i and gap[i, j] <= reach))
        local.append(value)
    return local


def local_nonuniformity(columns, k, threshold):
    """(n,) local values of Gao, Ver Steeg & Galstyan 2015, eq. 18, for data without ties."""
    points = np.hstack(columns)
    order = np.argsort(distances(points), axis=1)
    local = []
    for i, uncorrected in enumerate(rectangle(columns, k)):
        offsets = points[order[i, 1 : k + 1]] - points[i]
        ratio = fill(offsets)
        local.append(uncorrected - (log(ratio) if ratio < threshold else 0.0))
    return local


def fill(offsets):
    """V̄/V of Gao et al.: the box along the right singular vectors in the rectangle along the columns."""
    _, _, axes = np.linalg.svd(offsets)
    along, across = np.abs(offsets @ axes.T).max(axis=0), np.abs(offsets).max(axis=0)
    return float(np.prod(along) / np.prod(across))


def mean(values):
    return fsum(values) / len(values)


def broken_ties(estimate_of, columns, draws, seed):
    """(mean, standard error) of an estimate over `draws` ways of breaking the ties of the columns.

    Each observation of each column moves by its own uniform noise, smaller than any gap.
    `estimate_of` takes one matrix of distances a column and returns local values.
    """
    rng = np.random.default_rng(seed)
    n = len(columns[0])
    gaps = [np.abs(c[:, None] - c[None, :]) for c in columns]
    _, rank = np.unique(np.concatenate([g.ravel() for g in gaps]), return_inverse=True)
    signs = [np.sign(c[:, None] - c[None, :]) for c in columns]
    ranks = [of.reshape(n, n) for of in np.split(rank, len(columns))]
    found = []
    for _ in range(draws):
        moved = []
        for sign, of in zip(signs, ranks):
            noise = rng.random(n) / 2
            apart = noise[:, None] - noise[None, :]
            moved.append(of + np.where(sign == 0, np.abs(apart), sign * apart))
        found.append(mean(estimate_of(*moved)))
    return mean(found), float(np.std(found, ddof=1)) / draws**0.5
