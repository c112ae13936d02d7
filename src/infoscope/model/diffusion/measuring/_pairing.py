"""Two runs on the same data: influences whose difference is as sharp as the draws they have in common."""

from collections.abc import Iterator

import numpy as np

from ._curve import Curve, Draws
from ._measuring import Measured
from ._quantities import Rows

__all__ = ["alike", "not_in_common", "paired_rows"]

_ROUNDING = 1e-3  # of a standard deviation: single against double precision


def alike(one: Measured, other: Measured) -> bool:
    """Whether two runs are of the same data, but for rounding."""
    spread = np.sqrt(one.asking.baseline.variance.mean())
    return all(
        np.allclose(x, other.asking.data.batch(index), rtol=0.0, atol=_ROUNDING * spread)
        for index, x in one.blocks()
    )


def paired_rows(one: Measured, other: Measured) -> Iterator[tuple[Rows, Rows]]:
    """Blocks of both runs' influences.

    Where the draws are the same, those of the other run are those of the first and of the difference: the
    error of a difference is then known from differences, and not from what two larger numbers leave.
    """
    mine, theirs = one.drawn, other.drawn
    apart = {name: _difference(mine[name], c) for name, c in theirs.items() if _common(mine.get(name), c)}
    for index, x in one.blocks():
        first = one.known(index, x) | {name: curve.influence(index, x) for name, curve in mine.items()}
        second = other.known(index, x)
        for name, curve in theirs.items():
            if name in apart:
                second[name] = first[name] + apart[name].influence(index, x)
            else:
                second[name] = curve.influence(index, x)
        yield first, second


def not_in_common(one: Measured, other: Measured) -> tuple[str, ...]:
    """Why two runs do not share all their draws, in words; nothing where they do."""
    mine, theirs = one.drawn, other.drawn
    if all(_common(mine.get(name), curve) for name, curve in theirs.items()) and mine.keys() == theirs.keys():
        return ()
    if ("cells" in mine) != ("cells" in theirs):
        why = "one network was asked between the steps and the other at them alone: pass continuous= alike"
    elif one.asking.seed != other.asking.seed:
        why = "their seeds differ: pass the same rng="
    else:
        why = "their draws differ: pass the same max_calls=, and one profile's allocation= to the other"
    return (f"the difference is paired by datum, but not by noise, and its error larger for it; {why}",)


def _common(one: Curve | None, other: Curve) -> bool:
    if one is None or len(one.draws.place) != len(other.draws.place):
        return False
    same = (
        np.allclose(getattr(one.draws, k), getattr(other.draws, k), rtol=1e-9, atol=1e-9)
        for k in ("place", "datum", "controls")
    )
    return all(same) and np.allclose(one.scale, other.scale, rtol=1e-9)


def _difference(one: Curve, other: Curve) -> Curve:
    a, b = one.draws, other.draws
    draws = Draws(a.place, a.datum, b.value - a.value, a.controls)
    return Curve(draws, one.log_snr, one.scale, one.baseline, one.n, one.given)
