"""Results as files: JSON that any reader takes, and files that are whole or not there."""

import json
import math
import os
from pathlib import Path
from typing import Any

__all__ = ["as_json", "save"]


def as_json(value: Any) -> str:
    """Plain Python as strict JSON: infinite numbers are the strings "inf" and "-inf"; a NaN is refused.

    >>> as_json({"kl": float("inf")}).split()
    ['{', '"kl":', '"inf"', '}']
    """
    return json.dumps(_strict(value), indent=1, allow_nan=False)


def save(path: str | os.PathLike[str], text: str) -> None:
    """Beside, then rename: whoever interrupts finds the old file or the new one, never half of it.

    OSError names `path`, not the file beside it.
    """
    path = Path(path)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        try:
            beside.write_text(text, encoding="utf-8", newline="\n")
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


def _strict(value: Any) -> Any:
    """JSON has no token for infinity."""
    if isinstance(value, dict):
        return {key: _strict(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_strict(item) for item in value]
    return str(value) if isinstance(value, float) and math.isinf(value) else value
