"""Counting: the entropy of a column of labels, the information of two, and of every two of many."""

from itertools import combinations, islice
from math import log

import numpy as np

from infoscope import samples

from ._job import EVERY, Job, Route

__all__ = ["JOBS"]

PAIRS = 60  # of all, that a loop over them is timed on
BATCH = 10_000  # rows of a one-hot table at a time


def column(n: int) -> tuple[np.ndarray]:
    return (np.random.default_rng(0).integers(0, 256, n),)


def two_columns(levels: int):
    def data(n: int) -> tuple[np.ndarray, np.ndarray]:
        """y is x for half of the rows, else any label."""
        rng = np.random.default_rng(0)
        x, other = rng.integers(0, levels, (2, n))
        return x, np.where(rng.random(n) < 0.5, x, other)

    return data


def table_of(levels: int):
    def data(n: int, p: int) -> tuple[np.ndarray]:
        """Columns of which each repeats the first in some rows."""
        rng = np.random.default_rng(0)
        labels = rng.integers(0, levels, (n, p))
        repeats = rng.random((n, p)) < np.linspace(0, 0.5, p)
        return (np.where(repeats, labels[:, :1], labels),)

    return data


def of_counts(counts) -> float:
    counts = np.asarray(counts, np.float64)
    counts = counts[counts > 0]
    return log(counts.sum()) - counts @ np.log(counts) / counts.sum()


def of_table(counts) -> float:
    return of_counts(counts.sum(axis=0)) + of_counts(counts.sum(axis=1)) - of_counts(counts.ravel())


def told_levels(levels: int):
    def mutual_information(x, y) -> float:
        return of_table(np.bincount(x * levels + y, minlength=levels * levels).reshape(levels, levels))

    return mutual_information


def of_torch(x) -> float:
    import torch

    return of_counts(torch.bincount(torch.from_numpy(x)).numpy())


def of_polars(*columns) -> float:
    import polars

    names = [str(i) for i in range(len(columns))]
    frame = polars.DataFrame(dict(zip(names, columns)))

    def entropy(some) -> float:
        return of_counts(frame.group_by(some).len()["len"].to_numpy())

    return entropy(names) if len(names) == 1 else sum(map(entropy, names)) - entropy(names)


def of_pandas(x) -> float:
    import pandas

    return of_counts(pandas.Series(x).value_counts(sort=False).to_numpy())


def crosstab(x, y) -> float:
    import pandas

    return of_table(pandas.crosstab(x, y).to_numpy())


def scipy_entropy(x) -> float:
    from scipy.stats import entropy

    return entropy(np.unique(x, return_counts=True)[1])


def infomeasure_entropy(x) -> float:
    import infomeasure

    return infomeasure.entropy(x, approach="discrete")


def infomeasure_information(x, y) -> float:
    import infomeasure

    return infomeasure.mutual_information(x, y, approach="discrete")


def pyitlib_entropy(x) -> float:
    from pyitlib import discrete_random_variable

    return float(discrete_random_variable.entropy(x, base=np.e))


def pyitlib_information(x, y) -> float:
    from pyitlib import discrete_random_variable

    return float(discrete_random_variable.information_mutual(x, y, base=np.e))


def dit_information(x, y) -> float:
    import dit
    from dit.inference import distribution_from_data

    law = distribution_from_data(np.column_stack([x, y]), 1)
    return dit.shannon.mutual_information(law, [0], [1]) * log(2)


def embo_information(x, y) -> float:
    from embo import utils

    joint = utils.p_joint(x, y)
    p_x, p_y = joint.sum(axis=1), joint.sum(axis=0)
    return float(utils.entropy(p_x) + utils.entropy(p_y) - utils.entropy(joint.ravel())) * log(2)


def sklearn_information(x, y) -> float:
    from sklearn.metrics import mutual_info_score

    return mutual_info_score(x, y)


def sklearn_loop(X) -> np.ndarray:
    """Of the first pairs alone."""
    return np.array([sklearn_information(X[:, i], X[:, j]) for i, j in islice(pairs(X), PAIRS)])


def all_pairs(X) -> np.ndarray:
    found = samples.mutual_information_matrix(X, estimator="plug_in", kind="discrete", n_jobs=-1)
    return found[np.triu_indices(len(found), 1)]


def pairs(X):
    return combinations(range(X.shape[1]), 2)


