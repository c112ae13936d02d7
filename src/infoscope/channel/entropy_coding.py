"""Real bytes: a message written by an arithmetic coder with a model, and read back."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ._input import as_laws_by_row
from ._rare_letters import read, write
from ._result import Result

__all__ = ["EncodedMessage", "decode", "encode"]

START = 1 << 24  # below it the coder knows no fractions: any number of first letters would be written as 0
LETTERS = 1 << 24  # what 24 bits of fixed point can tell apart


@dataclass(frozen=True, eq=False)
class EncodedMessage(Result):
    """A message as bits: `bits` is its length, `cross_entropy` what -Σ log2 p(symbol) asks for.

    `words` are the 32-bit words that were written, `n` the number of symbols.

    >>> EncodedMessage(np.zeros(2, np.uint32), 50, 61.3)
    50 symbols in 64 bits (61.3 by cross-entropy)
    """

    words: np.ndarray
    n: int
    cross_entropy: float
    unit: str = "bits"
    bits: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "bits", 32 * len(self.words))

    def __len__(self) -> int:
        return self.n

    def __repr__(self) -> str:
        return f"{self.n} symbols in {self.bits} bits ({self.cross_entropy:.6g} by cross-entropy)"

    def plot(self, axes: Any = None) -> Any:
        """The length that was written beside the one that the model asks for."""
        from .._picture import axes_or_new

        axes = axes_or_new(axes)
        axes.bar(["cross-entropy", "written"], [self.cross_entropy, self.bits])
        axes.set(ylabel="bits", title=f"{self.n} symbols")
        return axes.figure


def encode(message: Any, p: Any) -> EncodedMessage:
    """Write the message with the model p: cross-entropy is the price of the wrong p, on real bits.

    `message` has shape (n,), whole numbers from 0 to K - 1; `p` has shape (K,), one law for all symbols,
    or (n, K), a law for each. Asymmetric numeral systems, by the package constriction (Bamler 2022): with
    one law of up to some 10⁵ outcomes within 0.1 % and 64 bits of -Σ log2 p, however rare what occurs.
    Laws for each symbol are rounded to 24 bits, which is as good where what occurs has p above some 1e-5;
    what is rarer than 2^-24 then costs 24 bits. Raises ValueError, before anything is written, where a
    symbol has probability 0 or is none, and ModuleNotFoundError without constriction.

    >>> message = [0, 1, 0, 0, 2, 0, 1, 0] * 1000
    >>> written = encode(message, [0.625, 0.25, 0.125])
    >>> f"{written.cross_entropy:.1f}", 0 <= written.bits - written.cross_entropy <= 64 + 0.001 * written.bits
    ('10390.4', True)
    >>> bool((decode(written, [0.625, 0.25, 0.125]) == message).all())
    True
    """
    symbols, law = _symbols(message), _law(p)
    n, letters = len(symbols), law.shape[-1]
    if law.ndim == 2 and len(law) != n:
        raise ValueError(f"p must have a row for each of the {n} symbols; got shape {law.shape}")
    if n and (symbols.min() < 0 or symbols.max() >= letters):
        raise ValueError(
            f"symbols must lie between 0 and {letters - 1}; got {symbols.min()} to {symbols.max()}"
        )
    symbols = symbols.astype(np.int32)  # not before they are known to fit
    share = law[symbols] if law.ndim == 1 else law[np.arange(n), symbols]
    if (share == 0.0).any():
        i = int(np.flatnonzero(share == 0.0)[0])
        raise ValueError(
            f"symbol {symbols[i]} at place {i} has probability 0 under p: no code has a word for it; "
            "nothing was written"
        )
    coder = _constriction().stream.stack.AnsCoder(np.full(min(n, 1), START, dtype=np.uint32))
    categorical = _constriction().stream.model.Categorical
    if law.ndim == 1:
        write(coder, categorical, symbols, law / law.sum())
    elif n:
        coder.encode_reverse(symbols, categorical(perfect=False), law)
    return EncodedMessage(coder.get_compressed(), n, 0.0 - float(np.log2(share).sum()))


def decode(written: EncodedMessage, p: Any) -> np.ndarray:
    """The message, shape (n,), read with the model it was written with.

    `p` as in `encode`; with another p something else is read. Raises ValueError where p is no law.

    >>> written = encode([2, 0, 1], [0.2, 0.3, 0.5])
    >>> decode(written, [0.2, 0.3, 0.5])
    array([2, 0, 1])
    """
    if not isinstance(written, EncodedMessage):
        raise TypeError(
            f"written must be what encode answers with, an EncodedMessage; got {type(written).__name__}"
        )
    law = _law(p)
    if law.ndim == 2 and len(law) != written.n:
        raise ValueError(f"p must have a row for each of the {written.n} symbols; got shape {law.shape}")
    if written.n == 0:
        return np.zeros(0, dtype=np.int64)
    coder = _constriction().stream.stack.AnsCoder(written.words)
    categorical = _constriction().stream.model.Categorical
    if law.ndim == 1:
        return read(coder, categorical, written.n, law / law.sum())
    return coder.decode(categorical(perfect=False), law).astype(np.int64)


def _symbols(message):
    a = np.asarray(message)
    if a.size == 0:
        return np.zeros(0, dtype=np.int64)
    if a.ndim != 1 or a.dtype.kind not in "iu":
        raise ValueError(f"message must be whole numbers of shape (n,); got {a.dtype} of shape {a.shape}")
    return a


def _law(p):
    law = as_laws_by_row(p)
    if law.ndim not in (1, 2):
        raise ValueError(f"p must have shape (K,) or (n, K); got {law.shape}")
    if law.shape[-1] >= LETTERS:
        raise ValueError(f"p must have fewer than {LETTERS} outcomes; got {law.shape[-1]}")
    # a law of one outcome is none to the coder
    return law if law.shape[-1] > 1 else np.concatenate([law, np.zeros_like(law)], axis=-1)


def _constriction():
    try:
        import constriction
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "channel.encode writes with the package constriction: pip install 'infoscope[codes]'",
            name="constriction",
        ) from None
    return constriction
