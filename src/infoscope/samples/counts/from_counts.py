"""Shannon entropy from counts.

Outcome i was seen n_i times, N times in all. The plug-in estimate H(n / N) is too low by about
(K - 1) / 2N nats on K possible outcomes (Miller 1955). Each estimator below repairs that in its own
way; each takes counts of shape (..., K), reduces the last axis and returns nats.

    plug_in        H(n / N)                                  biased low
    miller_madow   plug_in + (outcomes seen - 1) / 2N        Miller 1955
"""

from typing import Any

import numpy as np
from scipy.special import xlogy

from ..._check import pick
from ...estimate import Estimate, Unit

__all__ = ["entropy_from_counts"]

MOST = 2**53  # beyond it a double does not tell one whole number from the next


def entropy_from_counts(counts: Any, *, estimator: str = "plug_in", unit: Unit = "nats") -> Estimate:
    """Entropy of the law the counts were drawn from; `counts` has shape (..., K), outcomes last.

    The standard error is that of the plug-in by the delta method, √(Var[-ln p̂] / N): the correction
    an estimator adds varies little beside it. Raises ValueError for counts that are negative, not
    whole, or sum to zero.

    >>> print(entropy_from_counts([4, 2, 3, 0, 2, 4, 0, 0, 2, 1, 1], estimator="miller_madow"))
    2.15 ± 0.10 nats (Miller-Madow, n=19)
    """
    name = pick(estimator, ESTIMATORS, "estimator")
    n = as_counts(counts)
    value, total = name(n), n.sum(-1)
    size = int(total) if total.ndim == 0 else None
    return Estimate(value, plug_in_error(n), method=LABELS[estimator], n=size).to(unit)


def as_counts(counts: Any) -> np.ndarray:
    try:
        n = np.asarray(counts)
    except ValueError:
        raise ValueError("counts must have shape (..., K); got rows of different lengths") from None
    if n.size == 0 or n.ndim == 0 or n.dtype.kind not in "iuf":
        raise ValueError(
            f"counts must be numbers of shape (..., K), K >= 1; got {n.dtype} of shape {n.shape}"
        )
    if not ((n >= 0) & (n <= MOST)).all() or (n != np.floor(n)).any():
        raise ValueError(
            "counts must be whole numbers from 0 to 2**53; for probabilities use infoscope.pmf.entropy"
        )
    if (n.sum(-1) == 0).any():
        raise ValueError("counts sum to zero: no observation to estimate from")
    return n.astype(np.float64)


def plug_in(n: np.ndarray) -> np.ndarray:
    N = n.sum(-1)
    # Sorted first, so that the order of the outcomes cannot move the last digit.
    return 0.0 - np.sort(xlogy(n, n / N[..., None]), axis=-1).sum(-1) / N


def miller_madow(n: np.ndarray) -> np.ndarray:
    return plug_in(n) + ((n > 0).sum(-1) - 1) / (2 * n.sum(-1))


def plug_in_error(n: np.ndarray) -> np.ndarray:
    """√(Var[-ln p̂(X)] / N), nats."""
    p = n / n.sum(-1, keepdims=True)
    surprise = -np.log(p, where=p > 0, out=np.zeros_like(p))
    spread = surprise - plug_in(n)[..., None]
    return np.sqrt(np.sort(p * spread**2, axis=-1).sum(-1) / n.sum(-1))


ESTIMATORS = {f.__name__: f for f in (plug_in, miller_madow)}
LABELS = {"plug_in": "plug-in", "miller_madow": "Miller-Madow"}
