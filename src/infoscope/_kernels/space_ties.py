"""As ties.py for any number of variables: ψ of a count in one group of them, averaged over broken ties.

A member of the shell that lies at the k-th distance in t variables is beyond the ball's end w unless each
of its t amounts, uniform on (0, 1), is below w: its chance is wᵗ. Of those, u are among the variables of
the group.
"""

import numpy as np
from numba import njit

from .ties import CELLS, expected

__all__ = ["expected_psi"]


@njit(cache=True, nogil=True)
def expected_psi(psi, inside, r, shell, apart):
    """⟨ψ(1 + m)⟩ for each observation, m its neighbours in the group within the noisy ball.

    inside   (q,) neighbours nearer than the k-th distance in the group
    r        (q,) which of the shell ends the ball, from 1
    shell    (m + 1, s + 1, q) members of the shell by t and u, those of t = 0 not counted
    apart    (s + 1, q) observations that are not in the shell, tied in u variables of the group
    psi      ψ(0), ψ(1), …
    """
    answer = np.empty(inside.size)
    for i in range(inside.size):
        of, beside = shell[1:, :, i], apart[1:, i]
        sides, corners, own = of[0].sum(), of[1:].sum(), of[0, 1:].sum()
        if corners == 0 and beside.sum() == 0 and (r[i] == 1 or own == 0 or own == sides):
            answer[i] = psi[1 + inside[i] + (r[i] - 1 if own > 0 else 0)]
        else:
            answer[i] = _average(inside[i], r[i], of, beside)
    return answer


@njit(cache=True, nogil=True)
def _average(inside, r, shell, apart):
    total, below = 0.0, 0.0
    fewer = np.empty(r)
    for cell in range(CELLS):
        w = ((cell + 0.5) / CELLS) ** 3
        upto = _ends_within(((cell + 1.0) / CELLS) ** 3, r, shell, fewer)
        if upto > below:
            mean, variance = _from_shell(w, r, shell)
            mean += 1.0 + inside
            for u in range(apart.size):
                chance = w ** (u + 1)
                mean += apart[u] * chance
                variance += apart[u] * chance * (1.0 - chance)
            total += (upto - below) * expected(mean, variance)
        below = upto
    return total


@njit(cache=True, nogil=True)
def _ends_within(w, r, shell, fewer):
    """P(W <= w) of the r-th in the shell: P(Σ Bin(members of t, wᵗ) >= r), term by term below r."""
    if w >= 1.0:
        return 1.0
    fewer[:] = 0.0
    fewer[0] = 1.0
    for t in range(shell.shape[0]):
        members, chance = shell[t].sum(), w ** (t + 1)
        if members == 0:
            continue
        for total in range(r - 1, -1, -1):
            chances, of_these = 0.0, (1.0 - chance) ** members
            for b in range(min(total, members) + 1):
                chances += of_these * fewer[total - b]
                of_these *= (members - b) / (b + 1.0) * chance / (1.0 - chance)
            fewer[total] = chances
    return 1.0 - fewer.sum()


@njit(cache=True, nogil=True)
def _from_shell(w, r, shell):
    """Mean and variance of the members of the shell within the ball in the group, if the ball ends at w."""
    weight, ending, tied_here, last = 0.0, 0.0, 0.0, 0.0
    for t in range(shell.shape[0]):
        for u in range(shell.shape[1]):
            chance = shell[t, u] * w ** (t + 1)
            weight += chance
            ending += (t + 1) * chance
            if u > 0:
                tied_here += chance
                last += (t + 1 - u) * chance  # it ends the ball in a variable that is not of the group
    tied_here, last = tied_here / weight, last / ending
    mean = (r - 1) * tied_here + last
    variance = (r - 1) * tied_here * (1.0 - tied_here) + last * (1.0 - last)
    for t in range(shell.shape[0]):
        for u in range(1, shell.shape[1]):
            chance = shell[t, u] * w ** (t + 1)
            out = shell[t, u] - (r - 1) * chance / weight - (t + 1) * chance / ending
            inside = (w**u - w ** (t + 1)) / (1.0 - w ** (t + 1))
            mean += out * inside
            variance += out * inside * (1.0 - inside)
    return mean, variance
