"""A sum without rounding, but for the last step."""

from fractions import Fraction


def total(values, weights):
    return float(sum(Fraction(v) * Fraction(w) for v, w in zip(values, weights)))
