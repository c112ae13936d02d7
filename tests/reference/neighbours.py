"""Nearest-neighbour estimates by looking at every pair; nats, max norm, columns of shape (n, d).

`ksg`, `ross` and `kozachenko_leonenko` are as the papers print them, for data without ties. The
functions that end in `_of` take matrices of distances, so that a tie can be broken by noise that is
smaller than any gap in the data, however small the gap: `broken_ties` replaces each distance by its rank
among all distances, which a neighbour count cannot notice, and adds less than one half.
"""

from math import fsum, inf, log

import numpy as np

EULER = 0.57721566490153286


def digamma(n):
    """ψ(n) = -γ + 1 + 1/2 + … + 1/(n - 1), for whole n >= 1."""
    return -EULER + fsum(1 / i for i in range(1, n))


def distances(x):
    """(n, n) distances in the max norm."""
    return np.abs(x[:, None, :] - x[None, :, :]).max(axis=2)


def kth_distances(distance, k):
    """Distance from each observation to the k-th of the others."""
    others = distance + np.diag(np.full(len(distance), inf))
    return np.sort(others, axis=1)[:, k - 1]


def nearer(distance, radius):
    """How many others lie strictly nearer than radius[i]."""
    others = distance + np.diag(np.full(len(distance), inf))
    return (others < radius[:, None]).sum(axis=1)


def no_farther(distance, radius):
    others = distance + np.diag(np.full(len(distance), inf))
    return (others <= radius[:, None]).sum(axis=1)


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
    n = len(labels)
    local = []
    for i, label in enumerate(labels):
        same = sorted(distance[i, j] for j in range(n) if labels[j] == label and j != i)
        k_here = min(k, len(same))
        m = sum(distance[i, j] < same[k_here - 1] for j in range(n) if j != i) + 1
        local.append(digamma(n) + digamma(k_here) - digamma(len(same) + 1) - digamma(int(m)))
    return local


def ksg_closed(x, y, k):
    """Where several share the k-th distance: Gao et al. 2017, algorithm 1, with every such distance.

    The ball is closed, k the observations in it, itself included, and so are the counts.
    """
    dx, dy = distances(x), distances(y)
    joint = np.maximum(dx, dy)
    radius = kth_distances(joint, k)
    plain = ksg_of(dx, dy, k)
    around, n = no_farther(joint, radius), len(x)
    closed = [
        digamma(int(c) + 1) + digamma(n) - digamma(int(a) + 1) - digamma(int(b) + 1)
        for a, b, c in zip(no_farther(dx, radius), no_farther(dy, radius), around)
    ]
    return mean([c if m > k or r == 0 else p for p, c, m, r in zip(plain, closed, around, radius)])


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
    found = []
    for _ in range(draws):
        moved = []
        for column, of in zip(columns, np.split(rank, len(columns))):
            noise = rng.random(n) / 2
            apart = np.sign(column[:, None] - column[None, :]) * (noise[:, None] - noise[None, :])
            same = column[:, None] == column[None, :]
            moved.append(of.reshape(n, n) + np.where(same, np.abs(noise[:, None] - noise[None, :]), apart))
        found.append(mean(estimate_of(*moved)))
    return mean(found), float(np.std(found, ddof=1)) / draws**0.5
