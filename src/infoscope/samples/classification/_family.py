"""What a classifier tells: how far the laws of two samples are apart, how much variables share."""

import numpy as np

from ...estimate import Estimate
from .. import _quantity
from .._found import Found
from .._quantity import Quantity
from ..reading._variables import Variable
from ._bounds import BOUNDS, kl_divergence
from ._log_odds import Rows, beside, describe, log_ratio_of, parts, rows_of
from .choices import Classification

__all__ = ["divergence", "shared_information"]

FEW = 30  # rows of Q that carry the mean of the ratio, below which it says little


def divergence(
    choice: Classification, name: str, order: float, weights, both: Variable, n: int, rng: np.random.Generator
) -> Estimate:
    """Between the laws of the first n rows and of the others."""
    if name not in BOUNDS:
        raise ValueError(f"{choice} tells a ratio of laws, and no {name}: take another estimator")
    _enough(min(n, both.n - n), choice.folds, "observations of each sample")
    rows = rows_of([both])
    p, q = rows[:n], rows[n:]
    of_p, of_q = np.empty(n), np.empty(both.n - n)
    for out_p, out_q in zip(parts(n, choice.folds, rng), parts(len(of_q), choice.folds, rng)):
        g = log_ratio_of(choice, p[_others(n, out_p)], q[_others(len(of_q), out_q)], rng)
        of_p[out_p], of_q[out_q] = g(p[out_p]), g(q[out_q])
    value, error = BOUNDS[name](of_p, of_q, order, weights)
    notes = _warn(value, of_p, of_q, order if name == "Rényi divergence" else 1.0)
    if name == "Jensen-Shannon divergence":
        notes = _certain(value, of_p, of_q)
    return Estimate(value, error, method=f"lower bound, {describe(choice)}", n=n, warnings=notes)


def shared_information(
    choice: Classification, quantity: Quantity, variables: list[Variable], rng: np.random.Generator
) -> Found:
    """D(joint‖product) of two variables or more: mutual information, total correlation.

    The rows held out are shuffled among themselves, and so are those of the fit.
    """
    many, n = len(variables), variables[0].n
    if quantity.terms != _quantity.total_correlation(many).terms:
        raise ValueError(
            f"{choice} tells mutual information and total correlation, by shuffling; {quantity.name} needs "
            "another estimator"
        )
    _enough(n, choice.folds, "rows", each=many)
    alone = [rows_of([v]) for v in variables]
    joint, of_p, of_q, orders = beside(alone), np.empty(n), np.empty(n), []
    for out in parts(n, choice.folds, rng):
        kept = _others(n, out)
        g = log_ratio_of(choice, joint[kept], _shuffled(alone, kept, rng)[0], rng)
        apart, order = _shuffled(alone, out, rng)
        of_p[out], of_q[order] = g(joint[out]), g(apart)
        orders.append(order)
    value, _ = kl_divergence(of_p, of_q, 1.0, None)
    notes = _warn(value, of_p, of_q, 1.0)
    method = f"lower bound, {describe(choice)}"
    if not np.isfinite(value):
        return Found(np.full(n, value), method, notes)
    local = 1.0 + of_p - np.exp(of_q)
    return Found(local, method, notes, error=_error(local, orders, many))


def _error(local: np.ndarray, orders: list[np.ndarray], many: int) -> float:
    """Of the mean, where a value has rows in common with the many - 1 next to it in the order."""
    plain = total = float(((local - local.mean()) ** 2).sum())
    for order in orders:
        apart = local[order] - local.mean()
        total += 2 * sum(float(apart @ np.roll(apart, lag)) for lag in range(1, many))
    return float(np.sqrt(total if total > 0 else plain)) / len(local)


def _shuffled(alone: list[Rows], rows: np.ndarray, rng: np.random.Generator) -> tuple[Rows, np.ndarray]:
    """Rows whose variables come from different rows, each from one further on in an order at random."""
    order = rng.permutation(rows)
    return beside([one[np.roll(order, i)] for i, one in enumerate(alone)]), order


def _others(size: int, out: np.ndarray) -> np.ndarray:
    kept = np.ones(size, bool)
    kept[out] = False
    return np.flatnonzero(kept)


def _enough(size: int, folds: int, what: str, each: int = 1) -> None:
    if size < 2 * folds * each:
        raise ValueError(f"{folds} folds need {2 * folds * each} {what} or more; got {size}")


def _warn(value: float, of_p: np.ndarray, of_q: np.ndarray, order: float) -> tuple[str, ...]:
    notes = _certain(value, of_p, of_q)
    if notes:
        return notes
    if value < 0:
        notes += ("on rows it has not seen, the classifier's odds are worse than none: the bound is empty",)
    share = np.exp(order * (of_q - of_q.max()))
    carried = share.sum() ** 2 / (share**2).sum()
    if carried < min(FEW, len(share) / 4):
        notes += (
            f"about {carried:.0f} of {len(share)} rows carry the mean of the ratio: the bound may be off "
            "by more than its error",
        )
    return notes


def _certain(value: float, of_p: np.ndarray, of_q: np.ndarray) -> tuple[str, ...]:
    certain = int(np.isinf(of_p).sum() + np.isinf(of_q).sum())
    if not certain:
        return ()
    return (
        f"the classifier gives {certain} rows a probability of 0 or 1, infinite log-odds: one that is wrong "
        "makes the bound -inf, and where all are right that is no evidence that they always are; "
        "sklearn.calibration.CalibratedClassifierCV grades them",
    )
