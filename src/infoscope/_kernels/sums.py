"""Sums over probabilities in one pass: terms of a block, their sum, and the sums of the laws.

Each block of 2048 elements is turned into its terms in a buffer that stays in the nearest cache, then
added up. Blocks are fixed, so that any number of threads gives the same answer to the last bit.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import repeat

import numpy as np
from numba import njit

from ._prefetch import prefetch
from .logs import gap, log
from .threads import threads as allowed

__all__ = ["CROSS_ENTROPY", "ENTROPY", "JENSEN_SHANNON", "KL_DIVERGENCE", "sum_rows"]

ENTROPY, CROSS_ENTROPY, KL_DIVERGENCE, JENSEN_SHANNON = range(4)

_BLOCK = 2048
_CHUNK, _AHEAD, _LINE = 128, 1024, 8  # elements; those ahead are asked for before a chunk is computed
_THREADED_FROM = 1 << 18


def sum_rows(quantity, p, q, weights=(0.5, 0.5), threads=None):
    """`(value, total_p, total_q, misfits)` of each row of p and q, C-contiguous of shape (rows, K).

    misfits counts the entries that are negative or NaN. For the entropy pass p for q.
    """
    rows, size = p.shape
    pieces = -(-size // _BLOCK) if size > _BLOCK else 1
    out = np.empty((rows * pieces, 4))
    jobs = rows * pieces
    threads = threads or allowed()
    if p.size < _THREADED_FROM or threads == 1:
        _run(quantity, p, q, weights, pieces, 0, jobs, out)
    else:
        ends = [jobs * t // (4 * threads) for t in range(4 * threads + 1)]
        with ThreadPoolExecutor(threads) as pool:
            run = partial(_run, quantity, p, q, weights, pieces)
            list(pool.map(run, ends[:-1], ends[1:], repeat(out)))
    return tuple(out.reshape(rows, pieces, 4).sum(axis=1).T)


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def _run(quantity, p, q, weights, pieces, first, last, out):
    size = p.shape[1]
    p, q = p.reshape(-1), q.reshape(-1)
    terms = np.empty(_BLOCK)
    step = 1 if size > _BLOCK else max(1, _BLOCK // size)
    for job in range(first, last, step):
        if pieces > 1:
            start = job // pieces * size + job % pieces * _BLOCK
            stop = min(start + _BLOCK, (job // pieces + 1) * size)
            width = stop - start
        else:
            start, stop, width = job * size, min(job + step, last) * size, size
        misfits = 0
        for here in range(start, stop, _CHUNK):
            there = min(here + _CHUNK, stop)
            for line in range(here + _AHEAD, there + _AHEAD, _LINE):
                prefetch(p, line)
                if quantity != ENTROPY:
                    prefetch(q, line)
            misfits += _fill(quantity, p[here:there], q[here:there], weights, terms[here - start :])
        for i in range((stop - start) // width):
            begin, end = i * width, (i + 1) * width
            out[job + i, 0] = _total(terms[begin:end])
            out[job + i, 1] = _total(p[start + begin : start + end])
            out[job + i, 2] = out[job + i, 1]
            if quantity != ENTROPY:
                out[job + i, 2] = _total(q[start + begin : start + end])
            out[job + i, 3] = misfits if i == 0 else 0


@njit(nogil=True, error_model="numpy", fastmath={"contract", "reassoc"})
def _total(x):
    total = 0.0
    for i in range(x.size):
        total += np.float64(x[i])
    return total


@njit(nogil=True, error_model="numpy", fastmath={"contract"})
def _fill(quantity, p, q, weights, terms):
    """Write the terms of one block; say how many entries are no probability."""
    misfits = 0
    if quantity == ENTROPY:
        for i in range(p.size):
            a = np.float64(p[i])
            terms[i] = -a * log(a)
            misfits += 0 if a >= 0.0 else 1
        return misfits
    u, v = weights
    for i in range(p.size):
        a, b = np.float64(p[i]), np.float64(q[i])
        misfits += 0 if (a >= 0.0) & (b >= 0.0) else 1
        if quantity == CROSS_ENTROPY:
            terms[i] = np.inf if (b == 0.0) & (a > 0.0) else -a * log(b)
        elif quantity == KL_DIVERGENCE:
            terms[i] = np.inf if (b == 0.0) & (a > 0.0) else gap(a, b)
        else:
            middle = u * a + v * b
            terms[i] = u * gap(a, middle) + v * gap(b, middle)
    return misfits
