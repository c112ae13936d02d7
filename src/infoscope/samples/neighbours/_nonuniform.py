"""Total correlation from boxes along the principal axes of the neighbours. Nats, one value a row."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from ..._kernels import space, space_nearest
from ..._rng import as_generator
from ._rectangle import rectangle

__all__ = ["fill_of_uniform", "local_nonuniformity"]

QUANTILE = 0.005  # ε of the paper: so seldom is a uniform neighbourhood corrected
DRAWS = 20_000


def local_nonuniformity(
    columns: Sequence[np.ndarray], k: int, threshold: float | None
) -> tuple[np.ndarray, np.ndarray]:
    """KSG-2 - ⟨ln V̄/V⟩ where V̄/V is below the threshold (Gao, Ver Steeg & Galstyan 2015, eq. 18).

    V is the volume of the rectangle about a row that holds its k neighbours, V̄ that of the box, along their
    principal axes, that does. A row whose neighbours all coincide with it in some column is not corrected.
    """
    points = np.hstack(columns)
    _, which = space_nearest.nearest(space.tree(points), k)
    fill = ln_fill(points[which] - points[:, None, :])
    share = fill_of_uniform(k, points.shape[1]) if threshold is None else threshold
    local, distance = rectangle(columns, k)
    return local - np.where(np.exp(fill) < share, fill, 0.0), distance


def ln_fill(offsets: np.ndarray) -> np.ndarray:
    """(n,) ln V̄/V of neighbours at offsets (n, k, d); 0 where V is 0."""
    _, axes = np.linalg.eigh(np.swapaxes(offsets, 1, 2) @ offsets)
    along = np.abs(offsets @ axes).max(axis=1)
    across = np.abs(offsets).max(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log(along).sum(axis=1) - np.log(across).sum(axis=1)
    return np.where((across > 0).all(axis=1), ratio, 0.0)


@lru_cache(maxsize=64)
def fill_of_uniform(k: int, d: int) -> float:
    """The share of its rectangle that the box of k points, uniform in a cube, fills but for 0.5 % of them."""
    offsets = as_generator(0).uniform(-1.0, 1.0, size=(DRAWS, k, d))
    return float(np.exp(np.quantile(ln_fill(offsets), QUANTILE)))
