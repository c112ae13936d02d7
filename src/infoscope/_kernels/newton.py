"""Newton's step of the information bottleneck at one β, from the encoder of a plain step.

With p(z|x) (1 + d(x, z)) in place of p(z|x), I(X;Z) - β I(Z;Y) is, to second order and but for a constant,

    Σ p(x) p(z|x) (d h + d²/2) - ½ Σ_z [β Σ_y q(y, z)² / j(y, z) + (1 - β) w(z)² / W(z)],

q and w the changes of the joint law j and of the weights W. In e = √(p(x) p(z|x)) d it is a block a cluster,
I - S_z, and the blocks know of each other only by Σ_z √p(z|x) e = 0 at each x: the multipliers solve one
system as large as X. Few directions matter in a block: S_z is nearly C Cᵀ, with the few columns that
Cholesky's factors have when the largest pivot is taken first (Harbrecht, Peters & Schneider 2012).
"""

import numpy as np
from numba import njit

__all__ = ["HELD", "direction"]

HELD = 1e-5  # of a row of the encoder, that an entry must be to take part
_RANK, _LEFT_OUT = 12, 1e-3  # columns of C at most, and the trace of S_z that need not be in them


@njit(nogil=True, error_model="numpy", fastmath={"contract", "reassoc"})
def direction(given, x, beta, encoder, slope, joint, damping, change):
    """Write d into `change`; the answer is by how much the objective should fall, or -1 where a block is not
    positive with `damping` added to its diagonal.

    given  (x, y): p(y|x); x  (x,); encoder  (x, z); slope  (x, z): h, up to a constant in each row;
    joint  (y, z); change  (x, z)
    """
    size, clusters = encoder.shape
    held, first = _held(encoder)
    ranks, roots = np.empty(clusters, np.int64), np.empty((min(_RANK, size), held.size))
    share, gradient, pull = np.empty(held.size), np.empty(held.size), np.empty(held.size)
    coupled, multiplier, block = np.zeros((size, size)), np.zeros(size), np.empty((size, size))
    mean = _means(encoder, slope)
    for z in range(clusters):
        at, end = first[z], first[z + 1]
        who, root = held[at:end], roots[:, at:end]
        for i in range(at, end):
            share[i] = np.sqrt(encoder[held[i], z])
            gradient[i] = np.sqrt(x[held[i]]) * share[i] * (slope[held[i], z] - mean[held[i]])
        ranks[z] = _root(given, x, beta, share[at:end], joint, z, who, root)
        if not _whiten(root, ranks[z], 1.0 + damping):
            return -1.0
        _through(root, ranks[z], gradient[at:end], pull[at:end])
        for i in range(at, end):
            multiplier[held[i]] += share[i] * pull[i]
        _couple(root, ranks[z], share[at:end], who, block, coupled)
    if not _cholesky(coupled, size):
        return -1.0
    _solve(coupled, multiplier)
    change[:] = 0.0
    fall = 0.0
    for z in range(clusters):
        at, end = first[z], first[z + 1]
        pushed = np.empty(end - at)
        for i in range(at, end):
            pushed[i - at] = gradient[i] - share[i] * multiplier[held[i]]
        _through(roots[:, at:end], ranks[z], pushed, pull[at:end])
        for i in range(at, end):
            e = -pull[i] / (1.0 + damping)
            fall -= 0.5 * e * gradient[i]
            change[held[i], z] = e / (np.sqrt(x[held[i]]) * share[i])
    return max(fall, 0.0)


@njit(nogil=True)
def _held(encoder):
    size, clusters = encoder.shape
    held, first, count = np.empty(encoder.size, np.int64), np.empty(clusters + 1, np.int64), 0
    for z in range(clusters):
        first[z] = count
        for i in range(size):
            if encoder[i, z] > HELD:
                held[count] = i
                count += 1
    first[clusters] = count
    return held[:count], first


@njit(nogil=True, error_model="numpy")
def _means(encoder, slope):
    mean = np.zeros(encoder.shape[0])
    for i in range(encoder.shape[0]):
        total = 0.0
        for z in range(encoder.shape[1]):
            if encoder[i, z] > HELD:
                mean[i] += encoder[i, z] * slope[i, z]
                total += encoder[i, z]
        mean[i] /= total
    return mean


