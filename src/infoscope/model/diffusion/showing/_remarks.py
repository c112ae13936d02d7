"""What a profile assumed, and what in it to distrust, in words."""

import numpy as np
from scipy.special import expit

from ....estimate import Unit, nats_per
from ...data._given import device_and_precision, few_data, like_bytes
from ..flow._flow_likelihood import FlowLikelihood
from ..measuring._asking import Asking
from ..measuring._measuring import Measured

__all__ = ["conventions_of", "remarks", "within_errors"]

_FAR = 0.5  # in log-SNR: draws this far from a step do not stand for it
_PRIOR = 0.01  # nats a dimension
_EXCESS = 0.05  # of the Gaussian baseline's error
_UNITS = {"bfloat16": 2.0**-8, "float16": 2.0**-11}  # half a unit in the last place of 1
_ROUNDED = 0.1  # of the variance of the noise
_APART = 0.01  # of the information: curves that contradict each other by less are not worth a word
_LOOKED_AT, _COLUMNS = 1024, 64  # data and dimensions in which values that repeat are looked for


def remarks(measured: Measured, errors: dict[str, np.ndarray], unit: Unit) -> tuple[str, ...]:
    asking, curves = measured.asking, measured.curves
    found = list(asking.said.values())
    if asking.stopped:
        found.append(f"interrupted: this rests on the {asking.asked} draws made until then")
    if curves.m.widest > _FAR:
        found.append(
            f"some steps have no draws within {curves.m.widest:.2g} in log-SNR and are interpolated; "
            "raise max_calls"
        )
    found += filter(None, [few_data(asking.data.n)])
    found += _rounded(asking)
    found += _short_of_rtol(measured, errors)
    found += _repeated(measured)
    found += filter(None, [like_bytes(asking.data.batch(np.arange(min(asking.data.n, 64))))])
    found += _far_from_noise(measured, unit)
    found += _between(measured, errors, unit)
    found += _worse_than_linear(measured, errors)
    found += _contradicting(measured, errors, unit)
    return tuple(found)


def _rounded(asking: Asking) -> list[str]:
    """A network in half precision sees x_t rounded: as if with more noise, which it is not told of."""
    _, precision = device_and_precision(asking.denoiser.f, asking.data.source)
    first = np.sqrt(expit(-asking.denoiser.schedule.log_snr[0]))
    if _UNITS.get(precision, 0.0) ** 2 / 3.0 < _ROUNDED * first**2:
        return []
    return [
        f"the network is asked in {precision}, which rounds x_t by about as much as the noise of the first "
        f"steps, {first:.2g}: their errors are those of rounding. Ask it in float32, or wrap it in a "
        "function, which is given float32 and may round within"
    ]


def _short_of_rtol(measured: Measured, errors: dict[str, np.ndarray]) -> list[str]:
    total, error = measured.quantities["total"].value[0], errors["total"][0]
    if measured.rtol is None or error <= measured.rtol * abs(total):
        return []
    why = "it is mostly the scatter of the data: more data would lessen it, and more calls hardly"
    if 2.0 * measured.by_draws**2 > error**2:
        why = "max_calls= is what keeps it there"
    share = f"{error / abs(total):.2g}"
    return [f"rtol = {measured.rtol:g} was not reached: the error is {share} of the total; {why}"]


def within_errors(gap: np.ndarray, error: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Whether a gap is 0 for all that its standard error and rounding tell."""
    return np.abs(gap) <= 4.0 * error + 1e-9 * (1.0 + np.abs(size))


def _far_from_noise(measured: Measured, unit: Unit) -> list[str]:
    curves = measured.curves
    if curves.prior < _PRIOR * curves.dim:
        return []
    return [
        f"the last step still keeps {curves.schedule.alpha_bar[-1]:.3g} of the signal: starting from noise "
        f"alone costs {curves.prior / nats_per(unit):.3g} {unit}, the prior term"
    ]


def _between(measured: Measured, errors, unit: Unit) -> list[str]:
    """The steps are far apart, and the network could not be asked between them."""
    q = measured.quantities
    gap = q["information_upper"].value[0] - q["information_lower"].value[0]
    known = max(4.0 * errors["information_upper"][0], 0.02 * abs(q["information"].value[0]))
    if measured.curves.cells is not None or gap < known:
        return []
    return [
        f"between the {measured.curves.schedule.steps} steps information is known only to "
        f"{gap / nats_per(unit):.2g} {unit}; "
        "continuous, finite_steps and i_mmse interpolate there as for Gaussian data"
    ]


def _repeated(measured: Measured) -> list[str]:
    """Values that stand in the data again and again have no density."""
    data = measured.asking.data
    if measured.asking.data.levels is not None:
        return []
    x = data.batch(np.arange(min(data.n, _LOOKED_AT))).reshape(-1, data.dim)
    rows, few = len({row.tobytes() for row in x}), 0.1 * len(x)
    each = 0
    for column in x.T[:_COLUMNS]:
        each = max(each, len(np.unique(column)))
        if each > few:
            break
    if rows <= 0.9 * len(x):
        what = f"only {rows} of {len(x)} data differ"
    elif each <= few:
        what = f"the data take no more than {each} values in any of their dimensions"
    else:
        return []
    return [
        f"{what}: such data have no density, −log p falls without end as noise vanishes, and each likelihood "
        'stops elsewhere; grey levels want decoder="discretised"'
    ]


def _worse_than_linear(measured: Measured, errors) -> list[str]:
    """Worse than a linear denoiser that has not seen the data either."""
    curves, held = measured.curves, measured.asking.held
    m, known = curves.m.mean, held.linear
    error = np.hypot(errors["mmse"] * np.exp(curves.schedule.log_snr), held.linear_error)
    worse = m - known > np.maximum(4.0 * error, _EXCESS * known)
    if not worse.any():
        return []
    most = (m / known)[worse].max()
    return [
        f"the network does worse than the best linear denoiser at {_steps(worse)}, by up to a factor of "
        f"{most:.3g}: it is undertrained there, or predicts= or schedule= is not what it was trained with, "
        "or the data are unlike what it learned from"
    ]


def _contradicting(measured: Measured, errors, unit: Unit) -> list[str]:
    """Half the area under the error against its bounds."""
    q, found = measured.quantities, []
    size = q["information"].value
    for gap, what in (
        ("above", "is more than the covariance of the data, or the errors at the steps, allow"),
        ("below", "is less than the errors at the steps would tell of an exact denoiser"),
    ):
        by = -q[gap].value
        wrong = (by > _APART * np.abs(size)) & ~within_errors(by, errors[gap], size)
        if wrong.any():
            found.append(
                f"half the area under the network's error {what}, at {_steps(wrong)} by up to "
                f"{by.max() / nats_per(unit):.3g} {unit}: information, entropy and i_mmse are the network's "
                "there, and not the data's"
            )
    return found


def _steps(which: np.ndarray) -> str:
    t = np.flatnonzero(which) + 1
    return f"t = {t[0]}" if len(t) == 1 else f"{len(t)} steps from t = {t[0]} to {t[-1]}"


def conventions_of(measured: Measured, flow: FlowLikelihood | None) -> dict[str, str]:
    asking, curves = measured.asking, measured.curves
    schedule, reverse, levels = curves.schedule, curves.reverse, asking.data.levels
    first = asking.decoder_variance or reverse.first_variance(curves.m.mean[0], curves.dim)
    told_first, told_last = schedule.times[[0, -1]]
    told = {
        "schedule": schedule.name,
        "time": f"the network is told {told_first:.4g} at t = 1 and {told_last:.4g} at t = {schedule.steps}",
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
