"""A VAE profile for a terminal and as a page: the same rows of numbers, the same sentences."""

from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np

from ...estimate import Estimate, nats_per
from .._number import number
from .._page import Page, Table, as_notebook, as_page, pictured

if TYPE_CHECKING:
    from .result import VAEProfile

__all__ = ["notebook", "page", "summary"]

_WIDTH = 79


def summary(p: "VAEProfile") -> str:
    """Rows, then sentences."""
    shapes = f"{p.n:,} data of shape {p.data_shape}, z of shape {p.latent_shape}"
    table = rows(p)
    names, numbers = (max(len(row[i]) for row in table) for i in (0, 1))
    lines = [f"infoscope vae · {shapes}, {p.draws} draws of each", ""]
    lines += [f"{name:<{names}}  {value:>{numbers}}  {what}".rstrip() for name, value, what in table]
    for title, said in (([], p.findings), (["Distrust:"], p.warnings)):
        lines += ["", *title] if said else []
        lines += [fill(words, _WIDTH, initial_indent="- ", subsequent_indent="  ") for words in said]
    return "\n".join(lines)


def rows(p: "VAEProfile") -> list[tuple[str, str, str]]:
    """(name, number, what it is), parts indented under what they add up to."""
    upper, lower = _number(p.mutual_information_upper), _number(p.marginal_kl_lower)
    told = [
        (f"ELBO, {p.unit}", _number(p.elbo), f"{_number(p.bits_per_dim)} bits per dimension"),
        ("= - rate", _number(p.rate), f"E D(q(z|x)‖p(z)), {p.rate.method}"),
        ("    information", _number(p.mutual_information), f"I(x;z); of other data <= {upper}"),
        ("    misfit of the prior", _number(p.marginal_kl), f"D(q(z)‖p(z)); of other data >= {lower}"),
    ]
    if p.total_correlation is not None and p.dimension_wise_kl is not None:
        each = p.dimension_wise_kl
        alone = Estimate(np.sum(each.value), np.sum(each.std_error), p.unit)  # were they all off at once
        told += [
            ("        dependence", _number(p.total_correlation), "total correlation of z"),
            ("        each alone", _number(alone), "Σ_j D(q(z_j)‖p(z_j))"),
        ]
    told += [("  - distortion", _number(p.distortion), "-E log p(x|z)")]
    if p.saved_by_z is not None:
        told += [("    saved by z", _number(p.saved_by_z), "with z of the prior it would be higher by this")]
    told += [(f"IWAE-{k}", _number(e), f"{_number(p.gaps[k])} above the ELBO") for k, e in p.iwae.items()]
    sizes = p.effective_sample_size
    none = int((sizes == 0.0).sum())  # where no draw gives x any probability
    least = f"none for {none:,} of {p.n:,} data" if none else f"{sizes.min():.0f} at least"
    count = f"{np.median(sizes):.0f} of {p.draws} draws count, {least}"
    told += [("E log p(x) >=", _number(p.log_likelihood), count)]
    total = int(np.prod(p.latent_shape))
    if p.active_units is not None:
        told += [("Active units", f"{p.active_units} of {total}", "Var E[z_j|x] > 0.01")]
    if p.informative_units is not None:
        little = f"I(x;z_j) > {0.01 / nats_per(p.unit):.2g} {p.unit}"
        told += [("Informative units", f"{p.informative_units} of {total}", little)]
    return told


def _number(e: "Estimate") -> str:
    return number(e, e.unit)


def page(p: "VAEProfile") -> str:
    return as_page(_page(p))


def notebook(p: "VAEProfile") -> str:
    return as_notebook(_page(p))


def _page(p: "VAEProfile") -> Page:
    from ._plot import panels

    total = int(np.prod(p.latent_shape))
    active = "unknown" if p.active_units is None else f"{p.active_units} of {total}"
    story = p.findings or ("No unit has collapsed, the encoder gives little away, and the prior fits.",)
    return Page(
        title="Where is the information of this VAE?",
        lead=" ".join(story),
        pictures=tuple(pictured(picture, name, words) for name, (picture, words) in panels(p).items()),
        tables=[Table(f"All numbers, in {p.unit}", ("", "Value ± s.e.", "What it is"), rows(p))],  # type: ignore[arg-type]
        notes=_METHODS,
        warnings=p.warnings,
        facts=(
            ("ELBO", f"{_number(p.elbo)} {p.unit}", f"{_number(p.bits_per_dim)} bits per dimension"),
            ("Rate", _number(p.rate), "what z costs"),
            ("Distortion", _number(p.distortion), "what x costs, given z"),
            ("I(x;z)", _number(p.mutual_information), f"at most {p.ceiling:.3g} with {p.n:,} data"),
            ("Active units", active, "Var E[z|x] > 0.01"),
        ),
        heading="How to read it",
    )


_METHODS = {
    "ELBO = -rate - distortion": (
        "A lower bound on the mean log-likelihood. Its negative is the length of a code that sends z "
        "first, at the price of the rate, and then x given z, at the price of the distortion."
    ),
    "Rate = information + misfit": (
        "E D(q(z|x)‖p(z)) = I(x;z) + D(q(z)‖p(z)), with q(z) the mean of all q(z|x). The first part tells "
        "the decoder of x; the second tells nothing, and would vanish with a prior that equals q(z)."
    ),
    "Misfit = dependence + each alone": (
        "D(q(z)‖p(z)) = total correlation + Σ_j D(q(z_j)‖p(z_j)): z_j that depend on one another, and z_j "
        "that are not distributed as the prior says."
    ),
    "IWAE-K, and E log p(x)": (
        "The logarithm of the mean of K importance weights p(x, z)/q(z|x) is a lower bound that rises to "
        "log p(x) with K. How far it lies above the ELBO is at most what the encoder gives away. The "
        "effective sample size says on how many draws it rests."
    ),
    "I(x;z), and of other data": (
        "With q(z) over N data, I(x;z) cannot exceed log N; for what they are drawn from it is a lower "
        "bound. The rate is an upper one, and so is I(x;z) with each datum left out of its own q(z), told "
        "where it is surely less."
    ),
    "± standard error": (
        "How far the number would typically move with other data from the same source. Draws of z within "
        "a datum are averaged first: data are the independent unit."
    ),
}
