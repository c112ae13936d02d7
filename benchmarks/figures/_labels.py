"""Sweeps over labels: entropy and information from counts."""

import numpy as np

from infoscope import pmf, samples

from ._sweep import Sweep

ROWS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
MORE = ROWS[2:]
COUNTS = {
    "plug-in": "plug_in",
    "Miller-Madow": "miller_madow",
    "jackknife": "jackknife",
    "Chao-Shen": "chao_shen",
    "Chao-Wang-Jost": "chao_wang_jost",
    "NSB, K known": "nsb",
}


def of_counts(name):
    return lambda counts: samples.entropy_from_counts(counts, estimator=name)


def law_of(p):
    return lambda n: (pmf.entropy(p), lambda rng: rng.multinomial(n, p))


def zipf(outcomes):
    p = 1.0 / np.arange(1.0, outcomes + 1.0)
    return p / p.sum()


def two_labels(p_xy):
    """n -> I(X;Y) and draws of n rows of two labels."""

    def world(n):
        def draw(rng):
            return np.divmod(rng.choice(p_xy.size, n, p=p_xy.ravel()), p_xy.shape[1])

        return pmf.mutual_information(p_xy), draw

    return world


def noisy(levels, keep):
    """x uniform; y equals x with probability `keep`, else uniform."""
    return (keep * np.eye(levels) + (1 - keep) / levels) / levels


def of_rows(estimator):
    return lambda xy: samples.mutual_information(*xy, estimator=estimator, kind="discrete")


INFORMATION = {
    "auto": of_rows("auto"),
    "plug-in": of_rows(samples.PlugIn()),
    "Miller-Madow": of_rows(samples.MillerMadow()),
    "NSB": of_rows(samples.NSB()),
}

SWEEPS = (
    Sweep(
        "entropy-uniform", "H of 100 equally likely labels", "observations n", ROWS,
        law_of(np.full(100, 0.01)), {label: of_counts(name) for label, name in COUNTS.items()}, 200,
        height=(-1.5, 0.5),
    ),
    Sweep(
        "entropy-zipf", "H of 1000 labels, p ∝ 1/rank", "observations n", ROWS,
        law_of(zipf(1000)), {label: of_counts(name) for label, name in COUNTS.items()}, 200,
        height=(-1.5, 0.5),
    ),
    Sweep(
        "information-labels", "I of two labels, 10 × 10 cells", "rows n", MORE,
        two_labels(noisy(10, 0.5)), INFORMATION, 60, height=(-0.4, 1.0),
    ),
    Sweep(
        "information-none", "I of two independent labels, 10 × 10 cells", "rows n",
        MORE, two_labels(noisy(10, 0.0)), INFORMATION, 60,
        height=(-0.4, 1.0),
    ),
)  # fmt: skip
