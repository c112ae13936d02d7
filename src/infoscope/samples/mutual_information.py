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

    x, y       (n,) or (n, d), row i of x observed with row i of y
    estimator  "auto": Miller-Madow for labels with labels, KSG-1 for measurements with measurements,
               Ross for one of each, the last two with k=3 on normal scores; or a choice such as
               PlugIn(), KSG(k=5), or its name, which reads the data as given
    kind       "discrete" | "continuous", or one for each of x and y; None infers it: text, booleans,
               categories and few-valued integers are discrete, floats continuous
    missing    "raise", or "drop": leave out the rows with a missing value
    rng        seed or Generator, for the estimators that draw

    The estimate is returned as it is: near independence it may be slightly negative. Its standard
    error is the delta method's for counts and comes from the spread of the local values for
    neighbours. Also called information gain, transinformation.

    Sources: Miller 1955; Kraskov, Stögbauer & Grassberger 2004, eq. 8; Ross 2014, eq. 7. Equal
    distances, which the last two exclude, are averaged over all ways of breaking the tie.

    >>> print(mutual_information(["a", "b"] * 8, [1, 0] * 8, estimator="plug_in", unit="bits"))
    1 bits (plug-in, n=16)
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
    1 bits (plug-in, n=64)
    """
    options = {"estimator": estimator, "kind": kind, "missing": missing, "rng": rng, **misplaced}
    data = {"x": x, "y": y, "z": z}
    return measure(_quantity.conditional_mutual_information(), data, unit=unit, **options)
