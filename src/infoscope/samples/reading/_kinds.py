"""Which kind a column of observations is of: what was asked for, or what its values show."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..._check import pick
from ._labels import occurring, rises

__all__ = ["FEW", "KINDS", "Reading", "as_kinds", "infer_kind", "reading"]

KINDS = ("discrete", "continuous", "mixed")
FEW = 20  # distinct values that are always few
PER_VALUE = 100  # observations a value that make any number of distinct values few
REPEATS = 3  # equal values, neighbours to each other: with one more, differential entropy is -inf
ATOM_ROWS = 10  # rows, share of the rows, and times as often as any value that is no atom
ATOM_SHARE = 0.01
ATOM_TIMES = 5


@dataclass(frozen=True, eq=False)
class Reading:
    """How a column is read; a mixed one has `atoms`, ascending, each a label, beside its numbers."""

    kind: str
    note: str = ""
    atoms: np.ndarray = field(default_factory=lambda: np.empty(0))


def as_kinds(kind: Any, names: tuple[str, ...]) -> tuple[str | None, ...]:
    """One kind for each variable, from one for all or a sequence."""
    if kind is None or isinstance(kind, str):
        kinds = (kind,) * len(names)
    else:
        kinds = tuple(kind) if isinstance(kind, (tuple, list)) else ()
    if len(kinds) != len(names):
        raise ValueError(f"kind must be one kind, or one for each of {', '.join(names)}; got {kind!r}")
    for one in kinds:
        if one is not None:
            pick(one, dict.fromkeys(KINDS), "kind")
    return kinds


def reading(
    values: np.ndarray,
    kind: str | None,
    *,
    in_units: bool = False,
    ascending: Callable[[], np.ndarray] | None = None,
) -> Reading:
    """How to read a column of values, none of them missing, as the kind asked for or inferred.

    `ascending` tells them in order, if that is known or will be asked for again.
    `in_units`: an entropy of the column is asked for, not only what it shares with others. Whole numbers
    that repeat are then counted: as measurements they have atoms, and a differential entropy of -inf.
    """
    if kind in ("discrete", "continuous"):
        return Reading(kind)
    if values.dtype.kind not in "iuf" or len(values) == 0:
        return Reading("discrete")
    if values.dtype.kind == "f" and len(values) > FEW:
        values = ascending() if ascending else np.sort(values)
        if rises(values):
            return Reading("continuous")
    distinct, count = occurring(values)
    inferred, note = infer_kind(values, len(distinct))
    if inferred == "discrete":
        return Reading("discrete", "" if kind else note)
    if kind == "mixed":
        atom = _standing_out(count, least=2, times=2)
        return Reading("mixed", atoms=distinct[atom]) if atom.any() else Reading("continuous")
    atom = _standing_out(count, least=max(ATOM_ROWS, ATOM_SHARE * len(values)), times=ATOM_TIMES)
    if atom.any() and (~atom).sum() > FEW:
        return Reading(
            "mixed", _note_of_atoms(distinct[atom], count[atom].sum() / len(values)), distinct[atom]
        )
    if in_units and count.max() > REPEATS and _whole(values):
        return Reading("discrete", "whole numbers that repeat, counted: if measured, say kind='continuous'")
    return Reading("continuous", note)


def infer_kind(a: np.ndarray, distinct: int | None = None) -> tuple[str, str]:
    """("discrete" | "continuous", what to say of it): labels and few whole numbers are discrete."""
    if a.dtype.kind not in "iuf":
        return "discrete", ""
    if distinct is None:
        distinct = max(len(occurring(column)[0]) for column in a.reshape(len(a), -1).T)
    if distinct == 1:
        return "discrete", ""
    few = distinct <= FEW or distinct * PER_VALUE <= len(a)
    if few and _whole(a):
        note = "a few distinct whole numbers, read as categories: if measured, say kind='continuous'"
        return "discrete", note if a.dtype.kind == "f" else ""
    if few and 2 * distinct <= len(a):
        return "continuous", "a few distinct values, read as measured: if labels, say kind='discrete'"
    return "continuous", ""


def _whole(a: np.ndarray) -> bool:
    return a.dtype.kind != "f" or bool((a == np.rint(a)).all())


def _standing_out(count: np.ndarray, least: float, times: int) -> np.ndarray:
    """(values,): which are seen `least` times or more, and `times` as often as any value that is not.

    Rounding spreads a density over neighbouring values, none far above the next; what it leaves is a
    slope. A gap in the sorted counts is an atom's. At most FEW values can be atoms.
    """
    falling = np.sort(count)[::-1][: FEW + 1]
    gap = (falling[:-1] >= least) & (falling[:-1] >= times * falling[1:])
    if not gap.any():
        return np.zeros(len(count), bool)
    return count >= falling[np.flatnonzero(gap)[-1]]


def _note_of_atoms(atoms: np.ndarray, share: float) -> str:
    shown = ", ".join(f"{a + 0:g}" for a in atoms[:3]) + ", …" * (len(atoms) > 3)
    return (
        f"{share:.0%} of the values are {shown}: read as mixed, "
        + ("that value" if len(atoms) == 1 else "each of these values")
        + " a label and the others measured; if all are measured, say kind='continuous'"
    )
