"""Averages over draws of torch's laws, as functions of their parameters.

Draws are reparameterised where the law allows; where it does not, the score of the law carries the gradient.
"""

from typing import Any

import numpy as np

from .._rng import as_generator
from ..estimate import Estimate
from ._routes import Effort, Integral
from ._routes._tails import distrust

__all__ = ["by_draws"]

_FIRST, _NUMBERS = 4096, 1 << 20
_KEPT = 1000  # of the largest values, to judge the tail


def by_draws(integral: Integral, P: Any, Q: Any, effort: Effort, attached: bool) -> Estimate:
    """Until the standard error is small enough; with gradients all draws are kept for the way back."""
    import torch
    from torch.random import fork_rng

    P, Q = _of_one_shape(P, Q)
    strata = [_Stratum(weight, law) for weight, law in integral.strata(P, Q)]
    tolerances, drawn = effort.tolerances(1e-3, 1e-6), 0
    chunk = max(1, _NUMBERS // max(1, P.batch_shape.numel() * P.event_shape.numel()))
    with fork_rng(devices=[]):
        torch.manual_seed(int(as_generator(effort.rng).integers(2**63)))
        while True:
            n = min(max(_FIRST, drawn), chunk, effort.max_samples - drawn)
            for s in strata:
                share = max(2, round(s.weight * n))
                s.add(_values(integral, s.law, P, Q, share, attached))
                drawn += share
            if effort.progress is not None:
                effort.progress(min(drawn, effort.max_samples), effort.max_samples)
            mean = sum(s.weight * s.total / s.count for s in strata)
            error = sum(s.variance() for s in strata) ** 0.5
            value, shown = integral.finish(mean, error.to(mean.dtype))
            allowed = (tolerances["rtol"] * value.detach().abs()).clamp(min=tolerances["atol"])
            finite = torch.isfinite(mean.detach()).all()
            if drawn >= effort.max_samples or not finite or bool((shown.detach() <= allowed).all()):
                break
    if not finite:
        said: tuple[str, ...] = ("a draw of P is impossible under Q: its density there is 0",)
        shown = torch.nan_to_num(shown, nan=0.0)
    else:
        said = () if integral.bounded else _judged(strata)
    return Estimate(value, shown.detach(), method="monte_carlo", n=drawn, warnings=said)


def _of_one_shape(P: Any, Q: Any) -> tuple[Any, Any]:
    import torch

    if P.batch_shape == Q.batch_shape:
        return P, Q
    shape = torch.broadcast_shapes(P.batch_shape, Q.batch_shape)
    return P.expand(shape), Q.expand(shape)


class _Stratum:
    """Running sums of the values under one law, and the largest of them."""

    def __init__(self, weight: float, law: Any):
        self.weight, self.law, self.count = weight, law, 0
        self.total: Any = 0.0
        self.squares: Any = 0.0
        self.largest = np.empty(0)

    def add(self, values: Any) -> None:
        self.count += len(values)
        self.total = self.total + values.sum(0)
        plain = values.detach().double()
        self.squares = self.squares + (plain**2).sum(0)
        if plain.ndim == 1:
            self.largest = np.sort(np.append(self.largest, plain.abs().numpy(force=True)))[-_KEPT:]

    def variance(self) -> Any:
        """Of its share of the mean."""
        mean = self.total.detach().double() / self.count
        spread = (self.squares / self.count - mean**2).clamp(min=0.0)
        return self.weight**2 * spread / max(self.count - 1, 1)


def _values(integral: Integral, law: Any, P: Any, Q: Any, n: int, attached: bool) -> Any:
    """(n, …batch): what is averaged, at draws of the law, as functions of the parameters."""
    import torch

    with torch.set_grad_enabled(attached):
        x = law.rsample((n,)) if law.has_rsample else law.sample((n,))
        of_p = _log_density(P, x)
        of_q = of_p if Q is P else _log_density(Q, x)
        values = integral.values(of_p, of_q)
        values = values.exp() if integral.logarithmic else values
        if attached and not law.has_rsample:
            score = of_p if law is P else of_q
            values = values + values.detach() * (score - score.detach())
    return values


def _log_density(law: Any, x: Any) -> Any:
    """ln p at x, and -∞ beyond the support, where torch would refuse."""
    import torch

    possible = law.support.check(x.detach())
    if bool(possible.all()):
        return law.log_prob(x)
    within = possible.reshape(*possible.shape, *[1] * (x.ndim - possible.ndim))
    found = law.log_prob(torch.where(within, x, law.sample(x.shape[:1]).detach()))
    return torch.where(possible, found, torch.full_like(found, -torch.inf))


def _judged(strata: list) -> tuple[str, ...]:
    said: list[str] = []
    for s in strata:
        most = int(min(0.2 * s.count, 3.0 * np.sqrt(s.count), len(s.largest)))
        said += distrust(s.largest[-most:]) if most else ()
    return tuple(dict.fromkeys(said))[:1]
