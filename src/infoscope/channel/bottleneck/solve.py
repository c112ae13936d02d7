"""From a joint law to the curve of its bottleneck."""

from typing import Any

import numpy as np

from ..._check import pick
from ..._kernels.blas import alone_where_small
from ...estimate import Unit, nats_per
from .._input import as_betas, as_count, as_joint, as_tolerance
from ._corners import TAKEN, WARNING, corner_encoders, line_encoders
from ._hard import hard_bottleneck
from ._law import Law, informations
from ._soft import best_of_neighbours, first_kept, soft_bottleneck
from .curve import SQUARED, BottleneckCurve

__all__ = ["information_bottleneck"]

SOFT, SMALL = "soft clusters", 1024  # cells
STRICT, LOOSE, STEPS = 1e-16, 1e-8, 2000  # the tolerance in small laws, and in large ones


def information_bottleneck(
    p_xy: Any,
    betas: Any = None,
    *,
    deterministic: bool = False,
    functional: str = "linear",
    clusters: int | None = None,
    tol: float | None = None,
    steps: int | None = None,
    unit: Unit = "nats",
) -> BottleneckCurve:
    """min I(X;Z) - β I(Z;Y) over encoders p(z|x): the least that keeps the most about Y, at each β.

    `p_xy` has shape (x, y): a joint law, or counts (whole numbers, of which the plug-in law is taken; see
    `bootstrap_bands`). `betas` has shape (B,), > 0; β weighs one information against another and has no unit.
    Something is kept from 1 / ρ² on at the latest (ρ the maximal correlation). By default 40 β from 0.8 / ρ²
    to 20 / ρ². With `deterministic` Z is a function of X and H(Z) - β I(Z;Y) is minimised. `clusters` is the
    most that Z may take: by default as many as X, at most 1024. `functional` "squared", for Y
    that is a function of X, minimises I(X;Z)² - β I(Z;Y), β in `unit`. It stops where the objective should
    fall by no more than `tol` nats, at least 1e-16, or after so many `steps`, and then warns: by default 2000
    steps and 1e-16, in laws of more than 1024 cells 1e-8. `excess` bounds what may be missing; where only the
    limit keeps from more clusters nothing does, and a warning says so. Where Y is a function of X and no
    betas are given, "squared" is taken, with a warning.

    Every β is solved at once, as matrix products, from several starts; then clusters that pay are sought from
    every row and added until none is found, doubtful answers are compared with Z = X and in small laws with
    many more starts, and a neighbour's encoder that is better is taken. Raises
    ValueError where p_xy is no law or a row holds nothing. Tishby, Pereira & Bialek (1999), equations 16, 17
    and 28; Strouse & Schwab, The deterministic information bottleneck (2017), algorithm 1; Kolchinsky, Tracey
    & Van Kuyk, Caveats for information bottleneck in deterministic scenarios (2019), equation 12.

    >>> from infoscope import channel
    >>> curve = channel.information_bottleneck([[0.45, 0.05], [0.05, 0.45]], [2.0], unit="bits")
    >>> curve.information_x.round(6), curve.information_y.round(6), curve.encoders[0].shape
    (array([0.696433]), array([0.407234]), (2, 2))
    """
    joint, n = as_joint(p_xy)
    per, squared = nats_per(unit), pick(functional, FUNCTIONALS, "functional")
    with alone_where_small(max(joint.shape)):
        law = Law(joint)
        if squared and (deterministic or not law.y_is_a_function_of_x):
            raise ValueError(
                "functional='squared' is for soft clusters where Y is a function of X; use 'linear'"
            )
        certain = law.y_is_a_function_of_x and law.entropy_y > 0.0
        instead = betas is None and certain and not deterministic and not squared
        squared = squared or instead
        beta = _default(law, squared, per) if betas is None else as_betas(betas)
        most, warnings = _most(clusters, len(joint)), []
        missing = np.full(len(beta), np.nan)
        if squared:
            encoders, method = line_encoders(law, beta * per), SQUARED
            warnings.extend([TAKEN.format(unit=unit)] if instead else [])
        elif deterministic:
            encoders, method = hard_bottleneck(law, beta, most=most), "hard clusters"
        elif law.y_is_a_function_of_x:
            encoders, method = corner_encoders(law, beta), "closed form: Y is a function of X"
            warnings.extend([WARNING] if certain else [])
        else:
            usual = STRICT if joint.size <= SMALL else LOOSE
            # what is less than STRICT is rounding, and no step is sure to get there
            tol = max(as_tolerance(usual if tol is None else tol), STRICT)
            steps = as_count(STEPS if steps is None else steps, "steps", 1)
            encoders, missing, left = soft_bottleneck(law, beta, most=most, tol=tol, steps=steps)
            method = SOFT
            if (np.abs(left) > tol).any():
                warnings.append(_not_converged(np.abs(left), tol, missing, per, unit))
        x, y = np.array([informations(law, e) for e in encoders]).T
        if method == SOFT:
            best, gained = best_of_neighbours(beta, x, y)
            encoders, x, y = [encoders[i] for i in best], x[best], y[best]
            missing = np.maximum(missing - gained, 0.0)
            warnings.extend([_limited(np.isnan(missing), most)] if np.isnan(missing).any() else [])
    if n is not None:
        warnings.append(_bias(np.asarray(p_xy), n, per, unit))
    return BottleneckCurve(
        beta, x / per, y / per, tuple(encoders), missing / per, law.entropy_x / per, law.information / per,
        () if squared else _transitions(law, beta, encoders, method), unit, method, n, tuple(warnings),
    )  # fmt: skip


