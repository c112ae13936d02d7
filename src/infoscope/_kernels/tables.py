"""Joint tables of many coarse columns with two others. Codes are uint8; `levels` itself means missing."""

import numpy as np
from numba import njit

__all__ = ["conditional_informations"]


def conditional_informations(codes, levels, y, y_levels, given, given_levels, first, last):
    """I(X;Y|Z), less its bias Σ_z (K_x|z - 1)(K_y|z - 1) / 2n, of columns first .. last-1 with y given z.

    A missing X counts as one more level; y and z are whole.
    """
    answer, table = np.zeros(last - first), np.empty((given_levels, levels + 1, y_levels), np.int64)
    _conditional_informations(codes[first:last], y, given, table, answer)
    return answer


@njit(cache=True, nogil=True, error_model="numpy")
def _conditional_informations(codes, y, given, table, answer):
    p, n = codes.shape
    for i in range(p):
        table[:] = 0
        for r in range(n):
            table[given[r], codes[i, r], y[r]] += 1
        for z in range(table.shape[0]):
            total, of_x, of_y, both, kx, ky = _sums(table[z])
            if total > 0:
                nats = both - of_x - of_y + total * np.log(total)
                answer[i] += (nats - (kx - 1) * (ky - 1) / 2) / n


@njit(inline="always", nogil=True)
def _sums(table):
    """n, Σ c ln c of row sums, column sums and cells, margins seen."""
    rows, columns = table.shape
    total, kx, ky, of_x, of_y, both = 0, 0, 0, 0.0, 0.0, 0.0
    for a in range(rows):
        row = 0
        for b in range(columns):
            c = table[a, b]
            row += c
            if c > 0:
                both += c * np.log(c)
        total += row
        if row > 0:
            kx += 1
            of_x += row * np.log(row)
    for b in range(columns):
        column = 0
        for a in range(rows):
            column += table[a, b]
        if column > 0:
            ky += 1
            of_y += column * np.log(column)
    return total, of_x, of_y, both, kx, ky
