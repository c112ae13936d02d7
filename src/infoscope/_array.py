"""The one door to numpy, torch, jax and every other array-API library."""

import math
import sys
from typing import Any

import array_api_compat
import array_api_compat.numpy
import numpy as np

__all__ = [
    "as_arrays",
    "awaits_gradient",
    "double",
    "in_host_memory",
    "is_traced",
    "namespace",
    "place",
    "plain",
    "quiet",
    "size",
    "to_numpy",
    "total",
    "unboxed",
]


def namespace(*arrays: Any) -> Any:
    """The array-API namespace that the arrays share; TypeError where they share none.

    >>> namespace(np.ones(2)).__name__
    'array_api_compat.numpy'
    """
    # Named by its module first: quick, and nothing that torch.compile would stop at.
    names = {_library(a) for a in arrays}
    if names == {"numpy"}:
        return array_api_compat.numpy
    if names == {"torch"}:
        from array_api_compat import torch as xp

        return xp
    return array_api_compat.array_namespace(*arrays)


def _library(x: Any) -> str:
    name = type(x).__module__.partition(".")[0]
    return "jax" if name == "jaxlib" else name


def _is_array(x: Any) -> bool:
    return _library(x) in ("numpy", "torch", "jax") or array_api_compat.is_array_api_obj(x)


def as_arrays(*values: Any) -> tuple[Any, list[Any], Any]:
    """`(xp, arrays, dtype)`: each value as a floating array of the library the others come from.

    Lists are numpy's where nothing else is given. Whole numbers become double precision, half
    precisions single; `dtype` is what the answer is to be cast back to.

    >>> as_arrays([0, 1], np.float32([0.5, 0.5]))[1]
    [array([0., 1.], dtype=float32), array([0.5, 0.5], dtype=float32)]
    """
    entries = [v if _is_array(v) else np.asarray(v) for v in values]
    given = [e for e, v in zip(entries, values) if _is_array(v)] or entries
    xp = namespace(*given)
    if any(not _is_real(xp if any(e is g for g in given) else array_api_compat.numpy, e) for e in entries):
        raise TypeError(f"numbers must be real; got dtype {', '.join(str(e.dtype) for e in entries)}")
    floating = [g.dtype for g in given if xp.isdtype(g.dtype, "real floating")]
    dtype = xp.result_type(*floating) if floating else double(xp, given[0])
    working = xp.float32 if xp.finfo(dtype).bits < 32 else dtype
    return xp, [_as_kind(xp, e, working, given[0]) for e in entries], dtype


def _is_real(xp: Any, array: Any) -> bool:
    return xp.isdtype(array.dtype, ("bool", "integral", "real floating"))


def _as_kind(xp: Any, entry: Any, dtype: Any, like: Any) -> Any:
    if _library(entry) == "numpy" != _library(like):
        return xp.asarray(entry.astype(float).tolist(), dtype=dtype, **place(like))
    return entry if entry.dtype == dtype else xp.astype(entry, dtype)


def double(xp: Any, array: Any) -> Any:
    """Double precision, or single where the library or the device has no better."""
    if _library(array) == "jax":
        return xp.float64 if sys.modules["jax"].config.jax_enable_x64 else xp.float32
    return xp.float32 if "mps" in str(getattr(array, "device", "")) else xp.float64


def quiet() -> Any:
    """No word from numpy about overflow: for a function of the caller's that is followed far out."""
    return np.errstate(all="ignore")


def total(x: Any, axis: int | tuple[int, ...] | None = None) -> Any:
    """The sum over `axis`; single precision is added up in double where the library has it.

    >>> total(np.ones(3), axis=0)
    np.float64(3.0)
    """
    xp = namespace(x)
    wide = double(xp, x)
    if xp.finfo(x.dtype).bits >= 64 or wide == x.dtype:
        return xp.sum(x, axis=axis)
    return xp.astype(xp.sum(x, axis=axis, dtype=wide), x.dtype, copy=False)


def is_traced(x: Any) -> bool:
    """Whether x stands for values that are not known yet: inside jit, vmap or torch.compile."""
    if _library(x) == "jax":
        return isinstance(x, sys.modules["jax"].core.Tracer)
    if _library(x) == "torch":
        torch = sys.modules["torch"]
        return torch.compiler.is_compiling() or torch._C._functorch.is_functorch_wrapped_tensor(x)
    return False


def in_host_memory(x: Any) -> np.ndarray | None:
    """x as a numpy array that shares its memory, or None: it lies elsewhere or is traced."""
    if _library(x) == "numpy":
        return np.asarray(x)
    if _library(x) == "torch" and not is_traced(x) and x.device.type == "cpu":
        return x.detach().numpy()
    return None


def awaits_gradient(x: Any) -> bool:
    return _library(x) == "torch" and x.requires_grad and sys.modules["torch"].is_grad_enabled()


def place(x: Any) -> dict[str, Any]:
    """Keywords that make a new array where x is; numpy has one place, jax moves arrays by itself."""
    return {} if _library(x) in ("numpy", "jax") else {"device": x.device}


def plain(x: Any) -> float:
    """A 0-d array as a float, away from any gradient that waits for it."""
    return float(x.detach() if hasattr(x, "detach") else x)


def to_numpy(x: Any) -> np.ndarray:
    """A copy or a view in host memory, away from any gradient."""
    if _library(x) == "torch":
        x = x.detach().cpu()
        return (x.float() if str(x.dtype) == "torch.bfloat16" else x).numpy()  # numpy has no bfloat16
    return np.asarray(x) if _library(x) in ("numpy", "jax") else np.from_dlpack(x)


def unboxed(x: Any) -> Any:
    """numpy's 0-d arrays as the scalars that its own sums are."""
    return x[()] if isinstance(x, np.ndarray) and x.ndim == 0 else x


def size(x: Any) -> int:
    return math.prod(x.shape)
