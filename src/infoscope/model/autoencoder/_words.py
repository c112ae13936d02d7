"""What to distrust, and what the numbers say of the model, in words."""

from typing import TYPE_CHECKING

import numpy as np

from ...estimate import Unit, nats_per
from ..data._given import like_bytes
from ._aggregate import Mixed
from ._clusters import mean
from ._data import Rows
from ._draws import Asked, Drawn

if TYPE_CHECKING:
    from .result import VAEProfile

__all__ = ["distrust", "findings"]

_FEW = 10.0  # effective draws below which a logarithm of their mean is not to be trusted
_NOTED = 0.1  # nats of loss, from which it is worth a sentence
_LITTLE = 0.01  # nats of rate, below which a unit has collapsed
_ROUNDED = 1e-5  # nats, that a network in single precision may lose


def distrust(drawn: Drawn, mixed: Mixed, rows: Rows, asked: Asked, unit: Unit) -> dict[str, tuple[str, ...]]:
    """Warnings, by the number they belong to."""
    said = {
        "distortion": (_never_scaled(drawn, rows), _density_on_levels(drawn, rows)),
        "log_likelihood": (_few_draws_count(drawn, unit), _left_out(asked)),
        "information": (_too_few_data(drawn, mixed, unit),),
    }
    return {name: found for name, words in said.items() if (found := tuple(filter(None, words)))}


def _never_scaled(drawn: Drawn, rows: Rows) -> str:
    return like_bytes(rows.block(0, min(len(rows), 256)).double().cpu().numpy()) if drawn.density else ""


def _left_out(asked: Asked) -> str:
    if not asked.beyond:
        return ""
    names = " and ".join(f"IWAE-{k}" for k in asked.beyond)
    return f"{names} cannot be had from {asked.draws} draws of each datum: raise draws, or name sizes in iwae"


def _density_on_levels(drawn: Drawn, rows: Rows) -> str:
    levels = rows.levels() if drawn.density else None
    if not levels:
        return ""
    return (
        f"the data take {levels} values and p(x|z) is a density: it is no code length, and can grow without "
        "bound; use a law on the grid (infoscope.model.likelihoods), or add uniform noise of one step"
    )


def _few_draws_count(drawn: Drawn, unit: Unit) -> str:
    share = float((drawn.sizes < _FEW).mean())
    if share < 0.01:
        return ""
    raised = mean(drawn.doubling)
    by = f"{raised.value / nats_per(unit):.2g} {unit}"
    return (
        f"for {share:.0%} of the data fewer than {_FEW:g} draws count (effective sample size, median "
        f"{np.median(drawn.sizes):.3g}): E log p(x) is higher than shown"
        + (f"; the second half of the draws raised it by {by}" if raised.value > 2.0 * raised.error else "")
    )


def _too_few_data(drawn: Drawn, mixed: Mixed, unit: Unit) -> str:
    own = float((np.exp(mixed.own - mixed.log_q(mixed.n)) / mixed.n).mean())  # 1/n where z tells nothing
    if own - 1.0 / mixed.n < 0.5 * (1.0 - 1.0 / mixed.n):
        return ""
    return (
        f"I(x;z) is near its ceiling, log {mixed.n} = {np.log(mixed.n) / nats_per(unit):.3g} {unit}: z tells "
        "these data apart, and so few cannot show how much more it tells; for what they are drawn from, the "
        "truth lies between mutual_information and mutual_information_upper"
    )


def findings(p: "VAEProfile") -> tuple[str, ...]:
    """What a reader should know, in sentences."""
    said = (_collapse(p), _infinite(p), _deaf(p), _silent(p), _gap(p), _misfit(p), _noise(p))
    return tuple(filter(None, said))


def _named(units: np.ndarray) -> str:
    names = [f"z{j}" for j in units[:8]]
    return ", ".join(names) + (f" and {len(units) - 8} more" if len(units) > 8 else "")


