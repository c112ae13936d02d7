"""The two Gaussian terms of variational training, in closed form, with log-variances."""

import math
from typing import Any

from .._array import total
from .._check import as_numbers, no_nan, pick
from ..estimate import Unit
from ._terms import exp_or_inf, exp_remainder
from .losses import REDUCTIONS

__all__ = ["gaussian_kl", "gaussian_nll"]


def gaussian_nll(x: Any, mean: Any, logvar: Any, *, reduction: str = "mean", unit: Unit = "nats") -> Any:
    """-ln N(x; mean, e^logvar) = ½ (ln 2π + logvar + (x - mean)² e^-logvar), then reduced.

    The three broadcast; `reduction` is "mean", "sum" or "none". The 2π stays, so that this is a density's
    true negative log. Raises ValueError where one holds NaN. Bishop (2006), equation 1.46.

    >>> gaussian_nll(0.0, 0.0, 0.0).round(8)
    np.float64(0.91893853)
    """
    reduce = pick(reduction, REDUCTIONS, "reduction")
    xp, (x, mean, logvar), answer = as_numbers(unit, x=x, mean=mean, logvar=logvar)
    for name, a in zip(("x", "mean", "logvar"), (x, mean, logvar)):
        no_nan(xp, name, a)
    off = x - mean
    # An exact prediction costs no more for a vanishing variance: 0 · inf is 0.
    precision = xp.where(off == 0.0, 1.0, exp_or_inf(-logvar))
    return answer(reduce(0.5 * (math.log(2.0 * math.pi) + logvar + off * off * precision), None))


def gaussian_kl(mean: Any, logvar: Any, *, axis: int | None = -1, unit: Unit = "nats") -> Any:
    """D(N(mean, e^logvar) ‖ N(0, 1)) = ½ (mean² + e^logvar - 1 - logvar), the rate term of a VAE.

    `mean` and `logvar` broadcast; dimensions are summed over `axis`, or kept apart with `axis=None`. Never
    negative. Raises ValueError where one holds NaN. Kingma & Welling, Auto-encoding variational Bayes
    (ICLR 2014), appendix B.

    >>> gaussian_kl([1.0, 0.0], [0.0, 0.0])
    np.float64(0.5)
    """
    xp, (mean, logvar), answer = as_numbers(unit, mean=mean, logvar=logvar)
    for name, a in (("mean", mean), ("logvar", logvar)):
        no_nan(xp, name, a)
    each = 0.5 * (mean * mean + exp_remainder(logvar))
    return answer(each if axis is None else total(each, axis))
