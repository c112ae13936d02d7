"""Rank tests from their definitions: a rank is one more than the values below, ties share their mean."""

from fractions import Fraction


def ranks(values):
    return [Fraction(sum(v < one for v in values) + sum(v <= one for v in values) + 1, 2) for one in values]


def spearman(x, y):
    """r² of the ranks."""
    a, b = _centred(ranks(x)), _centred(ranks(y))
    return float(sum(p * q for p, q in zip(a, b)) ** 2 / (sum(p * p for p in a) * sum(q * q for q in b)))


def kruskal_wallis(x, labels):
    """Variance of the mean ranks of the labels over the variance of the ranks."""
    a = _centred(ranks(x))
    groups = [[r for r, one in zip(a, labels) if one == label] for label in set(labels)]
    return float(sum(Fraction(sum(g)) ** 2 / len(g) for g in groups) / sum(r * r for r in a))


def _centred(values):
    mean = sum(values) / Fraction(len(values))
    return [v - mean for v in values]
