"""Neighbours of the points of one sample in another. Euclidean; columns of shape (n, d)."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..._kernels import space
from ..._kernels.space_balls import within
from ..._kernels.space_nearest import nearest
from ..reading._variables import inverse
from ._pair import Pair

__all__ = ["Ball", "Clouds", "Sample", "balls", "clouds", "kth_distances"]

ROUNDING = 1.0 + 1e-12  # so that the point which a radius was measured to is not lost
VAST, SMALLER = 2.0**900, 2.0**-100  # beyond which sums and differences may overflow, and what mends it
SINGULAR = 1e-12  # of the widest direction: what rounding leaves of a direction without extent


@dataclass(frozen=True, eq=False)
class Sample:
    """(n, d) points, and the tree of them."""

    points: np.ndarray

    @cached_property
    def tree(self) -> space.Tree:
        return space.tree(self.points)


@dataclass(frozen=True, eq=False)
class Clouds:
    """Both samples in coordinates in which the pooled within-sample covariance is the identity.

    No divergence feels a map common to both laws; whitening makes the estimate as indifferent, to affine
    maps. One column is divided by a power of 2, so that no digit of a distance is lost. `log_scale` is the
    logarithm of the volume that one unit of the new coordinates has in the old; `lost` the number of
    directions in which neither sample extends. `repeats_x`, `repeats_y` (n,) say how often the place of each
    x was seen in x, in y; `place_x`, `place_y` number the distinct places.
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

    @cached_property
    def in_x(self) -> Sample:
        return Sample(self.x)

    @cached_property
    def in_y(self) -> Sample:
        return Sample(self.y)


def clouds(pair: Pair) -> Clouds:
    rows, n = pair.both.columns, pair.n
    place, places = inverse(rows, "x and y")
    scale = SMALLER if np.abs(rows).max() > VAST else 1.0
    rows = rows if scale == 1.0 else rows * scale
    row = np.empty(places, np.int64)
    row[place] = np.arange(len(rows))
    # Of distinct rows only: equal rows must stay equal to the last digit.
    points, log_scale = _whitened(rows[row], rows[:n], rows[n:])
    log_scale -= np.log(scale) * rows.shape[1]
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
    if points.shape[1] == 1:
        size = 2.0 ** np.floor(np.log2(size))
        return points / size, float(np.log(size).sum())
    _, widths, axes = np.linalg.svd(within / size, full_matrices=False)
    widths = widths / np.sqrt(len(within))
    kept = widths > SINGULAR * widths[0]
    if not kept.any():
        return (points - origin) / size, float(np.log(size).sum())
    spread = axes[kept].T / widths[kept]
    return ((points - origin) / size) @ spread, float(np.log(size).sum() + np.log(widths[kept]).sum())


def kth_distances(sample: Sample, points: Sample, k: int) -> np.ndarray:
    """(n,): from each point to its k-th neighbour in the sample, itself counted where it lies there."""
    if sample.points.shape[1] > 1:
        if sample is points:
            return nearest(sample.tree, k - 1, last=1, euclidean=True)[0][:, 0]
        return nearest(sample.tree, k, of=points.tree, last=1, euclidean=True)[0][:, 0]
    ascending, at = np.sort(sample.points[:, 0]), points.points[:, 0]
    first = np.clip(np.searchsorted(ascending, at) - k, 0, max(0, len(ascending) - 2 * k))
    window = ascending[first[:, None] + np.arange(min(2 * k, len(ascending)))]
    return np.partition(np.abs(window - at[:, None]), k - 1, axis=1)[:, k - 1]


@dataclass(frozen=True, eq=False)
class Ball:
    """Around each point: how many of the sample it holds, how far the farthest of them lies.

    share  (m,): what each of the sample gets where every ball deals its weight out in equal parts
    """

    count: np.ndarray
    farthest: np.ndarray
    share: np.ndarray


def balls(sample: Sample, points: Sample, radius: np.ndarray, weight: np.ndarray) -> Ball:
    """Those of the sample no farther from each point than its radius, of which there is one or more."""
    held = _on_a_line if sample.points.shape[1] == 1 else _in_space
    return held(sample, points, radius * ROUNDING, weight)


def _on_a_line(sample: Sample, points: Sample, reach: np.ndarray, weight: np.ndarray) -> Ball:
    order, at = np.argsort(sample.points[:, 0]), points.points[:, 0]
    ascending = sample.points[order, 0]
    low = np.searchsorted(ascending, at - reach, side="left")
    high = np.searchsorted(ascending, at + reach, side="right")
    count = high - low
    farthest = np.maximum(at - ascending[low], ascending[high - 1] - at)
    step = np.zeros(len(order) + 1)
    np.add.at(step, low, weight / count)
    np.add.at(step, high, -weight / count)
    share = np.empty(len(order))
    share[order] = np.cumsum(step[:-1])
    return Ball(count, farthest, share)


def _in_space(sample: Sample, points: Sample, reach: np.ndarray, weight: np.ndarray) -> Ball:
    farthest, ball, member = within(sample.tree, points.tree, reach)
    count = np.bincount(ball, minlength=len(reach))
    return Ball(count, farthest, np.bincount(member, (weight / count)[ball], len(sample.points)))
