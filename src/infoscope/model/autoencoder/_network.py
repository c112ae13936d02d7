"""The two networks: the right kind of number in, laws out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from .. import _modules
from .._errors import short_of_memory
from . import _laws
from ._asking import answered, named, span
from ._support import is_discrete, log_likelihood
from .pair import VAE

__all__ = ["Networks", "drawing", "evaluating", "home"]


class Networks:
    """The encoder and the decoder of one VAE; `data` (n,) says of which datum each item of a call is."""

    def __init__(self, vae: VAE):
        self.vae = vae
        self.density = False  # whether the decoder's laws are densities

    def encoded(self, x: Any, data: np.ndarray) -> Any:
        """q(z|x), one law for each of the items x."""
        law = answered("encode", lambda some: _laws.of_encoder(self.vae.encode(some)), x, data)
        shape = _laws.shape_of(law)
        if not shape or len(law.batch_shape) == 0 or law.batch_shape[0] != len(x):
            raise ValueError(
                f"encode must return one law a datum; for {len(x)} data of shape {tuple(x.shape[1:])} it "
                f"returned batch shape {tuple(law.batch_shape)}, event shape {tuple(law.event_shape)}"
            )
        return law

    def likelihood(self, z: Any, x: Any, data: np.ndarray, *, check: bool) -> Any:
        """ln p(x|z) of each item, in double precision; halved and asked again where memory is short."""
        try:
            return self._likelihood(z, x, data, check)
        except (MemoryError, RuntimeError) as error:
            if not short_of_memory(error):
                raise
        if len(z) == 1:
            raise MemoryError(f"decode has too little memory for a single datum (datum {data[0]})")
        from torch import cat

        half = len(z) // 2
        parts = ((z[:half], x[:half], data[:half]), (z[half:], x[half:], data[half:]))
        return cat([self.likelihood(*part, check=check) for part in parts])

    def _likelihood(self, z: Any, x: Any, data: np.ndarray, check: bool) -> Any:
        law = answered(
            "decode", lambda some: _laws.of_decoder(self.vae.decode(some), self.vae.likelihood), z, data
        )
        shape = _laws.shape_of(law)
        if shape[:1] != (len(z),) or int(np.prod(shape)) != x.numel():
            raise ValueError(
                f"decode must return one law over data of shape {tuple(x.shape[1:])} for each z; for "
                f"{len(z)} z of shape {tuple(z.shape[1:])} it returned laws of shape {shape}"
            )
        x = x.reshape(shape)
        found = log_likelihood(law, x, check=check)
        self.density = not is_discrete(law)
        if not self.density and (found > 1e-4).any():
            raise ValueError(
                f"decode returned a law that is none: a probability of {span(data)} is above 1 "
                f"(ln p = {float(found.max()):.4g})"
            )
        if found.isnan().any():
            where = named(found.isnan().cpu().numpy(), data)
            raise ValueError(f"decode gave NaN: log p(x|z) is NaN for {where}. {_weights(self.vae.decode)}")
        return found


def _weights(part: Callable) -> str:
    broken = [
        name
        for module in _modules.modules_of(part)
        for name, weights in module.named_parameters()
        if weights.isnan().any()
    ]
    return f"Its weights {', '.join(broken[:3])} hold NaN" if broken else "Its weights hold none"


def home(vae: VAE) -> tuple[Any, Any]:
    """`(dtype, device)` of the weights; (None, None) where none can be found."""
    for part in (vae.encode, vae.decode):
        for module in _modules.modules_of(part):
            for weights in module.parameters():
                if weights.is_floating_point():
                    return weights.dtype, weights.device
    return None, None


@contextmanager
def evaluating(vae: VAE) -> Iterator[None]:
    """No gradients, and no module in training mode."""
    import torch

    with torch.no_grad(), _modules.evaluating(vae.encode, vae.decode, vae.prior):
        yield


@contextmanager
def drawing(seed: int, device: Any) -> Iterator[None]:
    """torch's generators from `seed`, and afterwards as they were."""
    import torch
    from torch.random import fork_rng

    here = [device] if device is not None and torch.device(device).type == "cuda" else []
    with fork_rng(devices=here):
        torch.manual_seed(seed)
        yield
