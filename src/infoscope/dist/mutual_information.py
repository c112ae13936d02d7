"""What groups of the variables of a multivariate law share: exact for normal and Student laws."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..estimate import Estimate, Unit
from . import _integrals
from ._groups import Terms, as_groups, marginal, of_groups
from ._laws import as_law
from ._laws._gaussian import gaussian_law
from ._laws._law import Law
from ._routes import Effort, answer
from .closed_forms import _table

__all__ = ["conditional_mutual_information", "mutual_information", "o_information", "total_correlation"]

Groups = Sequence[int | Sequence[int]]


def mutual_information(
    P: Any,
    groups: Groups,
    *,
    method: str | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    max_samples: int = 10**6,
    rng: int | np.random.Generator | None = None,
    unit: Unit = "nats",
) -> Estimate:
    """I(X;Y) of two groups of the variables of P: ½ ln (|Σ_x| |Σ_y| / |Σ_xy|) where P is normal.

    P            a multivariate normal or Student law, a Gaussian mixture in several dimensions, or a
                 covariance matrix (d, d) for the normal law that has it
    groups       two, each the number of a variable or a list of them; the rest of the variables is left out
    method       "closed_form", or "monte_carlo", the only one for mixtures; None takes the first there is

    The other options are those of `kl_divergence`. Raises ValueError where a covariance is not positive
    definite (variables that determine one another share infinitely much), or P is of another kind. Cover &
    Thomas, example 8.5.1.

    >>> mutual_information([[1.0, 0.6], [0.6, 1.0]], [0, 1])
    0.2231436 nats (closed_form)
    """
    law = _joint(P)
    x, y = as_groups(groups, law.dim, count=2)
    effort = Effort(method, rtol, atol, max_samples, rng)
    return _measure("mutual information", law, of_groups((1, x), (1, y), (-1, x + y)), effort, unit)


def conditional_mutual_information(
    P: Any,
    groups: Groups,
    *,
    method: str | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    max_samples: int = 10**6,
    rng: int | np.random.Generator | None = None,
    unit: Unit = "nats",
) -> Estimate:
    """I(X;Y|Z) of three groups of variables, in this order; P and options as in `mutual_information`.

    It is H(XZ) + H(YZ) - H(XYZ) - H(Z). Cover & Thomas, equation 8.48 and theorem 2.5.2.

    >>> chain = [[1.0, 0.6, 0.36], [0.6, 1.0, 0.6], [0.36, 0.6, 1.0]]  # a Markov chain 0, 1, 2
    >>> round(float(conditional_mutual_information(chain, [0, 2, 1])), 12) + 0.0
    0.0
    """
    law = _joint(P)
    x, y, z = as_groups(groups, law.dim, count=3)
    terms = of_groups((1, x + z), (1, y + z), (-1, x + y + z), (-1, z))
    effort = Effort(method, rtol, atol, max_samples, rng)
    return _measure("conditional mutual information", law, terms, effort, unit)


def total_correlation(
    P: Any,
    groups: Groups | None = None,
    *,
    method: str | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    max_samples: int = 10**6,
    rng: int | np.random.Generator | None = None,
    unit: Unit = "nats",
) -> Estimate:
    """Σ H(X_i) - H(X) over the groups, one a variable by default; P and options as in `mutual_information`.

    Watanabe, IBM J. Res. Dev. 4 (1960) 66.

    >>> total_correlation([[1.0, 0.4, 0.3], [0.4, 1.0, 0.2], [0.3, 0.2, 1.0]]).value.__round__(8)
    0.13853595
    """
    law = _joint(P)
    parts = as_groups(range(law.dim) if groups is None else groups, law.dim)
    terms = of_groups(*((1, g) for g in parts), (-1, sum(parts, ())))
    return _measure("total correlation", law, terms, Effort(method, rtol, atol, max_samples, rng), unit)


def o_information(
    P: Any,
    groups: Groups | None = None,
    *,
    method: str | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    max_samples: int = 10**6,
    rng: int | np.random.Generator | None = None,
    unit: Unit = "nats",
) -> Estimate:
    """(n - 2) H(X) + Σ (H(X_i) - H(X_-i)) over n groups: above 0 redundancy, below 0 synergy prevails.

    Each variable is a group by default; P and options as in `mutual_information`. Rosas et al., Phys. Rev. E
    100 (2019) 032305, equation 7.

    >>> o_information([[1.0, 0.4, 0.3], [0.4, 1.0, 0.2], [0.3, 0.2, 1.0]]).value.__round__(8)
    0.01620708
    """
    law = _joint(P)
    parts = as_groups(range(law.dim) if groups is None else groups, law.dim)
    everything = sum(parts, ())
    rests = [tuple(i for i in everything if i not in g) for g in parts]
    terms = of_groups((len(parts) - 2, everything), *((1, g) for g in parts), *((-1, r) for r in rests))
    return _measure("O-information", law, terms, Effort(method, rtol, atol, max_samples, rng), unit)


def _joint(P: Any) -> Law:
    if isinstance(P, (np.ndarray, list, tuple)):
        covariance = np.asarray(P, dtype=float)
        law = gaussian_law(np.zeros(len(covariance)), covariance, "P")
    else:
        law = as_law(P)
    if law.space != "vectors" or law.family not in (
        "multivariate_normal",
        "multivariate_student",
        "normal_mixture",
    ):
        raise ValueError(
            "P must be a multivariate normal or Student law, a mixture of normal laws in several dimensions, "
            f"or a covariance matrix; got {law.label} in {law.dim}. For draws see infoscope.samples"
        )
    return law


def _measure(name: str, law: Law, terms: Terms, effort: Effort, unit: Unit) -> Estimate:
    parts = [(c, list(g), marginal(law, g)) for c, g in terms]

    def closed() -> Any:
        found = [_table.entropy(part) for _, _, part in parts]
        return None if None in found else sum(c * h for (c, _, _), h in zip(parts, found))

    return answer(name, closed, _integrals.KL_DIVERGENCE, law, _against(law, parts), effort, unit)


def _against(law: Law, parts: list) -> Law:
    """What stands for Q, so that ln p/q averages to the quantity: ln q = ln p + Σ c ln p_group."""

    def log_density(x: Any) -> np.ndarray:
        each: list[Callable] = [part.log_density for _, _, part in parts]
        columns = [x[:, g[0]] if len(g) == 1 else x[:, g] for _, g, _ in parts]
        return law.log_density(x) + sum(c * f(v) for (c, _, _), f, v in zip(parts, each, columns))

    return Law(label="its groups", log_density=log_density, sample=None, space="vectors", dim=law.dim)
