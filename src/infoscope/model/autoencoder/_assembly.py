"""From draws to the numbers of the profile."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from ...estimate import Estimate, Unit, nats_per
from . import _laws
from ._aggregate import Mixed
from ._clusters import Mean, freed, mean, mean_of_some, moments
from ._data import Rows
from ._draws import Asked, Drawn, above
from ._words import distrust
from .result import VAEProfile

__all__ = ["assemble"]


def assemble(
    drawn: Drawn, mixed: Mixed, rows: Rows, asked: Asked, population: float, unit: Unit
) -> VAEProfile:
    """Every number as an Estimate in `unit`, its error from the spread over data."""
    n = len(rows)
    said = distrust(drawn, mixed, rows, asked, unit)

    size = max(1.0, abs(float(drawn.elbo.mean()))) if np.isfinite(drawn.elbo).all() else 1.0

    def told(found: Mean, method: str, about: str = "") -> Estimate:
        error = np.where(found.error < 1e-12 * size, 0.0, found.error)  # what is only rounding is 0
        value = np.where((error == 0.0) & (np.abs(found.value) < 1e-12 * size), 0.0, found.value)
        words = said.get(about, ())
        return Estimate(_plain(value), _plain(error), "nats", method, n, words).to(unit)

    draws = f"{asked.draws} draws a datum"
    largest = drawn.bounds[asked.draws]
    pieces, how = _pieces(drawn, mixed, population), _how(mixed, n, population)
    upper, lower = _of_any_data(drawn, mixed, f"leave one out, {how}")
    elbo = mean(drawn.elbo)
    code = Mean(-elbo.value / rows.dim, elbo.error / rows.dim)
    return VAEProfile(
        elbo=told(elbo, f"-rate - distortion, {draws}"),
        rate=told(mean(drawn.rate), "closed form" if drawn.closed else draws),
        distortion=told(mean(drawn.distortion), draws, "distortion"),
        saved_by_z=_saved(drawn, told),
        iwae={k: told(mean(drawn.bounds[k]), f"IWAE-{k}, {draws}") for k in asked.iwae},
        gaps={k: told(mean(above(v, drawn.elbo)), draws) for k, v in drawn.bounds.items()},
        log_likelihood=told(mean(largest), f"importance sampling, {draws}", "log_likelihood"),
        bits_per_dim=told(code, f"-ELBO / {rows.dim}, {draws}").to("bits"),
        mutual_information=told(pieces["information"], how, "information"),
        mutual_information_upper=told(*upper),
        marginal_kl=told(pieces["marginal"], how),
        marginal_kl_lower=told(*lower),
        total_correlation=told(pieces["correlation"], how) if "correlation" in pieces else None,
        dimension_wise_kl=told(pieces["each"], how) if "each" in pieces else None,
        rate_per_dimension=told(pieces["rates"], how) if "rates" in pieces else None,
        information_per_dimension=told(pieces["known"], how) if "known" in pieces else None,
        ceiling=float(np.log(n)) / nats_per(unit),
        activity=_activity(drawn),
        effective_sample_size=drawn.sizes,
        per_datum={
            name: values / nats_per(unit)
            for name, values in (
                ("elbo", drawn.elbo), ("rate", drawn.rate), ("distortion", drawn.distortion),
                ("log_likelihood", largest),
            )
        },
        n=n, draws=asked.draws, data_shape=rows.shape, latent_shape=drawn.shape, unit=unit,
        warnings=tuple(w for some in said.values() for w in some),
    )  # fmt: skip


def _saved(drawn: Drawn, told: Callable[..., Estimate]) -> Estimate | None:
    """None where z of the prior cannot be drawn, and where the difference is one of equal infinities."""
    if drawn.unseen is None:
        return None
    with np.errstate(invalid="ignore"):
        if np.isnan(drawn.unseen.mean() - drawn.distortion.mean()):
            return None
    return told(mean(drawn.unseen - drawn.distortion), "z of the prior instead, 8 draws a datum")


def _how(mixed: Mixed, n: int, population: float) -> str:
    some = f"{len(mixed.own)} draws of {len(mixed.rows)} data against {n} posteriors"
    return some if population == n else f"{some}, stratified for {population:g}"


def _all(drawn: Drawn, mixed: Mixed) -> tuple[np.ndarray, np.ndarray]:
    """What is known of the data that were mixed, and of all."""
    return drawn.rate[mixed.rows], drawn.rate


def _drawn_pair(drawn: Drawn, mixed: Mixed) -> tuple[np.ndarray, np.ndarray]:
    draws = len(mixed.own)
    return drawn.log_q[:draws, mixed.rows], drawn.log_p[:draws, mixed.rows]


def _information(drawn: Drawn, mixed: Mixed, population: float) -> np.ndarray:
    """E ln q(z|x) / q(z) of each datum, shape (r,)."""
    log_q, log_p = _drawn_pair(drawn, mixed)
    control = above(log_q - log_p, drawn.rate[mixed.rows])
    return freed([moments(log_q - mixed.log_q(population), control)])


def _of_any_data(drawn: Drawn, mixed: Mixed, how: str) -> tuple[tuple[Mean, str], tuple[Mean, str]]:
    """For what the data are drawn from: I(x;z) at most, and D(q(z)‖p(z)) at least, each with its method."""
    values = _information(drawn, mixed, np.inf)
    missed = mean_of_some(drawn.rate[mixed.rows] - values, *_all(drawn, mixed))
    # D(q(z)‖p(z)) >= 0. Of two bounds, one of them noisy, the smaller is too small: it must be so surely
    if missed.value <= 2.0 * missed.error < np.inf:
        return (mean(drawn.rate), "the rate"), (mean(0.0 * drawn.rate), "no divergence is negative")
    return (mean_of_some(values, *_all(drawn, mixed)), how), (missed, how)


def _pieces(drawn: Drawn, mixed: Mixed, population: float) -> dict[str, Mean]:
    """rate = information + marginal, marginal = correlation + Σ each: per datum, hence also as means."""
    rate = drawn.rate[mixed.rows]
    information = _information(drawn, mixed, population)
    found = {"information": information, "marginal": rate - information}
    split = _each(drawn, mixed, population)
    if split is not None:
        found["rates"], found["known"] = split
        found["each"] = found["rates"] - found["known"]
        if np.isfinite(found["each"]).all():
            found["correlation"] = found["marginal"] - found["each"].sum(axis=1)
    means = {name: mean_of_some(values, *_all(drawn, mixed)) for name, values in found.items()}
    # A datum also takes from all others by its part in q(z): their information without it is higher by ln(1 -
    # share). To the first order that is the same for all, and where posteriors are few and far it is not.
    swayed = mean_of_some(information + mixed.influence, *_all(drawn, mixed))
    return means | {"information": replace(means["information"], error=swayed.error)}


def _each(drawn: Drawn, mixed: Mixed, population: float) -> tuple[np.ndarray, np.ndarray] | None:
    """`(rates, known)` of each number of z, shape (r, d): D(q(z_j|x)‖p(z_j)) and E ln q(z_j|x)/q(z_j)."""
    prior, mixture = _laws.marginals(drawn.prior), mixed.log_q_each(population)
    if prior is None or not prior[1] or mixture is None or mixed.own_each is None:
        return None
    draws, r, d = mixture.shape
    z = drawn.kept[:draws, mixed.rows]
    log_p = _laws.log_prob(prior[0], z, z.ndim).cpu().numpy().reshape(draws, r, d)
    ratio = mixed.own_each - log_p
    rates = _rates(drawn, prior[0])
    rates = ratio.mean(axis=0) if rates is None else rates[mixed.rows]
    known = [
        freed([moments(own[..., 0], control[..., 0])])
        for own, control in zip(
            np.split(mixed.own_each - mixture, d, axis=2), np.split(above(ratio, rates), d, axis=2)
        )
    ]
    return rates, np.stack(known, axis=1)


def _rates(drawn: Drawn, prior: Any) -> np.ndarray | None:
    """(n, d) in closed form, or None."""
    parts = []
    for start, stop, q in drawn.laws:
        laws = _laws.marginals(q)
        found = None if laws is None else _laws.closed_kl_each(laws[0], prior)
        if found is None:
            return None
        parts.append(found.cpu().numpy().reshape(stop - start, -1))
    return np.concatenate(parts)


def _activity(drawn: Drawn) -> np.ndarray | None:
    """Variance over data of each number of E[z|x], shape (d,); None where q has no mean."""
    parts = []
    for start, stop, q in drawn.laws:
        try:
            centre = q.mean
        except (AttributeError, NotImplementedError):
            return None
        parts.append(centre.double().cpu().numpy().reshape(stop - start, -1))
    means = np.concatenate(parts)
    return None if np.isnan(means).any() else means.var(axis=0, ddof=1)


def _plain(value: Any) -> Any:
    return float(value) if np.ndim(value) == 0 else np.asarray(value)
