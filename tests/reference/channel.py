"""Channels the slow way: plain multiplicative steps, enumeration, and codes with lists and strings."""

import itertools
import math
from fractions import Fraction

import numpy as np


def information(p, w):
    """I(X;Y) in nats of an input law and a channel, by its definition."""
    q = [sum(p[x] * w[x][y] for x in range(len(p))) for y in range(len(w[0]))]
    return sum(
        p[x] * w[x][y] * math.log(w[x][y] / q[y])
        for x in range(len(p))
        for y in range(len(q))
        if p[x] > 0 and w[x][y] > 0
    )


def told(p, w):
    """D(w_x ‖ q) of each x."""
    q = [sum(p[x] * w[x][y] for x in range(len(p))) for y in range(len(w[0]))]
    return [
        sum(w[x][y] * math.log(w[x][y] / q[y]) for y in range(len(q)) if w[x][y] > 0) for x in range(len(p))
    ]


def capacity(w, *, cost=None, price=0.0, steps=20_000):
    """`(input, I, upper bound)` after Blahut's steps (1972, theorem 3) on I - price · E cost."""
    cost = cost or [0.0] * len(w)
    p = [1.0 / len(w)] * len(w)
    for _ in range(steps):
        d = told(p, w)
        grown = [p[x] * math.exp(d[x] - price * cost[x]) for x in range(len(p))]
        p = [g / sum(grown) for g in grown]
    d = told(p, w)
    return p, information(p, w), max(d[x] - price * cost[x] for x in range(len(p)))


def rate_at_slope(p, d, slope, steps=20_000):
    """`(distortion, rate)` after Blahut's steps for rate–distortion (1972, theorem 6)."""
    p, d = np.asarray(p, float), np.asarray(d, float)
    r = np.full(d.shape[1], 1.0 / d.shape[1])
    a = np.exp(-slope * d)
    for _ in range(steps):
        r = r * ((p / (a @ r)) @ a)
    joint = p[:, None] * a * r / (a @ r)[:, None]
    back = joint.sum(axis=0)
    rate = sum(
        joint[x, y] * math.log(joint[x, y] / (p[x] * back[y]))
        for x in range(len(p))
        for y in range(len(back))
        if joint[x, y] > 1e-200
    )
    return float((joint * d).sum()), float(rate)


def bottleneck_point(p_xy, encoder):
    """`(I(X;Z), I(Z;Y))` in nats of an encoder p(z|x)."""
    p_xy, encoder = np.asarray(p_xy, float), np.asarray(encoder, float)
    x = p_xy.sum(axis=1)
    return _information_of(x[:, None] * encoder), _information_of(encoder.T @ p_xy)


def _information_of(joint):
    a, b = joint.sum(axis=1), joint.sum(axis=0)
    return sum(
        joint[i, j] * math.log(joint[i, j] / (a[i] * b[j]))
        for i in range(len(a))
        for j in range(len(b))
        if joint[i, j] > 0
    )


def bottleneck(p_xy, beta, *, restarts, rng, steps=2000, clusters=None):
    """The least I(X;Z) - β I(Z;Y) of so many random starts of the plain iteration (Tishby et al. 1999)."""
    p_xy = np.asarray(p_xy, float)
    clusters = clusters or len(p_xy)
    best = math.inf
    for _ in range(restarts):
        encoder = rng.dirichlet(np.ones(clusters), size=len(p_xy))
        for _ in range(steps):
            encoder = bottleneck_step(p_xy, beta, encoder)
        kept, told_of_y = bottleneck_point(p_xy, encoder)
        best = min(best, kept - beta * told_of_y)
    return best


def bottleneck_step(p_xy, beta, encoder):
    """p(z|x) after one plain step, clusters that hold nothing left out."""
    x = p_xy.sum(axis=1)
    given, z = p_xy / x[:, None], x @ encoder
    used = z > 1e-300
    z, encoder = z[used], encoder[:, used]
    decoder = (encoder * x[:, None]).T @ given / z[:, None]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        terms = given[:, None, :] * np.log(given[:, None, :] / decoder[None])
    apart = np.where(given[:, None, :] > 0, terms, 0.0).sum(axis=2)
    power = np.log(z) - beta * apart
    encoder = np.exp(power - power.max(axis=1, keepdims=True))
    return encoder / encoder.sum(axis=1, keepdims=True)


def bottleneck_newton(p_xy, beta, encoder, slope, *, damping):
    """`(d, fall)`: the relative change of p(z|x) that solves the whole system of second derivatives at once,
    each row's total kept, and by how much I(X;Z) - β I(Z;Y) falls as far as they tell."""
    n, k = encoder.shape
    with_x, with_y = p_xy.sum(axis=1)[:, None] * encoder, encoder.T @ p_xy
    second, rows = np.diag((1.0 + damping) * with_x.ravel()), np.zeros((n, n * k))
    for i, z in itertools.product(range(n), range(k)):
        rows[i, i * k + z] = encoder[i, z]
        for j in range(n):
            shared = sum(p_xy[i, y] * p_xy[j, y] / with_y[z, y] for y in range(p_xy.shape[1]))
            told_of_y = beta * encoder[i, z] * encoder[j, z] * shared
            kept = (1.0 - beta) * with_x[i, z] * with_x[j, z] / with_y[z].sum()
            second[i * k + z, j * k + z] -= told_of_y + kept
    gradient = (with_x * slope).ravel()
    system = np.block([[second, rows.T], [rows, np.zeros((n, n))]])
    d = np.linalg.solve(system, np.concatenate([-gradient, np.zeros(n)]))[: n * k]
    return d.reshape(n, k), -0.5 * float(gradient @ d)


def deterministic_bottleneck(p_xy, beta):
    """The least H(Z) - β I(Z;Y) over all partitions of the x, by trying each."""
    p_xy = np.asarray(p_xy, float)
    return min(
        kept - beta * told_of_y
        for kept, told_of_y in (bottleneck_point(p_xy, e) for e in partitions(len(p_xy)))
    )


def best_partition(p_xy, levels, *, ordered):
    """The most I(Z;Y) of a partition into at most so many parts, of neighbours where `ordered`."""
    found = (e for e in partitions(len(p_xy)) if e.any(axis=0).sum() <= levels)
    return max(bottleneck_point(p_xy, e)[1] for e in found if not ordered or _of_neighbours(e))


def _of_neighbours(encoder):
    labels = encoder.argmax(axis=1)
    return len(list(itertools.groupby(labels))) == len(set(labels))


def partitions(n):
    """Every partition of n things, as a matrix of zeros and ones: things by parts."""
    for labels in itertools.product(range(n), repeat=n):
        if all(label <= max(labels[:i], default=-1) + 1 for i, label in enumerate(labels)):
            yield np.eye(n)[list(labels)]


def huffman(p):
    """The least expected length of a binary prefix code: the sum of all merged weights."""
    weights, total = sorted(map(Fraction, p)), Fraction(0)
    while len(weights) > 1:
        both = weights[0] + weights[1]
        total += both
        weights = sorted([*weights[2:], both])
    return total


def shannon_fano_elias(p):
    """Code words by cutting the binary expansion of F(x) - p(x)/2 after ⌈log2 1/p⌉ + 1 digits."""
    words, below = [], Fraction(0)
    for share in map(Fraction, p):
        length = 1
        while Fraction(1, 2 ** (length - 1)) > share:
            length += 1
        middle, word = below + share / 2, ""
        for _ in range(length):
            middle *= 2
            word += "1" if middle >= 1 else "0"
            middle -= middle >= 1
        words.append(word)
        below += share
    return words
