"""Entropy of observations: of labels from their counts, of measurements from their neighbours."""

from typing import Any

import numpy as np

from .._check import pick
from .._rng import as_generator
from ..estimate import Estimate, Unit, nats_per
from . import _neighbours
from ._labels import SPARSE
from ._variables import Variable, as_variable
from .choices import KozachenkoLeonenko, MillerMadow, PlugIn
from .counts import entropy_from_counts

__all__ = ["entropy"]

Choice = PlugIn | MillerMadow | KozachenkoLeonenko

CHOICES: dict[str, Choice | None] = {
    "auto": None,
    "plug_in": PlugIn(),
    "miller_madow": MillerMadow(),
    "kozachenko_leonenko": KozachenkoLeonenko(),
}


def entropy(
    x: Any,
    *,
    estimator: str | Choice = "auto",
    kind: str | None = None,
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
) -> Estimate:
    """Entropy H(X) of labels, or differential entropy h(X) of measurements, from samples.

    x          (n,) or (n, d); d columns of labels are taken jointly
    estimator  "auto": Miller-Madow for labels, Kozachenko-Leonenko (k=3) for measurements;
               or PlugIn(), MillerMadow(), KozachenkoLeonenko(k), or their names
    kind       "discrete" | "continuous"; None infers it: text, booleans, categories and few-valued
               integers are discrete, floats continuous
    rng        accepted for a uniform call; no estimator here draws anything

    Differential entropy may be negative, and is -inf where k + 1 or more values are equal, since a
    law with an atom has no density. Also called Shannon entropy, surprisal, uncertainty.

    Sources: Miller 1955; Kozachenko & Leonenko 1987; Kraskov, Stögbauer & Grassberger 2004, eq. 20.

    >>> print(entropy(["a", "b"] * 8, estimator="plug_in", unit="bits"))
    1 bits (plug-in, n=16)
    """
    nats_per(unit)
    as_generator(rng)
    choice = _as_choice(estimator)
    wanted = "continuous" if kind is None and isinstance(choice, KozachenkoLeonenko) else kind
    v = as_variable(x, wanted, "x")
    if choice is None:
        choice = MillerMadow() if v.kind == "discrete" else KozachenkoLeonenko()
    if v.kind == "continuous" and isinstance(choice, KozachenkoLeonenko):
        return _of_measurements(v, choice.k).to(unit)
    if v.kind == "discrete" and not isinstance(choice, KozachenkoLeonenko):
        name = "plug_in" if isinstance(choice, PlugIn) else "miller_madow"
        e = entropy_from_counts(np.bincount(v.codes, minlength=v.levels), estimator=name)  # type: ignore[arg-type]
        notes = v.notes
        if v.n < SPARSE * v.levels:
            notes += (f"{v.n / v.levels:.1f} observations a label, fewer than {SPARSE:.0f}: likely too low",)
        return Estimate(float(e.value), float(e.std_error), method=e.method, n=v.n, warnings=notes).to(unit)
    raise ValueError(f"{choice} cannot read x, which is {v.kind}; pass another estimator, or kind=")


def _as_choice(estimator: Any) -> Choice | None:
    return estimator if isinstance(estimator, Choice) else pick(estimator, CHOICES, "estimator")


def _of_measurements(v: Variable, k: int) -> Estimate:
    assert v.columns is not None
    if v.n <= k:
        raise ValueError(f"k={k} neighbours need more than {k} observations; got {v.n}")
    value, error = _neighbours.mean_and_error(_neighbours.kozachenko_leonenko(v.columns, k))
    notes = v.notes
    if value == -np.inf:
        notes += (
            f"more than {k} observations are equal: a law with atoms has no density, so h = -inf; "
            "kind='discrete' gives the entropy of the values as labels",
        )
    return Estimate(value, error, method=f"Kozachenko-Leonenko, k={k}", n=v.n, warnings=notes)
