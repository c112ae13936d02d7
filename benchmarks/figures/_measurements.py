"""Sweeps over measurements: information by rows, columns, strength, rounding, k, and with a label."""

import numpy as np
from scipy.stats import multivariate_normal, norm

from infoscope import dist, pmf, samples
from infoscope.samples import worlds

from ._sweep import Sweep

ROWS = (50, 100, 200, 500, 1000, 2000, 5000)


def of_pair(estimator):
    return lambda xy: samples.mutual_information(*xy, estimator=estimator, rng=0)


def fixed(world):
    return lambda n: (world.information, lambda rng: world.sample(n, rng))


def named(name):
    return next(w for w in (*worlds.benchmark(), *worlds.others()) if w.name == name)


def gaussian(n, d, rho):
    """(I, draw) of d pairs of columns, correlated by rho in each pair."""

    def draw(rng):
        x, noise = rng.normal(size=(2, n, d))
        return x, rho * x + np.sqrt(1 - rho**2) * noise

    return -0.5 * d * np.log1p(-(rho**2)), draw


def shared_by(d):
    """One nat shared by d pairs of columns, 2000 rows."""
    return gaussian(2000, d, np.sqrt(-np.expm1(-2.0 / d)))


def uniform_noise(information):
    """1000 rows of x uniform and y = x + uniform noise ±e, e so small that I = e - ln 2e."""
    small, large = 1e-6, 0.5
    for _ in range(80):
        e = np.sqrt(small * large)
        small, large = (e, large) if e - np.log(2 * e) > information else (small, e)

    def draw(rng):
        x = rng.random(1000)
        return x, x + rng.uniform(-e, e, 1000)

    return information, draw


def rounded(width):
    """1000 rows of a Gaussian pair, rho = .75, each rounded to multiples of the width."""
    cells = int(np.ceil(6.0 / width))
    edges = (np.arange(-cells, cells + 2) - 0.5) * width
    below = multivariate_normal([0, 0], [[1, 0.75], [0.75, 1]]).cdf(np.stack(np.meshgrid(edges, edges), -1))
    p_xy = np.maximum(np.diff(np.diff(below, axis=0), axis=1), 0.0)
    truth = pmf.mutual_information(p_xy, normalize=True)
    draw = gaussian(1000, 1, 0.75)[1]
    return truth, lambda rng: tuple(np.round(column[:, 0] / width) * width for column in draw(rng))


def as_labels(xy):
    return samples.mutual_information(*xy, estimator=samples.PlugIn(), kind="discrete")


def as_numbers(estimator):
    return lambda xy: samples.mutual_information(*xy, estimator=estimator, kind="continuous")


def neighbours(k):
    """1000 rows of a Gaussian pair, rho = .9, and k with them."""
    truth, draw = gaussian(1000, 1, 0.9)
    return truth, lambda rng: (*draw(rng), k)


def of_neighbours(variant):
    return lambda data: samples.mutual_information(*data[:2], estimator=samples.KSG(data[2], variant))


THREE = [norm(-1.5, 1), norm(0, 1), norm(1.5, 1)]
TOLD = float(dist.entropy(dist.mixture(THREE))) - float(dist.entropy(norm(0, 1)))


def classes(n):
    """A label of three, and a measurement whose mean it moves."""

    def draw(rng):
        label = rng.integers(0, 3, n)
        return 1.5 * (label - 1) + rng.normal(size=n), label

    return TOLD, draw


def of_bins(xy):
    x, label = xy
    bins = samples.equal_frequency(x, bins=10)
    return samples.mutual_information(bins.codes, label, estimator=samples.PlugIn(), kind="discrete")


def of_label(estimator):
    return lambda xy: samples.mutual_information(*xy, estimator=estimator, kind=("continuous", "discrete"))


CHOICES = {
    "auto": "auto",
    "KSG, k=3": samples.KSG(),
    "Gaussian copula": samples.GaussianCopula(),
    "kernel density": samples.KernelDensity(),
}
BY_ROWS = {label: of_pair(choice) for label, choice in CHOICES.items()}
SLOW = {"kernel density": 2000}

SWEEPS = (
    Sweep("rows-gaussian", "Gaussian pair, ρ = 0.75", "rows n", ROWS, fixed(named("Gaussian 1x1")),
          BY_ROWS, 40, SLOW, height=(-0.4, 0.4)),
    Sweep("rows-parabola", "Parabola: y = x² + noise", "rows n", ROWS, fixed(named("Parabola 1x1")),
          BY_ROWS, 40, SLOW, height=(-0.9, 0.4)),
    Sweep("columns", "1 nat shared by d pairs of columns, n = 2000", "columns d of x, and of y",
          (1, 2, 3, 5, 7, 10, 15, 20), shared_by,
          {"auto": of_pair("auto"), "KSG, k=3": of_pair(samples.KSG()),
           "Gaussian copula": of_pair(samples.GaussianCopula()),
           "classifier": of_pair(samples.Classification(folds=3))},
          10, {"classifier": 10}, log=False),
    Sweep("strength", "y = x + uniform noise, n = 1000", "true information, nats",
          (0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0), uniform_noise,
          {"auto": of_pair("auto"), "KSG, k=3": of_pair(samples.KSG()),
           "Gaussian copula": of_pair(samples.GaussianCopula()),
           "local non-uniformity": of_pair(samples.LocalNonuniformity())},
          20, log=False, height=(-3.5, 0.7)),
    Sweep("ties", "Gaussian pair rounded to a grid, n = 1000", "width of the grid, in standard deviations",
          (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0), rounded,
          {"auto": of_pair("auto"), "KSG, ties averaged": as_numbers(samples.KSG()),
           "plug-in, values as labels": as_labels}, 40, height=(-0.2, 1.0)),
    Sweep("neighbours", "KSG: k neighbours, Gaussian pair, ρ = 0.9, n = 1000", "k",
          (1, 2, 3, 5, 10, 20, 50, 100), neighbours,
          {"KSG-1": of_neighbours(1), "KSG-2": of_neighbours(2)}, 60),
    Sweep("label", "A measurement and a label of three", "rows n", ROWS, classes,
          {"auto": of_label("auto"), "Ross, k=3": of_label(samples.Ross()),
           "10 bins, plug-in": of_bins}, 60, height=(-0.1, 0.25)),
)  # fmt: skip
