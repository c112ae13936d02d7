"""Discrete with discrete: mutual information of two columns of labels, from their joint counts. Nats."""

import numpy as np

from ._variables import Variable

__all__ = ["SPARSE", "joint_cells", "miller_madow", "plug_in"]

SPARSE = 5.0  # observations a joint cell, on average, below which counts say little


def joint_cells(x: Variable, y: Variable) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(x, y, count) of the cells that occur; a dense table where it is small, a sort where it is not."""
    code = x.codes * y.levels + y.codes  # type: ignore[operator]
    size = x.levels * y.levels
    if size <= max(1 << 16, 4 * x.n):
        table = np.bincount(code, minlength=size)
        cell = np.flatnonzero(table)
        count = table[cell]
    else:
        cell, count = np.unique(code, return_counts=True)
    return cell // y.levels, cell % y.levels, count


def plug_in(x: Variable, y: Variable) -> tuple[float, float, tuple[str, ...]]:
    """I(X;Y) = Σ p̂(x,y) ln p̂(x,y) / p̂(x)p̂(y), and √(Var of the logarithm / n) (delta method)."""
    return _plug_in(x, y, *joint_cells(x, y))


def miller_madow(x: Variable, y: Variable) -> tuple[float, float, tuple[str, ...]]:
    """Plug-in with each entropy's (cells seen - 1) / 2n: H(X) + H(Y) - H(X,Y), so two up and one down."""
    i, j, count = joint_cells(x, y)
    value, error, warnings = _plug_in(x, y, i, j, count)
    return value + (x.levels + y.levels - len(count) - 1) / (2 * x.n), error, warnings


def _plug_in(x: Variable, y: Variable, i: np.ndarray, j: np.ndarray, count: np.ndarray):
    n = x.n
    of_x = np.bincount(i, count, x.levels)[i]
    of_y = np.bincount(j, count, y.levels)[j]
    pointwise = np.log(count * n / (of_x * of_y))
    # Sorted before summing: the names and the order of the labels cannot move the last digit.
    value = float(np.sort(count * pointwise).sum() / n)
    variance = float(np.sort(count * (pointwise - value) ** 2).sum() / n)
    return value, (variance / n) ** 0.5, _warn(n, len(count))


def _warn(n: int, cells: int) -> tuple[str, ...]:
    if n >= SPARSE * cells:
        return ()
    return (
        f"{n / cells:.1f} observations a joint cell, fewer than {SPARSE:.0f}: "
        "the bias left may exceed the error",
    )
