"""Fewer columns that carry most of what two groups of columns tell of each other, for neighbours to see.

Information of functions of x and y is at most that of x and y (data processing), so whatever is found in
them is there. They are chosen on one half of the rows and measured on the other, so that nothing is found
by looking for it. The halves lie evenly along the rows.
"""

from collections.abc import Callable
from itertools import combinations_with_replacement, product
from math import comb

import numpy as np

from ..reading._sorted import normal_scores

__all__ = ["by_columns", "by_features", "by_projections", "evenly", "halves", "polynomials"]

SURE = 4.0  # standard errors from 0, of one of many
MANY_PAIRS = 1000
SCREENED = 1000  # rows
MOST = 6  # columns of both sides together
ROWS_A_FEATURE = 20
RIDGE = 1e-3  # of variance 1
FEATURES = 3  # on each side
SLICES = 5
ROWS_A_COLUMN = 10

Reduced = tuple[np.ndarray, np.ndarray, np.ndarray]  # rows, (rows, p) of x, (rows, q) of y
Measure = Callable[[np.ndarray, np.ndarray], tuple[float, float]]  # of two columns: value, error


def _spread(n: int) -> np.ndarray:
    """The numbers below n so that those up to any place lie evenly: not at every second, since of rows
    sorted by how far out they lie every second is the mirror image of another.
    """
    golden = (np.sqrt(5) - 1) / 2
    return np.argsort((np.arange(n) * golden) % 1.0)


def evenly(n: int, count: int) -> np.ndarray:
    """Numbers of `count` of n rows, evenly along them."""
    return np.sort(_spread(n)[:count])


def halves(n: int) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """(rows, the other rows), twice."""
    spread = _spread(n)
    one, other = np.sort(spread[: n // 2]), np.sort(spread[n // 2 :])
    return (one, other), (other, one)


def by_columns(x: np.ndarray, y: np.ndarray, measure: Measure) -> list[Reduced]:
    """The columns that tell of one on the other side, the strongest pairs first; [] where none does."""
    found = []
    if x.shape[1] * y.shape[1] > MANY_PAIRS:
        return []
    for rest, half in halves(len(x)):
        of_x, of_y = _informative(x[rest], y[rest], measure)
        if not of_x:
            return []
        found.append((half, x[half][:, of_x], y[half][:, of_y]))
    return found


def _informative(x: np.ndarray, y: np.ndarray, measure: Measure) -> tuple[list[int], list[int]]:
    if len(x) > SCREENED:
        rows = evenly(len(x), SCREENED)
        x, y = x[rows], y[rows]
    found = {}
    for i, j in product(range(x.shape[1]), range(y.shape[1])):
        value, error = measure(x[:, [i]], y[:, [j]])
        if value > SURE * error:
            found[i, j] = value
    of_x: set[int] = set()
    of_y: set[int] = set()
    for i, j in sorted(found, key=lambda pair: -found[pair]):
        if len(of_x | {i}) + len(of_y | {j}) <= MOST:
            of_x.add(i)
            of_y.add(j)
    return sorted(of_x), sorted(of_y)


def by_features(x: np.ndarray, y: np.ndarray) -> list[Reduced]:
    """The features of x and of y most correlated with each other: Hotelling's canonical correlations, not
    of the columns but of `polynomials`; as many, up to three, as are correlated on the other rows too.
    """
    f, g = (polynomials(v, len(v) // 2 // ROWS_A_FEATURE) for v in (x, y))
    found = []
    for rest, half in halves(len(x)):
        a, b = _canonical(f[rest], g[rest])
        u, v = f[half] @ a, g[half] @ b
        products = u * v  # of mean 0 and variance 1 without correlation
        sure = products.mean(axis=0) > SURE * products.std(axis=0) / np.sqrt(len(half))
        count = max(1, int(sure.sum()))
        found.append((half, u[:, :count], v[:, :count]))
    return found


def by_projections(x: np.ndarray, y: np.ndarray, measure: Measure) -> list[Reduced]:
    """Sums of columns along which the others lie otherwise: up to three on each side, as tell most there.

    y that moves with some w·x alone, in whatever way, leaves x as it was across w; so those w are sought in
    which the mean or the variance of x changes from slice to slice of y (Cook & Weisberg 1991), and of y
    with x. Products of columns are seen, for (x₁+x₂)² - (x₁-x₂)² is four of them.
    """
    z, w = normal_scores(x), normal_scores(y)
    found = []
    for rest, half in halves(len(x)):
        if len(rest) < ROWS_A_COLUMN * max(z.shape[1], w.shape[1]):
            return []
        of_z, of_w = _directions(z[rest], w[rest]), _directions(w[rest], z[rest])
        rows = rest if len(rest) <= SCREENED else rest[evenly(len(rest), SCREENED)]
        told = {
            (p, q): measure(z[rows] @ of_z[:, :p], w[rows] @ of_w[:, :q])[0]
            for p in range(1, of_z.shape[1] + 1)
            for q in range(1, of_w.shape[1] + 1)
        }
        p, q = max(told, key=lambda pq: (told[pq], -sum(pq)))
        found.append((half, z[half] @ of_z[:, :p], w[half] @ of_w[:, :q]))
    return found


def _directions(z: np.ndarray, w: np.ndarray) -> np.ndarray:
    """(d, up to 3): of most mean square change of the covariance of z from slice to slice of columns of w."""
    n, d = z.shape
    if d == 1:
        return np.ones((1, 1))
    root = np.linalg.cholesky(z.T @ z / n + RIDGE * np.eye(d))
    white = np.linalg.solve(root, z.T).T
    change = np.zeros((d, d))
    for column in w.T:
        for rows in np.array_split(np.argsort(column, kind="stable"), SLICES):
            of_slice = np.eye(d) - white[rows].T @ white[rows] / len(rows)
            mean = white[rows].mean(axis=0)
            change += of_slice @ of_slice + np.outer(mean, mean)
    return np.linalg.solve(root.T, np.linalg.eigh(change)[1][:, ::-1][:, :FEATURES])


def polynomials(x: np.ndarray, most: int) -> np.ndarray:
    """(n, p) of mean 0 and variance 1, the columns themselves first, by their normal scores.

    All products of up to three columns where those are no more than `most`, else columns times powers of
    their common size.
    """
    z = normal_scores(x)
    d = z.shape[1]
    size = (z * z).mean(axis=1, keepdims=True)
    if d == 1:
        f = np.hstack([z, z**2, z**3])
    elif comb(d + 3, 3) - 1 <= most:
        products = [c for k in (2, 3) for c in combinations_with_replacement(range(d), k)]
        f = np.column_stack([z, *(z[:, list(c)].prod(axis=1) for c in products), size**2, z * size**2])
    else:
        f = np.hstack([z, z * size, z * size**2, size, size**2])
    f = f[:, (f != f[:1]).any(axis=0)]
    f = f - f.mean(axis=0)
    return f / np.sqrt((f * f).mean(axis=0))


def _canonical(f: np.ndarray, g: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights of the first features on each side, by canonical correlation with a ridge."""
    n = len(f)
    of_f, of_g = (np.linalg.cholesky(v.T @ v / n + RIDGE * np.eye(v.shape[1])) for v in (f, g))
    between = np.linalg.solve(of_g, np.linalg.solve(of_f, f.T @ g / n).T).T
    left, _, right = np.linalg.svd(between, full_matrices=False)
    return np.linalg.solve(of_f.T, left[:, :FEATURES]), np.linalg.solve(of_g.T, right[:FEATURES].T)
