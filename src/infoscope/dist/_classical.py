"""Laws of greatest entropy that have a name, and sets of laws that have none of greatest entropy.

Each rule takes the ends of the support and the named constraints, and gives (name, distribution), or None
where it does not apply.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["CLASSICAL", "FEATURES", "refuse"]

Found = tuple[str, Any] | None

FEATURES: dict[str, Callable] = {
    "mean": lambda x: x,
    "mean_square": lambda x: x**2,
    "mean_absolute": lambda x: np.abs(x),
    "mean_log": lambda x: np.log(x),
}


def refuse(low: float, high: float, named: dict[str, float]) -> None:
    """ValueError for values that no law on the support has."""
    mean, variance = named.get("mean"), named.get("variance")
    if mean is not None and not low < mean < high:
        raise ValueError(f"mean must lie between {low:g} and {high:g}, the ends of the support; got {mean:g}")
    if variance is not None:
        if mean is None:
            raise ValueError("variance needs the mean beside it: a law moved elsewhere has the same variance")
        most = (mean - low) * (high - mean)
        if not 0.0 < variance < most:
            raise ValueError(
                f"variance must lie between 0 and {most:g} with this mean and support; got {variance:g}"
            )
    if "mean_log" in named and low < 0.0:
        raise ValueError(f"mean_log needs a support of numbers >= 0; got one from {low:g}")


def _uniform(low: float, high: float, named: dict) -> Found:
    from scipy.stats import uniform

    return ("uniform", uniform(low, high - low)) if not named and np.isfinite([low, high]).all() else None


def _exponential(low: float, high: float, named: dict) -> Found:
    from scipy.stats import expon

    if set(named) != {"mean"} or not np.isfinite(low) or np.isfinite(high):
        return None
    return "exponential", expon(low, named["mean"] - low)


def _truncated_exponential(low: float, high: float, named: dict) -> Found:
    from scipy.optimize import brentq
    from scipy.stats import truncexpon, uniform

    if set(named) != {"mean"} or not np.isfinite([low, high]).all():
        return None
    width, share = high - low, (named["mean"] - low) / (high - low)
    if abs(share - 0.5) < 1e-12:
        return "uniform", uniform(low, width)
    if share > 0.5:  # it rises: scipy has only those that fall
        return None
    # mean of a unit rate exponential on (0, b), over b
    with np.errstate(over="ignore"):
        b = brentq(lambda b: 1.0 / b - 1.0 / np.expm1(b) - share, 1e-9, 2.0 / share, xtol=1e-14, rtol=1e-14)
    return "truncated exponential", truncexpon(b, low, width / b)


def _normal(low: float, high: float, named: dict) -> Found:
    from scipy.stats import norm

    if np.isfinite([low, high]).any():
        return None
    if set(named) == {"mean_square"} and named["mean_square"] > 0.0:
        return "normal", norm(0.0, float(np.sqrt(named["mean_square"])))
    if set(named) == {"mean", "variance"}:
        return "normal", norm(named["mean"], float(np.sqrt(named["variance"])))
    return None


def _half_normal(low: float, high: float, named: dict) -> Found:
    from scipy.stats import halfnorm

    if (low, high) != (0.0, np.inf) or set(named) != {"mean_square"}:
        return None
    return "half-normal", halfnorm(0.0, float(np.sqrt(named["mean_square"])))


def _truncated_normal(low: float, high: float, named: dict) -> Found:
    """Newton on the two parameters of the normal law; None where the density rises outwards instead."""
    from scipy.optimize import root
    from scipy.stats import truncnorm

    if set(named) != {"mean", "variance"} or not np.isfinite([low, high]).any():
        return None
    mean, std = named["mean"], np.sqrt(named["variance"])

    def law(code: Any) -> Any:
        at, scale = mean + std * code[0], std * np.exp(code[1])
        return truncnorm((low - at) / scale, (high - at) / scale, at, scale)

    def off(code: Any) -> Any:
        found, spread = law(code).stats("mv")
        return [(found - mean) / std, spread / std**2 - 1.0]

    with np.errstate(all="ignore"):
        found = root(off, [0.0, 0.0], tol=1e-13)
    close = bool(np.max(np.abs(off(found.x))) < 1e-9)
    return ("truncated normal", law(found.x)) if close else None


def _laplace(low: float, high: float, named: dict) -> Found:
    from scipy.stats import laplace

    if np.isfinite([low, high]).any() or set(named) != {"mean_absolute"}:
        return None
    return "Laplace", laplace(0.0, named["mean_absolute"])


def _gamma(low: float, high: float, named: dict) -> Found:
    """ln k - ψ(k) = ln E x - E ln x."""
    from scipy.optimize import brentq
    from scipy.special import digamma
    from scipy.stats import gamma

    if (low, high) != (0.0, np.inf) or set(named) != {"mean", "mean_log"}:
        return None
    gap = np.log(named["mean"]) - named["mean_log"]
    if gap <= 0.0:
        raise ValueError(
            f"mean_log must lie below ln mean = {np.log(named['mean']):g}; got {named['mean_log']:g}"
        )
    log_k = brentq(lambda a: a - digamma(np.exp(a)) - gap, -np.log(2 * gap) - 3, -np.log(gap) + 3, xtol=1e-14)
    shape = float(np.exp(log_k))
    return "gamma", gamma(shape, 0.0, named["mean"] / shape)


def _pareto(low: float, high: float, named: dict) -> Found:
    from scipy.stats import pareto

    if not 0.0 < low < np.inf or np.isfinite(high) or set(named) != {"mean_log"}:
        return None
    if named["mean_log"] <= np.log(low):
        raise ValueError(f"mean_log must be above ln {low:g}; got {named['mean_log']:g}")
    return "Pareto", pareto(1.0 / (named["mean_log"] - np.log(low)), 0.0, low)


def _equal_chances(low: float, high: float, named: dict) -> Found:
    from scipy.stats import randint

    if named or not np.isfinite([low, high]).all():
        return None
    return "uniform", randint(int(low), int(high) + 1)


def _geometric(low: float, high: float, named: dict) -> Found:
    from scipy.stats import geom

    if set(named) != {"mean"} or not np.isfinite(low) or np.isfinite(high):
        return None
    return "geometric", geom(1.0 / (named["mean"] - low + 1.0), int(low) - 1)


# discrete or not -> the rules, the first that applies is taken
CLASSICAL: dict[bool, tuple[Callable[[float, float, dict], Found], ...]] = {
    False: (
        _uniform,
        _exponential,
        _truncated_exponential,
        _normal,
        _half_normal,
        _truncated_normal,
        _laplace,
        _gamma,
        _pareto,
    ),
    True: (_equal_chances, _geometric),
}
