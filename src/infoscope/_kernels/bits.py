"""Joint tables of many columns of few levels, from bits: a plane a level, one bit a row.

The rows with level a of one column and b of another are counted by the ones in the AND of two planes. Where
a column misses nothing its last level follows from the others and from the margins.
"""

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

from .threads import in_pieces

__all__ = ["margins", "pair_table", "planes"]

_WORDS = 2048  # of each plane at a time: those of two columns stay in the nearer caches
_WIDE, _VECTORS = 4, 16  # words in a register, and registers that are added up before any one is counted
_ADDED = _WIDE * _VECTORS


@intrinsic
def _common_to_many(typing, u, v, blocks):
    """How many bits are set in both, of so many blocks of _ADDED words: by carry-save adders.

    An adder turns three words into one of their sums and one of carries, bit by bit. Of 16 words that are
    added to what is left of those before only that of sixteens is counted (Harley & Seal; Muła, Kurz &
    Lemire 2018).
    """

    def generate(context, builder, signature, arguments):
        word = ir.IntType(64)
        some = ir.VectorType(word, _WIDE)
        kind = ir.FunctionType(some, [some])
        ctpop = cgutils.get_or_insert_function(builder.module, kind, f"llvm.ctpop.v{_WIDE}i64")
        u, v = (
            builder.bitcast(
                make_array(signature.args[i])(context, builder, arguments[i]).data, some.as_pointer()
            )
            for i in (0, 1)
        )
        # ones, twos, fours and eights left over, and how many sixteens
        left = [cgutils.alloca_once_value(builder, ir.Constant(some, [0] * _WIDE)) for _ in range(5)]

        def pair(k):
            both = (builder.load(builder.gep(p, [k]), align=8) for p in (u, v))
            return builder.and_(*both)

        def carried(level, a, b):
            """Add to what is left of a level; what it carries to the next."""
            c = builder.load(left[level])
            either = builder.xor(a, b)
            builder.store(builder.xor(either, c), left[level])
            return builder.or_(builder.and_(a, b), builder.and_(either, c))

        def added(level, first):
            """The carry to `level` of 2 ** level registers from `first` on."""
            if level == 0:
                return pair(builder.add(base, word(first)))
            half = 1 << (level - 1)
            return carried(level - 1, added(level - 1, first), added(level - 1, first + half))

        with cgutils.for_range(builder, arguments[2]) as loop:
            base = builder.mul(loop.index, word(_VECTORS))
            sixteens = builder.call(ctpop, [added(4, 0)])
            builder.store(builder.add(builder.load(left[4]), sixteens), left[4])
        total = builder.load(left[4])
        for at in reversed(left[:4]):
            ones = builder.call(ctpop, [builder.load(at)])
            total = builder.add(builder.add(total, total), ones)
        lanes = [builder.extract_element(total, ir.IntType(32)(i)) for i in range(_WIDE)]
        return builder.add(builder.add(lanes[0], lanes[1]), builder.add(lanes[2], lanes[3]))

    return types.int64(u, v, types.int64), generate


@intrinsic
def _ones(typing, word):
    """How many bits of a 64-bit word are set."""

    def generate(context, builder, signature, arguments):
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


def planes(codes, levels):
    """(p, levels, words) bits of (p, n) uint8 codes: whether row r has level a; rows past n have none."""
    words = -(-codes.shape[1] // 64)
    if words > _ADDED:
        words += -words % _ADDED  # so that none is left over
    packed = np.zeros((codes.shape[0], levels, words), np.uint64)
    in_pieces(lambda i, j: _pack(codes[i:j], packed[i:j]), len(codes), at_least=4)
    return packed


@njit(cache=True, nogil=True)
def _pack(codes, packed):
    p, n = codes.shape
    for i in range(p):
        for a in range(packed.shape[1]):
            for w in range(n // 64):
                word = np.uint64(0)
                for b in range(64):
                    word |= np.uint64(codes[i, 64 * w + b] == a) << np.uint64(b)
                packed[i, a, w] = word
            for r in range(n - n % 64, n):
                packed[i, a, r // 64] |= np.uint64(codes[i, r] == a) << np.uint64(r % 64)


@njit(nogil=True)
def _common(u, v):
    blocks, total = u.size // _ADDED, np.uint64(0)
    if blocks > 0:
        total += np.uint64(_common_to_many(u, v, blocks))
    for w in range(blocks * _ADDED, u.size):
        total += _ones(u[w] & v[w])
    return total


@njit(cache=True, nogil=True)
def margins(planes):
    """(p, levels) how many rows have each level of each column."""
    p, levels, _ = planes.shape
    rows = np.empty((p, levels), np.int64)
    for i in range(p):
        for a in range(levels):
            rows[i, a] = _common(planes[i, a], planes[i, a])
    return rows


@njit(nogil=True)
def pair_table(planes, margins, whole, i, j, table):
    """Fill table[a, b] with the rows where column i has level a and column j level b.

    margins  (p, levels): rows of each level; whole: (p,) whether a column has no missing row
    """
    levels, words = planes.shape[1:]
    table[:] = 0
    of_i, of_j = levels - int(whole[i]), levels - int(whole[j])
    for w in range(0, words, _WORDS):
        for a in range(of_i):
            u = planes[i, a, w : w + _WORDS]
            for b in range(of_j):
                table[a, b] += _common(u, planes[j, b, w : w + _WORDS])
    if whole[i]:
        for b in range(of_j):
            table[of_i, b] = margins[j, b] - table[:of_i, b].sum()
    if whole[j]:
        for a in range(levels):
            table[a, of_j] = margins[i, a] - table[a, :of_j].sum()
