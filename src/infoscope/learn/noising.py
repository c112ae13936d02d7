"""What lesson 11 looks at: two laws that dissolve in noise, on three schedules, there and back."""

from functools import cache

import numpy as np
from scipy.interpolate import CubicSpline

from .. import model
from ..model import worlds

__all__ = ["error_of_a_coin", "film", "flow", "measured", "plan", "world"]


def world(name):
    """Laws of x₀ whose information is known exactly.

    >>> world("one Gaussian, variance 4").entropy().round(4)
    np.float64(2.1121)
    """
    return {
        "two modes": worlds.Mixture([0.5, 0.5], [-2.0, 2.0], [0.5, 0.5]),
        "one Gaussian, variance 4": worlds.Gaussian(4.0),
    }[name]


def plan(name):
    """Schedules of a thousand steps.

    >>> plan("linear").alpha_bar[0].round(4)
    np.float64(0.9999)
    """
    makers = {"linear": model.linear_schedule, "cosine": model.cosine_schedule, "vdm": model.vdm_schedule}
    return makers[name](1000)


@cache
def flow(which, schedule):
    """t, I(x₀;x_t) and h(x_t) at forty of the thousand steps.

    >>> t, told, _ = flow("two modes", "linear")
    >>> t[0], t[-1], bool(np.all(np.diff(told) < 0))
    (np.int64(1), np.int64(1000), True)
    """
    t = np.unique(
        np.concatenate([np.geomspace(1, 1000, 24).astype(int), np.linspace(50, 1000, 20).astype(int)])
    )
    kept = plan(schedule).alpha_bar[t - 1]
    return t, world(which).information(kept), world(which).entropy(kept)


@cache
def measured(which, name):
    """The profile of the best possible denoiser on two thousand data.

    >>> measured("two modes", "linear").denoising.value.shape
    (999,)
    """
    one = world(which)
    return model.diffusion_profile(
        one.denoiser(plan(name)), one.sample(2000, rng=1), likelihoods=("variational",), progress=False
    )


@cache
def error_of_a_coin():
    """The least squared error of a guess of ±1 against the signal-to-noise ratio, 0 to 36: a cubic spline.

    >>> float(error_of_a_coin()(0))
    1.0
    """
    ratios = 36 * np.linspace(0, 1, 161) ** 2
    return CubicSpline(ratios, worlds.Points().mmse(ratios / (1 + ratios)))


@cache
def film(seed=4):
    """Eight hundred points, sixty steps back from noise, by the exact denoiser: (61, 800), and ᾱ of each.

    >>> frames, kept = film()
    >>> frames.shape, kept.shape
    ((61, 800), (61,))
    """
    one, rng = world("two modes"), np.random.default_rng(seed)
    log_snr = np.linspace(-7, 7, 61)
    kept = 1 / (1 + np.exp(-log_snr))
    frames = [rng.normal(size=800)]
    for step in range(60):
        here, there = kept[step : step + 2]
        clean = one.denoised(frames[-1][:, None], here)[:, 0]
        ratio = here / there
        mean = np.sqrt(there) * (1 - ratio) * clean + np.sqrt(ratio) * (1 - there) * frames[-1]
        sd = np.sqrt((1 - ratio) * (1 - there) / (1 - here))
        frames.append(mean / (1 - here) + sd * rng.normal(size=800))
    return np.array(frames), kept
