"""What is exact of a noised mixture at any log-SNR.

With k the component of x_0, by the chain rule

    I(x_0; x_t) = Σ_k w_k I_k + I(k; x_t),    h(x_t) = Σ_k w_k h_k + I(k; x_t),
    MMSE = Σ_k w_k MMSE_k + E‖E[x_0 | x_t, k] − E[x_0 | x_t]‖²,

the first terms those of Gaussians, in closed form; the others lie between 0 and H(k), or 0 and the variance,
add up over independent blocks, and are integrated (`told`, `between`) as shares of what they are like at low
SNR, so that they are right relatively where they are small.
"""

import numpy as np
from scipy.special import expit

from ...pmf import entropy as entropy_of_pmf
from ._blocks import Block
from ._components import Components
from ._integration import Integrand, expectation
from ._interpolation import along
from ._view import between, told

__all__ = ["entropy", "information", "mmse", "second_moment"]

_GAUSSIAN = 0.5 * (np.log(2.0 * np.pi) + 1.0)  # the entropy of N(0, 1)
_QUADRATURE_ERROR = 1e-9


Answer = tuple[np.ndarray, np.ndarray]  # values, and how far each may be off


def information(law: Components, parts: list[Block], log_snr: np.ndarray) -> Answer:
    """I(x_0; x_t)."""
    spreads, shares = _spreads(law)
    varied = spreads > 0.0
    alone = 0.5 * np.logaddexp(0.0, log_snr[..., None] + np.log(spreads[varied])) @ shares[varied]
    more, error = _told(parts, log_snr)
    return alone + more, error


def entropy(law: Components, parts: list[Block], log_snr: np.ndarray) -> Answer:
    """h(x_t)."""
    spreads, shares = _spreads(law)
    with np.errstate(divide="ignore"):
        each = np.log(expit(log_snr)[..., None] * spreads + expit(-log_snr)[..., None])
    more, error = _told(parts, log_snr)
    return law.dim * _GAUSSIAN + 0.5 * each @ shares + more, error


def mmse(law: Components, parts: list[Block], log_snr: np.ndarray) -> Answer:
    """E ‖x_0 − E[x_0 | x_t]‖²."""
    spreads, shares = _spreads(law)
    varied = spreads > 0.0
    alone = expit(-np.log(spreads[varied]) - log_snr[..., None]) @ (shares * spreads)[varied]
    more, error = _between(parts, log_snr)
    return alone + more, error


def second_moment(law: Components) -> float:
    """E ‖x_0‖²."""
    return float(law.weights @ (law.means**2 + law.spreads).sum(axis=1))


def _spreads(law):
    """The variances of the components that differ, and the number of dimensions of each, by weight."""
    spreads, which = np.unique(law.spreads, return_inverse=True)
    return spreads, np.bincount(which.ravel(), np.repeat(law.weights, law.dim))


def _told(parts, log_snr):
    """I(k; x_t)."""
    values, errors = np.zeros(log_snr.shape), np.zeros(log_snr.shape)
    inside, whole = np.isfinite(log_snr), np.isposinf(log_snr)
    for part in parts:
        like = expit(log_snr[inside] + np.log(part.variance))
        share, error = _shares(part, told, log_snr[inside])
        values[inside] += like * share
        errors[inside] += like * error
        if whole.any():
            value, error = _told_without_noise(part)
            values[whole] += value
            errors[whole] += error
    return values, errors


def _told_without_noise(part):
    """I(k; x_0): H(k) if a component is a value; where others are not, what it adds to is infinite."""
    if not part.spreads.all():
        return entropy_of_pmf(part.weights), 0.0
    value, error = _mean_and_error(expectation(part.view(np.inf), told)[None])
    return value[0], error[0]


def _between(parts, log_snr):
    """E‖E[x_0 | x_t, k] − E[x_0 | x_t]‖²."""
    values, errors = np.zeros(log_snr.shape), np.zeros(log_snr.shape)
    inside = np.isfinite(log_snr)
    for part in parts:
        like = part.variance * expit(-np.log(part.variance) - log_snr[inside])
        share, error = _shares(part, between, log_snr[inside])
        values[inside] += like * share
        errors[inside] += like * error
        values[np.isneginf(log_snr)] += part.between
    return values, errors


def _shares(part: Block, of: Integrand, log_snr: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`(shares, errors)` of E[of] in SNR v / (1 + SNR v), where v is the variance of the block."""
    if not log_snr.size:
        return np.zeros(0), np.zeros(0)
    level = np.log(part.variance)
    return _mean_and_error(along(lambda s: expectation(part.view(s), of) / expit(s + level), log_snr))


def _mean_and_error(answers):
    """Of answers (L, R): one by quadrature, or one of each shuffle."""
    shuffles = answers.shape[1]
    if shuffles == 1:
        return answers[:, 0], np.full(len(answers), _QUADRATURE_ERROR)
    return answers.mean(axis=1), answers.std(axis=1, ddof=1) / np.sqrt(shuffles)
