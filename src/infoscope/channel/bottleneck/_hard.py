"""Hard clusters: a tree of merges to start from, then one row at a time to where it is best.

For a hard encoder H(Z) - β I(Z;Y) is a sum over clusters, φ(q) = (β-1) w ln w - β Σ_y q_y ln q_y with
q = q(z, y) and w = Σ_y q_y, less β H(Y): what a row costs elsewhere is read off exactly.
"""

import numpy as np
from scipy.special import xlogy

from ._law import Law, safe_log
from ._starts import representatives

__all__ = ["hard_bottleneck", "merge_tree", "moved_to_best"]

TREE = 300  # rows up to which all pairs are compared
TRIED = 5
SWEEPS = 100


def hard_bottleneck(law: Law, beta: np.ndarray, *, most: int):
    """Encoders of zeros and ones, of at most `most` clusters (Strouse & Schwab 2017), in the order of β."""
    starts = _partitions(law, most)
    costs = np.array([[_cost(law.joint, labels, b) for labels in starts] for b in beta])
    found: list[np.ndarray] = []
    for b, row in zip(beta, costs):
        tried = [starts[i] for i in np.argsort(row)[:TRIED]]
        ends = [moved_to_best(law.joint, labels, b, most) for labels in tried]
        found.append(min(ends, key=lambda labels: _cost(law.joint, labels, b)))
    # a neighbour's answer may be better here than one's own
    chosen = [min(found, key=lambda labels: _cost(law.joint, labels, b)) for b in beta]
    return [np.eye(labels.max() + 1)[labels] for labels in chosen]


def merge_tree(joint: np.ndarray, *, neighbours: bool = False) -> list[np.ndarray]:
    """Labels for n, n - 1, …, 1 clusters: at each step the pair that costs least of I(Z;Y) becomes one.

    Slonim & Tishby, Agglomerative information bottleneck (NIPS 1999). With `neighbours` only rows that
    follow one another are merged.
    """
    clusters, labels = [q.copy() for q in joint], np.arange(len(joint))
    tree, size = [labels.copy()], len(joint)
    loss = np.full((size, size), np.inf)
    for i in range(size - 1):
        after = slice(i + 1, i + 2) if neighbours else slice(i + 1, size)
        loss[i, after] = _loss(joint[i], joint[after])
    alive = np.ones(size, bool)
    for _ in range(size - 1):
        a, b = np.unravel_index(loss.argmin(), loss.shape)
        clusters[a] = clusters[a] + clusters[b]
        labels[labels == b], alive[b] = a, False
        loss[b], loss[:, b] = np.inf, np.inf
        others = np.flatnonzero(alive)
        others = others[others != a]
        if neighbours:
            others = others[
                [
                    i
                    for i in (np.searchsorted(others, a) - 1, np.searchsorted(others, a))
                    if 0 <= i < len(others)
                ]
            ]
        if others.size:
            fresh = _loss(clusters[a], np.array([clusters[i] for i in others]))
            loss[np.minimum(a, others), np.maximum(a, others)] = fresh
        tree.append(np.unique(labels, return_inverse=True)[1])
    return tree


def moved_to_best(joint: np.ndarray, labels: np.ndarray, beta: float, most: int, *, keep: bool = False):
    """The labels after each row, one at a time, went to the cluster where it costs least, until none moves.

    β may be infinite: then I(Z;Y) alone counts. With `keep` no cluster is emptied.
    """
    scale = (1.0, 1.0) if np.isinf(beta) else (beta - 1.0, beta)
    labels = labels.copy()
    clusters = np.zeros((most, joint.shape[1]))
    np.add.at(clusters, labels, joint)
    sizes = np.bincount(labels, minlength=most)
    for _ in range(SWEEPS):
        quiet = True
        for x, row in enumerate(joint):
            here = labels[x]
            if keep and sizes[here] == 1:
                continue
            clusters[here] -= row
            if sizes[here] == 1:
                clusters[here] = 0.0  # what rounding leaves behind
            price = _phi(clusters + row, scale) - _phi(clusters, scale)
            to = int(price.argmin())
            if price[to] < price[here] - 1e-14:
                quiet = False
                sizes[here] -= 1
                sizes[to] += 1
                labels[x] = to
            clusters[labels[x]] += row
        if quiet:
            break
    return np.unique(labels, return_inverse=True)[1]


def _phi(q, scale):
    w = q.sum(axis=-1)
    return scale[0] * xlogy(w, w) - scale[1] * xlogy(q, q).sum(axis=-1)


def _cost(joint, labels, beta):
    q = np.zeros((labels.max() + 1, joint.shape[1]))
    np.add.at(q, labels, joint)
    return float(_phi(q, (beta - 1.0, beta)).sum())


def _loss(a, b):
    return _phi(a + b, (1.0, 1.0)) - _phi(a, (1.0, 1.0)) - _phi(b, (1.0, 1.0))


def _partitions(law, most):
    size = len(law.x)
    if size <= TREE:
        return [labels for labels in merge_tree(law.joint) if labels.max() < most]
    order = representatives(law, min(most, TREE))
    rows = 0.9 * law.given[order] + 0.1 * law.y
    near = law.given @ safe_log(rows).T
    levels = sorted({*(2**i for i in range(len(order).bit_length())), len(order)})
    return [np.unique(near[:, :k].argmax(axis=1), return_inverse=True)[1] for k in levels if k <= len(order)]
