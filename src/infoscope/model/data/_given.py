"""The data of a profile: any array, tensor or indexed data set, read in batches; and the noise of each."""

import os
import sys
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..._array import to_numpy
from ._grid import OFF, off_the_grid
from .images import ImageFolder, image_folder

__all__ = ["Data", "as_data", "device_and_precision", "few_data", "like_bytes", "normals"]

_FEW = 30  # data whose own scatter is hardly known


@dataclass(frozen=True, eq=False)
class Data:
    """n examples of shape `event`; `batch(index)` gives (b, *event) in double or single precision.

    `tensors` says whether the network is asked in tensors; `noted` what was done to the numbers, in words.
    With `levels` every value must be one of so many grey levels, evenly spaced from -1 to 1.
    """

    source: Any
    condition: Any
    n: int
    event: tuple[int, ...]
    tensors: bool
    dtype: Any
    noted: str = ""
    levels: int | None = None

    @property
    def dim(self) -> int:
        return int(np.prod(self.event))

    def batch(self, index: np.ndarray) -> np.ndarray:
        rows = _rows(self.source, index)
        rows = rows.astype(self.dtype) / 127.5 - 1.0 if rows.dtype == np.uint8 else rows.astype(self.dtype)
        rows = rows.reshape(len(index), *self.event)
        if not np.isfinite(rows).all():
            i = int(index[~np.isfinite(rows.reshape(len(index), -1)).all(axis=1)][0])
            raise ValueError(f"data must be finite; example {i} holds NaN or inf. Drop or fill it")
        if self.levels is not None:
            _on_the_grid(rows.reshape(len(index), -1), index, self.levels)
        return rows

    def conditions(self, index: np.ndarray) -> Any:
        """The condition of each example, as the network is to receive it; None where there is none."""
        if self.condition is None:
            return None
        if hasattr(self.condition, "detach"):
            return self.condition[index]
        rows = np.asarray(self.condition)[index]
        return sys.modules["torch"].as_tensor(rows) if self.tensors else rows


def as_data(data: Any, f: Any, condition: Any = None) -> Data:
    """Arrays (n, *event) or (n,), data sets whose items are examples or begin with one, folders of images."""
    if isinstance(data, (str, os.PathLike)):
        data = image_folder(data)
    if hasattr(data, "dataset") and not hasattr(data, "__getitem__"):
        data = data.dataset  # of a torch DataLoader, whose order and batches are not needed
    data = _indexed(data)
    if len(data) < 2:
        raise ValueError(f"data must hold at least 2 examples, to know an error; got {len(data)}")
    first = _rows(data, np.arange(1))
    if not np.issubdtype(first.dtype, np.number) or np.issubdtype(first.dtype, np.complexfloating):
        raise TypeError(f"data must be real numbers of shape (n, …); got dtype {first.dtype}")
    tensors = _is_module(f) or hasattr(data, "detach") or _holds_tensors(data)
    if condition is not None and len(condition) != len(data):
        raise ValueError(
            f"condition must have an entry for each of {len(data)} examples; got {len(condition)}"
        )
    single = tensors and device_and_precision(f, data)[1] != "float64"
    noted = "; ".join(_noted(data, first))
    dtype = np.float32 if single else np.float64
    return Data(data, condition, len(data), first.shape[1:] or (1,), tensors, dtype, noted)


def _on_the_grid(rows: np.ndarray, index: np.ndarray, levels: int) -> None:
    off = off_the_grid(rows, levels).max(axis=1)
    if off.max() > OFF:
        i = int(off.argmax())
        raise ValueError(
            f'decoder="discretised" needs {levels} grey levels from -1 to 1; example {index[i]} has '
            f"values from {rows[i].min():.4g} to {rows[i].max():.4g}, up to {off[i]:.2g} of a level off. "
            "Scale 8 bits as x/127.5 - 1, say levels= for others, or use the continuous decoder"
        )


