"""What counts would have been, had labels been dealt out again within each stratum."""

import numpy as np
from numba import njit

__all__ = ["shuffled_sums"]


AT_ONCE = 1 << 20  # numbers drawn at a time


def shuffled_sums(labels, n_labels, groups, strata, c_log_c, rounds, rng):
    """Σ c ln c over the cells (group, label), for `rounds` shuffles of the labels within strata.

    groups and strata hold the borders of runs of rows, from 0 to n; each stratum is a union of groups.
    The labels are shuffled in place. Only this sum moves: the margins, and theirs, stay as they are.
    """
    sums, count = np.zeros(rounds), np.zeros(n_labels, np.int64)
    some = max(1, AT_ONCE // labels.size)
    for b in range(0, rounds, some):
        uniform = rng.random((min(some, rounds - b), labels.size))
        _shuffle(labels, count, groups, strata, c_log_c, uniform, sums[b : b + some])
    return sums


@njit(cache=True, nogil=True)
def _shuffle(labels, count, groups, strata, c_log_c, uniform, sums):
    for b in range(sums.size):
        for s in range(strata.size - 1):
            first = strata[s]
            for i in range(strata[s + 1] - 1, first, -1):
                j = first + int(uniform[b, i] * (i - first + 1))
                labels[i], labels[j] = labels[j], labels[i]
        for g in range(groups.size - 1):
            for i in range(groups[g], groups[g + 1]):
                count[labels[i]] += 1
            if groups[g + 1] - groups[g] > count.size:
                for label in range(count.size):
                    sums[b] += c_log_c[count[label]]
                    count[label] = 0
                continue
            for i in range(groups[g], groups[g + 1]):
                sums[b] += c_log_c[count[labels[i]]]
                count[labels[i]] = 0
