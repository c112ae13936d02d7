"""Neighbours of the points of one sample in another. Euclidean; columns of shape (n, d)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..._kernels import space
from ..._kernels.space_balls import within
from ..._kernels.space_nearest import nearest
from ..._kernels.threads import each
from ..reading._variables import inverse
from ._pair import Pair

__all__ = ["Balls", "Clouds", "Sample", "balls", "clouds", "kth_distances", "to_kth"]

ROUNDING = 1.0 + 1e-12  # so that the point which a radius was measured to is not lost
VAST, SMALLER = 2.0**900, 2.0**-100  # beyond which sums and differences may overflow, and what mends it
EVEN = 1e-6  # of the widest direction, squared: what squares tell to ten digits
SINGULAR = 1e-12  # of the widest direction: what rounding leaves of a direction without extent


@dataclass(frozen=True, eq=False)
class Sample:
    """(n, d) points, and the tree of them."""

    points: np.ndarray

    @cached_property
    def tree(self) -> space.Tree:
        return space.tree(self.points)


def _planted(*samples: Sample) -> None:
    """Their trees, side by side."""
    each(lambda sample: sample.tree, samples)


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
    widths, axes = _axes(within / size)
    widths = widths / np.sqrt(len(within))
    kept = widths > SINGULAR * widths[0]
    if not kept.any():
        return (points - origin) / size, float(np.log(size).sum())
    spread = axes[kept].T / widths[kept]
    return ((points - origin) / size) @ spread, float(np.log(size).sum() + np.log(widths[kept]).sum())


def _axes(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Singular values and right singular vectors: by squares, which take no time, where no digit matters."""
    squares, axes = np.linalg.eigh(rows.T @ rows)
    if squares[0] > EVEN * squares[-1]:
        return np.sqrt(squares[::-1]), axes.T[::-1]
    return np.linalg.svd(rows, full_matrices=False)[1:]


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
class Balls:
    """Around each of n points: how many of the sample it holds, how far the farthest of them lies.

    share  of weights (n,), (m,): what each of the sample gets where every ball deals its out in equal parts
    """

    count: np.ndarray
    farthest: np.ndarray
    share: Callable[[np.ndarray], np.ndarray]


def balls(sample: Sample, points: Sample, radius: np.ndarray) -> Balls:
    """Those of the sample no farther from each point than its radius, of which there is one or more."""
    reach = radius * ROUNDING
    if sample.points.shape[1] == 1:
        return _on_a_line(sample, points, reach)
    farthest, ball, member = within(sample.tree, points.tree, reach)
    return _in_space(sample, farthest, ball, member)


def to_kth(sample: Sample, points: Sample, k: int) -> Balls:
    """Those no farther than the k-th neighbour in the sample: k of them, or more where others are as far."""
    if sample.points.shape[1] == 1:
        radius = kth_distances(sample, points, k)
        return replace(balls(sample, points, radius), farthest=radius)
    _planted(sample, points)
    ahead = min(k + 1, len(sample.points))
    gaps, which = nearest(sample.tree, ahead, of=points.tree, euclidean=True)
    radius = gaps[:, k - 1]
    more = (gaps[:, k:] <= radius[:, None] * ROUNDING).any(axis=1)
    alone, some = np.flatnonzero(~more), np.flatnonzero(more)
    ball, member = np.repeat(alone, k), which[alone, :k].ravel()
    if len(some):
        reach = radius[some] * ROUNDING
        _, ball_of_some, member_of_some = within(sample.tree, Sample(points.points[some]).tree, reach)
        ball, member = np.append(ball, some[ball_of_some]), np.append(member, member_of_some)
    return _in_space(sample, radius, ball, member)


def _on_a_line(sample: Sample, points: Sample, reach: np.ndarray) -> Balls:
    order, at = np.argsort(sample.points[:, 0]), points.points[:, 0]
    ascending = sample.points[order, 0]
    low = np.searchsorted(ascending, at - reach, side="left")
    high = np.searchsorted(ascending, at + reach, side="right")
    count = high - low

    def share(weight: np.ndarray) -> np.ndarray:
        step, dealt = np.zeros(len(order) + 1), np.empty(len(order))
        np.add.at(step, low, weight / count)
        np.add.at(step, high, -weight / count)
        dealt[order] = np.cumsum(step[:-1])
        return dealt

    return Balls(count, np.maximum(at - ascending[low], ascending[high - 1] - at), share)


def _in_space(sample: Sample, farthest: np.ndarray, ball: np.ndarray, member: np.ndarray) -> Balls:
    count = np.bincount(ball, minlength=len(farthest))

    def share(weight: np.ndarray) -> np.ndarray:
        return np.bincount(member, (weight / count)[ball], len(sample.points))

    return Balls(count, farthest, share)
