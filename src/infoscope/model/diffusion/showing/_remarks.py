"""What a profile assumed, and what in it to distrust, in words."""

import numpy as np

from ..flow._flow_likelihood import FlowLikelihood
from ..measuring._measuring import Measured

__all__ = ["conventions_of", "remarks"]

_FAR = 0.5  # in log-SNR: draws this far from a step do not stand for it
_PRIOR = 0.01  # nats a dimension
_EXCESS = 0.05  # of the Gaussian baseline's error


def remarks(measured: Measured, errors: dict[str, np.ndarray]) -> tuple[str, ...]:
    asking, curves = measured.asking, measured.curves
    found = list(asking.shrunk)
    if asking.stopped:
        found.append(f"interrupted: this rests on the {asking.asked} draws made until then")
    if getattr(asking.denoiser.f, "training", False):
        found.append("the network is in training mode, where dropout adds noise; call .eval() first")
    if curves.m.widest > _FAR:
        found.append(
            f"some steps have no draws within {curves.m.widest:.2g} in log-SNR and are interpolated; "
            "raise max_calls"
        )
    found += _far_from_noise(measured)
    found += _between(measured, errors)
    found += _worse_than_linear(measured, errors)
    return tuple(found)


def _far_from_noise(measured: Measured) -> list[str]:
    curves = measured.curves
    if curves.prior < _PRIOR * curves.dim:
        return []
    return [
        f"the last step still keeps {curves.schedule.alpha_bar[-1]:.3g} of the signal: starting from noise "
        f"alone costs {curves.prior:.3g} nats, the prior term"
    ]


def _between(measured: Measured, errors) -> list[str]:
    """The steps are far apart, and the network could not be asked between them."""
    q = measured.quantities
    gap = q["information_upper"].value[0] - q["information_lower"].value[0]
    known = max(4.0 * errors["information_upper"][0], 0.02 * abs(q["information"].value[0]))
    if measured.curves.cells is not None or gap < known:
        return []
    return [
        f"between the {measured.curves.schedule.steps} steps information is known only to {gap:.2g} nats; "
        "continuous, finite_steps and i_mmse interpolate there as for Gaussian data"
    ]


def _worse_than_linear(measured: Measured, errors) -> list[str]:
    curves = measured.curves
    m, known = curves.m.mean, curves.baseline.curve(curves.schedule.log_snr)
    error = errors["mmse"] * np.exp(curves.schedule.log_snr)
    worse = m - known > np.maximum(4.0 * error, _EXCESS * known)
    if not worse.any():
        return []
    t = np.flatnonzero(worse) + 1
    where = f"t = {t[0]}" if len(t) == 1 else f"{len(t)} steps from t = {t[0]} to {t[-1]}"
    most = (m / known).max()
    return [
        f"the network does worse than the best linear denoiser at {where}, by up to a factor of {most:.3g}: "
        "it is undertrained there, or predicts= or schedule= is not what it was trained with"
    ]


def conventions_of(measured: Measured, flow: FlowLikelihood | None) -> dict[str, str]:
    asking, curves = measured.asking, measured.curves
    schedule, reverse, levels = curves.schedule, curves.reverse, asking.levels
    first = asking.decoder_variance or reverse.first_variance(curves.m.mean[0], curves.dim)
    told = {
        "schedule": schedule.name,
        "reverse variance": reverse.name,
        "decoder": f"Gaussian mass of {levels} grey levels" if levels else "Gaussian density",
        "decoder variance": "learned" if reverse.name == "learned" else f"{first:.4g}",
        "prior": f"N(0, {schedule.prior_variance:.6g}) at log-SNR {schedule.log_snr[-1]:.4g}",
        "bits per dimension": _bits(levels),
        "clipping": "none: predictions of x_0 are used as they are",
    }
    if asking.data.noted:
        told["data"] = asking.data.noted
    return told | (flow.conventions if flow is not None else {})


def _bits(levels: int | None) -> str:
    if levels:
        return "of the mass of a grey level"
    return "of a density of the data as given; for 8-bit levels scaled to [-1, 1] add log2(127.5) = 6.994"
