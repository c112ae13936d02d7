"""What to distrust, and what the numbers say of the model, in words."""

from typing import TYPE_CHECKING

import numpy as np

from ._aggregate import Mixed
from ._data import Rows
from ._draws import Drawn

if TYPE_CHECKING:
    from .result import VAEProfile

__all__ = ["distrust", "findings"]

_FEW = 10.0  # effective draws below which a logarithm of their mean is not to be trusted
_NOTED = 0.1  # nats of loss, from which it is worth a sentence
_LITTLE = 0.01  # nats of rate, below which a unit has collapsed


def distrust(drawn: Drawn, mixed: Mixed, rows: Rows) -> dict[str, tuple[str, ...]]:
    """Warnings, by the number they belong to."""
    said = {
        "distortion": _density_on_levels(drawn, rows),
        "log_likelihood": _few_draws_count(drawn),
        "information": _too_few_data(drawn, mixed),
    }
    return {name: (words,) for name, words in said.items() if words}


def _density_on_levels(drawn: Drawn, rows: Rows) -> str:
    levels = rows.levels() if drawn.density else None
    if not levels:
        return ""
    return (
        f"the data take {levels} values and p(x|z) is a density: it is no code length, and can grow without "
        "bound; use a law on the grid (infoscope.model.likelihoods), or add uniform noise of one step"
    )


def _few_draws_count(drawn: Drawn) -> str:
    share = float((drawn.sizes < _FEW).mean())
    if share < 0.01:
        return ""
    return (
        f"for {share:.0%} of the data fewer than {_FEW:g} draws count (effective sample size, median "
        f"{np.median(drawn.sizes):.3g}): E ln p(x) is higher than shown; the second half of the draws raised "
        f"it by {drawn.doubling.mean():.2g} nats"
    )


def _too_few_data(drawn: Drawn, mixed: Mixed) -> str:
    own = float((np.exp(mixed.own - mixed.log_q(mixed.n)) / mixed.n).mean())
    if own < 0.5:
        return ""
    return (
        f"I(x;z) is near its ceiling, ln {mixed.n} = {np.log(mixed.n):.3g} nats: z tells these data apart, "
        "and so few cannot show how much more it tells; for what they are drawn from, the truth lies between "
        "mutual_information and mutual_information_upper"
    )


def findings(p: "VAEProfile") -> tuple[str, ...]:
    """What a reader should know, in sentences."""
    return tuple(filter(None, (_collapse(p), _silent(p), _gap(p), _misfit(p))))


def _named(units: np.ndarray) -> str:
    names = [f"z{j}" for j in units[:8]]
    return ", ".join(names) + (f" and {len(units) - 8} more" if len(units) > 8 else "")


def _collapse(p: "VAEProfile") -> str:
    if float(p.rate.to("nats")) < _LITTLE:
        return (
            "Posterior collapse: q(z|x) is the prior for every datum "
            f"(rate {float(p.rate):.3g} {p.unit}), and the decoder does without z."
        )
    gone = p.collapsed_units
    if not len(gone):
        return ""
    total = int(np.prod(p.latent_shape))
    has, they = ("has", "It costs and tells") if len(gone) == 1 else ("have", "They cost and tell")
    return (
        f"{len(gone)} of {total} units {has} collapsed to the prior (rate below 0.01 nats): {_named(gone)}. "
        f"{they} nothing."
    )


def _silent(p: "VAEProfile") -> str:
    units = p.silent_units
    if not len(units):
        return ""
    costs = "costs rate and tells" if len(units) == 1 else "cost rate and tell"
    return f"{_named(units)} {costs} nothing of x: q(z_j|x) is the same for every x and is not the prior."


def _gap(p: "VAEProfile") -> str:
    gap = p.gaps[p.draws]
    if float(gap.to("nats")) < max(_NOTED, 0.01 * abs(float(p.elbo.to("nats")))):
        return ""
    return (
        f"The encoder gives away at least {float(gap):.3g} {p.unit} a datum: so far does importance "
        "sampling raise the ELBO. A closer posterior would be worth that much."
    )


def _misfit(p: "VAEProfile") -> str:
    """By the lower bound: that of the data given is too high where they are few."""
    surely, rate = float(p.marginal_kl_lower), float(p.rate)
    if not float(p.marginal_kl_lower.to("nats")) > _NOTED or surely < 0.1 * rate:
        return ""
    return (
        f"At least {surely / rate:.0%} of the rate buys no information: D(q(z)‖p(z)) is no less than "
        f"{surely:.3g} {p.unit}. The prior puts mass where no datum is encoded, and samples from it "
        "fall there; a learned prior would not."
    )