def _indexed(data: Any) -> Any:
    """Data that have a length and can be asked by index; what can only be gone through is read whole."""
    if hasattr(data, "to_numpy") and hasattr(data, "columns"):
        return data.to_numpy()
    if hasattr(data, "__getitem__") and hasattr(data, "__len__") and not isinstance(data, (list, tuple)):
        return data
    try:
        items = list(data)
        labelled = bool(items) and isinstance(items[0], tuple) and isinstance(items[0][0], np.ndarray)
        return items if labelled or (items and _holds_tensors(items)) else np.asarray(items)
    except (TypeError, ValueError) as error:
        raise TypeError(
            "data must be examples of one shape, as an array (n, …) or a data set; got "
            f"{type(data).__name__} ({error})"
        ) from None


def device_and_precision(f: Any, data: Any) -> tuple[Any, str]:
    """Where and in which precision a network of tensors works: its own parameters' or that of the data."""
    if _is_module(f):
        like = next((p for p in f.parameters() if p.is_floating_point()), None)
    else:
        like = data if hasattr(data, "detach") and data.is_floating_point() else None
    return ("cpu", "float32") if like is None else (like.device, str(like.dtype).removeprefix("torch."))


def like_bytes(x: np.ndarray) -> str:
    """What to say of floating numbers that are whole, from 0 to at most 255: nobody has scaled them.

    >>> like_bytes(np.array([0.0, 17.0, 255.0])).partition(",")[0]
    'data are whole numbers from 0 to 255'
    >>> like_bytes(np.array([0.0, 1.0])), like_bytes(np.array([-1.0, 0.5]))
    ('', '')
    """
    low, high = float(x.min()), float(x.max())
    if not 0.0 <= low <= 16.0 < high <= 255.0 or (x != np.round(x)).any():
        return ""
    return (
        f"data are whole numbers from {low:g} to {high:g}, and floating numbers are used as they are: scale "
        "them as the model was trained, or give 8-bit integers (uint8), which are read as x/127.5 - 1"
    )


def few_data(n: int) -> str:
    """What to say of so few data: from 30 on, and of one, which has no scatter, nothing.

    >>> few_data(9).partition(":")[0], few_data(30)
    ('9 data hardly tell their own scatter', '')
    """
    if not 1 < n < _FEW:
        return ""
    return (
        f"{n} data hardly tell their own scatter: standard errors may be off by "
        f"{100 / np.sqrt(2 * (n - 1)):.0f} %, and intervals are too short"
    )


def normals(seed: int, stage: int, datum: np.ndarray, pair: np.ndarray, shape: tuple[int, ...], dtype: Any):
    """(b, *shape) standard normals that depend on seed, stage, datum and pair alone: not on the batch."""
    bits = np.random.Philox(key=np.array([seed, stage], dtype=np.uint64))
    generator, state = np.random.Generator(bits), bits.state
    out = np.empty((len(datum), *shape), dtype=dtype)
    for row, i, j in zip(out, datum, pair):
        state["state"]["counter"][:] = (0, 0, j, i)
        state["buffer_pos"], state["has_uint32"] = 4, 0
        bits.state = state
        generator.standard_normal(dtype=dtype, out=row)
    return out


def _noted(data: Any, first: np.ndarray) -> list[str]:
    said = []
    if isinstance(data, ImageFolder) and data.converted:
        grey = data.channels == 1
        how = "in colour were reduced to grey" if grey else "in grey were repeated in each colour"
        said.append(f"{data.converted} of {len(data)} images {how}")
    return said + (["8-bit integers read as x/127.5 - 1"] if first.dtype == np.uint8 else [])


def _rows(data: Any, index: np.ndarray) -> np.ndarray:
    if isinstance(data, np.ndarray):
        return data[index]
    if hasattr(data, "detach"):
        return to_numpy(data[index])
    items = [data[int(i)] for i in index]
    return np.stack([_as_numpy(item[0] if isinstance(item, (tuple, list)) else item) for item in items])


def _as_numpy(item: Any) -> np.ndarray:
    return to_numpy(item) if hasattr(item, "detach") else np.asarray(item)


def _holds_tensors(data: Any) -> bool:
    if isinstance(data, np.ndarray):
        return False
    item = data[0]
    return hasattr(item[0] if isinstance(item, (tuple, list)) else item, "detach")


def _is_module(f: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(f, torch.nn.Module)
