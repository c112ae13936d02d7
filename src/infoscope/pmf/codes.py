"""Symbol codes: the lengths that a law asks for, and what they cost under another."""

import heapq
from itertools import count
from typing import Any

from .._array import is_traced, namespace, place, to_numpy, total
from .._check import as_laws, as_numbers, compare, pick

__all__ = ["code_lengths", "expected_code_length", "kraft_sum"]


def code_lengths(q: Any, *, code: str = "shannon", axis: int = -1, normalize: bool = False) -> Any:
    """Lengths, in bits, of a binary prefix code made for the law q.

    `code` is "shannon" (⌈log2 1/q⌉, inf where q = 0) or "huffman" (the best there is; every outcome gets a
    word). `q` has shape (..., K) and sums to 1 along `axis`; the answer has its shape. Raises ValueError
    where q is no law. Cover & Thomas, equation 5.29 and section 5.6.

    >>> code_lengths([0.4, 0.35, 0.25])
    array([2., 2., 2.])
    >>> code_lengths([0.4, 0.35, 0.25], code="huffman")
    array([1., 2., 2.])
    """
    lengths = pick(code, _CODES, "code")
    _, (q,), answer = as_laws(axis, normalize=normalize, q=q)
    return answer(lengths(q, axis))


def expected_code_length(
    p: Any, q: Any = None, *, code: str = "shannon", axis: int = -1, normalize: bool = False
) -> Any:
    """Σ p ℓ_q: bits a symbol when p is coded with the lengths made for q (for p itself by default).

    Shannon's lengths obey H(p) + D(p‖q) <= Σ p ℓ_q < H(p) + D(p‖q) + 1 in bits; Huffman's are the shortest
    where q = p. `p` and `q` have shape (..., K) and sum to 1 along `axis`. Raises ValueError where p or q
    is no law. Cover & Thomas, theorem 5.4.3.

    >>> expected_code_length([0.5, 0.25, 0.25])
    np.float64(1.5)
    """
    lengths = pick(code, _CODES, "code")
    xp, p, q, answer = compare(axis, normalize=normalize, p=p, q=p if q is None else q)
    possible = p > 0.0
    return answer(total(p * xp.where(possible, lengths(q, axis), 0.0), axis))


def kraft_sum(lengths: Any, *, radix: int = 2, axis: int = -1) -> Any:
    """Σ radix^-ℓ: a prefix code with these lengths exists where it is at most 1.

    `lengths` has shape (..., K). Raises ValueError where a length is negative or NaN or `radix` < 2. Cover
    & Thomas, theorem 5.2.1.

    >>> kraft_sum([1, 2, 2])
    np.float64(1.0)
    """
    xp, (lengths,), answer = as_numbers(lengths=lengths)
    if radix < 2:
        raise ValueError(f"radix must be at least 2; got {radix!r}")
    if not is_traced(lengths) and not bool(xp.all(lengths >= 0.0)):
        raise ValueError("lengths must be >= 0")
    return answer(total(xp.pow(xp.full_like(lengths, float(radix)), -lengths), axis))


def _shannon(q: Any, axis: int) -> Any:
    xp = namespace(q)
    possible = q > 0.0
    lengths = xp.ceil(-xp.log2(xp.where(possible, q, 1.0)))
    # The rounding of log2 may carry a power of two, or its neighbour, over the edge.
    lengths = xp.where(_power(xp, q, 1.0 - lengths) <= q, lengths - 1.0, lengths)
    lengths = xp.where(_power(xp, q, -lengths) > q, lengths + 1.0, lengths)
    return xp.where(possible, lengths + 0.0, xp.inf)


def _power(xp: Any, like: Any, exponent: Any) -> Any:
    return xp.pow(xp.full_like(like, 2.0), exponent)


def _huffman(q: Any, axis: int) -> Any:
    xp = namespace(q)
    rows = xp.moveaxis(q, axis, -1)
    if is_traced(q):
        raise ValueError("code='huffman' needs the values of q, which are not known while tracing")
    flat = to_numpy(xp.reshape(rows, (-1, rows.shape[-1]))).tolist()
    lengths = xp.asarray([_huffman_row(row) for row in flat], dtype=q.dtype, **place(q))
    return xp.moveaxis(xp.reshape(lengths, rows.shape), -1, axis)


def _huffman_row(row: list[float]) -> list[float]:
    depth = [0.0] * len(row)
    tie = count()  # so that the heap never compares the lists
    heap = [(mass, next(tie), [i]) for i, mass in enumerate(row)]
    heapq.heapify(heap)
    while len(heap) > 1:
        (a, _, left), (b, _, right) = heapq.heappop(heap), heapq.heappop(heap)
        for i in left + right:
            depth[i] += 1.0
        heapq.heappush(heap, (a + b, next(tie), left + right))
    return depth


_CODES = {"huffman": _huffman, "shannon": _shannon}
