"""Mutual information of two lists of labels, as H(X) + H(Y) - H(X,Y); nats."""

from collections import Counter
from math import fsum, log

from reference import counts


def mutual_information(x, y, entropy):
    """`entropy` is a function of counts."""
    seen = (Counter(column).values() for column in (x, y, list(zip(x, y))))
    of_x, of_y, of_both = (entropy(list(n)) for n in seen)
    return of_x + of_y - of_both


def plug_in_error(x, y):
    """Delta method: the standard deviation of ln p(x,y)/p(x)p(y) over √n."""
    n, of_x, of_y, of_both = len(x), Counter(x), Counter(y), Counter(zip(x, y))
    pointwise = [log(of_both[a, b] * n / (of_x[a] * of_y[b])) for a, b in zip(x, y)]
    centre = mean(pointwise)
    return (mean([(v - centre) ** 2 for v in pointwise]) / n) ** 0.5


def mean(values):
    return fsum(values) / len(values)


def plug_in(x, y):
    return mutual_information(x, y, counts.plug_in)


def miller_madow(x, y):
    return mutual_information(x, y, counts.miller_madow)
