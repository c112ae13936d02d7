"""Mutual information of two variables, each of labels or of measurements, from samples."""

from typing import Any

import numpy as np
from scipy.special import digamma

from .._check import pick
from .._rng import as_generator
from ..estimate import Estimate, Unit, nats_per
from . import _labels, _neighbours
from ._variables import Variable, align, as_kinds, as_variable
from .choices import KSG, MillerMadow, PlugIn, Ross

__all__ = ["mutual_information"]

Choice = PlugIn | MillerMadow | KSG | Ross

CHOICES: dict[str, Choice | None] = {
    "auto": None,
    "plug_in": PlugIn(),
    "miller_madow": MillerMadow(),
    "ksg": KSG(),
    "ross": Ross(),
}
MANY_COLUMNS = 6
NEAR = 0.5  # of the ceiling of KSG: above, it falls short by more than its error


def mutual_information(
    x: Any,
    y: Any,
    *,
    estimator: str | Choice = "auto",
    kind: str | tuple[str | None, str | None] | None = None,
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
) -> Estimate:
    """Mutual information I(X;Y) = H(X) + H(Y) - H(X,Y) from paired samples.

    x, y       (n,) or (n, d), row i of x observed with row i of y
    estimator  "auto": Miller-Madow for labels with labels, KSG-1 for measurements with measurements,
               Ross for one of each, the last two with k=3 on normal scores; or PlugIn(),
               MillerMadow(), KSG(k), Ross(k), or their names, which read the data as given
    kind       "discrete" | "continuous", or one for each of x and y; None infers it: text, booleans,
               categories and few-valued integers are discrete, floats continuous
    rng        accepted for a uniform call; no estimator here draws anything

    The estimate is returned as it is: near independence it may be slightly negative. Its standard
    error is the delta method's for counts and comes from the spread of the local values for
    neighbours. Also called information gain, transinformation.

    Sources: Miller 1955; Kraskov, Stögbauer & Grassberger 2004, eq. 8; Ross 2014, eq. 7. Equal
    distances, which the last two exclude, are averaged over all ways of breaking the tie.

    >>> print(mutual_information(["a", "b"] * 8, [1, 0] * 8, estimator="plug_in", unit="bits"))
    1 bits (plug-in, n=16)
    """
    nats_per(unit)
    as_generator(rng)
    choice = _as_choice(estimator)
    kinds = as_kinds(kind, ("x", "y"))
    if isinstance(choice, KSG):
        kinds = tuple(k or "continuous" for k in kinds)
    v, w = as_variable(x, kinds[0], "x"), as_variable(y, kinds[1], "y")
    align(v, w)
    notes = v.notes + w.notes
    for name, one in (("x", v), ("y", w)):
        if one.constant:
            notes += (f"{name} is constant: it carries no information",)
            return Estimate(0.0, method="constant", n=v.n, warnings=notes).to(unit)
    choice = choice or _auto(v, w)
    value, error, method, more = _route(choice, v, w)
    return Estimate(value, error, method=method, n=v.n, warnings=notes + more).to(unit)


def _as_choice(estimator: Any) -> Choice | None:
    return estimator if isinstance(estimator, Choice) else pick(estimator, CHOICES, "estimator")


def _auto(x: Variable, y: Variable) -> Choice:
    if x.kind == y.kind:
        return MillerMadow() if x.kind == "discrete" else KSG(transform="normal_scores")
    return Ross(transform="normal_scores")


def _route(choice: Choice, x: Variable, y: Variable) -> tuple[float, float, str, tuple[str, ...]]:
    kinds = (x.kind, y.kind)
    match choice:
        case PlugIn() if kinds == ("discrete", "discrete"):
            value, error, notes = _labels.plug_in(x, y)
            return value, error, "plug-in", notes
        case MillerMadow() if kinds == ("discrete", "discrete"):
            value, error, notes = _labels.miller_madow(x, y)
            return value, error, "Miller-Madow", notes
        case KSG() if kinds == ("continuous", "continuous"):
            return _ksg(choice, x, y)
        case Ross() if x.kind != y.kind:
            return _ross(choice, *((x, y) if x.kind == "continuous" else (y, x)))
    raise ValueError(
        f"{choice} cannot read x ({x.kind}) with y ({y.kind}): PlugIn and MillerMadow take two discrete "
        "variables, KSG two continuous ones, Ross one of each; pass another estimator, or kind="
    )


def _ksg(choice: KSG, x: Variable, y: Variable) -> tuple[float, float, str, tuple[str, ...]]:
    _enough(x.n, choice.k)
    a, b = _transformed(x, choice), _transformed(y, choice)
    value, error = _neighbours.mean_and_error(_neighbours.ksg(a, b, choice.k))
    d = a.shape[1] + b.shape[1]
    notes, error = _near_the_ceiling(value, error, x.n, choice.k)
    if d >= MANY_COLUMNS:
        notes += (f"neighbours in {d} dimensions are far apart at n={x.n}: the estimate falls short",)
    return value, error, _describe("KSG-1", choice), notes


def _near_the_ceiling(value: float, error: float, n: int, k: int) -> tuple[tuple[str, ...], float]:
    """What to say, and the error to give, of more information than n points can show.

    Where x and y give each other away, every point has its k neighbours and no others beside it: KSG-1
    then answers ψ(n) - ψ(k) whatever the truth, and with no spread at all.
    """
    ceiling = float(digamma(n) - digamma(k))
    if value <= NEAR * ceiling:
        return (), error
    limit = f"{n} observations cannot show more than {ceiling:.2f} nats with k={k}"
    if error < 1e-9 * ceiling:
        return (
            f"x and y determine each other, as far as can be seen: {limit}, the truth may be inf",
        ), np.inf
    return (f"near its ceiling, so too low: {limit}",), error


def _ross(choice: Ross, x: Variable, y: Variable) -> tuple[float, float, str, tuple[str, ...]]:
    assert y.codes is not None
    seen_once = np.bincount(y.codes)[y.codes] == 1
    notes: tuple[str, ...] = ()
    columns, codes = _transformed(x, choice), y.codes
    if seen_once.any():
        notes = (f"{seen_once.sum()} observations left out: their label is seen only once",)
        columns, codes = columns[~seen_once], codes[~seen_once]
    if len(codes) == 0:
        raise ValueError("every label is seen only once, so none has a neighbour: group the labels first")
    _enough(len(codes), choice.k)
    smallest = np.bincount(codes)[codes].min()
    if smallest <= choice.k:
        notes += (
            f"the rarest label is seen {smallest} times, no more than k={choice.k}: fewer neighbours there",
        )
    value, error = _neighbours.mean_and_error(_neighbours.ross(columns, codes, choice.k))
    return value, error, _describe("Ross", choice), notes


def _transformed(v: Variable, choice: KSG | Ross) -> np.ndarray:
    assert v.columns is not None
    return _neighbours.normal_scores(v.columns) if choice.transform else v.columns


def _describe(name: str, choice: KSG | Ross) -> str:
    return f"{name}, k={choice.k}" + (", normal scores" if choice.transform else "")


def _enough(n: int, k: int) -> None:
    if n <= k:
        raise ValueError(f"k={k} neighbours need more than {k} observations; got {n}")
