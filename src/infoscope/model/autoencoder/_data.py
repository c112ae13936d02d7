"""Data as tensors of the network's kind, block by block."""

from typing import Any

import numpy as np

from ..images import ImageFolder

__all__ = ["Rows", "rows_of"]

_LOOKED_AT = 2048  # rows in which levels are looked for
_LEVELS = 256


class Rows:
    """Anything with a length and items; `block(i, j)` is a tensor of the network's dtype on its device."""

    def __init__(self, data: Any, dtype: Any, device: Any):
        self.data, self.dtype, self.device = data, dtype, device
        self.shape = tuple(self.block(0, 1).shape[1:])

    @property
    def numbers(self) -> int:
        """In one datum."""
        return max(1, int(np.prod(self.shape)))

    def __len__(self) -> int:
        return len(self.data)

    def block(self, start: int, stop: int) -> Any:
        import torch

        if hasattr(self.data, "dtype"):
            block = torch.as_tensor(self.data[start:stop])
        else:
            block = torch.stack([torch.as_tensor(_first(self.data[i])) for i in range(start, stop)])
        if isinstance(self.data, ImageFolder):
            block = block / 127.5 - 1.0
        elif not block.is_floating_point():
            block = block.to(self.dtype or torch.get_default_dtype())
        block = block.to(device=self.device, dtype=self.dtype)
        if not block.isfinite().all():
            place = (~block.isfinite()).nonzero()[0].tolist()
            raise ValueError(
                f"data must hold neither NaN nor infinity; datum {start + place[0]} does. Drop or fill it"
            )
        return block

    def levels(self) -> int | None:
        """How many values the numbers of the first data take; None where they look like measurements."""
        some = self.block(0, min(len(self), _LOOKED_AT))
        found = len(some.unique())
        return found if found <= min(_LEVELS, some.numel() // 10) else None


def _first(item: Any) -> Any:
    """The datum of a data set that gives (datum, label)."""
    return item[0] if isinstance(item, (tuple, list)) else item


def rows_of(data: Any, dtype: Any, device: Any) -> Rows:
    """Rows of an array, a tensor, or a data set with a length and items; at least two."""
    if isinstance(data, (list, tuple)):
        data = np.asarray(data)
    if not (hasattr(data, "__len__") and hasattr(data, "__getitem__")):
        raise TypeError(
            "data must be an array (n, …), a tensor, or a torch data set with a length and items; "
            f"got {type(data).__name__}"
        )
    if hasattr(data, "dtype") and len(data.shape) == 0:
        raise TypeError("data must be an array (n, …); got a single number")
    if len(data) < 2:
        raise ValueError(f"data must hold at least two data, for a standard error; got {len(data)}")
    return Rows(data, dtype, device)
