"""How far an estimate may be off, from the same statistic on resamples of the data."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from scipy.special import ndtri

from ..._check import pick
from ..._rng import as_generator
from ...estimate import Estimate, Unit
from ._memory import as_series, block_length
from ._rounds import heeding, rounds, whole
from ._rows import DRAWS
from ._statistic import Evaluation, as_table, taken
from .bootstrapped import Bootstrapped

__all__ = ["bootstrap"]

EXPONENTS = {"subsampling": 0.8, "window": 2 / 3}  # of n, for the rows of a subsample
MOVED = 0.5  # standard errors by which a statistic may tell a sample from its double
OTHERS = 0.05  # share of resamples that another estimator may answer before it is said


def bootstrap(
    statistic: Callable[..., Any],
    *data: Any,
    method: str = "auto",
    n_resamples: int = 999,
    paired: bool = True,
    length: int | None = None,
    unit: Unit | None = None,
    rng: int | np.random.Generator | None = None,
    n_jobs: int | None = None,
    progress: bool = False,
) -> Bootstrapped:
    """The statistic of the data, as an Estimate whose `.interval` is read off resamples.

    statistic    function of the data that returns an Estimate or a number: `samples.mutual_information`, or
                 `lambda x, y: samples.mutual_information(x, y, kind="discrete")`; one with a parameter
                 `rng` is given a Generator of its own in each round
    data         each (n,) or (n, d)
    method       "percentile", "bca": n rows drawn with replacement; BCa corrects the quantiles for bias and
                 skewness, and leaves out each row once for it: n more evaluations
                 "block": for series; runs of geometric length (the stationary bootstrap)
                 "subsampling": n^0.8 rows, none twice; its spread, about its mean, shrunk to n rows
                 "window": for series; n^⅔ rows that follow one another, likewise
                 "auto": "subsampling" where repeating every row moves the statistic, as it does for
                 all that looks at neighbours or gaps, else "percentile"
    n_resamples  how many
    paired       row i of each datum belongs with row i of the others; False: each is drawn for itself, as
                 the two samples of `kl_divergence`
    length       mean rows of a block, by default from the autocorrelation; or rows of a subsample
    unit         of the answer; by default that of the statistic, and nats for a number
    rng          seed or Generator: the same seed gives the same digits for any n_jobs
    n_jobs       how many rounds side by side, a thread each, -1 for one a core; by default one after another,
                 each with all threads: a statistic of your own need not be safe in several
    progress     a bar on stderr

    The standard error is the spread of the replicates. Raises ValueError for data of unequal length, and
    for a statistic that is no number.

    Sources: Efron & Tibshirani 1993, ch. 13, 14; Politis & Romano 1994 (The stationary bootstrap), and 1994
    (Large sample confidence regions based on subsamples), √(b / n) there made √(b / (n - b)), since
    subsamples share rows with the sample; Politis & White 2004 for the length of blocks.

    >>> from infoscope import samples
    >>> low, high = bootstrap(samples.entropy, ["a", "b", "b"] * 50, rng=0).interval(0.95)
    >>> bool(low < 0.6365 < high < 0.7)
    True
    """
    rng, tables = as_generator(rng), [as_table(given) for given in data]
    plan = _plan(tables, method, length, paired)
    with heeding(n_jobs):
        evaluate = Evaluation(statistic, unit)
        found = evaluate(tables, rng)
        warnings = found.warnings
        if method not in EXPONENTS and (moved := _moved(evaluate, tables, found, rng)):
            if method == "auto":
                plan = _plan(tables, "subsampling", length, paired)
            else:
                warnings += (moved,)

        def one(_: int, rng: np.random.Generator) -> Estimate:
            return evaluate(plan.resample(tables, rng), rng)

        running: dict[str, Any] = {"side_by_side": n_jobs is not None, "progress": progress}
        n_resamples = whole(n_resamples, "n_resamples", 2)
        resamples = rounds(one, n_resamples, rng, what="resampling", **running)
        values = np.array([e.value for e in resamples])
        bias = acceleration = 0.0
        if plan.method == "bca":
            bias = float(ndtri(((values < found.value).mean() + (values <= found.value).mean()) / 2))
            acceleration = _acceleration(evaluate, tables, paired, rng, **running)
    if plan.method in EXPONENTS:
        values = _shrunk(values, found.value, plan.share)
    return Bootstrapped(
        found.value,
        float(values.std(ddof=1)) if np.isfinite(values).all() else np.inf,
        unit=found.unit,
        method="; ".join(filter(None, [found.method, f"{n_resamples} {plan}"])),
        n=len(tables[0]) if found.n is None else found.n,
        warnings=warnings + _warnings(values, bias, found, resamples),
        replicates=values,
        bias=bias,
        acceleration=acceleration,
    )


@dataclass(frozen=True)
class _Plan:
    """How resamples are drawn: `sizes[j]` rows, or rows a block, of the n[j] of datum j."""

    method: str
    n: tuple[int, ...]
    sizes: tuple[int, ...]
    paired: bool

    @property
    def share(self) -> float:
        return self.sizes[0] / self.n[0]

    def resample(self, tables: list[Any], rng: np.random.Generator) -> list[Any]:
        draws = 1 if self.paired else len(tables)
        rows = [DRAWS[self.method](*each, rng) for each in list(zip(self.n, self.sizes))[:draws]]
        return [taken(table, rows[0 if self.paired else j]) for j, table in enumerate(tables)]

    def __str__(self) -> str:
        sizes = " and ".join(map(str, self.sizes[: 1 if self.paired else None]))
        return {
            "percentile": "resamples, percentiles",
            "bca": "resamples, BCa",
            "block": f"resamples in blocks of {sizes} rows on average",
            "subsampling": f"subsamples of {sizes} rows",
            "window": f"windows of {sizes} rows",
        }[self.method]


def _plan(tables: list[Any], method: str, length: int | None, paired: bool) -> _Plan:
    pick(method, {"auto": None, **DRAWS}, "method")
    n = tuple(map(len, tables))
    if not n:
        raise ValueError("bootstrap needs data after the statistic; got none")
    if paired and len(set(n)) > 1:
        raise ValueError(
            f"data must have one observation each per row; got lengths {list(n)}. "
            "Samples that are not paired go with paired=False"
        )
    if method == "block":
        sizes = _block_lengths(tables, paired)
    else:
        sizes = tuple(min(round(m ** EXPONENTS.get(method, 1.0)), m - 1) for m in n)
    if length is not None:
        if method in ("percentile", "bca"):
            raise ValueError(f"length is of blocks or subsamples, and method={method!r} has none")
        if whole(length, "length", 1) >= min(n):  # as many would be the sample again
            raise ValueError(f"length must be less than the {min(n)} rows there are; got {length}")
        sizes = tuple(max(1, round(length * m / min(n))) for m in n)
    return _Plan("percentile" if method == "auto" else method, n, sizes, paired)


def _block_lengths(tables: list[Any], paired: bool) -> tuple[int, ...]:
    series = [as_series(table) for table in tables]
    if paired:
        return (block_length(*chain.from_iterable(series)),) * len(tables)
    return tuple(block_length(*columns) for columns in series)


def _moved(evaluate: Evaluation, tables: list[Any], found: Estimate, rng: np.random.Generator) -> str:
    """What to say where the statistic tells a sample from one with every row twice, else nothing.

    A smooth function of the empirical law does not. Resamples repeat rows, which neighbours and gaps take
    for a law with atoms, and held-out rows for a perfect fit.
    """
    double = evaluate([taken(t, np.repeat(np.arange(len(t)), 2)) for t in tables], rng).value
    margin = 1e-9 * max(1.0, abs(found.value))
    if np.isfinite(found.std_error):
        margin = max(margin, MOVED * found.std_error)
    if double == found.value or abs(double - found.value) <= margin:
        return ""
    return (
        f"repeating every row moves the statistic from {found.value:.4g} to {double:.4g}, and resamples "
        "repeat rows: method='subsampling' (for series 'window') repeats none"
    )


def _shrunk(values: np.ndarray, value: float, share: float) -> np.ndarray:
    """The spread of subsamples about their mean, turned round and shrunk to that of the sample.

    About the mean, not the value: the bias of so many fewer rows is not the sample's.
    """
    finite = np.isfinite(values)
    if not np.isfinite(value) or not finite.any():
        return np.full(len(values), value)
    off = np.sqrt(share / (1.0 - share)) * (values - values[finite].mean())
    return np.where(finite, value - off, values)


def _acceleration(
    evaluate: Evaluation, tables: list[Any], paired: bool, rng: np.random.Generator, **running: Any
) -> float:
    """a = Σ U³ / 6 (Σ U²)^1.5 (Efron & Tibshirani 1993, eq. 14.15; over both samples where they are two).

    U = (n - 1) / n · (mean of the values with a row left out - the value without this one).
    """
    third = second = 0.0
    for j in range(1 if paired else len(tables)):
        n = len(tables[j])

        def without(row: int, rng: np.random.Generator, j: int = j, n: int = n) -> float:
            kept = np.delete(np.arange(n), row)
            left = [taken(t, kept) if paired or i == j else t for i, t in enumerate(tables)]
            return float(evaluate(left, rng).value)

        values = np.array(rounds(without, n, rng, what="leaving out rows", **running))
        influence = (values.mean() - values) * (n - 1) / n
        third, second = third + float((influence**3).sum()), second + float((influence**2).sum())
    return third / (6.0 * second**1.5) if 0.0 < second < np.inf else 0.0


def _warnings(values: np.ndarray, bias: float, found: Estimate, resamples: list[Estimate]) -> tuple[str, ...]:
    said, n = [], len(resamples)
    others = [name for e in resamples if (name := _name(e)) != _name(found)]
    if len(others) > OTHERS * n:
        said.append(
            f"in {len(others)} of {n} resamples another estimator answered ({others[0]}): "
            "hold it with estimator= and kind="
        )
    if infinite := int(np.isinf(values).sum()):
        said.append(f"infinite in {infinite} of {n} resamples")
    if np.isinf(bias):
        side = "below" if bias > 0 else "above"
        said.append(f"every resample lies {side} the value: BCa has nothing to go by")
    return tuple(said)


def _name(e: Estimate) -> str:
    """The estimator without its parameters and why it was chosen."""
    return e.method.partition(",")[0].partition(" (")[0]