def one_hot_of(levels: int):
    """All joint tables as one product of 0 and 1, exact in float32 below 2²⁴ rows."""

    def one_hot(X) -> np.ndarray:
        n, p = X.shape
        counts = np.zeros((p * levels, p * levels))
        for first in range(0, n, BATCH):
            table = X[first : first + BATCH, :, None] == np.arange(levels, dtype=X.dtype)
            table = table.reshape(-1, p * levels).astype(np.float32)
            counts += table.T @ table
        tables = counts.reshape(p, levels, p, levels).transpose(0, 2, 1, 3)
        c_log_c = np.zeros_like(tables)
        np.log(tables, out=c_log_c, where=tables > 0)
        joint = log(n) - (tables * c_log_c).sum(axis=(2, 3)) / n
        margin = np.array([of_counts(tables[i, i].sum(axis=0)) for i in range(p)])
        return (margin[:, None] + margin - joint)[np.triu_indices(p, 1)]

    return one_hot


def one_product(X) -> np.ndarray:
    """Of binary columns: the rows where both are 1; the other cells follow from the margins."""
    n, p = X.shape
    ones = X.astype(np.float32)
    both = (ones.T @ ones).astype(np.float64)
    of_x = np.diag(both)[:, None]
    cells = np.stack([both, of_x - both, of_x.T - both, n - of_x - of_x.T + both])
    c_log_c = np.zeros_like(cells)
    np.log(cells, out=c_log_c, where=cells > 0)
    joint = log(n) - (cells * c_log_c).sum(axis=0) / n
    margin = np.array([of_counts([n - one, one]) for one in np.diag(both)])
    return (margin[:, None] + margin - joint)[np.triu_indices(p, 1)]


def shared(levels: int) -> float:
    """I(X;Y) where y is x with probability ½, else any of the labels."""
    same = (0.5 + 0.5 / levels) / levels
    other = 0.5 / levels**2
    of_others = levels * (levels - 1) * other * log(other)
    return 2 * log(levels) + levels * same * log(same) + of_others


def pair_job(levels: int) -> Job:
    return Job(
        f"pair-{levels}",
        f"Information of two columns of 10⁷ int64 labels, {levels} × {levels}.",
        two_columns(levels),
        (10**7,),
        (20_000,),
        (
            Route(
                "infoscope",
                lambda x, y: samples.mutual_information(x, y, estimator="plug_in", kind="discrete").value,
                threads=EVERY,
            ),
            Route("sklearn.metrics.mutual_info_score", sklearn_information, bar=40),
            Route("numpy.bincount, told the levels", told_levels(levels), bar=1),
            Route("polars group_by", of_polars, threads=EVERY),
            Route("pandas.crosstab", crosstab),
            Route("infomeasure", infomeasure_information),
            Route("pyitlib", pyitlib_information),
            Route("embo.utils", embo_information),
            Route("dit", dit_information),
        ),
        truth=lambda n: shared(levels),
        moved=lambda n: 16 * n,
    )


JOBS = (
    Job(
        "labels",
        "Entropy of 10⁷ int64 labels of 256.",
        column,
        (10**7,),
        (20_000,),
        (
            Route(
                "infoscope",
                lambda x: samples.entropy(x, estimator="plug_in", kind="discrete").value,
                threads=EVERY,
            ),
            Route("numpy.bincount", lambda x: of_counts(np.bincount(x)), bar=5),
            Route("scipy.stats.entropy of numpy.unique", scipy_entropy),
            Route("torch.bincount", of_torch),
            Route("polars group_by", of_polars, threads=EVERY),
            Route("pandas value_counts", of_pandas),
            Route("infomeasure", infomeasure_entropy),
            Route("pyitlib", pyitlib_entropy),
        ),
        truth=lambda n: log(256),
        moved=lambda n: 8 * n,
    ),
    pair_job(16),
    pair_job(1000),
    Job(
        "pairs-8",
        "Information of every two of 200 columns of 10⁵ labels of 8 levels: the mean of 19 900.",
        table_of(8),
        (100_000, 200),
        (2000, 12),
        (
            Route("infoscope", all_pairs, threads=EVERY),
            Route("loop over sklearn.metrics.mutual_info_score", sklearn_loop, bar=1000),
            Route("numpy: one-hot product", one_hot_of(8), threads=EVERY),
        ),
    ),
    Job(
        "pairs-2",
        "Information of every two of 200 binary columns of 10⁵ rows: the mean of 19 900.",
        table_of(2),
        (100_000, 200),
        (2000, 12),
        (
            Route("infoscope", all_pairs, threads=EVERY),
            Route("numpy: one-hot product", one_hot_of(2), bar=5, threads=EVERY),
            Route("numpy: product of the ones alone", one_product, threads=EVERY),
            Route("loop over sklearn.metrics.mutual_info_score", sklearn_loop, bar=1000),
        ),
    ),
)
