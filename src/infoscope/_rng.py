"""The only door to randomness: a seed or a Generator in, a Generator out."""

import numpy as np

__all__ = ["as_generator"]


def as_generator(rng: int | np.random.Generator | None) -> np.random.Generator:
    """A Generator as it is, a seed turned into one, None into a freshly seeded one.

    >>> as_generator(7).integers(100) == as_generator(7).integers(100)
    np.True_
    """
    if isinstance(rng, np.random.Generator):
        return rng
    if rng is None or (isinstance(rng, (int, np.integer)) and not isinstance(rng, bool) and rng >= 0):
        return np.random.default_rng(rng)
    raise ValueError(f"rng must be a whole number >= 0, a numpy.random.Generator or None; got {rng!r}")
