"""Neighbours of the points of one sample in another. Euclidean; columns of shape (n, d)."""

from dataclasses import dataclass

import numpy as np

from .._variables import inverse
from ._pair import Pair

__all__ = ["Ball", "Clouds", "balls", "clouds", "kth_distances"]

ROUNDING = 1.0 + 1e-12  # so that the point which a radius was measured to is not lost
ROWS = 10_000  # balls that are listed at a time
SINGULAR = 1e-12  # of the widest direction: what rounding leaves of a direction without extent


@dataclass(frozen=True, eq=False)
class Clouds:
    """Both samples in coordinates in which the pooled within-sample covariance is the identity.

    No divergence feels a map common to both laws; whitening makes the estimate as indifferent, to affine
    maps. `log_scale` is the logarithm of the volume that one unit of the new coordinates has in the old;
    `lost` the number of directions in which neither sample extends. `repeats_x`, `repeats_y` (n,) say how
    often the place of each x was seen in x, in y; `place_x`, `place_y` number the distinct places.
    """

    x: np.ndarray
    y: np.ndarray
    log_scale: float
    lost: int
    repeats_x: np.ndarray
    repeats_y: np.ndarray
    place_x: np.ndarray
    place_y: np.ndarray
    places: int


def clouds(pair: Pair) -> Clouds:
    rows, n = pair.both.columns, pair.n
    place, places = inverse(rows, "x and y")
    row = np.empty(places, np.int64)
    row[place] = np.arange(len(rows))
    # Of distinct rows only: equal rows must stay equal to the last digit.
    points, log_scale = _whitened(rows[row], *pair.columns)
    place_x, place_y = place[:n], place[n:]
    in_x, in_y = (np.bincount(p, minlength=places)[place_x] for p in (place_x, place_y))
    lost = rows.shape[1] - points.shape[1]
    return Clouds(points[place_x], points[place_y], log_scale, lost, in_x, in_y, place_x, place_y, places)


def _whitened(points: np.ndarray, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float]:
    origin = x[0] if len(x) == 1 else x.mean(axis=0)
    within = np.vstack([x - x.mean(axis=0), y - y.mean(axis=0)])
    apart = y.mean(axis=0) - x.mean(axis=0)
    size = np.abs(within).max(axis=0)
    size = np.where(size > 0, size, np.where(apart != 0, np.abs(apart), 1.0))
    moments = within / size
    if points.shape[1] == 1:
        return (points - origin) / size, float(np.log(size).sum())
    _, widths, axes = np.linalg.svd(moments, full_matrices=False)
    widths = widths / np.sqrt(len(within))
    kept = widths > SINGULAR * widths[0]
    if not kept.any():
        return (points - origin) / size, float(np.log(size).sum())
    spread = axes[kept].T / widths[kept]
    return ((points - origin) / size) @ spread, float(np.log(size).sum() + np.log(widths[kept]).sum())


def kth_distances(sample: np.ndarray, points: np.ndarray, k: int) -> np.ndarray:
    """(n,): from each point to its k-th neighbour in the sample, itself counted where it lies there."""
    if sample.shape[1] > 1:
        return _tree(sample).query(points, [k])[0][:, 0]
    ascending = np.sort(sample[:, 0])
    first = np.clip(np.searchsorted(ascending, points[:, 0]) - k, 0, max(0, len(ascending) - 2 * k))
    window = ascending[first[:, None] + np.arange(min(2 * k, len(ascending)))]
    return np.partition(np.abs(window - points), k - 1, axis=1)[:, k - 1]


@dataclass(frozen=True, eq=False)
class Ball:
    """Around each point: how many of the sample it holds, how far the farthest of them lies.

    share  (m,): what each of the sample gets where every ball deals its weight out in equal parts
    """

    count: np.ndarray
    farthest: np.ndarray
    share: np.ndarray


def balls(sample: np.ndarray, points: np.ndarray, radius: np.ndarray, weight: np.ndarray) -> Ball:
    """Those of the sample no farther from each point than its radius, of which there is one or more."""
    within = _on_a_line if sample.shape[1] == 1 else _in_space
    return within(sample, points, radius * ROUNDING, weight)


def _on_a_line(sample: np.ndarray, points: np.ndarray, reach: np.ndarray, weight: np.ndarray) -> Ball:
    order, at = np.argsort(sample[:, 0]), points[:, 0]
    ascending = sample[order, 0]
    low = np.searchsorted(ascending, at - reach, side="left")
    high = np.searchsorted(ascending, at + reach, side="right")
    count = high - low
    farthest = np.maximum(at - ascending[low], ascending[high - 1] - at)
    step = np.zeros(len(sample) + 1)
    np.add.at(step, low, weight / count)
    np.add.at(step, high, -weight / count)
    share = np.empty(len(sample))
    share[order] = np.cumsum(step[:-1])
    return Ball(count, farthest, share)


def _in_space(sample: np.ndarray, points: np.ndarray, reach: np.ndarray, weight: np.ndarray) -> Ball:
    tree = _tree(sample)
    count, farthest, share = np.empty(len(points), np.int64), np.empty(len(points)), np.zeros(len(sample))
    for start in range(0, len(points), ROWS):
        part = slice(start, start + ROWS)
        held = tree.query_ball_point(points[part], reach[part])
        count[part] = sizes = np.array([len(h) for h in held])
        inside = np.concatenate([np.asarray(h, np.int64) for h in held])
        ends = np.repeat(points[part], sizes, axis=0)
        gap = np.sqrt(((sample[inside] - ends) ** 2).sum(axis=1))
        farthest[part] = np.maximum.reduceat(gap, np.cumsum(sizes) - sizes)
        share += np.bincount(inside, np.repeat(weight[part] / sizes, sizes), len(sample))
    return Ball(count, farthest, share)


def _tree(points: np.ndarray):
    from scipy.spatial import KDTree  # slow to import, and a single column needs none

    return KDTree(points)
