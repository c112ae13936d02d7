"""ψ of a neighbour count, averaged over every way of breaking the ties at the k-th distance.

Equal distances are told apart by independent noise in the data, far smaller than any gap in it. Such
noise leaves mutual information as it is, and here it is never drawn: its average is taken. Say `inside`
neighbours lie nearer than the k-th distance and a shell of others at exactly that distance. With noise
each of them is nearer or farther by an amount whose rank W is uniform on (0, 1), or, where both
variables are tied, by the larger of two such amounts. The ball ends at the r-th of the shell.
"""

import math

import numpy as np
from numba import njit

__all__ = ["expected", "expected_psi"]

MEMO = 4096
CELLS = 16  # of the range of W, cubed so that they are fine near 0, where a crowded shell ends the ball


def expected_psi(psi, inside, r, sides, own_sides, corners, apart):
    """⟨ψ(1 + m)⟩ for each observation, m its neighbours in one variable within the noisy ball.

    inside     neighbours nearer than the k-th distance in this variable
    r          which of the shell ends the ball, from 1
    sides      of the shell, those tied to the k-th distance in one variable; own_sides: in this one
    corners    of the shell, those tied in both
    apart      observations at the k-th distance in this variable that are not in the shell
    psi        ψ(0), ψ(1), …
    """
    asked, answer = np.column_stack([inside, r, sides, own_sides, corners, apart]), np.empty(inside.size)
    memo = np.full(MEMO, -1)  # equal observations ask the same: where each question was last answered
    _answer(psi, asked, memo, answer)
    return answer


@njit(cache=True, nogil=True, error_model="numpy")
def _answer(psi, asked, memo, answer):
    for i in range(answer.size):
        inside, r, sides = asked[i, 0], asked[i, 1], asked[i, 2]
        own_sides, corners, apart = asked[i, 3], asked[i, 4], asked[i, 5]
        if corners == 0 and apart == 0 and (r == 1 or own_sides == 0 or own_sides == sides):
            answer[i] = psi[1 + inside + (r - 1 if own_sides > 0 else 0)]
            continue
        slot = (inside + 31 * (r + 31 * (sides + 31 * (corners + 31 * apart)))) & (MEMO - 1)
        j, column = memo[slot], 0
        while j >= 0 and column < 6 and asked[i, column] == asked[j, column]:
            column += 1
        if column < 6:
            answer[i] = _average(inside, r, sides, own_sides, corners, apart)
            memo[slot] = i
        else:
            answer[i] = answer[j]


@njit(inline="always", nogil=True, error_model="numpy")
def _average(inside, r, sides, own_sides, corners, apart):
    total, below = 0.0, 0.0
    for cell in range(CELLS):
        w = ((cell + 0.5) / CELLS) ** 3
        upto = _ends_within(((cell + 1.0) / CELLS) ** 3, r, sides, corners)
        if upto > below:
            mean, variance = _from_shell(w, r, sides, own_sides, corners)
            mean += 1.0 + inside + apart * w
            variance += apart * w * (1.0 - w)
            total += (upto - below) * expected(mean, variance)
        below = upto
    return total


@njit(inline="always", nogil=True, error_model="numpy")
def expected(mean, variance):
    """⟨ψ⟩ of a count to second order: ψ(mean) + ½ variance ψ''(mean)."""
    z, psi = mean, 0.0
    while z < 8.0:
        psi -= 1.0 / z
        z += 1.0
    q = 1.0 / (z * z)
    psi += math.log(z) - 0.5 / z - q * (1.0 / 12.0 - q * (1.0 / 120.0 - q / 252.0))
    return psi - 0.5 * variance * (1.0 + 1.0 / mean + 0.5 / (mean * mean)) / (mean * mean)


@njit(inline="always", nogil=True, error_model="numpy")
def _ends_within(w, r, sides, corners):
    """P(W <= w) of the r-th in the shell: P(Bin(sides, w) + Bin(corners, w²) >= r)."""
    if w >= 1.0:
        return 1.0
    fewer = 0.0
    of_sides = (1.0 - w) ** sides
    for a in range(min(r, sides + 1)):
        of_corners = (1.0 - w * w) ** corners
        for b in range(min(r - a, corners + 1)):
            fewer += of_sides * of_corners
            of_corners *= (corners - b) / (b + 1.0) * (w * w) / (1.0 - w * w)
        of_sides *= (sides - a) / (a + 1.0) * w / (1.0 - w)
    return 1.0 - fewer


@njit(inline="always", nogil=True, error_model="numpy")
def _from_shell(w, r, sides, own_sides, corners):
    """Mean and variance of the members of the shell within the ball in this variable, which ends at w."""
    # r - 1 are inside the ball, each tied in this variable with this chance.
    weight = sides + corners * w
    tied_here = (own_sides + corners * w) / weight
    # A corner that ends the ball does so in one variable and is inside in the other; a corner outside the
    # ball is inside in this variable with chance (w - w²) / (1 - w²).
    last = corners * w / (sides + 2.0 * corners * w)
    corners_out = corners - (r - 1) * corners * w / weight - 2.0 * last
    chance = w / (1.0 + w)
    mean = (r - 1) * tied_here + last + corners_out * chance
    variance = (r - 1) * tied_here * (1.0 - tied_here) + last * (1.0 - last)
    return mean, variance + corners_out * chance * (1.0 - chance)
