"""Mutual information of two variables, of labels or of measurements, and given a third, from samples."""

from typing import Any, Never

import numpy as np

from ..estimate import Estimate, Unit
from . import _quantity
from ._measure import measure

__all__ = ["conditional_mutual_information", "mutual_information"]


def mutual_information(
    x: Any,
    y: Any,
    *,
    estimator: Any = "auto",
    kind: str | tuple[str | None, str | None] | None = None,
    missing: str = "raise",
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
    **misplaced: Never,
) -> Estimate:
    """Mutual information I(X;Y) = H(X) + H(Y) - H(X,Y) from paired samples.

    x, y       (n,) or (n, d), or a data frame, row i of x observed with row i of y
    estimator  "auto" chooses, and `Estimate.method` says what and why: Chao-Wang-Jost for labels,
               or Miller-Madow where every cell is full; for measurements a Gaussian or Student copula,
               unless neighbours find more than it explains; Ross for one of each. Or a choice such as
               PlugIn(), KSG(k=5), Classification(), or its name, which reads the data as given
    kind       "discrete" | "continuous" | "mixed", or one for each of x and y; None infers it, column by
               column, and says in a warning where that is not plain
    missing    "raise"; "drop": leave out the rows with a missing value in x or y; "label": that a value is
               missing is a label of its own. NaN, None, NaT, pandas.NA and masked values are missing
    rng        seed or Generator, for the estimators that draw

    Text, booleans, categories, times and whole numbers of few levels are discrete; other numbers are
    continuous. A variable with columns of both kinds is mixed, and so is a number that holds atoms: zeros
    in a third of the rows, or a limit it was censored at. Each atom, a value seen in 1 % of the rows,
    ten at least, and five times as often as any value that is none, is then a label, and the other numbers
    stay numbers: a one-to-one map, which leaves the information as it was.

    The estimate is returned as it is: near independence it may be slightly negative. Its standard error
    is the delta method's for counts and copulas; for neighbours it is the spread of the local values and
    what overlapping neighbourhoods have in common; and always that of a law one error farther off, so that
    intervals reach the truth near independence and saturation. It holds chance alone: of what may be missed
    besides, `Estimate.warnings` tells. Also called information gain, transinformation.

    Sources: Miller 1955; Kraskov, Stögbauer & Grassberger 2004, eq. 8; Ross 2014, eq. 7. Equal
    distances, which the last two exclude, are averaged over all ways of breaking the tie.

    >>> print(mutual_information(["a", "b"] * 8, [1, 0] * 8, estimator="plug_in", unit="bits"))
    1.00 ± 0.12 bits (plug-in, n=16)
    """
    options = {"estimator": estimator, "kind": kind, "missing": missing, "rng": rng, **misplaced}
    return measure(_quantity.mutual_information(), {"x": x, "y": y}, unit=unit, **options)


def conditional_mutual_information(
    x: Any,
    y: Any,
    z: Any,
    *,
    estimator: Any = "auto",
    kind: str | tuple[str | None, ...] | None = None,
    missing: str = "raise",
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
    **misplaced: Never,
) -> Estimate:
    """Conditional mutual information I(X;Y|Z) = H(X,Z) + H(Y,Z) - H(Z) - H(X,Y,Z) from samples.

    x, y, z    (n,) or (n, d), observed row by row together
    kind       one kind, or one for each of x, y and z

    The other options are those of `mutual_information`.

    >>> x, y, xor = [0, 0, 1, 1] * 16, [0, 1, 0, 1] * 16, [0, 1, 1, 0] * 16
    >>> print(conditional_mutual_information(x, y, xor, estimator="plug_in", unit="bits"))
    1.00 ± 0.04 bits (plug-in, n=64)
    """
    options = {"estimator": estimator, "kind": kind, "missing": missing, "rng": rng, **misplaced}
    data = {"x": x, "y": y, "z": z}
    return measure(_quantity.conditional_mutual_information(), data, unit=unit, **options)
