"""What of a mixture is left to integrate: blocks independent of each other, each as small as it can be made.

In the eigenbasis a component is the mean and the variance of each coordinate. Coordinates whose pairs of
these are independent over the components are independent of each other at every noise; alike in all
components, they are Gaussian and tell nothing. In a block, what tells the components apart is

- of the coordinates whose variances all components share, the projections on S⁻¹(μ_k − μ_1), S the variances
  at x_t: the rest is Gaussian and the same for all (Fisher's discriminant);
- of those whose variances differ, n alike: the projections on the μ_k − μ_1 there, q of them, and the length
  of what is left of n − q dimensions, as all is round.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import block_diag, solve_triangular
from scipy.sparse.csgraph import connected_components
from scipy.special import expit

from ._components import Components
from ._view import View

__all__ = ["Block", "blocks"]

_SAME = 1e-12  # of weights: they are sums of what was given
_MOST = 4096  # labels of all coordinates, among which independent parts are looked for


@dataclass(frozen=True, eq=False)
class Block:
    """Components in n coordinates: weights (K,), means (K, n) less that of the first, spreads (K, n).

    groups: the coordinates whose variances are shared, then those alike in every component; of each, the
    means lie in its span, (size, q) with orthonormal columns.
    """

    weights: np.ndarray
    means: np.ndarray
    spreads: np.ndarray
    groups: list[np.ndarray]
    spans: list[np.ndarray]

    @property
    def dim(self) -> int:
        """Of the integral."""
        seen = [span.shape[1] for span in self.spans]
        return sum(seen) + sum(q < len(g) for q, g in zip(seen[1:], self.groups[1:]))

    @property
    def between(self) -> float:
        """Σ_k w_k ‖μ_k − E x_0‖²."""
        return float(self.weights @ ((self.means - self.weights @ self.means) ** 2).sum(axis=1))

    @property
    def variance(self) -> float:
        """tr Cov(x_0)."""
        return self.between + float(self.weights @ self.spreads.sum(axis=1))

    def view(self, log_snr: float) -> View:
        kept, lost = expit(log_snr), expit(-log_snr)
        parts = [self._shared(kept, lost)]
        for group, span in zip(self.groups[1:], self.spans[1:]):
            means = np.sqrt(kept) * self.means[:, group] @ span
            variances = kept * self.spreads[:, group[:1]] + lost
            parts.append((means, variances.repeat(span.shape[1], axis=1), np.eye(span.shape[1]), 1))
            if left := len(group) - span.shape[1]:
                parts.append((np.zeros_like(variances), variances, np.eye(1), left))
        means, variances, metrics, copies = zip(*parts)
        of_each = np.repeat(copies, [m.shape[1] for m in means])
        return View(
            self.weights, np.hstack(means), np.hstack(variances), of_each, lost * block_diag(*metrics)
        )

    def _shared(self, kept, lost):
        group, span = self.groups[0], self.spans[0]
        seen = span / (kept * self.spreads[0, group] + lost)[:, None]
        seen = solve_triangular(np.linalg.cholesky(span.T @ seen), seen.T, lower=True).T
        means = np.sqrt(kept) * self.means[:, group] @ seen
        return means, np.ones_like(means), seen.T @ seen, 1


def blocks(law: Components) -> list[Block]:
    """The independent blocks of more than one component; together they hold all that is not a closed form."""
    labels = _labels(law)
    varied = np.flatnonzero(labels.any(axis=0))
    return [_block(law, varied[part]) for part in _independent(labels[:, varied], law.weights)]


def _labels(law):
    """(K, d) of each coordinate, which components are alike there: numbered as they first appear."""
    found = []
    for pairs in zip(law.turned(law.means).T, law.spreads.T):
        _, first, which = np.unique(np.stack(pairs), axis=1, return_index=True, return_inverse=True)
        found.append(first.argsort().argsort()[which.ravel()])
    return np.stack(found, axis=1)


def _independent(labels, weights):
    """The coordinates that depend on each other, if the law is the product of such; else all as one."""
    if not labels.size:
        return []
    whole = [np.arange(labels.shape[1])]
    patterns, of = np.unique(labels, axis=1, return_inverse=True)
    starts = np.concatenate([[0], patterns.max(axis=0) + 1]).cumsum()
    if starts[-1] > _MOST:
        return whole
    marks = np.zeros((len(labels), starts[-1]))
    for column, start in zip(patterns.T, starts):
        marks[np.arange(len(labels)), start + column] = 1.0
    alone = weights @ marks
    tied = np.abs(marks.T * weights @ marks - np.outer(alone, alone)) > _SAME
    tied = np.logical_or.reduceat(np.logical_or.reduceat(tied, starts[:-1]), starts[:-1], axis=1)
    count, member = connected_components(tied)
    parts = [np.flatnonzero(member[of.ravel()] == c) for c in range(count)]
    product, combinations = np.ones(len(labels)), 1
    for part in parts:
        which, shares = _merged(labels[:, part], weights)
        product, combinations = product * shares[which], combinations * len(shares)
    which, shares = _merged(labels, weights)
    if combinations == len(shares) and np.allclose(product, shares[which], rtol=_SAME, atol=0.0):
        return parts
    return whole


def _merged(labels, weights):
    """`(which, shares)`: of each component, its number among those that differ, and what these weigh."""
    _, which = np.unique(labels, axis=0, return_inverse=True)
    return which.ravel(), np.bincount(which.ravel(), weights)


def _block(law, part):
    means, spreads = law.turned(law.means)[:, part], law.spreads[:, part]
    _, first, which = np.unique(np.hstack([means, spreads]), axis=0, return_index=True, return_inverse=True)
    means, spreads, weights = means[first], spreads[first], np.bincount(which.ravel(), law.weights)
    shared = (spreads == spreads[0]).all(axis=0)
    _, kind = np.unique(spreads, axis=1, return_inverse=True)
    groups = [np.flatnonzero(~shared & (kind.ravel() == k)) for k in np.unique(kind.ravel()[~shared])]
    groups = [np.flatnonzero(shared), *groups]
    spans = [_span(means[:, group]) for group in groups]
    return Block(weights, means - means[0], spreads, groups, spans)


def _span(means):
    """(n, q): an orthonormal basis of the span of the differences of means (K, n)."""
    _, sizes, axes = np.linalg.svd(means - means[0], full_matrices=False)
    rounding = 8.0 * max(means.shape) * np.finfo(float).eps * np.abs(means).max(initial=0.0)
    return axes[(sizes > 0.0) & (sizes >= min(rounding, sizes.max(initial=0.0)))].T
