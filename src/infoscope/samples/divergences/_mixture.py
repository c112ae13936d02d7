"""Jensen-Shannon divergence of measurements from neighbours. Nats.

JS is the information that a draw from the mixture gives on which law it came from, so the estimator of Ross
(2014) for a label and a measurement tells it, where the labels come in the proportion of the weights. Where
they do not, the sample that is too large is dealt into parts of the size that is wanted, at random.
"""

import numpy as np

from ...estimate import Estimate
from .._quantity import mutual_information
from ..neighbours._family import ross
from ..neighbours.choices import Ross
from ..reading._variables import Variable
from ._nearest import clouds
from ._pair import Divergence, Pair

__all__ = ["jensen_shannon_divergence"]


def jensen_shannon_divergence(
    choice: Ross, divergence: Divergence, pair: Pair, rng: np.random.Generator
) -> Estimate:
    c, k = clouds(pair), choice.k
    if min(pair.n, pair.m) <= k:
        raise ValueError(
            f"k={k} neighbours need more than {k} observations of each; got {pair.n} and {pair.m}"
        )
    u, v = divergence.weights
    parts_x, parts_y = _parts(pair.n, pair.m, u, v, k, rng)
    x, y = np.zeros(pair.n), np.zeros(pair.m)
    for a in parts_x:
        for b in parts_y:
            local = _of_parts(choice, c.x[a], c.y[b], rng)
            x[a] += local[: len(a)] / len(parts_y)
            y[b] += local[len(a) :] / len(parts_x)
    # The mixture moves with either law, and the divergence does not feel it to first order.
    error = np.sqrt(u**2 * x.var(ddof=1) / pair.n + v**2 * y.var(ddof=1) / pair.m)
    share = len(parts_x[0]) / (len(parts_x[0]) + len(parts_y[0]))
    notes: tuple[str, ...] = ()
    if abs(share - u) > 0.1 * min(u, v):
        notes = (f"weights {u:g} and {v:g} need more observations: measured at {share:.3g} of x, so biased",)
    return Estimate(
        float(u * x.mean() + v * y.mean()), float(error), method=f"Ross, k={k}", n=pair.n, warnings=notes
    )


def _of_parts(choice: Ross, x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """ln of how much likelier each is in its own sample than in the two together."""
    from_x = np.repeat([0, 1], [len(x), len(y)])
    both = [
        Variable("x and y", "continuous", columns=np.vstack([x, y])),
        Variable("sample", "discrete", codes=from_x, levels=2),
    ]
    return ross(choice, mutual_information(), both, rng).local


def _parts(
    n: int, m: int, u: float, v: float, k: int, rng: np.random.Generator
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Rows of x and of y, dealt so that a part of one to a part of the other is about u to v."""
    rows = np.arange(n), np.arange(m)
    many_x, many_y = (max(1, round(big)) for big in (n * v / (m * u), m * u / (n * v)))
    many = [min(count, size // (k + 1)) for count, size in ((many_x, n), (many_y, m))]
    dealt = [
        [r] if count == 1 else [np.sort(part) for part in np.array_split(rng.permutation(r), count)]
        for r, count in zip(rows, many)
    ]
    return dealt[0], dealt[1]
