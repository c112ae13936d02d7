"""The G-test from its definition, and the exact law of G by enumeration of all tables; nats."""

from collections import Counter
from fractions import Fraction
from math import fsum, log

from reference.tables import pair_of_values, strata, tables


def g_statistic(x, y, z=None):
    """2 Σ O ln(O / E), summed over the strata of z."""
    return fsum(_g(rows) for rows in strata(x, y, z or [0] * len(x)))


def _g(rows):
    n, of_x, of_y = len(rows), Counter(a for a, _ in rows), Counter(b for _, b in rows)
    return 2 * fsum(c * log(c * n / (of_x[a] * of_y[b])) for (a, b), c in Counter(rows).items())


def degrees(x, y, z=None):
    return sum(d for _, d in _degrees(x, y, z))


def _degrees(x, y, z):
    found = strata(x, y, z or [0] * len(x))
    return [(rows, (len({a for a, _ in rows}) - 1) * (len({b for _, b in rows}) - 1)) for rows in found]


def williams(x, y, z=None):
    """Williams (1976), eq. 4.2 for two-way tables: q = 1 + (n Σ1/n_i - 1)(n Σ1/n_j - 1) / 6n(r-1)(c-1).

    Over strata: what E[G] exceeds the degrees of freedom by adds up, so q is the mean of theirs,
    weighted by degrees of freedom.
    """
    found = [(rows, d) for rows, d in _degrees(x, y, z) if d]
    return fsum(d * _williams(rows, d) for rows, d in found) / sum(d for _, d in found)


def _williams(rows, degrees):
    n, of_x, of_y = len(rows), Counter(a for a, _ in rows), Counter(b for _, b in rows)
    a, b = (n * sum(Fraction(1, c) for c in count.values()) - 1 for count in (of_x, of_y))
    return float(1 + a * b / (6 * n * degrees))


def least_expected(x, y, z=None):
    """The least expected count of a cell, over the strata where both vary."""
    least = []
    for rows, d in _degrees(x, y, z):
        of_x, of_y = Counter(a for a, _ in rows), Counter(b for _, b in rows)
        least += [min(of_x.values()) * min(of_y.values()) / len(rows)] if d else []
    return min(least)


def information(x, y, z=None):
    """G / 2n, and its standard error by the delta method: the spread of its logarithm over √n."""
    n = len(x)
    z = z or [0] * n
    seen = Counter(zip(z, x, y)), Counter(z), Counter(zip(z, x)), Counter(zip(z, y))
    each = [log(seen[0][c, a, b] * seen[1][c] / (seen[2][c, a] * seen[3][c, b])) for a, b, c in zip(x, y, z)]
    mean = fsum(each) / n
    return mean, (fsum((v - mean) ** 2 for v in each) / n / n) ** 0.5


def pool_rare(values, least):
    """{value: pooled or not}: the rare ones, and the next rarest while together they are too few.

    Nothing is pooled where nothing is rare, or where nothing would be left beside the pool.
    """
    count = Counter(values)
    pool = {v for v in count if count[v] < least}
    for v in sorted(count.keys() - pool, key=lambda v: (count[v], v)):
        if pool and sum(count[p] for p in pool) < least:
            pool.add(v)
    if len(pool) == len(count):
        pool = set()
    return {v: v in pool for v in count}


def exact(x, y, z=None):
    """(P(I >= the one seen), E[I], standard deviation of I), y dealt out again within each stratum."""
    n = len(x)
    z = z or [0] * n
    law = [(Fraction(1), 0.0)]
    for rows in strata(x, y, z):
        law = [(p * q, a + b * len(rows) / n) for p, a in law for q, b in _law(rows)]
    seen = g_statistic(x, y, z) / (2 * n)
    p = sum(q for q, i in law if i >= seen - 1e-9)
    mean = fsum(float(q) * i for q, i in law)
    return float(p), mean, fsum(float(q) * (i - mean) ** 2 for q, i in law) ** 0.5


def _law(rows):
    of_x, of_y = (list(Counter(side).values()) for side in zip(*rows))
    return [(p, _information(table)) for table, p in tables(of_x, of_y)]


def _information(table):
    rows = [(i, j) for i, row in enumerate(table) for j, c in enumerate(row) for _ in range(c)]
    return pair_of_values(rows)[0]