def _default(law, squared, per):
    if squared:
        return np.linspace(0.0, 2.0 * law.entropy_y, 41)[1:] / per
    critical = 1.0 / law.correlation**2 if law.correlation > 1e-6 else 1.0
    return np.geomspace(0.8 * critical, 20.0 * critical, 40)


def _most(clusters, size):
    if clusters is None:
        return min(size, 1024)
    return min(as_count(clusters, "clusters", 1), size)


def _transitions(law, beta, encoders, method):
    """Where the number of clusters grows: halfway, and sought where soft clusters begin."""
    order = np.argsort(beta, kind="stable")
    counts = np.maximum.accumulate([encoders[i].shape[1] for i in order])
    found = []
    for i in np.flatnonzero(np.diff(counts)):
        low, high = float(beta[order[i]]), float(beta[order[i + 1]])
        sought = method == SOFT and counts[i] == 1 and low < 1.0 / law.correlation**2
        found.append(first_kept(law, low, high) if sought else 0.5 * (low + high))
    return tuple(found)


def _not_converged(left, tol, missing, per, unit):
    which = left > tol
    most = np.maximum(missing, np.where(np.isfinite(left), left, 0.0))[which].max() / per
    bound = f"up to about {most:.1g} {unit} may be missing; " if most > 0.0 else ""
    return (
        f"at {which.sum()} of {len(which)} β the steps ended before the iteration did: {bound}more `steps` "
        "find more"
    )


def _limited(which, most):
    return (
        f"at {which.sum()} of {len(which)} β more than {most} clusters might pay and are not allowed: these "
        "points are the best of several starts, and nothing bounds what they miss (`excess` is NaN)"
    )


def _bias(counts, n, per, unit):
    cells, rows, columns = (np.count_nonzero(a) for a in (counts, counts.sum(axis=1), counts.sum(axis=0)))
    bias = (cells - rows - columns + 1) / (2 * n) / per
    return (
        f"from {n} observations: the plug-in I(X;Y) is about {bias:.2g} {unit} too high (Miller–Madow), and "
        "I(Z;Y) up to that; bootstrap_bands and held-out data say more"
    )


FUNCTIONALS = {"linear": False, "squared": True}
