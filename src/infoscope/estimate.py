"""The one result type every estimated number comes back as, and the units it can be read in.

Everything below the public functions is in nats; `nats_per(unit)` is the only conversion.
"""

import html
import math
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Any, Literal

__all__ = ["Estimate", "Unit", "decimals", "nats_per"]

Unit = Literal["nats", "bits", "hartleys"]

_NATS_PER = {"nats": 1.0, "bits": math.log(2.0), "hartleys": math.log(10.0)}


def nats_per(unit: str) -> float:
    """How many nats one `unit` is worth: 1 for nats, ln 2 for bits, ln 10 for hartleys.

    >>> nats_per("bits")
    0.6931471805599453
    """
    if not isinstance(unit, str) or unit not in _NATS_PER:
        raise ValueError(f"unit must be one of {', '.join(_NATS_PER)}; got {unit!r}")
    return _NATS_PER[unit]


@dataclass(frozen=True, eq=False, repr=False)
class Estimate:
    """A number of information with its standard error, its unit and how it was found.

    `value` and `std_error` are floats, or arrays of one shape. `std_error` is 0 for a closed form
    and the error bound for quadrature. `method` names the estimator or route, `n` the number of
    observations behind it (None where there are none), `warnings` says in words what to distrust.

    >>> e = Estimate(0.4123, 0.0062, method="KSG-1, k=3", n=10000)
    >>> e
    0.412 ± 0.006 nats (KSG-1, k=3, n=10000)
    >>> e.to("bits")
    0.595 ± 0.009 bits (KSG-1, k=3, n=10000)
    >>> low, high = e.interval(0.95)
    >>> f"{low:.3f} to {high:.3f}"
    '0.400 to 0.424'
    """

    value: Any
    std_error: Any = 0.0
    unit: Unit = "nats"
    method: str = ""
    n: int | None = None
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        nats_per(self.unit)

    def __float__(self) -> float:
        # item, not float: torch warns when it reads a number that carries a gradient
        return float(self.value.item() if hasattr(self.value, "item") else self.value)

    def to(self, unit: Unit) -> "Estimate":
        """The same estimate read in another unit: "nats", "bits" or "hartleys"."""
        scale = nats_per(self.unit) / nats_per(unit)
        if scale == 1.0:
            return self
        return replace(self, value=self.value * scale, std_error=self.std_error * scale, unit=unit)

    def interval(self, level: float = 0.95) -> tuple[Any, Any]:
        """`(low, high)`: value ∓ z · std_error, z the two-sided normal quantile of `level`."""
        if not 0.0 < level < 1.0:
            raise ValueError(f"level must be between 0 and 1, both excluded; got {level!r}")
        reach = NormalDist().inv_cdf(0.5 + level / 2.0) * self.std_error
        return self.value - reach, self.value + reach

    def to_dict(self) -> dict[str, Any]:
        """Plain Python: floats, or nested lists where the value is an array."""
        return {
            "value": _plain(self.value),
            "std_error": _plain(self.std_error),
            "unit": self.unit,
            "method": self.method,
            "n": None if self.n is None else int(self.n),
            "warnings": list(self.warnings),
        }

    def __eq__(self, other: object) -> bool:
        return self.to_dict() == other.to_dict() if isinstance(other, Estimate) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.unit, self.method, self.n))

    def __repr__(self) -> str:
        return "\n".join([self._headline(), *(f"  warning: {w}" for w in self.warnings)])

    def __format__(self, spec: str) -> str:
        return format(float(self), spec) if spec else str(self)

    def _repr_html_(self) -> str:
        notes = (f"<br><small>warning: {html.escape(w)}</small>" for w in self.warnings)
        return f"<code>{html.escape(self._headline())}</code>" + "".join(notes)

    def _headline(self) -> str:
        how = ", ".join(filter(None, [self.method, f"n={self.n}" if self.n is not None else ""]))
        return f"{self._number()} {self.unit}" + (f" ({how})" if how else "")

    def _number(self) -> str:
        value, error = _plain(self.value), _plain(self.std_error)
        if isinstance(value, list):
            return f"{self.value} ± {self.std_error}"
        if error == 0.0 or not math.isfinite(value):
            return f"{value:.7g}"
        digits = decimals(error) if math.isfinite(error) else None
        if digits is None or not -6 <= digits <= 9:  # too many zeros to read
            return f"{value:.10g} ± {error:.2g}"
        if round(value, digits) == 0 and digits < 0:  # an error of hundreds leaves nothing of a value of tens
            digits = 0
        places = max(0, digits)
        # z: what rounds to zero carries no sign
        return f"{round(value, digits):z.{places}f} ± {round(error, digits):.{places}f}"


def decimals(error: float) -> int:
    """Decimals that show `error` to one significant digit, or to two where the first is a 1.

    >>> decimals(0.0062), decimals(0.0123), decimals(0.0996), decimals(4200.0)
    (3, 3, 2, -3)
    """
    mantissa, exponent = f"{error:.1e}".split("e")
    return (1 if mantissa.startswith("1") else 0) - int(exponent)


def _plain(number: Any) -> Any:
    """A float, or nested lists, from a float or an array of any library."""
    return number.tolist() if hasattr(number, "tolist") else float(number)
