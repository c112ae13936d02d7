"""Neighbours: information of measurements, given others or not, and the divergence of two samples."""

from math import log

import numpy as np

from infoscope import samples

from ._job import EVERY, Job, Route, unit_normal

__all__ = ["JOBS"]

K = 3
RHO = 0.6
CALLS = 200


def correlated(n: int, d: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """x and y of d columns, each pair of columns with correlation 0.6."""
    rng = np.random.default_rng(0)
    x, noise = rng.normal(size=(2, n, d))
    return unit_normal(x), unit_normal(RHO * x + (1 - RHO**2) ** 0.5 * noise)


def three(n: int) -> tuple[np.ndarray, ...]:
    """x and y that have z in common and nothing else, with correlation ½ to it."""
    rng = np.random.default_rng(0)
    x, y, z = rng.normal(size=(3, n, 1))
    return unit_normal(0.5 * z + 0.75**0.5 * x), unit_normal(0.5 * z + 0.75**0.5 * y), unit_normal(z)


def two_samples(n: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.normal(size=(n, d)), rng.normal(0.3, 1.0, size=(n, d))


def ours(x, y) -> float:
    return samples.mutual_information(x, y, estimator=samples.KSG(k=K)).value


def ours_given(x, y, z) -> float:
    return samples.conditional_mutual_information(x, y, z, estimator=samples.KSG(k=K)).value


def our_divergence(x, y) -> float:
    return samples.kl_divergence(x, y, estimator=samples.WangKulkarniVerdu(k=K, bias_reduced=False)).value


def our_permutations(x, y) -> float:
    return samples.permutation_test(
        x, y, n_permutations=CALLS, estimator=samples.KSG(k=K), rng=0, n_jobs=-1
    ).null.mean()


def calls(x, y) -> float:
    rng = np.random.default_rng(0)
    return float(np.mean([ours(rng.permutation(x), y) for _ in range(CALLS)]))


def below(points, radius) -> np.ndarray:
    """How many points, itself among them, lie nearer than the radius to each: by a tree."""
    from scipy.spatial import cKDTree

    return cKDTree(points).query_ball_point(points, radius, p=np.inf, workers=-1, return_length=True)


def below_on_line(points, radius) -> np.ndarray:
    """The same of single columns: by bisection, and a look at the two ends, since v ± radius is rounded."""
    v = points[:, 0]
    ascending = np.sort(v)
    first = np.searchsorted(ascending, v - radius, side="left")
    last = np.searchsorted(ascending, v + radius, side="right")
    first += abs(ascending[first] - v) > radius
    last -= abs(ascending[last - 1] - v) > radius
    return last - first


def radius(points) -> np.ndarray:
    from scipy.spatial import cKDTree

    distance = cKDTree(points).query(points, [K + 1], p=np.inf, workers=-1)[0][:, 0]
    return np.nextafter(distance, 0)


def by_trees(count):
    def mutual_information(x, y) -> float:
        from scipy.special import digamma

        within = radius(np.hstack([x, y]))
        spread = digamma(count(x, within)) + digamma(count(y, within))
        return digamma(K) + digamma(len(x)) - spread.mean()

    return mutual_information


def trees_given(count):
    def conditional_mutual_information(x, y, z) -> float:
        from scipy.special import digamma

        within = radius(np.hstack([x, y, z]))
        of_xz, of_yz = below(np.hstack([x, z]), within), below(np.hstack([y, z]), within)
        return digamma(K) - (digamma(of_xz) + digamma(of_yz) - digamma(count(z, within))).mean()

    return conditional_mutual_information


def divergence_by_trees(x, y) -> float:
    from scipy.spatial import cKDTree

    n, d = x.shape
    of_x = cKDTree(x).query(x, [K + 1], workers=-1)[0][:, 0]
    of_y = cKDTree(y).query(x, [K], workers=-1)[0][:, 0]
    return d * np.log(of_y / of_x).mean() + log(len(y) / (n - 1))


def sklearn_regression(x, y) -> float:
    from sklearn.feature_selection import mutual_info_regression

    return mutual_info_regression(x, y[:, 0], n_neighbors=K, discrete_features=False)[0]


def by_ennemi(x, y, z=None) -> float:
    import ennemi

    return float(ennemi.estimate_mi(y[:, 0], x[:, 0], cond=z, k=K, preprocess=False)[0, 0])


def by_infomeasure(x, y, z=None) -> float:
    import infomeasure

    options = {"approach": "metric", "k": K, "noise_level": 0}
    if z is None:
        return infomeasure.mutual_information(x, y, **options)
    return infomeasure.conditional_mutual_information(x, y, cond=z, **options)


def gaussian(n: int, d: int = 1) -> float:
    return -0.5 * d * log(1 - RHO**2)


def ksg_job(name: str, n: int, sklearn: float) -> Job:
    return Job(
        name,
        f"Information of two measurements, KSG, k = {K}, n = {n:,}.",
        correlated,
        (n,),
        (1000,),
        (
            Route("infoscope", ours, threads=EVERY),
            # It adds noise of 1e-10 and cuts off at 0.
            Route("sklearn mutual_info_regression", sklearn_regression, bar=sklearn, within=1e-4),
            Route("cKDTree; bisection", by_trees(below_on_line), bar=5, within=1e-8, threads=EVERY),
            Route("cKDTree; query_ball_point", by_trees(below), bar=5, threads=EVERY),
            Route("ennemi", by_ennemi, within=1e-5),
            Route("infomeasure", by_infomeasure),
        ),
        truth=gaussian,
    )


def space_job(n: int, d: int, small: int) -> Job:
    return Job(
        f"ksg-{d}d",
        f"Information of {d} and {d} measurements, KSG, k = {K}, n = {n:,}.",
        correlated,
        (n, d),
        (small, d),
        (
            Route("infoscope", ours, threads=EVERY),
            Route("cKDTree; query_ball_point", by_trees(below), bar=4, threads=EVERY),
            Route("infomeasure", by_infomeasure),
        ),
        truth=gaussian,
    )


JOBS = (
    ksg_job("ksg", 100_000, sklearn=15),
    ksg_job("ksg-million", 1_000_000, sklearn=40),
    space_job(100_000, 3, 1000),
    space_job(10_000, 10, 500),
    Job(
        "given",
        f"Information of two measurements given a third, KSG, k = {K}, n = 100,000.",
        three,
        (100_000,),
        (1000,),
        (
            Route("infoscope", ours_given, threads=EVERY),
            Route("ennemi", by_ennemi, bar=8, within=1e-5),
            Route("cKDTree; query_ball_point", trees_given(below), bar=4, threads=EVERY),
            Route("cKDTree; bisection for z", trees_given(below_on_line), bar=4, within=1e-8, threads=EVERY),
            Route("infomeasure", by_infomeasure),
        ),
        truth=lambda n: 0.0,
    ),
    Job(
        "divergence",
        "Relative entropy of two samples of 100,000 rows in 5 dimensions, from neighbours.",
        two_samples,
        (100_000, 5),
        (1000, 5),
        (
            Route("infoscope", our_divergence, threads=EVERY),
            # infoscope first brings the columns to one scale, and so measures slightly other distances.
            Route("cKDTree", divergence_by_trees, bar=3, within=0.02, threads=EVERY),
        ),
        truth=lambda n, d: 0.5 * d * 0.3**2,
    ),
    Job(
        "permutations",
        f"{CALLS} permutations of the KSG information of two measurements, k = {K}, n = 10,000: their mean.",
        correlated,
        (10_000,),
        (500,),
        (
            Route("infoscope.samples.permutation_test", our_permutations, threads=EVERY),
            # Other permutations: the means differ by the spread of a mean of 200.
            Route(f"{CALLS} calls of mutual_information", calls, bar=20, within=0.02, threads=EVERY),
        ),
        truth=lambda n: 0.0,
    ),
)
