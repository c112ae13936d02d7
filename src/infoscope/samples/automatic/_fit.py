"""Which copula fits, and whether it leaves anything: what is seen of a law before any information is."""

import numpy as np
from scipy.special import chdtrc

from ..parametric import GaussianCopula, StudentCopula
from ..parametric import _copulas as copulas
from ..parametric._groups import Terms
from ..parametric._student import fit_student
from ..reading._sorted import normal_scores
from ._reductions import evenly, polynomials

__all__ = ["DOUBTFUL", "UNLIKELY", "better_copula", "chance_of_the_rest", "unresolved"]

ENOUGH, A_COLUMN = 40_000, 20  # numbers, and rows a column, that tell Student's copula from the Gaussian
WORTH = (
    2.0  # of ln likelihood, for one number more: at 2.3 % by chance, since it lies at its end (Chernoff 1954)
)
RANKS, PEAKED = 20, 100  # over which a combination of columns that the ranks can tell of must spread
ROWS_A_FEATURE, FEWEST_ROWS_A_FEATURE = 10, 5
MOST = 200  # features
FLAT = 1e-10  # squared length of a direction that rounding alone may have left, of the longest
UNLIKELY, DOUBTFUL = 1e-5, 2.5e-3  # by chance: four are looked at, so that 1 % of true laws are doubted
DRAWS, ROWS_DRAWN = 20, 2000


def better_copula(x: np.ndarray, terms: Terms) -> tuple[GaussianCopula | StudentCopula, float]:
    """Student's where its likelihood is WORTH more; and where it is not, how far Σ c · h(group) by its law is
    from that by the Gaussian: tails that are too weak to be sure of tell a little yet.

    Where variables give each other away to within few ranks the likelihood of Student's law is without bound:
    ranks that agree are then taken for the peak of ever fewer degrees of freedom.
    """
    if unresolved(x, PEAKED):
        return GaussianCopula(), 0.0
    scores = normal_scores(x)
    d = scores.shape[1]
    if len(scores) > (enough := max(ENOUGH // d, A_COLUMN * d)):
        scores = scores[evenly(len(scores), enough)]
    gaussian, student = fits = copulas.fit_gaussian(scores), fit_student(scores)
    less, more = (copulas.log_density(fit, scores).sum() for fit in fits)
    if more - less > WORTH:
        return StudentCopula(), 0.0
    return GaussianCopula(), abs(copulas.entropy_of(student, terms) - copulas.entropy_of(gaussian, terms))


def unresolved(x: np.ndarray, ranks: float = RANKS) -> bool:
    """Whether some combination of the columns, each by its ranks, varies by but a few ranks."""
    least = np.linalg.eigvalsh(np.corrcoef(normal_scores(x).T))[0]
    return bool(len(x) ** 2 * least < ranks**2)


def chance_of_the_rest(choice: GaussianCopula | StudentCopula, x: np.ndarray, y: np.ndarray) -> float:
    """How likely what the copula does not tell of y by x moves with polynomials of x, or of x with those of
    y, as much as it does, by chance alone; the least of four, and 1 where it is above DOUBTFUL.

    Under Student's law y, less its mean given x, over its size given x, is independent of x. So n times the
    squared correlations of polynomials of x with it, or with its squares, is chi-squared with as many degrees
    of freedom as there are pairs, less those that were fitted.

    That takes ranks for the margins' own, and they stretch what is left of y where they stretch x: by much
    where little is left. So what looks unlikely is held against draws of the law fitted, always the same.
    """
    return min(_chance(choice, x, y), _chance(choice, y, x))


def _chance(choice: GaussianCopula | StudentCopula, x: np.ndarray, y: np.ndarray) -> float:
    fit, found = _correlations(choice, x, y)
    if all(chdtrc(freedom, square) > DOUBTFUL for square, freedom in found):
        return 1.0
    rng, rows, d = np.random.default_rng([len(x), x.shape[1]]), min(len(x), ROWS_DRAWN), x.shape[1]
    usual = []
    for _ in range(DRAWS):
        z = _drawn(fit, rows, rng)
        usual.append([square for square, _ in _correlations(choice, z[:, :d], z[:, d:], fit)[1]])
    least = 1.0
    for (square, freedom), drawn in zip(found, np.transpose(usual)):
        # Chi-squared but for a scale, with the mean and variance of the draws (Satterthwaite 1946).
        scale = max(float(drawn.var(ddof=1) / (2 * drawn.mean())), 1.0)
        least = min(least, float(chdtrc(max(float(drawn.mean()), freedom) / scale, square / scale)))
    return least if least < DOUBTFUL else 1.0


def _drawn(fit: copulas.Copula, rows: int, rng: np.random.Generator) -> np.ndarray:
    z = rng.normal(size=(rows, len(fit.triangle))) @ fit.triangle
    return z if fit.dof == np.inf else z / np.sqrt(rng.chisquare(fit.dof, size=(rows, 1)) / fit.dof)


def _correlations(
    choice: GaussianCopula | StudentCopula, x: np.ndarray, y: np.ndarray, fit: copulas.Copula | None = None
) -> tuple[copulas.Copula, list[tuple[float, int]]]:
    """The fit, where none is given; n · squared correlations of polynomials of x with what is left, and with
    its squares, and the degrees of freedom of each.
    """
    d, scores = x.shape[1], normal_scores(np.hstack([x, y]))
    if fit is None or fit.dof == np.inf:  # a t copula takes long to fit, and draws of it fit it well
        fit = fit_student(scores) if isinstance(choice, StudentCopula) else copulas.fit_gaussian(scores)
    t = copulas.as_t(scores, fit.dof)
    slope = np.linalg.lstsq(fit.triangle[:, :d], fit.triangle[:, d:], rcond=None)[0]
    size = np.ones(len(t)) if fit.dof == np.inf else 1 + fit.of(np.arange(d)).squares(t[:, :d]) / fit.dof
    left = normal_scores((t[:, d:] - t[:, :d] @ slope) / np.sqrt(size)[:, None])
    of_x = polynomials(x, min(MOST, len(x) // ROWS_A_FEATURE))
    if of_x.shape[1] + left.shape[1] > len(x) // FEWEST_ROWS_A_FEATURE:
        return fit, []
    return fit, [_correlated(of_x, left, fitted=d * y.shape[1]), _correlated(of_x, left**2, fitted=0)]


def _correlated(f: np.ndarray, g: np.ndarray, fitted: int) -> tuple[float, int]:
    u, v = (_orthonormal(w - w.mean(axis=0)) for w in (f, g))
    return float(len(f) * ((u.T @ v) ** 2).sum()), u.shape[1] * v.shape[1] - fitted


def _orthonormal(v: np.ndarray) -> np.ndarray:
    sizes, axes = np.linalg.eigh(v.T @ v)
    kept = sizes > FLAT * sizes[-1]
    return v @ (axes[:, kept] / np.sqrt(sizes[kept]))