def _collapse(p: "VAEProfile") -> str:
    if float(p.rate.to("nats")) < _LITTLE:
        same = f"q(z|x) is the prior for every datum (rate {float(p.rate):.3g} {p.unit})"
        gap = p.gaps[p.draws]  # where q is the prior, the weights are p(x|z): alike where z says nothing
        if np.isinf(float(p.elbo)):
            return f"Posterior collapse: {same}, so z tells nothing of x."
        if float(gap.to("nats")) < _LITTLE:
            return f"Posterior collapse: {same}, and the decoder does without z."
        return (
            f"Posterior collapse: {same}, so z tells nothing of x. The encoder gave up, not "
            "the decoder: it heeds z, and z fit for each datum would raise the ELBO by "
            f"{float(gap):.3g} {p.unit}."
        )
    gone = p.collapsed_units
    if not len(gone):
        return ""
    total = int(np.prod(p.latent_shape))
    one = len(gone) == 1
    has, they = ("has", "It costs nothing and tells") if one else ("have", "They cost nothing and tell")
    return (
        f"{len(gone)} of {total} units {has} collapsed to the prior (rate below {_little(p.unit)}): "
        f"{_named(gone)}. {they} nothing."
    )


def _infinite(p: "VAEProfile") -> str:
    """Why the ELBO is -inf; no sentence that weighs numbers against it has anything to say then."""
    if float(p.rate) == np.inf:
        return "The ELBO is -inf: the rate is infinite, for q(z|x) puts mass where the prior has none."
    if float(p.distortion) < np.inf:
        return ""
    lost = int(np.isposinf(p.per_datum["distortion"]).sum())
    return (
        f"The ELBO is -inf: for {lost:,} of {p.n:,} data the decoder gives x no probability at some z drawn "
        "from q(z|x), so that the distortion is infinite"
        + (", and what z saves of it is unknown." if p.saved_by_z is None else ".")
    )


def _deaf(p: "VAEProfile") -> str:
    """The encoder spends, and the decoder does not listen."""
    saved, rate = p.saved_by_z, float(p.rate.to("nats"))
    if saved is None or rate < _LITTLE:
        return ""
    saved = saved.to("nats")
    if np.isinf(saved.value) or abs(saved.value) > max(_LITTLE, 2.0 * saved.std_error):
        return ""
    return (
        f"The decoder does without z: with z drawn from the prior the distortion is the same, to "
        f"{_little(p.unit)} or its error. z costs {float(p.rate):.3g} {p.unit} all the same."
    )


def _little(unit: Unit) -> str:
    return f"{_LITTLE / nats_per(unit):.2g} {unit}"


def _silent(p: "VAEProfile") -> str:
    units = p.silent_units
    if not len(units):
        return ""
    costs = "costs rate and tells" if len(units) == 1 else "cost rate and tell"
    return f"{_named(units)} {costs} nothing of x: q(z_j|x) is the same for every x and is not the prior."


def _gap(p: "VAEProfile") -> str:
    gap = p.gaps[p.draws]
    if np.isinf(float(p.elbo)) or float(gap.to("nats")) < max(_NOTED, 0.01 * abs(float(p.elbo.to("nats")))):
        return ""
    return (
        f"The encoder gives away at least {float(gap):.3g} {p.unit} a datum: so far does importance "
        "sampling raise the ELBO. A closer posterior would be worth that much."
    )


def _misfit(p: "VAEProfile") -> str:
    """By the lower bound: that of the data given is too high where they are few."""
    surely, rate = float(p.marginal_kl_lower), float(p.rate)
    if np.isinf(rate) or not float(p.marginal_kl_lower.to("nats")) > _NOTED or surely < 0.1 * rate:
        return ""
    return (
        f"At least {surely / rate:.0%} of the rate buys no information: D(q(z)‖p(z)) is no less than "
        f"{surely:.3g} {p.unit}. The prior puts mass where no datum is encoded, and samples from it "
        "fall there; a learned prior would not."
    )


def _noise(p: "VAEProfile") -> str:
    """Signs that no divergence has."""
    told = {"I(x;z)": p.mutual_information, "D(q(z)‖p(z))": p.marginal_kl}
    if p.total_correlation is not None:
        told["the total correlation"] = p.total_correlation
    below = [name for name, e in told.items() if float(e.to("nats")) < -_ROUNDED]
    if not below:
        return ""
    above = ", and so I(x;z) above the rate, its bound" if "D(q(z)‖p(z))" in below else ""
    return (
        f"Estimated below 0: {', '.join(below)}{above}. No truth lies there. It is noise, and says that the "
        "truth is small beside the standard error."
    )
