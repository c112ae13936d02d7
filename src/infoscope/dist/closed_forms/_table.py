"""The one table of closed forms, and how a pair of laws is looked up in it. Nats; None where it has no entry.

A law may stand under several names: an exponential is a gamma law of shape 1, a uniform a beta law. Pairs
that are not in the table go through the moments, where Q's log density is a square or a line. A formula that
holds for some parameters only answers None for others.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .._laws._law import Law
from . import _discrete, _line, _normal, _positive, _simplex
from ._moments import MOMENTS

__all__ = ["cross_entropy", "entropy", "kl_divergence", "renyi_divergence", "total_variation_distance"]

_FILES = (_normal, _positive, _line, _simplex, _discrete)

_ENTROPY = {family: f for file in _FILES for family, f in file.ENTROPY.items()}
_CROSS_ENTROPY = {
    family: f for file in (_normal, _positive, _line) for family, f in file.CROSS_ENTROPY.items()
}
_KL_DIVERGENCE = {pair: f for file in _FILES for pair, f in file.KL_DIVERGENCE.items()}
_TOTAL_VARIATION = {
    pair: f for file in (_normal, _line, _discrete) for pair, f in file.TOTAL_VARIATION.items()
}
_RENYI_DIVERGENCE = {pair: f for file in _FILES for pair, f in file.RENYI_DIVERGENCE.items()}


def entropy(law: Law) -> Any:
    return _ENTROPY[law.family](*law.parameters) if law.family in _ENTROPY else None


def cross_entropy(p: Law, q: Law) -> Any:
    if p.family in MOMENTS and q.family in _CROSS_ENTROPY and not (p.batch or q.batch):
        mean, variance = MOMENTS[p.family](*p.parameters)
        return _CROSS_ENTROPY[q.family](mean + p.shift, variance, *q.parameters)
    divergence, own = _in_pairs(_KL_DIVERGENCE, p, q), entropy(p)
    return None if divergence is None or own is None else divergence + own


def kl_divergence(p: Law, q: Law) -> Any:
    found = _in_pairs(_KL_DIVERGENCE, p, q)
    if found is None:
        cross, own = cross_entropy(p, q), entropy(p)
        found = None if cross is None or own is None else cross - own
    return found


def renyi_divergence(p: Law, q: Law, order: float) -> Any:
    if order == 1.0:
        return kl_divergence(p, q)
    return _in_pairs(_RENYI_DIVERGENCE, p, q, order)


def total_variation_distance(p: Law, q: Law) -> Any:
    return _in_pairs(_TOTAL_VARIATION, p, q)


def _in_pairs(table: dict[tuple[str, str], Callable], p: Law, q: Law, *order: float) -> Any:
    for of_p, of_q, formula in _entries(table, p, q):
        if p.dim == 1 and (p.batch or q.batch) and (order or table is _TOTAL_VARIATION):
            return np.vectorize(formula, otypes=[float])(*of_p, *of_q, *order)
        found = formula(*of_p, *of_q, *order)
        if found is not None:
            return found
    return None


def _entries(table: dict, p: Law, q: Law) -> Iterator[tuple[tuple, tuple, Callable]]:
    if p.points is not None and q.points is not None and not np.array_equal(p.points, q.points):
        return
    for family, of_p, shift in _names(p):
        for other, of_q, shift_q in _names(q):
            if (family, other) in table and np.all(shift == shift_q):
                yield of_p, of_q, table[family, other]


def _names(law: Law) -> Iterator[tuple[str, tuple, Any]]:
    yield law.family, law.parameters, law.shift
    if law.family == "exponential":
        start, scale = law.parameters
        yield "gamma", (1.0, scale), start
    if law.family == "uniform":
        low, high = law.parameters
        yield "beta", (1.0, 1.0, high - low), low
