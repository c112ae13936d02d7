"""An estimate as text, with the digits that its error leaves."""

import numpy as np

from ..estimate import Estimate, Unit, decimals

__all__ = ["number"]


def number(e: Estimate, unit: Unit) -> str:
    """`value ± error` with the digits that the error leaves."""
    e = e.to(unit)
    error = float(e.std_error)
    if not np.isfinite(error) or error == 0.0:
        return f"{float(e.value):.6g}"
    digits = max(0, decimals(error))
    if digits > 6:
        return f"{float(e.value):.4g} ± {error:.1g}"
    return f"{float(e.value):z.{digits}f} ± {error:.{digits}f}"
