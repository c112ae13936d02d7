"""Are two columns of labels independent, perhaps given a third? The G-test, exact where it must be."""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, gammaln, xlogy

from ..._kernels.shuffles import shuffled_sums

__all__ = ["EXPECTED", "GTest", "chance_information", "g_test", "pool_rare", "trusted"]

EXPECTED = 5.0  # the least expected count of a cell for the χ² law to be trusted (Cochran 1954)
PER_DEGREE = 10  # degrees of freedom for each expected count: 14 × 14 cells at 5 reject 7 % at the 5 % level
WORK = 50_000_000  # labels dealt in all the shuffles of one test
ROUNDS = (99, 4999)
FIRST, ENOUGH = 199, 20  # so many of the first shuffles as large: p is near 0.1 or above
SMALLEST = 5e-324  # a p-value is never 0


@dataclass(frozen=True)
class GTest:
    """I(X;Y) or I(X;Y|Z) of the observed frequencies, in nats, held against independence.

    information  plug-in
    std_error    √(Var of its logarithm / n) (delta method)
    bias         its mean under independence: what to subtract
    p_value      the chance, under independence, of a value as large
    method       which null law was used
    rounds       shuffles behind it; 0 for χ²

    >>> GTest(0.1, 0.02, 0.01, 0.003, "G-test, χ² with 1 degree of freedom").p_value
    0.003
    """

    information: float
    std_error: float
    bias: float
    p_value: float
    method: str
    rounds: int = 0

    @property
    def least_p_value(self) -> float:
        """No p-value of this test could be smaller."""
        return 1 / (self.rounds + 1) if self.rounds else SMALLEST

    @property
    def at_floor(self) -> bool:
        """Whether no shuffle told as much: the p-value is then only known to be no larger than it says."""
        return self.rounds > 0 and self.p_value <= self.least_p_value


