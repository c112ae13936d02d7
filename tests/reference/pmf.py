"""Every measure of infoscope.pmf by its textbook formula, on plain numbers.

Laws are nested lists of floats, or of any numbers that come with their own `log`: with mpmath's they are
exact to as many digits as one likes. Nothing is done about rounding here. Each law is divided by its sum
first, so that floats that sum to 1 only to rounding stand for the law they mean.
"""

from fractions import Fraction
from itertools import combinations, pairwise, product
from math import inf, log

import numpy as np


def law(p):
    p = np.asarray(p, dtype=object)
    return p / p.sum()


def pairs(p, q):
    return list(zip(law(p).ravel(), law(q).ravel()))


def entropy(p, log=log):
    return -sum(a * log(a) for a in law(p).ravel() if a > 0)


joint_entropy = entropy


def self_information(p, log=log):
    return [-log(a) if a > 0 else inf for a in law(p)]


def binary_entropy(p, log=log):
    return [-sum(b * log(b) for b in (a, 1 - a) if b > 0) for a in p]


def perplexity(p, log=log):
    h = entropy(p, log)
    return (0 * h + 1 + 0 * h) * _exp(h, log)


def _exp(x, log):
    """e^x by Newton's method on the logarithm at hand."""
    y = 0 * x + float(np.exp(float(x)))
    for _ in range(4):
        y = y * (1 + x - log(y))
    return y


def extropy(p, log=log):
    return -sum((1 - a) * log(1 - a) for a in law(p) if a < 1)


def min_entropy(p, log=log):
    return -log(max(law(p)))


def renyi_entropy(p, order, log=log):
    p = [a for a in law(p) if a > 0]
    if order == 0:
        return log(len(p) + 0 * p[0])
    if order == 1:
        return entropy(p, log)
    if order == inf:
        return min_entropy(p, log)
    return log(sum(a**order for a in p)) / (1 - order)


def tsallis_entropy(p, order, log=log):
    return entropy(p, log) if order == 1 else (1 - sum(a**order for a in law(p) if a > 0)) / (order - 1)


def cross_entropy(p, q, log=log):
    return sum((-a * log(b) if b > 0 else inf) for a, b in pairs(p, q) if a > 0)


def kl_divergence(p, q, log=log):
    return sum((a * log(a / b) if b > 0 else inf) for a, b in pairs(p, q) if a > 0)


def jeffreys_divergence(p, q, log=log):
    return kl_divergence(p, q, log) + kl_divergence(q, p, log)


def jensen_shannon_divergence(*laws, weights=None, log=log):
    laws = [law(p) for p in laws]
    weights = (
        [laws[0][0] * 0 + w for w in weights] if weights else [1 / (0 * laws[0][0] + len(laws))] * len(laws)
    )
    mixture = sum(w * p for w, p in zip(weights, laws))
    return sum(w * kl_divergence(p, mixture, log) for w, p in zip(weights, laws) if w > 0)


def jensen_shannon_distance(*laws, log=log):
    return jensen_shannon_divergence(*laws, log=log) ** 0.5


def power_sum(p, q, a):
    """Σ p^a q^(1-a)."""
    total = 0
    for x, y in pairs(p, q):
        if x > 0 and y > 0:
            total = total + x**a * y ** (1 - a)
        elif (x > 0 and a > 1) or (y > 0 and a < 0):
            return inf
    return total


def renyi_divergence(p, q, order, log=log):
    if order == 0:
        kept = sum(b for a, b in pairs(p, q) if a > 0)
        return -log(kept) if kept > 0 else inf
    if order == 1:
        return kl_divergence(p, q, log)
    if order == inf:
        return max((log(a / b) if b > 0 else inf) for a, b in pairs(p, q) if a > 0)
    s = power_sum(p, q, order)
    if s == 0:
        return inf
    return inf if s == inf else log(s) / (order - 1)


def tsallis_divergence(p, q, order, log=log):
    return kl_divergence(p, q, log) if order == 1 else (power_sum(p, q, order) - 1) / (order - 1)


def alpha_divergence(p, q, alpha, log=log):
    if alpha in (0, 1):
        return kl_divergence(p, q, log) if alpha == 1 else kl_divergence(q, p, log)
    return (power_sum(p, q, alpha) - 1) / (alpha * (alpha - 1))


def f_divergence(p, q, f, at_zero, slope):
    total = 0
    for a, b in pairs(p, q):
        if a > 0 and b > 0:
            total = total + b * f(a / b)
        else:
            total = total + (b * at_zero if b > 0 else a * slope if a > 0 else 0)
    return total


def hellinger_distance(p, q, log=log):
    return (sum((a**0.5 - b**0.5) ** 2 for a, b in pairs(p, q)) / 2) ** 0.5


def bhattacharyya_distance(p, q, log=log):
    overlap = sum(a**0.5 * b**0.5 for a, b in pairs(p, q))
    return -log(overlap) if overlap > 0 else inf


def total_variation_distance(p, q, log=log):
    return sum(abs(a - b) for a, b in pairs(p, q)) / 2


def chi_squared_divergence(p, q, log=log):
    return sum((inf if a > 0 else 0) if b == 0 else (a - b) ** 2 / b for a, b in pairs(p, q))


def wasserstein_distance(p, q, positions=None, log=log):
    positions = list(range(len(p))) if positions is None else positions
    rows = sorted(zip(positions, law(p), law(q)))
    moved, surplus = 0, 0
    for (x, a, b), (after, _, _) in pairwise(rows):
        surplus = surplus + a - b
        moved = moved + abs(surplus) * (after - x)
    return moved


def mutual_information(p_xy, log=log):
    p = law(p_xy)
    return kl_divergence(p, p.sum(axis=1)[:, None] * p.sum(axis=0)[None, :], log)


