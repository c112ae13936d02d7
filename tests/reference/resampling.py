"""Resampling the slow way: the rows a draw may take, by listing them, and intervals by sorting; nats.

A function that draws in the package lists here all that it may draw, each as often as it is likely.
"""

from itertools import permutations, product
from math import ceil, fsum, log10, sqrt
from statistics import NormalDist

NORMAL = NormalDist()


def independent_rows(n, size):
    return list(product(range(n), repeat=n))


def stationary_blocks(n, size):
    """{rows: chance}: each row follows the last with chance 1 - 1 / size, else any row begins a block."""
    chance = {(first,): 1 / n for first in range(n)}
    for _ in range(n - 1):
        longer = {}
        for rows, p in chance.items():
            for new in range(n):
                follows = (1 - 1 / size) * (new == (rows[-1] + 1) % n)
                longer[(*rows, new)] = p * (follows + 1 / size / n)
        chance = longer
    return chance


def subset(n, size):
    return [rows for rows in product(range(n), repeat=size) if list(rows) == sorted(set(rows))]


def window(n, size):
    return [tuple(range(first, first + size)) for first in range(n - size + 1)]


def shuffle(n, _):
    return list(permutations(range(n)))


def local(n, nearest):
    """Every order in which each place has one of its nearest."""
    return [rows for rows in permutations(range(n)) if all(row in nearest[i] for i, row in enumerate(rows))]


def within(n, codes):
    return [rows for rows in permutations(range(n)) if all(codes[r] == codes[i] for i, r in enumerate(rows))]


def circular_shift(n, lag):
    """Place i has row i - s, whichever way around that is a move by `lag` or more."""
    shifts = [s for s in range(n) if min(s, n - s) >= lag]
    return [tuple((i - s) % n for i in range(n)) for s in shifts]


def nearest_in(z, k):
    """For numbers on a line, no two of them equally far from a third: the k nearest by rank scores."""
    n = len(z)
    score = [NORMAL.inv_cdf((sum(b < a for b in z) + 0.5 * sum(b == a for b in z)) / n) for a in z]
    return [set(sorted(range(n), key=lambda j: abs(score[i] - score[j]))[:k]) for i in range(n)]


def quantile(values, share):
    """The least of the values that a share of them do not exceed."""
    ascending = sorted(values)
    return ascending[max(0, ceil(share * len(values) - 1e-9) - 1)]


def percentile(values, level):
    return quantile(values, (1 - level) / 2), quantile(values, (1 + level) / 2)


def bca(values, value, left_out, level):
    """Efron & Tibshirani 1993, eq. 14.9 to 14.15; `left_out`: the values without each row in turn."""
    below = (sum(v < value for v in values) + sum(v <= value for v in values)) / 2
    z0 = NORMAL.inv_cdf(below / len(values))
    mean = fsum(left_out) / len(left_out)
    a = fsum((mean - v) ** 3 for v in left_out) / (6 * fsum((mean - v) ** 2 for v in left_out) ** 1.5)
    ends = []
    for share in ((1 - level) / 2, (1 + level) / 2):
        z = z0 + NORMAL.inv_cdf(share)
        ends.append(quantile(values, NORMAL.cdf(z0 + z / (1 - a * z))))
    return tuple(ends)


def subsampled(values, value, n, b, level):
    """The value less quantiles of √(b / (n - b)) · (statistic of b rows - mean of those)."""
    mean = fsum(values) / len(values)
    roots = [sqrt(b / (n - b)) * (v - mean) for v in values]
    return percentile([value - root for root in roots], level)


def autocovariance(x, k):
    n, mean = len(x), fsum(x) / len(x)
    return fsum((x[t] - mean) * (x[t + k] - mean) for t in range(n - k)) / n


def memory(x):
    """Politis & White 2004, section 3.2: c = 2, K = 5."""
    n = len(x)
    bound = 2 * sqrt(log10(n) / n) * autocovariance(x, 0)
    m = 0
    while any(m + k < n and abs(autocovariance(x, m + k)) >= bound for k in range(1, 6)):
        m += 1
    return m


def block_length(x):
    """Patton, Politis & White 2009: the stationary bootstrap."""
    n, lags = len(x), 2 * memory(x)
    level = slope = 0.0
    for k in range(-lags, lags + 1):
        t = abs(k / lags) if lags else 0.0
        weight = (1 if t <= 0.5 else 2 * (1 - t)) * autocovariance(x, abs(k))
        level += weight
        slope += abs(k) * weight
    best = (2 * slope**2 / (2 * level**2)) ** (1 / 3) * n ** (1 / 3)
    return min(max(1, round(best)), ceil(min(3 * sqrt(n), n / 3)))


def shuffled_informations(x, y, z=None):
    """The plug-in I(X;Y|Z) of every order of x that keeps z."""
    from reference.independence import information

    found = []
    for rows in within(len(x), z or [0] * len(x)):
        found.append(information([x[r] for r in rows], y, z)[0])
    return found