def g_test(
    x: np.ndarray,
    y: np.ndarray,
    z: np.ndarray | None = None,
    *,
    rng: np.random.Generator,
    rounds: int | None = None,
) -> GTest:
    """Test X ⊥ Y, or X ⊥ Y | Z, from codes 0 .. K-1 of shape (n,).

    G = 2n Î is held against χ² with Σ_z (K_x|z - 1)(K_y|z - 1) degrees of freedom, divided by Williams'
    correction (1976), where every expected count is 5 or more and a tenth of those degrees or more; else
    against shuffles of y within z, p = (b + 1) / (B + 1). Neither depends on the order of the rows.

    >>> import numpy as np
    >>> coin = np.arange(40) % 2
    >>> g_test(coin, coin, rng=np.random.default_rng(0)).p_value < 1e-9
    True
    """
    cells = _Cells.of(x, y, np.zeros(len(x), np.int64) if z is None else z)
    information, error = cells.information()
    degrees, least, correction = cells.chi_squared()
    if degrees == 0:
        return GTest(information, error, 0.0, 1.0, "G-test, nothing can vary")
    n = len(x)
    if least >= trusted(degrees):
        p = float(chdtrc(degrees, 2 * n * information / correction))
        method = f"G-test, χ² with {degrees} degree{'s' * (degrees > 1)} of freedom"
        return GTest(information, error, degrees * correction / (2 * n), max(p, SMALLEST), method)
    affordable = int(np.clip(WORK // n, *ROUNDS))
    parts = (rounds,) if rounds else (min(affordable, FIRST), max(affordable - FIRST, 0))
    bias, p, rounds = _by_shuffles(cells, information, parts, rng)
    return GTest(information, error, bias, p, f"G-test, {rounds} shuffles", rounds)


def chance_information(x: np.ndarray, y: np.ndarray) -> float:
    """The mean plug-in I(X;Y), in nats, had y been shuffled: exact, from the hypergeometric law of each cell.

    Vinh, Epps & Bailey (2010), Information theoretic measures for clusterings comparison, theorem 1.

    >>> import numpy as np
    >>> coin = np.array([0, 0, 1, 1])  # of its 6 arrangements 2 show ln 2 nats about it, 4 none
    >>> bool(np.isclose(chance_information(coin, coin), np.log(2) / 3))
    True
    """
    n = len(x)
    of_x, times_x = np.unique(np.bincount(x), return_counts=True)
    of_y, times_y = np.unique(np.bincount(y), return_counts=True)
    log_factorial = gammaln(np.arange(n + 1.0) + 1)

    def cell(a: int, b: int) -> float:
        """⟨c ln c⟩ of the count of a cell with margins a and b."""
        c = np.arange(max(1, a + b - n), min(a, b) + 1)
        ways = log_factorial[a] - log_factorial[c] - log_factorial[a - c]
        ways += log_factorial[n - a] - log_factorial[b - c] - log_factorial[n - a - b + c]
        chance = np.exp(ways + log_factorial[b] + log_factorial[n - b] - log_factorial[n])
        return float((chance * xlogy(c, c)).sum())

    cells = sum(i * j * cell(a, b) for a, i in zip(of_x, times_x) for b, j in zip(of_y, times_y))
    margins = (times_x * xlogy(of_x, of_x)).sum() + (times_y * xlogy(of_y, of_y)).sum()
    return float((cells - margins) / n + np.log(n))


def trusted(degrees: int) -> float:
    """The least expected count of a cell for the χ² law of so many degrees of freedom to be trusted.

    >>> trusted(6), trusted(735)
    (5.0, 73.5)
    """
    return max(EXPECTED, degrees / PER_DEGREE)


def pool_rare(codes: np.ndarray, least: float) -> np.ndarray:
    """Codes with the levels seen fewer than `least` times made one, with the next rarest if it takes them.

    Pooling looks at one margin alone, so a test of independence after it is as valid as before.

    >>> import numpy as np
    >>> pool_rare(np.array([0, 0, 0, 0, 1, 2, 2, 2]), 2).tolist()
    [0, 0, 0, 0, 1, 1, 1, 1]
    """
    count = np.bincount(codes)
    rarest = np.argsort(count, kind="stable")
    held = np.cumsum(count[rarest])
    pooled = int((count < least).sum())
    if count.min() >= least:
        return codes
    pooled = max(pooled, int(np.searchsorted(held, least)) + 1)
    if pooled >= len(count):
        return codes  # nothing would be left to test
    level = np.zeros(len(count), np.int64)
    kept = np.sort(rarest[pooled:])
    level[kept] = np.arange(len(kept))
    level[rarest[:pooled]] = len(kept)
    return level[codes]


@dataclass(frozen=True, eq=False)
class _Cells:
    """The cells (z, x, y) that occur, in that order, and how often: all that the test depends on."""

    z: np.ndarray
    zx: np.ndarray  # each (z, x) that occurs, numbered in order; likewise zy
    zy: np.ndarray
    y: np.ndarray
    count: np.ndarray

    @staticmethod
    def of(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> "_Cells":
        kx, ky = int(x.max()) + 1, int(y.max()) + 1
        code = (z.astype(np.int64) * kx + x) * ky + y
        size = (int(z.max()) + 1) * kx * ky
        if size <= max(1 << 16, 4 * len(x)):
            table = np.bincount(code, minlength=size)
            cell = np.flatnonzero(table)
            count = table[cell]
        else:
            cell, count = np.unique(code, return_counts=True)
        of_y, of_zx = cell % ky, cell // ky
        of_z = of_zx // kx
        _, zx = np.unique(of_zx, return_inverse=True)
        _, zy = np.unique(of_z * ky + of_y, return_inverse=True)
        return _Cells(np.unique(of_z, return_inverse=True)[1], zx, zy, of_y, count)

    def information(self) -> tuple[float, float]:
        """Σ c ln (c c_z / c_zx c_zy) / n and its error; sorted, so that renaming a label moves no digit."""
        c_z, c_zx, c_zy = (np.bincount(run, self.count)[run] for run in (self.z, self.zx, self.zy))
        n = self.count.sum()
        pointwise = np.log(self.count * c_z / (c_zx * c_zy))
        mean = np.sort(self.count * pointwise).sum() / n
        variance = np.sort(self.count * (pointwise - mean) ** 2).sum() / n
        return float(mean), float(np.sqrt(variance / n))

    def chi_squared(self) -> tuple[int, float, float]:
        """Degrees of freedom, least expected count, and Williams' divisor, over the strata."""
        n = np.bincount(self.z, self.count)
        kx, least_x, inverse_x = self._margin(self.zx)
        ky, least_y, inverse_y = self._margin(self.zy)
        degrees = (kx - 1) * (ky - 1)
        tested = degrees > 0  # elsewhere x or y is constant
        if not tested.any():
            return 0, np.inf, 1.0
        excess = (n * inverse_x - 1) * (n * inverse_y - 1) / (6 * n)
        least = (least_x * least_y / n)[tested].min()
        return int(degrees.sum()), float(least), float(1 + excess[tested].sum() / degrees.sum())

    def _margin(self, run: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of x or y in each stratum: how many values, the least of their counts, Σ 1 / count."""
        count = np.bincount(run, self.count)
        stratum = np.zeros(len(count), np.int64)
        stratum[run] = self.z
        least = np.full(self.z[-1] + 1, np.inf)
        np.minimum.at(least, stratum, count)
        return np.bincount(stratum), least, np.bincount(stratum, 1 / count)


def _by_shuffles(
    cells: _Cells, information: float, parts: tuple[int, ...], rng: np.random.Generator
) -> tuple[float, float, int]:
    """(mean under independence, p-value, shuffles made) from shuffles of y within each stratum.

    They come in parts: where one leaves no doubt that chance will do, it is the last. This errs on the
    safe side, since what is cut short could only have gone on to a p-value that small by luck.
    """
    n = int(cells.count.sum())
    c = np.arange(n + 1.0)
    c_log_c = xlogy(c, c)
    # The shuffles jump about in the labels: the narrower they are, the more of them a cache holds.
    narrow = np.uint8 if cells.y.max() < 256 else np.int32
    labels = np.repeat(cells.y.astype(narrow), cells.count)
    groups, strata = (_borders(np.repeat(run, cells.count)) for run in (cells.zx, cells.z))
    observed = c_log_c[cells.count].sum()
    sums = np.zeros(0)
    for more in parts:
        these = shuffled_sums(labels, int(cells.y.max()) + 1, groups, strata, c_log_c, more, rng)
        sums = np.concatenate([sums, these])
        # Equal counts may add up in another order: as large means within rounding.
        as_large = int((sums >= observed - 1e-9 * observed).sum())
        if as_large >= ENOUGH:
            break
    bias = information + float(np.sort(sums).mean() - observed) / n
    return bias, (as_large + 1) / (len(sums) + 1), len(sums)


def _borders(ascending: np.ndarray) -> np.ndarray:
    """Where runs of equal values begin, and where the last ends."""
    return np.concatenate([[0], np.flatnonzero(np.diff(ascending)) + 1, [len(ascending)]])