def pointwise_mutual_information(p_xy, log=log):
    p = law(p_xy)
    x, y = p.sum(axis=1), p.sum(axis=0)

    def at(i, j):
        if p[i, j] > 0:
            return log(p[i, j] / (x[i] * y[j]))
        return -inf if x[i] > 0 and y[j] > 0 else 0

    return [[at(i, j) for j in range(len(y))] for i in range(len(x))]


def conditional_entropy(p_xy, given=-1, log=log):
    p = law(p_xy)
    known = p.sum(axis=0)[None, :] if given == -1 else p.sum(axis=1)[:, None]
    known = known + 0 * p
    return -sum(a * log(a / b) for a, b in zip(p.ravel(), known.ravel()) if a > 0)


def variation_of_information(p_xy, log=log):
    return conditional_entropy(p_xy, -1, log) + conditional_entropy(p_xy, -2, log)


def normalized_mutual_information(p_xy, normalization="arithmetic", log=log):
    p = law(p_xy)
    x, y, xy = entropy(p.sum(axis=1), log), entropy(p.sum(axis=0), log), entropy(p, log)
    bound = {
        "arithmetic": (x + y) / 2,
        "geometric": (x * y) ** 0.5,
        "joint": xy,
        "max": max(x, y),
        "min": min(x, y),
        "x": x,
        "y": y,
    }[normalization]
    return mutual_information(p, log) / bound if bound > 0 else 0


def conditional_mutual_information(p_xyz, log=log):
    p = law(p_xyz)
    xz, yz, z = p.sum(axis=1), p.sum(axis=0), p.sum(axis=(0, 1))
    return sum(
        p[i, j, k] * log(p[i, j, k] * z[k] / (xz[i, k] * yz[j, k]))
        for i, j, k in product(*map(range, p.shape))
        if p[i, j, k] > 0
    )


def marginal(p, kept):
    return law(p).sum(axis=tuple(i for i in range(np.ndim(p)) if i not in kept))


def total_correlation(p, log=log):
    return sum(entropy(marginal(p, [i]), log) for i in range(np.ndim(p))) - entropy(p, log)


def dual_total_correlation(p, log=log):
    n, h = np.ndim(p), entropy(p, log)
    if n == 1:
        return 0 * h
    return h - sum(h - entropy(marginal(p, set(range(n)) - {i}), log) for i in range(n))


def o_information(p, log=log):
    return total_correlation(p, log) - dual_total_correlation(p, log)


def interaction_information(p, log=log):
    n = np.ndim(p)
    subsets = (s for size in range(1, n + 1) for s in combinations(range(n), size))
    return sum((-1) ** (len(s) + 1) * entropy(marginal(p, s), log) for s in subsets)


def markov_information(initial, transition, steps, log=log):
    p = law(initial)
    moves = np.asarray(transition, dtype=object)
    joint = np.diag(p)
    entropies, informations = [], []
    for t in range(steps + 1):
        entropies.append(entropy(joint.sum(axis=0), log))
        informations.append(mutual_information(joint, log))
        if t < steps:
            joint = joint.dot(moves if moves.ndim == 2 else moves[t])
    return entropies, informations


def shannon(q):
    """The least whole l with 2^-l <= q, in exact fractions."""
    lengths = []
    for a in q:
        length = 0
        while a > 0 and Fraction(1, 2**length) > Fraction(a):
            length += 1
        lengths.append(length if a > 0 else inf)
    return lengths


def huffman(q):
    """Join the two lightest trees until one is left; a word is as long as its outcome was joined often."""
    trees = [(a, [i]) for i, a in enumerate(q)]
    lengths = [0] * len(q)
    while len(trees) > 1:
        trees.sort(key=lambda tree: tree[0])
        (a, left), (b, right), *rest = trees
        for i in left + right:
            lengths[i] += 1
        trees = [*rest, (a + b, left + right)]
    return lengths


def i_min(p, sets, log=log):
    """Williams & Beer, equation 4: Σ_y p(y) min over the sets of Σ_a p(a|y) ln(p(y|a) / p(y))."""
    p = law(p)
    total = 0
    for y in range(p.shape[-1]):
        p_y = p[..., y].sum()
        least = inf
        for s in sets:
            joint = p.sum(axis=tuple(i for i in range(p.ndim - 1) if i not in s)).reshape(-1, p.shape[-1])
            said = sum(a[y] / p_y * log(a[y] / a.sum() / p_y) for a in joint if a[y] > 0)
            least = min(least, said)
        total = total + p_y * least
    return total


def mmi(p, sets, log=log):
    p = law(p)
    others = [tuple(i for i in range(p.ndim - 1) if i not in s) for s in sets]
    return min(mutual_information(p.sum(axis=o).reshape(-1, p.shape[-1]), log) for o in others)


def partial_information(p, redundancy, log=log):
    """Atoms by the definition of the lattice: each node's redundancy less the atoms below it."""
    sources = np.ndim(p) - 1
    sets = [set(s) for n in range(1, sources + 1) for s in combinations(range(sources), n)]
    families = [f for n in range(1, len(sets) + 1) for f in combinations(sets, n)]
    nodes = [f for f in families if not any(a < b for a in f for b in f)]
    below = lambda f, g: all(any(a <= b for a in f) for b in g)  # noqa: E731
    atoms = []
    for f in sorted(nodes, key=lambda g: sum(below(h, g) for h in nodes)):
        value = redundancy(p, f, log) - sum(atom for g, atom in atoms if below(g, f))
        atoms.append((f, value))
    return {frozenset(frozenset(s) for s in f): atom for f, atom in atoms}
