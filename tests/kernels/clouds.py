"""Points in the plane that are awkward for a neighbour search, by name."""

import numpy as np


def _lattice(step):
    return lambda rng, n: step * rng.integers(0, 12, size=(2, n))


CLOUDS = {
    "Gaussian": lambda rng, n: rng.normal(size=(2, n)),
    "heavy tails": lambda rng, n: rng.standard_cauchy(size=(2, n)) ** 3,
    "integers": _lattice(1.0),
    "tenths": _lattice(0.1),
    "few values": lambda rng, n: rng.integers(0, 2, size=(2, n)) * 1.0,
    "all equal": lambda rng, n: np.full((2, n), 0.7),
    "x constant": lambda rng, n: np.stack([np.full(n, 0.3), rng.normal(size=n)]),
    "y constant": lambda rng, n: np.stack([rng.normal(size=n), np.full(n, 0.3)]),
    "ascending": lambda rng, n: np.sort(rng.normal(size=(2, n)), axis=1),
    "descending": lambda rng, n: np.stack([np.arange(n) * 0.1, np.arange(n)[::-1] * 0.1]),
    "ranks": lambda rng, n: np.stack([rng.permutation(n), rng.permutation(n)]) * 1.0,
    "clusters": lambda rng, n: rng.integers(0, 3, size=(2, n)) + 1e-9 * rng.normal(size=(2, n)),
    "near duplicates": lambda rng, n: (
        np.repeat(rng.normal(size=(2, n)), 2, axis=1)[:, :n] + 1e-15 * rng.normal(size=(2, n))
    ),
    "half tied": lambda rng, n: np.stack([np.round(rng.normal(size=n), 1), rng.normal(size=n)]),
    "signed zeros": lambda rng, n: rng.choice([0.0, -0.0, 1.0], size=(2, n)),
    "far apart": lambda rng, n: 1e300 * rng.normal(size=(2, n)),
    "subnormal": lambda rng, n: 5e-324 * rng.integers(0, 9, size=(2, n)),
}


def cloud(name, n, seed):
    """(x, y) of n points, x ascending."""
    x, y = CLOUDS[name](np.random.default_rng(seed), n)
    order = np.argsort(x, kind="stable")
    return x[order], y[order]
