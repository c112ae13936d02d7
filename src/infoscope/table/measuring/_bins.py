"""Few levels out of many: equal-frequency bins of what is ordered, the commonest of what is not."""

from dataclasses import dataclass

import numpy as np

from ._feature import Feature, texts_of

__all__ = ["MISSING", "Bins", "bin_feature"]

MISSING = 255  # the code of a missing value, in uint8


@dataclass(frozen=True, eq=False)
class Bins:
    """codes, uint8 (n,), MISSING where missing, and the text of each level."""

    codes: np.ndarray
    labels: list[str]

    @property
    def levels(self) -> int:
        return len(self.labels)


def bin_feature(feature: Feature, most: int) -> Bins:
    """At most `most` levels. Equal values share a level, and the order of the rows changes nothing."""
    unique, place, count = feature.tally
    if len(unique) <= most:
        level = np.arange(len(unique))
    elif feature.ordered:
        # The middle of a value's run of ranks says which share of the rows it belongs to.
        middle = np.cumsum(count) - count / 2
        level = np.minimum((middle * most / len(place)).astype(np.int64), most - 1)
        _, level = np.unique(level, return_inverse=True)
    else:
        rank = np.empty(len(unique), np.int64)
        rank[np.argsort(-count, kind="stable")] = np.arange(len(unique))
        level = np.minimum(rank, most - 1)
    codes = np.full(len(feature.values), MISSING, np.uint8)
    codes[feature.present] = level[place]
    return Bins(codes, _labels(feature, unique, level))


def _labels(feature: Feature, unique, level) -> list[str]:
    members = [np.flatnonzero(level == one) for one in range(int(level.max()) + 1)]
    ends = sorted({end for some in members for end in (some[0], some[-1])})
    texts = (
        [feature.labels[end] for end in ends] if feature.labels else texts_of(unique[ends], 4, feature.dated)
    )
    text = dict(zip(ends, texts))
    labels = []
    for some in members:
        if len(some) == 1:
            labels.append(text[some[0]])
        elif feature.ordered:
            labels.append(f"{text[some[0]]} to {text[some[-1]]}")
        else:
            labels.append(f"{len(some)} others")
    return labels
