"""Information among columns of labels, as a signed sum of the entropies of groups of columns; nats.

`terms` are pairs of (columns of the group, coefficient).
"""

from collections import Counter
from itertools import product
from math import fsum, inf, log, prod

from reference import counts

MUTUAL = [((0,), 1), ((1,), 1), ((0, 1), -1)]
CONDITIONAL = [((0, 2), 1), ((1, 2), 1), ((2,), -1), ((0, 1, 2), -1)]


def through(name, columns, terms):
    """By the estimator of that name: of each group where it tells entropies, of the joint law where laws."""
    if name in LAWS:
        return of_joint_law(columns, terms, LAWS[name])
    sizes = [len(set(column)) for column in columns]
    found = 0.0
    for group, c in terms:
        seen = list(Counter(zip(*(columns[i] for i in group))).values())
        found += c * getattr(counts, name)(seen, prod(sizes[i] for i in group))
    return found


def of_joint_law(columns, terms, law):
    """The law of every joint cell, seen or not, and the laws of the groups summed from it."""
    cells = list(product(*(sorted(set(column)) for column in columns)))
    seen = Counter(zip(*columns))
    p = dict(zip(cells, law([seen[cell] for cell in cells])))
    found = 0.0
    for group, c in terms:
        of_group = Counter()
        for cell, mass in p.items():
            of_group[tuple(cell[i] for i in group)] += mass
        found -= c * fsum(v * log(v) for v in of_group.values() if v)
    return found


def posterior_mean(n, a):
    return [(k + a) / (sum(n) + a * len(n)) for k in n]


def shrunk(n):
    total, uniform = sum(n), 1 / len(n)
    p = [k / total for k in n]
    apart = (total - 1) * fsum((uniform - v) ** 2 for v in p)
    weight = min(1.0, (1 - fsum(v * v for v in p)) / apart) if apart > 1e-14 else 1.0
    return [weight * uniform + (1 - weight) * v for v in p]


LAWS = {
    "jeffreys": lambda n: posterior_mean(n, 0.5),
    "laplace": lambda n: posterior_mean(n, 1.0),
    "schurmann_grassberger": lambda n: posterior_mean(n, 1 / len(n)),
    "minimax": lambda n: posterior_mean(n, sum(n) ** 0.5 / len(n)),
    "james_stein": shrunk,
}


def plug_in_error(x, y):
    """Delta method: the standard deviation of ln p(x,y)/p(x)p(y) over √n, told; inf where no rows agree."""
    pointwise = log_ratios(x, y)
    if len(set(zip(x, y))) == len(x):
        return inf
    return counts.told([(v, 1) for v in pointwise], second_order(x, y))


def log_ratios(x, y):
    """ln p(x,y)/p(x)p(y) of each row, p the frequencies."""
    n, of_x, of_y, of_both = len(x), Counter(x), Counter(y), Counter(zip(x, y))
    return [log(of_both[a, b] * n / (of_x[a] * of_y[b])) for a, b in zip(x, y)]


def second_order(x, y):
    """d / 2n², the variance of a χ² over 2n with d degrees of freedom."""
    of_x, of_y, of_both = (len(set(seen)) - 1 for seen in (x, y, zip(x, y)))
    return abs(of_x + of_y - of_both) / (2 * len(x) ** 2)


def mean(values):
    return fsum(values) / len(values)
