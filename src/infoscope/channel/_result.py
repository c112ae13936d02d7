"""What every result of this package can do: become plain Python, and become a JSON file."""

import os
from dataclasses import fields
from typing import Any

import numpy as np

from .._saving import as_json, save
from ..estimate import nats_per

__all__ = ["Result", "counted", "at_least_zero"]


class Result:
    """A frozen dataclass of numbers and arrays that can be written down."""

    unit: str

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain Python: floats, strings, and nested lists where a field is an array;
        None where a number is not known."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self) if f.repr}  # type: ignore[arg-type]

    def to_json(self) -> str:
        """`to_dict` as strict JSON: infinite numbers are the strings "inf" and "-inf"."""
        return as_json(self.to_dict())

    def save_json(self, path: str | os.PathLike[str]) -> None:
        """Write `to_json` to `path`: all of it, or nothing."""
        save(path, self.to_json() + "\n")

    def _in_unit(self, nats: Any) -> Any:
        return nats / nats_per(self.unit)


def counted(n: int, thing: str) -> str:
    """`1 word`, `2 words`."""
    return f"{n} {thing}" if n == 1 else f"{n} {thing}s"


def at_least_zero(value: Any) -> float:
    """What cannot be below 0 but for rounding: 0 there, and no -0; NaN stays NaN."""
    return max(float(value), 0.0) + 0.0


def _plain(value: Any) -> Any:
    if isinstance(value, Result):
        return value.to_dict()
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    if isinstance(value, (np.ndarray, np.generic)):
        return _known(value.tolist())
    return value


def _known(value: Any) -> Any:
    """None for NaN: the excess of hard clusters, say, has no bound."""
    if isinstance(value, list):
        return [_known(v) for v in value]
    return None if value != value else value
