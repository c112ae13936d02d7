"""Letters too rare for a law of 24 bits: written apart, so that each still costs -log2 p.

The coder rounds probabilities to 2^-24, and lifts each letter to that at least. So the letters below 2^-12
are left to a second law, of them alone, theirs to a third. Where they stand is said by a letter of their
summed probability, if that is 2^-12 or more; else by the gaps between them: a gap is geometric, and the
digits of a geometric number are independent, each of a law that 24 bits tell well enough. A gap that the end
cuts off costs up to 1.5 bits too much; nothing else is lost. After Golomb, Run-length encodings (1966), whose
digits are plain.
"""

from typing import Any

import numpy as np

__all__ = ["read", "write"]

BITS = 12  # half of the coder's
BASE = 2**BITS  # of the digits; and letters rarer than 1 / BASE are written apart


def write(coder: Any, categorical: Any, symbols: np.ndarray, law: np.ndarray) -> None:
    """Push the symbols, shape (n,), last one first; `law` has shape (K,) and sums to 1."""
    if not len(symbols):
        return
    usual, rare = _split(law)
    here, within = usual[symbols], np.where(usual, usual.cumsum(), (~usual).cumsum()) - 1
    if rare > 0.0:
        write(coder, categorical, within[symbols[~here]], law[~usual] / rare)
    if rare >= 1 / BASE:
        own = np.where(here, within[symbols], usual.sum())
        coder.encode_reverse(own.astype(np.int32), categorical(np.append(law[usual], rare), perfect=False))
        return
    if here.any() and usual.sum() > 1:
        own = within[symbols[here]]
        coder.encode_reverse(own.astype(np.int32), categorical(law[usual] / law[usual].sum(), perfect=False))
    if rare > 0.0:
        _write_places(coder, categorical, np.flatnonzero(~here), len(symbols), rare)


def read(coder: Any, categorical: Any, n: int, law: np.ndarray) -> np.ndarray:
    """Pop n symbols, shape (n,), that `write` pushed with this law."""
    found = np.zeros(n, dtype=np.int64)
    if n == 0:
        return found
    usual, rare = _split(law)
    if rare >= 1 / BASE:
        own = coder.decode(categorical(np.append(law[usual], rare), perfect=False), n)
        here = own < usual.sum()
        own = own[here]
    else:
        here = np.ones(n, dtype=bool)
        if rare > 0.0:
            here[_read_places(coder, categorical, n, rare)] = False
        m, own = int(here.sum()), 0
        if m and usual.sum() > 1:
            own = coder.decode(categorical(law[usual] / law[usual].sum(), perfect=False), m)
    found[here] = np.flatnonzero(usual)[own]
    if rare > 0.0:
        others = read(coder, categorical, n - int(here.sum()), law[~usual] / rare)
        found[~here] = np.flatnonzero(~usual)[others]
    return found


def _split(law):
    """`(which letters the law tells well enough, what the others have together)`."""
    usual = law >= min(1 / BASE, 0.5 * law.max())
    return usual, float(law[~usual].sum())


def _write_places(coder, categorical, places, n, rate):
    """Each gap: a no for every block of places that is skipped, a yes, and the digits of the rest."""
    block, whether, digits = _gaps(categorical, rate)
    after = n - (int(places[-1]) + 1 if len(places) else 0)
    coder.encode_reverse(np.zeros(-(-after // block), dtype=np.int32), whether)
    for gap in reversed((np.diff(places, prepend=-1) - 1).tolist()):
        skipped, rest = divmod(gap, block)
        for i in reversed(range(len(digits))):
            coder.encode_reverse(rest // BASE**i % BASE, digits[i])
        coder.encode_reverse(np.array([0] * skipped + [1], dtype=np.int32), whether)


def _read_places(coder, categorical, n, rate):
    block, whether, digits = _gaps(categorical, rate)
    places, place = [], 0
    while place < n:
        if coder.decode(whether) == 0:
            place += block
        else:
            place += sum(coder.decode(law) * BASE**i for i, law in enumerate(digits))
            places.append(place)
            place += 1
    return [p for p in places if p < n]  # with another law than it was written with, one may lie beyond


def _gaps(categorical, rate):
    """`(places in a block, law of whether it holds any, laws of the digits)`: blocks of 4096^k places, as
    large as may be while no more than one letter is expected in them."""
    count = int(-np.log(rate) / np.log(BASE))
    none = np.ldexp(np.log1p(-rate), BITS * np.arange(count + 1))  # ln P(none in 1, 4096, 4096², … places)
    digits = [np.exp(np.arange(BASE) * each) for each in none[:-1]]
    laws = [categorical(d / d.sum(), perfect=False) for d in digits]
    whether = categorical(np.array([np.exp(none[-1]), -np.expm1(none[-1])]), perfect=False)
    return BASE**count, whether, laws
