"""What is exact of a noised mixture at any log-SNR: closed forms, quadrature, or Sobol points."""

from collections.abc import Callable

import numpy as np
from scipy.special import expit, log_expit

from ...pmf import entropy as entropy_of_pmf
from ._components import Components
from ._integration import Integrand, expectation
from ._interpolation import along

__all__ = ["entropy", "information", "integration_error", "mmse", "second_moment"]

_GAUSSIAN = 0.5 * (np.log(2.0 * np.pi) + 1.0)  # the entropy of N(0, 1)
_QUADRATURE_ERROR = 1e-9


def mmse(law: Components, log_snr: np.ndarray) -> np.ndarray:
    """E ‖x_0 − E[x_0 | x_t]‖²."""
    if _single(law):
        _, noise, variances = law.noised(log_snr)
        left = np.divide(noise**2, variances, out=np.zeros_like(variances), where=variances > 0.0)
        return (law.spreads * left).sum(axis=(-2, -1))
    # As a share of what an isotropic Gaussian of that variance leaves: between 0 and 1 at every SNR.
    total = second_moment(law) - ((law.weights @ law.means) ** 2).sum()
    if total == 0.0:
        return np.zeros(log_snr.shape)
    level = np.log(total / law.dim)

    def share(x, s):
        log_density, variance = law.noise_variance(x, s)
        return log_density, variance / (law.dim * expit(s + level))

    return total * expit(-level - log_snr) * _expected(law, share, log_snr, 1.0, lambda: (0.0, 0.0))[0]


def information(law: Components, log_snr: np.ndarray) -> np.ndarray:
    """I(x_0; x_t)."""
    if _single(law):
        varies = law.spreads[0] > 0.0
        return 0.5 * np.logaddexp(0.0, log_snr[..., None] + np.log(law.spreads[0, varies])).sum(axis=-1)

    def gained(x, s):
        log_density, surprise = law.surprise(x, s)
        return log_density, surprise - law.dim * (_GAUSSIAN + 0.5 * log_expit(-s))

    return _expected(law, gained, log_snr, 0.0, lambda: (_entropy_of_values(law), 0.0))[0]


def entropy(law: Components, log_snr: np.ndarray) -> np.ndarray:
    """h(x_t)."""
    if _single(law):
        with np.errstate(divide="ignore"):
            return (_GAUSSIAN + 0.5 * np.log(law.noised(log_snr)[2][..., 0, :])).sum(axis=-1)
    return _entropy(law, log_snr)[0]


def integration_error(law: Components, log_snr: np.ndarray) -> np.ndarray:
    """How far `entropy` and `information` may be off."""
    return np.zeros(log_snr.shape) if _single(law) else _entropy(law, log_snr)[1]


def second_moment(law: Components) -> float:
    """E ‖x_0‖²."""
    return float(law.weights @ (law.means**2 + law.spreads).sum(axis=1))


def _single(law):
    return len(law.weights) == 1


def _entropy(law, log_snr):
    def clean():
        if not law.spreads.all():
            return -np.inf, 0.0
        value, error = _mean_and_error(expectation(law, np.inf, law.surprise)[None])
        return value[0], error[0]

    return _expected(law, law.surprise, log_snr, law.dim * _GAUSSIAN, clean)


def _entropy_of_values(law):
    """H(x_0): of finitely many values, equal ones counted once; infinite of any others."""
    if law.spreads.any():
        return np.inf
    _, which = np.unique(law.means, axis=0, return_inverse=True)
    return entropy_of_pmf(np.bincount(which.ravel(), law.weights))


def _expected(
    law: Components, of: Integrand, log_snr: np.ndarray, noise: float, clean: Callable
) -> tuple[np.ndarray, np.ndarray]:
    """`(values, errors)` of E[of(x_t)]; `noise` is the value without signal, `clean()` both without noise."""
    values, errors = np.full(log_snr.shape, noise), np.zeros(log_snr.shape)
    inside, whole = np.isfinite(log_snr), np.isposinf(log_snr)
    if inside.any():
        values[inside], errors[inside] = _mean_and_error(
            along(lambda s: expectation(law, s, of), log_snr[inside])
        )
    if whole.any():
        values[whole], errors[whole] = clean()
    return values, errors


def _mean_and_error(answers):
    """Of answers (L, R): one by quadrature, or one of each shuffle."""
    shuffles = answers.shape[1]
    if shuffles == 1:
        return answers[:, 0], np.full(len(answers), _QUADRATURE_ERROR)
    return answers.mean(axis=1), answers.std(axis=1, ddof=1) / np.sqrt(shuffles)
