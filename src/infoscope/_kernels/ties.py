"""ψ of a neighbour count, averaged over every way of breaking the ties at the k-th distance.

Equal observations are told apart by independent noise, far smaller than any gap in the data. Such
noise leaves mutual information as it is, and here it is never drawn: its average is taken. Say `inside`
neighbours lie nearer than the k-th distance and a shell of others at exactly that distance. With noise
each of them is nearer or farther by an amount whose rank W is uniform on (0, 1), or, where both
coordinates are tied, by the larger of two such amounts. The ball ends at the r-th of the shell.
"""

import math

import numpy as np
from numba import njit

__all__ = ["expected_psi"]

CELLS = 16  # of the range of W, cubed so that they are fine near 0, where a crowded shell ends the ball


@njit(cache=True, nogil=True)
def expected_psi(psi, inside, r, sides, own_sides, corners, apart):
    """⟨ψ(1 + m)⟩ for each observation, m its neighbours in one coordinate within the noisy ball.

    inside     neighbours nearer than the k-th distance in this coordinate
    r          which of the shell ends the ball, from 1
    sides      of the shell, those tied to the k-th distance in one coordinate; own_sides: in this one
    corners    of the shell, those tied in both
    apart      observations at the k-th distance in this coordinate that are not in the shell
    psi        ψ(0), ψ(1), …
    """
    answer = np.empty(inside.size)
    for i in range(inside.size):
        if corners[i] == 0 and apart[i] == 0 and (r[i] == 1 or own_sides[i] in (0, sides[i])):
            answer[i] = psi[1 + inside[i] + (r[i] - 1 if own_sides[i] > 0 else 0)]
            continue
        total, below = 0.0, 0.0
        for cell in range(CELLS):
            w = ((cell + 0.5) / CELLS) ** 3
            upto = _ends_within(((cell + 1.0) / CELLS) ** 3, r[i], sides[i], corners[i])
            if upto > below:
                base = 1.0 + inside[i] + _from_shell(w, r[i], sides[i], own_sides[i], corners[i])
                total += (upto - below) * _psi_of_binomial(base, apart[i], w)
            below = upto
        answer[i] = total
    return answer


@njit(cache=True, nogil=True)
def _psi_of_binomial(base, trials, chance):
    """⟨ψ(base + Bin(trials, chance))⟩ to second order: ψ(mean) + ½ variance ψ''(mean)."""
    mean, z, psi = base + trials * chance, base + trials * chance, 0.0
    while z < 8.0:
        psi -= 1.0 / z
        z += 1.0
    q = 1.0 / (z * z)
    psi += math.log(z) - 0.5 / z - q * (1.0 / 12.0 - q * (1.0 / 120.0 - q / 252.0))
    curvature = -(1.0 + 1.0 / mean + 0.5 / (mean * mean)) / (mean * mean)
    return psi + 0.5 * trials * chance * (1.0 - chance) * curvature


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def _from_shell(w, r, sides, own_sides, corners):
    """Expected members of the shell within the ball in this coordinate, the ball ending at W = w."""
    weight = sides + corners * w
    corners_in = (r - 1) * corners * w / weight
    last_is_corner = 2.0 * corners * w / (sides + 2.0 * corners * w)
    # A corner that ends the ball does so in one coordinate and is inside in the other; a corner
    # outside the ball is inside in this coordinate with probability (w - w²) / (1 - w²).
    corners_out = corners - corners_in - last_is_corner
    return (r - 1) * own_sides / weight + corners_in + 0.5 * last_is_corner + corners_out * w / (1.0 + w)
