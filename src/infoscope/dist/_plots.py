"""Pictures of projections; no pyplot, so nothing global is touched."""

from typing import Any

import numpy as np

from ._laws import as_law
from ._laws._law import Law

__all__ = ["projection"]

_POINTS = 600


def projection(found: Any, axes: Any = None) -> Any:
    """The target's density, filled or as contours, and those of the optima, best first."""
    from .._picture import axes_or_new

    axes = axes_or_new(axes, figsize=(6, 4))
    target = as_law(found.target)
    if target.dim > 2:
        raise ValueError(f"only laws in one or two dimensions can be drawn; got {target.dim}")
    (_on_the_line if target.dim == 1 else _in_the_plane)(found, target, axes)
    away = found.divergence
    axes.set_title(f"{found.direction} projection: {away.value:.4g} {away.unit} away", fontsize="medium")
    return axes.figure


def _on_the_line(found: Any, target: Law, ax: Any) -> None:
    rng = np.random.default_rng([_POINTS])  # places to look at, no estimate
    looked: Any = target.sample(2000, rng) if target.sample or not target.landmarks else target.landmarks(rng)
    drawn = np.sort(looked)
    low, high = drawn[len(drawn) // 100], drawn[-len(drawn) // 100]
    x = np.linspace(low - 0.3 * (high - low), high + 0.3 * (high - low), _POINTS)
    ax.fill_between(x, np.exp(target.log_density(x)), color="0.85", label="target")
    for i, optimum in enumerate(found.optima[:4]):
        density = np.exp(as_law(optimum.distribution).log_density(x))
        ax.plot(
            x, density, lw=2 if i == 0 else 1, ls="-" if i == 0 else "--", label=f"{optimum.divergence:.3g}"
        )
    ax.set_ylim(bottom=0)
    ax.legend(frameon=False)


def _in_the_plane(found: Any, target: Law, ax: Any) -> None:
    rng = np.random.default_rng([_POINTS])
    drawn = target.sample(2000, rng)
    low, high = np.quantile(drawn, 0.005, axis=0), np.quantile(drawn, 0.995, axis=0)
    sides = [np.linspace(a - 0.2 * (b - a), b + 0.2 * (b - a), 120) for a, b in zip(low, high)]
    grid = np.stack(np.meshgrid(*sides), axis=-1)
    for law, style in ((target, {"cmap": "Greys"}), (as_law(found.distribution), {"colors": "tab:blue"})):
        density = np.exp(law.log_density(grid.reshape(-1, 2))).reshape(grid.shape[:2])
        ax.contour(*sides, density, levels=6, **style)
