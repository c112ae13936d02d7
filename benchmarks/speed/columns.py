"""Many columns against one target, as feature selection asks.

No public function of one target and many columns answers this but `table.report`: what is timed is a loop
of `samples.mutual_information` on a thread for each core, none of which starts threads of its own.
"""

from concurrent.futures import ThreadPoolExecutor
from math import log

import numpy as np

from infoscope import samples
from infoscope._kernels.threads import limit

from ._job import EVERY, PROCESSES, Job, Route, unit_normal
from ._machine import cores

__all__ = ["JOBS"]

K = 3
JOBS_AT_ONCE = 2
SOME = 10  # columns that peers are timed on


def classes(n: int, p: int) -> tuple[np.ndarray, np.ndarray]:
    """The first columns depend on the class, ever less."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, n)
    return unit_normal(rng.normal(size=(n, p)) + y[:, None] * np.linspace(1, 0, p)), y


def target(n: int, p: int) -> tuple[np.ndarray, np.ndarray]:
    """The correlation of the columns with the target falls from 0.9 to 0."""
    rng = np.random.default_rng(0)
    y, rho = rng.normal(size=(n, 1)), np.linspace(0.9, 0, p)
    return unit_normal(rho * y + (1 - rho**2) ** 0.5 * rng.normal(size=(n, p))), unit_normal(y)[:, 0]


def looped(choice):
    def informations(X, y) -> np.ndarray:
        def one(column) -> float:
            with limit(1):
                return samples.mutual_information(column, y, estimator=choice).value

        with ThreadPoolExecutor(cores()) as pool:
            return np.array(list(pool.map(one, X.T)))

    return informations


def sklearn_classes(X, y) -> np.ndarray:
    from sklearn.feature_selection import mutual_info_classif

    return mutual_info_classif(X[:, :SOME], y, n_neighbors=K, discrete_features=False, n_jobs=JOBS_AT_ONCE)


def sklearn_target(X, y) -> np.ndarray:
    from sklearn.feature_selection import mutual_info_regression

    return mutual_info_regression(X[:, :SOME], y, n_neighbors=K, discrete_features=False, n_jobs=JOBS_AT_ONCE)


def ennemi_classes(X, y) -> np.ndarray:
    import ennemi

    return ennemi.estimate_mi(y, X[:, :SOME], k=K, preprocess=False, discrete_y=True, max_threads=cores())[0]


def ennemi_target(X, y) -> np.ndarray:
    import ennemi

    return ennemi.estimate_mi(y, X[:, :SOME], k=K, preprocess=False, max_threads=cores())[0]


def information(n: int, p: int) -> float:
    return float(-0.5 * np.log(1 - np.linspace(0.9, 0, p) ** 2).mean())


def of_classes(n: int, p: int) -> float:
    """Mean over the columns of h(X) - h(X|Y), h(X) by quadrature over the mixture of three normals."""
    t = np.linspace(-8, 10, 20_001)
    found = []
    for shift in np.linspace(1, 0, p):
        law = np.exp(-0.5 * (t[:, None] - shift * np.arange(3)) ** 2).mean(axis=1) / (2 * np.pi) ** 0.5
        found.append(-(law * np.log(law)).sum() * (t[1] - t[0]) - 0.5 * (1 + log(2 * np.pi)))
    return float(np.mean(found))


JOBS = (
    Job(
        "classes",
        f"Information of each of 100 measurements with 3 classes, Ross, k = {K}, n = 100,000: the mean.",
        classes,
        (100_000, 100),
        (1000, 12),
        (
            Route("infoscope, a loop", looped(samples.Ross(k=K)), threads=EVERY),
            # It adds noise of 1e-10 and cuts off at 0.
            Route("sklearn mutual_info_classif", sklearn_classes, bar=40, within=1e-4, threads=PROCESSES),
            Route("ennemi", ennemi_classes, within=1e-5, threads=EVERY),
        ),
        truth=of_classes,
    ),
    Job(
        "target",
        f"Information of each of 100 measurements with another, KSG, k = {K}, n = 100,000: the mean.",
        target,
        (100_000, 100),
        (1000, 12),
        (
            Route("infoscope, a loop", looped(samples.KSG(k=K)), threads=EVERY),
            Route("sklearn mutual_info_regression", sklearn_target, bar=10, within=1e-4, threads=PROCESSES),
            Route("ennemi", ennemi_target, within=1e-5, threads=EVERY),
        ),
        truth=information,
    ),
)
