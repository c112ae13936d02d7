"""Entropy from counts, one formula a function; nats."""

from math import fsum, log


def plug_in(n):
    total = sum(n)
    return -fsum(k / total * log(k / total) for k in n if k)


def miller_madow(n):
    """Miller (1955): half the outcomes seen, less one, over the number of observations."""
    return plug_in(n) + (sum(k > 0 for k in n) - 1) / (2 * sum(n))


def plug_in_error(n):
    """Delta method: the standard deviation of -ln p over the root of the number of observations."""
    total, mean = sum(n), plug_in(n)
    return (fsum(k / total * (-log(k / total) - mean) ** 2 for k in n if k) / total) ** 0.5
