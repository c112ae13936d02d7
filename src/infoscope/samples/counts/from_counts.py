"""Shannon entropy from counts.

Outcome i was seen n_i times, n in all. The plug-in estimate H(n_i / n) is too low by about (K - 1) / 2n
nats on K possible outcomes (Miller 1955). Each estimator below repairs that in its own way.

    name                    idea, with the file that holds formula and source          good for
    plug_in                 frequencies as probabilities             (_series)         n ≫ K
    miller_madow            + (seen - 1) / 2n                        (_series)         n > K
    jackknife               leave one out                            (_series)         n > K
    zhang                   ψ for ln; bias decays exponentially      (_series)         n > K
    grassberger_1988        ψ(j) + (-1)^j / j(j+1) for ln j          (_series)         n ~ K
    grassberger_2003        the whole series of that correction      (_series)         n ~ K
    schurmann               the same with a free ξ                   (_series)         n ~ K
    bonachela               uniform prior on each p_i alone          (_series)         K = 2, 3; n tiny
    chao_shen               coverage, Horvitz-Thompson weights       (_coverage)       many rare outcomes
    chao_wang_jost          discoveries still to come                (_coverage)       many rare outcomes
    james_stein             shrunk to uniform as the data say        (_shrinkage)      K known, near uniform
    jeffreys, laplace, schurmann_grassberger, minimax
                            pseudo-counts ½, 1, 1/K, √n/K            (_shrinkage)      K known, n > K
    nsb                     entropy uniform beforehand               (_nsb)            K known or not, n ≪ K

Sources disagree about "Grassberger": the 1988 formula cut the series short, the 2003 one did not, and a
third, ln n - Σ n_i/n ψ(n_i), the start of the 2003 paper, is Zhang's but for ln n - ψ(n).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..._check import pick
from ...estimate import Estimate, Unit, nats_per
from .._found import farther
from ._answers import ANSWERS, answer, described, doubts
from ._tally import Answer, Tally, beside, second_order, tally
from .choices import CHOICES, NSB, check_alphabet

__all__ = ["entropy_from_counts"]

MOST = 2**53  # beyond it a double does not tell one whole number from the next


def entropy_from_counts(
    counts: Any,
    *,
    estimator: Any = "plug_in",
    alphabet_size: int | float | None = None,
    unit: Unit = "nats",
) -> Estimate:
    """Entropy of the law the counts were drawn from.

    counts         (..., K): how often each outcome was seen, outcomes last; or a mapping, as a Counter is
    estimator      a name above, or a choice such as Dirichlet(0.1) or NSB(alphabet_size=26)
    alphabet_size  outcomes that can occur, seen or not; None: K, so that a zero is an outcome that can.
                   inf, for NSB: not known. It moves bonachela, james_stein, the priors and nsb alone

    The standard error is the spread of an observation's influence over √n: by the delta method for the
    plug-in, Miller-Madow and the shrunk laws, by leaving one observation out for the others; for NSB it is
    the posterior standard deviation. The former are no less than √((K - 1) / 2) / n of the K outcomes
    seen, what is left where all are equally likely, and inf where none was seen twice. None holds the bias.

    Raises ValueError for counts that are negative, not whole, or sum to zero, and for an alphabet of fewer
    outcomes than were seen. Sources: the module's table.

    >>> print(entropy_from_counts([4, 2, 3, 0, 2, 4, 0, 0, 2, 1, 1], estimator="miller_madow"))
    2.15 ± 0.15 nats (Miller-Madow, n=19)
    >>> print(entropy_from_counts([4, 2, 3, 2, 4, 2, 1, 1], estimator="nsb", alphabet_size=11))
    2.19 ± 0.14 nats (NSB, K=11, n=19)
    """
    nats_per(unit)
    choice = estimator if type(estimator) in ANSWERS else pick(estimator, CHOICES, "estimator")
    n = as_counts(counts)
    size = as_size(choice, alphabet_size, n)
    t = tally(n, float(size))
    found = answer(choice, t, t)
    total = int(t.total[0]) if n.ndim == 1 else None
    declared = alphabet_size is not None or getattr(choice, "alphabet_size", None) is not None
    value, error, notes = (
        _plain(found.value),
        _plain(_error(found, t)),
        doubts(choice, found, t, declared),
    )
    return Estimate(value, error, method=described(choice, t.size), n=total, warnings=notes).to(unit)


def as_counts(counts: Any) -> np.ndarray:
    if isinstance(counts, Mapping):
        counts = list(counts.values())
    try:
        n = np.asarray(counts)
    except ValueError:
        raise ValueError("counts must have shape (..., K); got rows of different lengths") from None
    except (TypeError, RuntimeError) as refusal:
        raise ValueError(f"counts must be numbers that numpy can read: {refusal}") from None
    if n.size == 0 or n.ndim == 0 or n.dtype.kind not in "iuf":
        raise ValueError(
            f"counts must be numbers of shape (..., K), K >= 1; got {n.dtype} of shape {n.shape}"
        )
    if n.dtype == np.float16:  # which has no number as great as the most there may be
        n = n.astype(np.float32)
    if not ((n >= 0) & (n <= MOST)).all() or (n.dtype.kind == "f" and (n != np.floor(n)).any()):
        raise ValueError(
            "counts must be whole numbers from 0 to 2**53; for probabilities use infoscope.pmf.entropy"
        )
    if not n.any(-1).all():
        raise ValueError("counts sum to zero: no observation to estimate from")
    return n


def as_size(choice: Any, given: Any, n: np.ndarray) -> float:
    """The outcomes that can occur: as given, as chosen, or as listed."""
    check_alphabet(given, unbounded=isinstance(choice, NSB))
    chosen = getattr(choice, "alphabet_size", None)
    if None not in (given, chosen) and given != chosen:
        raise ValueError(f"alphabet_size={given} contradicts {choice}; say it once")
    size = next((s for s in (given, chosen) if s is not None), n.shape[-1])
    seen = int((n > 0).sum(-1).max())
    if size < seen:
        raise ValueError(f"alphabet_size must be at least the {seen} outcomes seen; got {size}")
    return size


def _error(found: Answer, t: Tally) -> np.ndarray:
    if found.deviation is not None:
        return found.deviation
    influence = -np.log(t.n) if found.influence is None else found.influence
    influence = influence if found.of_joint is None else influence + found.of_joint
    n = t.total[..., 0]
    error = beside(t.error(influence), second_order(t.seen[..., 0] - 1, n))
    return np.where(t.unrepeated, np.inf, farther(error, 2 + t.skew(influence), n))


def _plain(value: np.ndarray) -> Any:
    return float(value) if np.ndim(value) == 0 else value