@njit(nogil=True, error_model="numpy", fastmath={"contract", "reassoc"})
def _root(given, x, beta, share, joint, z, who, root):
    """Rows of `root`, shape (rank, who), whose products add up to S_z; the answer is how many."""
    n, outcomes, weight = who.size, joint.shape[0], 0.0
    scale, left, inverse, row = np.empty(n), np.empty(n), np.empty(outcomes), np.empty(outcomes)
    for y in range(outcomes):
        weight += joint[y, z]
        inverse[y] = beta / joint[y, z] if joint[y, z] > 0.0 else 0.0
    alone, trace = (1.0 - beta) / weight, 0.0
    for i in range(n):
        scale[i] = np.sqrt(x[who[i]]) * share[i]
        total = alone
        for y in range(outcomes):
            total += given[who[i], y] * given[who[i], y] * inverse[y]
        left[i] = total * scale[i] * scale[i]
        trace += left[i]
    rank, least = 0, _LEFT_OUT
    while rank < root.shape[0] and trace > least:
        top = left.argmax()
        if left[top] <= 0.0:
            break
        for y in range(outcomes):
            row[y] = given[who[top], y] * inverse[y]
        for i in range(n):
            total = alone
            for y in range(outcomes):
                total += given[who[i], y] * row[y]
            root[rank, i] = total * scale[i] * scale[top]
        for r in range(rank):
            at_top = root[r, top]
            for i in range(n):
                root[rank, i] -= at_top * root[r, i]
        over = 1.0 / np.sqrt(left[top])
        trace = 0.0
        for i in range(n):
            root[rank, i] *= over
            left[i] -= root[rank, i] * root[rank, i]
            trace += left[i]
        rank += 1
    return rank


@njit(nogil=True, error_model="numpy", fastmath={"contract", "reassoc"})
def _whiten(root, rank, unit):
    """Replace C by V, (`unit` I - C Cᵀ)⁻¹ = (I + V Vᵀ) / `unit`; whether that is positive."""
    gram = np.empty((rank, rank))
    for r in range(rank):
        for s in range(r + 1):
            total = unit if r == s else 0.0
            for i in range(root.shape[1]):
                total -= root[r, i] * root[s, i]
            gram[r, s] = total
    if not _cholesky(gram, rank):
        return False
    for r in range(rank):
        for s in range(r):
            for i in range(root.shape[1]):
                root[r, i] -= gram[r, s] * root[s, i]
        over = 1.0 / gram[r, r]
        for i in range(root.shape[1]):
            root[r, i] *= over
    return True


@njit(nogil=True, fastmath={"contract", "reassoc"})
def _through(root, rank, vector, out):
    """out = (I + V Vᵀ) vector"""
    out[:] = vector
    for r in range(rank):
        told = 0.0
        for i in range(vector.size):
            told += root[r, i] * vector[i]
        for i in range(vector.size):
            out[i] += told * root[r, i]


@njit(nogil=True, fastmath={"contract", "reassoc"})
def _couple(root, rank, share, who, block, coupled):
    """Add what one cluster has: the lower triangle of √p(z|x) (I + V Vᵀ) √p(z|x)."""
    n = who.size
    for i in range(n):
        for j in range(i):
            block[i, j] = 0.0
        block[i, i] = 1.0
    for r in range(rank):
        for i in range(n):
            for j in range(i + 1):
                block[i, j] += root[r, i] * root[r, j]
    for i in range(n):
        for j in range(i + 1):
            coupled[who[i], who[j]] += share[i] * share[j] * block[i, j]


@njit(nogil=True, error_model="numpy", fastmath={"contract", "reassoc"})
def _cholesky(a, n):
    """Replace the lower triangle by its factor; whether it is positive."""
    for i in range(n):
        for j in range(i + 1):
            total = a[i, j]
            for c in range(j):
                total -= a[i, c] * a[j, c]
            if i > j:
                a[i, j] = total / a[j, j]
            elif total > 0.0:
                a[i, i] = np.sqrt(total)
            else:
                return False
    return True


@njit(nogil=True, error_model="numpy", fastmath={"contract", "reassoc"})
def _solve(a, b):
    n = b.size
    for i in range(n):
        for c in range(i):
            b[i] -= a[i, c] * b[c]
        b[i] /= a[i, i]
    for i in range(n - 1, -1, -1):
        b[i] /= a[i, i]
        for c in range(i):
            b[c] -= a[i, c] * b[i]
