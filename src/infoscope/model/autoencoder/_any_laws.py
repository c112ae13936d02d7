"""Draws against laws of any make, each law asked in turn: the way of q(z) where no compiled loop serves."""

from collections.abc import Callable
from typing import Any

import numpy as np

from . import _laws

__all__ = ["any_laws"]


def any_laws(laws: list[tuple[int, int, Any]]) -> tuple[Callable, Callable]:
    """`(sums, shares)`, as `own_and_others` and `left_out` of the kernels are for Gaussians."""
    marginal = _laws.marginals(laws[0][2]) is not None

    def sums(z: Any, index: Any) -> tuple[np.ndarray, np.ndarray | None]:
        whole, each = _nothing(z, len(z)), _nothing(z, len(z), max(1, z[0].numel()))
        for start, stop, q in laws:
            mine = ((index >= start) & (index < stop)).nonzero().squeeze(1)
            theirs = index[mine] - start
            for terms, told in zip(_terms(q, z, marginal), (whole, each)):
                if terms is not None:
                    told[0, mine] = terms[mine, theirs]
                    terms[mine, theirs] = -float("inf")
                    told[1] = told[1].logaddexp(terms.logsumexp(1))
        return whole.cpu().numpy(), each.cpu().numpy() if marginal else None

    def shares(z: Any, index: Any, total: np.ndarray, which: np.ndarray) -> np.ndarray:
        import torch

        found = np.zeros(sum(stop - start for start, stop, _ in laws))
        level = torch.as_tensor(total, device=z.device).unsqueeze(1)
        for start, stop, q in laws:
            share = (_terms(q, z, False)[0] - level).exp()
            mine = ((index >= start) & (index < stop)).nonzero().squeeze(1)
            share[mine, index[mine] - start] = 0.0
            found[start:stop] = torch.log1p(-share).sum(0).cpu().numpy()
        return found[which]

    return sums, shares


def _nothing(like: Any, *shape: int) -> Any:
    import torch

    return torch.full((2, *shape), -torch.inf, dtype=torch.float64, device=like.device)


def _terms(q: Any, z: Any, marginal: bool) -> tuple[Any, Any]:
    """ln q(z|x_n), shape (draws, n), and ln q(z_j|x_n), shape (draws, n, d), for the data of one block."""
    there = z.unsqueeze(1)  # against a new axis of data
    found = _laws.marginals(q) if marginal else None
    if found is None:
        return _laws.log_prob(q, there, 2), None
    laws, apart = found
    each = _laws.log_prob(laws, there, there.ndim)
    each = each.flatten(2) if each.ndim > 2 else each.unsqueeze(-1)
    return each.sum(-1) if apart else _laws.log_prob(q, there, 2), each
