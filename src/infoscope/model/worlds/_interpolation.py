"""A smooth function of the log-SNR at many places: by Chebyshev polynomials on panels, each held to account.

Information and error are analytic in the log-SNR: of a Gaussian, within π of the real axis, so that on
panels 4 wide the coefficients of a Chebyshev polynomial fall by a factor of 3.4 from one to the next.
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.polynomial import chebyshev

__all__ = ["along"]

_NODES = 25
_WIDE = 4.0  # of a panel at first; halved until its last coefficients vanish
_LEFT = 1e-11  # of the last coefficients, relative to a largest value of at least 1
_OF_SPREAD = 1e-3  # or relative to how far the R answers lie apart, as they are no better themselves


def along(f: Callable[[float], np.ndarray], log_snr: np.ndarray) -> np.ndarray:
    """(L, R) of f at each of log_snr (L,), any order: f(log_snr) gives (R,).

    f itself is asked where a panel would need more answers than there are places in it.
    """
    places, back = np.unique(log_snr, return_inverse=True)
    panels = max(1, int(np.ceil((places[-1] - places[0]) / _WIDE)))
    edges = np.linspace(places[0], places[-1], panels + 1)
    parts = np.split(places, np.searchsorted(places, edges[1:-1]))
    found = [_panel(f, part, *ends) for part, ends in zip(parts, pairwise(edges)) if part.size]
    return np.concatenate(found)[back.ravel()]


def _panel(f, places, low, high):
    if len(places) <= _NODES:
        return np.stack([f(float(s)) for s in places])
    middle, half = 0.5 * (low + high), 0.5 * (high - low)
    values = np.stack([f(middle + half * node) for node in chebyshev.chebpts1(_NODES)])
    coefficients = chebyshev.chebinterpolate(lambda _: values, _NODES - 1)  # type: ignore[type-var]
    small = max(_LEFT * max(1.0, np.abs(values).max()), _OF_SPREAD * np.ptp(values, axis=1).min())
    if np.abs(coefficients[-3:]).max() <= small:
        return chebyshev.chebval((places - middle) / half, coefficients).T
    left = places < middle
    halves = ((places[left], low, middle), (places[~left], middle, high))
    return np.concatenate([_panel(f, *part) for part in halves if part[0].size])
