"""How the many labels of a column could be merged into few groups that tell nearly as much of the target.

The groups are judged on rows that did not make them: three quarters of the rows make groups, the last says
what those tell, each quarter in turn. What is shared out among the quarters are counts, not rows, so that the
order of the rows changes nothing.
"""

from typing import Any

import numpy as np

from ...channel.bottleneck._hard import merge_tree
from ...channel.compress import groups_of
from ...estimate import nats_per
from ._feature import Feature
from ._measure import Target, generator

__all__ = ["encoding"]

FEWEST = 12  # labels: so many can stand for themselves
COMMON = 300  # labels at most that are told apart, the commonest; the others go together
KNOWN = 5  # rows of a label to be told apart
MOST = 12  # groups
FOLDS = 4
ENOUGH = 0.95  # of what the best number of groups tells
WORTH = 0.75  # of what the column tells, for groups to be proposed


def encoding(
    feature: Feature, target: Target, row: dict[str, Any], seed: int, unit: Any
) -> dict[str, Any] | None:
    """The groups, what they tell on rows held out, and which share of the column's information that is."""
    if feature.ordered or feature.kind != "discrete" or feature.distinct <= FEWEST or row["information"] <= 0:
        return None
    both = feature.present & target.feature.present
    place, size = _told_apart(np.bincount(feature.values[both], minlength=feature.distinct))
    if size <= 3:
        return None
    y = target.bins
    cells = place[feature.values[both]] * y.levels + y.codes[both]
    counts = np.bincount(cells, minlength=size * y.levels).reshape(size, y.levels)
    dealt = generator(seed, feature.name).multinomial(counts, np.full(FOLDS, 1 / FOLDS))
    folds = [(counts - test, test) for test in np.moveaxis(dealt, -1, 0)]
    levels = _how_many(folds, size)
    told, errors = np.transpose([_told(test, groups_of(train, levels)) for train, test in folds])
    nats, error = told.mean(), float(np.sqrt((errors**2).sum())) / FOLDS
    share = float(nats / nats_per(unit) / row["information"])
    if share < WORTH:
        return None
    return {
        "name": feature.name,
        "n_labels": feature.distinct,
        "levels": levels,
        "information": float(nats) / nats_per(unit),
        "std_error": float(error) / nats_per(unit),
        "share": share,
        "groups": _groups(feature, target, counts, groups_of(counts, levels), place, both),
    }


def _told_apart(count: np.ndarray) -> tuple[np.ndarray, int]:
    """`(place of each label, how many places)`: the last place is that of all that are too rare."""
    order = np.argsort(-count, kind="stable")
    common = order[: min(COMMON, int((count >= KNOWN).sum()))]
    place = np.full(len(count), len(common))
    place[common] = np.arange(len(common))
    return place, len(common) + int(len(common) < len(count))


def _how_many(folds: list[tuple[np.ndarray, np.ndarray]], size: int) -> int:
    """The fewest groups that tell, of rows held out, ENOUGH of what the best number of groups tells."""
    numbers = range(2, min(MOST, size - 1) + 1)
    trees = [merge_tree(train / train.sum()) for train, _ in folds]
    told = [sum(_told(test, tree[size - k])[0] for tree, (_, test) in zip(trees, folds)) for k in numbers]
    return next(k for k, nats in zip(numbers, told) if nats >= ENOUGH * max(told))


def _told(counts: np.ndarray, group: np.ndarray) -> tuple[float, float]:
    """`(I(Z;Y) less its bias, its standard error)` in nats, of groups that these counts did not make."""
    joint = _merged(counts, group).astype(float)
    joint = joint[joint.any(axis=1)][:, joint.any(axis=0)]
    n = joint.sum()
    expected = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0) / n
    local = np.log(joint / expected, out=np.zeros_like(joint), where=joint > 0)
    nats = (joint * local).sum() / n
    bias = (joint.shape[0] - 1) * (joint.shape[1] - 1) / (2 * n)
    return float(nats - bias), float(np.sqrt((joint * (local - nats) ** 2).sum()) / n)


def _merged(counts: np.ndarray, group: np.ndarray) -> np.ndarray:
    merged = np.zeros((int(group.max()) + 1, counts.shape[1]), counts.dtype)
    np.add.at(merged, group, counts)
    return merged


def _groups(feature, target, counts, group, place, both) -> list[dict[str, Any]]:
    """Each group's labels, commonest first, its share of the rows, what is typical of it; largest first."""
    merged = _merged(counts, group)
    members = group[place]
    count = np.bincount(feature.values[both], minlength=feature.distinct)
    order = np.lexsort((np.arange(len(count)), -count))
    found = []
    for z in np.argsort(-merged.sum(axis=1), kind="stable"):
        labels = [feature.labels[i] for i in order if members[i] == z]
        told = {"labels": labels, "weight": float(merged[z].sum() / merged.sum())}
        found.append(told | _typical(target, merged, z))
    return found


def _typical(target: Target, merged: np.ndarray, z: int) -> dict[str, Any]:
    """The level of the target that is more frequent in the group than in all rows, by most."""
    within, overall = merged[z] / merged[z].sum(), merged.sum(axis=0) / merged.sum()
    most = int((within - overall).argmax())
    return {
        "level": target.bins.labels[most],
        "proportion": float(within[most]),
        "overall": float(overall[most]),
    }
