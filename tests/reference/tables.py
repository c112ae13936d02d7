"""Information of two columns of codes, perhaps given a third, by counting in dicts; nats."""

from collections import Counter, defaultdict
from fractions import Fraction
from math import comb, fsum, log

MISSING = None


def entropy(values):
    n = len(values)
    return -fsum(c / n * log(c / n) for c in Counter(values).values())


def pair(x, y):
    """(plug-in I, (K_x - 1)(K_y - 1) / 2n, min(H(X), H(Y))) over the rows where neither is MISSING."""
    rows = [(a, b) for a, b in zip(x, y) if a is not MISSING and b is not MISSING]
    if not rows:
        return 0.0, 0.0, 0.0
    x, y = zip(*rows)
    of_x, of_y = entropy(x), entropy(y)
    bias = (len(set(x)) - 1) * (len(set(y)) - 1) / (2 * len(rows))
    return of_x + of_y - entropy(rows), bias, min(of_x, of_y)


def cells(x, y):
    """How many pairs of values occur."""
    return len({(a, b) for a, b in zip(x, y) if a is not MISSING and b is not MISSING})


def strata(x, y, z):
    """The pairs (x, y) of each value of z."""
    rows = defaultdict(list)
    for a, b, c in zip(x, y, z):
        rows[c].append((a, b))
    return list(rows.values())


def conditional(x, y, z):
    """(plug-in I(X;Y|Z), its bias), each stratum weighted by its share of the rows; MISSING is a value."""
    n = len(x)
    told = [(len(rows) / n, *pair_of_values(rows)) for rows in strata(x, y, z)]
    return fsum(w * i for w, i, _ in told), fsum(w * b for w, _, b in told)


def pair_of_values(rows):
    x, y = zip(*rows)
    bias = (len(set(x)) - 1) * (len(set(y)) - 1) / (2 * len(rows))
    return entropy(x) + entropy(y) - entropy(rows), bias


def tables(of_x, of_y):
    """Every table with these margins, and its probability when labels are dealt out at random.

    Row by row: the cells of a row are a multivariate hypergeometric draw from what is left of y.
    """
    if len(of_x) == 1:
        yield (tuple(of_y),), Fraction(1)
        return
    for row, probability in draws(of_x[0], of_y):
        left = [b - c for b, c in zip(of_y, row)]
        for rest, more in tables(of_x[1:], left):
            yield (row, *rest), probability * more


def draws(size, of_y):
    """Every way to draw `size` of the labels of which there are `of_y`, with its probability."""
    total = comb(sum(of_y), size)

    def some(size, of_y):
        if len(of_y) == 1:
            if size <= of_y[0]:
                yield (size,), comb(of_y[0], size)
            return
        for c in range(min(size, of_y[0]) + 1):
            for rest, ways in some(size - c, of_y[1:]):
                yield (c, *rest), comb(of_y[0], c) * ways

    for row, ways in some(size, list(of_y)):
        yield row, Fraction(ways, total)
