"""Bins and patterns by the definition: every way to cut is tried, or each observation is looked at alone."""

import math
from itertools import combinations, pairwise, permutations


def sturges(x):
    return math.ceil(math.log(len(x), 2) + 1)


def doane(x):
    n = len(x)
    if n <= 2:
        return sturges(x)
    mean = math.fsum(x) / n
    m2, m3 = (math.fsum((v - mean) ** p for v in x) / n for p in (2, 3))
    sigma = math.sqrt(6 * (n - 2) / ((n + 1) * (n + 3)))
    return math.ceil(1 + math.log2(n) + math.log2(1 + abs(m3 / m2**1.5) / sigma))


def freedman_diaconis(x):
    ascending = sorted(x)

    def quantile(q):  # linear between order statistics
        place = q * (len(x) - 1)
        i = math.floor(place)
        above = ascending[min(i + 1, len(x) - 1)]
        return ascending[i] + (place - i) * (above - ascending[i])

    width = 2 * (quantile(0.75) - quantile(0.25)) * len(x) ** (-1 / 3)
    return math.ceil((ascending[-1] - ascending[0]) / width) if width > 0 else sturges(x)


def equal_width(x, bins):
    low, high = min(x), max(x)
    edges = [low + (high - low) * i / bins for i in range(bins)]
    return [max(i for i in range(bins) if edges[i] <= v) for v in x]


def equal_frequency(x, bins):
    """Codes where no two values are equal and bins divides n."""
    rank = {v: i for i, v in enumerate(sorted(x))}
    return [rank[v] * bins // len(x) for v in x]


def bayesian_blocks(x, p0):
    """Edges of the best of all sets of blocks of the distinct x, and how good it is."""
    n, values = len(x), sorted(set(x))
    ends = [values[0], *((a + b) / 2 for a, b in pairwise(values)), values[-1]]
    price = 4 - math.log(73.53 * p0 * n**-0.478)

    def fitness(edges):
        total = 0.0
        for i, (a, b) in enumerate(pairwise(edges)):
            rows = sum(a <= v < b or (i == len(edges) - 2 and v == b) for v in x)
            total += rows * (math.log(rows) - math.log(b - a)) - price
        return total

    choices = (c for k in range(len(ends) - 1) for c in combinations(ends[1:-1], k))
    return max((fitness([ends[0], *c, ends[-1]]), [ends[0], *c, ends[-1]]) for c in choices)[::-1]


def mdl_bins(x, y):
    """Inner cuts of x, by recursion on lists of rows."""
    rows = sorted(zip(x, y), key=lambda row: row[0])

    def bits(part):
        labels = [label for _, label in part]
        shares = [labels.count(label) / len(labels) for label in sorted(set(labels))]
        return -sum(p * math.log2(p) for p in shares)

    def kinds(part):
        return len({label for _, label in part})

    def cuts(part):
        best = None
        for i in range(1, len(part)):
            if part[i - 1][0] == part[i][0]:
                continue
            left, right = part[:i], part[i:]
            rest = (len(left) * bits(left) + len(right) * bits(right)) / len(part)
            if best is None or rest < best[0] - 1e-12:
                best = rest, left, right
        if best is None:
            return []
        rest, left, right = best
        k, k1, k2 = kinds(part), kinds(left), kinds(right)
        change = math.log2(3**k - 2) - (k * bits(part) - k1 * bits(left) - k2 * bits(right))
        if bits(part) - rest <= (math.log2(len(part) - 1) + change) / len(part):
            return []
        return [*cuts(left), (left[-1][0] + right[0][0]) / 2, *cuts(right)]

    return cuts(rows)


def ordinal_patterns(x, order, lag):
    """The place, in lexicographic order, of the ranks of each pattern."""
    place = {ranks: i for i, ranks in enumerate(sorted(permutations(range(order))))}
    codes = []
    for t in range(len(x) - (order - 1) * lag):
        held = [x[t + i * lag] for i in range(order)]
        in_order = sorted(range(order), key=lambda i: (held[i], i))
        codes.append(place[tuple(in_order.index(i) for i in range(order))])
    return codes
