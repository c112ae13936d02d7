"""One question to a network: if it fails, or answers NaN, the data that it was asked about are named."""

from collections.abc import Callable
from typing import Any

import numpy as np

from .._errors import short_of_memory

__all__ = ["answered", "named", "span"]


def answered(what: str, ask: Callable[[Any], Any], given: Any, data: np.ndarray) -> Any:
    """`ask(given)`; data (n,) says of which datum each item of `given` is."""
    try:
        return ask(given)
    except (MemoryError, TypeError) as error:
        if isinstance(error, TypeError) and "must return" not in str(error):
            raise TypeError(_said(what, given, span(data), error)) from error
        raise
    except (ValueError, RuntimeError) as error:
        if short_of_memory(error):
            raise
        place = _fails_alone(ask, given)
        where = span(data) if place is None else f"datum {data[place]} of {span(data)}"
        raise ValueError(_said(what, given, where, error)) from error


def span(data: np.ndarray) -> str:
    return f"data {data.min()} to {data.max()}"


def named(bad: np.ndarray, data: np.ndarray) -> str:
    """The data of items that are bad (n,), in words."""
    found = np.unique(data[bad])
    if len(found) == 1:
        return f"datum {found[0]} of {span(data)}"
    return f"{len(found)} of {span(data)}, the first of them datum {found[0]}"


def _fails_alone(ask: Callable[[Any], Any], given: Any) -> int | None:
    """The place of an item that fails by itself where others do not; None where there is none such."""
    low, high = 0, len(given)
    if high < 2 or (_fails(ask, given[:1]) and _fails(ask, given[-1:])):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if _fails(ask, given[low:middle]):
            high = middle
        elif _fails(ask, given[middle:high]):
            low = middle
        else:
            return None
    return low


def _fails(ask: Callable[[Any], Any], given: Any) -> bool:
    try:
        ask(given)
    except (ValueError, RuntimeError):
        return True
    return False


def _said(what: str, given: Any, where: str, error: Exception) -> str:
    first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    kind = str(given.dtype).removeprefix("torch.")
    return f"{what} failed on {where} (shape {tuple(given.shape)}, {kind}): {first}"
