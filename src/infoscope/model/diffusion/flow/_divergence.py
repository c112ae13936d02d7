"""Σ_i ∂ε̂_i/∂x_i of any denoiser: known, by its own gradient or by differences; exact, or by random probes.

A probe is vᵀ (∂ε̂/∂x) v with v of random signs: its mean is the trace, and its variance is that of the
off-diagonal entries alone (Hutchinson, 1989), less than with normal v.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...._array import to_numpy
from ..._errors import short_of_memory
from ..measuring._asking import Asking
from ._ode import Field

__all__ = ["Divergence", "divergence_of"]

_EXACT = {True: 32, False: 16}  # dimensions up to which the trace is exact, of tensors and arrays
_STEP = 1e-4  # of a central difference, in double precision


@dataclass(frozen=True, eq=False)
class Divergence:
    """`field(x, log_snr, who)` with K estimates of the divergence of each example; `name` says how."""

    field: Field
    probes: int
    exact: bool
    name: str


def divergence_of(asking: Asking, which: np.ndarray, probes: int) -> Divergence:
    """The field of data `which` (n,), as `log_likelihood` asks for it."""
    denoiser, data = asking.denoiser, asking.data
    if denoiser.divergence is not None:
        none = np.empty((len(which), 0, data.dim))
        known = _along(asking, which, none, _by_itself, total=True)
        return Divergence(known, 1, True, "the denoiser's own divergence")
    one = _by_gradient if data.tensors else _by_differences
    how = "by gradients" if data.tensors else "by differences"
    exact = data.dim <= _EXACT[data.tensors]
    if exact:
        axes = np.broadcast_to(np.eye(data.dim), (len(which), data.dim, data.dim))
        return Divergence(_along(asking, which, axes, one, total=True), 1, True, f"exact trace {how}")
    rng = np.random.default_rng([asking.seed, 2**20])
    signs = rng.choice([-1.0, 1.0], size=(len(which), probes, data.dim))
    name = f"{probes} Rademacher probes {how}"
    return Divergence(_along(asking, which, signs, one, total=False), probes, False, name)


def _along(asking: Asking, which: np.ndarray, directions: np.ndarray, one: Callable, total: bool) -> Field:
    """Divergences along directions (n, K, d), one estimate each, or added up; in batches that fit."""

    def field(x, log_snr, who):
        parts, start = [], 0
        while start < len(x):
            rows = slice(start, start + asking.batch)
            datum = which[who[rows]]
            try:
                part = one(asking, x[rows], log_snr[rows], datum, directions[who[rows]])
            except Exception as error:
                if not short_of_memory(error):
                    raise
                asking.shrink(len(datum), error)
                continue
            noise, each = part
            _finite(noise, each, log_snr[rows], datum)
            parts.append(part)
            start = rows.stop
        noise, each = (np.concatenate(found) for found in zip(*parts))
        return noise, each.sum(axis=1, keepdims=True) if total else each

    return field


def _finite(noise: np.ndarray, each: np.ndarray, log_snr: np.ndarray, datum: np.ndarray) -> None:
    bad = np.flatnonzero(~np.isfinite(np.concatenate([noise, each], axis=1)).all(axis=1))
    if bad.size:
        what = "what the network answered" if not np.isfinite(noise[bad[0]]).all() else "its divergence"
        raise FloatingPointError(
            f"{what} at log-SNR {log_snr[bad[0]]:.3g} is NaN or infinite for example {datum[bad[0]]}"
        )


def _by_itself(asking: Asking, x, log_snr, datum, directions):
    """`(noise, (b, 1))` where the denoiser knows its divergence."""
    rows = x.reshape(len(x), *asking.data.event)
    noise = asking.denoiser.noise_at(rows, log_snr).reshape(x.shape)
    asking.asked_along += len(x)
    assert asking.denoiser.divergence is not None
    return noise, asking.denoiser.divergence(rows, log_snr)[:, None]


def _by_differences(asking: Asking, x, log_snr, datum, directions):
    """`(noise, (b, K))`: 2 K + 1 questions for each example."""
    b, k, d = directions.shape
    here, away = x[:, None], _STEP * directions
    moved = np.concatenate([here, here + away, here - away], axis=1)
    rows = moved.reshape(-1, *asking.data.event)
    many = 2 * k + 1
    condition = asking.data.conditions(np.repeat(datum, many))
    with asking.quiet():
        noise = asking.denoiser.noise_at(rows, np.repeat(log_snr, many), condition).reshape(b, many, d)
    asking.asked_along += b * many
    slopes = (noise[:, 1 : k + 1] - noise[:, k + 1 :]) / (2.0 * _STEP)
    return noise[:, 0], (slopes * directions).sum(axis=2)


def _by_gradient(asking: Asking, x, log_snr, datum, directions):
    """`(noise, (b, K))`: one question, and a backward pass for each direction."""
    torch = sys.modules["torch"]
    rows = asking.kind(x.reshape(-1, *asking.data.event).astype(asking.data.dtype)).requires_grad_(True)
    with torch.enable_grad():
        noise = asking.denoiser.noise_at(rows, log_snr, asking.data.conditions(datum))
        found = []
        for k in range(directions.shape[1]):
            v = asking.kind(directions[:, k].reshape(rows.shape).astype(asking.data.dtype))
            (slope,) = torch.autograd.grad((noise * v).sum(), rows, retain_graph=k + 1 < directions.shape[1])
            found.append(to_numpy((slope * v).reshape(len(x), -1).sum(-1)).astype(float))
    asking.asked_along += len(x) * (1 + 2 * directions.shape[1])  # a backward pass costs about two questions
    return to_numpy(noise).reshape(len(x), -1).astype(float), np.stack(found, axis=1)
