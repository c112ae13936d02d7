"""One pass over the data: draws of z from q(z|x), and what encoder, prior and decoder say of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import logsumexp

from . import _laws
from ._asking import named
from ._clusters import Moments, freed, moments
from ._data import Rows
from ._network import Networks, drawing

__all__ = ["Asked", "Drawn", "above", "draw"]

_NUMBERS = 1 << 18  # of x and z that a network is given at once
_BLOCK = 256  # data
_OF_PRIOR = 8  # draws of each datum whose z has not seen it


@dataclass(frozen=True)
class Asked:
    """How much to draw: so many z a datum, of which so many are kept; sizes of the bounds; rows at once.

    `beyond` are sizes that nobody asked for and that take more draws.
    """

    draws: int
    keep: int
    iwae: tuple[int, ...]
    batch: int | None = None
    beyond: tuple[int, ...] = ()


@dataclass(eq=False)
class Drawn:
    """Numbers of shape (n,), one a datum, in nats; the first draws are kept for the aggregated posterior."""

    rate: np.ndarray
    distortion: np.ndarray
    bounds: dict[int, np.ndarray]  # IWAE, by the number of draws in the logarithm
    sizes: np.ndarray  # effective sample sizes
    doubling: np.ndarray  # what the second half of the draws added to the largest bound
    closed: bool  # whether the rate is
    density: bool  # whether p(x|z) is one
    laws: list[tuple[int, int, Any]]  # (start, stop, q)
    prior: Any
    shape: tuple[int, ...]  # of one z
    kept: Any  # tensor (keep, n, …)
    log_q: np.ndarray  # (keep, n), ln q(z|x)
    log_p: np.ndarray  # (keep, n), ln p(z)
    unseen: np.ndarray | None  # the distortion where z is of the prior; None where it cannot be drawn

    @property
    def elbo(self) -> np.ndarray:
        return -self.rate - self.distortion


def draw(networks: Networks, rows: Rows, asked: Asked, generator: Any, progress: Callable) -> Drawn:
    """All of it, in blocks of data; each block draws from a seed of its own."""
    from torch import cat

    blocks, laws, prior = [], [], None
    seeds = generator.integers(2**62, size=len(rows))
    for start, stop in _blocks(len(rows), asked.batch):
        data = np.arange(start, stop)
        x = rows.block(start, stop)
        with drawing(int(seeds[start]), rows.device):
            q = networks.encoded(x, data)
            if prior is None:
                prior = _prior(networks.vae.prior, q.sample()[0])
            blocks.append(_block(networks, q, prior, x, asked, data))
        laws.append((start, stop, q))
        progress(stop, len(rows), "asking the networks")

    def together(name: str) -> np.ndarray:
        return np.concatenate([getattr(block, name) for block in blocks], axis=-1)

    rate, distortion = together("rate"), freed([block.distortion for block in blocks])
    kept = cat([block.kept for block in blocks], dim=1)
    sizes = [*asked.iwae, asked.draws]
    return Drawn(
        rate=rate, distortion=distortion, sizes=together("sizes"), doubling=together("doubling"),
        bounds=_bounds(-rate - distortion, sizes, together("gaps"), together("raw")),
        closed=blocks[0].closed, density=networks.density, laws=laws, prior=prior,
        shape=tuple(kept.shape[2:]), kept=kept, log_q=together("log_q"), log_p=together("log_p"),
        unseen=None if blocks[0].unseen is None else together("unseen"),
    )  # fmt: skip


def _blocks(n: int, batch: int | None) -> Iterator[tuple[int, int]]:
    step = min(_BLOCK, batch or _BLOCK)
    return ((start, min(start + step, n)) for start in range(0, n, step))


def _prior(given: Any, one: Any) -> Any:
    """p(z) over one z, by default N(0, I); ValueError where it is a law over something else."""
    from torch import broadcast_shapes

    if given is None:
        return _laws.standard_normal(one)
    if not _laws.is_law(given) and callable(given) and not isinstance(given, type):
        given = given()
    if not _laws.is_law(given):
        raise TypeError(
            "prior must be a torch distribution over one z, or a module that answers with one; got "
            f"{type(given).__name__}"
        )
    shape = tuple(one.shape)
    if hasattr(given, "event_shape"):
        try:
            fits = tuple(broadcast_shapes(_laws.shape_of(given), shape)) == shape
        except RuntimeError:
            fits = False
        if not fits:
            raise ValueError(
                f"prior must be a law over one z, of shape {shape}; got batch shape "
                f"{tuple(given.batch_shape)}, event shape {tuple(given.event_shape)}"
            )
    return given


@dataclass(eq=False)
class _Block:
    rate: np.ndarray
    distortion: Moments
    gaps: np.ndarray  # (bounds, n): how far each lies above the mean of ln w on the same draws
    raw: np.ndarray  # (bounds, n)
    sizes: np.ndarray
    doubling: np.ndarray
    closed: bool
    kept: Any
    log_q: np.ndarray
    log_p: np.ndarray
    unseen: np.ndarray | None


def _block(networks: Networks, q: Any, prior: Any, x: Any, asked: Asked, data: np.ndarray) -> _Block:
    from torch import cat

    parts, kept, had = [], [], 0
    while had < asked.draws:
        z = q.sample((min(_at_once(q, x, asked), asked.draws - had),))
        if z.isnan().any():
            bad = z.isnan().transpose(0, 1).flatten(1).any(1).cpu().numpy()
            raise ValueError(f"encode gave NaN: a draw of q(z|x) is NaN for {named(bad, data)}")
        told = _decoded(networks, z, x, data, check=had == 0)
        parts.append([told, _laws.log_prob(q, z, 2), _laws.log_prob(prior, z, 2)])
        kept.append(z[: max(0, asked.keep - had)])
        had += len(z)
    log_x, log_q, log_p = (cat(one).cpu().numpy() for one in zip(*parts))  # (draws, n)
    for name, found in (("q(z|x)", log_q), ("p(z)", log_p)):
        if np.isnan(found).any():
            raise ValueError(f"log {name} is NaN for {named(np.isnan(found).any(axis=0), data)}")
    ratio = log_q - log_p
    known = _laws.closed_kl(q, prior, tuple(z.shape[2:]))
    rate = ratio.mean(axis=0) if known is None else known.cpu().numpy()
    log_w = log_x - ratio
    sizes = [*asked.iwae, asked.draws]
    gaps, raw = zip(*(_bound(log_w, size) for size in sizes))
    first = _bound(log_w[: (len(log_w) + 1) // 2], (len(log_w) + 1) // 2)[1]
    return _Block(
        rate, moments(-log_x, above(ratio, rate)), np.stack(gaps), np.stack(raw), _effective(log_w),
        above(raw[-1], first), known is not None, cat(kept), log_q[: asked.keep], log_p[: asked.keep],
        _unseen(networks, prior, z, x, data),
    )  # fmt: skip


def _decoded(networks: Networks, z: Any, x: Any, data: np.ndarray, *, check: bool) -> Any:
    """(draws, n) ln p(x|z) of z (draws, n, …)."""
    again, whose = x.expand(len(z), *x.shape).flatten(0, 1), np.tile(data, len(z))
    return networks.likelihood(z.flatten(0, 1), again, whose, check=check).reshape(z.shape[:2])


def _unseen(networks: Networks, prior: Any, z: Any, x: Any, data: np.ndarray) -> np.ndarray | None:
    """(n,) the distortion where z is drawn from the prior and has not seen x; None where that cannot be."""
    if not (hasattr(prior, "event_shape") and callable(getattr(prior, "sample", None))):
        return None
    missing = z.ndim - 2 - len(_laws.shape_of(prior))
    drawn = prior.sample((_OF_PRIOR, *z.shape[1 : 2 + missing])).to(z)
    if drawn.shape[2:] != z.shape[2:]:
        return None
    return -_decoded(networks, drawn, x, data, check=False).mean(0).cpu().numpy()


def _at_once(q: Any, x: Any, asked: Asked) -> int:
    """Draws of each datum that go through the decoder together."""
    if asked.batch is not None:
        return max(1, asked.batch // len(x))
    return max(1, _NUMBERS // (x.numel() + int(np.prod(_laws.shape_of(q)))))


def _bound(log_w: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """IWAE of so many draws: over the mean of ln w on the draws that it used, and itself; (n,) both.

    Burda, Grosse & Salakhutdinov, Importance weighted autoencoders (2016), equation 8.
    """
    groups = log_w[: len(log_w) // size * size].reshape(-1, size, log_w.shape[1])
    raw = (logsumexp(groups, axis=1) - np.log(size)).mean(axis=0)
    return above(raw, groups.mean(axis=(0, 1))), raw


def above(bound: np.ndarray, lower: np.ndarray) -> np.ndarray:
    """How far; 0 between two infinities."""
    with np.errstate(invalid="ignore"):
        return np.where(bound == lower, 0.0, bound - lower)


def _bounds(elbo: np.ndarray, sizes: list[int], gaps: np.ndarray, raw: np.ndarray) -> dict[int, np.ndarray]:
    """The ELBO and how far each bound is above it on the same draws.

    Jensen's inequality puts them in order where one size divides the next; rounding must not undo that.
    """
    found: dict[int, np.ndarray] = {}
    above, before = np.zeros_like(elbo), 1
    for size, gap, bound in zip(sizes, gaps, raw):
        above = np.maximum(gap, above) if size % before == 0 == sizes[-1] % size else np.maximum(gap, 0.0)
        before = size
        with np.errstate(invalid="ignore"):
            total = elbo + above
        found[size] = np.where(np.isfinite(total), total, bound)
    return found


def _effective(log_w: np.ndarray) -> np.ndarray:
    """(Σ w)² / Σ w² of each datum. Kong, Liu & Wong (1994)."""
    with np.errstate(invalid="ignore"):
        size = np.exp(2.0 * logsumexp(log_w, axis=0) - logsumexp(2.0 * log_w, axis=0))
    return np.where(np.isnan(size), 0.0, size)
