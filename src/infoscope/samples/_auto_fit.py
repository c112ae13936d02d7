"""Which copula fits, and whether it leaves anything: what is seen of a law before any information is."""

import numpy as np
from scipy.special import chdtrc

from ._auto_reductions import evenly, polynomials
from .neighbours._columns import normal_scores
from .parametric import GaussianCopula, StudentCopula
from .parametric import _copulas as copulas
from .parametric._student import fit_student

__all__ = ["better_copula", "leaves_something", "unresolved"]

ENOUGH, A_COLUMN = 2000, 20  # rows, and rows a column, that tell Student's copula from the Gaussian
RANKS, PEAKED = 20, 100  # over which a combination of columns that the ranks can tell of must spread
ROWS_A_FEATURE, FEWEST_ROWS_A_FEATURE = 10, 5
MOST = 200  # features
FLAT = 1e-10  # squared length of a direction that rounding alone may have left, of the longest
UNLIKELY = 1e-5  # by chance


def better_copula(x: np.ndarray) -> GaussianCopula | StudentCopula:
    """Student's where its one number more, the degrees of freedom, is worth it (Schwarz 1978).

    Where variables give each other away to within few ranks the likelihood of Student's law is without bound:
    ranks that agree are then taken for the peak of ever fewer degrees of freedom.
    """
    if unresolved(x, PEAKED):
        return GaussianCopula()
    scores = normal_scores(x)
    if len(scores) > (enough := max(ENOUGH, A_COLUMN * x.shape[1])):
        scores = scores[evenly(len(scores), enough)]
    gaussian, student = (
        copulas.log_density(fit(scores), scores).sum() for fit in (copulas.fit_gaussian, fit_student)
    )
    return StudentCopula() if student - gaussian > 0.5 * np.log(len(scores)) else GaussianCopula()


def unresolved(x: np.ndarray, ranks: float = RANKS) -> bool:
    """Whether some combination of the columns, each by its ranks, varies by but a few ranks."""
    least = np.linalg.eigvalsh(np.corrcoef(normal_scores(x).T))[0]
    return bool(len(x) ** 2 * least < ranks**2)


def leaves_something(choice: GaussianCopula | StudentCopula, x: np.ndarray, y: np.ndarray) -> bool:
    """Whether what the copula does not tell of y by x moves with polynomials of x, or of x with those of y.

    Under Student's law y, less its mean given x, over its size given x, is independent of x. So n times the
    squared correlations of polynomials of x with it, or with its squares, is chi-squared with as many degrees
    of freedom as there are pairs, less those that were fitted.
    """
    return _leaves(choice, x, y) or _leaves(choice, y, x)


def _leaves(choice: GaussianCopula | StudentCopula, x: np.ndarray, y: np.ndarray) -> bool:
    d, scores = x.shape[1], normal_scores(np.hstack([x, y]))
    fit = fit_student(scores) if isinstance(choice, StudentCopula) else copulas.fit_gaussian(scores)
    t = copulas.as_t(scores, fit.dof)
    slope = np.linalg.lstsq(fit.triangle[:, :d], fit.triangle[:, d:], rcond=None)[0]
    size = np.ones(len(t)) if fit.dof == np.inf else 1 + fit.of(np.arange(d)).squares(t[:, :d]) / fit.dof
    left = normal_scores((t[:, d:] - t[:, :d] @ slope) / np.sqrt(size)[:, None])
    of_x = polynomials(x, min(MOST, len(x) // ROWS_A_FEATURE))
    if of_x.shape[1] + left.shape[1] > len(x) // FEWEST_ROWS_A_FEATURE:
        return False
    return _correlated(of_x, left, fitted=d * y.shape[1]) or _correlated(of_x, left**2, fitted=0)


def _correlated(f: np.ndarray, g: np.ndarray, fitted: int) -> bool:
    u, v = (_orthonormal(w - w.mean(axis=0)) for w in (f, g))
    freedom = u.shape[1] * v.shape[1] - fitted
    return bool(chdtrc(freedom, len(f) * ((u.T @ v) ** 2).sum()) < UNLIKELY)


def _orthonormal(v: np.ndarray) -> np.ndarray:
    sizes, axes = np.linalg.eigh(v.T @ v)
    kept = sizes > FLAT * sizes[-1]
    return v @ (axes[:, kept] / np.sqrt(sizes[kept]))
