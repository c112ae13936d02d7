"""Data as tensors of the network's kind, block by block."""

from typing import Any

import numpy as np

from ..data._given import Data, as_data

__all__ = ["Rows", "rows_of"]

_LOOKED_AT = 2048  # data in which levels are looked for
_LEVELS = 256


class Rows:
    """The data of a profile as tensors of one dtype on one device."""

    def __init__(self, data: Data, dtype: Any, device: Any):
        self.data, self.dtype, self.device = data, dtype, device
        self.shape, self.dim = data.event, data.dim

    def __len__(self) -> int:
        return self.data.n

    def block(self, start: int, stop: int) -> Any:
        """(stop - start, …)."""
        import torch

        return torch.as_tensor(self.data.batch(np.arange(start, stop))).to(
            device=self.device, dtype=self.dtype
        )

    def levels(self) -> int | None:
        """How many values the numbers of the first data take; None where they look like measurements."""
        some = self.block(0, min(len(self), _LOOKED_AT))
        found = len(some.unique())
        return found if found <= min(_LEVELS, some.numel() // 10) else None


def rows_of(data: Any, home: tuple[Any, Any]) -> Rows:
    """Of any array, tensor or indexed data set, in the dtype and on the device of the weights.

    Where none are known (`home` is a pair of None), floating numbers keep their precision.
    """
    import torch

    found, (dtype, device) = as_data(data, None), home
    if device is None:
        device = data.device if isinstance(data, torch.Tensor) else torch.device("cpu")
    return Rows(found, dtype or _precision(data, found), device)


def _precision(data: Any, found: Data) -> Any:
    import torch

    own = getattr(data, "dtype", found.dtype)
    if not isinstance(own, torch.dtype):
        own = {"f2": torch.float16, "f4": torch.float32, "f8": torch.float64}.get(np.dtype(own).str[1:])
    return own if own is not None and own.is_floating_point else torch.get_default_dtype()
