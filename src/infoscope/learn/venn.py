"""Two circles to scale: as large as two entropies, overlapping in what they share."""

from typing import Any

import numpy as np
from scipy.optimize import brentq

from .picture import BLUE, GREEN, ORANGE

__all__ = ["circles", "draw", "lens", "lens_area"]


def circles(left, right, shared):
    """Radii of two circles with these areas, and the distance at which their overlap has area `shared`.

    >>> [round(float(one), 4) for one in circles(np.pi, np.pi, 0.0)]
    [1.0, 1.0, 2.0]
    """
    r, s = np.sqrt(left / np.pi), np.sqrt(right / np.pi)
    inside, apart = abs(r - s), r + s
    if shared >= lens_area(r, s, inside):
        return r, s, inside
    if shared <= 0:
        return r, s, apart
    return r, s, brentq(lambda d: lens_area(r, s, d) - shared, inside, apart, xtol=1e-12)


def _halves(r, s, d):
    """Half the angle that the overlap takes of each circle, seen from its centre."""
    cosines = (d * d + r * r - s * s) / (2 * d * r), (d * d + s * s - r * r) / (2 * d * s)
    return np.arccos(np.clip(cosines, -1, 1))


def lens_area(r, s, d):
    """The area that two circles of radii r and s share, their centres d apart: two segments of circles.

    >>> bool(np.isclose(lens_area(1.0, 1.0, 1.0), 2 * np.pi / 3 - np.sqrt(3) / 2, rtol=1e-14))
    True
    """
    if d <= abs(r - s):
        return np.pi * min(r, s) ** 2
    a, b = _halves(r, s, d)
    return r * r * (a - np.sin(2 * a) / 2) + s * s * (b - np.sin(2 * b) / 2)


def lens(r, s, d):
    """The outline of the overlap, (202, 2), with the first centre at 0 and the second at d on the x axis.

    >>> lens(1.0, 1.0, 1.0).shape
    (202, 2)
    """
    if d <= abs(r - s):
        around, centre = np.linspace(0, 2 * np.pi, 202), 0.0 if r <= s else d
        return np.column_stack([centre + min(r, s) * np.cos(around), min(r, s) * np.sin(around)])
    a, b = _halves(r, s, d)
    first, second = np.linspace(-a, a, 101), np.linspace(np.pi - b, np.pi + b, 101)
    x = np.concatenate([r * np.cos(first), d + s * np.cos(second)])
    return np.column_stack([x, np.concatenate([r * np.sin(first), s * np.sin(second)])])


def draw(axes: Any, left: float, right: float, shared: float) -> float:
    """Draw them in blue and orange about 0, their overlap in green; answers where the middle of that is.

    >>> from infoscope.learn import picture
    >>> with picture("two that share nothing") as drawn:
    ...     float(draw(drawn.axes, np.pi, np.pi, 0.0))
    0.0
    """
    r, s, d = circles(left, right, shared)
    start, turn = (r - d - s) / 2, np.linspace(0, 2 * np.pi, 121)
    for centre, radius, colour in ((start, r, BLUE), (start + d, s, ORANGE)):
        x, y = centre + radius * np.cos(turn), radius * np.sin(turn)
        axes.fill(x, y, color=colour, alpha=0.35, linewidth=0)
        axes.plot(x, y, color=colour)
    shape = lens(r, s, d)
    axes.fill(start + shape[:, 0], shape[:, 1], color=GREEN, alpha=0.6, linewidth=0)
    axes.set_aspect("equal")
    return start + (shape[:, 0].min() + shape[:, 0].max()) / 2
