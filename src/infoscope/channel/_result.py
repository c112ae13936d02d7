"""What every result of this package can do: become plain Python, and become a JSON file."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from ..estimate import nats_per

__all__ = ["Result"]


class Result:
    """A frozen dataclass of numbers and arrays that can be written down."""

    unit: str

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain Python: floats, strings, and nested lists where a field is an array."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self) if f.repr}  # type: ignore[arg-type]

    def to_json(self) -> str:
        """`to_dict()` as text; an infinite number is written Infinity."""
        return json.dumps(self.to_dict())

    def save_json(self, path: str | Path) -> None:
        """Write `to_json()` to a file."""
        Path(path).write_text(self.to_json(), "utf-8")

    def _in_unit(self, nats: Any) -> Any:
        return nats / nats_per(self.unit)


def _plain(value: Any) -> Any:
    if isinstance(value, Result):
        return value.to_dict()
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    return value
