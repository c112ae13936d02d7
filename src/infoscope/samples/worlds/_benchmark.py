"""The 40 tasks of the public benchmark of mutual information."""

from functools import cache

import numpy as np

from . import _laws as laws
from ._world import World, additive_uniform, gaussian, student

__all__ = ["benchmark"]


@cache
def benchmark() -> tuple[World, ...]:
    """The 40 tasks of Czyż, Grabowski, Vogt, Beerenwinkel & Marx (NeurIPS 2023), "Beyond Normal".

    >>> len(benchmark())
    40
    """
    plane = gaussian("Gaussian 1x1", laws.pairs(1, 1, 0.75))
    uniform = plane.mapped("Normal CDF 1x1", laws.normal_cdf)
    two_pairs = {d: gaussian(f"2-pair {d}x{d}", laws.pairs(d, 2, 0.8)) for d in (2, 3, 5, 25)}
    bent = [w for d in (3, 5, 25) for w in _bent(two_pairs[d], d)]
    dense = [gaussian(f"Dense {d}x{d}", laws.dense(d, 0.5)) for d in (2, 3, 5, 25, 50)]
    heavy = {(d, dof): student(d, dof) for d, dof in [(1, 1), (2, 1), (2, 2), (3, 2), (3, 3), (5, 2), (5, 3)]}
    calm = [
        heavy[of].mapped(f"Asinh {heavy[of].name}", np.arcsinh) for of in [(1, 1), (2, 1), (3, 2), (5, 2)]
    ]
    return (
        plane,
        uniform,
        plane.mapped("Half-cube 1x1", laws.half_cube),
        plane.mapped("Wiggly 1x1", laws.wiggly_x, laws.wiggly_y),
        plane.mapped("Bimodal 1x1", laws.bimodal_x, laws.bimodal_y),
        uniform.mapped("Swiss roll 2x1", laws.swiss_roll, lambda y: y),
        *(additive_uniform(noise) for noise in (0.1, 0.75)),
        *dense,
        *two_pairs.values(),
        *bent,
        *heavy.values(),
        *calm,
    )


def _bent(world: World, d: int) -> list[World]:
    of_x, of_y = laws.spiral(0, 1, 1 / d), laws.spiral(1, 2, 1 / d)
    uniform = world.mapped(f"Normal CDF {world.name}", laws.normal_cdf)
    return [
        uniform,
        world.mapped(f"Half-cube {world.name}", laws.half_cube),
        world.mapped(f"Spiral {world.name}", of_x, of_y),
        uniform.mapped(f"Spiral {uniform.name}", of_x, of_y),
    ]
