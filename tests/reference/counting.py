"""How often each number, and each pair, occurs: one at a time."""

from collections import Counter


def tally(a):
    """(low, counts) from the least number to the greatest."""
    seen = Counter(a)
    low, high = min(seen), max(seen)
    return low, [seen[v] for v in range(low, high + 1)]


def pair_counts(x, x_low, x_size, y, y_low, y_size):
    seen = Counter(zip(x, y))
    return [[seen[x_low + i, y_low + j] for j in range(y_size)] for i in range(x_size)]
