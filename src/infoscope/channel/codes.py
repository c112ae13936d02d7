"""Prefix codes, word by word: Huffman's and that of Shannon, Fano and Elias."""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from typing import Any

import numpy as np

from ._input import as_count, as_law
from ._result import Result, counted

__all__ = ["PrefixCode", "huffman_code", "shannon_fano_elias_code"]


@dataclass(frozen=True, eq=False)
class PrefixCode(Result):
    """A word of zeros and ones for each outcome, none the beginning of another; "" for what never occurs.

    `expected_length` is Σ p ℓ, at least the `entropy`; `kraft_sum` is Σ 2^-ℓ, at most 1. All in bits.

    >>> from infoscope import channel
    >>> code = channel.huffman_code([0.5, 0.25, 0.25])
    >>> code
    Huffman code of 3 words: 1.5 bits a symbol, entropy 1.5 bits, Kraft sum 1
    >>> code.encode([0, 2, 1]), code.decode("01110")
    ('01110', [0, 2, 1])
    """

    words: tuple[str, ...]
    expected_length: float
    entropy: float
    kraft_sum: float
    method: str
    unit: str = "bits"

    def __repr__(self) -> str:
        return (
            f"{self.method} code of {counted(sum(map(bool, self.words)), 'word')}: "
            f"{self.expected_length:.6g} bits a symbol, entropy {self.entropy:.6g} bits, "
            f"Kraft sum {self.kraft_sum:.6g}"
        )

    def encode(self, message: Iterable[int]) -> str:
        """The words of the symbols, one after another; ValueError on one that has none."""
        symbols = [as_count(s, "symbol", 0) for s in message]
        for s in symbols:
            if s >= len(self.words) or not (self.words[s] or len(self.words) == 1):
                raise ValueError(
                    f"symbol {s} has no word: the law gives it no probability; nothing was written"
                )
        return "".join(self.words[s] for s in symbols)

    def decode(self, bits: str) -> list[int]:
        """The symbols whose words make up the bits; ValueError where they end within a word."""
        symbol = {word: s for s, word in enumerate(self.words) if word}
        found, word = [], ""
        for bit in bits:
            word += bit
            if word in symbol:
                found.append(symbol[word])
                word = ""
        if word:
            raise ValueError(f"the bits end within a word: {word!r} is left")
        return found

    def plot(self, axes: Any = None) -> Any:
        """The length of each word."""
        from .._picture import axes_or_new

        axes = axes_or_new(axes)
        axes.bar(np.arange(len(self.words)), [len(w) for w in self.words])
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.set(xlabel="symbol", ylabel="bits", title=f"{self.method} code")
        return axes.figure


def huffman_code(p: Any) -> PrefixCode:
    """The binary prefix code of least expected length: the two rarest are joined until one is left.

    `p` has shape (K,) and sums to 1; an outcome of probability 0 gets no word, an only outcome the word "0".
    H(p) <= Σ p ℓ < H(p) + 1 bits. Raises ValueError where p is no law. Huffman (1952); Cover & Thomas,
    section 5.6.

    >>> huffman_code([0.4, 0.35, 0.25]).words
    ('0', '11', '10')
    """
    law, order = as_law(p), count()
    heap: list[tuple[float, int, Sequence[int]]] = [(q, next(order), [s]) for s, q in enumerate(law) if q > 0]
    heapq.heapify(heap)
    reversed_words = [""] * len(law)
    if len(heap) == 1:
        reversed_words[heap[0][2][0]] = "0"
    while len(heap) > 1:
        (p0, _, few), (p1, _, more) = heapq.heappop(heap), heapq.heappop(heap)
        for s in few:
            reversed_words[s] += "0"
        for s in more:
            reversed_words[s] += "1"
        heapq.heappush(heap, (p0 + p1, next(order), [*few, *more]))
    return _code(law, [w[::-1] for w in reversed_words], "Huffman")


def shannon_fano_elias_code(p: Any) -> PrefixCode:
    """The word of x: the first ⌈log2 1/p(x)⌉ + 1 binary digits of F(x) - p(x)/2, F the cumulative law.

    `p` has shape (K,) and sums to 1; an outcome of probability 0 gets no word. Σ p ℓ < H(p) + 2 bits, and the
    words are in the order of the outcomes. Digits are exact. Raises ValueError where p is no law. Cover &
    Thomas, section 5.9.

    >>> shannon_fano_elias_code([0.25, 0.5, 0.125, 0.125]).words
    ('001', '10', '1101', '1111')
    """
    law = as_law(p)
    shares = [Fraction(float(q)) for q in law]
    whole, below, words = sum(shares), Fraction(0), []
    for share in (s / whole for s in shares):
        words.append(_digits(below + share / 2, _length(share)) if share > 0 else "")
        below += share
    return _code(law, words, "Shannon–Fano–Elias")


def _length(share):
    """⌈log2 1/share⌉ + 1, exactly."""
    ratio = share.denominator // share.numerator + (share.denominator % share.numerator > 0)
    return (ratio - 1).bit_length() + 1


def _digits(number, length):
    return format(int(number * 2**length), f"0{length}b")


def _code(law, words, method):
    used = law[law > 0]
    lengths = np.array([len(w) for w in words], dtype=np.float64)
    kraft = float(sum(Fraction(1, 2 ** len(w)) for w in words if w))
    return PrefixCode(tuple(words), float(law @ lengths), 0.0 - float(used @ np.log2(used)), kraft, method)
