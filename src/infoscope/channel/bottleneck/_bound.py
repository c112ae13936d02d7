"""How much lower the free energy of a bottleneck may be than a solution's."""

import numpy as np

from ._law import Law, safe_log
from ._starts import candidates

__all__ = ["sharper_bound"]

SHARES = (1e-12, 1e-9, 1e-6, 1e-3)


def sharper_bound(law: Law, beta: np.ndarray, partition: np.ndarray) -> np.ndarray:
    """How much lower F can be, as far as a search from every row finds: nats, shape (β,).

    A solution has F = -Σ p(x) ln Z(x), Z(x) = Σ q(z) a(x, z), a(x, r) = e^(β Σ p(y|x) ln r(y)). For any
    other, with Z', and any numbers λ(x) > 0, by Jensen

        F' = Σ p ln λ - Σ p ln(λ Z') >= Σ p ln λ - ln Σ p λ Z' >= Σ p ln λ - ln max_r Σ p(x) λ(x) a(x, r)

    (Blahut 1972, theorem 2). With λ = 1/Z that is F - ln max c(r). But a row of little probability that its
    clusters serve badly makes c huge, where all it can win is p(x) times a logarithm. So λ = 1/Z̃ is tried as
    well, where a share s of each Z is what a cluster of the row's own gives, the most that any r gives it:

        Z̃(x) = (1 - s) Z(x) + s e^(β Σ p(y|x) ln p(y|x)),  F' >= F - Σ p ln(Z̃/Z) - ln max_r Σ p a(x, r)/Z̃(x).

    The search finds the greatest of either sum. partition  (β, x): ln Z.
    """
    lowest, own = np.full(len(beta), np.inf), (law.given * safe_log(law.given)).sum(axis=1)
    for s in SHARES:
        mixed = np.logaddexp(np.log1p(-s) + partition, np.log(s) + beta[:, None] * own)
        # the clusters that there are reach this on average
        held = np.exp(partition - mixed) @ law.x
        most = np.maximum(candidates(law, beta, mixed)[0].max(axis=1), held)
        lowest = np.minimum(lowest, (mixed - partition) @ law.x + np.log(most))
    return lowest
