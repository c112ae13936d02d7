"""The entropy of one column: H of labels, h of what is measured, and of what rounding has left of it."""

import math
from dataclasses import replace

import numpy as np

from ... import samples
from ...estimate import Estimate
from ._feature import Feature

__all__ = ["FEWEST", "entropy_of", "entropy_of_counts"]

FEWEST = 4  # rows to estimate anything from
DIGITS = 6  # behind the point, that a rounded number may have
ROUNDED = "rounded: many values are equal, and its entropy is that of values spread evenly over each step"
ATOMS = "no entropy: more values are equal than a density allows, and they are not rounded to any step"


def entropy_of(feature: Feature) -> Estimate | None:
    """H, or h where continuous, with a warning where rounding had to be undone; None where there is none."""
    values, place, count = feature.tally
    n = len(place)
    if feature.kind == "constant":
        return Estimate(0.0, method="constant", n=n)
    if not feature.usable or n < FEWEST:
        return None
    if feature.kind == "discrete":
        return entropy_of_counts(count)
    # √n neighbours: columns of a table are often rounded a little, and three would find only equals.
    k = max(3, math.isqrt(n))
    found = samples.entropy(
        np.repeat(values, count), kind="continuous", estimator=samples.KozachenkoLeonenko(k)
    )
    return found if math.isfinite(found.value) else _of_rounded(values, count)


def entropy_of_counts(count: np.ndarray) -> Estimate:
    """Corrected for its bias, but not beyond what so many labels can hold."""
    corrected = samples.entropy_from_counts(count, estimator="miller_madow")
    if corrected.value <= math.log(np.count_nonzero(count)):
        return corrected
    return samples.entropy_from_counts(count, estimator="plug_in")


def _of_rounded(values: np.ndarray, count: np.ndarray) -> Estimate:
    """h(X + U) = H(X) + ln Δ of numbers a step Δ apart or more, U uniform over one step.

    Their own h is -inf, which is true of the rounded numbers and tells nobody anything.
    """
    step = _step(values)
    if step is None:
        return Estimate(-math.inf, method="atoms", n=int(count.sum()), warnings=(ATOMS,))
    found = samples.entropy_from_counts(count, estimator="miller_madow")
    return replace(found, value=found.value + math.log(step), method="rounded", warnings=(ROUNDED,))


def _step(values: np.ndarray) -> float | None:
    """The widest step of which all differences are multiples; None where they need too many digits."""
    for digits in range(DIGITS + 1):
        scaled = values * 10.0**digits
        whole = np.rint(scaled)
        if np.abs(whole).max() >= 2**53:
            return None
        if np.abs(scaled - whole).max() <= 1e-6:
            return float(np.gcd.reduce(np.diff(whole).astype(np.int64))) / 10.0**digits
    return None
