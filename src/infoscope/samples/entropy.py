"""Entropy of observations, alone, jointly, and of one variable where another is known."""

from typing import Any, Never

import numpy as np

from ..estimate import Estimate, Unit
from . import _quantity
from ._measure import measure
from .reading._variables import several

__all__ = ["conditional_entropy", "entropy", "joint_entropy"]


def entropy(
    x: Any,
    *,
    estimator: Any = "auto",
    kind: str | None = None,
    missing: str = "raise",
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
    **misplaced: Never,
) -> Estimate:
    """Entropy H(X) of labels, or differential entropy h(X) of measurements, from samples.

    x          (n,) or (n, d), or a data frame; d columns are taken jointly
    estimator  "auto": Chao-Wang-Jost for labels (Miller-Madow where every cell is full),
               Kozachenko-Leonenko (k=3) for measurements;
               or a choice such as PlugIn() or KozachenkoLeonenko(k=5), or its name
    kind       "discrete" | "continuous" | "mixed"; None infers it
    missing    "raise" | "drop" | "label"

    All options are those of `mutual_information`, and so is the way kinds are read, but for whole numbers
    of many levels that repeat: measured they would have an entropy of -inf, so they are counted. The
    entropy of a mixed x is that of its labels and, within each, of its numbers: H(L) + Σ p(l) h(X|l).

    Differential entropy may be negative, and is -inf where k + 1 or more values are equal, since a
    law with an atom has no density. Also called Shannon entropy, surprisal, uncertainty.

    Sources: Miller 1955; Kozachenko & Leonenko 1987; Kraskov, Stögbauer & Grassberger 2004, eq. 20; Nair,
    Prabhakar & Shah 2006, eq. 2, for mixed variables.

    >>> print(entropy(["a", "b"] * 8, estimator="plug_in", unit="bits"))
    1.00 ± 0.12 bits (plug-in, n=16)
    """
    options = {"estimator": estimator, "kind": kind, "missing": missing, "rng": rng, **misplaced}
    return measure(_quantity.entropy(), {"x": x}, unit=unit, **options)


def joint_entropy(
    x: Any,
    y: Any,
    *more: Any,
    estimator: Any = "auto",
    kind: str | tuple[str | None, ...] | None = None,
    missing: str = "raise",
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
    **misplaced: Never,
) -> Estimate:
    """Joint entropy H(X,Y,…) of variables observed together; options as for `entropy`.

    x, y, …    (n,) or (n, d) each, of any kinds
    kind       one kind, or one for each variable

    >>> print(joint_entropy(["a", "b"] * 16, [0, 0, 1, 1] * 8, estimator="plug_in", unit="bits"))
    2.00 ± 0.09 bits (plug-in, n=32)
    """
    options = {"estimator": estimator, "kind": kind, "missing": missing, "rng": rng, **misplaced}
    data = several(x, y, *more)
    return measure(_quantity.entropy(len(data)), data, unit=unit, **options)


def conditional_entropy(
    x: Any,
    given: Any,
    *,
    estimator: Any = "auto",
    kind: str | tuple[str | None, str | None] | None = None,
    missing: str = "raise",
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
    **misplaced: Never,
) -> Estimate:
    """Conditional entropy H(X|Y) = H(X,Y) - H(Y), what is left to learn of x once y is known.

    x, given   (n,) or (n, d), row i of x observed with row i of given
    kind       one kind, or one for each of x and given

    Differential where x is continuous. Where the two are of different kinds it is H(X) - I(X;Y). Also called
    equivocation. Options as for `entropy`.

    >>> print(conditional_entropy(["a", "b"] * 8, given=[1, 0] * 8, estimator="plug_in"))
    0 nats (plug-in, n=16)
    """
    options = {"estimator": estimator, "kind": kind, "missing": missing, "rng": rng, **misplaced}
    return measure(_quantity.conditional_entropy(), {"x": x, "given": given}, unit=unit, **options)
