"""What a bootstrap answers with: an Estimate that carries the law its interval is read off."""

from dataclasses import dataclass, field, replace
from statistics import NormalDist
from typing import Any

import numpy as np

from ...estimate import Estimate, Unit, nats_per

__all__ = ["Bootstrapped"]

NORMAL = NormalDist()


@dataclass(frozen=True, eq=False, repr=False)
class Bootstrapped(Estimate):
    """An estimate whose interval is read off resamples, and so need not be symmetric.

    replicates    (n_resamples,) numbers about the value whose quantiles are the interval: the statistic
                  of each resample or, from subsamples of a share f of the rows,
                  value - √(f / (1 - f)) · (statistic - mean of the statistics)
    bias          z₀ of BCa: the normal quantile of the share of replicates below the value
    acceleration  a of BCa: how fast the standard error moves with the value

    With z₀ = a = 0 the interval of BCa is that of the percentiles.

    >>> import numpy as np
    >>> Bootstrapped(5.0, 1.0, replicates=np.arange(1.0, 10.0)).interval(0.8)
    (1.0, 9.0)
    """

    replicates: np.ndarray = field(default_factory=lambda: np.empty(0))
    bias: float = 0.0
    acceleration: float = 0.0

    def to(self, unit: Unit) -> "Bootstrapped":
        """The same estimate read in another unit: "nats", "bits" or "hartleys"."""
        scale = nats_per(self.unit) / nats_per(unit)
        if scale == 1.0:
            return self
        scaled = {name: getattr(self, name) * scale for name in ("value", "std_error", "replicates")}
        return replace(self, **scaled, unit=unit)

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """`(low, high)`: quantiles of the replicates at Φ(z₀ + (z₀ + z) / (1 - a (z₀ + z))), ± z of `level`.

        Efron & Tibshirani 1993, eq. 14.10. A quantile is always one of the replicates.
        """
        super().interval(level)
        reach = NORMAL.inv_cdf(0.5 + level / 2.0)
        low, high = (self._quantile(z) for z in (-reach, reach))
        return low, high

    def _quantile(self, z: float) -> float:
        moved = self.bias + z
        share = 1.0 - self.acceleration * moved
        # Beyond the pole of the correction, and where every replicate lies on one side: the last one there.
        if share <= 0.0 or not np.isfinite(moved):
            at = float(moved > 0)
        else:
            at = NORMAL.cdf(self.bias + moved / share)
        return float(np.quantile(self.replicates, at, method="inverted_cdf"))

    def to_dict(self) -> dict[str, Any]:
        """Plain Python, the replicates among it."""
        own = {"bias": self.bias, "acceleration": self.acceleration}
        return {**super().to_dict(), "replicates": self.replicates.tolist(), **own}
