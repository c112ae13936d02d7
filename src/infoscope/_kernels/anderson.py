"""The acceleration of an iteration: from its last steps, where the next should go.

Anderson, Iterative procedures for nonlinear integral equations, J. ACM 12 (1965) 547: the next point is that
combination of past ones whose residual, as far as it is linear, would be least.
"""

import numpy as np
from numba import njit

__all__ = ["MEMORY", "ahead", "remember"]

MEMORY = 5  # steps of which an accelerated one is made
_DAMPING = 1e-10  # relative, of the normal equations


@njit(nogil=True, fastmath={"contract", "reassoc"})
def remember(count, residual, image, before, turned, gone, gram):
    """Keep the last step as number `count`: by how much residual and image differ from those of `before`.

    residual, image  (size,); before  (2, size), replaced by them; turned, gone  (MEMORY, size);
    gram  (MEMORY, MEMORY)
    """
    at = count % MEMORY
    for i in range(residual.size):
        turned[at, i] = residual[i] - before[0, i]
        gone[at, i] = image[i] - before[1, i]
        before[0, i], before[1, i] = residual[i], image[i]
    for j in range(min(count + 1, MEMORY)):
        gram[at, j] = gram[j, at] = _dot(turned[j], turned[at])


@njit(nogil=True, fastmath={"contract", "reassoc"})
def ahead(count, residual, image, turned, gone, gram, out):
    """Write the accelerated point, made of the image and `count` steps remembered, into `out`."""
    kept = min(count, MEMORY)
    shares = np.empty(kept)
    for j in range(kept):
        shares[j] = _dot(turned[j], residual)
    _solve(gram, shares)
    for i in range(out.size):
        out[i] = image[i]
    for j in range(kept):
        for i in range(out.size):
            out[i] -= shares[j] * gone[j, i]


@njit(nogil=True, fastmath={"contract", "reassoc"})
def _dot(a, b):
    total = 0.0
    for i in range(a.size):
        total += a[i] * b[i]
    return total


@njit(nogil=True, error_model="numpy")
def _solve(gram, x):
    """Solve for x in place with the first of the symmetric, nearly positive gram, by Cholesky's factors."""
    n, a = x.size, np.empty(gram.shape)
    for j in range(n):
        least = 1e-14 * gram[j, j] + 1e-300
        for i in range(j, n):
            s = gram[i, j] * (1.0 + _DAMPING if i == j else 1.0)
            for c in range(j):
                s -= a[i, c] * a[j, c]
            a[i, j] = np.sqrt(max(s, least)) if i == j else s / a[j, j]
    for i in range(n):
        for c in range(i):
            x[i] -= a[i, c] * x[c]
        x[i] /= a[i, i]
    for i in range(n - 1, -1, -1):
        for c in range(i + 1, n):
            x[i] -= a[c, i] * x[c]
        x[i] /= a[i, i]
