"""What an interrupted run keeps: the answers of the network so far, in one .npz file, never pickled."""

import json
import math
import os
import time
from pathlib import Path
from typing import Any

import numpy as np

from ..._errors import ModelError

__all__ = ["Store"]

_SECONDS = 10.0  # between two writes
_ROUNDING = 1e-3  # of a network in half precision, on another number of threads


class Store:
    """Arrays by name, written to `path` now and then; None keeps them in memory alone.

    `told` describes the run; a file of another run is refused. What is told in floats may differ by rounding.
    """

    def __init__(self, path: str | os.PathLike | None = None, told: dict[str, Any] | None = None):
        self.path = None if path is None else Path(path)
        self.told = json.loads(json.dumps(told or {}))
        self.arrays: dict[str, np.ndarray] = {}
        self.written = time.monotonic()
        if self.path is not None and not self.path.absolute().parent.is_dir():
            raise ModelError(
                f"no checkpoint can be kept at {str(self.path)!r}: there is no folder "
                f"{str(self.path.absolute().parent)!r}"
            )
        if self.path is not None and self.path.exists():
            self.arrays = self._read(self.path)

    def _read(self, path: Path) -> dict[str, np.ndarray]:
        try:
            with np.load(path, allow_pickle=False) as file:
                found = {name: file[name] for name in file.files}
            told = json.loads(str(found.pop("told")))
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(
                f"{str(path)!r} is no checkpoint of a profile ({type(error).__name__}): move it away, or "
                "name another file"
            ) from None
        other = [
            f"{k}: {told.get(k)!r} there, {v!r} here" for k, v in self.told.items() if _differ(told.get(k), v)
        ]
        if other:
            raise ModelError(
                f"{path} is the checkpoint of another run ({'; '.join(other)}). "
                "Give the same arguments, or another file"
            )
        return found

    def get(self, name: str) -> np.ndarray | None:
        return self.arrays.get(name)

    def put(self, name: str, values: np.ndarray, now: bool = False) -> None:
        self.arrays[name] = values
        if now or time.monotonic() - self.written > _SECONDS:
            self.write()

    def write(self) -> None:
        self.written = time.monotonic()
        if self.path is None:
            return
        beside = self.path.with_name(self.path.name + ".part")
        with beside.open("wb") as file:
            np.savez(file, **{"told": np.array(json.dumps(self.told)), **self.arrays})  # type: ignore[arg-type]
        os.replace(beside, self.path)  # whole or not at all


def _differ(there: Any, here: Any) -> bool:
    if isinstance(there, float) and isinstance(here, float):
        return not math.isclose(there, here, rel_tol=_ROUNDING)
    return bool(there != here)
